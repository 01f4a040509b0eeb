import { isDeepStrictEqual } from 'node:util'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Answers, Attestation, Check, CheckFinding, EvaluateInput, FactRequests, Judgement } from '../core/check.ts'
import { findingFrom } from '../core/finding.ts'
import type { JsonObject } from '../core/json.ts'
import { COMPARISON_KEYWORDS } from '../core/schema.ts'
import { typesOf } from '../core/selection.ts'
import type { TargetName } from '../core/target.ts'
import { rankOf, type Phase, type ReasonCode, type Severity } from '../core/vocabulary.ts'

/** What every row gives: the facts as `evaluate` sees them, and what differs from the defaults. */
export interface Row<R, P, B = Record<never, never>> {
  readonly name: string
  /** The trap of the check (its `traps`) that this row proves. */
  readonly trap?: string
  readonly facts: Answers<R>
  /** What the baseline answers; default: it is not to be had. */
  readonly before?: Answers<B>
  readonly target?: Partial<TargetName>
  readonly parameters?: P
  readonly options?: { readonly [name: string]: string }
  readonly phase?: Phase
  readonly step?: string
  /** ISO time; default 2026-06-01T00:00:00Z. */
  readonly now?: string
  readonly attestation?: Attestation
}

export interface PassRow<R, P, B = Record<never, never>> extends Row<R, P, B> {
  readonly observed: string | RegExp
  /** Messages of the info findings that ride on the pass; default none. */
  readonly messages?: readonly string[]
}

export interface FailRow<R, P, M, B = Record<never, never>> extends Row<R, P, B> {
  /** Message ids of all findings, in order. */
  readonly messages: readonly M[]
  /** Subjects of all findings, in order; checked when given. */
  readonly subjects?: readonly string[]
  /** Worst severity of the findings; default: the check's in that phase. */
  readonly severity?: Severity
  /** Text that must stand in the findings' messages or in the remedy. */
  readonly says?: readonly (string | RegExp)[]
}

export interface ErrorRow<R, P, B = Record<never, never>> extends Row<R, P, B> {
  readonly code: ReasonCode
  readonly says?: string | RegExp
}

export interface NotApplicableRow<R, P, B = Record<never, never>> extends Row<R, P, B> {
  readonly says?: string | RegExp
}

export interface CheckTable<R, P, M, B = Record<never, never>> {
  /** At least one; the tempting false positives belong here. */
  readonly pass: readonly PassRow<R, P, B>[]
  readonly fail: readonly FailRow<R, P, M, B>[]
  readonly error?: readonly ErrorRow<R, P, B>[]
  readonly notApplicable?: readonly NotApplicableRow<R, P, B>[]
  /** Traps proven elsewhere, because only a collector or a real server can show them: trap id → the test file (path below test/). */
  readonly trapsElsewhere?: { readonly [trap: string]: string }
}

/** The test framework's two functions, so that this module depends on none. */
export interface Runner {
  readonly describe: (name: string, body: () => void) => void
  readonly it: (name: string, body: () => void) => void
}

/**
 * Tests a check by a table. Besides each row's own expectation it asserts that facts match their schemas, that `evaluate` is deterministic and leaves its
 * input alone, that every message is produced by a failing row, that no finding is worse than the check's severity, that subjects are distinct, and that
 * every trap the check names has a row.
 */
