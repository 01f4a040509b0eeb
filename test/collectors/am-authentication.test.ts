import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/am-authentication.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { amsterDocument, fbcDocument, GLOBAL } from '../support/am-documents.ts'
import { amInstance, inputFor, type AmInstance } from '../support/am-instance.ts'

let am: AmInstance
let count = 0
beforeEach(async () => {
  am = await amInstance()
  await am.write('.version', '7.5.0')
})
afterEach(() => am.remove())

const collect = (fields: FieldsOf<'pingam'> = { config: am.root }) => collector.collect(inputFor(am.root, fields, { which: 'current' as const }))
/** File names are of no account. */
const put = (service: string, names: readonly string[], data: object, realm: string | null = '/') =>
  am.write(`${GLOBAL}/x/1.0/${realm === null ? 'globalconfig' : 'organizationconfig'}/${++count}.json`, fbcDocument(service, names, data, { realm }))
const amster = (folder: string, type: string, id: string, data: object, realm: string | null = '/') =>
  am.write(`export/${folder}/${++count}.json`, amsterDocument(type, id, data, { realm }))

describe('am-authentication', () => {
  it('the file-based tree: trees, nodes, settings, chains as XML', async () => {
    await put('authenticationTreesService', ['Login', 'default'], { entryNodeId: 'a', nodes: { a: { nodeType: 'PageNode' } } })
    await put('RetryLimitDecisionNode', ['n-1', 'default'], { retryLimit: 3 })
    await put('RetryLimitDecisionNode', ['n-2', 'default'], { incrementUserAttributeOnFailure: false })
    await put('RetryLimitDecisionNode', ['n-3', 'default'], { incrementUserAttributeOnFailure: { $bool: '&{acme.save|false}' } })
    await put('RetryLimitDecisionNode', ['default'], {})
    await put('WebAuthnRegistrationNode', ['n-4', 'default'], {})
    await put('WebAuthnRegistrationNode', ['default'], {})
    await put('DeviceGeoFencingNode', ['n-5', 'default'], {})
    await put('iPlanetAMAuthService', ['default'], { 'iplanet-am-auth-org-config': 'Login', core: { adminAuthModule: 'ldapService' } }, '/alpha')
    await put('iPlanetAMAuthConfiguration', ['ldapService', 'Configurations', 'default'], {
      'iplanet-am-auth-configuration': '<AttributeValuePair><Value>LDAP REQUIRED </Value><Value>HOTP OPTIONAL a=b</Value></AttributeValuePair>',
    })
    await put('iPlanetAMAuthConfiguration', ['Configurations', 'default'], { authChainConfiguration: '[Empty]' })
    await put('iPlanetAMAuthLDAPService', ['LDAP', 'default'], {})
    await put('iPlanetAMAuthLDAPService', ['default'], {})
    await put(
      'iPlanetAMAuthService',
      ['default'],
      { 'iplanet-am-auth-authenticators': ['com.sun.identity.authentication.modules.ldap.LDAP', 'com.acme.Sms'] },
      null,
    )
    const { value, omitted } = await collect()
    expect(omitted).toEqual([])
    expect(value).toMatchObject({
      trees: [{ realm: '/', name: 'Login' }],
      chains: [{ realm: '/', name: 'ldapService', modules: ['LDAP', 'HOTP'] }],
      modules: [{ realm: '/', name: 'LDAP', kind: 'iPlanetAMAuthLDAPService' }],
      settings: [{ realm: '/alpha', users: 'Login', administrators: 'ldapService' }],
      moduleClasses: [{ className: 'com.acme.Sms' }],
      retryLimitNodes: [
        { id: 'n-1', savesToUser: true },
        { id: 'n-2', savesToUser: false },
        { id: 'n-3', savesToUser: null },
      ],
      deviceNodes: [{ realm: '/', id: 'n-4', type: 'WebAuthnRegistrationNode' }],
    })
  })

  it('an Amster export: chains as lists, modules, settings in sections; the defaults of a service are no instance', async () => {
    await amster('realms/root/AuthenticationChains', 'AuthenticationChains', 'ldapService', {
      authChainConfiguration: [{ module: 'DataStore', criteria: 'REQUIRED', options: {} }],
    })
    await amster('global', 'AuthenticationChains', 'AuthenticationChains', { dynamic: { authChainConfiguration: '[Empty]' } }, null)
    await amster('realms/root/LdapModule', 'LdapModule', 'LDAP', { userBindPassword: 'Canary-module-57721566' })
    await amster('global', 'LdapModule', 'LdapModule', {}, null)
    await amster('realms/root', 'Authentication', 'Authentication', { core: { orgConfig: 'ldapService', adminAuthModule: '[Empty]' } })
    await amster(
      'global',
      'Authentication',
      'Authentication',
      { authenticators: ['org.forgerock.openam.authentication.modules.oath.OATH'], defaults: { core: { orgConfig: '[Empty]' } } },
      null,
    )
    await amster('realms/root/AuthTree', 'AuthTree', 'Login', { entryNodeId: 'a', nodes: {} })
    const { value, omitted } = await collect({ amsterExport: `${am.root}/export` })
    expect(omitted).toEqual([])
    expect(value).toMatchObject({
      trees: [{ name: 'Login' }],
      chains: [{ name: 'ldapService', modules: ['DataStore'] }],
      modules: [{ name: 'LDAP', kind: 'LdapModule' }],
      settings: [{ realm: '/', users: 'ldapService', administrators: null }],
      moduleClasses: [],
    })
    expect(JSON.stringify(value)).not.toContain('Canary')
  })

  it.each([
    ['a text', 'LDAP REQUIRED'],
    ['an expression', { $list: '&{acme.chain}' }],
    ['an item without a module', [{ criteria: 'REQUIRED' }]],
  ])('a chain that is not understood is no empty one: %s', async (_name, authChainConfiguration) => {
    await amster('realms/root/AuthenticationChains', 'AuthenticationChains', 'portal', { authChainConfiguration })
    const { value, omitted } = await collect({ amsterExport: `${am.root}/export` })
    expect(value.chains).toMatchObject([{ name: 'portal', modules: null }])
    expect(omitted).toEqual([expect.stringContaining('portal')])
  })

  it('an expression for what a realm logs in with is kept as written', async () => {
    await put('iPlanetAMAuthService', ['default'], { orgConfig: '&{acme.tree|Login}' })
    expect((await collect()).value.settings).toMatchObject([{ users: '&{acme.tree|Login}' }])
  })
})
