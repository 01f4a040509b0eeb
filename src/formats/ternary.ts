/** Whether something holds, as far as it can be told; `because` names what it cannot be told for, each once. */
export interface Truth {
  readonly is: 'yes' | 'no' | 'unknown'
  readonly because: readonly string[]
}

export const YES: Truth = { is: 'yes', because: [] }
export const NO: Truth = { is: 'no', because: [] }
export const unknownFor = (...because: readonly string[]): Truth => ({ is: 'unknown', because })

export const truthOf = (holds: boolean): Truth => (holds ? YES : NO)

export const not = (truth: Truth): Truth => (truth.is === 'unknown' ? truth : truthOf(truth.is === 'no'))

/** One that certainly does not hold decides, whatever the others are. */
export const allOf = (truths: readonly Truth[]): Truth => joined(truths, 'no')

/** One that certainly holds decides, whatever the others are. */
export const anyOf = (truths: readonly Truth[]): Truth => joined(truths, 'yes')

const joined = (truths: readonly Truth[], decisive: 'yes' | 'no'): Truth => {
  if (truths.some(({ is }) => is === decisive)) return truthOf(decisive === 'yes')
  const because = new Set(truths.flatMap((truth) => (truth.is === 'unknown' ? truth.because : [])))
  return truths.some(({ is }) => is === 'unknown') ? unknownFor(...because) : truthOf(decisive === 'no')
}
