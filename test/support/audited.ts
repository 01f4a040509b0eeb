import type { Report, Result } from '../../src/core/report.ts'
import { preflight, type Ended, type RunOptions } from './cli.ts'

export interface Audited {
  readonly ended: Ended
  readonly report: Report
}

/** Runs `audit --reporter json` as a child process to its end. Throws, with what it said instead, when it printed no report. */
export const audited = async (args: readonly string[], options: RunOptions = {}): Promise<Audited> => {
  const ended = await preflight(['audit', '--reporter', 'json', ...args], options)
  return { ended, report: reportIn(ended) }
}

/** The report a command printed. Throws when there is none, or when its exit code is not the one the command ended with. */
export const reportIn = (ended: Ended): Report => {
  if (!ended.stdout.startsWith('{')) throw new Error(`no report was printed (exit code ${ended.code}): ${ended.stdout}${ended.stderr}`)
  const report: Report = JSON.parse(ended.stdout)
  if (report.summary.exitCode !== ended.code) throw new Error(`exit code ${ended.code}, but ${report.summary.exitCode} in the report`)
  return report
}

/** What all results came to, one line each, sorted: `<check> @ <target>: <outcome>`, for an error with its reason code. */
export const outcomesOf = (report: Pick<Report, 'results'>): readonly string[] =>
  report.results
    .map(({ check, target, outcome, reason }) => {
      const code = outcome === 'error' ? ` ${reason?.code}` : ''
      return `${check} @ ${target ?? 'deployment'}: ${outcome}${code}`
    })
    .sort()

/** The one result of a check on a target (null: the deployment). Throws when there is none or more than one. */
export const resultOf = (report: Pick<Report, 'results'>, check: string, target: string | null): Result => {
  const [found, ...more] = report.results.filter((result) => result.check === check && result.target === target)
  if (found === undefined || more.length > 0) throw new Error(`${more.length + (found === undefined ? 0 : 1)} results of ${check} @ ${target}`)
  return found
}

/** Everything of a result that a reader would look for a sentence in. */
export const wordsOf = ({ reason, observed, findings }: Result): string =>
  [reason?.text, observed, ...findings.map(({ message }) => message)].filter((text) => text !== null && text !== undefined).join('\n')

/** The bytes of a printed report apart from `run`, the one part in which two reports of the same snapshot may differ (DESIGN, section 7). */
export const bytesWithoutRun = ({ stdout }: Ended): string => {
  const rest = stdout.replace(/"run": \{[^{}]*\}/, '"run": {}')
  if (rest === stdout) throw new Error('the report holds no run')
  return rest
}

/** Wall time and the largest memory of each child, as `--debug` tells them: printed, since a timing never fails a test. */
export const printFigures = (what: string, { wallMs, stderr }: Ended): void => {
  const peaks = [...stderr.matchAll(/^([^:\n]+): collector process ended \((.*)\), peak memory (\d+) MB$/gm)].map(
    ([, target, why, megabytes]) => `${target} ${megabytes} MB (${why})`,
  )
  console.log(`${what}: ${Math.round(wallMs)} ms; ${peaks.join('; ')}`)
}
