import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choice, flag, integer, object } from '../../src/core/schema.ts'
import { defineCheck, judged, ofRole, ofRoleIfNamed, own, ownIfNamed, ownOf, undetermined, type AnyCheck } from '../../src/core/check.ts'
import { evaluate, judgeHere } from '../../src/core/evaluate.ts'
import { defineFact, type Evidence } from '../../src/core/fact.ts'
import { canonicalJson } from '../../src/core/json.ts'
import { wantedFacts, type Selection } from '../../src/core/selection.ts'
import { orderedEvidence, type Snapshot } from '../../src/core/snapshot.ts'
import { countsAs, judge } from '../../src/core/verdict.ts'
import { SEVERITIES, THRESHOLDS, type Threshold } from '../../src/core/vocabulary.ts'

/** The five laws of DESIGN §2 over arbitrary evidence. The checks below use every way a check can ask for facts. */

const level = defineFact({ id: 'level', title: 'a number', value: object({ n: integer() }) })
const spare = defineFact({ id: 'spare', title: 'a spare part', value: object({ ok: flag() }), params: object({ which: choice(['a', 'b']) }) })

const common = { why: 'w', remedy: 'r', references: [], type: 'pingam', traps: {}, messages: { low: 'level {n} is low' } } as const

const CHECKS: readonly AnyCheck[] = [
  defineCheck({
    ...common,
    id: 'laws/own',
    title: 'the level is high enough',
    scope: 'target',
    phases: { 'pre-upgrade': 'blocker' },
    facts: { level: own(level) },
    evaluate: ({ facts, finding }) =>
      judged(`level ${facts.level.n}`, facts.level.n > 3 ? [] : [finding('low', { n: facts.level.n }, { subject: 'level' })], 'blocker'),
  }),
  defineCheck({
    ...common,
    id: 'laws/optional',
    title: 'the spare part is ok where there is one',
    scope: 'target',
    phases: { 'pre-upgrade': 'high' },
    facts: { level: own(level), spare: ownIfNamed(spare, { which: 'a' }) },
    evaluate: ({ facts, finding }) =>
      facts.spare === null && facts.level.n === 0
        ? undetermined('missing-evidence', 'nothing to see')
        : judged('seen', facts.spare?.ok === false ? [finding('low', { n: 0 }, { subject: 'spare', severity: 'medium' })] : [], 'high'),
  }),
  defineCheck({
    ...common,
    id: 'laws/all-alike',
    title: 'all are alike',
    scope: 'deployment',
    phases: { 'pre-upgrade': 'high' },
    facts: { levels: ofRole('instance', level) },
    evaluate: ({ facts, finding }) => {
      const distinct = [...new Set(facts.levels.map(({ value }) => value.n))]
      return judged(
        `${facts.levels.length} alike`,
        distinct.length === 1 ? [] : [finding('low', { n: distinct.length }, { subject: 'levels' })],
        'high',
      )
    },
  }),
  defineCheck({
    ...common,
    id: 'laws/of-its-type',
    title: 'the spare part is ok',
    scope: 'target',
    type: ['pingam', 'ldap'],
    phases: { 'pre-upgrade': 'high' },
    facts: { spare: ownOf(['pingam'], spare, { which: 'a' }), level: ownOf(['ldap', 'endpoint'], level) },
    evaluate: ({ facts, finding }) =>
      facts.level !== null || facts.spare === null
        ? undetermined('internal', 'asked of the wrong type')
        : judged('seen', facts.spare.ok ? [] : [finding('low', { n: 0 }, { subject: 'spare' })], 'high'),
  }),
  defineCheck({
    ...common,
    id: 'laws/all-alike-if-named',
    title: 'all are alike, and no spare part is broken',
    scope: 'deployment',
    phases: { 'pre-upgrade': 'high' },
    facts: { levels: ofRole('instance', level), spares: ofRoleIfNamed('instance', spare, { which: 'b' }) },
    evaluate: ({ facts, finding }) =>
      facts.spares.length !== facts.levels.length
        ? undetermined('internal', 'a row is missing')
        : judged(
            'seen',
            facts.spares.flatMap(({ target, value }) => (value?.ok === false ? [finding('low', { n: 0 }, { subject: target })] : [])),
            'high',
          ),
  }),
  defineCheck({
    ...common,
    id: 'laws/some',
    title: 'one of them is high enough',
    scope: 'target',
    quantifier: 'any',
    phases: { 'pre-upgrade': 'low' },
    facts: { spare: own(spare, { which: 'b' }) },
    evaluate: ({ facts, finding }) => judged('found', facts.spare.ok ? [] : [finding('low', { n: 1 }, { subject: 'spare' })], 'low'),
  }),
  defineCheck({
    ...common,
    id: 'laws/kept',
    title: 'the level is what it was before',
    scope: 'target',
    quantifier: 'whole',
    phases: { 'pre-upgrade': 'info', 'post-upgrade': 'high' },
    facts: { level: own(level) },
    before: { level: own(level) },
    evaluate: ({ facts, before, finding }) => {
      const lost = before === null ? 0 : before.level.n - facts.level.n
      const severity = lost > 2 ? 'high' : 'low'
      return judged(`level ${facts.level.n}`, lost > 0 ? [finding('low', { n: facts.level.n }, { subject: 'level', severity })] : [], 'high')
    },
  }),
  defineCheck({
    ...common,
    id: 'laws/alike-and-kept',
    title: 'none is lower than before, and none is 0',
    scope: 'deployment',
    phases: { 'post-upgrade': 'blocker' },
    facts: { levels: ofRole('instance', level) },
    before: { levels: ofRole('instance', level) },
    evaluate: ({ facts, before, finding }) => {
      const findings = facts.levels.flatMap(({ target, value }) => {
        const earlier = before?.levels.find((one) => one.target === target)?.value.n ?? 0
        if (value.n === 0) return [finding('low', { n: 0 }, { subject: target })]
        return value.n < earlier ? [finding('low', { n: value.n }, { subject: target, severity: 'medium' })] : []
      })
      return judged(`${facts.levels.length} kept`, findings, 'blocker')
    },
  }),
]

