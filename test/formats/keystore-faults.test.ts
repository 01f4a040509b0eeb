import { createHmac, generateKeyPairSync, pbkdf2Sync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { der, derInteger, derOid, u2, u4, utf } from '../../fixtures/keystores/java-bytes.ts'
import { jceks, storeDigest } from '../../fixtures/keystores/jceks-writer.ts'
import type { KeystoreFixture, SecretKeyFixture } from '../../fixtures/keystores/jceks-writer.ts'
import { FormatError } from '../../src/formats/format-error.ts'
import type { FormatErrorKind } from '../../src/formats/format-error.ts'
import { certificateFacts } from '../../src/formats/certificate.ts'
import { readKeystore } from '../../src/formats/keystore.ts'
import { RoundBudget } from '../../src/formats/pbe.ts'
import { LIMITS } from '../../src/limits.ts'
import { openKeystore } from '../../src/sessions/keystore-session.ts'
import { SALT, keyBytes, passwords, pkcs8Bytes } from '../support/keystore-samples.ts'
import { certificate, distinguishedName, generalizedTime, utcTime } from '../support/odd-certificates.ts'
import type { CertificateParts } from '../support/odd-certificates.ts'
import { bag, certificateBag, data, encryptedData, keyBag, pbes2, pfx, pkcs12, secretBag, shroudedKeyBag } from '../support/pkcs12-writer.ts'

/** The cases K1 to K17 of the fault catalogue, by number; K18 is the file session's. */
const secret = (alias: string, more: Partial<SecretKeyFixture> = {}): SecretKeyFixture => ({
  kind: 'secret-key',
  alias,
  algorithm: 'AES',
  key: keyBytes(alias, 32),
  keypass: 'keypass',
  ...more,
})
const store = (entries: KeystoreFixture['entries'], more: Partial<KeystoreFixture> = {}): Buffer =>
  Buffer.from(jceks({ storepass: 'storepass', entries, ...more }))
const mixed: KeystoreFixture['entries'] = [
  secret('directenctest'),
  { kind: 'private-key', alias: 'test', pkcs8: pkcs8Bytes(), keypass: 'keypass', certificates: [certificate(), certificate()] },
  { kind: 'certificate', alias: 'ca', certificate: certificate() },
]

const read = (bytes: Uint8Array, storepass: string | null = 'storepass', budget = new RoundBudget()): ReturnType<typeof readKeystore> =>
  readKeystore(bytes, storepass, budget)

async function expectFormatError(work: Promise<unknown>, kind: FormatErrorKind, message: RegExp): Promise<void> {
  const error: unknown = await work.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(FormatError)
  expect(error).toMatchObject({ kind, message: expect.stringMatching(message) })
}

describe('K1: cut off anywhere', () => {
  const stores = {
    JCEKS: store(mixed),
    JKS: store(mixed.slice(1), { format: 'JKS' }),
    'PKCS#12': pkcs12([keyBag(pkcs8Bytes(), { alias: 'test', keyId: 'a' }), certificateBag(certificate(), { alias: 'test', keyId: 'a' })]),
  }
  test.each(Object.entries(stores))('%s', async (_, whole) => {
    const places = [...Array(200).keys(), ...[1, 2, 3, 4, 5, 6, 7].map((eighth) => Math.floor((whole.length * eighth) / 8)), whole.length - 1]
    for (const length of places)
      await expectFormatError(read(whole.subarray(0, length)), length === 0 ? 'parse-failed' : parseFailedOrUnknown(length), /./)
    expect((await read(whole)).complete).toBe(true)
  })
  /** With fewer than four bytes there is no magic number to know a format by, except for PKCS#12's first. */
  const parseFailedOrUnknown = (length: number): FormatErrorKind =>
    length < 4 ? expect.stringMatching(/^(unsupported|parse-failed)$/) : 'parse-failed'

  test('bytes behind the digest are no keystore either', async () => {
    await expectFormatError(read(Buffer.concat([store(mixed), Buffer.alloc(1)])), 'parse-failed', /1 bytes too many/)
    await expectFormatError(read(Buffer.concat([pkcs12([]), Buffer.alloc(3)])), 'parse-failed', /followed by 3 bytes/)
  })
})

describe('K2: a digest that does not match', () => {
  test.each([
    ['wrong password', store(mixed), 'wrong'],
    ['one bit of the digest', flipped(store(mixed), -1), 'storepass'],
    ['one bit of a date', flipped(store(mixed), 12 + 4 + 2 + 13 + 7), 'storepass'],
  ])('%s: told, and listed all the same', async (_, bytes, storepass) => {
    const keystore = await read(bytes, storepass)
    expect(keystore.integrity).toBe('mismatch')
    expect(keystore.entries.map(({ alias }) => alias)).toEqual(['directenctest', 'test', 'ca'])
  })
})

describe('K3: an entry count that lies', () => {
  test.each([
    ['2^31-1', 2 ** 31 - 1, 'parse-failed', /claims 2147483647 entries/],
    ['2^32-1', 2 ** 32 - 1, 'parse-failed', /claims 4294967295 entries/],
    ['one too many', 4, 'parse-failed', /ends too early/],
    ['one too few', 2, 'parse-failed', /bytes too many/],
  ] as const)('%s', async (_, declaredCount, kind, message) => expectFormatError(read(store(mixed, { declaredCount })), kind, message))

  test('more entries than the limit', async () => {
    const entries = Array.from({ length: LIMITS.keystoreEntries.value + 1 }, (_, index) => ({
      kind: 'certificate' as const,
      alias: String(index),
      certificate: Buffer.alloc(4),
    }))
    await expectFormatError(read(store(entries)), 'limit', /10001 entries/)
  })
})

describe('K4: lengths that lie', () => {
  const head = (tag: number): Buffer => Buffer.concat([u4(0xcececece), u4(2), u4(1), u4(tag)])
  const closed = (content: Buffer): Buffer => Buffer.concat([content, storeDigest(content, 'storepass')])
  const named = (tag: number): Buffer => Buffer.concat([head(tag), utf('a'), Buffer.alloc(8)])
  test.each([
    ['alias of 65,535 bytes, not there', Buffer.concat([head(2), u2(65_535), Buffer.alloc(40)]), 'parse-failed', /alias takes 65535 bytes/],
    ['alias of 65,535 bytes, there', Buffer.concat([head(2), u2(65_535), Buffer.alloc(65_600, 97)]), 'limit', /alias of entry 1 takes 65535 bytes/],
    ['certificate of 2^31-1', Buffer.concat([named(2), utf('X.509'), u4(2 ** 31 - 1)]), 'parse-failed', /certificate takes 2147483647 bytes/],
    ['private key of 2^32-1', Buffer.concat([named(1), u4(2 ** 32 - 1)]), 'parse-failed', /private key takes 4294967295 bytes/],
    ['chain of 2^31-1', Buffer.concat([named(1), u4(0), u4(2 ** 31 - 1)]), 'parse-failed', /claims 2147483647 certificates/],
    ['entry of an unknown kind', Buffer.concat([named(9), u4(0)]), 'parse-failed', /of a kind \(9\)/],
    ['certificate of another type', Buffer.concat([named(2), utf('PGP'), u4(0)]), 'unsupported', /type "PGP"/],
    ['alias in malformed UTF-8', Buffer.concat([head(2), u2(1), Buffer.of(0xff), Buffer.alloc(40)]), 'parse-failed', /alias is not modified UTF-8/],
    ['DER length of 2^32-1', Buffer.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02), 'parse-failed', /4294967295 bytes/],
    ['DER length of length 127', Buffer.concat([Buffer.of(0x30, 0xff), Buffer.alloc(127, 0xff)]), 'parse-failed', /length of 127 bytes/],
  ] as const)('%s', async (_, content, kind, message) => expectFormatError(read(content[0] === 0x30 ? content : closed(content)), kind, message))

  test('secret keys are no part of JKS', async () => {
    await expectFormatError(read(store([secret('a')], { format: 'JKS' })), 'parse-failed', /of a kind \(3\) that JKS does not have/)
  })
})

