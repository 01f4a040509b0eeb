import { EXIT, verdictOf } from './exit-codes.ts'
import type { AcceptedGap, Drift, Finding, Result, Summary } from './report.ts'
import { OUTCOMES, reaches, SEVERITIES, type Threshold } from './vocabulary.ts'

/** What the verdict depends on besides the results. */
export interface VerdictContext {
  readonly failOn: Threshold
  readonly gaps: readonly AcceptedGap[]
  readonly interrupted: 'SIGINT' | 'SIGTERM' | null
  readonly tainted: boolean
  /** Absent or null: nothing was compared with a baseline. */
  readonly drift?: Drift | null
}

const isAccepted = (result: Result, gaps: readonly AcceptedGap[]): boolean =>
  gaps.some((gap) => gap.check === result.check && gap.target === result.target)

const counts = (finding: Finding, failOn: Threshold): boolean => finding.waiver === null && reaches(finding.severity, failOn)

/**
 * Whether a result counts towards a non-zero exit, and as what. The one place that says so: exit code, JUnit and summary are projections of it
 * (DESIGN §2, law 2).
 */
export const countsAs = (result: Result, context: Pick<VerdictContext, 'failOn' | 'gaps'>): 'failure' | 'error' | null => {
  switch (result.outcome) {
    case 'fail':
      return result.findings.some((finding) => counts(finding, context.failOn)) ? 'failure' : null
    case 'error':
      // Not even an accepted gap takes it out: a failure whose evidence is deleted becomes an error, and must not end in 0.
      return reaches(result.severity, context.failOn) ? 'error' : null
    case 'not-checked':
      return reaches(result.severity, context.failOn) && !isAccepted(result, context.gaps) ? 'error' : null
    case 'pass':
    case 'not-applicable':
      return null
  }
}

/** The one verdict fold: the highest exit code that applies wins (DESIGN §5). Order and duplication of results do not change it. */
export const judge = (results: readonly Result[], context: VerdictContext): Summary => {
  const exitCode = exitCodeOf(results, context)
  const distinct = [...new Map(results.map((result) => [JSON.stringify([result.check, result.target]), result])).values()]
  const failures = distinct.filter((result) => result.outcome === 'fail').flatMap((result) => result.findings)
  return {
    verdict: verdictOf(exitCode),
    exitCode,
    outcomes: tally(OUTCOMES, (outcome) => distinct.filter((result) => result.outcome === outcome).length),
    waived: distinct.filter((result) => result.waiver !== null).length,
    failuresBySeverity: tally(SEVERITIES, (severity) => failures.filter((finding) => finding.severity === severity).length),
  }
}

const exitCodeOf = (results: readonly Result[], context: VerdictContext): number => {
  if (context.interrupted !== null) return EXIT[context.interrupted]
  if (context.tainted) return EXIT.tainted
  const counted = results.filter((result) => countsAs(result, context) !== null)
  const failures = counted.filter((result) => result.outcome === 'fail')
  if (failures.some((result) => result.findings.some((finding) => finding.severity === 'blocker' && counts(finding, context.failOn))))
    return EXIT.blocked
  if (failures.length > 0) return EXIT.failed
  const { drift = null } = context
  if (drift !== null && drift.unexpected.length > 0) return EXIT.drift
  if (counted.length > 0 || (drift !== null && drift.incomparable.length > 0)) return EXIT.incomplete
  const judged = results.some((result) => result.outcome === 'pass' || result.outcome === 'fail') || (drift !== null && drift.compared > 0)
  return judged ? EXIT.passed : EXIT.incomplete
}

const tally = <K extends string>(keys: readonly K[], count: (key: K) => number): { readonly [P in K]: number } => {
  const entries = keys.map((key) => [key, count(key)] as const)
  return Object.fromEntries(entries) as { readonly [P in K]: number }
}
