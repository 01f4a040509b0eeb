import { describe, expect, it } from 'vitest'
import { mergeSnapshots, type MergeOutcome } from '../../src/core/merge-snapshots.ts'
import type { Evidence } from '../../src/core/fact.ts'
import type { Snapshot, SnapshotTarget } from '../../src/core/snapshot.ts'
import { sampleSnapshot } from '../config/snapshot-harness.ts'

const target = (name: string, collectedAt: string | null, more: Partial<SnapshotTarget> = {}): SnapshotTarget => ({
  name,
  type: 'pingam',
  role: 'instance',
  line: 1,
  collectedAt: collectedAt === null ? null : `2026-06-01T${collectedAt}.000Z`,
  ...more,
})

const fact = (name: string, value: string): Evidence => ({
  target: name,
  fact: 'am/version',
  params: {},
  state: 'value',
  value,
  complete: true,
  omitted: [],
  sources: [],
})

/** A snapshot of one host: it names both targets of the plan and has collected some. */
const host = (
  id: string,
  startedAt: string,
  targets: readonly SnapshotTarget[],
  evidence: readonly Evidence[],
  over: Partial<Snapshot> = {},
): Snapshot =>
  sampleSnapshot({
    run: { id, startedAt: `2026-06-01T${startedAt}.000Z`, collectedAt: `2026-06-01T${startedAt}.500Z` },
    targets,
    evidence,
    saltId: `run:${id}`,
    ...over,
  })

const A = host('a', '10:00:00', [target('am-1', '10:00:01'), target('am-2', null)], [fact('am-1', 'from a')])
const B = host('b', '11:00:00', [target('am-1', null), target('am-2', '11:00:01')], [fact('am-2', 'from b')])

const merged = (outcome: MergeOutcome): Snapshot => {
  if (!outcome.ok) throw new Error(outcome.text)
  return outcome.snapshot
}
const textOf = (outcome: MergeOutcome): string => (outcome.ok ? 'merged' : outcome.text)
const values = (snapshot: Snapshot): readonly unknown[] =>
  snapshot.evidence.map((item) => [item.target, item.state === 'value' ? item.value : item.state])

