import type { AnyCheck, Attestation, CheckFinding, Judgement } from './check.ts'
import type { Evidence } from './fact.ts'
import { findingFrom, fingerprintOf } from './finding.ts'
import { evidenceIn, gather, type Gathered } from './gather.ts'
import { matchesGlob } from './glob.ts'
import { compareText, type JsonObject } from './json.ts'
import type { AcceptedGap, Finding, Result } from './report.ts'
import { BASELINE_PHASE, standingOf, parametersOf, selectedChecks, typesOf, unitsOf, wantsOf, type Selection, type Unit } from './selection.ts'
import type { Snapshot } from './snapshot.ts'
import type { TargetName } from './target.ts'
import { rankOf, worstOf, type ReasonCode, type Severity } from './vocabulary.ts'

/** How one prepared question is answered; the default calls the check here, the evaluator process answers for checks of the user's own. */
export type Judge = (check: AnyCheck, input: PreparedInput) => Judgement

/** What `evaluate` of a check is called with, as plain data (the `finding` function is added where it is called). */
export interface PreparedInput {
  readonly facts: { readonly [request: string]: unknown }
  readonly before: { readonly [request: string]: unknown } | null
  readonly target: TargetName | null
  readonly parameters: JsonObject
  readonly options: { readonly [name: string]: string }
  readonly phase: Snapshot['phase']
  readonly step: string | null
  readonly now: number
  readonly attestation: Attestation | null
}

/** Calls a check; a throw is `error: internal` for this check only. */
export const judgeHere: Judge = (check, input) => {
  try {
    const evaluate: (input: never) => Judgement = check.evaluate
    return evaluate({ ...structuredClone(input), finding: findingFrom(check.messages) } as never)
  } catch (error) {
    return {
      outcome: 'error',
      code: 'internal',
      text: `the check broke: ${error instanceof Error ? error.message : 'it threw something that is no error'}`,
    }
  }
}

export interface Evaluation {
  /** Sorted by severity, check, target. */
  readonly results: readonly Result[]
  readonly gaps: readonly AcceptedGap[]
}

/**
 * Turns a snapshot into results: pure, the same answer for the same snapshot whatever the order of its evidence (DESIGN §2, laws 1, 3, 4). A check is
 * called only when every fact it needs is there; what is missing, unreadable or incomplete never becomes a pass. `baseline` is the snapshot from before the
 * upgrade, which drift checks compare with.
 */
export const evaluate = (
  snapshot: Snapshot,
  checks: readonly AnyCheck[],
  selection: Selection,
  judgeOne: Judge = judgeHere,
  baseline: Snapshot | null = null,
): Evaluation => {
  const evidence = evidenceIn(snapshot)
  const before = baseline === null ? null : evidenceIn(baseline)
  const gaps: AcceptedGap[] = []
  const results: Result[] = []

  for (const check of selectedChecks(checks, selection)) {
    for (const unit of unitsOrNone(check, snapshot.targets)) {
      const result = resultOf(check, unit, { snapshot, selection, evidence, before, judgeOne })
      if (result === null) continue
      results.push(result.result)
      const gap = result.gap ?? planGap(result.result, snapshot.gaps)
      if (gap !== null) gaps.push(gap)
    }
  }
  return {
    results: results.sort(byImportance),
    gaps: gaps.sort((a, b) => compareText(a.check, b.check) || compareText(a.target ?? '', b.target ?? '')),
  }
}

interface Context {
  readonly snapshot: Snapshot
  readonly selection: Selection
  readonly evidence: ReadonlyMap<string, Evidence>
  /** Of the baseline; null: none was given. */
  readonly before: ReadonlyMap<string, Evidence> | null
  readonly judgeOne: Judge
}

/** The order of a report's results: severity, check, target. */
export const byImportance = (a: Result, b: Result): number =>
  rankOf(a.severity) - rankOf(b.severity) || compareText(a.check, b.check) || compareText(a.target ?? '', b.target ?? '')

const unitsOrNone = (check: AnyCheck, targets: readonly TargetName[]): readonly (Unit | null)[] => {
  const units = unitsOf(check, targets)
  return units.length === 0 ? [null] : units
}

