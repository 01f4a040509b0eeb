import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jceks } from '../../fixtures/keystores/jceks-writer.ts'
import { FactError } from '../../src/core/fact-error.ts'
import { certificateFacts } from '../../src/formats/certificate.ts'
import { FormatError } from '../../src/formats/format-error.ts'
import { openKeystore } from '../../src/sessions/keystore-session.ts'
import { SALT, keyBytes, passwords, pkcs8Bytes } from '../support/keystore-samples.ts'
import { certificate } from '../support/odd-certificates.ts'
import { certificateBag, keyBag, pkcs12 } from '../support/pkcs12-writer.ts'

/** Whatever one byte says, the answer is a listing or a FactError that is not `internal`, and it comes soon. */
const stores = {
  JCEKS: jceks({
    storepass: 'storepass',
    entries: [
      { kind: 'secret-key', alias: 'directenctest', algorithm: 'AES', key: keyBytes('a', 32), keypass: 'keypass' },
      { kind: 'secret-key', alias: 'des', algorithm: 'DES', key: keyBytes('a', 8), keypass: 'keypass', keyClass: 'java.security.KeyRep' },
      { kind: 'private-key', alias: 'test', pkcs8: pkcs8Bytes(), keypass: 'keypass', certificates: [certificate({ names: ['a.example'] })] },
    ],
  }),
  JKS: jceks({
    format: 'JKS',
    storepass: 'storepass',
    entries: [
      { kind: 'private-key', alias: 'test', pkcs8: pkcs8Bytes(), keypass: 'keypass', certificates: [certificate(), certificate()] },
      { kind: 'certificate', alias: 'ca', certificate: certificate() },
    ],
  }),
  'PKCS#12': pkcs12([
    keyBag(pkcs8Bytes(), { alias: 'test', keyId: 'k' }),
    certificateBag(certificate(), { keyId: 'k' }),
    certificateBag(certificate(), { alias: 'ca', trusted: true }),
  ]),
}

describe.each(Object.entries(stores))('%s', (_, whole) => {
  test('one byte changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const damaged = Buffer.from(whole)
        damaged[at] = (damaged[at] ?? 0) ^ mask
        const began = performance.now()
        const answer: unknown = await openKeystore(damaged, passwords('storepass', 'keypass', 'directenctest', 'des', 'test'), SALT).catch(
          (error: unknown) => error,
        )
        if (answer instanceof Error) expect(answer instanceof FactError && answer.code !== 'internal', `byte ${at}: ${answer.message}`).toBe(true)
        expect(performance.now() - began).toBeLessThan(2_000)
      }),
      { numRuns: 1_500 },
    )
  })
})

test('any bytes behind a magic number', async () => {
  const magic = fc.constantFrom('feedfeed00000002', 'cececece00000002', '3082', '30800201033080').map((hex) => Buffer.from(hex, 'hex'))
  await fc.assert(
    fc.asyncProperty(magic, fc.uint8Array({ maxLength: 300 }), async (start, rest) => {
      const answer: unknown = await openKeystore(Buffer.concat([start, rest]), passwords('a', 'b', 'c'), SALT).catch((error: unknown) => error)
      if (answer instanceof Error) expect(answer instanceof FactError && answer.code !== 'internal', answer.message).toBe(true)
    }),
    { numRuns: 1_500 },
  )
})

test('a certificate with one byte changed has facts or a FormatError', () => {
  const whole = certificate({ names: ['a.example', 'b.example'] })
  for (let at = 0; at < whole.length; at++) {
    for (const mask of [0x01, 0x10, 0x20, 0x80, 0xff]) {
      const damaged = Buffer.from(whole)
      damaged[at] = (damaged[at] ?? 0) ^ mask
      try {
        expect(certificateFacts(damaged).sha256).toHaveLength(95)
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError)
      }
    }
  }
})