describe('mergeSnapshots', () => {
  it('gives one alone back as it is', () => {
    expect(merged(mergeSnapshots([A], { latest: false }))).toBe(A)
    expect(textOf(mergeSnapshots([], { latest: false }))).toBe('there is no snapshot to read')
  })

  it('unites what each host collected, whatever the order', () => {
    const one = merged(mergeSnapshots([A, B], { latest: false }))
    expect(mergeSnapshots([B, A], { latest: false })).toEqual({ ok: true, snapshot: one })
    expect(one.targets.map(({ name, collectedAt }) => [name, collectedAt])).toEqual([
      ['am-1', '2026-06-01T10:00:01.000Z'],
      ['am-2', '2026-06-01T11:00:01.000Z'],
    ])
    expect(values(one)).toEqual([
      ['am-1', 'from a'],
      ['am-2', 'from b'],
    ])
    expect(one.run).toEqual({ id: 'a', startedAt: A.run.startedAt, collectedAt: B.run.collectedAt })
    expect(one.saltId).toBe('run:a')
    expect(one.transcript.operations.files).toBe(6)
    expect(one.transcript.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  it('keeps a target that nobody collected, so that it is seen to be missing', () => {
    const neither = merged(mergeSnapshots([A, host('c', '12:00:00', [target('am-2', null)], [])], { latest: false }))
    expect(neither.targets.find(({ name }) => name === 'am-2')?.collectedAt).toBeNull()
  })

  const AGAIN = host('d', '12:00:00', [target('am-1', '12:00:01')], [fact('am-1', 'from d')])

  it('refuses a target collected twice, unless the newer one is to count', () => {
    expect(textOf(mergeSnapshots([A, AGAIN], { latest: false }))).toBe(
      'target am-1 was collected twice. Leave one of the snapshots out, or give --latest to have the newer one count',
    )
    for (const order of [
      [A, AGAIN],
      [AGAIN, A],
    ])
      expect(values(merged(mergeSnapshots(order, { latest: true })))).toEqual([['am-1', 'from d']])
    expect(textOf(mergeSnapshots([A, A], { latest: true }))).toContain('at the same time')
  })

  it('takes what is derived from a target along with it: nothing of the older one stays', () => {
    const older = host('e', '09:00:00', [target('am-1', '09:00:01'), target('am-1/db', '09:00:02')], [fact('am-1', 'old'), fact('am-1/db', 'old')])
    const one = merged(mergeSnapshots([older, A], { latest: true }))
    expect(one.targets.map(({ name }) => name)).toEqual(['am-1', 'am-2'])
    expect(values(one)).toEqual([['am-1', 'from a']])
  })

  it.each<[string, Partial<Snapshot>, string]>([
    [
      'profile',
      { profile: 'other' },
      'the snapshots do not agree on profile: pingam-8.1 in the one of 2026-06-01T10:00:00.000Z (am-1), but other in the one of 2026-06-01T11:00:00.000Z (am-2)',
    ],
    ['phase', { phase: 'staged' }, 'the snapshots do not agree on phase'],
    ['step', { step: 'convert' }, 'the snapshots do not agree on step'],
    ['options', { options: { route: 'rest' } }, 'the snapshots do not agree on options: {"route":"wizard"}'],
    ['parameters', { parameters: {} }, 'the snapshots do not agree on parameters'],
    ['gaps', { gaps: { '*': 'all' } }, 'the snapshots do not agree on gaps'],
    [
      'attestations',
      { attestations: { 'pingam/backup-taken': { by: 'you', on: '2026-05-31', note: null } } },
      'the snapshots hold two different attestations for pingam/backup-taken',
    ],
    [
      'the role of a target',
      { targets: [target('am-1', null, { role: 'reference' })], evidence: [] },
      'target am-1 is a pingam (instance) in one snapshot and a pingam (reference) in another',
    ],
  ])('refuses snapshots that differ in %s', (_name, over, said) => {
    expect(textOf(mergeSnapshots([A, { ...B, ...over }], { latest: true }))).toContain(said)
  })

  it('unites attestations', () => {
    const other = { ...B, attestations: { 'pingam/release-notes-read': { by: 'you', on: '2026-05-30', note: null } } }
    expect(Object.keys(merged(mergeSnapshots([A, other], { latest: false })).attestations)).toEqual([
      'pingam/backup-taken',
      'pingam/release-notes-read',
    ])
  })

  it('keeps an interruption and a taint of any of them', () => {
    const taint = { target: 'am-2', text: 'the guard stopped a write' }
    const one = merged(mergeSnapshots([A, { ...B, interrupted: 'SIGTERM', tainted: [taint] }], { latest: false }))
    expect(one.interrupted).toBe('SIGTERM')
    expect(one.tainted).toEqual([taint])
    // Evidence was dropped, so the target may not count as collected; its taint stays even when another snapshot has collected it.
    const dropped = { ...B, targets: [target('am-1', null)], evidence: [], tainted: [{ target: 'am-1', text: 'stopped' }] }
    expect(merged(mergeSnapshots([A, dropped], { latest: true })).tainted).toHaveLength(1)
    // Collected anew, later, by choice: the older taint is superseded.
    expect(merged(mergeSnapshots([{ ...A, tainted: [{ target: 'am-1', text: 'stopped' }] }, AGAIN], { latest: true })).tainted).toEqual([])
  })

  it('does not let two records of one uncollected fact pass for one', () => {
    const left = host('f', '10:00:00', [target('am-1', null)], [fact('am-1', 'x')])
    const right = host('g', '11:00:00', [target('am-1', null)], [fact('am-1', 'y')])
    expect(values(merged(mergeSnapshots([left, right], { latest: false })))).toEqual([['am-1', 'error']])
  })
})
