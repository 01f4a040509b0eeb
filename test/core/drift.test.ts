import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { driftBetween, type FactPlace } from '../../src/core/drift.ts'
import type { Evidence } from '../../src/core/fact.ts'
import { canonicalJson } from '../../src/core/json.ts'
import type { DriftRule } from '../../src/core/profile.ts'
import type { Drift } from '../../src/core/report.ts'
import { integer, keyedBy, list, object, text } from '../../src/core/schema.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { judge } from '../../src/core/verdict.ts'
import { PHASES } from '../../src/core/vocabulary.ts'
import { snapshotOf, valueEvidence } from '../support/snapshot-samples.ts'

const SCHEMAS = new Map([['keys', object({ entries: keyedBy(list(object({ alias: text(), bits: integer() })), 'alias') }).json]])
const RULES: readonly DriftRule[] = [
  { fact: 'version', pointer: '/release', must: 'change', why: 'a new release' },
  { fact: 'keys', pointer: '/entries/*', may: ['appeared'], why: 'new keys' },
  { fact: 'keys', pointer: '/entries/*', mustNot: ['disappeared'], why: 'keys are kept' },
  { fact: 'keys', pointer: '/**', may: ['changed', 'disappeared'], why: 'anything else' },
  { fact: 'spare', pointer: '', may: ['disappeared'], why: 'no longer named' },
]
const WANTED: readonly FactPlace[] = ['am-1', 'am-2'].flatMap((target) => ['version', 'keys'].map((fact) => ({ target, fact, params: {} })))

const keys = (...aliases: readonly string[]) => ({ entries: aliases.map((alias) => ({ alias, bits: 256 })) })
const both = (fact: string, value: Parameters<typeof valueEvidence>[2]): readonly Evidence[] =>
  ['am-1', 'am-2'].map((target) => valueEvidence(target, fact, value))
const BEFORE = snapshotOf({ evidence: [...both('version', { release: '7.5' }), ...both('keys', keys('a', 'b'))] })
const AFTER = snapshotOf({ phase: 'post-upgrade', evidence: [...both('version', { release: '8.1' }), ...both('keys', keys('b', 'a'))] })

const drift = (before: Snapshot, after: Snapshot, rules = RULES): Drift =>
  driftBetween({ before, after, baselineDigest: 'sha256:0', schemas: SCHEMAS, rules, wanted: { before: WANTED, after: WANTED } })
const exitOf = (result: Drift): number => judge([], { failOn: 'high', gaps: [], interrupted: null, tainted: false, drift: result }).exitCode
const lines = ({ unexpected, expected, incomparable, notCompared }: Drift): readonly string[] => [
  ...unexpected.map((one) => `unexpected ${one.target} ${one.fact}${one.pointer} ${one.kind}${one.why === null ? '' : `: ${one.why}`}`),
  ...incomparable.map((one) => `incomparable ${one.target} ${one.fact}${one.pointer}: ${one.text}`),
  ...notCompared.map((one) => `not compared ${one.target} ${one.fact} ${one.heldBy}`),
  ...expected.filter(({ fact }) => fact !== 'version').map((one) => `expected ${one.target} ${one.fact}${one.pointer} ${one.kind}: ${one.why}`),
]
/** The evidence with that of one fact of am-1 replaced; null: left out. */
const withFact = (snapshot: Snapshot, fact: string, item: Evidence | null): Snapshot => ({
  ...snapshot,
  evidence: [...snapshot.evidence.filter((one) => one.target !== 'am-1' || one.fact !== fact), ...(item === null ? [] : [item])],
})
const am1 = (fact: string, value: Parameters<typeof valueEvidence>[2]): Evidence => valueEvidence('am-1', fact, value)
const failed = (fact: string): Evidence => ({ target: 'am-1', fact, params: {}, state: 'error', reason: { code: 'timeout', text: 'slow' } })
const unnamed = (fact: string): Evidence => ({ target: 'am-1', fact, params: {}, state: 'not-in-plan', needs: 'webapp' })

