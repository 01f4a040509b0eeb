import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { estateBefore, upgraded } from '../../fixtures/estate/pair.ts'
import type { Report } from '../../src/core/report.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { preflight } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'

/** The demo's pair through the command line: drift, an audit with a baseline, and what a user may get wrong. */
const tree = temporaryTree()
afterAll(tree.remove)
mkdirSync(`${tree.root}/estate`)
const estate = estateBefore(`${tree.root}/estate`)
const collect = (name: string) => preflight(['collect', '--plan', estate.plan, '--output', `${tree.root}/${name}`])
const collected = [await collect('before.json')]
upgraded(estate, ['property-lost', 'rule-recorded'])
collected.push(await collect('after.json'))

const BEFORE = `${tree.root}/before.json`
const AFTER = `${tree.root}/after.json`
const reported = async (args: readonly string[]): Promise<{ code: number | null; report: Report; stderr: string }> => {
  const { code, stdout, stderr } = await preflight([...args, '--reporter', 'json'])
  return { code, report: JSON.parse(stdout), stderr }
}
/** A copy of a snapshot with a part of its header replaced. */
const changed = (file: string, name: string, change: (snapshot: Snapshot) => Partial<Snapshot>): string => {
  const snapshot: Snapshot = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(`${tree.root}/${name}`, JSON.stringify({ ...snapshot, ...change(snapshot) }))
  return `${tree.root}/${name}`
}

describe('drift', () => {
  it('shows what was lost, ends with 21, and says the same in another format', async () => {
    expect(collected.map(({ code }) => code)).toEqual([0, 0])
    const { code, report, stderr } = await reported(['drift', BEFORE, AFTER])
    expect(stderr).toBe('')
    expect(report.drift?.unexpected).toMatchObject([
      { target: 'am-2', fact: 'am-servers', pointer: '/properties/server-default,acme.retries', kind: 'disappeared' },
    ])
    expect(report.drift?.incomparable).toEqual([])
    expect([code, report.summary.verdict]).toEqual([21, 'drift'])
    writeFileSync(`${tree.root}/drift.json`, JSON.stringify(report))
    const rendered = await preflight(['render', `${tree.root}/drift.json`, '--reporter', 'junit'])
    expect(rendered.code).toBe(21)
    expect(rendered.stdout.match(/<failure /g)).toHaveLength(1)
    const table = await preflight(['drift', BEFORE, AFTER])
    expect(table.stdout.trimEnd().split('\n').at(-1)).toMatch(/^DRIFT: 1 unexpected change; \d+ expected, \d+ facts compared$/)
  })

  it('ends with 0 for a snapshot and itself, and with 20 when one of them lost a fact', async () => {
    expect((await reported(['drift', AFTER, AFTER])).code).toBe(0)
    const fewer = changed(AFTER, 'fewer.json', ({ evidence }) => ({ evidence: evidence.filter(({ fact }) => fact !== 'am-servers') }))
    const { code, report } = await reported(['drift', BEFORE, fewer])
    expect(code).toBe(20)
    expect(report.drift?.incomparable.map(({ fact }) => fact)).toContain('am-servers')
  })

  it.for([
    { what: 'the wrong order', files: () => [AFTER, BEFORE], says: 'was collected later' },
    { what: 'another profile', files: () => [changed(BEFORE, 'profile.json', () => ({ profile: 'common' })), AFTER], says: '--profile NAME' },
    {
      what: 'other targets',
      files: () => [
        changed(BEFORE, 'targets.json', ({ targets, evidence }) => ({
          targets: targets.map((one) => ({ ...one, name: `x-${one.name}` })),
          evidence: evidence.map((one) => ({ ...one, target: `x-${one.target}` })),
        })),
        AFTER,
      ],
      says: 'no target of',
    },
    { what: 'no snapshot', files: () => [estate.plan, AFTER], says: 'preflight.yaml' },
  ])('refuses $what with 2', async ({ files, says }) => {
    const { code, stdout, stderr } = await preflight(['drift', ...files()])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(says)
  })
})

describe('audit with a baseline', () => {
  const LOST = ['--check', 'pingam/advanced-properties']

  it('says what was lost since, live and from a snapshot alike', async () => {
    const live = await reported(['audit', '--plan', estate.plan, '--baseline', BEFORE, ...LOST])
    const saved = await reported(['audit', '--from', AFTER, '--baseline', BEFORE, ...LOST])
    for (const { code, report } of [live, saved]) {
      expect(code).toBe(22)
      expect(report.results.map(({ target, outcome }) => `${target} ${outcome}`)).toEqual(['am-1 pass', 'am-2 fail'])
      expect(report.notes.join()).toContain('compared with the baseline of')
    }
    expect(saved.report.results).toEqual(live.report.results)
  })

  it('cannot tell without one, and says what to give', async () => {
    const { code, report } = await reported(['audit', '--from', AFTER, ...LOST])
    expect(code).toBe(20)
    expect(report.results[0]).toMatchObject({
      outcome: 'error',
      reason: { code: 'missing-evidence', text: expect.stringContaining('--baseline SNAPSHOT') },
    })
  })

  it('lists beforehand what has to be added again, and asks for no baseline then', async () => {
    const { report } = await reported(['audit', '--from', BEFORE, ...LOST])
    expect(report.results[0]).toMatchObject({ outcome: 'pass' })
    expect(report.results[0]?.findings.map(({ subject }) => subject)).toContain('acme.retries of server-default')
    const refused = await preflight(['audit', '--from', BEFORE, '--baseline', BEFORE])
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('phase pre-upgrade')])
  })

  it.for([
    { what: 'one from after the upgrade', baseline: () => AFTER, says: 'was collected in phase post-upgrade' },
    { what: 'one of another profile', baseline: () => changed(BEFORE, 'other.json', () => ({ profile: 'common' })), says: 'of profile common' },
  ])('refuses $what with 2', async ({ baseline, says }) => {
    const { code, stderr } = await preflight(['audit', '--from', AFTER, '--baseline', baseline(), ...LOST])
    expect(code).toBe(2)
    expect(stderr).toContain(says)
  })
})
