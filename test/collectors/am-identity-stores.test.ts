import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/am-identity-stores.ts'
import { amsterDocument, fbcDocument, GLOBAL } from '../support/am-documents.ts'
import { amInstance, inputFor, type AmInstance } from '../support/am-instance.ts'

let am: AmInstance
beforeEach(async () => {
  am = await amInstance()
  await am.write('.version', '7.5.0')
})
afterEach(() => am.remove())

const collect = (fields: object = { config: am.root }, variables = {}) =>
  collector.collect(inputFor(am.root, fields, { which: 'current' as const }, variables))
const FOLDER = `${GLOBAL}/sunidentityrepositoryservice/1.0/organizationconfig/default`
const SETTINGS = {
  pluginconfig: { sunIdRepoClass: 'org.forgerock.openam.idrepo.ldap.DJLDAPv3Repo' },
  ldapsettings: {
    'sun-idrepo-ldapv3-config-authid': '&{am.stores.user.username}',
    'sun-idrepo-ldapv3-config-authpw': 'Canary-bind-22459157',
    'sun-idrepo-ldapv3-config-ldap-server': { $list: '&{am.stores.user.servers}' },
    'sun-idrepo-ldapv3-config-organization_name': 'ou=identities',
    'sun-idrepo-ldapv3-config-connection-mode': '&{am.stores.user.connection.mode|LDAPS}',
  },
  userconfig: {
    'sun-idrepo-ldapv3-config-user-objectclass': ['top', 'inetorgperson', 'webauthnDeviceProfilesContainer'],
    'sun-idrepo-ldapv3-config-user-attributes': ['uid', 'retryLimitNodeCount'],
  },
}

describe('am-identity-stores', () => {
  it('the file-based tree: what is written, with what the plan resolves', async () => {
    const declaredIn = await am.write(
      `${FOLDER}/x.json`,
      fbcDocument('sunIdentityRepositoryService', ['OpenDJ', 'default'], SETTINGS, { realm: '/' }),
    )
    await am.write(`${FOLDER}.json`, fbcDocument('sunIdentityRepositoryService', ['default'], SETTINGS, { realm: '/' }))
    const { value, omitted } = await collect(undefined, {
      env: { AM_STORES_USER_SERVERS: 'ds:1636' },
      properties: { 'am.stores.user.username': 'uid=am' },
    })
    expect(omitted).toEqual([])
    expect(value.stores).toEqual([
      {
        realm: '/',
        name: 'OpenDJ',
        implementation: 'org.forgerock.openam.idrepo.ldap.DJLDAPv3Repo',
        servers: ['ds:1636'],
        baseDn: 'ou=identities',
        bindDn: 'uid=am',
        connectionMode: '&{am.stores.user.connection.mode|LDAPS}',
        userClasses: ['top', 'inetorgperson', 'webauthnDeviceProfilesContainer'],
        userAttributes: ['uid', 'retryLimitNodeCount'],
        unresolved: ['am.stores.user.connection.mode'],
        declaredIn,
      },
    ])
    expect(JSON.stringify(value)).not.toContain('Canary')
  })

  it('an Amster export, whatever kind of store it is', async () => {
    const document = { ...SETTINGS, ldapsettings: { ...SETTINGS.ldapsettings, 'sun-idrepo-ldapv3-config-ldap-server': ['a:1389|01', 'b:1389'] } }
    await am.write('export/realms/alpha/PingDirectory/x.json', amsterDocument('PingDirectory', 'Users', document, { realm: '/alpha' }))
    const { value, omitted } = await collect({ amsterExport: `${am.root}/export` })
    expect(omitted).toEqual([])
    expect(value.stores).toMatchObject([{ realm: '/alpha', name: 'Users', servers: ['a:1389|01', 'b:1389'] }])
  })

  const put = (userconfig: object, ldapsettings: object = {}) =>
    am.write(`${FOLDER}/x.json`, fbcDocument('sunIdentityRepositoryService', ['OpenDJ', 'default'], { ldapsettings, userconfig }, { realm: '/' }))

  it('lists that are an expression: resolved, or named; never empty', async () => {
    await put(
      { 'sun-idrepo-ldapv3-config-user-objectclass': { $list: '&{acme.classes}' } },
      { 'sun-idrepo-ldapv3-config-ldap-server': { $list: '&{acme.servers}' } },
    )
    const open = await collect()
    expect(open.omitted).toEqual([])
    expect(open.value.stores).toMatchObject([
      { userClasses: ['&{acme.classes}'], servers: ['&{acme.servers}'], unresolved: ['acme.servers', 'acme.classes'] },
    ])
    const { value } = await collect(undefined, { env: { ACME_CLASSES: 'top, person', ACME_SERVERS: 'a:1636,b:1636' } })
    expect(value.stores).toMatchObject([{ userClasses: ['top', 'person'], servers: ['a:1636', 'b:1636'], unresolved: [] }])
  })

  it('an empty list is one', async () => {
    await put({ 'sun-idrepo-ldapv3-config-user-objectclass': '[Empty]' })
    expect((await collect()).value.stores).toMatchObject([{ userClasses: [] }])
  })

  it('object classes that are no list of names are not an empty list', async () => {
    await put({ 'sun-idrepo-ldapv3-config-user-objectclass': [{ name: 'top' }] })
    const { value, omitted } = await collect()
    expect(value.stores).toMatchObject([{ userClasses: null }])
    expect(omitted).toEqual([expect.stringContaining('OpenDJ')])
  })
})
