import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import profile from '../../checks/pingam/profile.ts'
import { DEMO_DEFECTS, makeEstate, type Estate, type EstateOptions } from '../../fixtures/estate/estate.ts'
import { putKeystore } from '../../fixtures/estate/configuration.ts'
import type { AnyCheck } from '../../src/core/check.ts'
import { evaluate } from '../../src/core/evaluate.ts'
import type { Evidence } from '../../src/core/fact.ts'
import type { Result, Summary } from '../../src/core/report.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { UserError } from '../../src/core/user-error.ts'
import { judge } from '../../src/core/verdict.ts'
import { CHECKS } from '../../src/registry/registry.ts'
import { auditSaved } from '../../src/run/audit.ts'
import { audited, bytesWithoutRun, outcomesOf, resultOf, wordsOf, type Audited } from '../support/audited.ts'
import { preflight } from '../support/cli.ts'
import { checksOf } from '../support/estate-audit.ts'
import { temporaryTree } from '../support/files.ts'

/** The snapshot as the seam between collecting and judging (DESIGN, section 2, laws 1, 3 and 4), through the command line. */
const tree = temporaryTree()
afterAll(tree.remove)
const path = (name: string): string => `${tree.root}/${name}`

const SALT = { PREFLIGHT_SALT: 'Scenario-fingerprint-salt-5c1d9e8b7a6f' }

/** An estate whose plan names the salt of the environment, unless it is to be without. */
const estateAt = (name: string, options: EstateOptions = {}, salted = true): Estate => {
  mkdirSync(path(name))
  const estate = makeEstate(path(name), options)
  if (salted) writeFileSync(estate.plan, `fingerprintSalt: { env: PREFLIGHT_SALT }\n${readFileSync(estate.plan, 'utf8')}`)
  return estate
}

const snapshotIn = (file: string): Snapshot => JSON.parse(readFileSync(file, 'utf8'))
const put = (name: string, snapshot: object): string => {
  writeFileSync(path(name), JSON.stringify(snapshot))
  return path(name)
}
/** The same snapshot with one fact's values changed. */
const withValue = (snapshot: Snapshot, fact: string, change: (value: object) => object): Snapshot => {
  const edited = snapshot.evidence.map((item): Evidence => {
    if (item.fact !== fact || item.state !== 'value' || typeof item.value !== 'object' || item.value === null) return item
    const value: Evidence & { state: 'value' } = JSON.parse(JSON.stringify({ ...item, value: change(item.value) }))
    return value
  })
  expect(JSON.stringify(edited)).not.toBe(JSON.stringify(snapshot.evidence))
  return { ...snapshot, evidence: edited }
}

const SHARED = 'pingam/transient-state-key-shared'
let healthy: { readonly estate: Estate; readonly file: string; readonly live: Audited }
let defective: { readonly estate: Estate; readonly file: string; readonly live: Audited }

beforeAll(async () => {
  const saved = async (name: string, options: EstateOptions): Promise<typeof healthy> => {
    const estate = estateAt(name, options)
    const file = path(`${name}.json`)
    return { estate, file, live: await audited(['--plan', estate.plan, '--save', file], { env: SALT }) }
  }
  ;[healthy, defective] = await Promise.all([saved('healthy', {}), saved('defective', { defects: DEMO_DEFECTS })])
})

