import { copyFile, mkdir, symlink } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import check from '../../checks/pingam/transient-state-key.ts'
import survives from '../../checks/pingam/keystore-survives.ts'
import type { AmKeystores } from '../../src/api.ts'
import collector from '../../src/collectors/am-keystores.ts'
import { findingFrom } from '../../src/core/finding.ts'
import { COMPARISON_KEYWORDS } from '../../src/core/schema.ts'
import { Secret } from '../../src/core/secret.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { amKeystores } from '../../src/facts/am-keystores.ts'
import { readKeystore } from '../../src/formats/keystore.ts'
import { RoundBudget } from '../../src/formats/pbe.ts'
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
import { flags, keyPairArguments, keytoolAvailable, secretKeyArguments, workshop, type Store, type Workshop } from '../support/keytool.ts'

const STOREPASS = 'canary-store-8131'
const ENTRYPASS = 'canary-entry-4417'
const ALIAS = 'directenctest'

const store = (keystore: string, storetype: 'JKS' | 'JCEKS' | 'PKCS12', keypass = ENTRYPASS): Store => ({
  keystore,
  storetype,
  storepass: STOREPASS,
  keypass,
})

/** The samples, each made by the real keytool. */
const SAMPLES: readonly (readonly string[])[] = [
  secretKeyArguments(store('good.jceks', 'JCEKS'), 'DirectEncTest', 256),
  keyPairArguments(store('good.jceks', 'JCEKS'), 'test'),
  secretKeyArguments(store('return-key.jceks', 'JCEKS', STOREPASS), ALIAS, 256),
  secretKeyArguments(store('aes-128.jceks', 'JCEKS'), ALIAS, 128),
  ['-genseckey', ...flags({ alias: ALIAS, keyalg: 'DESede', ...store('desede.jceks', 'JCEKS') })],
  keyPairArguments(store('pair.jceks', 'JCEKS'), ALIAS),
  keyPairArguments(store('pair.jks', 'JKS'), ALIAS),
  secretKeyArguments(store('other.jceks', 'JCEKS'), 'other', 256),
  secretKeyArguments(store('modern.p12', 'PKCS12', STOREPASS), ALIAS, 256),
  ['-J-Dkeystore.pkcs12.legacy', ...secretKeyArguments(store('legacy.p12', 'PKCS12', STOREPASS), ALIAS, 256)],
  [
    '-importkeystore',
    ...flags({
      srckeystore: 'return-key.jceks',
      srcstoretype: 'JCEKS',
      srcstorepass: STOREPASS,
      destkeystore: 'same.p12',
      deststoretype: 'PKCS12',
      deststorepass: STOREPASS,
    }),
  ],
]

const secrets = { storepass: Secret.of(STOREPASS), keypass: Secret.of(ENTRYPASS) }
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, keywords: [...COMPARISON_KEYWORDS] }).compile(amKeystores.value.json)

