import { defineNetworkCollector, partial } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import { compareText } from '../core/json.ts'
import type { SqlRow, SqlSession } from '../core/sql.ts'
import { storedCiphertext, type CiphertextColumn } from '../facts/stored-ciphertext.ts'
import { storedCipherOf } from '../formats/stored-cipher.ts'
import type { RowQuestion } from '../statements/sql/row-question.ts'
import { ROW_QUESTIONS, rowStatementsOf } from '../statements/sql/rows.ts'
import { databaseTouches } from './support/database.ts'
import { hiddenRows, rowPresence, type RowPresence } from './support/row-presence.ts'

const SAMPLES = ROW_QUESTIONS.filter(({ kind }) => kind === 'sample')

export default defineNetworkCollector({
  fact: storedCiphertext,
  type: 'database',
  needs: () => null,
  touches: ({ fields }) => {
    const { columns, sizes, questions } = rowStatementsOf(fields.engine)
    return databaseTouches(fields, [columns, sizes, ...SAMPLES.flatMap(({ id }) => questions.get(id) ?? [])])
  },
  collect: async ({ network: { sql } }) => {
    const presence = await rowPresence(sql)
    const columns: CiphertextColumn[] = []
    for (const samples of Map.groupBy(SAMPLES, columnName).values()) columns.push(await columnOf(samples, sql, presence))
    const omitted = columns.flatMap(({ table, column, state, reason }) => (state === 'unanswered' ? [`${table}.${column}: ${reason ?? ''}`] : []))
    return partial({ engine: sql.engine, schema: presence.schema, columns }, omitted)
  },
})

const columnName = ({ needs, columns }: RowQuestion): string => `${needs[0]?.table ?? ''}.${columns[0] ?? ''}`

const columnOf = async (samples: readonly RowQuestion[], sql: SqlSession, presence: RowPresence): Promise<CiphertextColumn> => {
  const rows: SqlRow[] = []
  let most = 0
  for (const sample of samples) {
    // The sample before was all there is.
    if (rows.length < most) break
    const statement = rowStatementsOf(sql.engine).questions.get(sample.id)
    if (statement === undefined || presence.missing(sample).length > 0) return { ...tallyOf(sample, [], 0), state: 'not-there' }
    const hidden = presence.hidden(sample)
    if (hidden.length > 0) return { ...tallyOf(sample, [], most), state: 'unanswered', reason: hiddenRows(hidden) }
    most += sample.most
    try {
      const [found = []] = await sql.read([{ statement, values: [] }])
      rows.push(...found)
    } catch (error) {
      if (!(error instanceof FactError)) throw error
      return { ...tallyOf(sample, [], most), state: 'unanswered', reason: error.message }
    }
  }
  const [first] = samples
  if (first === undefined) throw new FactError('internal', 'a column without a sample')
  return tallyOf(first, rows, most)
}

/** All that is kept of the values. */
const tallyOf = ({ needs, columns }: RowQuestion, rows: readonly SqlRow[], most: number): CiphertextColumn => {
  const ciphers = rows.flatMap(([value = null]) => (value === null ? [] : [storedCipherOf(value)]))
  const of = (form: (typeof ciphers)[number]['form']): number => ciphers.filter((cipher) => cipher.form === form).length
  return {
    table: needs[0]?.table ?? '',
    column: columns[0] ?? '',
    state: 'sampled',
    reason: null,
    values: ciphers.length,
    limit: most,
    selfContained: of('self-contained'),
    plainRsa: of('plain-rsa'),
    hashed: of('hashed'),
    clear: of('clear'),
    unknown: of('unknown'),
    transformations: countedOf(ciphers.map(({ transformation }) => transformation)),
    thumbprints: countedOf(ciphers.map(({ thumbprint }) => thumbprint)),
    keyIds: countedOf(ciphers.map(({ keyId }) => keyId)),
  }
}

const countedOf = (values: readonly (string | null)[]): CiphertextColumn['transformations'] => {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, rows]) => ({ value, rows })).sort((a, b) => compareText(a.value, b.value))
}
