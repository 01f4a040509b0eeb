import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import profile from '../../checks/pingam/profile.ts'
import { DEFECTS, makeEstate, type Estate, type EstateOptions } from '../../fixtures/estate/estate.ts'
import { CHECKS } from '../../src/registry/registry.ts'
import { audited, outcomesOf, resultOf, wordsOf } from '../support/audited.ts'
import { preflight } from '../support/cli.ts'
import { isEstateGap } from '../../fixtures/estate/plan.ts'
import { temporaryTree } from '../support/files.ts'
import { expectGolden } from '../support/golden.ts'
import { requireFile } from '../support/required.ts'

/** The sample estate through the command line: without defects it passes, with exactly these results; with one, exactly that shows. */
const tree = temporaryTree()
afterAll(tree.remove)

let estates = 0
const estateWith = (options: EstateOptions): Estate => {
  estates += 1
  const directory = `${tree.root}/${estates}`
  mkdirSync(directory)
  return makeEstate(directory, options)
}

describe('an estate without defects', () => {
  it.for([
    { phase: 'pre-upgrade', route: 'file-based' },
    { phase: 'staged', route: 'file-based' },
    { phase: 'staged', route: 'wizard' },
  ] as const)('passes in $phase by the route $route, with exactly these results', async ({ phase, route }) => {
    const { ended, report } = await audited(['--plan', estateWith({ phase, route }).plan])
    const odd = report.results.filter((result) => result.outcome !== 'pass' && result.outcome !== 'not-applicable' && !isEstateGap(result))
    expect(odd).toEqual([])
    expect(report.summary).toMatchObject({ verdict: 'passed', exitCode: 0 })
    expect(report.gaps.map(({ check, by }) => `${check} ${by}`)).toEqual(
      report.results
        .filter(isEstateGap)
        .map(({ check }) => `${check} plan`)
        .sort(),
    )
    expect(ended.stderr).toBe('')
    const holding = CHECKS.filter((check) => check.phases[phase] !== undefined && profile.checks.includes(check.id)).map(({ id }) => id)
    expect([...new Set(report.results.map(({ check }) => check))].sort()).toEqual(holding.sort())
    for (const { check, target, outcome, observed, reason } of report.results)
      expect(outcome === 'pass' ? observed : reason?.text, `${check} @ ${target} says what it saw`).toMatch(/\w/)
    expectGolden(new URL(`golden/healthy-${phase}-${route}.txt`, import.meta.url), `${outcomesOf(report).join('\n')}\n`)
  })
})

describe('an estate with one defect', () => {
  it.for([
    { defect: 'tomcat-9', code: 23, said: /9\.0\.98/ },
    { defect: 'different-key', code: 23, said: /am-2 holds another key/ },
    { defect: 'trailing-newline', code: 22, failOn: 'medium', said: /\.storepass/ },
    { defect: 'encoded-slash', code: 22, said: /ALLOW_ENCODED_SLASH/ },
    { defect: 'mixed-libraries', code: 22, said: /openam-federation-library-7\.4\.1\.jar/ },
    { defect: 'other-new-war', code: 23, said: /AM-8\.1\.0\.war is not the WAR that the other instances have/ },
  ])('$defect: exit code $code, and no other check fails', async ({ defect, code, said, failOn = 'high' }) => {
    const known = DEFECTS[defect]
    if (known === undefined) throw new Error(`there is no defect ${defect}`)
    const { phase, route, flips } = known
    const estate = estateWith({ defects: [defect], phase, ...(route === undefined ? {} : { route }) })
    const { report } = await audited(['--plan', estate.plan, '--fail-on', failOn])
    const failed = report.results.filter(({ outcome }) => outcome === 'fail')
    expect([...new Set(failed.map(({ check }) => check))].sort()).toEqual([...flips].sort())
    expect(failed.map(({ target }) => target)).not.toContain('am-1')
    expect(failed.map(wordsOf).join('\n')).toMatch(said)
    expect(report.summary.exitCode).toBe(code)
    expect(report.summary.outcomes).toMatchObject({ error: 0, 'not-checked': report.gaps.length })
  })

  it('an attestation nobody gave is a gap, and blind is not green: exit code 20', async () => {
    const { report } = await audited(['--plan', estateWith({ defects: ['no-backup'] }).plan])
    expect(resultOf(report, 'pingam/backup-taken', null)).toMatchObject({
      outcome: 'not-checked',
      reason: { text: expect.stringContaining('attest') },
    })
    expect(report.summary).toMatchObject({ verdict: 'incomplete', exitCode: 20, outcomes: { fail: 0, error: 0 } })
  })

  it('a keystore that is no keystore any more is an error, not a missing key: exit code 20', async () => {
    const estate = estateWith({})
    const keystore = estate.instances[1]?.keystore ?? ''
    writeFileSync(keystore, readFileSync(keystore).fill(0x41, 0, 24))
    const { report } = await audited(['--plan', estate.plan])
    for (const [check, target] of [
      ['pingam/transient-state-key', 'am-2'],
      ['pingam/transient-state-key-shared', null],
    ] as const) {
      const result = resultOf(report, check, target)
      expect(result, check).toMatchObject({ outcome: 'error', observed: null, findings: [] })
      expect(result.reason?.text).toContain(keystore)
    }
    expect(resultOf(report, 'pingam/transient-state-key', 'am-1').outcome).toBe('pass')
    expect(report.summary).toMatchObject({ verdict: 'incomplete', exitCode: 20, outcomes: { fail: 0 } })
  })

  it('a keystore cut short is an error as well', async () => {
    const estate = estateWith({})
    const keystore = estate.instances[1]?.keystore ?? ''
    writeFileSync(keystore, readFileSync(keystore).subarray(0, 300))
    const { report } = await audited(['--plan', estate.plan, '--check', 'pingam/transient-state-key*'])
    expect(outcomesOf(report).filter((line) => line.includes('pass'))).toEqual(['pingam/transient-state-key @ am-1: pass'])
    expect(report.summary.exitCode).toBe(20)
  })
})