describe('K5: serialised objects that are no keys', () => {
  test.each([
    [
      'gadget in place of the seal',
      { className: 'org.apache.commons.collections.functors.InvokerTransformer' },
      /InvokerTransformer has no place in a keystore/,
    ],
    ['right class, other serial version', { className: 'javax.crypto.spec.SecretKeySpec' }, /unknown serial version/],
  ])('%s: what stands before it is listed, the rest is said to be missing', async (_, more, message) => {
    const keystore = await read(store([secret('first'), secret('second', more), secret('third')]))
    expect(keystore).toMatchObject({ complete: false, integrity: 'verified' })
    expect(keystore.entries.map(({ alias }) => alias)).toEqual(['first'])
    expect(keystore.omitted).toEqual([expect.stringMatching(message)])
    expect(keystore.omitted[0]).toMatch(/^entry 2 of 3, "second", cannot be read, nor can what follows it/)
  })

  test('gadget within the seal: the entry fails when it is asked for', async () => {
    const bytes = store([secret('a', { keyClass: 'java.util.PriorityQueue' })])
    expect((await read(bytes)).complete).toBe(true)
    const asked = openKeystore(bytes, passwords(null, 'keypass', 'a'), SALT)
    await expect(asked).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/entry "a": class java.util.PriorityQueue has no place/),
    })
  })

  test('another seal algorithm', async () => {
    const asked = openKeystore(store([secret('a', { sealAlgorithm: 'PBEWithRot13' })]), passwords(null, 'keypass', 'a'), SALT)
    await expect(asked).rejects.toMatchObject({ code: 'unsupported' })
  })

  const stream = (hex: string): Buffer => {
    const content = Buffer.concat([
      u4(0xcececece),
      u4(2),
      u4(1),
      u4(3),
      utf('a'),
      Buffer.alloc(8),
      Buffer.from(`aced0005${hex.replaceAll(' ', '')}`, 'hex'),
    ])
    return Buffer.concat([content, storeDigest(content, 'storepass')])
  }
  const sealed = `72 0019 ${Buffer.from('javax.crypto.SealedObject').toString('hex')} 3e363da6c3b75470 02`
  test.each([
    ['a class that is its own ancestor', `73 ${sealed} 0000 78 71 007e0000`, 'parse-failed', /refers to no complete class/],
    ['a reference that leads nowhere', `73 71 007e0000`, 'parse-failed', /leads nowhere/],
    ['a reference below the first handle', `73 71 00000001`, 'parse-failed', /leads nowhere/],
    ['an array longer than the file', '75 72 0002 5b42 acf317f8060854e0 02 0000 78 70 7fffffff', 'parse-failed', /byte array takes 2147483647 bytes/],
    ['65,535 fields', `73 ${sealed} ffff`, 'parse-failed', /ends too early/],
    ['a field of no type', `73 ${sealed} 0001 41 0001 61`, 'parse-failed', /no type that exists/],
  ] as const)('%s', async (_, hex, kind, message) => expectFormatError(read(stream(hex)), kind, message))

  test.each([
    ['a proxy class', '73 7d 00000000'],
    ['block data', '77 00'],
    ['a reset', '79'],
    ['a class as value', `76 ${sealed} 0000 78 70`],
    ['nothing', '70'],
    ['text', '74 0001 61'],
  ])('%s in place of the seal is not followed', async (_, hex) => {
    expect(await read(stream(hex))).toMatchObject({ complete: false, entries: [] })
  })

  test('nesting is bounded', async () => {
    const levels = `73 ${sealed} 0001 4c 0001 61 `.repeat(50)
    await expectFormatError(read(stream(levels)), 'limit', /nested deeper than 20 levels/)
  })
})

