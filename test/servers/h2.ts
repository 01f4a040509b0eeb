import { existsSync } from 'node:fs'
import pg from 'pg'
import type { SqlRow, SqlStatement } from '../../src/core/sql.ts'
import { toolAvailable } from '../support/required.ts'
import type { DictionaryStubs } from '../support/h2/dictionary-stubs.ts'
import { MSSQL_STUBS } from '../support/h2/mssql-stubs.ts'
import { ORACLE_STUBS } from '../support/h2/oracle-stubs.ts'
import { DB2_STUBS } from '../support/h2/db2-stubs.ts'
import { serverDirectory, startServerProcess } from './database.ts'
import { freePorts, listening } from './ports.ts'

/** Engines no server of which can be had here: the texts of their statements run on H2, which reads their dialect (facts: TOOLBOX §2.7). */
export const FOREIGN_ENGINES = ['mssql', 'oracle', 'db2'] as const
export type ForeignEngine = (typeof FOREIGN_ENGINES)[number]

const JAR = '/usr/share/java/h2.jar'
const MODES: Readonly<Record<ForeignEngine, string>> = { mssql: 'MSSQLServer', oracle: 'Oracle', db2: 'DB2' }
const STUBS: Readonly<Record<ForeignEngine, DictionaryStubs>> = { mssql: MSSQL_STUBS, oracle: ORACLE_STUBS, db2: DB2_STUBS }

export const h2Available = (): boolean => existsSync(JAR) && toolAvailable('java')

/** One H2 server; a database of its own for each of `open`. */
export interface RunningH2 {
  /** A new database in the mode of an engine, with the dictionary of that engine: empty tables with the columns it has. */
  readonly open: (engine: ForeignEngine) => Promise<H2Database>
  readonly stop: () => Promise<void>
}

export interface H2Database {
  /** Runs SQL of H2 to set something up: `CREATE TABLE IDN_UMA_RESOURCE (…)`, `INSERT INTO sys.tables (…) VALUES (…)`. */
  readonly sql: (text: string) => Promise<void>
  /** Rows of a registered statement, every value as text or null, in the order of its columns. Throws when H2 does not understand the text. */
  readonly run: (statement: SqlStatement, values: readonly string[]) => Promise<readonly SqlRow[]>
  readonly close: () => Promise<void>
}

export const startH2 = async (): Promise<RunningH2> => {
  const directory = serverDirectory('h2')
  const [port = 0] = await freePorts(1)
  const args = [
    '-Xmx256m',
    '-XX:TieredStopAtLevel=1',
    '-cp',
    JAR,
    'org.h2.tools.Server',
    '-pg',
    '-pgPort',
    String(port),
    '-baseDir',
    directory,
    '-ifNotExists',
  ]
  const server = startServerProcess('java', args, directory)
  await listening(port, server.printed)
  let opened = 0
  return {
    open: (engine) => open(engine, port, `${engine}${(opened += 1)}`),
    stop: server.stop,
  }
}

const connected = async (engine: ForeignEngine, port: number, name: string): Promise<pg.Client> => {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'sa',
    password: 'sa',
    // The properties behind the name are H2's: it would fold every name to lower case, those in quotation marks excepted, and keep words for itself.
    database: `${name};CASE_INSENSITIVE_IDENTIFIERS=TRUE;NON_KEYWORDS=VALUE,KEY`,
    types: { getTypeParser: () => (value: string | Buffer) => String(value) },
  })
  // It would be an exception that nobody hears; the query in hand fails of the same.
  client.on('error', () => {})
  await client.connect()
  // Each connection begins in the mode of PostgreSQL.
  await client.query(`SET MODE ${MODES[engine]}`)
  return client
}

const open = async (engine: ForeignEngine, port: number, name: string): Promise<H2Database> => {
  const first = await connected(engine, port, name)
  const sql = async (text: string): Promise<void> => void (await first.query(text))
  for (const text of setUpOf(STUBS[engine])) await sql(text)
  return {
    sql,
    run: async (statement, values) => {
      // One of its own for each: H2 hangs up behind an error.
      const client = await connected(engine, port, name)
      try {
        const text = foreignText(engine, statement.text)
        const { rows, fields } = await client.query<(string | null)[]>({ text, values: [...values], rowMode: 'array' })
        if (fields.length !== statement.columns.length)
          throw new Error(`${statement.id} gives ${fields.length} columns and says ${statement.columns.length}`)
        return rows
      } finally {
        await client.end().catch(() => {})
      }
    },
    close: () => first.end(),
  }
}

/** CREATE statements for the dictionary of an engine. */
const setUpOf = ({ tables, functions }: DictionaryStubs): readonly string[] => {
  const schemas = new Set([...Object.keys(tables), ...Object.keys(functions)].flatMap((name) => (name.includes('.') ? [name.split('.')[0]] : [])))
  return [
    ...[...schemas].map((schema) => `CREATE SCHEMA IF NOT EXISTS ${schema}`),
    ...Object.entries(tables).map(([name, columns]) => `CREATE TABLE ${quoted(name)} (${columns})`),
    ...Object.entries(functions).map(([name, body]) => `CREATE ALIAS ${quoted(name)} AS '${body.replaceAll("'", "''")}'`),
  ]
}

/** Columns are named like words of H2's (`START`, `ORDER`), schemas are not: it would take the case of a quoted one exactly. */
const quoted = (name: string): string => name.replace(/[^.]+$/, '"$&"')

/** A text of the engine with its parameters as H2 takes them over this protocol ($1), and without the words that it has no equal of. */
const foreignText = (engine: ForeignEngine, text: string): string => {
  let count = 0
  return text.replace(TOKEN, (token) => {
    if (engine === 'db2' && token === '?') return `$${(count += 1)}`
    if (engine === 'mssql' && /^@p\d+$/.test(token)) return `$${token.slice(2)}`
    if (engine === 'oracle' && /^:\d+$/.test(token)) return `$${token.slice(1)}`
    const same = STUBS[engine].words[token.replaceAll(/\s+/g, ' ').toUpperCase()]
    return same ?? token
  })
}

/** Literals, quoted names, parameters, and the words that stubs may stand in for; what is in quotation marks stays. */
const TOKEN = /'(?:[^']|'')*'|"[^"]*"|\[[^\]]*\]|@@\w+|@p\d+|:\d+|\?|\bCURRENT\s+(?:SCHEMA|SERVER|USER)\b/gi
