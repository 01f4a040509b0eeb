import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FILES, definitionsOf, slapdSchema, type SchemaCheckName } from '../support/am-definitions.ts'
import { fbcDocument, GLOBAL } from '../support/am-documents.ts'
import { amInstance, type AmInstance } from '../support/am-instance.ts'
import { audited, bytesWithoutRun, outcomesOf, resultOf, wordsOf } from '../support/audited.ts'
import { required } from '../support/required.ts'
import { freePorts } from '../servers/ports.ts'
import { AUDITOR, slapdAvailable, startSlapd, type RunningSlapd } from '../servers/slapd.ts'

const PREFIX = 'sun-idrepo-ldapv3-config'
const CLASSES = ['top', 'inetOrgPerson', ...Object.values(FILES).map(({ objectClass }) => objectClass.name)]
const NAMES = Object.keys(FILES) as readonly SchemaCheckName[]
const IDENTITY = [...NAMES.map((name) => `pingam/${name}`), 'pingam/identity-classes']
/** The checks looked at, by phase. */
const SELECTED = {
  'pre-upgrade': [...IDENTITY, 'pingam/directory-version'],
  'post-upgrade': [...IDENTITY, 'pingam/server-side-sort'],
  compliance: ['pingam/identity-classes', 'pingam/server-side-sort'],
} as const
const flagsFor = (phase: keyof typeof SELECTED): readonly string[] => SELECTED[phase].flatMap((check) => ['--check', check])
const SECRETS = { AUDITOR_PASSWORD: AUDITOR.password }