export const testCheck = <R extends FactRequests, P, M extends string, B extends FactRequests>(
  runner: Runner,
  check: Check<R, P, M, B>,
  table: CheckTable<R, NoInfer<P>, M, B>,
): void => {
  const validators = { facts: validatorsOf(check.facts), before: validatorsOf(check.before ?? {}) }

  runner.describe(check.id, () => {
    for (const row of table.pass)
      runner.it(`passes: ${row.name}`, () => {
        const answer = judge(check, row, validators)
        if (answer.outcome !== 'pass') return complain('a pass', answer)
        expectText(answer.observed, row.observed)
        expectEqual(
          answer.findings.map((finding) => finding.messageId),
          row.messages ?? [],
          'info findings',
        )
        if (answer.findings.some((finding) => severityOf(check, row, finding) !== 'info')) complain('only info findings on a pass', answer)
      })
    for (const row of table.fail)
      runner.it(`fails: ${row.name}`, () => {
        const answer = judge(check, row, validators)
        if (answer.outcome !== 'fail') return complain('a fail', answer)
        expectEqual(
          answer.findings.map((finding) => finding.messageId),
          row.messages,
          'messages',
        )
        if (row.subjects !== undefined)
          expectEqual(
            answer.findings.map((finding) => finding.subject),
            row.subjects,
            'subjects',
          )
        const severities = answer.findings.map((finding) => severityOf(check, row, finding))
        const worst = severities.sort((a, b) => rankOf(a) - rankOf(b))[0]
        expectEqual(worst, row.severity ?? severityIn(check, phaseOf(check, row)), 'worst severity')
        if (worst === 'info') complain('a finding above info', answer)
        const everything = [...answer.findings.map((finding) => finding.message), answer.remedy ?? check.remedy].join('\n')
        for (const part of row.says ?? []) expectText(everything, part)
      })
    for (const row of table.error ?? [])
      runner.it(`cannot tell: ${row.name}`, () => {
        const answer = judge(check, row, validators)
        if (answer.outcome !== 'error') return complain('an error', answer)
        expectEqual(answer.code, row.code, 'reason')
        if (row.says !== undefined) expectText(answer.text, row.says)
      })
    for (const row of table.notApplicable ?? [])
      runner.it(`does not apply: ${row.name}`, () => {
        const answer = judge(check, row, validators)
        if (answer.outcome !== 'not-applicable') return complain('not-applicable', answer)
        if (row.says !== undefined) expectText(answer.text, row.says)
      })
    runner.it('has a passing row, and a row for every message and every trap', () => {
      if (table.pass.length === 0) throw new Error('the table has no passing row')
      const shown = new Set<string>([...table.fail, ...table.pass].flatMap((row) => [...(row.messages ?? [])]))
      expectEqual(
        Object.keys(check.messages).filter((id) => !shown.has(id)),
        [],
        'messages that no row produces',
      )
      const rows = [...table.pass, ...table.fail, ...(table.error ?? []), ...(table.notApplicable ?? [])]
      const proven = new Set([...rows.flatMap((row) => row.trap ?? []), ...Object.keys(table.trapsElsewhere ?? {})])
      expectEqual(
        Object.keys(check.traps).filter((trap) => !proven.has(trap)),
        [],
        'traps without a row',
      )
      expectEqual(
        [...proven].filter((trap) => !(trap in check.traps)),
        [],
        'rows for traps the check does not name',
      )
      expectEqual(
        rows.map((row) => row.name).filter((name, index, names) => names.indexOf(name) !== index),
        [],
        'rows of the same name',
      )
    })
  })
}

const validatorsOf = (requests: FactRequests): ReadonlyMap<string, ValidateFunction> => {
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, keywords: [...COMPARISON_KEYWORDS] })
  return new Map(Object.entries(requests).map(([name, request]) => [name, ajv.compile(request.fact.value.json)]))
}

const phaseOf = <R extends FactRequests, P, M extends string, B extends FactRequests>(check: Check<R, P, M, B>, row: Row<R, P, B>): Phase => {
  const [first] = Object.keys(check.phases) as Phase[]
  const phase = row.phase ?? first
  if (phase === undefined) throw new Error(`${check.id} holds in no phase`)
  return phase
}

const severityIn = <R extends FactRequests, P, M extends string, B extends FactRequests>(check: Check<R, P, M, B>, phase: Phase): Severity => {
  const severity = check.phases[phase]
  if (severity === undefined) throw new Error(`${check.id} does not hold in phase ${phase}`)
  return severity
}

const severityOf = <R extends FactRequests, P, M extends string, B extends FactRequests>(
  check: Check<R, P, M, B>,
  row: Row<R, P, B>,
  finding: CheckFinding,
): Severity => finding.severity ?? severityIn(check, phaseOf(check, row))

