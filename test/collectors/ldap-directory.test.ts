import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import profileCheck from '../../checks/pingam/configuration-store-profile.ts'
import sortCheck from '../../checks/pingam/server-side-sort.ts'
import accessCollector from '../../src/collectors/ldap-access-control.ts'
import baseCollector from '../../src/collectors/ldap-configuration-base.ts'
import rootCollector from '../../src/collectors/ldap-root.ts'
import schemaCollector from '../../src/collectors/ldap-schema.ts'
import probeCollector from '../../src/collectors/ldap-sort-probe.ts'
import type { Judgement } from '../../src/core/check.ts'
import { judgeHere } from '../../src/core/evaluate.ts'
import { Secret } from '../../src/core/secret.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { directory389Available, start389, type Running389 } from '../servers/directory-389.ts'
import { AUDITOR, slapdAvailable, startSlapd, type RunningSlapd, type SlapdWish } from '../servers/slapd.ts'
import { networkCollected } from '../support/network-collected.ts'
import { required } from '../support/required.ts'

type Fields = FieldsOf<'ldap'>

const login = { bindDn: AUDITOR.dn, password: Secret.of(AUDITOR.password) }
const SORT = '1.2.840.113556.1.4.473'
const BASE = 'dc=example,dc=test'
const fieldsOf = (port: number, more: Partial<Fields> = {}): Fields => ({ url: `ldap://127.0.0.1:${port}`, baseDn: BASE, ...login, ...more })

/** The judgement of server-side sorting from what is read of a running server. */
const sortJudged = async (fields: Fields, parameters: { readonly account?: string } = {}): Promise<Judgement> => {
  const probe = fields.productAccount === undefined ? null : (await networkCollected(probeCollector, fields)).value
  const facts = {
    root: (await networkCollected(rootCollector, fields)).value,
    access: (await networkCollected(accessCollector, fields)).value,
    probe,
    stores: [],
  }
  const target = { name: 'config', type: 'ldap', role: 'config-store', line: 1 }
  return judgeHere(sortCheck, { facts, before: null, target, parameters, options: {}, phase: 'compliance', step: null, now: 0, attestation: null })
}

