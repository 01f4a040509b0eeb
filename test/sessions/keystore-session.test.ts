import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jceks } from '../../fixtures/keystores/jceks-writer.ts'
import type { KeystoreFixture } from '../../fixtures/keystores/jceks-writer.ts'
import { FactError } from '../../src/core/fact-error.ts'
import { Secret } from '../../src/core/secret.ts'
import type { KeystoreEntry, KeystoreListing, OpenedKey } from '../../src/core/session.ts'
import { openKeystore } from '../../src/sessions/keystore-session.ts'
import { SALT, keyBytes, passwords, pkcs8Bytes } from '../support/keystore-samples.ts'
import { flags, keyPairArguments, keytoolAvailable, opensslAvailable, secretKeyArguments, workshop } from '../support/keytool.ts'
import type { Store, Workshop } from '../support/keytool.ts'

const hmacOf = (bytes: Uint8Array): string => createHmac('sha256', SALT.key.reveal()).update(bytes).digest('hex')
const entryOf = (listing: KeystoreListing, alias: string): KeystoreEntry | undefined => listing.entries.find((each) => each.alias === alias)
const shapeOf = (key: OpenedKey | null | undefined): unknown => (key ? { with: key.opensWith, algorithm: key.algorithm, bits: key.bits } : key)

const opened = (as: OpenedKey['opensWith'], algorithm: string | null, bits: number | null): unknown => ({ with: as, algorithm, bits })
const p12 = (keystore: string): Store => ({ keystore, storetype: 'PKCS12', storepass: 'changeit', keypass: 'changeit' })
const into = (destkeystore: string): readonly string[] => flags({ destkeystore, deststoretype: 'PKCS12', deststorepass: 'changeit' })
const NEITHER = opened('neither', null, null)

