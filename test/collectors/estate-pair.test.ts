import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import profile from '../../checks/pingam/profile.ts'
import type { Estate } from '../../fixtures/estate/estate.ts'
import { estateBefore, PLANTED, upgraded } from '../../fixtures/estate/pair.ts'
import { canonicalJson } from '../../src/core/json.ts'
import type { Drift, Result } from '../../src/core/report.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { driftReport } from '../../src/run/drift.ts'
import { auditedEstate, checksOf } from '../support/estate-audit.ts'

/** The demo's pair: what `drift` shows of it is what was planted, and nothing else; the real collectors read the real files. */
const root = realpathSync(mkdtempSync(join(tmpdir(), 'pair-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const checks = await checksOf(profile.checks)

interface Pair {
  readonly estate: Estate
  readonly before: Snapshot
  readonly after: Snapshot
  readonly drift: Drift
  readonly exitCode: number
  readonly results: readonly Result[]
}

const pairWith = async (planted: readonly string[]): Promise<Pair> => {
  const directory = mkdtempSync(join(root, 'p-'))
  const estate = estateBefore(directory)
  const { snapshot: before } = await auditedEstate(estate, checks)
  upgraded(estate, planted)
  const { snapshot: after, results } = await auditedEstate(estate, checks, before)
  writeFileSync(`${directory}/before.json`, canonicalJson(before))
  writeFileSync(`${directory}/after.json`, canonicalJson(after))
  const { drift, summary } = await driftReport(`${directory}/before.json`, `${directory}/after.json`, undefined)
  if (drift === null) throw new Error('nothing was compared')
  return { estate, before, after, drift, exitCode: summary.exitCode, results }
}

/** Changes in words, the directory of the estate left out, those of a clean upgrade too. */
const told = ({ drift, estate }: Pair): ReadonlySet<string> => {
  const directory = estate.plan.replace(/\/preflight\.yaml$/, '').replaceAll('/', '~1')
  return new Set(
    (['unexpected', 'expected'] as const).flatMap((list) =>
      drift[list].map(({ target, fact, pointer, kind }) => `${list} ${target} ${fact} ${pointer.replace(directory, '')} ${kind}`),
    ),
  )
}
const expectedOf = (id: string): string => {
  const { fact, pointer, kind, expected } = PLANTED[id] ?? expect.fail(`no ${id}`)
  const place = pointer.replace('@KEYSTORE@', '~1am-2~1home~1am~1security~1keystores~1keystore.jceks')
  return `${expected ? 'expected' : 'unexpected'} am-2 ${fact} ${place} ${kind}`
}

const clean = await pairWith([])

describe('the estate before and after its upgrade', () => {
  it('has drifted as the profile expects, and in no other way', () => {
    expect(clean.drift.unexpected).toEqual([])
    expect(clean.drift.incomparable).toEqual([])
    expect(clean.exitCode).toBe(0)
    expect(clean.drift.compared).toBeGreaterThan(20)
    expect(told(clean)).toContain('expected am-1 am-version /configuration/version changed')
    expect(told(clean)).toContain('expected am-1 am-servers /properties/server-default,com.iplanet.am.version/value changed')
  })

  it('passes the checks that compare with the baseline', () => {
    for (const check of ['pingam/advanced-properties', 'pingam/scripts-kept', 'pingam/version'])
      expect(
        clean.results.filter((result) => result.check === check).every(({ outcome }) => outcome === 'pass'),
        check,
      ).toBe(true)
  })

  it('shows all that is planted at once, and only that', async () => {
    const pair = await pairWith(Object.keys(PLANTED))
    const planted = [...told(pair)].filter((line) => !told(clean).has(line))
    // A keystore that is written anew is told once more: of the file.
    expect(planted.sort()).toEqual(
      [
        ...Object.keys(PLANTED).map(expectedOf),
        'expected am-2 am-keystores /keystores/~1am-2~1home~1am~1security~1keystores~1keystore.jceks/sha256 changed',
      ].sort(),
    )
    expect(pair.drift.incomparable).toEqual([])
    expect(pair.exitCode).toBe(21)
    const flipped = pair.results.filter(({ outcome, check, target }) => {
      const was = clean.results.find((result) => result.check === check && result.target === target)
      return outcome !== was?.outcome
    })
    expect(flipped.map(({ check, target, outcome }) => `${check} ${target} ${outcome}`).sort()).toEqual([
      'pingam/advanced-properties am-2 fail',
      'pingam/scripts-kept am-2 fail',
      'pingam/transient-state-key-shared null fail',
      'pingam/version null fail',
    ])
  })

  it('shows nothing between a snapshot and itself', async () => {
    const file = join(root, 'same.json')
    writeFileSync(file, canonicalJson(clean.after))
    const { summary, drift } = await driftReport(file, file, undefined)
    expect(drift).toMatchObject({ unexpected: [], expected: [], notCompared: [] })
    expect([drift?.incomparable, summary.exitCode]).toEqual([[], 0])
  })
})
