import type { Knex } from 'knex'
import { ENGINES, type Engine } from '../../src/core/sql.ts'
import type { RowQuestion } from '../../src/statements/sql/row-question.ts'

export type Question = Omit<RowQuestion, 'texts'> & {
  readonly engines?: readonly Engine[]
  /** The question without its bound, or what a `count` counts. */
  readonly build: (k: Knex, engine: Engine) => Knex.QueryBuilder
}

type Needs = RowQuestion['needs']

/** How many rows of a condition are looked at; one more says "at least". */
export const MOST_HITS = 1001
const KEPT = 10

/** Stands for the parameter of that number until each engine's own mark is put there. */
export const parameter = (number: number): string => `__PARAMETER_${number}__`

const base = { kind: 'keys', groups: [], most: MOST_HITS, kept: KEPT, parameters: [] } as const

/** Rows of a condition: the keys shown are the columns selected. */
export const condition = (
  id: string,
  purpose: string,
  needs: Needs,
  columns: readonly string[],
  build: Question['build'],
  more: Partial<Question> = {},
): Question => ({ ...base, id, purpose, needs, columns, build, ...more })

/** Values of columns that should be found together once only. `shown`: those of the columns that one may show. */
export const duplicates = (
  id: string,
  table: string,
  columns: readonly string[],
  {
    shown = columns,
    where = [],
    engines = ENGINES,
  }: { readonly shown?: readonly string[]; readonly where?: readonly (readonly [string, string])[]; readonly engines?: readonly Engine[] } = {},
): Question => ({
  ...base,
  id,
  purpose: `the same ${columns.join(', ')} more than once in ${table}`,
  needs: [{ table, columns: [...columns, ...where.map(([column]) => column)] }],
  groups: [table],
  columns: shown,
  engines,
  build: (k) => {
    const query = k(table)
      .select(...shown)
      .groupBy(...columns)
      .having(k.raw('count(*)'), '>', 1)
    for (const [column, value] of where) void query.where(column, value)
    return query
  },
})

/** Rows whose reference leads nowhere. */
export const orphans = (id: string, table: string, column: string, parent: string): Question => ({
  ...base,
  id,
  purpose: `rows of ${table} whose ${column} is no ID of ${parent}`,
  needs: [
    { table, columns: ['ID', column] },
    { table: parent, columns: ['ID'] },
  ],
  columns: ['ID', column],
  build: (k) =>
    k({ c: table })
      .select('c.ID', `c.${column}`)
      .whereNotExists(
        k({ p: parent })
          .select(k.raw('1'))
          .where('p.ID', k.ref(`c.${column}`)),
      ),
})

/** How many rows a table has, exactly up to a bound. */
export const rowCount = (id: string, table: string, column: string, most: number): Question => ({
  ...base,
  kind: 'count',
  id,
  purpose: `rows of ${table}, counted up to ${most}`,
  needs: [{ table, columns: [column] }],
  columns: ['rows'],
  most,
  build: (k) => k(table),
})

/** Stored values that may be ciphertext. */
export const sample = (
  table: string,
  column: string,
  build: (query: Knex.QueryBuilder, k: Knex) => Knex.QueryBuilder,
  besides: readonly string[] = [],
): Question => ({
  ...base,
  kind: 'sample',
  id: `sample-${table}-${column}`.toLowerCase().replaceAll('_', '-'),
  purpose: `some values of ${table}.${column}, of which only the form is recorded`,
  needs: [{ table, columns: [column, ...besides] }],
  columns: [column],
  most: 200,
  kept: 0,
  build: (k) => build(k(table).select(column).whereNotNull(column), k),
})

/** The latest of a column that was sampled: a sample without an order may be all old. `time`: a column with an index. */
export const latest = (table: string, column: string, time: string): Question => {
  const sampled = sample(table, column, (query) => query.orderBy(time, 'desc'), [time])
  return {
    ...sampled,
    id: sampled.id.replace(/^sample/, 'latest'),
    purpose: `the latest values of ${table}.${column}, of which only the form is recorded`,
  }
}