describe('driftBetween', () => {
  it.each<[string, Snapshot, Snapshot, readonly string[], number]>([
    ['an upgrade as it is meant to be', BEFORE, AFTER, [], 0],
    ['one snapshot with itself', BEFORE, BEFORE, [], 0],
    [
      'what must change and has not',
      BEFORE,
      withFact(AFTER, 'version', am1('version', { release: '7.5' })),
      ['unexpected am-1 version/release unchanged: a new release'],
      21,
    ],
    [
      'what must not disappear, though another clause allows it',
      BEFORE,
      withFact(AFTER, 'keys', am1('keys', keys('a', 'new'))),
      ['unexpected am-1 keys/entries/b disappeared: keys are kept', 'expected am-1 keys/entries/new appeared: new keys'],
      21,
    ],
    [
      'what may change',
      BEFORE,
      withFact(AFTER, 'keys', am1('keys', { entries: [...keys('a').entries, { alias: 'b', bits: 128 }] })),
      ['expected am-1 keys/entries/b/bits changed: anything else'],
      0,
    ],
    [
      'what no clause speaks of',
      { ...BEFORE, evidence: [...BEFORE.evidence, am1('other', { a: 1 })] },
      { ...AFTER, evidence: [...AFTER.evidence, am1('other', { a: 2 })] },
      ['unexpected am-1 other/a changed'],
      21,
    ],
    [
      'a change where no upgrade lies between',
      BEFORE,
      { ...AFTER, phase: 'pre-upgrade' },
      ['unexpected am-1 version/release changed', 'unexpected am-2 version/release changed'],
      21,
    ],
    ['a version that has not changed yet while the upgrade is under way', BEFORE, { ...BEFORE, phase: 'staged' }, [], 0],
    ['lost evidence', BEFORE, withFact(AFTER, 'keys', null), ['incomparable am-1 keys: the later snapshot does not hold it'], 20],
    [
      'evidence that both have lost',
      withFact(BEFORE, 'keys', null),
      withFact(AFTER, 'keys', null),
      ['incomparable am-1 keys: the earlier and the later snapshot does not hold it'],
      20,
    ],
    [
      'evidence that could not be read',
      withFact(BEFORE, 'keys', failed('keys')),
      AFTER,
      ['incomparable am-1 keys: the earlier snapshot could not read it: timeout, slow'],
      20,
    ],
    [
      'evidence in part, whatever it shows',
      BEFORE,
      withFact(AFTER, 'keys', { ...am1('keys', keys('a')), state: 'value', value: keys('a'), complete: false, omitted: ['b.jks'], sources: [] }),
      ['incomparable am-1 keys: the later snapshot holds it in part: b.jks'],
      20,
    ],
    [
      'what the plan names no longer',
      BEFORE,
      withFact(AFTER, 'keys', unnamed('keys')),
      ['incomparable am-1 keys: the plan of the later snapshot does not name webapp'],
      20,
    ],
    [
      'what the plan need not name any longer',
      { ...BEFORE, evidence: [...BEFORE.evidence, am1('spare', { a: 1 })] },
      { ...AFTER, evidence: [...AFTER.evidence, unnamed('spare')] },
      ['expected am-1 spare disappeared: no longer named'],
      0,
    ],
    [
      'what nothing asks for in the other phase',
      { ...BEFORE, evidence: [...BEFORE.evidence, am1('other', { a: 1 })] },
      AFTER,
      ['not compared am-1 other before'],
      0,
    ],
    [
      'what one snapshot of two of the same phase does not hold',
      BEFORE,
      { ...BEFORE, evidence: [...BEFORE.evidence, am1('other', { a: 1 })] },
      ['incomparable am-1 other: the earlier snapshot does not hold it'],
      20,
    ],
    [
      'a target that has gone',
      BEFORE,
      { ...AFTER, targets: AFTER.targets.slice(0, 1), evidence: AFTER.evidence.filter(({ target }) => target === 'am-1') },
      ['unexpected am-2 target disappeared'],
      21,
    ],
    [
      'a target of another role',
      BEFORE,
      { ...AFTER, targets: AFTER.targets.map((one) => (one.name === 'am-1' ? { ...one, role: 'reference' } : one)) },
      ['unexpected am-1 target/role changed'],
      21,
    ],
  ])('tells %s', (_name, before, after, expected, exitCode) => {
    const result = drift(before, after)
    expect(lines(result)).toEqual(expected)
    expect(exitOf(result)).toBe(exitCode)
  })

  it('shortens long values, and never in the middle of a character', () => {
    const long = `${'x'.repeat(199)}\u{1f600}${'y'.repeat(50)}`
    const [change] = drift(withFact(BEFORE, 'keys', am1('keys', long)), withFact(BEFORE, 'keys', am1('keys', 'short'))).unexpected
    expect(change).toMatchObject({ before: `${'x'.repeat(199)}... (251 characters)`, after: 'short' })
  })

  it('is incomplete when nothing was compared', () => {
    const none = driftBetween({
      before: snapshotOf(),
      after: snapshotOf(),
      baselineDigest: '',
      schemas: SCHEMAS,
      rules: [],
      wanted: { before: [], after: [] },
    })
    expect(exitOf(none)).toBe(20)
  })
})

