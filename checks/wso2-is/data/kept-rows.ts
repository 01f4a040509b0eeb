import { judged, pass, undetermined, type CheckFinding, type DatabaseRowAnswers, type Judgement } from '../../../src/api.ts'
import { answerTo, unknownsIn } from './row-answers.ts'

/** Rows that an upgrade carries over: questions whose counts add up before it, and the one that counts them after it. */
export interface Kept {
  readonly what: string
  readonly before: readonly string[]
  readonly after: string
  readonly table: string
}

export interface Fewer extends Readonly<Record<string, string>> {
  readonly table: string
  readonly what: string
  readonly before: string
  readonly after: string
}

interface Total {
  readonly count: number
  readonly atLeast: boolean
}

/** `before` null: there is no baseline, and nothing to compare with. */
export const keptJudgement = (
  kept: readonly Kept[],
  rows: DatabaseRowAnswers,
  before: DatabaseRowAnswers | null,
  fewer: (data: Fewer) => CheckFinding,
): Judgement => {
  const unknowns = unknownsIn(
    rows,
    kept.map(({ after }) => after),
  )
  if (unknowns.length > 0) return undetermined('missing-evidence', unknowns.join('; '))
  const after = kept.map((one) => ({ ...one, now: totalOf(rows, [one.after]) }))
  const seen = after.map(({ what, now }) => `${textOf(now)} ${what}`).join(', ')
  if (before === null) return pass(seen)
  // A schema or a database that is named otherwise is another one: its rows say nothing of these.
  if (before.engine !== rows.engine || before.database !== rows.database || before.schema !== rows.schema)
    return undetermined(
      'missing-evidence',
      `the baseline is of the schema ${before.schema} of ${before.database} (${before.engine}), and this is ${rows.schema} of ${rows.database} (${rows.engine})`,
    )
  const earlier = unknownsIn(
    before,
    kept.flatMap((one) => one.before),
  )
  if (earlier.length > 0) return undetermined('missing-evidence', `the baseline: ${earlier.join('; ')}`)
  const compared = after.map(({ what, table, now, before: questions }) => ({ what, table, now, then: totalOf(before, questions) }))
  const findings = compared.flatMap(({ what, table, now, then }) =>
    !now.atLeast && now.count < then.count ? [fewer({ table, what, after: textOf(now), before: textOf(then) })] : [],
  )
  const untold = compared.filter(({ then }) => then.atLeast).filter(({ now, then }) => now.atLeast || now.count >= then.count)
  if (findings.length === 0 && untold.length > 0)
    return undetermined(
      'limit',
      `${untold.map(({ what, now, then }) => `${textOf(then)} ${what} before, ${textOf(now)} now`).join('; ')}: too many to be counted`,
    )
  return judged(`${seen}; before: ${compared.map(({ what, then }) => `${textOf(then)} ${what}`).join(', ')}`, findings, 'blocker')
}

const totalOf = (rows: DatabaseRowAnswers, questions: readonly string[]): Total =>
  questions.reduce<Total>(
    ({ count, atLeast }, question) => {
      const answer = answerTo(rows, question)
      return { count: count + (answer?.count ?? 0), atLeast: atLeast || answer?.atLeast !== false }
    },
    { count: 0, atLeast: false },
  )

const textOf = ({ count, atLeast }: Total): string => `${atLeast ? 'at least ' : ''}${count}`