describe('K6: more derivation rounds than are run', () => {
  const huge = 2 ** 31 - 1
  const mac = (iterations: number) => (): readonly Buffer[] => [
    der(
      0x30,
      der(0x30, der(0x30, derOid('2.16.840.1.101.3.4.2.1'), der(0x05)), der(0x04, Buffer.alloc(32))),
      der(0x04, Buffer.alloc(8)),
      derInteger(iterations),
    ),
  ]
  const legacy = der(0x30, derOid('1.2.840.113549.1.12.1.3'), der(0x30, der(0x04, Buffer.alloc(8)), derInteger(huge)))
  test.each([
    ['sealed key', store([secret('a', { declaredIterations: huge })])],
    ['sealed key, one above the limit', store([secret('a', { declaredIterations: LIMITS.pbeIterations.value + 1 })])],
    ['PKCS#12 key, PBES2', pkcs12([shroudedKeyBag(pbes2(huge), Buffer.alloc(32), { alias: 'a' })])],
    ['PKCS#12 secret, PBES2', pkcs12([secretBag(pbes2(huge), Buffer.alloc(32), { alias: 'a' })])],
    ['PKCS#12 key, 3DES', pkcs12([shroudedKeyBag(legacy, Buffer.alloc(32), { alias: 'a' })])],
    ['PKCS#12 MAC', pkcs12([], mac(huge))],
    ['PKCS#12 certificates', pfx(der(0x30, encryptedData(pbes2(huge), Buffer.alloc(32))))],
  ])('%s: refused before the first', async (_, bytes) => {
    const budget = new RoundBudget()
    const work = openKeystore(bytes, passwords('storepass', 'keypass', 'a'), SALT, budget)
    await expect(work).rejects.toMatchObject({
      code: 'limit',
      message: expect.stringMatching(/iterations: .* asks for \d+ derivation rounds, at most 5000000/),
    })
    expect(budget.spent).toBe(0)
  })

  test('rounds within the limit add up to a limit of their own', () => {
    const budget = new RoundBudget()
    const spendAll = (): void => {
      for (let times = 0; times < 1000; times++) budget.spend(LIMITS.pbeIterations.value, 1, 'a key')
    }
    expect(spendAll).toThrow(/above 60000000/)
    expect(budget.spent).toBe(LIMITS.pbeIterationsTotal.value)
    expect(() => new RoundBudget().spend(0, 1, 'a key')).toThrow(/no derivation rounds/)
  })
})

