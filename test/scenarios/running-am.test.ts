import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { put } from '../../fixtures/estate/paths.ts'
import { HTTP_REQUESTS } from '../../src/statements/http.ts'
import { standInAm, TOKENS } from '../servers/stand-in-am.ts'
import { startTomcat, tomcatAvailable, type RunningTomcat } from '../servers/tomcat.ts'
import { audited, outcomesOf, resultOf, wordsOf } from '../support/audited.ts'
import { preflight } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'
import { required } from '../support/required.ts'

/** AM that runs, by a stand-in in a real Tomcat whose access log bears witness: what is asked, and what never is. */
const APPLICATIONS = {
  am: standInAm(),
  old: standInAm({ version: '7.5.0' }),
  lean: standInAm({ alivePage: null }),
  waiting: standInAm({ ready: 503, alivePage: 500 }),
  pending: standInAm({ pending: true }),
  login: standInAm({ login: true }),
}
const HEALTH = ['pingam/alive', 'pingam/upgrade-pending']
const checks = (...ids: readonly string[]): readonly string[] => ids.flatMap((id) => ['--check', id])

describe.skipIf(!required('Tomcat 10', tomcatAvailable(), "Debian's tomcat10"))('AM that runs', () => {
  const tree = temporaryTree()
  let tomcat: RunningTomcat
  let stopped = false
  beforeAll(async () => {
    tomcat = await startTomcat(APPLICATIONS)
  })
  afterAll(async () => {
    if (!stopped) await tomcat.stop()
    tree.remove()
  })

  const url = (context: string): string => `https://localhost:${tomcat.tlsPort}/${context}`
  /** A plan of instances by name; the authority's certificate lies beside it. */
  const planOf = (name: string, phase: string, targets: Readonly<Record<string, object>>): string => {
    const directory = `${tree.root}/${name}`
    mkdirSync(directory)
    const ca = `${directory}/ca.pem`
    copyFileSync(tomcat.authority.ca, ca)
    for (const [who, token] of Object.entries(TOKENS)) put(`${directory}/${who}`, token, 0o600)
    put(`${directory}/stranger`, 'canary-stranger-1414', 0o600)
    const instances = Object.entries(targets).map(([key, fields]) => [key, { type: 'pingam', tls: { ca }, ...fields }])
    const plan = { version: 1, profile: 'pingam-8.1', phase, options: { route: 'file-based' }, targets: Object.fromEntries(instances) }
    put(`${directory}/preflight.yaml`, stringify(plan))
    return `${directory}/preflight.yaml`
  }

  it('is up, ready and not waiting for an upgrade, or is not', async () => {
    const plan = planOf('health', 'post-upgrade', {
      ...Object.fromEntries(Object.keys(APPLICATIONS).map((context) => [context, { url: url(context) }])),
      plain: { url: `http://localhost:${tomcat.port}/am`, tls: {} },
      nobody: { url: `https://localhost:${tomcat.tlsPort}/nobody` },
      untrusted: { url: url('am'), tls: {} },
      unknown: { url: 'https://no-such-host.invalid/am' },
    })
    const { report } = await audited(['--plan', plan, ...checks(...HEALTH)])
    expect(outcomesOf(report)).toEqual(
      [
        'alive @ am: pass',
        'alive @ lean: pass',
        'alive @ login: fail',
        'alive @ nobody: fail',
        'alive @ old: pass',
        'alive @ pending: fail',
        'alive @ plain: pass',
        'alive @ unknown: error unreachable',
        'alive @ untrusted: error unreachable',
        'alive @ waiting: fail',
        'upgrade-pending @ am: pass',
        'upgrade-pending @ lean: pass',
        'upgrade-pending @ login: error ambiguous',
        'upgrade-pending @ nobody: error ambiguous',
        'upgrade-pending @ old: pass',
        'upgrade-pending @ pending: fail',
        'upgrade-pending @ plain: pass',
        'upgrade-pending @ unknown: error unreachable',
        'upgrade-pending @ untrusted: error unreachable',
        'upgrade-pending @ waiting: error ambiguous',
      ].map((line) => `pingam/${line}`),
    )
    expect(wordsOf(resultOf(report, 'pingam/upgrade-pending', 'pending'))).toContain('to /pending/config/options.htm: AM is unconfigured')
    expect(wordsOf(resultOf(report, 'pingam/alive', 'login'))).toContain('answers 200 with an HTML page')
    expect(wordsOf(resultOf(report, 'pingam/alive', 'waiting')).split('\n')).toHaveLength(2)
    expect(JSON.stringify(report)).not.toContain('canary')
    expect(report.transcript.operations.http).toBeGreaterThan(20)
  })

  it('says which version it is to an administrator, and to nobody else', async () => {
    const target = (context: string, who: string) => ({ url: url(context), token: { file: who } })
    const plan = planOf('versions', 'post-upgrade', {
      new: target('am', 'administrator'),
      old: target('old', 'administrator'),
      pending: target('pending', 'administrator'),
      login: target('login', 'administrator'),
      somebody: target('am', 'user'),
      stranger: target('am', 'stranger'),
      clear: { ...target('am', 'administrator'), url: `http://localhost:${tomcat.port}/am` },
      none: { url: url('am') },
    })
    const snapshot = `${tree.root}/versions/snapshot.json`
    const collected = await preflight(['collect', '--plan', plan, '--output', snapshot, ...checks('pingam/version')])
    expect(collected.code, collected.stderr).toBe(0)
    const { evidence } = JSON.parse(readFileSync(snapshot, 'utf8'))
    const said = evidence
      .filter(({ fact }: { fact: string }) => fact === 'am-rest-version')
      .map(({ target: name, state, value, reason, needs }: Record<string, never>) => {
        const { version } = (value ?? {}) as { version?: string }
        return `${name}: ${state} ${version ?? (reason as { code?: string } | undefined)?.code ?? needs}`
      })
    expect(said.sort()).toEqual([
      'clear: error unsupported',
      'login: error parse-failed',
      'new: value 8.1.0',
      'none: not-in-plan token',
      'old: value 7.5.0',
      'pending: error unreachable',
      'somebody: error permission-denied',
      'stranger: error auth-failed',
    ])
    expect(JSON.stringify(evidence)).not.toContain('canary')
    expect(collected.stderr).not.toContain('canary')
  })

  it('shows its certificate to one who asks nothing', async () => {
    const asked = tomcat.requests().length
    const directory = `${tree.root}/certificates`
    mkdirSync(directory)
    copyFileSync(tomcat.authority.ca, `${directory}/ca.pem`)
    const at = `https://localhost:${tomcat.tlsPort}`
    const tls = { ca: 'ca.pem' }
    const parameters = { 'common/certificate': { warnDays: 5 } }
    const targets = {
      service: { type: 'pingam', url: `${at}/am`, tls },
      server: { type: 'endpoint', url: at, tls },
      stranger: { type: 'endpoint', url: at },
      misnamed: { type: 'endpoint', url: at, tls: { ...tls, serverName: 'other.example.test' } },
      plain: { type: 'pingam', url: `http://localhost:${tomcat.port}/am` },
      silent: { type: 'endpoint', url: `https://localhost:${tomcat.port}` },
    }
    put(`${directory}/preflight.yaml`, stringify({ version: 1, profile: 'common', phase: 'compliance', parameters, targets }))
    const { report } = await audited(['--plan', `${directory}/preflight.yaml`, ...checks('common/certificate')])
    expect(outcomesOf(report).map((line) => line.replace('common/certificate @ ', ''))).toEqual([
      'misnamed: fail',
      'plain: not-checked',
      'server: pass',
      'service: pass',
      'silent: error unreachable',
      'stranger: fail',
    ])
    expect(wordsOf(resultOf(report, 'common/certificate', 'misnamed'))).toContain('is not for other.example.test')
    expect(wordsOf(resultOf(report, 'common/certificate', 'stranger'))).toContain('is not trusted')
    expect(tomcat.requests().slice(asked)).toEqual([])
  })

  it('is told from one that is stopped, before its files are exchanged', async () => {
    const fields = { upgradedConfig: 'upgraded' }
    const running = planOf('running', 'staged', { am: { ...fields, url: url('am') }, nobody: { ...fields, url: url('nobody') } })
    const swap = ['--step', 'swap', ...checks('pingam/instance-running')]
    const before = (await audited(['--plan', running, ...swap])).report
    expect(outcomesOf(before)).toEqual(['pingam/instance-running @ am: fail', 'pingam/instance-running @ nobody: fail'])
    expect(before.summary.exitCode).toBe(23)

    const lines = [...tomcat.requests()]
    const allowed = new Set(
      Object.keys(APPLICATIONS)
        .concat('nobody')
        .flatMap((context) => Object.values(HTTP_REQUESTS).map(({ path }) => `GET /${context}${path}`)),
    )
    expect(lines.map((line) => line.replace(/ HTTP\/1\.1 \d{3}$/, '')).filter((line) => !allowed.has(line))).toEqual([])
    expect(lines.filter((line) => line.includes('/config'))).toEqual([])
    expect(lines.length).toBeGreaterThan(20)

    const plan = planOf('stopped', 'staged', { am: { ...fields, url: url('am') } })
    stopped = true
    await tomcat.stop()
    const after = (await audited(['--plan', plan, ...swap])).report
    expect(outcomesOf(after)).toEqual(['pingam/instance-running @ am: pass'])
    expect(wordsOf(resultOf(after, 'pingam/instance-running', 'am'))).toContain('the connection is refused')
  })
})
