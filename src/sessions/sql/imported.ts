import { FactError } from '../../core/fact-error.ts'
import type { Engine, SqlQuestion, SqlRow, SqlStatement } from '../../core/sql.ts'
import { LIMITS } from '../../limits.ts'
import type { Occasion } from '../occasion.ts'
import type { SqlAdapter } from './adapter.ts'
import { digestOf, type Answer } from './export/marks.ts'
import { EXPORTS, isWithheld, loginOf } from './export/script.ts'
import { db2ErrorOf } from './db2-error.ts'
import { mssqlErrorOf } from './mssql-error.ts'
import { mysqlErrorOf } from './mysql-error.ts'
import { oracleErrorOf } from './oracle-error.ts'
import { postgresErrorOf } from './postgres-error.ts'

/** What the plan says of the database whose answers a file holds. */
export interface ImportedFrom {
  readonly engine: Engine
  /** The file a client wrote. */
  readonly path: string
  readonly database: string
  readonly schema: string | null
}

/**
 * The answers that a DBA's own client has written (`queries --export`) in the place of a connection: the same collectors ask, and get what the client got. What
 * the file does not hold, holds in part or holds of another text is an error, never an empty answer.
 */
export const importedAdapter = async ({ engine, path, database, schema }: ImportedFrom, { files }: Occasion): Promise<SqlAdapter> => {
  const what = `${path} (answers of ${engine})`
  const answers = answersIn(await files.readText(path, LIMITS.importedFile.value), engine, what)
  const login = loginOf(engine)
  const [who] = rowsOf(answers.get(login.id), login, [], what)
  const [user, current, looked, time] = who ?? []
  if (typeof user !== 'string' || typeof current !== 'string' || typeof looked !== 'string')
    throw new FactError(
      'missing-evidence',
      `${what}: it names no schema that was looked at: the client had chosen no database, or the schema is not there${engine === 'oracle' ? ', or it holds something that is called like a view of the dictionary' : ''}`,
    )
  if (typeof time !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(time))
    throw new FactError('parse-failed', `${what}: it does not say when it was written`)
  assertSame(engine, 'database', database, current, what)
  if (schema !== null) assertSame(engine, 'schema', schema, looked, what)
  return {
    transport: 'imported',
    user,
    database: current,
    schema: looked,
    read: async (questions) => questions.map((question) => answerTo(question, looked, answers, what)),
    witness: () => ({
      verdict: 'not-witnessed',
      text: `the answers come from a file that a client of the database wrote (--import), at ${time} UTC by the clock of the server`,
    }),
    close: async () => {},
  }
}

type Answers = ReadonlyMap<string, Answer>

const answersIn = (text: string, engine: Engine, what: string): Answers => {
  try {
    const answers = new Map<string, Answer>()
    for (const answer of EXPORTS[engine].answers(text)) {
      if (answers.has(answer.id)) throw new FactError('ambiguous', `${answer.id} is answered twice`)
      answers.set(answer.id, answer)
    }
    return answers
  } catch (error) {
    throw error instanceof FactError ? new FactError(error.code, `${what}: ${error.message}`) : error
  }
}

const answerTo = ({ statement, values }: SqlQuestion, schema: string, answers: Answers, what: string): readonly SqlRow[] => {
  if (statement.parameters.some((parameter, index) => parameter === 'schema' && values[index] !== schema))
    throw new FactError('missing-evidence', `${what}: ${statement.id} is asked of another schema`)
  return rowsOf(answers.get(statement.id), statement, values, what)
}

const rowsOf = (answer: Answer | undefined, statement: SqlStatement, values: readonly string[], what: string): readonly SqlRow[] => {
  const { id, engine } = statement
  if (answer === undefined && isWithheld(statement))
    throw new FactError('missing-evidence', `${what}: ${id} is asked in no script: the answer would hold secrets`)
  if (answer === undefined) throw new FactError('missing-evidence', `${what}: it holds no answer to ${id}: export again, and have it asked again`)
  if (answer.digest !== digestOf(statement, values))
    throw new FactError(
      'missing-evidence',
      `${what}: its answer to ${id} is one to another text, or with another value bound: export again, with this version of the tool and the parameters of the plan`,
    )
  const { content } = answer
  if ('rows' in content) return content.rows
  if ('damage' in content) throw new FactError(content.damage.code, `${what}: ${id}: ${content.damage.message}`)
  throw errorOf(engine, content.error, `${what}: ${id}`)
}

/** What the session would have said of the same error. */
const errorOf = (engine: Engine, code: string, what: string): FactError => {
  switch (engine) {
    case 'postgres':
      return postgresErrorOf(Object.assign(new Error(), { severity: 'ERROR', code }), what)
    case 'mysql':
      return mysqlErrorOf(Object.assign(new Error(), { errno: Number(code) }), what)
    case 'mssql':
      return mssqlErrorOf(null, what, Number(code))
    case 'oracle':
      return code.startsWith('ORA-') ? oracleErrorOf(new Error(code), what) : new FactError('parse-failed', `${what}: SQL*Plus says ${code}`)
    case 'db2':
      return db2ErrorOf(new Error(code), what)
  }
}

/** What services and aliases are called to a client need not be what the server calls itself. */
const NAMED_BY_SERVER: ReadonlySet<Engine> = new Set(['postgres', 'mysql', 'mssql'])

const assertSame = (engine: Engine, kind: 'database' | 'schema', planned: string, found: string, what: string): void => {
  if (kind === 'database' && !NAMED_BY_SERVER.has(engine)) return
  if (found === planned || found === FOLDED[engine](planned)) return
  if ((engine === 'mysql' || engine === 'mssql') && found.toLowerCase() === planned.toLowerCase()) return
  throw new FactError('ambiguous', `${what}: it was written of the ${kind} ${found}, and the plan names ${planned}`)
}

/** What a name without quotes means to the engine. */
const FOLDED: Readonly<Record<Engine, (name: string) => string>> = {
  postgres: (name) => name.toLowerCase(),
  mysql: (name) => name,
  mssql: (name) => name,
  oracle: (name) => name.toUpperCase(),
  db2: (name) => name.toUpperCase(),
}