describe.skipIf(!requireFile('/usr/share/java/tomcat9-catalina.jar'))('a real Tomcat 9', () => {
  /** An estate whose second instance runs in it; what was made up before is gone. */
  const withTomcat9 = (phase: 'pre-upgrade' | 'staged', fields: readonly ('tomcat' | 'newTomcat')[]): Estate => {
    const estate = estateWith({ phase })
    const [, instance] = estate.instances
    if (instance === undefined) throw new Error('the estate has no second instance')
    for (const field of fields) {
      for (const [name, from] of [
        ['catalina', 'tomcat9-catalina'],
        ['servlet-api', 'tomcat9-servlet-api'],
      ] as const) {
        rmSync(`${instance[field]}/lib/${name}.jar`)
        copyFileSync(`/usr/share/java/${from}.jar`, `${instance[field]}/lib/${name}.jar`)
      }
    }
    return estate
  }
  const withoutNewTomcat = (estate: Estate): string => {
    const plan = readFileSync(estate.plan, 'utf8')
    writeFileSync(estate.plan, plan.replaceAll(/^ +newTomcat: .*\n/gm, ''))
    return estate.plan
  }
  const CHECKS = ['--check', 'pingam/tomcat-version']

  it('is named with its release, and fails before the upgrade when no other is prepared: exit code 22', async () => {
    const { report } = await audited(['--plan', withoutNewTomcat(withTomcat9('pre-upgrade', ['tomcat'])), ...CHECKS])
    const result = resultOf(report, 'pingam/tomcat-version', 'am-2')
    expect(result).toMatchObject({ outcome: 'fail', severity: 'high' })
    expect(wordsOf(result)).toMatch(/9\.0\.\d+/)
    expect(report.summary).toMatchObject({ verdict: 'failed', exitCode: 22 })
  })

  it('is a blocker once it is what AM 8.1 is to be started in: exit code 23', async () => {
    const { report } = await audited(['--plan', withTomcat9('staged', ['newTomcat']).plan, ...CHECKS])
    expect(resultOf(report, 'pingam/tomcat-version', 'am-1').outcome).toBe('pass')
    expect(resultOf(report, 'pingam/tomcat-version', 'am-2')).toMatchObject({ outcome: 'fail', severity: 'blocker' })
    expect(report.summary).toMatchObject({ verdict: 'blocked', exitCode: 23 })
  })
})

describe('a plan that is not understood', () => {
  it.for([
    { what: 'a misspelt field', from: '    newTomcat:', to: '    newTomcatt:', said: /preflight\.yaml:\d+:\d+.*newTomcatt.*newTomcat/s },
    { what: 'an unknown profile', from: 'profile: pingam-8.1', to: 'profile: pingam-81', said: /pingam-81.*pingam-8\.1/s },
    { what: 'an unknown phase', from: 'phase: pre-upgrade', to: 'phase: preupgrade', said: /pre-upgrade/ },
    { what: 'an unknown route', from: 'route: file-based', to: 'route: filebased', said: /file-based/ },
    { what: 'broken YAML', from: 'targets:', to: 'targets: [', said: /preflight\.yaml:\d+/ },
    { what: 'an unknown target type', from: 'type: pingam', to: 'type: ping-am', said: /ping-am.*pingam/s },
  ])('$what: exit code 2, and nothing was contacted', async ({ from, to, said }) => {
    const estate = estateWith({})
    const text = readFileSync(estate.plan, 'utf8')
    expect(text).toContain(from)
    writeFileSync(estate.plan, text.replace(from, to))
    const files = { transcript: `${tree.root}/never.ndjson`, report: `${tree.root}/never.json`, snapshot: `${tree.root}/never.snapshot` }
    const outputs = ['--transcript', files.transcript, '--reporter', `json=${files.report}`, '--save', files.snapshot]
    const { code, stdout, stderr } = await preflight(['audit', '--plan', estate.plan, '--debug', ...outputs])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(said)
    expect(stderr).not.toMatch(/collector process|^ {4}at /m)
    for (const file of Object.values(files)) expect(existsSync(file), file).toBe(false)
  })

  it('a plan that is not there, or is a link to nowhere', async () => {
    const link = `${tree.root}/link.yaml`
    symlinkSync(`${tree.root}/nowhere.yaml`, link)
    for (const plan of [`${tree.root}/none.yaml`, link]) {
      const { code, stdout, stderr } = await preflight(['audit', '--plan', plan])
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain(plan)
    }
  })
})