describe('an entry under the mapped alias (facts 6.3)', () => {
  const aes256 = keyBytes('aes-256', 32)
  const store = (...entries: KeystoreFixture['entries']): Uint8Array => jceks({ storepass: 'storepass-1', entries })
  const secret = (algorithm: string, key: Uint8Array, alias = 'directenctest'): KeystoreFixture['entries'][number] => ({
    kind: 'secret-key',
    alias,
    algorithm,
    key,
    keypass: 'keypass-1',
  })

  test.each([
    ['AES of 256 bits', secret('AES', aes256), opened('entry-password', 'AES', 256)],
    ['RAW of 256 bits', secret('RAW', aes256), opened('entry-password', 'RAW', 256)],
    ['AES of 128 bits', secret('AES', aes256.subarray(0, 16)), opened('entry-password', 'AES', 128)],
    ['RAW of 512 bits', secret('RAW', keyBytes('hmac', 64)), opened('entry-password', 'RAW', 512)],
    ['DES written as KeyRep', { ...secret('DES', aes256.subarray(0, 8)), keyClass: 'java.security.KeyRep' }, opened('entry-password', 'DES', 64)],
    ['200,000 rounds', { ...secret('AES', aes256), iterations: 200_000 }, opened('entry-password', 'AES', 256)],
    ['equal salt halves', { ...secret('AES', aes256), salt: Buffer.from('0102030401020304', 'hex') }, opened('entry-password', 'AES', 256)],
    ['sealed with the store password', { ...secret('AES', aes256), keypass: 'storepass-1' }, opened('store-password', 'AES', 256)],
    ['sealed with another password', { ...secret('AES', aes256), keypass: 'something else' }, NEITHER],
  ])('%s', async (_, entry, expected) => {
    const listing = await openKeystore(store(entry), passwords('storepass-1', 'keypass-1', 'DirectEncTest'), SALT)
    expect(listing).toMatchObject({ format: 'JCEKS', integrity: 'verified', complete: true, omitted: [] })
    expect(shapeOf(entryOf(listing, 'directenctest')?.key)).toEqual(expected)
  })

  test('a private key has its size and fingerprint in either protection', async () => {
    const pkcs8 = pkcs8Bytes()
    for (const [format, protection] of [
      ['JKS', 'jks'],
      ['JCEKS', 'jceks'],
      ['JCEKS', 'jks'],
    ] as const) {
      const bytes = jceks({
        format,
        storepass: 's',
        entries: [{ kind: 'private-key', alias: 'test', pkcs8, keypass: 'k', certificates: [], protection }],
      })
      const listing = await openKeystore(bytes, passwords('s', 'k', 'test'), SALT)
      expect(entryOf(listing, 'test')?.key).toEqual({
        opensWith: 'entry-password',
        algorithm: 'EC',
        bits: 256,
        fingerprint: { saltId: 'salt-1', hmac: hmacOf(pkcs8) },
      })
      expect(shapeOf(entryOf(await openKeystore(bytes, passwords('s', 'wrong', 'test'), SALT), 'test')?.key)).toEqual(NEITHER)
    }
  })

  test('an alias that is not there is not there, and no password is needed to know', async () => {
    const listing = await openKeystore(store(secret('AES', aes256, 'other')), passwords(null, null, 'directenctest'), SALT)
    expect(listing.integrity).toBe('not-checked')
    expect(listing.entries.map(({ alias, kind, key, createdAt }) => ({ alias, kind, key, createdAt }))).toEqual([
      { alias: 'other', kind: 'secret-key', key: null, createdAt: Date.UTC(2024, 0, 2, 3, 4, 5) },
    ])
  })

  test('the same bytes have one fingerprint as AES and as RAW, other bytes and another salt have another', async () => {
    const bytes = store(secret('AES', aes256, 'a'), secret('RAW', aes256, 'b'), secret('AES', keyBytes('other', 32), 'c'))
    const options = passwords('storepass-1', 'keypass-1', 'a', 'b', 'c')
    const [a, b, c] = (await openKeystore(bytes, options, SALT)).entries.map((entry) => entry.key?.fingerprint?.hmac)
    expect(a).toBe(hmacOf(aes256))
    expect(b).toBe(a)
    expect(c).not.toBe(a)
    const elsewhere = await openKeystore(bytes, options, { saltId: 'salt-2', key: Secret.of('another') })
    expect(elsewhere.entries[0]?.key?.fingerprint).toMatchObject({ saltId: 'salt-2' })
    expect(elsewhere.entries[0]?.key?.fingerprint?.hmac).not.toBe(a)
  })

  test.each([
    ['no password at all: not tried', null, null, null],
    ['only the store password, which is not the key password', 'storepass-1', null, NEITHER],
    ['only the entry password', null, 'keypass-1', opened('entry-password', 'AES', 256)],
    ['a wrong store password still lists and opens', 'wrong', 'keypass-1', opened('entry-password', 'AES', 256)],
    ['a password Java cannot have sealed with', null, 'kennwört', NEITHER],
    ['an empty entry password', null, '', NEITHER],
  ])('%s', async (_, storepass, keypass, expected) => {
    const listing = await openKeystore(store(secret('AES', aes256)), passwords(storepass, keypass, 'directenctest'), SALT)
    expect(shapeOf(entryOf(listing, 'directenctest')?.key)).toEqual(expected)
    expect(listing.integrity).toBe(storepass === null ? 'not-checked' : storepass === 'wrong' ? 'mismatch' : 'verified')
  })

  test('entries that were not asked for are not opened', async () => {
    const listing = await openKeystore(
      store(secret('AES', aes256, 'a'), secret('AES', aes256, 'b')),
      passwords('storepass-1', 'keypass-1', 'b'),
      SALT,
    )
    expect(listing.entries.map((entry) => entry.key?.opensWith ?? null)).toEqual([null, 'entry-password'])
  })

  test('a secret that could not be fetched fails only what needs it', async () => {
    const missing = Secret.unavailable('environment variable KEYPASS is not set')
    const bytes = store(secret('AES', aes256))
    const listing = await openKeystore(bytes, { storepass: null, keypass: missing, unseal: ['other'] }, SALT)
    expect(listing.entries).toHaveLength(1)
    const asked = openKeystore(bytes, { storepass: null, keypass: missing, unseal: ['directenctest'] }, SALT)
    await expect(asked).rejects.toMatchObject({ code: 'secret-unavailable', message: 'environment variable KEYPASS is not set' })
    await expect(openKeystore(bytes, { storepass: missing, keypass: null, unseal: [] }, SALT)).rejects.toMatchObject({ code: 'secret-unavailable' })
  })

  test('no key, password or password digest is in an answer or an error', async () => {
    const canaries = ['storepass-canary', 'keypass-canary', 'salt-canary']
    const spellings = [...canaries.map((each) => Buffer.from(each)), aes256].flatMap((bytes) => [
      bytes.toString('hex'),
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('latin1'),
    ])
    const [storepass = '', keypass = '', saltKey = ''] = canaries
    const salt = { saltId: 's', key: Secret.of(saltKey) }
    const whole = jceks({ storepass, entries: [{ kind: 'secret-key', alias: 'a', algorithm: 'AES', key: aes256, keypass }] })
    const said: string[] = [JSON.stringify(await openKeystore(whole, passwords(storepass, keypass, 'a'), salt))]
    for (let at = 0; at < whole.length; at += 3) {
      const damaged = Buffer.from(whole)
      damaged[at] = (damaged[at] ?? 0) ^ 0x55
      for (const bytes of [damaged, whole.subarray(0, at)]) {
        await openKeystore(bytes, passwords(storepass, keypass, 'a'), salt).then(
          (listing) => said.push(JSON.stringify(listing)),
          (error: unknown) => said.push(error instanceof Error ? `${error.message} ${error.stack} ${JSON.stringify(error)}` : String(error)),
        )
      }
    }
    expect(said.length).toBeGreaterThan(300)
    for (const spelling of spellings) expect(said.filter((text) => text.includes(spelling))).toEqual([])
  })
})

