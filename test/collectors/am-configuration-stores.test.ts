import { beforeEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/am-configuration-stores.ts'
import { amInstance, inputFor, type AmInstance } from '../support/am-instance.ts'

let am: AmInstance
beforeEach(async () => {
  am = await amInstance()
  return () => am.remove()
})
const collect = (env = {}) => collector.collect(inputFor(am.root, { config: am.root }, {}, { env }))
/** As in a real boot.json (facts/pingam 2.1). */
const STORE = {
  baseDN: 'ou=am-config',
  dirManagerDN: 'uid=am-config,ou=admins,ou=am-config',
  ldapHost: 'DS-0.ds',
  ldapPort: 1636,
  ldapProtocol: 'ldaps',
}

describe('am-configuration-stores', () => {
  it('what boot.json of AM 7 says', async () => {
    const declaredIn = await am.write('config/boot.json', {
      instance: 'http://am:80/am',
      dsameUser: 'cn=dsameuser',
      keystores: {},
      configStoreList: [STORE],
    })
    expect(await collect()).toEqual({
      value: {
        state: 'read',
        stores: [{ host: 'ds-0.ds', port: 1636, secure: true, baseDn: 'ou=am-config', bindDn: STORE.dirManagerDN, declaredIn }],
      },
      omitted: [],
    })
  })

  it('placeholders: what the plan resolves is filled in, the rest is open', async () => {
    await am.write('boot.json', {
      configStoreList: [{ ...STORE, ldapHost: '&{ds.host}', dirManagerDN: '${env.DS_DN}', ldapPort: '${env.DS_PORT}', ldapProtocol: 'ldap' }],
    })
    expect((await collect({ DS_HOST: 'ds' })).value.stores).toMatchObject([{ host: 'ds', port: null, secure: false, bindDn: null }])
    expect((await collect()).value.stores).toMatchObject([{ host: null }])
  })

  it('a port as text', async () => {
    await am.write('boot.json', { configStoreList: [{ ...STORE, ldapPort: '1389' }] })
    expect((await collect()).value.stores).toMatchObject([{ port: 1389 }])
  })

  it.for([
    ['none', null, 'absent'],
    ['no JSON', '{', 'not-understood'],
    ['no list', '{}', 'not-understood'],
  ] as const)('%s', async ([, content, state]) => {
    if (content !== null) await am.write('config/boot.json', content)
    expect((await collect()).value).toEqual({ state, stores: [] })
  })
})