describe('audit --save, then audit --from', () => {
  it('writes a private file', () => {
    expect(statSync(healthy.file).mode & 0o777).toBe(0o600)
  })

  it('gives the same report byte by byte, apart from the run', async () => {
    for (const { file, live, code } of [
      { ...healthy, code: 0 },
      { ...defective, code: 23 },
    ]) {
      expect(live.report.summary.exitCode).toBe(code)
      const { ended } = await audited(['--from', file])
      expect(bytesWithoutRun(ended)).toBe(bytesWithoutRun(live.ended))
    }
  })

  it('needs neither the plan nor the salt nor the audited files, and takes the plan where it is given', async () => {
    const { ended } = await audited(['--from', defective.file, '--plan', defective.estate.plan])
    expect(bytesWithoutRun(ended)).toBe(bytesWithoutRun(defective.live.ended))
  })

  it('does not depend on the order of the evidence', async () => {
    const snapshot = snapshotIn(defective.file)
    const { evidence, targets } = snapshot
    const shuffled = put('shuffled.json', { ...snapshot, evidence: evidence.toReversed(), targets: targets.toReversed() })
    const { ended } = await audited(['--from', shuffled])
    expect(bytesWithoutRun(ended)).toBe(bytesWithoutRun(defective.live.ended))
  })

  it('takes evidence that stands there twice once', async () => {
    const snapshot = snapshotIn(defective.file)
    const { ended } = await audited(['--from', put('twice.json', { ...snapshot, evidence: [...snapshot.evidence, ...snapshot.evidence] })])
    expect(bytesWithoutRun(ended)).toBe(bytesWithoutRun(defective.live.ended))
  })

  it('takes two different records of one fact for a contradiction, and passes nothing on either', async () => {
    const snapshot = snapshotIn(healthy.file)
    const other = snapshot.evidence.map(({ target, fact, params }) => ({ target, fact, params, state: 'not-in-plan', needs: 'something' }))
    const { report } = await audited(['--from', put('contradicting.json', { ...snapshot, evidence: [...snapshot.evidence, ...other] })])
    expect(report.results.filter(({ outcome }) => outcome === 'pass').filter(({ observed }) => observed?.startsWith('by ') !== true)).toEqual([])
    expect(report.summary.exitCode).toBe(20)
  })
})

/** Where only the keys matter, only they are read. */
const KEYS = ['--check', 'pingam/transient-state-key*']

describe('hosts collected apart', () => {
  const collected = async (
    plan: string,
    target: string,
    name: string,
    env: Readonly<Record<string, string>>,
    only: readonly string[] = [],
  ): Promise<string> => {
    const { code, stderr } = await preflight(['collect', '--plan', plan, '--target', target, '--output', path(name), ...only], { env })
    expect({ code, stderr }).toMatchObject({ code: 0 })
    return path(name)
  }

  it('come to the same results as in one run when their plans share a fingerprint salt', async () => {
    const { estate, live } = defective
    const files = await Promise.all([collected(estate.plan, 'am-1', 'd1.json', SALT), collected(estate.plan, 'am-2', 'd2.json', SALT)])
    const [one, other] = await Promise.all([audited(['--from', ...files]), audited(['--from', ...files.toReversed()])])
    expect(one.report.results).toEqual(live.report.results)
    expect(one.report.summary).toEqual(live.report.summary)
    expect(bytesWithoutRun(one.ended)).toBe(bytesWithoutRun(other.ended))
  })

  it('cannot be compared when each has a random salt: an error, and the rest as it was', async () => {
    const { plan } = estateAt('unsalted', {}, false)
    const files = await Promise.all([collected(plan, 'am-1', 'u1.json', {}, KEYS), collected(plan, 'am-2', 'u2.json', {}, KEYS)])
    const { report } = await audited(['--from', ...files, ...KEYS])
    expect(resultOf(report, SHARED, null)).toMatchObject({
      outcome: 'error',
      reason: { code: 'missing-evidence', text: expect.stringContaining('fingerprintSalt') },
    })
    expect(outcomesOf(report).filter((line) => line.includes('pass'))).toEqual(
      ['am-1', 'am-2'].map((name) => `pingam/transient-state-key @ ${name}: pass`),
    )
    expect(report.summary.exitCode).toBe(20)
  })

  it('one of them alone does not stand for both', async () => {
    const file = await collected(healthy.estate.plan, 'am-1', 'h1.json', SALT, KEYS)
    const { report } = await audited(['--from', file, ...KEYS])
    expect(outcomesOf(report)).toEqual([
      'pingam/transient-state-key @ am-1: pass',
      'pingam/transient-state-key @ am-2: error missing-evidence',
      `${SHARED} @ deployment: error missing-evidence`,
    ])
    expect(report.summary.exitCode).toBe(20)
  })

  it('collected twice: an error that names --latest, with which the newer counts', async () => {
    const estate = estateAt('again')
    const [first, second] = estate.instances
    if (first === undefined || second === undefined) throw new Error('the estate has two instances')
    const older = path('older.json')
    await audited(['--plan', estate.plan, '--save', older, ...KEYS], { env: SALT })
    putKeystore(second, null)
    const newer = await collected(estate.plan, 'am-2', 'newer.json', SALT, KEYS)

    const refused = await preflight(['audit', '--from', older, newer, ...KEYS])
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/am-2 was collected twice.*--latest/)

    for (const files of [
      [older, newer],
      [newer, older],
    ]) {
      const { report } = await audited(['--from', ...files, '--latest', ...KEYS])
      expect(resultOf(report, 'pingam/transient-state-key', 'am-1').outcome).toBe('pass')
      expect(wordsOf(resultOf(report, 'pingam/transient-state-key', 'am-2'))).toContain('directenctest')
      expect(outcomesOf(report)).toContain(`${SHARED} @ deployment: fail`)
      expect(report.summary.exitCode).toBe(23)
    }
  })
})