describe.skipIf(!required('slapd', slapdAvailable(), 'slapd'))('what slapd shows', () => {
  const running: RunningSlapd[] = []
  afterEach(async () => {
    for (const slapd of running.splice(0)) await slapd.stop()
  })
  const started = async (wish: SlapdWish = {}): Promise<RunningSlapd> => {
    const slapd = await startSlapd(wish)
    running.push(slapd)
    return slapd
  }

  it('ldap-root: address, transport, account, and null for what is not shown', async () => {
    const { tlsPort, authority, directory } = await started()
    const serves = { realm: '/alpha' }
    const fields: Fields = { url: `ldaps://localhost:${tlsPort}`, baseDn: BASE, ...login, tls: { ca: authority.ca }, serves }
    const { value } = await networkCollected(rootCollector, fields, [directory])
    expect(value).toMatchObject({
      host: 'localhost',
      port: tlsPort,
      transport: 'verified',
      boundAs: AUDITOR.dn,
      baseDn: BASE,
      productAccount: null,
      serves: { realm: '/alpha', store: null },
      subschemaSubentry: 'cn=Subschema',
      namingContexts: [BASE],
      vendorVersion: null,
    })
    expect(value.supportedControl).not.toContain(SORT)
    expect(JSON.stringify(value)).not.toContain(AUDITOR.password)
  })

  it('ldap-root: nothing shown is no directory without controls', async () => {
    const { port } = await started({ global: 'access to dn.base="" by users read by * none\naccess to * by * read' })
    await expect(networkCollected(rootCollector, { url: `ldap://127.0.0.1:${port}`, baseDn: BASE })).rejects.toMatchObject({
      code: 'permission-denied',
      message: expect.stringContaining('anonymous'),
    })
    expect((await networkCollected(rootCollector, fieldsOf(port))).value.namingContexts).toEqual([BASE])
  })

  it('server-side sorting: allowed with the overlay', async () => {
    const { port } = await started({ global: 'moduleload sssvlv', database: 'overlay sssvlv' })
    expect(await sortJudged(fieldsOf(port, { productAccount: login }))).toMatchObject({ outcome: 'pass' })
  })

  it('server-side sorting: refused and not offered without it', async () => {
    const { port } = await started()
    const fields = fieldsOf(port, { productAccount: login })
    expect((await networkCollected(probeCollector, fields)).value).toEqual({ account: AUDITOR.dn, baseDn: BASE, resultCode: 12 })
    expect(await sortJudged(fields)).toMatchObject({ outcome: 'fail', findings: [{ messageId: 'notOffered' }] })
  })

  it('server-side sorting: refused where what is offered is not shown', async () => {
    const { port } = await started({ global: 'access to dn.base="" attrs=supportedControl by * none\naccess to * by * read' })
    expect(await sortJudged(fieldsOf(port, { productAccount: login }))).toMatchObject({ outcome: 'fail', findings: [{ messageId: 'refused' }] })
  })

  it('server-side sorting: an account whose password is refused is an error', async () => {
    const { port } = await started()
    const productAccount = { bindDn: AUDITOR.dn, password: Secret.of('another word') }
    await expect(networkCollected(probeCollector, fieldsOf(port, { productAccount }))).rejects.toMatchObject({ code: 'auth-failed' })
  })

  it('ACIs: none shown and no account is an error', async () => {
    const { port } = await started({ global: 'moduleload sssvlv', database: 'overlay sssvlv' })
    expect(await sortJudged(fieldsOf(port))).toMatchObject({ outcome: 'error', code: 'secret-unavailable' })
    expect(await sortJudged(fieldsOf(port), { account: 'uid=am,dc=example,dc=test' })).toMatchObject({ outcome: 'error', code: 'missing-evidence' })
  })

  /** slapd takes no operational attribute from a schema of one's own, so here `aci` is an ordinary one. */
  const ACI = `attributetype ( 2.16.840.1.113730.3.1.55 NAME 'aci' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
objectclass ( 1.3.6.1.4.1.99999.2.1 NAME 'protected' SUP top AUXILIARY MAY aci )`
  const aciOf = (effect: string): string =>
    `(targetcontrol="${SORT}")(version 3.0; acl "${effect} sorting"; ${effect} (read) userdn="ldap:///uid=am,${BASE}";)`
  const CONFIG = `ou=config,${BASE}`
  const stored = (effect: string): string =>
    `dn: ${CONFIG}\nobjectClass: organizationalUnit\nobjectClass: protected\nou: config\naci: ${aciOf(effect)}\n`
  const withAci = (effect: string, database = ''): Promise<RunningSlapd> =>
    started({ schema: ACI, ldif: stored(effect), global: 'moduleload sssvlv', database: `overlay sssvlv\n${database}` })
  const account = `uid=am,${BASE}`

  it('ACIs: read as they are stored; a denial decides', async () => {
    const { port } = await withAci('deny')
    const fields = fieldsOf(port, { baseDn: CONFIG })
    expect((await networkCollected(accessCollector, fields)).value).toEqual({
      baseDn: CONFIG,
      places: [
        { on: CONFIG, state: 'read', acis: [aciOf('deny')] },
        { on: BASE, state: 'not-shown', acis: [] },
        { on: 'dc=test', state: 'no-entry', acis: [] },
        { on: 'global', state: 'not-shown', acis: [] },
      ],
    })
    expect(await sortJudged(fields, { account })).toMatchObject({ outcome: 'fail', findings: [{ messageId: 'denied' }] })
  })

  it('ACIs: one that allows says nothing while others are hidden', async () => {
    const { port } = await withAci('allow')
    expect(await sortJudged(fieldsOf(port, { baseDn: CONFIG }), { account })).toMatchObject({ outcome: 'error', code: 'missing-evidence' })
  })

  it('ACIs: an attribute that may not be read is no missing one', async () => {
    const { port } = await withAci('deny', 'access to attrs=aci by * none\naccess to * by * read')
    const { value } = await networkCollected(accessCollector, fieldsOf(port, { baseDn: CONFIG }))
    expect(value.places[0]).toEqual({ on: CONFIG, state: 'not-shown', acis: [] })
  })

  const SUN = ['sunServiceSchema', 'sunKeyValue', 'sunxmlKeyValue']
    .map((name, index) => `attributetype ( 1.3.6.1.4.1.42.2.27.9.1.${index} NAME '${name}' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )`)
    .concat(
      ['sunService', 'sunServiceComponent', 'sunRealmService'].map(
        (name, index) => `objectclass ( 1.3.6.1.4.1.42.2.27.9.2.${index} NAME '${name}' SUP top AUXILIARY MAY sunKeyValue )`,
      ),
    )
    .join('\n')
  const unit = (rdn: string, more = ''): string => `dn: ${rdn},${CONFIG}\nobjectClass: organizationalUnit\n${rdn.replace('=', ': ')}\n${more}`
  const profile = `dn: ${CONFIG}\nobjectClass: organizationalUnit\nou: config\n\n${unit('ou=admins')}\ndn: uid=am-config,ou=admins,${CONFIG}\nobjectClass: account\nuid: am-config\n`
  const services = (createTimestamp: string): string =>
    `\n${unit('ou=services', `createTimestamp: ${createTimestamp}\nentryUUID: 3f2504e0-4f89-11d3-9a0c-0305e82c3301\n`)}`
  const profileJudged = async (fresh: RunningSlapd, old: RunningSlapd): Promise<Judgement> => {
    const [its, its2] = [fresh, old].map(({ port }) => fieldsOf(port, { baseDn: CONFIG }))
    if (its === undefined || its2 === undefined) throw new Error('no servers')
    const facts = {
      root: (await networkCollected(rootCollector, its)).value,
      base: (await networkCollected(baseCollector, its)).value,
      schema: (await networkCollected(schemaCollector, its)).value,
      oldRoots: [{ target: 'old', value: (await networkCollected(rootCollector, its2)).value }],
      oldBases: [{ target: 'old', value: (await networkCollected(baseCollector, its2)).value }],
    }
    const target = { name: 'new', type: 'ldap', role: 'new-config-store', line: 1 }
    const route = { route: 'amster' }
    return judgeHere(profileCheck, {
      facts,
      before: null,
      target,
      parameters: {},
      options: route,
      phase: 'staged',
      step: null,
      now: 0,
      attestation: null,
    })
  }

  it('configuration-store-profile: a new store, one that was copied, one that is the old one, one without the profile', async () => {
    const old = await started({ schema: SUN, ldif: profile + services('20240102030405Z') })
    const fresh = await started({ schema: SUN, ldif: profile })
    expect(await profileJudged(fresh, old)).toMatchObject({ outcome: 'pass' })
    const copied = await started({ schema: SUN, ldif: profile + services('20240102030405Z') })
    expect(await profileJudged(copied, old)).toMatchObject({
      outcome: 'fail',
      findings: [{ messageId: 'sameData', subject: 'new old ou=services data' }],
    })
    expect(await profileJudged(old, old)).toMatchObject({
      outcome: 'fail',
      findings: expect.arrayContaining([expect.objectContaining({ messageId: 'sameAddress' })]),
    })
    const bare = await started()
    expect(await profileJudged(bare, old)).toMatchObject({ outcome: 'fail', findings: SUN.split('\n').map(() => ({ messageId: 'notPrepared' })) })
  })
})

