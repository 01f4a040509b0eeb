import type { Drift, Summary } from '../core/report.ts'
import { SEVERITIES } from '../core/vocabulary.ts'
import { driftCounts } from './drift-text.ts'

/**
 * The verdict in words (DESIGN §8), a projection of the summary, and of the drift where snapshots were compared:
 * `BLOCKED: 2 blockers, 1 high; 41 passed, 3 not checked`. Failures are counted by finding, all else by
 * result; remarks (info) on a failing check are no failures.
 */
export const verdictText = (summary: Summary, drift: Drift | null = null): string => {
  const { outcomes, failuresBySeverity } = summary
  const [worse, better] = drift === null ? [[], []] : driftCounts(drift)
  const bad = [
    ...worse,
    ...SEVERITIES.filter((severity) => severity !== 'info').map((severity) =>
      counted(failuresBySeverity[severity], severity === 'blocker' && failuresBySeverity[severity] !== 1 ? 'blockers' : severity),
    ),
    counted(outcomes.error, 'could not be determined'),
  ]
  const rest = [
    ...better,
    counted(outcomes.pass, 'passed'),
    counted(outcomes['not-checked'], 'not checked'),
    counted(outcomes['not-applicable'], 'not applicable'),
    counted(summary.waived, 'waived'),
  ]
  const parts = [bad, rest].map((words) => words.filter((word) => word !== null).join(', ')).filter((words) => words !== '')
  return `${summary.verdict.toUpperCase()}: ${parts.length === 0 ? 'nothing was judged' : parts.join('; ')}`
}

const counted = (count: number, word: string): string | null => (count === 0 ? null : `${count} ${word}`)