/** In this process, for speed: what the command line does with it is seen in other tests of this file. */
const judgedHere = (files: readonly string[], plan: string | null = null): ReturnType<typeof auditSaved> =>
  auditSaved(files, false, plan, { targets: [], checks: [], exclude: [] }, 'high')

describe('a snapshot of something else', () => {
  it.for([
    { what: 'of another phase, merged', change: { phase: 'staged' }, merged: true, said: /do not agree on phase: (?=.*pre-upgrade).*staged/ },
    { what: 'of another profile, merged', change: { profile: 'common' }, merged: true, said: /do not agree on profile/ },
    { what: 'of another route, merged', change: { options: { route: 'wizard' } }, merged: true, said: /do not agree on options/ },
    { what: 'of an unknown profile', change: { profile: 'pingam-81' }, merged: false, said: /no profile "pingam-81"; did you mean "pingam-8\.1"/ },
    { what: 'of a later version of the tool', change: { schemaVersion: 2 }, merged: false, said: /schema version 2/ },
    { what: 'with a member that does not belong there', change: { password: 'x' }, merged: false, said: /does not match the schema/ },
  ])('$what: the user is told in one sentence', async ({ what, change, merged, said }) => {
    const file = put(`${what}.json`, { ...snapshotIn(healthy.file), ...change })
    const refused = judgedHere([...(merged ? [healthy.file] : []), file])
    await expect(refused).rejects.toThrow(UserError)
    await expect(refused).rejects.toThrow(said)
  })

  it.for([
    { what: 'phase', from: 'phase: pre-upgrade', to: 'phase: staged', said: /collected for phase pre-upgrade, and the plan says staged/ },
    { what: 'options', from: 'route: file-based', to: 'route: wizard', said: /collected for options .*file-based.*, and the plan says .*wizard/ },
  ])('judged by a plan of another $what: the user is told in one sentence', async ({ what, from, to, said }) => {
    const plan = `${healthy.estate.plan.replace('preflight.yaml', '')}other-${what}.yaml`
    writeFileSync(plan, readFileSync(healthy.estate.plan, 'utf8').replace(from, to))
    await expect(judgedHere([healthy.file], plan)).rejects.toThrow(said)
  })

  it('exit code 2 on the command line, without quoting what is in the file', async () => {
    const file = put('odd.json', { ...snapshotIn(healthy.file), password: 'Canary-in-a-snapshot' })
    const { code, stdout, stderr } = await preflight(['audit', '--from', file])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/odd\.json.*does not match the schema/)
    expect(stderr).not.toContain('Canary')
  })

  it('judged for a phase it was not collected for: what is missing is an error', async () => {
    const { report } = await audited(['--from', healthy.file, '--phase', 'staged'])
    expect(report.results.filter(({ reason }) => reason?.code === 'missing-evidence')).not.toEqual([])
    expect(report.summary.exitCode).toBe(20)
  })

  it.for([
    { what: 'a value of the wrong kind', change: (value: object) => ({ ...value, home: 7 }) },
    { what: 'a member that the fact does not have', change: (value: object) => ({ ...value, password: 'Canary-in-a-fact' }) },
    { what: 'a member left out', change: ({ ...value }: { home?: unknown }) => (delete value.home, value) },
  ])('edited to hold $what: an internal error, not a pass', async ({ what, change }) => {
    const { report } = await judgedHere([put(`${what}.json`, withValue(snapshotIn(healthy.file), 'tomcat', change))])
    const concerned = report.results.filter(({ check }) => check === 'pingam/tomcat-version')
    expect(concerned.map(({ outcome, reason }) => `${outcome} ${reason?.code}`)).toEqual(['error internal', 'error internal'])
    expect(report.summary.exitCode).toBe(20)
    expect(JSON.stringify(report)).not.toContain('Canary')
  })
})

