import { createHash } from 'node:crypto'
import { ENGINE_NAMES, type Engine, type SqlStatement } from '../../../core/sql.ts'
import { sqlProblems } from '../../../formats/sql-lexer.ts'
import { DB2_EXPORT } from './db2.ts'
import type { ExportDialect } from './dialect.ts'
import { inLines, literal, withValues } from './literals.ts'
import { digestOf, EXPORT_VERSION, MARK } from './marks.ts'
import { MSSQL_EXPORT } from './mssql.ts'
import { MYSQL_EXPORT } from './mysql.ts'
import { ORACLE_EXPORT } from './oracle.ts'
import { POSTGRES_EXPORT } from './postgres.ts'

export const EXPORTS: Readonly<Record<Engine, ExportDialect>> = {
  postgres: POSTGRES_EXPORT,
  mysql: MYSQL_EXPORT,
  mssql: MSSQL_EXPORT,
  oracle: ORACLE_EXPORT,
  db2: DB2_EXPORT,
}

/** The first question of every script: who asks, of which database and schema. */
export const loginOf = (engine: Engine): SqlStatement => ({
  id: 'login',
  engine,
  text: EXPORTS[engine].login(EXPORTS[engine].schema(null)),
  parameters: [],
  columns: ['user', 'database', 'schema', 'time'],
  rows: 1,
  facts: [],
  purpose: 'the account, the database, the schema that is looked at, and when',
})

/** Facts whose answers hold what is secret: a collector says only what form it has, and a file would hold it. */
const WITHHELD_FACTS: ReadonlySet<string> = new Set(['stored-ciphertext'])

export const isWithheld = ({ facts }: SqlStatement): boolean => facts.length > 0 && facts.every((fact) => WITHHELD_FACTS.has(fact))

/** What cannot be asked in a script, and why; null: it can. */
export const whyNotExported = (statement: SqlStatement, bound: ReadonlyMap<string, string>): string | null => {
  const { parameters } = statement
  if (isWithheld(statement)) return 'the answer would hold secrets'
  if (statement.uncounted === true) return 'nobody could tell whether the answer is whole'
  const unknown = parameters.find((parameter) => parameter !== 'schema' && !bound.has(parameter))
  return unknown === undefined ? null : `no value for "${unknown}" is given (--bind)`
}

/** What a live audit leaves out by the size of the tables, which a script cannot know. */
export interface Burdens {
  /** Ids of statements that are not to be asked. */
  readonly without: ReadonlySet<string>
  /** By id: tables that are read and sorted whole. */
  readonly whole: ReadonlyMap<string, readonly string[]>
}

const burdenOf = (id: string, tables: readonly string[]): readonly string[] =>
  tables.length === 0 ? [] : [`--    It sorts ${tables.join(', ')} whole: where that is large, export --without ${id}.`]

/**
 * A script that asks every statement in the client of an engine. What a table that is not there leads to is an answer as well: the client goes on. Throws
 * UserError for a schema that cannot be written into it.
 */
export const scriptOf = (
  engine: Engine,
  statements: readonly SqlStatement[],
  schema: string | null,
  bound: ReadonlyMap<string, string> = new Map(),
  { without, whole }: Burdens = { without: new Set(), whole: new Map() },
): string => {
  if (schema !== null) literal(schema)
  const dialect = EXPORTS[engine]
  const name = dialect.schema(schema)
  const refused = statements.flatMap((statement) => {
    const why = without.has(statement.id) ? 'left out (--without)' : whyNotExported(statement, bound)
    return why === null ? [] : [`-- Not asked: ${statement.id}: ${why}.`]
  })
  const asked = statements.filter((statement) => !without.has(statement.id) && whyNotExported(statement, bound) === null)
  const harmful = asked.find(({ text }) => sqlProblems(text).length > 0)
  if (harmful !== undefined) throw new Error(`the statement ${harmful.id} does more than read`)
  const print = (line: string): readonly string[] => dialect.print(`${MARK} ${line}`)
  const login = loginOf(engine)
  const questions = [
    { statement: login, values: [], sql: dialect.login(name) },
    ...asked.map((statement) => {
      const values = statement.parameters.map((parameter) => bound.get(parameter) ?? '')
      const expressions = statement.parameters.map((parameter, index) => (parameter === 'schema' ? name : literal(values[index] ?? '')))
      return { statement, values, sql: inLines(withValues(engine, statement.text, expressions)) }
    }),
  ]
  const body = questions.flatMap(({ statement, values, sql }, number) => [
    '',
    `-- ${number}: ${statement.purpose}`,
    ...burdenOf(statement.id, whole.get(statement.id) ?? []),
    ...print(`ask ${number} ${statement.id} ${digestOf(statement, values)}`),
    ...dialect.ask({ statement, sql, schema }, number),
    ...print(`end ${number}`),
  ])
  const digest = createHash('sha256').update(body.join('\n')).digest('hex')
  return `${[
    `-- iam-preflight: ${questions.length} questions to ${ENGINE_NAMES[engine]}, to be asked in its own client. Each only reads, and is rolled back.`,
    ...dialect.usage.map((line) => `--   ${line}`),
    '-- Then:',
    '--   iam-preflight collect --plan preflight.yaml --target NAME --import answers.txt --output snapshot.json',
    ...refused,
    `-- Digest of what follows the next lines: ${digest}`,
    ...dialect.opening(schema),
    ...print(`begin ${EXPORT_VERSION} ${engine} ${questions.length}`),
    ...body,
    '',
    ...print(`done ${questions.length}`),
  ].join('\n')}\n`
}