describe.skipIf(!keytoolAvailable())('keystores of the real keytool', () => {
  let shop: Workshop
  beforeAll(async () => {
    shop = await workshop()
  })
  afterAll(() => shop.remove())

  test('JCEKS with three kinds of entry, key passwords of their own', async () => {
    const jceksStore = { keystore: 'a.jceks', storetype: 'JCEKS', storepass: 'changeit', keypass: 'changekey' } as const
    await shop.keytool(...secretKeyArguments(jceksStore, 'DirectEncTest', 256))
    await shop.keytool(...secretKeyArguments(jceksStore, 'small', 128))
    await shop.keytool(...keyPairArguments(jceksStore, 'test'))
    await shop.keytool('-exportcert', '-alias', 'test', '-keystore', 'a.jceks', '-storetype', 'JCEKS', '-storepass', 'changeit', '-file', 'test.cer')
    await shop.keytool(
      '-importcert',
      '-noprompt',
      '-alias',
      'Trusted',
      '-file',
      'test.cer',
      '-keystore',
      'a.jceks',
      '-storetype',
      'JCEKS',
      '-storepass',
      'changeit',
    )
    const listing = await openKeystore(
      await shop.read('a.jceks'),
      passwords('changeit', 'changekey', 'directenctest', 'SMALL', 'test', 'trusted'),
      SALT,
    )
    expect(listing).toMatchObject({ format: 'JCEKS', integrity: 'verified', complete: true, omitted: [] })
    expect(listing.entries.map((entry) => [entry.alias, entry.kind, shapeOf(entry.key)])).toEqual([
      ['directenctest', 'secret-key', opened('entry-password', 'AES', 256)],
      ['small', 'secret-key', opened('entry-password', 'AES', 128)],
      ['test', 'private-key', opened('entry-password', 'RSA', 2048)],
      ['trusted', 'certificate', null],
    ])
    const printed = await shop.keytool('-list', '-v', '-alias', 'test', '-keystore', 'a.jceks', '-storetype', 'JCEKS', '-storepass', 'changeit')
    const [certificate] = entryOf(listing, 'test')?.certificates ?? []
    expect(certificate).toMatchObject({
      subject: 'CN=test, O=Example, C=CH',
      issuer: 'CN=test, O=Example, C=CH',
      selfIssued: true,
      keyAlgorithm: 'RSA',
      keyBits: 2048,
      signatureAlgorithm: 'SHA256withRSA',
      names: ['DNS:am.example.test', 'IP Address:192.0.2.7'],
    })
    expect(printed).toContain(certificate?.sha256)
    expect(printed).toContain(certificate?.sha1)
    expect(entryOf(listing, 'trusted')?.certificates).toEqual([certificate])
    expect(Math.abs((entryOf(listing, 'test')?.createdAt ?? 0) - Date.now())).toBeLessThan(600_000)
  })

  test('JKS', async () => {
    await shop.keytool(...keyPairArguments({ keystore: 'b.jks', storetype: 'JKS', storepass: 'wso2carbon', keypass: 'wso2carbon' }, 'wso2carbon'))
    const listing = await openKeystore(await shop.read('b.jks'), passwords('wso2carbon', null, 'wso2carbon'), SALT)
    expect(listing).toMatchObject({ format: 'JKS', integrity: 'verified', complete: true })
    expect(shapeOf(listing.entries[0]?.key)).toEqual(opened('store-password', 'RSA', 2048))
  })

  test.each([
    ['as written today', []],
    ['legacy: RC2, 3DES, SHA-1', ['-J-Dkeystore.pkcs12.legacy']],
    [
      'AES-128, SHA-512',
      ['-J-Dkeystore.pkcs12.keyProtectionAlgorithm=PBEWithHmacSHA512AndAES_128', '-J-Dkeystore.pkcs12.macAlgorithm=HmacPBESHA512'],
    ],
    [
      'SHA-384, SHA-224',
      ['-J-Dkeystore.pkcs12.keyProtectionAlgorithm=PBEWithHmacSHA224AndAES_256', '-J-Dkeystore.pkcs12.macAlgorithm=HmacPBESHA384'],
    ],
    ['certificates in the open', ['-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE']],
    ['RC2-128 for certificates', ['-J-Dkeystore.pkcs12.certProtectionAlgorithm=PBEWithSHA1AndRC2_128']],
    ['without MAC', ['-J-Dkeystore.pkcs12.macAlgorithm=NONE']],
  ])('PKCS#12 %s', async (name, settings) => {
    const file = `${name.replaceAll(/\W/g, '')}.p12`
    await shop.keytool(...settings, ...secretKeyArguments(p12(file), 'DirectEncTest', 256))
    await shop.keytool(...settings, ...keyPairArguments(p12(file), 'Test', 'EC', 384))
    await shop.keytool('-exportcert', '-alias', 'test', '-keystore', file, '-storepass', 'changeit', '-file', `${file}.cer`)
    await shop.keytool(...settings, '-importcert', '-noprompt', '-alias', 'ca', '-file', `${file}.cer`, '-keystore', file, '-storepass', 'changeit')
    const bytes = await shop.read(file)
    const integrity = name === 'without MAC' ? 'none' : 'verified'
    const listing = await openKeystore(bytes, passwords('changeit', null, 'directenctest', 'test'), SALT)
    expect(listing).toMatchObject({ format: 'PKCS12', integrity, complete: true, omitted: [] })
    expect(listing.entries.map((entry) => [entry.alias, entry.kind, shapeOf(entry.key), entry.certificates.length])).toEqual([
      ['ca', 'certificate', null, 1],
      ['directenctest', 'secret-key', opened('entry-password', 'AES', 256), 0],
      ['test', 'private-key', opened('entry-password', 'EC', 384), 1],
    ])
    expect(Math.abs((entryOf(listing, 'directenctest')?.createdAt ?? 0) - Date.now())).toBeLessThan(600_000)

    const blind = await openKeystore(bytes, passwords(null, null, 'directenctest'), SALT)
    expect(blind.integrity).toBe(integrity === 'none' ? 'none' : 'not-checked')
    expect(blind.complete).toBe(name === 'certificates in the open')
    expect(entryOf(blind, 'directenctest')).toMatchObject({ kind: 'secret-key', key: null })

    const wrong = await openKeystore(bytes, passwords('wrong', 'wrong too', 'directenctest', 'test'), SALT)
    expect(wrong.integrity).toBe(integrity === 'none' ? 'none' : 'mismatch')
    expect(shapeOf(entryOf(wrong, 'directenctest')?.key)).toEqual(NEITHER)
    expect(shapeOf(entryOf(wrong, 'test')?.key)).toEqual(NEITHER)

    const other = await openKeystore(bytes, passwords('changeit', 'other', 'directenctest'), SALT)
    expect(shapeOf(entryOf(other, 'directenctest')?.key)).toEqual(opened('store-password', 'AES', 256))
  })

  test('one key has one fingerprint in JCEKS and PKCS#12, and Java reads what the fixture writer writes', async () => {
    const key = keyBytes('portable', 32)
    const entries: KeystoreFixture['entries'] = [
      { kind: 'secret-key', alias: 'portable', algorithm: 'AES', key, keypass: 'changeit' },
      {
        kind: 'secret-key',
        alias: 'des',
        algorithm: 'DES',
        key: Buffer.from('0123456789abcdef', 'hex'),
        keypass: 'changeit',
        keyClass: 'java.security.KeyRep',
      },
    ]
    await shop.write('ours.jceks', jceks({ storepass: 'changeit', entries }))
    expect(await shop.keytool('-list', '-keystore', 'ours.jceks', '-storetype', 'JCEKS', '-storepass', 'changeit')).toContain('2 entries')
    await shop.keytool(
      '-importkeystore',
      '-noprompt',
      ...flags({ srckeystore: 'ours.jceks', srcstoretype: 'JCEKS', srcstorepass: 'changeit' }),
      ...into('theirs.p12'),
    )
    const ours = await openKeystore(await shop.read('ours.jceks'), passwords('changeit', 'changeit', 'portable', 'des'), SALT)
    const theirs = await openKeystore(await shop.read('theirs.p12'), passwords('changeit', null, 'portable', 'des'), SALT)
    expect(ours.entries.map((entry) => entry.key?.fingerprint)).toEqual(theirs.entries.map((entry) => entry.key?.fingerprint))
    expect(entryOf(ours, 'portable')?.key?.fingerprint?.hmac).toBe(hmacOf(key))
  })

  test('Java reads private keys and certificates of the fixture writer', async () => {
    await shop.keytool(...keyPairArguments(p12('seed.p12'), 'seed'))
    await shop.openssl('pkcs12', '-in', 'seed.p12', '-passin', 'pass:changeit', '-nodes', '-nocerts', '-out', 'seed.pem')
    await shop.openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'seed.pem', '-outform', 'DER', '-out', 'seed.pk8')
    await shop.keytool('-exportcert', '-alias', 'seed', '-keystore', 'seed.p12', '-storepass', 'changeit', '-file', 'seed.cer')
    const [pkcs8, certificate] = [await shop.read('seed.pk8'), await shop.read('seed.cer')]
    for (const format of ['JKS', 'JCEKS'] as const) {
      const file = `seed.${format}`
      const entries: KeystoreFixture['entries'] = [
        { kind: 'private-key', alias: 'seed', pkcs8, keypass: 'changekey', certificates: [certificate] },
        { kind: 'certificate', alias: 'ca', certificate },
      ]
      await shop.write(file, jceks({ format, storepass: 'changeit', entries }))
      const from = { srckeystore: file, srcstoretype: format, srcstorepass: 'changeit', srcalias: 'seed', srckeypass: 'changekey' }
      await shop.keytool('-importkeystore', '-noprompt', ...flags(from), ...into(`${file}.p12`))
      const listing = await openKeystore(await shop.read(file), passwords('changeit', 'changekey', 'seed'), SALT)
      expect(shapeOf(entryOf(listing, 'seed')?.key)).toEqual(opened('entry-password', 'RSA', 2048))
      const theirs = await openKeystore(await shop.read(`${file}.p12`), passwords('changeit', null, 'seed'), SALT)
      expect(theirs.entries[0]?.certificates).toEqual(entryOf(listing, 'seed')?.certificates)
    }
  })
})