describe('evidence taken out of a snapshot', () => {
  let checks: readonly AnyCheck[]
  beforeAll(async () => {
    checks = await checksOf(profile.checks)
  })

  const judged = (snapshot: Snapshot): { readonly results: readonly Result[]; readonly summary: Summary } => {
    const { phase, step, options, parameters } = snapshot
    const { results, gaps } = evaluate(snapshot, checks, { phase, step, options, parameters, only: [], exclude: [], targets: null })
    return { results, summary: judge(results, { failOn: 'high', gaps, interrupted: null, tainted: false }) }
  }
  const passesOf = (results: readonly Result[]): readonly string[] => outcomesOf({ results }).filter((line) => line.endsWith(': pass'))

  const WAYS: { readonly [way: string]: (item: Evidence) => readonly Evidence[] } = {
    'taken out': () => [],
    'turned into an error': ({ target, fact, params }) => [{ target, fact, params, state: 'error', reason: { code: 'timeout', text: 'too slow' } }],
    'marked as incomplete': (item) => [item.state === 'value' ? { ...item, complete: false, omitted: ['the rest'] } : item],
  }

  it.for([
    { what: 'a healthy estate', of: () => healthy, code: 0 },
    { what: 'a defective estate', of: () => defective, code: 23 },
  ])('of $what, one at a time, never makes a pass or a better exit code', ({ of, code }) => {
    const snapshot = snapshotIn(of().file)
    const before = judged(snapshot)
    expect(before.summary.exitCode).toBe(code)
    expect(outcomesOf(before)).toEqual(outcomesOf(of().live.report))
    expect(snapshot.evidence.length).toBeGreaterThan(15)
    const passes = passesOf(before.results)
    for (const [way, changed] of Object.entries(WAYS)) {
      let worse = 0
      for (const [index, item] of snapshot.evidence.entries()) {
        const after = judged({ ...snapshot, evidence: snapshot.evidence.toSpliced(index, 1, ...changed(item)) })
        const about = `${item.fact} of ${item.target} ${way}`
        expect(
          passesOf(after.results).filter((line) => !passes.includes(line)),
          about,
        ).toEqual([])
        if (code !== 0) expect(after.summary.exitCode, about).not.toBe(0)
        else if (after.summary.exitCode !== 0) worse += 1
      }
      // Facts that only checks of medium severity ask for do not change the exit code; most do.
      if (code === 0) expect(worse, way).toBeGreaterThan(snapshot.evidence.length / 3)
    }
  })

  it('all at once leaves no pass but what people attested', () => {
    const { results, summary } = judged({ ...snapshotIn(healthy.file), evidence: [] })
    const attested = CHECKS.filter((check) => check.attested === true).map(({ id }) => `${id} @ deployment: pass`)
    expect(passesOf(results)).toContain('pingam/backup-taken @ deployment: pass')
    expect(passesOf(results).filter((line) => !attested.includes(line))).toEqual([])
    expect(summary.exitCode).toBe(20)
  })

  it('doubled and shuffled gives the same results', () => {
    const snapshot = snapshotIn(defective.file)
    const evidence = snapshot.evidence.flatMap((item) => [item, structuredClone(item)]).toReversed()
    expect(judged({ ...snapshot, evidence })).toEqual(judged(snapshot))
  })

  it('is seen by the command line, too', async () => {
    const snapshot = snapshotIn(healthy.file)
    const evidence = snapshot.evidence.filter(({ fact, target }) => !(fact === 'am-keystores' && target === 'am-2'))
    const { report } = await audited(['--from', put('without.json', { ...snapshot, evidence })])
    const errors = outcomesOf(report).filter((line) => line.includes('error'))
    expect(errors).toEqual(
      expect.arrayContaining(['pingam/transient-state-key @ am-2: error missing-evidence', `${SHARED} @ deployment: error missing-evidence`]),
    )
    expect(errors.filter((line) => line.includes('@ am-1') || !line.endsWith('missing-evidence'))).toEqual([])
    expect(report.summary.exitCode).toBe(20)
  })
})