const planGap = (result: Result, gaps: Snapshot['gaps']): AcceptedGap | null => {
  if (result.outcome !== 'not-checked') return null
  const accepted = Object.entries(gaps).find(([glob]) => matchesGlob(glob, result.check))
  return accepted === undefined ? null : { check: result.check, target: result.target, reason: accepted[1], by: 'plan' }
}

const resultOf = (check: AnyCheck, unit: Unit | null, context: Context): { readonly result: Result; readonly gap: AcceptedGap | null } | null => {
  const { snapshot, selection } = context
  const severity = check.phases[selection.phase] ?? 'info'
  const target = unit === null || unit.of === 'deployment' ? null : unit.of === 'role' ? `role:${unit.role}` : unit.target.name
  const blank: Result = {
    check: check.id,
    title: check.title,
    severity,
    target,
    outcome: 'not-checked',
    reason: null,
    observed: null,
    findings: [],
    remedy: check.remedy,
    references: check.references,
    waiver: null,
    durationMs: 0,
  }
  const notChecked = (text: string): { result: Result; gap: null } => ({ result: { ...blank, reason: { text } }, gap: null })
  const byFlag = (text: string): { result: Result; gap: AcceptedGap } => ({
    result: { ...blank, reason: { text } },
    gap: { check: check.id, target, reason: text, by: 'flag' },
  })

  const leftOut = (name: string): boolean => selection.targets !== null && !selection.targets.includes(name)
  if (unit?.of === 'target' && leftOut(unit.target.name)) return null

  const glob = selection.exclude.find((pattern) => matchesGlob(pattern, check.id))
  if (glob !== undefined) return byFlag(`left out by --exclude ${glob}`)

  const standing = standingOf(check, selection)
  if (standing.state === 'unknown') return notChecked(standing.text)
  if (standing.state === 'moot') return { result: { ...blank, outcome: 'not-applicable', reason: { text: standing.text } }, gap: null }

  if (unit === null)
    return notChecked(
      `the plan has no target of type ${typesOf(check)?.join(' or ') ?? 'any'}${check.roles === undefined ? '' : ` with role ${check.roles.join(' or ')}`}`,
    )

  const attestation = snapshot.attestations[check.id] ?? null
  if (check.attested === true && attestation === null)
    return notChecked(`no one has attested it: add attestations: { ${check.id}: { by: "name", on: YYYY-MM-DD } } to the plan`)

  const parameters = parametersOf(check, selection)
  const wants = wantsOf(check, unit, snapshot.targets, parameters)
  const absent = wants.find((want) => leftOut(want.target.name))
  if (absent !== undefined) return byFlag(`${absent.target.name} was left out by --target, and this check spans it`)
  for (const [request, { select }] of Object.entries(check.facts))
    if (!(select.of === 'own' && select.types !== undefined) && !wants.some((want) => want.request === request))
      return notChecked(
        `the plan has no target ${select.of === 'role' ? `with role ${select.role}` : select.of === 'type' ? `of type ${select.type}` : ''}`,
      )

  const gathered = gather(check.facts, wants, context.evidence, 'the snapshot')
  if (gathered.state === 'error') return { result: { ...blank, outcome: 'error', reason: { code: gathered.code, text: gathered.text } }, gap: null }
  if (gathered.state === 'not-in-plan') return notChecked(gathered.text)

  const before = gatheredBefore(check, unit, parameters, context)
  const judgement = context.judgeOne(check, {
    facts: gathered.facts,
    before: before?.state === 'facts' ? before.facts : null,
    target: unit.of === 'target' ? { name: unit.target.name, type: unit.target.type, role: unit.target.role, line: unit.target.line } : null,
    parameters,
    options: selection.options,
    phase: selection.phase,
    step: selection.step,
    now: Date.parse(snapshot.run.collectedAt),
    attestation,
  })
  const role = unit.of === 'target' ? unit.target.role : unit.of === 'role' ? unit.role : null
  const omitted = [...gathered.omitted, ...(before?.state === 'facts' ? before.omitted : [])]
  const concluded = conclusion(check, judgement, severity, role, omitted)
  if (before === null || before.state === 'facts') return { result: { ...blank, ...concluded }, gap: null }
  // Without the baseline only the worst stands: a lesser answer might have been worse with it.
  if (concluded.outcome === 'error' || (concluded.outcome === 'fail' && concluded.severity === severity))
    return { result: { ...blank, ...concluded }, gap: null }
  if (before.state === 'not-in-plan') return notChecked(before.text)
  return { result: { ...blank, outcome: 'error', reason: { code: before.code, text: before.text } }, gap: null }
}