describe.skipIf(!required('389-ds', directory389Available(), '389-ds-base, as root'))('what 389-ds shows', () => {
  let ds: Running389
  const everybody = `(targetcontrol="${SORT}")(version 3.0; acl "all may sort"; allow (read) userdn="ldap:///all";)`
  beforeAll(async () => {
    // OpenDJ and PingDS keep their global ACIs there; 389-ds has no such entry, and takes one.
    ds = await start389(`dn: cn=schema
changetype: modify
add: attributeTypes
attributeTypes: ( 1.3.6.1.4.1.26027.1.1.146 NAME 'ds-cfg-global-aci' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )

dn: cn=Access Control Handler,cn=config
changetype: add
objectClass: top
objectClass: extensibleObject
cn: Access Control Handler
ds-cfg-global-aci: ${everybody}
aci: (targetattr="*")(version 3.0; acl "the auditor reads"; allow (read,search,compare) userdn="ldap:///${AUDITOR.dn}";)
`)
  })
  afterAll(() => ds.stop())

  it('ldap-root', async () => {
    const { value } = await networkCollected(rootCollector, fieldsOf(ds.port))
    expect(value).toMatchObject({ transport: 'clear', subschemaSubentry: 'cn=schema', vendorName: '389 Project', fullVendorVersion: null })
    expect(value.vendorVersion).toMatch(/^389-Directory\/\d/)
    expect(value.supportedControl).toContain(SORT)
  })

  it('over StartTLS and ldaps', async () => {
    const tls = { ca: ds.authority.ca }
    const startTls = await networkCollected(rootCollector, fieldsOf(ds.port, { startTls: true, tls }), [ds.directory])
    expect(startTls.value.transport).toBe('verified')
    const ldaps = await networkCollected(rootCollector, fieldsOf(0, { url: `ldaps://localhost:${ds.tlsPort}`, tls }), [ds.directory])
    expect(ldaps.value.transport).toBe('verified')
  })

  it('its own ACIs and global ones: one that allows all decides', async () => {
    const { value } = await networkCollected(accessCollector, fieldsOf(ds.port))
    expect(value.places).toMatchObject([
      { on: BASE, state: 'read' },
      { on: 'dc=test', state: 'no-entry' },
      { on: 'global', state: 'read', acis: [everybody] },
    ])
    expect(await sortJudged(fieldsOf(ds.port), { account: 'uid=am,dc=example,dc=test' })).toMatchObject({
      outcome: 'pass',
      observed: expect.stringContaining('"all may sort" of global allows'),
    })
  })

  it('an anonymous reader is shown no ACIs, and so nothing is judged', async () => {
    const anonymous: Fields = { url: `ldap://127.0.0.1:${ds.port}`, baseDn: BASE }
    const { value } = await networkCollected(accessCollector, anonymous)
    expect(value.places.map(({ state }) => state)).toEqual(['not-shown', 'no-entry', 'not-shown'])
    expect(await sortJudged(anonymous, { account: 'uid=am,dc=example,dc=test' })).toMatchObject({ outcome: 'error' })
  })

  it('server-side sorting: allowed', async () => {
    expect(await sortJudged(fieldsOf(ds.port, { productAccount: login }))).toMatchObject({
      outcome: 'pass',
      observed: expect.stringContaining('sorted'),
    })
  })

  it('nothing but logins, searches and logouts is sent', () => {
    const log = ds
      .log()
      .split('\n')
      .filter((line) => !line.includes('op=-1'))
    const audited = new Set(log.flatMap((line) => /conn=(\d+) op=\d+ BIND dn="cn=auditor/.exec(line)?.[1] ?? []))
    expect(audited.size).toBeGreaterThan(4)
    const sent = log.flatMap((line) => {
      const [, conn = '', operation = ''] = /conn=(\d+) op=\d+ (\w.*)/.exec(line) ?? []
      return audited.has(conn) ? [operation] : []
    })
    // The line of a sorted search, and the answers, are the server's own; the one extended operation is StartTLS.
    const allowed = /^(?:BIND |SRCH |SORT |RESULT |UNBIND$|EXT oid="1\.3\.6\.1\.4\.1\.1466\.20037"|fd=\d+ Disconnect )/
    expect(sent.filter((operation) => !allowed.test(operation))).toEqual([])
    expect(sent.some((operation) => operation.startsWith('SRCH '))).toBe(true)
  })
})
