import fc from 'fast-check'
import type { AcceptedGap, Drift, Finding, Report, Result } from '../../src/core/report.ts'
import type { Location } from '../../src/core/check.ts'
import { OUTCOMES, PHASES, REASON_CODES, SEVERITIES, THRESHOLDS, worstOf, type Severity } from '../../src/core/vocabulary.ts'
import { findingOf, HOSTILE_TEXTS, reportOf, resultOf, RUN } from './report-samples.ts'

/** Any text an audited system may hold. */
export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('plain words', 'path/to/file', 'CN=am, O=Example', 'a b', 'x'.repeat(900)) },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
)

const target = fc.constantFrom('am-1', 'am-2', 'ds-1', 'elsewhere', null, 'role:instance', 'role:config-store', 'deployment')

const location: fc.Arbitrary<Location> = fc.record(
  {
    path: arbitraryText,
    line: fc.nat(),
    column: fc.nat(),
    entry: arbitraryText,
    pointer: arbitraryText,
    dn: arbitraryText,
    table: arbitraryText,
    url: arbitraryText,
  },
  { requiredKeys: [] },
)

const finding = (severities: readonly Severity[]): fc.Arbitrary<Finding> =>
  fc
    .record({
      severity: fc.constantFrom(...severities),
      message: arbitraryText,
      subject: arbitraryText,
      expected: fc.option(arbitraryText),
      actual: fc.option(arbitraryText),
      location,
    })
    .map(findingOf)

/** A result of any outcome, as the engine makes them: a fail has a finding above info, a pass only remarks and always evidence. */
const result: fc.Arbitrary<Result> = fc
  .record({
    check: fc.oneof(fc.constantFrom('pingam/a', 'pingam/b', 'common/c', 'wso2-is/d', 'usercube/e'), arbitraryText),
    title: arbitraryText,
    target,
    severity: fc.constantFrom(...SEVERITIES),
    outcome: fc.constantFrom(...OUTCOMES),
    text: arbitraryText,
    code: fc.constantFrom(...REASON_CODES),
    remedy: arbitraryText,
    references: fc.array(fc.record({ title: arbitraryText, section: arbitraryText }), { maxLength: 2 }),
    bad: fc.array(finding(SEVERITIES.filter((severity) => severity !== 'info')), { minLength: 1, maxLength: 3 }),
    remarks: fc.array(finding(['info']), { maxLength: 2 }),
  })
  .map(({ check, title, target: about, severity, outcome, text, code, remedy, references, bad, remarks }) => {
    const blank = { check, title, target: about, severity, outcome, remedy, references }
    switch (outcome) {
      case 'pass':
        return resultOf({ ...blank, observed: `saw ${text}`, findings: remarks })
      case 'fail':
        return resultOf({ ...blank, severity: worstOf(bad.map((one) => one.severity)), findings: [...bad, ...remarks] })
      case 'error':
        return resultOf({ ...blank, reason: { code, text } })
      case 'not-applicable':
      case 'not-checked':
        return resultOf({ ...blank, reason: { text } })
    }
  })

const place = { target: arbitraryText, fact: arbitraryText, params: fc.dictionary(fc.constantFrom('which', 'path'), arbitraryText) }
const change = fc.record({
  ...place,
  pointer: arbitraryText,
  kind: fc.constantFrom('changed', 'appeared', 'disappeared', 'unchanged'),
  before: fc.option(arbitraryText),
  after: fc.option(arbitraryText),
  why: fc.option(arbitraryText),
})
const drift: fc.Arbitrary<Drift> = fc.record({
  baselineDigest: fc.constant(RUN.snapshotDigest),
  baselinePhase: fc.constantFrom(...PHASES),
  baselineCollectedAt: fc.constant(RUN.startedAt),
  compared: fc.nat(3),
  unexpected: fc.array(change, { maxLength: 3 }),
  expected: fc.array(change, { maxLength: 3 }),
  incomparable: fc.array(fc.record({ ...place, pointer: arbitraryText, text: arbitraryText }), { maxLength: 3 }),
  notCompared: fc.array(fc.record({ ...place, heldBy: fc.constantFrom('before', 'after') }), { maxLength: 2 }),
})

/** Any report the tool could write: results of every outcome, accepted gaps, every threshold, interrupted or tainted runs. */
export const arbitraryReport: fc.Arbitrary<Report> = fc
  .record({
    results: fc.uniqueArray(result, { selector: (one) => JSON.stringify([one.check, one.target]), maxLength: 12 }),
    accepted: fc.array(fc.option(arbitraryText, { freq: 2 }), { minLength: 12, maxLength: 12 }),
    failOn: fc.constantFrom(...THRESHOLDS),
    phase: fc.constantFrom(...PHASES),
    step: fc.option(arbitraryText),
    interrupted: fc.option(fc.constantFrom('SIGINT', 'SIGTERM'), { freq: 5 }),
    tainted: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    targets: fc.subarray(['am-1', 'am-2', 'ds-1']),
    witness: fc.array(arbitraryText, { maxLength: 2 }),
    notes: fc.array(arbitraryText, { maxLength: 2 }),
    attestations: fc.array(fc.record({ check: arbitraryText, by: arbitraryText, on: arbitraryText, note: fc.option(arbitraryText) }), {
      maxLength: 2,
    }),
    why: arbitraryText,
    drift: fc.option(drift, { freq: 2 }),
    startedAt: fc.oneof(fc.constant(RUN.startedAt), arbitraryText),
  })
  .map(({ results, accepted, failOn, phase, step, interrupted, tainted, targets, witness, notes, attestations, why, startedAt, drift: compared }) => {
    const gaps = results.flatMap((one, index): AcceptedGap[] => {
      if (one.outcome !== 'not-checked') return []
      const reason = accepted[index]
      return typeof reason === 'string' ? [{ check: one.check, target: one.target, reason, by: reason.length % 2 === 0 ? 'plan' : 'flag' }] : []
    })
    return reportOf(results, {
      run: { ...RUN, failOn, phase, step, startedAt },
      targets: targets.map((name, index) => ({ name, type: 'pingam', role: 'instance', line: index === 0 ? null : index })),
      checks: results.map(({ check, title, remedy, references }) => ({ id: check, title, why, remedy, references })),
      interrupted,
      tainted,
      witness,
      notes,
      attestations,
      gaps,
      drift: compared,
    })
  })