/** Directories of a plan through the command line, against slapd: what is found, what is not known, and what the server saw of it. */
describe.skipIf(!required('slapd', slapdAvailable(), 'slapd'))('an audit with directories', () => {
  let whole: RunningSlapd
  let halved: RunningSlapd
  let am: AmInstance
  beforeAll(async () => {
    const loaded = (without: SchemaCheckName | null): string =>
      slapdSchema(NAMES.map((name) => definitionsOf(FILES[name], name === without ? 'no-class' : 'whole')))
    const sorting = { global: 'moduleload sssvlv', database: 'overlay sssvlv' }
    whole = await startSlapd({ schema: loaded(null), ...sorting })
    halved = await startSlapd({ schema: loaded('webauthn-schema') })
    am = await amInstance()
    await am.write('.version', '7.5.0')
    await am.write(
      `${GLOBAL}/retrylimitdecisionnode/1.0/organizationconfig/default/n-1.json`,
      fbcDocument('RetryLimitDecisionNode', ['n-1', 'default'], { retryLimit: 3 }, { realm: '/' }),
    )
  })
  afterAll(async () => {
    await whole.stop()
    await halved.stop()
    await am.remove()
  })

  /** The identity store of the top level realm, as AM is configured with it. */
  const putStore = (servers: readonly string[]): Promise<string> =>
    am.write(
      `${GLOBAL}/sunidentityrepositoryservice/1.0/organizationconfig/default/users.json`,
      fbcDocument(
        'sunIdentityRepositoryService',
        ['Users', 'default'],
        {
          ldapsettings: {
            [`${PREFIX}-ldap-server`]: servers,
            [`${PREFIX}-organization_name`]: 'dc=example,dc=test',
            [`${PREFIX}-connection-mode`]: 'LDAPS',
          },
          userconfig: {
            [`${PREFIX}-user-objectclass`]: CLASSES,
            [`${PREFIX}-user-attributes`]: ['uid', 'memberOf', ...Object.values(FILES).map(({ attribute }) => attribute.name)],
          },
        },
        { realm: '/' },
      ),
    )

  const account = { bindDn: AUDITOR.dn, password: { env: 'AUDITOR_PASSWORD' } }
  const directory = (slapd: RunningSlapd, role: string, more: object = {}): object => ({
    type: 'ldap',
    role,
    url: `ldaps://localhost:${slapd.tlsPort}`,
    baseDn: 'dc=example,dc=test',
    ...account,
    tls: { ca: slapd.authority.ca },
    ...more,
  })
  const auditedWith = async (phase: keyof typeof SELECTED, targets: Readonly<Record<string, object>>, flags: readonly string[] = []) => {
    const plan = {
      version: 1,
      profile: 'pingam-8.1',
      phase,
      options: { route: 'wizard' },
      targets: { 'am-1': { type: 'pingam', config: am.root }, ...targets },
    }
    const path = await am.write('preflight.yaml', plan)
    return audited(['--plan', path, ...flagsFor(phase), ...flags], { env: SECRETS })
  }
  /** What a server logged of connections and operations since, once it is quiet. */
  const loggedSince = async (slapd: RunningSlapd, length: number): Promise<string> => {
    await sleep(200)
    return slapd.log().slice(length)
  }

  it('finds nothing wrong where everything is loaded and allowed; the servers see logins, searches and logouts only', async () => {
    await putStore([`localhost:${whole.tlsPort}|01`])
    const before = whole.log().length
    const { report, ended } = await auditedWith('post-upgrade', {
      users: directory(whole, 'identity-store'),
      config: directory(whole, 'config-store', { url: `ldap://127.0.0.1:${whole.port}`, startTls: true, productAccount: account }),
    })
    expect(outcomesOf(report)).toEqual([
      'pingam/bound-device-schema @ users: pass',
      'pingam/device-profile-schema @ users: pass',
      'pingam/identity-classes @ deployment: pass',
      'pingam/retry-limit-schema @ users: pass',
      'pingam/server-side-sort @ config: pass',
      'pingam/webauthn-schema @ users: pass',
    ])
    expect(report.summary.exitCode).toBe(0)
    expect(report.transcript.operations.ldap).toBeGreaterThan(5)

    const log = await loggedSince(whole, before)
    const operations = log.split('\n').flatMap((line) => / conn=\d+ op=\d+ (\w.*)/.exec(line)?.[1] ?? [])
    const allowed = /^(?:BIND |SRCH |SEARCH RESULT |RESULT |UNBIND|EXT oid=1\.3\.6\.1\.4\.1\.1466\.20037|STARTTLS)/
    expect(operations.filter((operation) => !allowed.test(operation))).toEqual([])
    // One login and one goodbye for each account of each target, and TLS before each login.
    expect(operations.filter((operation) => /^BIND dn="cn=auditor.*method=128/.test(operation))).toHaveLength(3)
    expect(operations.filter((operation) => operation.startsWith('UNBIND'))).toHaveLength(3)
    expect(operations.filter((operation) => operation.startsWith('STARTTLS'))).toHaveLength(2)
    const protectedLogins = [...log.matchAll(/conn=(\d+) (?:(?:op|fd)=\d+ )?(TLS established|BIND dn="cn=auditor[^\n]*method=128)/g)]
    const secured = new Set<string>()
    for (const [, connection = '', event = ''] of protectedLogins) {
      if (event === 'TLS established') secured.add(connection)
      else expect(secured.has(connection), event).toBe(true)
    }
    expect(ended.stdout + ended.stderr).not.toContain(AUDITOR.password)
  })

  it('names the missing half, in the check of its file and for the users who get the class', async () => {
    await putStore([`localhost:${halved.tlsPort}`])
    const { report } = await auditedWith('pre-upgrade', { users: directory(halved, 'identity-store') })
    expect(wordsOf(resultOf(report, 'pingam/webauthn-schema', 'users'))).toContain('does not know the object class webauthnDeviceProfilesContainer')
    expect(wordsOf(resultOf(report, 'pingam/identity-classes', null))).toContain('webauthnDeviceProfilesContainer, which users does not know')
    expect(outcomesOf(report).filter((line) => line.endsWith(': fail'))).toEqual([
      'pingam/identity-classes @ deployment: fail',
      'pingam/webauthn-schema @ users: fail',
    ])
    // slapd has no vendorVersion: what it is cannot be told.
    expect(resultOf(report, 'pingam/directory-version', 'users')).toMatchObject({ outcome: 'error', reason: { code: 'permission-denied' } })
    expect(report.summary).toMatchObject({ verdict: 'blocked', exitCode: 23 })
  })

  it('a store of the configuration that is in no directory of the plan is told of, with what to add', async () => {
    await putStore(['ds.example.test:1636'])
    const { report } = await auditedWith('compliance', { users: directory(whole, 'identity-store') })
    const result = resultOf(report, 'pingam/identity-classes', null)
    expect(result).toMatchObject({ outcome: 'error', reason: { code: 'missing-evidence' } })
    expect(result.reason?.text).toContain('url: "ldaps://ds.example.test:1636"')
    const served = await auditedWith('compliance', { users: directory(whole, 'identity-store', { serves: { realm: '/', store: 'Users' } }) })
    expect(resultOf(served.report, 'pingam/identity-classes', null).outcome).toBe('pass')
  })

  it('one directory that does not answer leaves the others their results', async () => {
    await putStore([`localhost:${whole.tlsPort}`])
    const [closed = 0] = await freePorts(1)
    const { report } = await auditedWith('post-upgrade', {
      users: directory(whole, 'identity-store'),
      gone: directory(whole, 'identity-store', { url: `ldaps://localhost:${closed}` }),
    })
    for (const name of NAMES) {
      expect(resultOf(report, `pingam/${name}`, 'users').outcome, name).toBe('pass')
      expect(resultOf(report, `pingam/${name}`, 'gone'), name).toMatchObject({ outcome: 'error', reason: { code: 'unreachable' } })
    }
    expect(resultOf(report, 'pingam/identity-classes', null).outcome).toBe('error')
    expect(report.summary.exitCode).toBe(20)
  })

  it('a snapshot gives the same report as the directories did', async () => {
    await putStore([`localhost:${halved.tlsPort}`])
    const snapshot = `${am.root}/snapshot.json`
    const live = await auditedWith('pre-upgrade', { users: directory(halved, 'identity-store') }, ['--save', snapshot])
    const again = await audited([...flagsFor('pre-upgrade'), '--from', snapshot])
    expect(again.report.results.map((result) => ({ ...result, durationMs: 0 }))).toEqual(
      live.report.results.map((result) => ({ ...result, durationMs: 0 })),
    )
    expect(bytesWithoutRun(again.ended)).not.toContain(AUDITOR.password)
  })
})