const judge = <R extends FactRequests, P, M extends string, B extends FactRequests>(
  check: Check<R, P, M, B>,
  row: Row<R, P, B>,
  validators: { readonly facts: ReadonlyMap<string, ValidateFunction>; readonly before: ReadonlyMap<string, ValidateFunction> },
): Judgement => {
  assertFacts(check.facts, row.facts, validators.facts)
  if (row.before !== undefined) assertFacts(check.before ?? {}, row.before, validators.before)
  const phase = phaseOf(check, row)
  const target =
    check.scope === 'target'
      ? { name: 'am-1', type: typesOf(check)?.[0] ?? 'pingam', role: check.roles?.[0] ?? 'instance', line: 1, ...row.target }
      : null
  const input = (): EvaluateInput<R, P, M, B> => ({
    facts: structuredClone(row.facts),
    before: structuredClone(row.before ?? null),
    target,
    parameters: row.parameters ?? parametersOf(check),
    options: row.options ?? {},
    phase,
    step: row.step ?? null,
    now: Date.parse(row.now ?? '2026-06-01T00:00:00Z'),
    attestation: row.attestation ?? null,
    finding: findingFrom(check.messages),
  })
  const first = input()
  const answer = check.evaluate(first)
  if (!isDeepStrictEqual([first.facts, first.before], [row.facts, row.before ?? null])) throw new Error('evaluate changed its facts')
  if (!isDeepStrictEqual(check.evaluate(input()), answer)) throw new Error('evaluate is not deterministic')
  if (answer.outcome === 'pass' && answer.observed.trim() === '') throw new Error('a pass without positive evidence')
  if (answer.outcome === 'pass' || answer.outcome === 'fail') assertFindings(answer.findings, severityIn(check, phase))
  return answer
}

const parametersOf = <R extends FactRequests, P, M extends string, B extends FactRequests>(check: Check<R, P, M, B>): P => {
  if (check.defaults !== undefined) return check.defaults
  if (check.parameters !== undefined) throw new Error('the check has parameters without defaults: give them in the row')
  const none: JsonObject = {}
  return none as P
}

const assertFacts = (requests: FactRequests, facts: Readonly<Record<string, unknown>>, validators: ReadonlyMap<string, ValidateFunction>): void => {
  for (const [name, request] of Object.entries(requests)) {
    const validate = validators.get(name)
    const answer = facts[name]
    const { select } = request
    const mayBeNull = select.of === 'own' ? select.optional || select.types !== undefined : select.of === 'role' && select.optional === true
    const values = select.of === 'own' ? [answer] : Array.isArray(answer) ? answer.map((row: { value: unknown }) => row.value) : [answer]
    for (const value of values)
      if (!(mayBeNull && value === null) && validate !== undefined && !validate(value))
        throw new Error(`the fact "${name}" of the row does not match its schema: ${JSON.stringify(validate.errors)}`)
  }
}

const assertFindings = (findings: readonly CheckFinding[], worst: Severity): void => {
  const subjects = findings.map((finding) => `${finding.messageId} ${finding.subject}`)
  expectEqual(
    subjects.filter((subject, index) => subjects.indexOf(subject) !== index),
    [],
    'findings of the same message and subject',
  )
  for (const finding of findings) {
    if (finding.subject.trim() === '') throw new Error(`the finding "${finding.message}" has no subject`)
    if (finding.severity !== undefined && rankOf(finding.severity) < rankOf(worst))
      throw new Error(`the finding "${finding.message}" is worse than the check's severity`)
  }
}

const expectEqual = (actual: unknown, expected: unknown, what: string): void => {
  if (!isDeepStrictEqual(actual, expected)) throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`)
}

const expectText = (actual: string, expected: string | RegExp): void => {
  const found = typeof expected === 'string' ? actual.includes(expected) : expected.test(actual)
  if (!found) throw new Error(`expected ${String(expected)} in: ${actual}`)
}

const complain = (expected: string, answer: Judgement): never => {
  throw new Error(`expected ${expected}, got ${JSON.stringify(answer)}`)
}
