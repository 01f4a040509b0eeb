import { defineNetworkCollector, partial } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import { compareText } from '../core/json.ts'
import type { SqlRow, SqlSession } from '../core/sql.ts'
import { databaseRowAnswers, type RowAnswer } from '../facts/database-row-answers.ts'
import { printable } from '../formats/printable.ts'
import { LIMITS } from '../limits.ts'
import type { RowQuestion } from '../statements/sql/row-question.ts'
import { ROW_QUESTIONS, rowStatementsOf } from '../statements/sql/rows.ts'
import { databaseTouches } from './support/database.ts'
import { hiddenRows, rowPresence, type RowPresence } from './support/row-presence.ts'

const LONGEST_PART = 100
const LONGEST_KEY = 256

export default defineNetworkCollector({
  fact: databaseRowAnswers,
  type: 'database',
  needs: () => null,
  touches: ({ fields }, { questions }) => {
    const { columns, sizes, questions: known } = rowStatementsOf(fields.engine)
    return databaseTouches(fields, [columns, sizes, ...questions.flatMap((id) => known.get(id) ?? [])])
  },
  collect: async ({ network: { sql }, params }) => {
    const questions = params.questions.map(questionNamed)
    const presence = await rowPresence(sql)
    const { database } = await sql.connection()
    const answers: RowAnswer[] = []
    const until = performance.now() + LIMITS.rowQuestions.value
    for (const question of questions) answers.push(await answerOf(question, { sql, presence, until, ...params }))
    const omitted = answers.flatMap(({ question, state, reason }) =>
      state === 'unanswered' || state === 'too-large' ? [`${question}: ${reason?.text ?? state}`] : [],
    )
    return partial({ engine: sql.engine, database, schema: presence.schema, answers }, omitted)
  },
})

interface Asking {
  readonly sql: SqlSession
  readonly presence: RowPresence
  /** When no more questions are asked, on the clock of `performance`. */
  readonly until: number
  readonly adminRole?: string
  readonly largeTables?: 'skip' | 'ask'
}

const questionNamed = (id: string): RowQuestion => {
  const found = ROW_QUESTIONS.find((question) => question.id === id && question.kind !== 'sample')
  if (found === undefined) throw new FactError('internal', `there is no question "${id}" about rows`)
  return found
}

const answerOf = async (question: RowQuestion, asking: Asking): Promise<RowAnswer> => {
  const { sql, presence, until } = asking
  const estimate = presence.estimate(question.needs.map(({ table }) => table))
  const blank = { question: question.id, missing: [], count: null, atLeast: false, keys: [], estimate: estimate?.toString() ?? null, reason: null }
  const statement = rowStatementsOf(sql.engine).questions.get(question.id)
  if (statement === undefined) return { ...blank, state: 'other-engine' }
  const missing = presence.missing(question)
  if (missing.length > 0) return { ...blank, state: 'not-asked', missing }
  const hidden = presence.hidden(question)
  if (hidden.length > 0) return { ...blank, state: 'unanswered', reason: { code: 'permission-denied', text: hiddenRows(hidden) } }
  const sorted = presence.estimate(question.groups)
  if (sorted !== null && sorted > BigInt(LIMITS.sortedRows.value) && asking.largeTables !== 'ask') {
    const text = `${question.groups.join(', ')} has about ${sorted} rows: it is sorted only where the plan asks for it (parameter largeTables: ask), which may take longer than a question may`
    return { ...blank, state: 'too-large', reason: { code: 'limit', text } }
  }
  if (performance.now() > until)
    return { ...blank, state: 'unanswered', reason: { code: 'deadline', text: 'the questions before it took too long; see explain limits' } }
  try {
    const [rows = []] = await sql.read([{ statement, values: valuesOf(question, asking) }])
    return { ...blank, state: 'answered', ...(question.kind === 'count' ? counted(question, rows) : listed(question, rows)) }
  } catch (error) {
    // One question that fails leaves the others; what it would have told stays unknown.
    if (!(error instanceof FactError)) throw error
    return { ...blank, state: 'unanswered', reason: { code: error.code, text: error.message } }
  }
}

const valuesOf = ({ id, parameters }: RowQuestion, { adminRole }: Asking): readonly string[] => {
  if (parameters.length === 0) return []
  if (adminRole === undefined) throw new FactError('internal', `the question ${id} needs the name of the administrator role`)
  return [adminRole.toLowerCase()]
}

type Found = Pick<RowAnswer, 'count' | 'atLeast' | 'keys'>

const counted = ({ id, most }: RowQuestion, rows: readonly SqlRow[]): Found => {
  const text = rows[0]?.[0] ?? ''
  if (rows.length !== 1 || !/^\d+$/.test(text)) throw new FactError('parse-failed', `the answer to ${id} is no number`)
  const count = Number(text)
  return { count, atLeast: count >= most, keys: [] }
}

const listed = ({ columns, most, kept }: RowQuestion, rows: readonly SqlRow[]): Found => {
  const keys = new Set(rows.map((row) => keyOf(columns, row)))
  return { count: rows.length, atLeast: rows.length >= most, keys: [...keys].sort(compareText).slice(0, kept) }
}

const keyOf = (columns: readonly string[], row: SqlRow): string =>
  columns
    .map((column, index) => `${column} ${printable(row[index] ?? 'NULL', LONGEST_PART)}`)
    .join(', ')
    .slice(0, LONGEST_KEY)