describe.skipIf(!keytoolAvailable())('am-keystores', () => {
  let made: Workshop
  let am: AmInstance

  beforeAll(async () => {
    made = await workshop()
    for (const call of SAMPLES) await made.keytool(...call)
  })
  afterAll(() => made.remove())
  beforeEach(async () => {
    am = await amInstance()
    await am.write('.version', '7.5.0')
    await am.write('config/services/realm/root/filesystemsecretstore/1.0/globalconfig/default/p.json', fbcPasswordStore())
    return () => am.remove()
  })

  const put = async (sample: string, relative = 'security/keystores/keystore.jceks'): Promise<string> => {
    const path = `${am.root}/${relative}`
    await mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true })
    await copyFile(made.path(sample), path)
    return path
  }
  const declare = (file: unknown, name = 'default-keystore', more: object = {}) =>
    am.write(`${GLOBAL_STORES}/${name}.json`, fbcKeyStore(name, file, null, more))
  const collect = async (
    keystores: FieldsOf<'pingam'>['keystores'] = [],
    more: { readonly variables?: object; readonly fields?: FieldsOf<'pingam'> } = {},
  ) => {
    const answer = await collector.collect(inputFor(am.root, { config: am.root, keystores, ...more.fields }, { aliases: [ALIAS] }, more.variables))
    expect(validate(answer.value), JSON.stringify(validate.errors)).toBe(true)
    return answer
  }
  const judge = (value: AmKeystores) =>
    check.evaluate({
      before: null,
      facts: { keystores: value },
      target: { name: 'am-1', type: 'pingam', role: 'instance', line: 1 },
      parameters: { alias: ALIAS },
      options: {},
      phase: 'pre-upgrade',
      step: null,
      now: 0,
      attestation: null,
      finding: findingFrom(check.messages),
    })

  it.each([
    ['good.jceks', 'JCEKS', { outcome: 'pass', observed: expect.stringContaining('AES, 256 bits') }],
    ['modern.p12', 'PKCS12', { outcome: 'pass' }],
    ['legacy.p12', 'PKCS12', { outcome: 'pass' }],
    ['modern.p12', 'JCEKS', { outcome: 'fail', findings: [{ messageId: 'storeType' }] }],
    ['return-key.jceks', 'JCEKS', { outcome: 'fail', findings: [{ messageId: 'storePasswordOnly' }] }],
    ['aes-128.jceks', 'JCEKS', { outcome: 'fail', findings: [{ messageId: 'wrongKey', actual: 'AES, 128 bits' }] }],
    ['desede.jceks', 'JCEKS', { outcome: 'fail', findings: [{ messageId: 'wrongKey', actual: expect.stringContaining('DESede') }] }],
    ['pair.jceks', 'JCEKS', { outcome: 'fail', findings: [{ messageId: 'wrongKind' }] }],
    ['pair.jks', 'JKS', { outcome: 'fail', findings: [{ messageId: 'wrongKind' }] }],
    ['other.jceks', 'JCEKS', { outcome: 'fail', findings: [{ messageId: 'missing' }] }],
  ])('%s as %s: what keytool wrote, collected and judged', async (sample, storetype, expected) => {
    const path = await put(sample)
    await declare(path, 'default-keystore', { storetype })
    const keypass = sample.endsWith('.p12') ? {} : { keypass: secrets.keypass }
    const { value, omitted } = await collect([{ path, storepass: secrets.storepass, ...keypass }])
    expect(omitted).toEqual([])
    expect(judge(value)).toMatchObject(expected)
  })

  it('follows the file of the secret store, not the other keystores of the plan', async () => {
    const path = await put('other.jceks')
    const boot = await put('good.jceks', 'boot/keystore.jceks')
    await declare(path)
    await am.write('boot.json', { keystores: { default: { keyStoreFile: boot } } })
    const { value } = await collect([
      { path, ...secrets },
      { path: boot, ...secrets },
    ])
    expect(judge(value)).toMatchObject({
      outcome: 'fail',
      findings: [{ messageId: 'missing', message: expect.stringContaining(`${boot} holds it, but does not count`) }],
    })
  })

  it('a plan entry and a store are one file when their links lead to it', async () => {
    const path = await put('good.jceks')
    await symlink(path, `${am.root}/link.jceks`)
    await declare(`${am.root}/link.jceks`)
    await am.write(`${GLOBAL_STORES}/default-keystore/mappings/x.json`, fbcMapping('default-keystore', 'some.label', ['test']))
    const { value } = await collect([{ path: `${am.root}/security/../security/keystores/keystore.jceks`, type: 'JKS', ...secrets }])
    expect(value.keystores).toMatchObject([
      {
        path,
        inPlan: true,
        declaredType: 'JKS',
        stores: [{ scope: 'global', mapped: [{ label: 'some.label', alias: 'test' }] }],
        reading: { state: 'listed', listing: { format: 'JCEKS', integrity: 'verified' } },
      },
    ])
    expect(judge(value).outcome).toBe('pass')
  })

  it.each([
    ['nothing given', {}, 'secret-unavailable', 'the listing shows "directenctest", a secret key'],
    ['only the store password', { storepass: secrets.storepass }, 'secret-unavailable', 'keypass (not given)'],
    [
      'a source that cannot be read',
      { storepass: Secret.unavailable('env X is not set'), keypass: Secret.unavailable('env Y is not set') },
      'secret-unavailable',
      'its source could not be read',
    ],
    ['another store password', { storepass: Secret.of('wrong'), keypass: secrets.keypass }, 'auth-failed', 'does not match'],
    ['another entry password', { storepass: Secret.of(STOREPASS), keypass: Secret.of('wrong') }, 'auth-failed', 'opens with none'],
  ])('passwords: %s', async (_name, passwords, code, says) => {
    const path = await put('good.jceks')
    await declare(path)
    expect(judge((await collect([{ path, ...passwords }])).value)).toMatchObject({ outcome: 'error', code, text: expect.stringContaining(says) })
  })

  it('one keystore that cannot be read does not hide the other', async () => {
    const path = await put('good.jceks')
    await declare(path)
    await declare(await am.write('broken.jceks', 'no keystore'), 'broken')
    await declare('&{am.third}', 'third')
    await declare('/etc/elsewhere.jceks', 'outside')
    const { value, omitted } = await collect([{ path, ...secrets }])
    expect(omitted).toHaveLength(3)
    expect(value.keystores.map(({ reading }) => (reading.state === 'unread' ? reading.code : reading.state)).toSorted()).toEqual([
      'listed',
      'permission-denied',
      'unresolved',
      'unsupported',
    ])
    expect(judge(value)).toMatchObject({
      outcome: 'pass',
      findings: [{ messageId: 'otherUnread' }, { messageId: 'otherUnread' }, { messageId: 'otherUnread' }],
    })
  })

  it('a variable of the plan leads to the file', async () => {
    const path = await put('good.jceks')
    await declare('&{am.home}/security/keystores/keystore.jceks')
    const { value } = await collect([{ path, ...secrets }], { variables: { properties: { 'am.home': am.root } } })
    expect(judge(value).outcome).toBe('pass')
  })

  it('the store of a realm is looked at and does not count', async () => {
    await declare(await put('other.jceks'))
    const realm = await put('good.jceks', 'realm.jceks')
    await am.write(`${REALM_STORES}/r.json`, fbcKeyStore('r', realm, '/alpha'))
    const { value } = await collect([{ path: realm, ...secrets }])
    expect(judge(value)).toMatchObject({ outcome: 'fail', findings: [{ message: expect.stringContaining('realm /alpha') }] })
  })

  it('a file that is not there is known to be absent', async () => {
    await declare(`${am.root}/gone.jceks`)
    const { value, omitted } = await collect()
    expect({ reading: value.keystores[0]?.reading, omitted }).toEqual({ reading: { state: 'absent' }, omitted: [] })
  })

  it('a classic directory: the keystore at the default place, and those of the plan', async () => {
    const path = await put('good.jceks', 'am/security/keystores/keystore.jceks')
    const fields = { config: `${am.root}/am` }
    const bare = await collect([], { fields })
    expect(bare.value).toMatchObject({ declared: { visible: false }, keystores: [{ path, byDefault: true, inPlan: false }] })
    expect(judge(bare.value)).toMatchObject({ outcome: 'error', code: 'secret-unavailable' })
    expect(judge((await collect([{ path, ...secrets }], { fields })).value)).toMatchObject({ outcome: 'pass', findings: [{ messageId: 'notSeen' }] })
  })

  it('a damaged store is not replaced by the keystores of the plan', async () => {
    const path = await put('good.jceks', 'am/k.jceks')
    await am.write(`am/${GLOBAL_STORES}/default-keystore.json`, '{ "metadata": ')
    const { value } = await collect([{ path, ...secrets }], { fields: { config: `${am.root}/am` } })
    expect(value.declared).toMatchObject({ visible: false, unread: true })
    expect(judge(value)).toMatchObject({ outcome: 'error', code: 'missing-evidence' })
  })

  it('a configuration directory that is not there is no configuration kept elsewhere', async () => {
    const path = await put('good.jceks')
    await expect(collect([{ path, ...secrets }], { fields: { config: `${am.root}/typo` } })).rejects.toMatchObject({
      code: 'missing-evidence',
      message: expect.stringContaining(`${am.root}/typo: there is no such directory`),
    })
  })

  it('a link out of the configuration directory survives its deletion, a file in it does not', async () => {
    const outside = await put('good.jceks', 'keys/k.jceks')
    const directory = `${am.root}/am`
    await mkdir(`${directory}/security/keystores`, { recursive: true })
    await symlink(outside, `${directory}/security/keystores/keystore.jceks`)
    await am.write(`am/${GLOBAL_STORES}/k.json`, fbcKeyStore('k', `${directory}/security/keystores/keystore.jceks`))
    const evaluate = (value: AmKeystores) =>
      survives.evaluate({
        before: null,
        facts: { keystores: value },
        target: null,
        parameters: {},
        options: {},
        phase: 'pre-upgrade',
        step: null,
        now: 0,
        attestation: null,
        finding: findingFrom(survives.messages),
      })
    const { value } = await collect([], { fields: { config: directory } })
    expect(evaluate(value)).toMatchObject({ outcome: 'pass', observed: expect.stringContaining(outside) })
    await am.write(`am/${GLOBAL_STORES}/k.json`, fbcKeyStore('k', await put('good.jceks', 'am/k.jceks')))
    expect(evaluate((await collect([], { fields: { config: directory } })).value)).toMatchObject({
      outcome: 'fail',
      findings: [{ subject: `${directory}/k.jceks` }],
    })
  })

  it('no password and no key byte is in the evidence', async () => {
    const path = await put('good.jceks')
    await declare(path)
    const text = JSON.stringify(await collect([{ path, ...secrets }]))
    const keystore = await readKeystore(await made.read('good.jceks'), STOREPASS, new RoundBudget())
    const entries = keystore.entries.toSorted((a, b) => (a.alias < b.alias ? -1 : 1))
    const keys = await Promise.all(entries.map(async ({ open }) => Buffer.from((await open?.(ENTRYPASS))?.bytes ?? [])))
    expect(keys.map((key) => key.length)).toEqual([32, expect.toSatisfy((length) => length > 1000)])
    for (const canary of [Buffer.from(STOREPASS), Buffer.from(ENTRYPASS), ...keys])
      for (const form of ['latin1', 'base64', 'hex', 'base64url'] as const)
        expect(text.toLowerCase()).not.toContain(canary.toString(form).toLowerCase().replace(/=+$/, ''))
    expect(text).toMatch(/"hmac":"[0-9a-f]{64}"/)
  })

  it('one key is fingerprinted alike in every container', async () => {
    const jceks = await put('return-key.jceks', 'a.jceks')
    const p12 = await put('same.p12', 'b.p12')
    await declare(jceks)
    const { value } = await collect([
      { path: jceks, storepass: secrets.storepass, keypass: secrets.storepass },
      { path: p12, storepass: secrets.storepass },
    ])
    const fingerprints = value.keystores.flatMap(({ reading }) =>
      reading.state === 'listed' ? reading.listing.entries.map(({ key }) => key?.fingerprint?.hmac) : [],
    )
    expect(fingerprints).toHaveLength(2)
    expect(new Set(fingerprints).size).toBe(1)
  })
})
