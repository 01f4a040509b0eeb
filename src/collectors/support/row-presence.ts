import type { SqlRow, SqlSession } from '../../core/sql.ts'
import type { RowQuestion } from '../../statements/sql/row-question.ts'
import { rowStatementsOf } from '../../statements/sql/rows.ts'

/** What the catalogue says before any question about rows is asked. */
export interface RowPresence {
  readonly schema: string
  /** Tables, and columns as TABLE.COLUMN, that the question reads and that are not there, or not shown to the account. */
  readonly missing: (question: RowQuestion) => readonly string[]
  /** Tables that the question reads of which a policy of the database may hide rows from the account. */
  readonly hidden: (question: RowQuestion) => readonly string[]
  /** Rows of the largest of these tables by the statistics of the server; null: it has none for any of them. */
  readonly estimate: (tables: readonly string[]) => bigint | null
}

export const rowPresence = async (sql: SqlSession): Promise<RowPresence> => {
  const schema = await sql.schema()
  const statements = rowStatementsOf(sql.engine)
  const [columns = [], sizes = []] = await sql.readOnce([
    { statement: statements.columns, values: [schema] },
    { statement: statements.sizes, values: [schema] },
  ])
  const fold = foldingOf(sql.engine, columns)
  const there = new Set(
    columns.flatMap(([table = null, column = null]) =>
      table === null || column === null ? [] : [fold(table), `${fold(table)}.${column.toUpperCase()}`],
    ),
  )
  const estimates = new Map(
    sizes.flatMap(([table = null, rows = null]) =>
      table === null || rows === null || !/^\d+$/.test(rows) ? [] : [[fold(table), BigInt(rows)] as const],
    ),
  )
  const hiding = new Set(sizes.flatMap(([table = null, , policies]) => (table === null || policies === '0' ? [] : [fold(table)])))
  return {
    schema,
    hidden: ({ needs }) => needs.flatMap(({ table }) => (hiding.has(table) ? [table] : [])),
    missing: ({ needs }) =>
      needs.flatMap(({ table, columns }) =>
        there.has(table) ? columns.map((column) => `${table}.${column}`).filter((column) => !there.has(column)) : [table],
      ),
    estimate: (tables) =>
      tables.reduce<bigint | null>((largest, table) => {
        const rows = estimates.get(table)
        return rows === undefined || (largest !== null && largest >= rows) ? largest : rows
      }, null),
  }
}

/** Why nothing is asked of such tables. */
export const hiddenRows = (tables: readonly string[]): string =>
  `a policy of the database may hide rows of ${tables.join(', ')} from the account (row-level security): read them with an account that none applies to`

/**
 * A stored name as the questions write it. A MySQL that keeps names as they are tells `idp` from `IDP`, and the product asks for the latter; there the
 * catalogue alone compares without case.
 */
const foldingOf = (engine: SqlSession['engine'], rows: readonly SqlRow[]): ((table: string) => string) => {
  const exact = engine === 'mysql' && rows[0]?.[2] === '0'
  return exact ? (table) => table : (table) => table.toUpperCase()
}
