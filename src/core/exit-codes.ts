import type { Verdict } from './report.ts'

/** The exit codes, one table (DESIGN §5): printed by `--help` and `explain exit-codes`. */
export const EXIT_CODES = [
  { code: 0, name: 'passed', meaning: 'complete, and nothing at or above --fail-on was found' },
  { code: 1, name: 'broken', meaning: 'never a verdict: the tool itself broke' },
  { code: 2, name: 'usage', meaning: 'usage or plan error, unknown check, nothing selected; nothing was contacted' },
  { code: 20, name: 'incomplete', meaning: 'something that counts could not be determined or was not looked at: blind is not green' },
  { code: 21, name: 'drift', meaning: 'something changed that was not expected to' },
  { code: 22, name: 'failed', meaning: 'a failure at or above --fail-on' },
  { code: 23, name: 'blocked', meaning: 'a blocker: do not start, or do not accept, the upgrade' },
  { code: 24, name: 'tainted', meaning: 'the read-only guard or the secret scrubber stopped something; see the report' },
  { code: 130, name: 'interrupted', meaning: 'stopped by Ctrl-C; the partial report is written' },
  { code: 143, name: 'interrupted', meaning: 'stopped by SIGTERM; the partial report is written' },
] as const

export const EXIT = {
  passed: 0,
  broken: 1,
  usage: 2,
  incomplete: 20,
  drift: 21,
  failed: 22,
  blocked: 23,
  tainted: 24,
  SIGINT: 130,
  SIGTERM: 143,
} as const

/** The verdict an exit code stands for. Throws for 1 and 2, which are no verdicts. */
export const verdictOf = (exitCode: number): Verdict => {
  const name = EXIT_CODES.find((row) => row.code === exitCode)?.name
  if (name === undefined || name === 'broken' || name === 'usage') throw new Error(`${exitCode} is not the exit code of a verdict`)
  return name
}
