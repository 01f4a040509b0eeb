import { beforeEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/am-secret-stores.ts'
import {
  amInstance,
  fbcKeyStore,
  fbcMapping,
  fbcPasswordStore,
  GLOBAL_STORES,
  inputFor,
  REALM_STORES,
  type AmInstance,
} from '../support/am-instance.ts'

const LABEL = 'am.authn.trees.transientstate.encryption'
const amster = (entityType: string, entityId: string, data: object, more: object = {}) => ({
  metadata: { realm: null, amsterVersion: '8.0.2', entityType, entityId, pathParams: {}, ...more },
  data: { _id: entityId, ...data },
})

let am: AmInstance
beforeEach(async () => {
  am = await amInstance()
  return () => am.remove()
})
const collect = (fields: { readonly config?: string; readonly amsterExport?: string } = { config: am.root }, variables = {}) =>
  collector.collect(inputFor(am.root, fields, {}, variables))

describe('am-secret-stores, file-based', () => {
  it('reads stores and mappings by their content, whatever the files are called', async () => {
    await am.write(`${GLOBAL_STORES}/default-keystore.json`, fbcKeyStore('Default-KeyStore', '/keys/k.jceks'))
    const mapping = await am.write(
      `${GLOBAL_STORES}/default-keystore/mappings/0b6e1d1e-77aa.json`,
      fbcMapping('Default-KeyStore', LABEL, ['directenctest', 'older']),
    )
    await am.write(`${REALM_STORES}/x.json`, fbcKeyStore('RealmStore', '/keys/r.jceks', '/alpha'))
    await am.write('config/services/realm/root/filesystemsecretstore/1.0/globalconfig/default/p.json', fbcPasswordStore())
    await am.write('config/services/realm/root/hsmsecretstore/1.0/globalconfig/default/hsm.json', {
      metadata: { realm: null, entityType: 'HsmSecretStore' },
      data: { _id: 'default/Hsm' },
    })
    const { value, omitted } = await collect()
    expect(omitted).toEqual([])
    expect(value).toMatchObject({ form: 'file-based', visible: true })
    expect(
      value.keyStores.map(({ scope, name, resolvedFile, type, storePasswordId, entryPasswordId }) => ({
        scope,
        name,
        resolvedFile,
        type,
        storePasswordId,
        entryPasswordId,
      })),
    ).toEqual([
      {
        scope: '/alpha',
        name: 'RealmStore',
        resolvedFile: '/keys/r.jceks',
        type: 'JCEKS',
        storePasswordId: 'storepass',
        entryPasswordId: 'entrypass',
      },
      {
        scope: 'global',
        name: 'Default-KeyStore',
        resolvedFile: '/keys/k.jceks',
        type: 'JCEKS',
        storePasswordId: 'storepass',
        entryPasswordId: 'entrypass',
      },
    ])
    expect(value.mappings).toEqual([
      {
        label: LABEL,
        aliases: ['directenctest', 'older'],
        kind: 'KeyStoreSecretStore',
        store: 'Default-KeyStore',
        scope: 'global',
        declaredIn: mapping,
      },
    ])
    expect(value.otherStores.map(({ kind, name, scope, format }) => [kind, name, scope, format])).toEqual([
      ['FileSystemSecretStore', 'default-passwords-store', 'global', 'ENCRYPTED_PLAIN'],
      ['HsmSecretStore', 'Hsm', 'global', null],
    ])
  })

  it.each([
    ['a name without a value', '&{am.keystore}', {}, null, ['am.keystore']],
    ['a default is not certain', '&{am.keystore|/default/k.jceks}', {}, null, ['am.keystore']],
    ['an environment variable', '&{am.keystore|/default}/k.jceks', { env: { AM_KEYSTORE: '/given' } }, '/given/k.jceks', []],
    ['a system property', '&{am.home}/k.jceks', { properties: { 'am.home': '/opt/am' } }, '/opt/am/k.jceks', []],
    ['typed', { $string: '&{am.home}/k.jceks' }, { properties: { 'am.home': '/opt/am' } }, '/opt/am/k.jceks', []],
    ['a relative path', 'security/k.jceks', {}, null, []],
    ['an old tag', '%BASE_DIR%/k.jceks', {}, null, ['BASE_DIR']],
  ])('the file of a store: %s', async (_name, file, variables, resolvedFile, unresolved) => {
    await am.write(`${GLOBAL_STORES}/k.json`, fbcKeyStore('k', file))
    expect((await collect({ config: am.root }, variables)).value.keyStores).toMatchObject([{ resolvedFile, unresolved }])
  })

  it.each([
    ['7.5.0', 'whole'],
    ['8.0.2', 'overlay'],
    ['ForgeRock Access Management 7.1.0 Build abc (2021-April-01)', 'whole'],
    ['garbage', 'unknown'],
    [null, 'unknown'],
  ])('version %s: the tree is %s', async (version, layer) => {
    await am.write(`${GLOBAL_STORES}/k.json`, fbcKeyStore('k', '/k'))
    if (version !== null) await am.write('.version', version)
    expect((await collect()).value.layer).toBe(layer)
  })

  it('a tree without the service is no proof that there is no store', async () => {
    await am.write('.version', '8.0.2')
    await am.write('config/services/realm/root/scriptingservice/1.0/globalconfig/default.json', { metadata: {}, data: {} })
    const { value, omitted } = await collect()
    expect({ value, omitted }).toMatchObject({ value: { form: 'file-based', visible: false, layer: 'overlay', keyStores: [] }, omitted: [] })
  })

  it('the stores of a realm alone do not show what is global', async () => {
    await am.write(`${REALM_STORES}/r.json`, fbcKeyStore('r', '/r', '/alpha'))
    expect((await collect()).value).toMatchObject({ visible: false, keyStores: [{ scope: '/alpha' }] })
  })

  it('a realm store that does not name its realm is not taken for a global one', async () => {
    const document = JSON.stringify(fbcKeyStore('r', '/r', '/alpha')).replace('"realm":"/alpha"', '"realm":null')
    await am.write(`${REALM_STORES}/r.json`, document)
    expect(await collect()).toMatchObject({
      value: { visible: false, keyStores: [] },
      omitted: [expect.stringContaining('global or of which realm')],
    })
  })

  it('the node above the stores is none', async () => {
    await am.write('config/services/realm/root/keystoresecretstore/1.0/globalconfig/default.json', {
      metadata: { realm: null, entityType: 'KeyStoreSecretStore', entityId: 'default' },
      data: { _id: 'default' },
    })
    expect(await collect()).toMatchObject({ value: { visible: false, keyStores: [] }, omitted: [] })
  })

  it.each([
    ['not JSON', '{', 'bad.json'],
    ['a key twice', '{"metadata":{},"data":{"_id":"a","_id":"b"}}', 'second time'],
    ['a document of another kind', '{"metadata":{},"data":{"_id":"a"}}', 'understood'],
    ['a mapping without aliases', JSON.stringify(fbcMapping('k', LABEL, [])).replace('"aliases":[]', '"aliases":"x"'), 'understood'],
    ['a realm store among the global ones', JSON.stringify(fbcKeyStore('k', '/k', '/alpha')), 'global or of which realm'],
  ])('leaves nothing out in silence: %s', async (_name, content, says) => {
    await am.write(`${GLOBAL_STORES}/k.json`, fbcKeyStore('k', '/k'))
    await am.write(`${GLOBAL_STORES}/bad.json`, content)
    const { value, omitted } = await collect()
    expect(value.keyStores).toHaveLength(1)
    expect(omitted).toEqual([expect.stringContaining(says)])
  })
})

describe('am-secret-stores, Amster and classic', () => {
  const amsterTree = async () => {
    await am.write(
      'export/global/KeyStoreSecretStore/default-keystore.json',
      amster('KeyStoreSecretStore', 'default-keystore', { file: '/keys/k.jceks', storetype: 'JCEKS', _type: { _id: 'KeyStoreSecretStore' } }),
    )
    await am.write(
      'export/global/KeyStoreSecretStore/default-keystore/KeyStoreMappings/5f1d.json',
      amster(
        'KeyStoreMappings',
        LABEL,
        { secretId: LABEL, aliases: ['directenctest'], _type: { _id: 'mappings' } },
        { pathParams: { KeyStoreSecretStore: 'default-keystore' } },
      ),
    )
    await am.write(
      'export/realms/alpha/KeyStoreSecretStore/r.json',
      amster('KeyStoreSecretStore', 'r', { file: '/keys/r.jceks' }, { realm: '/alpha' }),
    )
    return `${am.root}/export`
  }

  it('reads an Amster export', async () => {
    const { value, omitted } = await collect({ amsterExport: await amsterTree() })
    expect(omitted).toEqual([])
    expect(value).toMatchObject({
      form: 'amster',
      visible: true,
      layer: 'whole',
      keyStores: [
        { scope: 'global', name: 'default-keystore', resolvedFile: '/keys/k.jceks' },
        { scope: '/alpha', name: 'r', type: null },
      ],
      mappings: [{ store: 'default-keystore', scope: 'global', label: LABEL, kind: 'KeyStoreSecretStore' }],
    })
  })

  it('an old export writes the root realm into global entities too', async () => {
    await am.write('export/global/KeyStoreSecretStore/k.json', amster('KeyStoreSecretStore', 'k', { file: '/k' }, { realm: '/' }))
    expect((await collect({ amsterExport: `${am.root}/export` })).value.keyStores).toMatchObject([{ scope: 'global' }])
  })

  it('a classic directory shows no stores; the export beside it does', async () => {
    await am.write('am/.version', '7.5.0')
    expect((await collect({ config: `${am.root}/am` })).value).toMatchObject({ form: 'classic', visible: false, layer: 'unknown' })
    expect((await collect({ config: `${am.root}/am`, amsterExport: await amsterTree() })).value).toMatchObject({ form: 'amster', visible: true })
  })

  it('a directory outside the plan is an error', async () => {
    await expect(collect({ amsterExport: '/nowhere' })).rejects.toMatchObject({ code: 'permission-denied' })
  })
})
