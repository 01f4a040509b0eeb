import { afterEach, describe, expect, it } from 'vitest'
import accessCollector from '../../src/collectors/ldap-access-control.ts'
import rootCollector from '../../src/collectors/ldap-root.ts'
import schemaCollector from '../../src/collectors/ldap-schema.ts'
import { LIMITS } from '../../src/limits.ts'
import { bound, done, entry, scriptedLdap, type LdapRequest, type ScriptedLdap } from '../servers/scripted-ldap.ts'
import { networkCollected } from '../support/network-collected.ts'

/** Answers that no directory at hand gives: scripted, spoken over a socket. */
const servers: ScriptedLdap[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

type Attributes = Readonly<Record<string, readonly string[]>>
const BIND = 0x60
const SEARCH = 0x63

/** A directory of these entries; everything else is no such object. */
const directoryOf = async (entries: Readonly<Record<string, Attributes | number>>) => {
  const answer = ({ id, tag, bytes }: LdapRequest): Buffer | null => {
    if (tag === BIND) return bound(id)
    if (tag !== SEARCH) return null
    const asked = baseOf(bytes)
    const found = Object.entries(entries).find(([dn]) => dn.toLowerCase() === asked.toLowerCase())?.[1]
    if (found === undefined) return done(id, 32)
    return typeof found === 'number' ? done(id, found) : Buffer.concat([entry(id, asked, found), done(id)])
  }
  const server = await scriptedLdap({ onRequest: answer })
  servers.push(server)
  return { url: `ldap://127.0.0.1:${server.port}`, baseDn: 'ou=am-config' }
}

/** The base of a search: the first octet string behind the tag of the request, whose length these tests keep below 128. */
const baseOf = (bytes: Buffer): string => {
  const at = bytes.indexOf(SEARCH)
  const first = bytes[at + 1] ?? 0
  const start = at + 2 + (first < 0x80 ? 0 : first & 0x7f)
  return bytes.subarray(start + 2, start + 2 + (bytes[start + 1] ?? 0)).toString('utf8')
}

const ROOT = { subschemaSubentry: ['cn=schema'], namingContexts: ['ou=am-config'], vendorVersion: ['PingDS 7.5.2'] }
const UID = "( 0.9.2342.19200300.100.1.1 NAME 'uid' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"
const TOP = "( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )"
const GLOBAL = '(targetcontrol="*")(version 3.0; acl "all controls"; allow (read) userdn="ldap:///all";)'

describe('answers of a directory', () => {
  it('as PingDS gives them', async () => {
    const fields = await directoryOf({
      '': ROOT,
      'ou=am-config': { aci: ['(a)'] },
      'cn=Access Control Handler,cn=config': { 'ds-cfg-global-aci': [GLOBAL] },
    })
    expect((await networkCollected(rootCollector, fields)).value).toMatchObject({
      vendorVersion: 'PingDS 7.5.2',
      supportedControl: null,
      boundAs: null,
    })
    expect((await networkCollected(accessCollector, fields)).value.places).toEqual([
      { on: 'ou=am-config', state: 'read', acis: ['(a)'] },
      { on: 'global', state: 'read', acis: [GLOBAL] },
    ])
  })

  it('insufficient access to ACIs is not-shown, as no such object is', async () => {
    const fields = await directoryOf({ '': ROOT, 'ou=am-config': 50 })
    expect((await networkCollected(accessCollector, fields)).value.places.map(({ state }) => state)).toEqual(['not-shown', 'not-shown'])
  })

  it('naming contexts that are no names say nothing of what is above the base', async () => {
    const fields = await directoryOf({ '': { ...ROOT, namingContexts: ['ou=am-config', 'what?'] }, 'ou=am-config': { aci: ['(a)'] } })
    const { value } = await networkCollected(accessCollector, { ...fields, baseDn: 'ou=x,ou=am-config' })
    expect(value.places.map(({ on, state }) => `${on} ${state}`)).toEqual(['ou=x,ou=am-config not-shown', 'ou=am-config read', 'global not-shown'])
  })

  it.for([
    ['controls', { supportedControl: Array.from({ length: LIMITS.ldapValues.value + 1 }, (_, index) => `1.2.${index}`) }],
    ['a control', { supportedControl: ['1'.repeat(1025)] }],
  ] as const)('too much of %s is a limit', async ([, more]) => {
    await expect(networkCollected(rootCollector, await directoryOf({ '': { ...ROOT, ...more } }))).rejects.toMatchObject({ code: 'limit' })
  })

  it('an ACI beyond measure is a limit', async () => {
    const fields = await directoryOf({ '': ROOT, 'ou=am-config': { aci: ['x'.repeat(65_537)] } })
    await expect(networkCollected(accessCollector, fields)).rejects.toMatchObject({ code: 'limit' })
  })

  it('a version beyond measure is cut', async () => {
    const { value } = await networkCollected(rootCollector, await directoryOf({ '': { ...ROOT, vendorVersion: [`PingDS ${'7'.repeat(9000)}`] } }))
    expect(value.vendorVersion).toHaveLength(512)
  })

  it('definitions that are not understood are kept, or counted where there are too many or too long ones', async () => {
    const odd = Array.from({ length: 510 }, (_, index) => `( 1.2.${index} ODD )`)
    const long = [`( 1.3.1 ODD '${'x'.repeat(5000)}' )`, `( 1.3.2 NAME '${'y'.repeat(300)}' )`]
    const fields = await directoryOf({ '': ROOT, 'cn=schema': { attributeTypes: [UID, ...odd, ...long], objectClasses: [TOP] } })
    const { value } = await networkCollected(schemaCollector, fields)
    expect(value).toMatchObject({ attributeTypes: [{ names: ['uid'] }], objectClasses: [{ names: ['top'] }], unreadBeyond: 12 })
    expect(value.unread).toHaveLength(500)
  })

  it.for([
    ['no attribute types', { objectClasses: [TOP] }],
    ['no object classes', { attributeTypes: [UID] }],
  ] as const)('%s: the reader may not see them', async ([, schema]) => {
    await expect(networkCollected(schemaCollector, await directoryOf({ '': ROOT, 'cn=schema': schema }))).rejects.toMatchObject({
      code: 'permission-denied',
    })
  })

  it('more definitions than any schema has is a limit', async () => {
    const many = Array.from({ length: LIMITS.ldapDefinitions.value + 1 }, (_, index) => `( 1.2.${index} )`)
    const fields = await directoryOf({ '': ROOT, 'cn=schema': { attributeTypes: many, objectClasses: [TOP] } })
    await expect(networkCollected(schemaCollector, fields)).rejects.toMatchObject({ code: 'limit' })
  })
})
