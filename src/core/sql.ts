import type { DatabaseTransport } from './transport.ts'

/** The database engines the tool reads (DESIGN §6, targets of type `database`). */
export const ENGINES = ['postgres', 'mysql', 'mssql', 'oracle', 'db2'] as const
/** `mysql` stands for MySQL and MariaDB. */
export type Engine = (typeof ENGINES)[number]

/** What each engine is called in sentences. */
export const ENGINE_NAMES: Readonly<Record<Engine, string>> = {
  postgres: 'PostgreSQL',
  mysql: 'MySQL',
  mssql: 'SQL Server',
  oracle: 'Oracle',
  db2: 'Db2',
}

/** The port of each engine where the plan gives none. */
export const ENGINE_PORTS: Readonly<Record<Engine, number>> = { postgres: 5432, mysql: 3306, mssql: 1433, oracle: 1521, db2: 50_000 }

/**
 * One statement the tool can send (src/statements/sql/), whole and fixed: only values are bound. `queries` prints it, the session sends nothing else beside
 * the preamble and the rollback of its own.
 */
export interface SqlStatement {
  /** Told apart within an engine: `columns`, `uma-orphans-pt-resource`. */
  readonly id: string
  readonly engine: Engine
  /** One statement without a semicolon at its end. Parameters as the engine writes them: $1, ?, @p1, :1, ?. */
  readonly text: string
  /** What is bound, in the order of the text, in words: `schema`. */
  readonly parameters: readonly string[]
  /** What the result's columns are, in their order. A result with another number of columns is refused. */
  readonly columns: readonly string[]
  /** Most rows that may come; the text itself asks for no more than one above. More is `limit`. */
  readonly rows: number
  /** Facts it is sent for. */
  readonly facts: readonly string[]
  /** What is asked, in a line. */
  readonly purpose: string
  /** The server keeps no count of its rows, by which a file with answers could be held to be whole. */
  readonly uncounted?: true
}

/** Every value comes as text or null, whatever its type: integers of any size exactly, booleans as `true` and `false`. */
export type SqlRow = readonly (string | null)[]

export interface SqlQuestion {
  readonly statement: SqlStatement
  /** Bound values, in the order of `parameters`. */
  readonly values: readonly string[]
}

/** What a server can say of the transactions it ran, in words. */
export const WITNESS_VERDICTS = {
  'nothing-written': 'nothing was written',
  written: 'something was written',
  'not-witnessed': 'not witnessed',
} as const
export type WitnessVerdict = keyof typeof WITNESS_VERDICTS

/** What a server said of the transactions it ran for the tool; `not-witnessed` where the engine cannot. */
export interface SqlWitness {
  readonly verdict: WitnessVerdict
  /** What it said, in a line: `pg_current_xact_id_if_assigned() is null at the end of each of 4 transactions`. */
  readonly text: string
}

export interface SqlSession {
  readonly engine: Engine
  /** The schema that is looked at, folded as the engine folds it: of the plan, else the engine's default for the account. Connects when nothing has yet. */
  schema(): Promise<string>
  /** How the connection is protected and as whom it is logged in. Connects when nothing has yet. */
  connection(): Promise<{ readonly transport: DatabaseTransport; readonly user: string; readonly database: string }>
  /**
   * The rows of each question, asked one after the other in one short read-only transaction that is rolled back at once. Unqualified names in the text mean
   * objects of `schema()` and of the engine's own catalogue only. Throws FactError when one of them fails: then none is answered.
   */
  read(questions: readonly SqlQuestion[]): Promise<readonly (readonly SqlRow[])[]>
  /**
   * As read, for what several facts ask: the same questions together are asked once over a connection, and each of the facts gets the answers of that one
   * moment. A failure is not kept.
   */
  readOnce(questions: readonly SqlQuestion[]): Promise<readonly (readonly SqlRow[])[]>
  /** What the server bears witness to, of everything read so far. */
  witness(): Promise<SqlWitness>
}
