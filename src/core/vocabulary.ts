/**
 * The closed word lists of DESIGN §2: outcomes, severities, phases and reason codes. One word for one thing, in code, help, docs and reports.
 */
export const OUTCOMES = ['pass', 'fail', 'error', 'not-applicable', 'not-checked'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Worst first. `blocker` means: do not start (or do not accept) the upgrade. */
export const SEVERITIES = ['blocker', 'high', 'medium', 'low', 'info'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What `--fail-on` takes. */
export const THRESHOLDS = [...SEVERITIES, 'never'] as const
export type Threshold = (typeof THRESHOLDS)[number]

export const PHASES = ['pre-upgrade', 'staged', 'post-upgrade', 'compliance'] as const
export type Phase = (typeof PHASES)[number]

/** Why an applicable check could not be determined, with what would make it determinable (printed by `explain REASON`). */
export const REASONS = {
  unreachable: 'The target could not be contacted. Check the address, the network path and that the service is up',
  'auth-failed': 'The target refused the credentials, or the login was lost. Check the user and the secret; the tool tries once only',
  'permission-denied':
    'The account may not read what is needed, or the path lies outside the plan. Grant read access, or name the path in the plan (alsoRead)',
  timeout: 'One read took longer than its limit. See `explain limits`; raise --timeout if the target is merely slow',
  deadline: 'The run or the target ran out of time before this was read. Raise --timeout or --deadline, or audit fewer targets at once',
  limit: 'The input is larger or deeper than the tool is willing to read. See `explain limits`; look at the named file by hand',
  truncated: 'Only part of the data came back, so nothing can be said about the whole',
  changed: 'The file changed while it was read. Repeat the audit when nothing writes to it',
  ambiguous: 'The sources contradict each other, or there are two of what must be one. Remove the contradiction named',
  'missing-evidence': 'The fact this check needs is not in the snapshot or could not be compared. Collect it, and give what the text names',
  'parse-failed': 'The data was read but not understood. The place is named; mend it, or report it if the product reads it well',
  'secret-unavailable':
    'A password or token that is needed is not given, or its source could not be read. Add it to the plan as { env }, { file } or { exec }',
  unresolved: 'The value holds a placeholder that nothing in the plan resolves. Add it under variables',
  unsupported: 'The format or version is recognised but cannot be read by this version of the tool',
  'driver-missing': 'The driver for this kind of target is not installed. Run the command named in the text',
  internal: 'The collector or check broke, was stopped, or was killed. This is a defect of the tool or of a plug-in: report it with --debug output',
} as const
export type ReasonCode = keyof typeof REASONS
export const REASON_CODES = Object.keys(REASONS) as readonly ReasonCode[]

/** Rank of a severity: 0 is the worst. */
export const rankOf = (severity: Severity): number => SEVERITIES.indexOf(severity)

/** The worst of several severities; `info` when there are none. */
export const worstOf = (severities: readonly Severity[]): Severity => SEVERITIES.find((severity) => severities.includes(severity)) ?? 'info'

/** One level lower, for findings that are "work to do" rather than a defect (CATALOG, "What is judged"); `info` stays. */
export const oneLower = (severity: Severity): Severity => SEVERITIES[Math.min(rankOf(severity) + 1, SEVERITIES.length - 1)] ?? 'info'

/** Whether a severity is at or above the threshold of `--fail-on`. */
export const reaches = (severity: Severity, threshold: Threshold): boolean => threshold !== 'never' && rankOf(severity) <= rankOf(threshold)
