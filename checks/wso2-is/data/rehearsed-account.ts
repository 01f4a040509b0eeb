import type { UmaScriptRehearsal } from '../../../src/api.ts'

type Statement = UmaScriptRehearsal['statements'][number]

const makes = ({ does }: Statement): boolean => /^CREATE (?:TABLE|SEQUENCE)\b/.test(does)

/**
 * The right for want of which an account could make nothing of the script: it will not be the one that runs it, and what it may not do says nothing of the one
 * that will. Null: it can make something, or fails of something else.
 */
export const rightToMakeAnything = ({ statements }: UmaScriptRehearsal): string | null => {
  if (statements.some(({ does, outcome }) => outcome === 'runs' && does.startsWith('CREATE'))) return null
  const reached = statements.filter((statement) => makes(statement) && statement.outcome !== 'not-reached')
  return reached.every(({ outcome, right }) => outcome === 'fails' && right !== null) ? (reached[0]?.right ?? null) : null
}