describe.skipIf(!opensslAvailable())('PKCS#12 of OpenSSL', () => {
  let shop: Workshop
  beforeAll(async () => {
    shop = await workshop()
    await shop.openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-subj',
      '/O=Example/CN=CA',
      '-days',
      '30',
    )
    await shop.openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', '/O=Example/CN=leaf')
    await shop.openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', 'leaf.pem', '-days', '30')
  })
  afterAll(() => shop.remove())

  test.each([
    ['a plain password', 'changeit', []],
    ['an empty password', '', []],
    ['a password in Unicode', 'Schlüssel-日本-𝄞', []],
    ['3DES for everything', 'changeit', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['two-key 3DES', 'changeit', ['-keypbe', 'PBE-SHA1-2DES', '-certpbe', 'PBE-SHA1-2DES']],
    ['3DES, empty password', '', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['3DES, a password in Unicode', 'Schlüssel-日本', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha512']],
    ['nothing encrypted', 'changeit', ['-keypbe', 'NONE', '-certpbe', 'NONE']],
    ['no MAC', 'changeit', ['-nomac']],
    ['a MAC of one round', 'changeit', ['-nomaciter']],
  ])('%s', async (name, password, settings) => {
    const file = `${name.replaceAll(/\W/g, '')}.p12`
    await shop.openssl(
      'pkcs12',
      '-export',
      '-inkey',
      'leaf.key',
      '-in',
      'leaf.pem',
      '-certfile',
      'ca.pem',
      '-out',
      file,
      '-passout',
      `pass:${password}`,
      ...settings,
    )
    const listing = await openKeystore(await shop.read(file), passwords(password, null, '1'), SALT)
    expect(listing).toMatchObject({ format: 'PKCS12', integrity: name === 'no MAC' ? 'none' : 'verified', complete: true, omitted: [] })
    expect(listing.entries).toHaveLength(1)
    const [entry] = listing.entries
    expect(entry).toMatchObject({ alias: '1', kind: 'private-key', createdAt: null })
    expect(shapeOf(entry?.key)).toEqual(opened('entry-password', 'RSA', 2048))
    expect(entry?.certificates.map(({ subject, issuer }) => [subject, issuer])).toEqual([
      ['CN=leaf, O=Example', 'CN=CA, O=Example'],
      ['CN=CA, O=Example', 'CN=CA, O=Example'],
    ])
    expect((await openKeystore(await shop.read(file), passwords(`${password}x`, null), SALT)).integrity).toBe(name === 'no MAC' ? 'none' : 'mismatch')
  })

  test('a certificate that Java sees no entry in is said to be left out', async () => {
    await shop.openssl('pkcs12', '-export', '-nokeys', '-in', 'ca.pem', '-caname', 'root', '-out', 'trust.p12', '-passout', 'pass:changeit')
    if (keytoolAvailable()) expect(await shop.keytool('-list', '-keystore', 'trust.p12', '-storepass', 'changeit')).toContain('contains 0 entries')
    const listing = await openKeystore(await shop.read('trust.p12'), passwords('changeit', null), SALT)
    expect(listing).toMatchObject({ entries: [], complete: true })
    expect(listing.omitted).toEqual(['a certificate named "root" belongs to no key and is not marked as trusted: Java does not see it as an entry'])
  })
})

test('what is no keystore fails with the reason a report can name', async () => {
  await expect(openKeystore(Buffer.from('-----BEGIN CERTIFICATE-----'), passwords(null, null), SALT)).rejects.toSatisfy(
    (error) => error instanceof FactError && error.code === 'unsupported' && error.message.startsWith('keystore: is PEM text'),
  )
})
