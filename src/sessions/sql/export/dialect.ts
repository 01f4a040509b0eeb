import type { SqlStatement } from '../../../core/sql.ts'
import type { Answer } from './marks.ts'

/** One statement on its way into a script. */
export interface ExportedStatement {
  readonly statement: SqlStatement
  /** Its text with values in the place of its parameters. */
  readonly sql: string
  /** As it was given; null: the client's own. */
  readonly schema: string | null
}

/** How the client of one engine is told to print answers, and how what it prints is read. */
export interface ExportDialect {
  /** How the script is run, a line each: what stands between `--` and the end of the line. */
  readonly usage: readonly string[]
  /** The schema that is looked at, as an expression: of the name given, or the client's own. */
  readonly schema: (name: string | null) => string
  /** Account, database, schema, and the time of the server in UTC (2026-11-29 12:00:00), in one row. */
  readonly login: (schema: string) => string
  /** What sets the client and the session up. */
  readonly opening: (schema: string | null) => readonly string[]
  /** A command that prints a line. */
  readonly print: (line: string) => readonly string[]
  /** What asks one statement, in a transaction that is rolled back; `number` is for the mark `rows`. */
  readonly ask: (asked: ExportedStatement, number: number) => readonly string[]
  /** The answers in a file; `asked` gives the text a statement was asked with, where the file itself says what was asked. */
  readonly answers: (text: string) => readonly Answer[]
}

/** c1, c2 …: columns of a statement by their place, whatever it calls them. */
export const places = (columns: readonly string[]): readonly string[] => columns.map((_, index) => `c${index + 1}`)