describe('K7: nesting and indefinite lengths', () => {
  test.each([
    ['indefinite, 100,000 deep, cut off', Buffer.alloc(200_000, Buffer.of(0x30, 0x80)), 'limit', /deeper than 40/],
    [
      'indefinite, 100,000 deep, closed',
      Buffer.concat([Buffer.alloc(200_000, Buffer.of(0x30, 0x80)), Buffer.alloc(200_000)]),
      'limit',
      /deeper than 40/,
    ],
    ['definite, 100,000 deep', nested(100_000), 'unsupported', /no keystore/],
    ['strings in strings', pfxAround(octetsNested(60)), 'limit', /deeper than 40/],
    [
      'primitive of indefinite length',
      Buffer.concat([Buffer.of(0x30, 0x80, 0x04, 0x80), Buffer.alloc(40)]),
      'parse-failed',
      /primitive value of indefinite length/,
    ],
    ['never closed', Buffer.of(0x30, 0x80, 0x02, 0x01, 0x03), 'parse-failed', /ends too early/],
    [
      '2,000,000 empty parts',
      Buffer.concat([Buffer.of(0x30, 0x83, 0x3d, 0x09, 0x00), Buffer.alloc(4_000_000, Buffer.of(0x05, 0x00))]),
      'limit',
      /more than 10000 parts/,
    ],
  ] as const)('%s', async (_, bytes, kind, message) => expectFormatError(read(bytes), kind, message))

  test('a file in BER is read like one in DER', async () => {
    const bags = [keyBag(pkcs8Bytes(), { alias: 'test', keyId: 'k' }), certificateBag(certificate(), { keyId: 'k' })]
    const ber = inBer(pkcs12(bags))
    expect(ber.includes(Buffer.of(0x30, 0x80))).toBe(true)
    const [expected, found] = [await read(pkcs12(bags)), await read(ber)]
    expect(found).toMatchObject({ complete: true, integrity: 'none' })
    expect(found.entries.map(shape)).toEqual(expected.entries.map(shape))
    expect(found.entries).toHaveLength(1)
  })
})

