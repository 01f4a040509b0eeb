import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine, SqlStatement } from '../../../src/core/sql.ts'
import { EXPORTS, scriptOf } from '../../../src/sessions/sql/export/script.ts'
import type { RunningDatabase } from '../../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../../servers/postgres.ts'
import { answeredBy } from '../../support/database-client.ts'
import { required } from '../../support/required.ts'

const statement = (engine: Engine, id: string, text: string, columns: number, parameters: readonly string[] = []): SqlStatement => ({
  id,
  engine,
  text,
  parameters,
  columns: Array.from({ length: columns }, (_, index) => `value ${index}`),
  rows: 1000,
  facts: ['database-catalogue'],
  purpose: id,
})

const HARD = [
  'plain',
  '',
  'NULL',
  '\\N',
  "it's",
  'tab\tand\nline',
  '"quoted", {json} [x]',
  "<&>'",
  'Füße 漢字 🙂',
  '#iam-preflight done 1',
  ' padded ',
]

const contentsIn = (engine: Engine, text: string) => new Map(EXPORTS[engine].answers(text).map(({ id, content }) => [id, content]))

interface Setup {
  readonly engine: 'postgres' | 'mysql'
  readonly start: () => Promise<RunningDatabase>
  readonly create: readonly string[]
  readonly statements: readonly SqlStatement[]
}

const quoted = (text: string, engine: Engine): string => {
  const doubled = text.replaceAll("'", "''")
  return engine === 'mysql' ? `'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`
}

const rowsSql = (engine: Engine): string => HARD.map((text, index) => `(${index}, ${quoted(text, engine)})`).join(', ')

const POSTGRES: Setup = {
  engine: 'postgres',
  start: startPostgres,
  create: [
    'CREATE TABLE hard (id bigint, body text)',
    `INSERT INTO hard VALUES ${rowsSql('postgres')}, (9223372036854775807, NULL)`,
    'CREATE TABLE kinds (b boolean, n numeric(40, 2), t timestamp)',
    "INSERT INTO kinds VALUES (true, 12345678901234567890123456789.10, '2020-02-03 04:05:06')",
  ],
  statements: [
    statement('postgres', 'hard', 'SELECT id, body FROM hard ORDER BY id', 2),
    statement('postgres', 'missing', 'SELECT a FROM not_there', 1),
    statement('postgres', 'kinds', 'SELECT b, n, t, NULL FROM kinds', 4),
    statement('postgres', 'bound', 'SELECT $1::text, $2::text, $1::text', 3, ['schema', 'role']),
    statement('postgres', 'none', 'SELECT a FROM (SELECT 1 AS a) AS q WHERE a = 2', 1),
    statement('postgres', 'later', 'WITH q AS (SELECT 2 AS a) SELECT a FROM q', 1),
  ],
}

const MYSQL: Setup = {
  engine: 'mysql',
  start: () => startMysql('mariadb'),
  create: [
    'CREATE TABLE hard (id bigint unsigned, body text) CHARACTER SET utf8mb4',
    `SET NAMES utf8mb4; INSERT INTO hard VALUES ${rowsSql('mysql')}, (9223372036854775807, NULL)`,
    'CREATE TABLE kinds (b boolean, n decimal(40, 2), t datetime)',
    "INSERT INTO kinds VALUES (true, 12345678901234567890123456789.10, '2020-02-03 04:05:06')",
  ],
  statements: [
    statement('mysql', 'hard', 'SELECT id, body FROM hard ORDER BY id', 2),
    statement('mysql', 'missing', 'SELECT a FROM not_there', 1),
    statement('mysql', 'kinds', 'SELECT b, n, t, NULL FROM kinds', 4),
    statement('mysql', 'bound', 'SELECT ?, ?, ?', 3, ['schema', 'role', 'schema']),
    statement('mysql', 'none', 'SELECT a FROM (SELECT 1 AS a) AS q WHERE a = 2', 1),
    statement('mysql', 'later', 'SELECT 2 AS a', 1),
  ],
}

const SETUPS: readonly (readonly [string, boolean, Setup])[] = [
  ['psql and PostgreSQL', required('PostgreSQL', postgresAvailable(), 'PostgreSQL of Debian, which is not there'), POSTGRES],
  ['mysql and MariaDB', required('MariaDB', mariadbAvailable(), 'MariaDB of Debian, which is not there'), MYSQL],
  ['mysql and MySQL 5.7', required('MySQL', mysqlAvailable(), 'MySQL 5.7, which is not there'), { ...MYSQL, start: () => startMysql('mysql') }],
]

