import { isDeepStrictEqual } from 'node:util'
import { FactError } from '../../../src/core/fact-error.ts'
import type { Engine, SqlSession } from '../../../src/core/sql.ts'
import { readRehearsal, type ReadRehearsal } from '../../../src/collectors/support/rehearsal/read.ts'
import type { Statement } from '../../../src/derived/script-rehearsal/rehearse.ts'
import type { DatabaseCatalogue } from '../../../src/facts/database-catalogue.ts'
import { connectedTo, type AdapterWish } from '../sql-adapter.ts'

/** What a statement came to, in prediction and in reality: its place in the script from 1, and the engine's code. */
export type Failures = readonly (readonly [statement: number, code: string])[]

export interface Reality {
  readonly failures: Failures
  /** Rows of each table the script names, before and after. */
  readonly rows: { readonly before: ReadonlyMap<string, number>; readonly after: ReadonlyMap<string, number> }
  readonly catalogue: DatabaseCatalogue
}

/** A session of the kind collectors get, over one connection. */
export const withSession = async <T>(engine: Engine, port: number, wish: AdapterWish, work: (sql: SqlSession) => Promise<T>): Promise<T> => {
  const adapter = await connectedTo(engine, port, wish)
  try {
    const read: SqlSession['read'] = (questions) => adapter.read(questions, AbortSignal.timeout(10_000))
    return await work({
      engine,
      schema: async () => adapter.schema,
      connection: async () => adapter,
      read,
      readOnce: read,
      witness: async () => adapter.witness(),
    })
  } finally {
    await adapter.close()
  }
}

/** The prediction, or why there is none. */
export const predictionOf = async (sql: SqlSession, script: readonly Statement[]): Promise<ReadRehearsal | string> => {
  try {
    const read = await readRehearsal(sql, script, 'the-account')
    const unmodelled = read.rehearsed.statements.find(({ outcome, why }) => outcome === 'not-modelled' && why !== null)
    if (read.before.omitted.length > 0) return `not all is seen: ${read.before.omitted.join('; ')}`
    return unmodelled === undefined ? read : `${unmodelled.does}: ${unmodelled.why}`
  } catch (error) {
    if (error instanceof FactError && error.code === 'unsupported') return error.message
    throw error
  }
}

/** What prediction and reality are compared by: everything but estimates and the engine's way to write a type. */
const comparable = ({ tables, sequences, others }: DatabaseCatalogue) => ({
  tables: tables.map((table) => ({
    ...table,
    estimatedRows: null,
    estimatedBytes: null,
    columns: table.columns.map((column) => ({ ...column, type: { ...column.type, native: '' } })),
  })),
  sequences,
  others,
})

/** Every difference between what was said and what came; empty when they agree. */
export const differences = (predicted: ReadRehearsal, real: Reality): readonly string[] => {
  const { statements, after } = predicted.rehearsed
  const found: string[] = []
  const compare = (what: string, said: unknown, came: unknown): void => {
    if (!isDeepStrictEqual(said, came)) found.push(`${what}: said ${JSON.stringify(said)}, came ${JSON.stringify(came)}`)
  }
  const failures = statements.flatMap(({ outcome, code }, index) => (outcome === 'fails' ? [[index + 1, code ?? '']] : []))
  compare('failing statements', failures, real.failures)
  if (after === null) return [...found, 'no catalogue is predicted']
  const said = comparable(after.catalogue)
  const came = comparable(real.catalogue)
  compare(
    'names',
    said.tables.map(({ name }) => name),
    came.tables.map(({ name }) => name),
  )
  for (const table of came.tables)
    for (const [member, value] of Object.entries(table))
      compare(`${table.name} ${member}`, new Map(Object.entries(said.tables.find(({ name }) => name === table.name) ?? {})).get(member), value)
  compare('sequences', said.sequences, came.sequences)
  compare('others', said.others, came.others)
  const lost = new Map(predicted.rows.map(({ table, rows }) => [table, rows]))
  for (const [table, before] of real.rows.before) {
    const rows = lost.has(table) ? 0 : before
    compare(`rows of ${table}`, rows, real.rows.after.get(table) ?? 0)
    const told = lost.get(table)
    if (told !== undefined && told !== null) compare(`rows lost of ${table}`, told, before)
  }
  return found
}

/** Each category must be met at least so often. */
const LEAST = 15

/** What came of all cases. A start that was not made as it was meant is run as well, and counts for no category. */
export const tally = (starts: readonly { readonly seed: number; readonly categories: readonly string[] }[], odd: ReadonlySet<number>) => {
  const met = new Map<string, number>()
  for (const { seed, categories } of starts) for (const category of categories) met.set(category, (met.get(category) ?? 0) + (odd.has(seed) ? 0 : 1))
  return {
    wrong: [] as string[],
    outside: [] as string[],
    failures: 0,
    met,
    rare: () => [...met].filter(([category, count]) => category !== 'outside' && count < LEAST),
  }
}
