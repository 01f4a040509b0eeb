import { byImportance } from './evaluate.ts'
import { canonicalJson } from './json.ts'
import type { Report, Result } from './report.ts'
import { EXIT } from './exit-codes.ts'
import { judge, type VerdictContext } from './verdict.ts'
import { worstOf } from './vocabulary.ts'

/**
 * Why a report contradicts itself, in a sentence, or null. The verdict is folded again from the results, so a report with a result removed, reordered,
 * repeated or given another outcome or severity is found out (FAULTS R17). Changed words are not: the report carries no signature.
 */
export const reportFlaw = (report: Report): string | null => {
  const { results, summary } = report
  for (const [index, result] of results.entries()) {
    const flaw = resultFlaw(result)
    if (flaw !== null) return `result ${index + 1} ${flaw}`
    const previous = results[index - 1]
    if (previous !== undefined && byImportance(previous, result) > 0) return `result ${index + 1} is out of order`
  }
  if (new Set(results.map(({ check, target }) => JSON.stringify([check, target]))).size < results.length)
    return 'it has two results of one check and target'
  const again = judge(results, contextOf(report))
  return canonicalJson(again) === canonicalJson(summary)
    ? null
    : `its summary says ${summary.verdict} (exit code ${summary.exitCode}), but its own results give ${again.verdict} (exit code ${again.exitCode}) or other counts`
}

/** What the verdict was folded with. That a run was interrupted or tainted stands nowhere but in the exit code. */
const contextOf = ({ run, gaps, drift, summary }: Report): VerdictContext => ({
  failOn: run.failOn,
  gaps,
  interrupted: summary.exitCode === EXIT.SIGINT ? 'SIGINT' : summary.exitCode === EXIT.SIGTERM ? 'SIGTERM' : null,
  tainted: summary.exitCode === EXIT.tainted,
  drift,
})

const resultFlaw = ({ outcome, findings, severity }: Result): string | null => {
  if (outcome !== 'fail') return outcome === 'pass' || findings.length === 0 ? null : `is ${outcome} and has findings`
  if (findings.every((finding) => finding.severity === 'info')) return 'fails without a finding above info'
  return severity === worstOf(findings.map((finding) => finding.severity)) ? null : 'has another severity than its worst finding'
}
