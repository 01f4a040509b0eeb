import { undetermined, type DatabaseRowAnswers, type Judgement, type RowAnswer } from '../../../src/api.ts'

/** One question about rows: what is wrong when there are any. */
export interface RowRule<M extends string> {
  readonly question: string
  readonly message: M
  /** What one can grep for. */
  readonly subject: string
}

export const answerTo = ({ answers }: DatabaseRowAnswers, question: string): RowAnswer | undefined =>
  answers.find((answer) => answer.question === question)

export const countText = ({ count, atLeast }: RowAnswer): string => `${atLeast ? 'at least ' : ''}${count ?? 0}`

/** Some of the keys, as the sentence names them. */
export const keysText = ({ keys, count }: RowAnswer): string => `${keys.join('; ')}${(count ?? 0) > keys.length ? '; …' : ''}`

/** Answers that tell of rows where there should be none. */
export const hitsIn = <M extends string>(
  rows: DatabaseRowAnswers,
  rules: readonly RowRule<M>[],
): readonly { readonly rule: RowRule<M>; readonly answer: RowAnswer }[] =>
  rules.flatMap((rule) => {
    const answer = answerTo(rows, rule.question)
    return answer?.state === 'answered' && (answer.count ?? 0) > 0 ? [{ rule, answer }] : []
  })

/** Why questions have no answer, a line each: what was not asked, or not answered, says nothing of the rows. */
export const unknownsIn = (rows: DatabaseRowAnswers, questions: readonly string[]): readonly string[] =>
  questions.flatMap((question) => {
    const answer = answerTo(rows, question)
    if (answer === undefined) return [`${question} was not asked`]
    if (answer.state === 'answered' || answer.state === 'other-engine') return []
    if (answer.state === 'not-asked') return [`${answer.missing.join(', ')} not there in ${rows.schema}, or not shown to the account (${question})`]
    return [`${question}: ${answer.reason?.text ?? answer.state}`]
  })

/** The answer of a check that cannot tell, when there is something it does not know. */
export const unlessKnown = (unknowns: readonly string[]): Judgement | null =>
  unknowns.length === 0 ? null : undetermined('missing-evidence', [...new Set(unknowns)].join('; '))