const NAMES = ['am-1', 'am-2', 'am-3'] as const

const state = (value: fc.Arbitrary<object>) =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        state: fc.constant('value' as const),
        value,
        complete: fc.boolean(),
        omitted: fc.constant([] as string[]),
        sources: fc.constant([] as string[]),
      }),
    },
    { weight: 1, arbitrary: fc.record({ state: fc.constant('error' as const), reason: fc.constant({ code: 'timeout' as const, text: 'slow' }) }) },
    { weight: 1, arbitrary: fc.record({ state: fc.constant('not-in-plan' as const), needs: fc.constant('something') }) },
  )

const evidenceOf = (target: string): fc.Arbitrary<Evidence[]> =>
  fc
    .tuple(state(fc.record({ n: fc.integer({ min: 0, max: 6 }) })), state(fc.record({ ok: fc.boolean() })), state(fc.record({ ok: fc.boolean() })))
    .map(([one, two, three]): Evidence[] => [
      { target, fact: 'level', params: {}, ...one } as Evidence,
      { target, fact: 'spare', params: { which: 'a' }, ...two } as Evidence,
      { target, fact: 'spare', params: { which: 'b' }, ...three } as Evidence,
    ])

const snapshots = fc.tuple(fc.integer({ min: 1, max: 3 }), ...NAMES.map(evidenceOf)).map(([count, ...all]): Snapshot => ({
  schemaVersion: 1,
  kind: 'iam-preflight-snapshot',
  tool: { name: 'iam-preflight', version: '0' },
  run: { id: 'r', startedAt: '2026-01-01T00:00:00.000Z', collectedAt: '2026-01-01T00:00:01.000Z' },
  planDigest: 'sha256:0',
  profile: 'laws',
  phase: 'pre-upgrade',
  step: null,
  options: {},
  parameters: {},
  gaps: {},
  attestations: {},
  saltId: 's',
  targets: NAMES.slice(0, count).map((name, line) => ({ name, type: 'pingam', role: 'instance', line, collectedAt: null })),
  evidence: all.slice(0, count).flat(),
  interrupted: null,
  tainted: [],
  transcript: { digest: 'sha256:0', operations: { files: 0, sql: 0, ldap: 0, http: 0 } },
}))

const selection: Selection = { phase: 'pre-upgrade', step: null, options: {}, parameters: {}, only: [], exclude: [], targets: null }
const run = (snapshot: Snapshot, failOn: Threshold = 'high') => {
  const { results, gaps } = evaluate(snapshot, CHECKS, selection)
  return { results, gaps, summary: judge(results, { failOn, gaps, interrupted: null, tainted: false }) }
}
const passes = (snapshot: Snapshot): readonly string[] =>
  run(snapshot)
    .results.filter(({ outcome }) => outcome === 'pass')
    .map(({ check, target }) => `${check} ${target}`)
const thresholds = fc.constantFrom(...THRESHOLDS)