describe.each(SETUPS)('a script in %s', (_, available, { engine, start, create, statements }) => {
  let server: RunningDatabase
  let answers: ReturnType<typeof answeredBy>

  beforeAll(async () => {
    if (!available) return
    server = await start()
    server.sql(engine === 'postgres' ? 'postgres' : '', engine === 'postgres' ? 'CREATE DATABASE wso2' : 'CREATE DATABASE wso2 CHARACTER SET utf8mb4')
    for (const sql of create) server.sql('wso2', sql)
    answers = answeredBy(server, scriptOf(engine, statements, null, new Map([['role', "Adm'in"]])))
  }, 120_000)
  afterAll(() => server?.stop())

  test.runIf(available)('brings every value as it is', () => {
    const rows = HARD.map((text, index) => [String(index), text])
    expect(contentsIn(engine, answers.text).get('hard')).toEqual({ rows: [...rows, ['9223372036854775807', null]] })
    const [bool] = engine === 'postgres' ? ['true'] : ['1']
    expect(contentsIn(engine, answers.text).get('kinds')).toEqual({
      rows: [[bool, '12345678901234567890123456789.10', '2020-02-03 04:05:06', null]],
    })
    expect(contentsIn(engine, answers.text).get('none')).toEqual({ rows: [] })
  })

  test.runIf(available)('goes on behind an error, and tells it', () => {
    expect(contentsIn(engine, answers.text).get('missing')).toEqual({ error: engine === 'postgres' ? '42P01' : '1146' })
    expect(contentsIn(engine, answers.text).get('later')).toEqual({ rows: [['2']] })
  })

  test.runIf(available)("binds the client's own schema and what is given, or the schema that is named", () => {
    const schema = engine === 'postgres' ? 'public' : 'wso2'
    expect(contentsIn(engine, answers.text).get('bound')).toEqual({ rows: [[schema, "Adm'in", schema]] })
    const login = contentsIn(engine, answers.text).get('login')
    expect(login).toMatchObject({
      rows: [[expect.stringContaining(server.admin.user), 'wso2', schema, expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)]],
    })
    const named = engine === 'postgres' ? "Other 'one'" : 'other one'
    server.sql('wso2', `CREATE SCHEMA ${engine === 'postgres' ? `"${named}"` : `\`${named}\``}`)
    const { text } = answeredBy(server, scriptOf(engine, statements, named, new Map([['role', 'x']])))
    expect(contentsIn(engine, text).get('bound')).toEqual({ rows: [[named, 'x', named]] })
    expect(contentsIn(engine, text).get('hard')).toMatchObject({ error: expect.any(String) })
  })

  test.runIf(available)('a schema that is not there is never said to have answered', () => {
    const { text } = answeredBy(server, scriptOf(engine, statements, 'nowhere', new Map([['role', 'x']])))
    const login = contentsIn(engine, text).get('login')
    // psql finds no such schema; mysql stays where it is, and says so in every answer.
    if (engine === 'postgres') expect(login).toEqual({ rows: [] })
    else {
      expect(login).toMatchObject({ rows: [[expect.any(String), 'wso2', 'wso2', expect.any(String)]] })
      expect(contentsIn(engine, text).get('bound')).toEqual({ rows: [['wso2', 'x', 'wso2']] })
    }
  })

  test.runIf(available && engine === 'postgres')('sets nothing that outlives a transaction, as a pooler would keep it for others', () => {
    const names = ['search_path', 'statement_timeout', 'lock_timeout', 'row_security', 'DateStyle', 'TimeZone', 'IntervalStyle']
    const settings = `SELECT '@', ${names.map((name) => `current_setting('${name}')`).join(" || ' ' || ")};\n`
    const { text } = answeredBy(
      server,
      `\\pset format unaligned\n${settings}${scriptOf(engine, statements, null, new Map([['role', 'x']]))}${settings}`,
    )
    const said = text.split('\n').filter((line) => line.startsWith('@'))
    expect(said).toHaveLength(2)
    expect(said[1]).toBe(said[0])
  })

  test.runIf(available)('survives a client of Windows', () => {
    expect(contentsIn(engine, answers.text.replaceAll('\n', '\r\n'))).toEqual(contentsIn(engine, answers.text))
  })

  test.runIf(available)('cut anywhere it is never complete', () => {
    const whole = answers.text.trimEnd()
    for (let at = 1; at < whole.length; at += 37) expect(() => EXPORTS[engine].answers(whole.slice(0, at)), String(at)).toThrow()
  })

  test.runIf(available)('a row that is taken out is missed', () => {
    const row = engine === 'postgres' ? /^\["3".*\n/m : /\s*<row>\s*<field name="id">3<\/field>[^]*?<\/row>/
    expect(answers.text).toMatch(row)
    expect(contentsIn(engine, answers.text.replace(row, '')).get('hard')).toMatchObject({ damage: { code: 'changed' } })
  })

  test.runIf(available)('writes nothing', () => {
    const before = server.log().length
    answeredBy(server, scriptOf(engine, statements, null, new Map([['role', 'x']])))
    expect(server.log().slice(before)).not.toMatch(/\b(?:INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|COMMIT)\b/i)
  })
})