describe('the laws of drift', () => {
  const evidence = (target: string, fact: string): fc.Arbitrary<Evidence> => {
    const head = { target, fact, params: {} }
    const value =
      fact === 'version' ? fc.record({ release: fc.constantFrom('7.5', '8.1') }) : fc.subarray(['a', 'b', 'c']).map((aliases) => keys(...aliases))
    return fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .record({ value, complete: fc.constantFrom(true, true, true, false) })
          .map((one): Evidence => ({ ...head, ...one, state: 'value', omitted: [], sources: [] })),
      },
      { weight: 1, arbitrary: fc.constant<Evidence>({ ...head, state: 'error', reason: { code: 'timeout', text: 'slow' } }) },
      { weight: 1, arbitrary: fc.constant<Evidence>({ ...head, state: 'not-in-plan', needs: 'webapp' }) },
    )
  }
  const snapshots = fc
    .record({ phase: fc.constantFrom(...PHASES), evidence: fc.tuple(...WANTED.map(({ target, fact }) => evidence(target, fact))) })
    .map((more) => snapshotOf(more))

  it('losing evidence of either snapshot, or a part of it, never turns a non-zero exit into 0', () => {
    fc.assert(
      fc.property(snapshots, snapshots, fc.array(fc.nat(7), { maxLength: 4 }), fc.boolean(), (before, after, lost, part) => {
        if (exitOf(drift(before, after)) === 0) return
        const less = (snapshot: Snapshot, from: number): Snapshot => ({
          ...snapshot,
          evidence: snapshot.evidence.flatMap((item, index) =>
            !lost.includes(index + from) ? [item] : part && item.state === 'value' ? [{ ...item, complete: false }] : [],
          ),
        })
        expect(exitOf(drift(less(before, 0), less(after, 4)))).not.toBe(0)
      }),
      { numRuns: 2000 },
    )
  })

  it('order and duplication of evidence and targets change nothing', () => {
    fc.assert(
      fc.property(snapshots, snapshots, (before, after) => {
        const mixed = (snapshot: Snapshot): Snapshot => ({
          ...snapshot,
          targets: snapshot.targets.toReversed(),
          evidence: [...snapshot.evidence, ...snapshot.evidence].toReversed(),
        })
        expect(canonicalJson(drift(mixed(before), mixed(after)))).toBe(canonicalJson(drift(before, after)))
      }),
    )
  })

  it('nothing has drifted between a whole snapshot and itself', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        const result = drift(snapshot, snapshot)
        expect([...result.unexpected, ...result.expected]).toEqual([])
        const known = snapshot.evidence.every((item) => item.state !== 'error' && (item.state !== 'value' || item.complete))
        expect(result.incomparable.length === 0).toBe(known)
      }),
    )
  })
})