/** As run, after the upgrade and compared with a baseline. */
const compared = (snapshot: Snapshot, baseline: Snapshot | null, failOn: Threshold = 'high') => {
  const { results, gaps } = evaluate(snapshot, CHECKS, { ...selection, phase: 'post-upgrade' }, judgeHere, baseline)
  return { results, gaps, summary: judge(results, { failOn, gaps, interrupted: null, tainted: false }) }
}
const without = (snapshot: Snapshot, deleted: readonly number[]): Snapshot => ({
  ...snapshot,
  evidence: snapshot.evidence.filter((_, index) => !deleted.includes(index)),
})

describe('the five laws', () => {
  it('1: deleting any evidence never creates a pass, nor turns a non-zero exit into 0', () => {
    fc.assert(
      fc.property(snapshots, fc.array(fc.nat(8), { maxLength: 9 }), thresholds, (snapshot, deleted, failOn) => {
        const fewer = { ...snapshot, evidence: snapshot.evidence.filter((_, index) => !deleted.includes(index)) }
        const before = passes(snapshot)
        expect(passes(fewer).filter((pass) => !before.includes(pass))).toEqual([])
        if (run(snapshot, failOn).summary.exitCode !== 0) expect(run(fewer, failOn).summary.exitCode).not.toBe(0)
      }),
      { numRuns: 2000 },
    )
  })

  it('1: nor with gaps that somebody has accepted', () => {
    const accepted = fc.dictionary(fc.constantFrom('*', ...CHECKS.map(({ id }) => id)), fc.constant('accepted'))
    fc.assert(
      fc.property(snapshots, accepted, fc.array(fc.nat(8), { maxLength: 9 }), thresholds, (whole, gaps, deleted, failOn) => {
        const snapshot = { ...whole, gaps }
        const fewer = { ...snapshot, evidence: snapshot.evidence.filter((_, index) => !deleted.includes(index)) }
        if (run(snapshot, failOn).summary.exitCode !== 0) expect(run(fewer, failOn).summary.exitCode).not.toBe(0)
      }),
      { numRuns: 2000 },
    )
  })

  it('1: nor is it otherwise with a baseline, whichever of the two loses evidence', () => {
    const lost = fc.array(fc.nat(8), { maxLength: 5 })
    fc.assert(
      fc.property(snapshots, snapshots, lost, lost, fc.boolean(), thresholds, (snapshot, baseline, fewer, fewerBefore, none, failOn) => {
        const before = compared(snapshot, baseline, failOn)
        const after = compared(without(snapshot, fewer), none ? null : without(baseline, fewerBefore), failOn)
        const passed = (results: typeof before.results) =>
          results.filter(({ outcome }) => outcome === 'pass').map(({ check, target }) => `${check} ${target}`)
        expect(passed(after.results).filter((one) => !passed(before.results).includes(one))).toEqual([])
        if (before.summary.exitCode !== 0) expect(after.summary.exitCode).not.toBe(0)
      }),
      { numRuns: 2000 },
    )
  })

  it('1: nothing that is to be compared passes without a baseline, and its worst failure stands', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        for (const { check, target, outcome, reason, severity } of compared(snapshot, null).results) {
          if (!check.endsWith('kept')) continue
          expect(outcome, `${check} ${target}`).not.toBe('pass')
          const broken = snapshot.evidence.some((item) => item.fact === 'level' && item.state !== 'value')
          const zero = snapshot.evidence.some((item) => item.fact === 'level' && item.state === 'value' && canonicalJson(item.value) === '{"n":0}')
          if (check === 'laws/alike-and-kept' && !broken) expect(outcome === 'fail' && severity === 'blocker').toBe(zero)
          if (outcome === 'error' && reason?.code === 'missing-evidence') expect(reason.text).toMatch(/--baseline SNAPSHOT/)
        }
      }),
    )
  })

  it('1: incomplete evidence never passes a check over the whole', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        const incomplete = { ...snapshot, evidence: snapshot.evidence.map((item) => (item.state === 'value' ? { ...item, complete: false } : item)) }
        expect(passes(incomplete).filter((pass) => !pass.startsWith('laws/some'))).toEqual([])
      }),
    )
  })

  it('2: the exit code is non-zero exactly when a result counts or nothing was judged', () => {
    fc.assert(
      fc.property(snapshots, thresholds, (snapshot, failOn) => {
        const { results, gaps, summary } = run(snapshot, failOn)
        const counted = results.some((result) => countsAs(result, { failOn, gaps }) !== null)
        const nothing = !results.some(({ outcome }) => outcome === 'pass' || outcome === 'fail')
        expect(summary.exitCode !== 0).toBe(counted || nothing)
      }),
    )
  })

  it('3: order and duplication of evidence and results never change the answer', () => {
    fc.assert(
      fc.property(snapshots, fc.infiniteStream(fc.nat()), (snapshot, keys) => {
        const shuffled = [...snapshot.evidence, ...snapshot.evidence]
          .map((item) => ({ item, key: keys.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item)
        const plain = run(snapshot)
        const other = run({ ...snapshot, evidence: shuffled })
        expect(canonicalJson(other.results)).toBe(canonicalJson(plain.results))
        const twice = judge([...plain.results, ...plain.results].reverse(), { failOn: 'high', gaps: plain.gaps, interrupted: null, tainted: false })
        expect(twice).toEqual(plain.summary)
      }),
    )
  })

  it('4: a snapshot that went through JSON gives the same results', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        const again: Snapshot = JSON.parse(canonicalJson(snapshot))
        expect(canonicalJson(run(again).results)).toBe(canonicalJson(run(snapshot).results))
      }),
    )
  })

  it('two different records of one fact are ambiguous, whichever comes first', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        const [first] = snapshot.evidence
        if (first === undefined) return
        const other: Evidence = { target: first.target, fact: first.fact, params: first.params, state: 'not-in-plan', needs: 'another' }
        const both = orderedEvidence([first, other])
        expect(both).toEqual(orderedEvidence([other, first]))
        expect(both[0]).toMatchObject({ state: 'error', reason: { code: 'ambiguous' } })
      }),
    )
  })
})

