import type { DatabaseAddress } from '../../core/database-address.ts'
import { FactError } from '../../core/fact-error.ts'
import type { DatabaseTransport } from '../../core/transport.ts'
import type { Secret } from '../../core/secret.ts'
import type { Engine, SqlQuestion, SqlRow, SqlSession, SqlStatement, SqlWitness } from '../../core/sql.ts'
import { LIMITS } from '../../limits.ts'
import { SQL_STATEMENTS } from '../../statements/sql/index.ts'
import { Dialer, within } from '../dialer.ts'
import type { Occasion } from '../occasion.ts'
import type { TlsTrust } from '../tls-trust.ts'
import type { SqlAdapter } from './adapter.ts'
import { loadAdapter } from './adapters.ts'
import { importedAdapter } from './imported.ts'

export interface SqlDoorOptions {
  readonly engine: Engine
  readonly address: DatabaseAddress
  readonly schema: string | null
  readonly user: string
  readonly password: Secret
  /** Reads what the plan names under `tls`; null when it names nothing. */
  readonly trust: (occasion: Occasion) => Promise<TlsTrust | null>
  /** A file with the answers, in the place of a connection; absent or null: there is none. */
  readonly imported?: string | null
}

/**
 * The door to one database for all facts of a target: one connection and one login, made when first needed. What came of the first attempt is what every
 * later one gets, a refusal above all.
 */
export class SqlDoor {
  readonly #options: SqlDoorOptions
  #adapter: Promise<SqlAdapter> | null = null
  #answering: SqlAdapter | null = null
  /** One question at a time: a connection has one transaction. */
  #turn: Promise<unknown> = Promise.resolve()
  /** What readOnce has read, by what was asked. */
  readonly #once = new Map<string, readonly (readonly SqlRow[])[]>()

  constructor(options: SqlDoorOptions) {
    this.#options = options
  }

  session(occasion: Occasion): SqlSession {
    return {
      engine: this.#options.engine,
      schema: async () => (await this.#connected(occasion)).schema,
      connection: async (): Promise<{ readonly transport: DatabaseTransport; readonly user: string; readonly database: string }> => {
        const { transport, user, database } = await this.#connected(occasion)
        return { transport, user, database }
      },
      read: (questions) => this.#read(questions, occasion),
      readOnce: (questions) => this.#readOnce(questions, occasion),
      witness: async (): Promise<SqlWitness> => (await this.#connected(occasion)).witness(),
    }
  }

  /** What the server bears witness to so far, or that a file answers in its place; null when nobody is logged in. */
  witness(): SqlWitness | null {
    return this.#answering?.witness() ?? null
  }

  /** Logs out; never throws. */
  async close(): Promise<void> {
    const [settled] = await Promise.allSettled([this.#adapter])
    if (settled?.status === 'fulfilled') await settled.value?.close()
  }

  #connected(occasion: Occasion): Promise<SqlAdapter> {
    if (this.#adapter === null) {
      this.#adapter = this.#connect(occasion)
      this.#adapter.catch(() => {})
    }
    return this.#adapter
  }

  async #connect(occasion: Occasion): Promise<SqlAdapter> {
    const { engine, address, schema, user, password, trust, imported } = this.#options
    if (typeof imported === 'string') {
      this.#answering = await importedAdapter({ engine, path: imported, database: address.database, schema }, occasion)
      return this.#answering
    }
    const connect = await loadAdapter(engine)
    const dialer = new Dialer({ destination: address, kind: 'sql', record: occasion.record })
    occasion.record({ kind: 'sql', verb: 'bind', what: `${dialer.name} as ${user}`, amount: null })
    this.#answering = await connect({
      login: { address, schema, user, password },
      dialer,
      trust: await trust(occasion),
      signal: within(LIMITS.connect.value, occasion.signal),
    })
    return this.#answering
  }

  async #readOnce(questions: readonly SqlQuestion[], occasion: Occasion): Promise<readonly (readonly SqlRow[])[]> {
    const key = JSON.stringify(questions.map(({ statement: { id, text }, values }) => [id, text, values]))
    const known = this.#once.get(key)
    if (known !== undefined) {
      for (const question of questions) occasion.reused?.(textOf(question))
      return known
    }
    const answers = await this.#read(questions, occasion)
    this.#once.set(key, answers)
    return answers
  }

  async #read(questions: readonly SqlQuestion[], occasion: Occasion): Promise<readonly (readonly SqlRow[])[]> {
    for (const question of questions) assertRegistered(question, this.#options.engine)
    const adapter = await this.#connected(occasion)
    const turn = this.#turn.then(() => adapter.read(questions, within(LIMITS.networkOperation.value * questions.length, occasion.signal)))
    this.#turn = turn.catch(() => {})
    let answers: readonly (readonly SqlRow[])[] | null = null
    try {
      answers = await turn
      if (answers.length !== questions.length) throw new FactError('internal', 'the database answered more or less than was asked')
      for (const [index, { statement }] of questions.entries()) assertShape(answers[index] ?? [], statement)
      return answers
    } finally {
      questions.forEach((question, index) => {
        const asked =
          typeof this.#options.imported !== 'string' ? ({ kind: 'sql', verb: 'select' } as const) : ({ kind: 'file', verb: 'look-up' } as const)
        occasion.record({ ...asked, what: textOf(question), amount: answers?.[index]?.length ?? null })
      })
    }
  }
}

/** A question as the transcript writes it. */
const textOf = ({ statement, values }: SqlQuestion): string =>
  `${statement.id}: ${statement.text}${values.length === 0 ? '' : ` [${values.join(', ')}]`}`

const assertRegistered = ({ statement, values }: SqlQuestion, engine: Engine): void => {
  if (!SQL_STATEMENTS.includes(statement) || statement.engine !== engine)
    throw new FactError('internal', `the statement ${statement.id} is not registered for ${engine}`)
  if (values.length !== statement.parameters.length)
    throw new FactError('internal', `the statement ${statement.id} takes ${statement.parameters.length} values`)
}

const assertShape = (rows: readonly SqlRow[], { id, columns, rows: most }: SqlStatement): void => {
  if (rows.some((row) => row.length !== columns.length))
    throw new FactError('parse-failed', `the answer to ${id} does not have the columns asked for`)
  if (rows.length > most) throw new FactError('limit', `${id}: more than ${most} rows; see explain limits`)
}