describe('K8: PKCS#12 with schemes that are not known', () => {
  const unknown = der(0x30, derOid('1.2.3.4.5'), der(0x05))
  test.each([
    ['scheme of a key', pkcs12([shroudedKeyBag(unknown, Buffer.alloc(32), { alias: 'a' })])],
    ['cipher of PBES2', pkcs12([shroudedKeyBag(pbes2(10, { cipher: '1.2.3.4' }), Buffer.alloc(32), { alias: 'a' })])],
    ['pseudo-random function of PBES2', pkcs12([secretBag(pbes2(10, { prf: '1.2.3.4' }), Buffer.alloc(32), { alias: 'a' })])],
    ['RC4', pkcs12([shroudedKeyBag(der(0x30, derOid('1.2.840.113549.1.12.1.1'), der(0x05)), Buffer.alloc(32), { alias: 'a' })])],
    ['kind of secret', pkcs12([bag(5, der(0x30, derOid('1.2.3'), der(0xa0, der(0x04))), { alias: 'a' })])],
    ['MAC', pkcs12([], () => [der(0x30, der(0x30, unknown, der(0x04, Buffer.alloc(20))), der(0x04), derInteger(1))])],
    ['integrity by signature', der(0x30, derInteger(3), der(0x30, derOid('1.2.840.113549.1.7.2'), der(0xa0, der(0x30))))],
    ['version', der(0x30, derInteger(4), data(der(0x30)))],
  ])('%s: unsupported', async (_, bytes) => {
    await expect(openKeystore(bytes, passwords('storepass', null, 'a'), SALT)).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('on a part that may hold certificates only: listed as incomplete', async () => {
    const keystore = await read(pfx(der(0x30, encryptedData(unknown, Buffer.alloc(8)), data(der(0x30, keyBag(pkcs8Bytes(), { alias: 'a' }))))))
    expect(keystore).toMatchObject({ complete: false, omitted: [expect.stringMatching(/scheme this tool does not know \(1\.2\.3\.4\.5\)/)] })
    expect(keystore.entries).toHaveLength(1)
  })

  test('a bag that is not known: listed as incomplete', async () => {
    expect(await read(pkcs12([bag(99, der(0x05), { alias: 'a' })]))).toMatchObject({ complete: false, entries: [] })
  })
})

describe('K9, K16: what is no keystore', () => {
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate().toString('base64')}\n-----END CERTIFICATE-----\n`.repeat(10_000)
  const bcfks = der(0x30, der(0x30, pbes2(51_200), der(0x04, Buffer.alloc(64))), der(0x30))
  test.each([
    ['PEM of 10,000 certificates', Buffer.from(pem), /PEM text|4194304/],
    ['PEM', Buffer.from(pem.slice(0, 2000)), /PEM text/],
    ['BKS', Buffer.concat([u4(2), u4(20), Buffer.alloc(60)]), /Bouncy Castle keystore/],
    ['UBER', Buffer.concat([u4(1), u4(20), Buffer.alloc(60)]), /Bouncy Castle keystore/],
    ['BCFKS', bcfks, /BCFKS/],
    ['a certificate', certificate(), /bare certificate/],
    ['a private key', pkcs8Bytes(), /version 0 is not known/],
    ['a ZIP file', Buffer.from('PK\u0003\u0004 something'), /no keystore this tool knows/],
    ['one byte', Buffer.of(0xce), /no keystore this tool knows/],
    ['JCEKS of version 3', Buffer.concat([u4(0xcececece), u4(3), Buffer.alloc(60)]), /version 3 is not known/],
  ])('%s', async (_, bytes, message) => {
    const kind = bytes.length > LIMITS.keystoreFile.value ? 'limit' : 'unsupported'
    await expectFormatError(read(bytes), kind, message)
  })

  test('an empty file', async () => expectFormatError(read(Buffer.alloc(0)), 'parse-failed', /is empty/))
  test('a file above the limit', async () => expectFormatError(read(Buffer.alloc(LIMITS.keystoreFile.value + 1)), 'limit', /4194305 bytes/))
})

describe('K10: the right alias, the wrong thing', () => {
  test.each([
    ['DES', secret('directenctest', { algorithm: 'DES', key: keyBytes('des', 8), keyClass: 'java.security.KeyRep' }), ['secret-key', 'DES', 64]],
    ['AES-128', secret('directenctest', { key: keyBytes('small', 16) }), ['secret-key', 'AES', 128]],
    ['private key', { ...mixed[1], alias: 'directenctest' }, ['private-key', 'EC', 256]],
    ['certificate', { ...mixed[2], alias: 'directenctest' }, ['certificate', undefined, undefined]],
  ] as const)('%s', async (_, entry, expected) => {
    const listing = await openKeystore(store([entry as KeystoreFixture['entries'][number]]), passwords(null, 'keypass', 'directenctest'), SALT)
    expect(listing.entries.map(({ kind, key }) => [kind, key?.algorithm, key?.bits])).toEqual([expected])
  })
})

test('K11: aliases that differ in case only are both listed and both tried', async () => {
  const entries = [secret('DirectEncTest'), secret('directenctest', { key: keyBytes('other', 16) })]
  const listing = await openKeystore(store(entries), passwords(null, 'keypass', 'DIRECTENCTEST'), SALT)
  expect(listing.entries.map(({ alias, key }) => [alias, key?.bits])).toEqual([
    ['DirectEncTest', 256],
    ['directenctest', 128],
  ])
})

describe('K12: certificates that are odd have facts', () => {
  const spki = (type: 'rsa' | 'dsa' | 'explicit' | 'ed25519'): Buffer => {
    const pair =
      type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 512 })
        : type === 'dsa'
          ? generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })
          : type === 'ed25519'
            ? generateKeyPairSync('ed25519')
            : generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' })
    return pair.publicKey.export({ type: 'spki', format: 'der' })
  }
  test.each<[string, CertificateParts, object]>([
    ['expired', { notAfter: utcTime('240102000000Z') }, { notBefore: '2024-01-01T00:00:00.000Z', notAfter: '2024-01-02T00:00:00.000Z' }],
    ['of the last century', { notBefore: utcTime('500101000000Z') }, { notBefore: '1950-01-01T00:00:00.000Z' }],
    ['not yet valid', { notBefore: generalizedTime('21000101000000Z') }, { notBefore: '2100-01-01T00:00:00.000Z' }],
    ['without end (RFC 5280)', { notAfter: generalizedTime('99991231235959Z') }, { notAfter: '9999-12-31T23:59:59.000Z' }],
    ['beyond the year 9999', { notAfter: generalizedTime('100000101000000Z') }, { notAfter: null }],
    ['on a day that does not exist', { notAfter: generalizedTime('20250230000000Z') }, { notAfter: null }],
    ['with an offset', { notAfter: utcTime('300101020000+0200') }, { notAfter: '2030-01-01T00:00:00.000Z' }],
    ['with a negative serial number', { serial: der(0x02, Buffer.of(0xff)) }, { serial: '-01' }],
    ['with a serial number of 100 bytes', { serial: der(0x02, Buffer.alloc(100, 0x11)) }, { serial: '11'.repeat(100) }],
    ['signed with SHA-1', { signature: '1.2.840.113549.1.1.5' }, { signatureAlgorithm: 'SHA1withRSA' }],
    ['signed with something unknown', { signature: '1.2.3.4' }, { signatureAlgorithm: '1.2.3.4' }],
    ['RSA-512', { spki: spki('rsa') }, { keyAlgorithm: 'RSA', keyBits: 512 }],
    ['DSA', { spki: spki('dsa') }, { keyAlgorithm: 'DSA', keyBits: 1024 }],
    ['Ed25519', { spki: spki('ed25519') }, { keyAlgorithm: 'Ed25519', keyBits: 255 }],
    ['EC with explicit parameters', { spki: spki('explicit') }, { keyAlgorithm: 'EC' }],
    [
      'a key of no known algorithm',
      { spki: der(0x30, der(0x30, derOid('1.2.3')), der(0x03, Buffer.alloc(9))) },
      { keyAlgorithm: '1.2.3', keyBits: null },
    ],
    [
      'a key that is garbage',
      { spki: der(0x30, der(0x30, derOid('1.2.840.113549.1.1.1')), der(0x03, Buffer.alloc(9))) },
      { keyAlgorithm: 'RSA', keyBits: null },
    ],
  ])('%s', (_, parts, expected) => expect(certificateFacts(certificate(parts))).toMatchObject(expected))

  test.each<[string, Uint8Array]>([
    ['nothing', Buffer.alloc(0)],
    ['an empty sequence', der(0x30)],
    ['text', Buffer.from('no certificate')],
    ['a key', pkcs8Bytes()],
    ['a cut one', certificate().subarray(0, -1)],
    ['a date of letters', certificate({ notAfter: utcTime('not a date') })],
  ])('%s is parse-failed', (_, bytes) => expect(() => certificateFacts(bytes)).toThrow(expect.objectContaining({ kind: 'parse-failed' })))

  test('one that cannot be read makes the listing incomplete, not fail', async () => {
    const listing = await openKeystore(
      store([{ kind: 'certificate', alias: 'bad', certificate: Buffer.alloc(9) }, ...mixed]),
      passwords(null, null),
      SALT,
    )
    expect(listing).toMatchObject({ complete: false, omitted: [expect.stringMatching(/^certificate 1 of entry "bad": /)] })
    expect(listing.entries).toHaveLength(4)
  })
})

describe('K13: names are safe to print', () => {
  const subjectOf = (...rdns: Parameters<typeof distinguishedName>[0]): string =>
    certificateFacts(certificate({ subject: distinguishedName(rdns) })).subject
  const CN = '2.5.4.3'
  const UTF8 = 0x0c
  test.each([
    ['NUL', Buffer.from('good\0evil')],
    ['newline', Buffer.from('good\nCN=evil')],
    ['terminal escape', Buffer.from('\u001b[31mred\u009b2J')],
    ['bidirectional override', Buffer.from('abc\u202edef')],
    ['line separator', Buffer.from('good\u2028CN=evil')],
  ])('%s', (_, value) => {
    const subject = subjectOf([CN, UTF8, value])
    expect(subject).toMatch(/^CN=[\u0020-\u007e\u00a0-\u00ff]+$/)
    expect(subject).not.toMatch(/(^|, )CN=evil/)
  })

  test.each([
    ['a lone surrogate', 0x1e, Buffer.of(0xd8, 0x00, 0x00, 0x61)],
    ['an odd number of bytes', 0x1e, Buffer.of(0x00, 0x61, 0x62)],
    ['malformed UTF-8', UTF8, Buffer.of(0x61, 0xff, 0xfe)],
    ['a type that is no text', 0x02, Buffer.of(0x61)],
  ])('a name with %s is refused or safe', (_, tag, value) => {
    const read = (): string => subjectOf([CN, tag, value])
    const answer = orError(read)
    if (answer instanceof FormatError) expect(answer.kind).toBe('parse-failed')
    else expect(answer).toMatch(/^(CN=[\u0020-\u007e]*)?$/)
  })

  test('kinds of text are mixed, the most specific name comes first', () => {
    const bmp = Buffer.from('Zürich', 'utf16le').swap16()
    expect(subjectOf(['2.5.4.6', 0x13, 'CH'], ['2.5.4.7', 0x1e, bmp], [CN, UTF8, 'Müller, Anna'])).toBe('CN=Müller\\, Anna, L=Zürich, C=CH')
  })

  test('2,000 relative names are cut, 10,000 are too large', () => {
    const many = (count: number): string => subjectOf(...Array.from({ length: count }, () => [CN, UTF8, 'xyz'] as const))
    expect(many(2_000)).toMatch(/^CN=xyz, .*\.\.\. \(\d+ more characters\)$/)
    expect(() => many(10_000)).toThrow(expect.objectContaining({ kind: 'limit' }))
  })

  test('no name at all', () => expect(subjectOf()).toBe(''))

  test('aliases are printed the same way', async () => {
    const listing = await openKeystore(store([secret('a\u001b[2J\nb')]), passwords(null, null), SALT)
    expect(listing.entries[0]?.alias).toBe('a\\x1b[2J\\x0ab')
  })
})

describe('K14: alternative names', () => {
  test('come in order, also those that look like several', () => {
    const names = ['a.example', 'b.example, DNS:evil.example', 'quo"te', '*.example']
    expect(certificateFacts(certificate({ names })).names).toEqual(names.map((name) => `DNS:${name}`))
  })
  test.each([
    ['50,000 names', 50_000, /bytes, more than 65536/],
    ['more than are listed', 3_000, /3000 alternative names/],
  ])('%s: limit', (_, count, message) => {
    const names = Array.from({ length: count }, (_none, index) => `h${index}.example`)
    expect(() => certificateFacts(certificate({ names }))).toThrow(
      expect.objectContaining({ kind: 'limit', message: expect.stringMatching(message) }),
    )
  })
})

describe('K15: chains that lead in a circle', () => {
  const a = distinguishedName([['2.5.4.3', 0x0c, 'a']])
  const b = distinguishedName([['2.5.4.3', 0x0c, 'b']])
  test('two certificates that issued each other', async () => {
    const bags = [
      keyBag(pkcs8Bytes(), { alias: 'k', keyId: 'k' }),
      certificateBag(certificate({ subject: a, issuer: b }), { keyId: 'k' }),
      certificateBag(certificate({ subject: b, issuer: a })),
    ]
    const keystore = await read(pkcs12(bags))
    expect(keystore.entries[0]?.certificates).toHaveLength(2)
  })
  test('one that issued itself', async () => {
    const listing = await openKeystore(
      pkcs12([certificateBag(certificate({ subject: a }), { alias: 'root', trusted: true })]),
      passwords(null, null),
      SALT,
    )
    expect(listing.entries[0]?.certificates[0]).toMatchObject({ selfIssued: true, subject: 'CN=a' })
  })
})

describe('K17: passwords', () => {
  test.each(['', 'Schlüssel-日本-𝄞', ' ', 'x'.repeat(10_000)])('store password %j', async (storepass) => {
    const bytes = Buffer.from(jceks({ storepass, entries: mixed }))
    expect((await read(bytes, storepass)).integrity).toBe('verified')
    expect((await read(bytes, `${storepass}x`)).integrity).toBe('mismatch')
  })

  test('PBMAC1 (RFC 9579)', async () => {
    const salt = Buffer.alloc(8, 3)
    const kdf = der(
      0x30,
      derOid('1.2.840.113549.1.5.12'),
      der(0x30, der(0x04, salt), derInteger(2048), derInteger(32), der(0x30, derOid('1.2.840.113549.2.9'), der(0x05))),
    )
    const algorithm = der(0x30, derOid('1.2.840.113549.1.5.14'), der(0x30, kdf, der(0x30, derOid('1.2.840.113549.2.9'), der(0x05))))
    const bytes = pkcs12([], (content) => {
      const value = createHmac('sha256', pbkdf2Sync('pässword', salt, 2048, 32, 'sha256'))
        .update(content)
        .digest()
      return [der(0x30, der(0x30, algorithm, der(0x04, value)), der(0x04, Buffer.from('NOT USED')), derInteger(1))]
    })
    expect((await read(bytes, 'pässword')).integrity).toBe('verified')
    expect((await read(bytes, 'password')).integrity).toBe('mismatch')
  })
})

function orError(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  const place = at < 0 ? copy.length + at : at
  copy[place] = (copy[place] ?? 0) ^ 1
  return copy
}

/** Sequences in sequences, with honest lengths of four bytes. */
function nested(levels: number): Buffer {
  const bytes = Buffer.alloc(levels * 6)
  for (let level = 0; level < levels; level++) Buffer.concat([Buffer.of(0x30, 0x84), u4((levels - level - 1) * 6)]).copy(bytes, level * 6)
  return bytes
}

function octetsNested(levels: number): Buffer {
  let bytes = der(0x04, Buffer.of(1))
  for (let level = 0; level < levels; level++) bytes = der(0x24, bytes)
  return bytes
}

function pfxAround(content: Buffer): Buffer {
  return der(0x30, derInteger(3), der(0x30, derOid('1.2.840.113549.1.7.1'), der(0xa0, content)))
}

/** The same values with indefinite lengths, octet strings in pieces of 100 bytes. */
function inBer(bytes: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0
    const short = bytes[at + 1] ?? 0
    const size = short < 0x80 ? 0 : short - 0x80
    const length = size === 0 ? short : bytes.readUIntBE(at + 2, size)
    const content = bytes.subarray(at + 2 + size, at + 2 + size + length)
    at += 2 + size + length
    if (tag === 0x04 && length > 100) {
      const parts = Array.from({ length: Math.ceil(length / 100) }, (_, index) => der(0x04, content.subarray(index * 100, index * 100 + 100)))
      pieces.push(Buffer.concat([Buffer.of(0x24, 0x80), ...parts, Buffer.of(0, 0)]))
    } else if ((tag & 0x20) !== 0) pieces.push(Buffer.concat([Buffer.of(tag, 0x80), inBer(content), Buffer.of(0, 0)]))
    else pieces.push(der(tag, content))
  }
  return Buffer.concat(pieces)
}

const shape = ({ alias, kind, certificates }: { alias: string; kind: string; certificates: readonly Uint8Array[] }): unknown => ({
  alias,
  kind,
  certificates: certificates.map((each) => Buffer.from(each).toString('hex')),
})