describe('requests', () => {
  const [blank] = fc.sample(snapshots, 1)
  if (blank === undefined) throw new Error('no snapshot')
  const target = (name: string) => ({ name, type: 'pingam', role: 'instance', line: 0, collectedAt: null })
  const value = (fact: { ok: boolean } | { n: number }) => ({ state: 'value', value: fact, complete: true, omitted: [], sources: [] }) as const
  const result = (check: string, names: readonly string[], evidence: readonly Evidence[]) =>
    evaluate({ ...blank, targets: names.map(target), evidence }, CHECKS, { ...selection, only: [check] }).results[0]

  it('of other types of targets are not made, and are answered with null', () => {
    const id = 'laws/of-its-type'
    const spare = { target: 'am-1', fact: 'spare', params: { which: 'a' } } as const
    expect(result(id, ['am-1'], [{ ...spare, ...value({ ok: true }) }])).toMatchObject({ outcome: 'pass' })
    expect(result(id, ['am-1'], [{ ...spare, state: 'not-in-plan', needs: 'a spare' }])).toMatchObject({ outcome: 'not-checked' })
    expect(result(id, ['am-1'], [])).toMatchObject({ outcome: 'error', reason: { code: 'missing-evidence' } })
    const targets = [target('am-1'), { ...target('store'), type: 'keystore' }]
    expect(wantedFacts(CHECKS, targets, { ...selection, only: [id] }).map((want) => `${want.fact} ${want.target.name}`)).toEqual(['spare am-1'])
  })

  it('that the plan may leave unnamed have a row without a value', () => {
    const levels = ['am-1', 'am-2'].map((name): Evidence => ({ target: name, fact: 'level', params: {}, ...value({ n: 5 }) }))
    const spare = (name: string) => ({ target: name, fact: 'spare', params: { which: 'b' } })
    const unnamed: Evidence = { ...spare('am-1'), state: 'not-in-plan', needs: 'a spare' }
    const outcome = (...spares: readonly Evidence[]) => result('laws/all-alike-if-named', ['am-1', 'am-2'], [...levels, ...spares])
    expect(outcome(unnamed, { ...spare('am-2'), ...value({ ok: true }) })).toMatchObject({ outcome: 'pass' })
    expect(outcome(unnamed, { ...spare('am-2'), ...value({ ok: false }) })).toMatchObject({ outcome: 'fail', findings: [{ subject: 'am-2' }] })
    expect(outcome(unnamed, { ...spare('am-2'), state: 'error', reason: { code: 'timeout', text: 'slow' } })).toMatchObject({ outcome: 'error' })
    expect(outcome(unnamed)).toMatchObject({ outcome: 'error', reason: { code: 'missing-evidence' } })
  })
})

describe('severity', () => {
  it('every severity reaches its own threshold and those below', () => {
    for (const failOn of THRESHOLDS)
      for (const severity of SEVERITIES) {
        const result = {
          check: 'a/b',
          title: 't',
          severity,
          target: null,
          outcome: 'error',
          reason: null,
          observed: null,
          findings: [],
          remedy: '',
          references: [],
          waiver: null,
          durationMs: 0,
        } as const
        const expected = failOn !== 'never' && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn)
        expect(countsAs(result, { failOn, gaps: [] }) === 'error').toBe(expected)
      }
  })
})