/** What a check asks of the baseline; null when it asks nothing, or not in this phase. */
const gatheredBefore = (check: AnyCheck, unit: Unit, parameters: JsonObject, { snapshot, selection, before }: Context): Gathered | null => {
  if (check.before === undefined || selection.phase !== BASELINE_PHASE) return null
  if (before === null)
    return {
      state: 'error',
      code: 'missing-evidence',
      text: 'it compares with the system as it was before the upgrade: give the snapshot collected then (--baseline SNAPSHOT)',
    }
  return gather(check.before, wantsOf(check, unit, snapshot.targets, parameters, check.before), before, 'the baseline')
}

type Conclusion = Pick<Result, 'outcome' | 'reason' | 'observed' | 'findings' | 'severity' | 'remedy'>

const conclusion = (check: AnyCheck, judgement: Judgement, severity: Severity, role: string | null, omitted: readonly string[]): Conclusion => {
  const plain = { reason: null, observed: null, findings: [], severity, remedy: check.remedy }
  const error = (code: ReasonCode, text: string): Conclusion => ({ ...plain, outcome: 'error', reason: { code, text } })

  const flaw = flawOf(judgement, severity)
  if (flaw !== null) return error('internal', `the check broke: ${flaw}`)
  if (judgement.outcome === 'error') return error(judgement.code, judgement.text)
  // A failing example stands on part of the evidence; a pass, or the proof that a rule is moot, needs the whole (DESIGN §3, "Complete or error").
  const needsWhole = { every: judgement.outcome !== 'fail', any: judgement.outcome !== 'pass', whole: true }[check.quantifier ?? 'every']
  if (omitted.length > 0 && needsWhole) return error('truncated', `not everything could be read: ${omitted.join('; ')}`)
  if (judgement.outcome === 'not-applicable') return { ...plain, outcome: 'not-applicable', reason: { text: judgement.text } }

  const findings = judgement.findings.map((finding) => reported(check, finding, severity, role)).sort(byPlace)
  if (judgement.outcome === 'pass') return { ...plain, outcome: 'pass', observed: judgement.observed, findings }
  return {
    ...plain,
    outcome: 'fail',
    findings,
    severity: worstOf(findings.map((finding) => finding.severity)),
    remedy: judgement.remedy ?? check.remedy,
  }
}

/** What makes a judgement unacceptable, or null. The engine refuses it rather than report something half right. */
const flawOf = (judgement: Judgement, severity: Severity): string | null => {
  if (judgement.outcome !== 'pass' && judgement.outcome !== 'fail') return null
  const severities = judgement.findings.map((finding) => finding.severity ?? severity)
  if (severities.some((one) => rankOf(one) < rankOf(severity))) return 'a finding is worse than the severity it declares for this phase'
  if (judgement.outcome === 'fail') return severities.every((one) => one === 'info') ? 'it failed without a finding above info' : null
  if (judgement.observed.trim() === '') return 'it passed without saying what it saw'
  return severities.every((one) => one === 'info') ? null : 'it passed with a finding above info'
}

const reported = (check: AnyCheck, finding: CheckFinding, severity: Severity, role: string | null): Finding => ({
  severity: finding.severity ?? severity,
  waiver: null,
  fingerprint: fingerprintOf(check.id, role, finding.subject),
  message: finding.message,
  subject: finding.subject,
  expected: finding.expected ?? null,
  actual: finding.actual ?? null,
  location: finding.location ?? {},
})

const byPlace = (a: Finding, b: Finding): number =>
  rankOf(a.severity) - rankOf(b.severity) || compareText(a.subject, b.subject) || compareText(a.message, b.message)
