import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { storedCipherOf } from '../../src/formats/stored-cipher.ts'
import {
  aesGcm,
  GCM,
  hashed,
  holder,
  KEY_ID,
  OAEP,
  plainAes,
  plainRsa,
  plainRsaInLines,
  selfContained,
  THUMBPRINT,
} from '../support/stored-values.ts'

const nothing = { transformation: null, thumbprint: null, keyId: null }

describe('a stored value', () => {
  it.each([
    { name: 'plain RSA', value: plainRsa('secret'), is: { form: 'plain-rsa', ...nothing } },
    { name: 'plain RSA in lines', value: plainRsaInLines('secret'), is: { form: 'plain-rsa', ...nothing } },
    {
      name: 'self-contained RSA',
      value: selfContained('secret'),
      is: { form: 'self-contained', transformation: OAEP, thumbprint: THUMBPRINT, keyId: null },
    },
    {
      name: 'a thumbprint with colons',
      value: selfContained('s', THUMBPRINT.toLowerCase().replace(/..(?=.)/g, '$&:')),
      is: { form: 'self-contained', thumbprint: THUMBPRINT },
    },
    { name: 'AES/GCM', value: aesGcm('secret'), is: { form: 'self-contained', transformation: GCM, thumbprint: null, keyId: KEY_ID } },
    {
      name: 'AES/GCM without an identifier of the key',
      value: aesGcm('secret', null),
      is: { form: 'self-contained', transformation: GCM, keyId: null },
    },
    { name: 'plain AES', value: plainAes(), is: { form: 'self-contained', transformation: 'AES' } },
    { name: 'a hash', value: hashed('secret'), is: { form: 'hashed', ...nothing } },
    { name: 'a UUID', value: 'd3b07384-d9a0-4c9b-8f4e-1f1f1f1f1f1f', is: { form: 'clear', ...nothing } },
    { name: 'a JWT', value: `${holder({ alg: 'RS256' })}.${holder({ sub: 'x' })}.sig`, is: { form: 'clear' } },
    { name: 'Base64 of another length', value: randomBytes(64).toString('base64'), is: { form: 'clear' } },
    { name: 'JSON in clear', value: '{"type":"TOTP"}', is: { form: 'clear' } },
    { name: 'nothing', value: '', is: { form: 'clear' } },
    { name: 'a holder without its cipher', value: holder({ t: OAEP }), is: { form: 'unknown', ...nothing } },
    { name: 'a transformation that is none', value: holder({ c: 'AAAA', t: 'my secret word' }), is: { form: 'unknown', ...nothing } },
    { name: 'a thumbprint that is none', value: holder({ c: 'AAAA', t: OAEP, tp: 'my secret word' }), is: { form: 'unknown', ...nothing } },
    {
      name: 'an identifier that is none',
      value: holder({ c: holder({ cipher: 'x', keyId: 'my secret word' }), t: GCM }),
      is: { form: 'self-contained', keyId: null },
    },
    { name: 'JSON that is damaged', value: Buffer.from('{"c":"').toString('base64'), is: { form: 'unknown', ...nothing } },
    { name: 'a holder that was cut', value: selfContained('secret').slice(0, 101), is: { form: 'unknown', ...nothing } },
    { name: 'a holder that was cut at the end of a group', value: selfContained('secret').slice(0, 100), is: { form: 'unknown', ...nothing } },
    { name: 'a holder that is not packed', value: '{"c":"AAAA","t":"AES"}', is: { form: 'unknown', ...nothing } },
    { name: 'a holder with blanks around it', value: ` ${selfContained('secret')}  `, is: { form: 'self-contained', thumbprint: THUMBPRINT } },
    { name: 'plain RSA with blanks behind it', value: `${plainRsa('secret')}   `, is: { form: 'plain-rsa', ...nothing } },
  ])('$name', ({ value, is }) => expect(storedCipherOf(value)).toMatchObject(is))

  it('gives nothing of a value but names, whatever it is', () => {
    const members = fc.record({ c: fc.string(), t: fc.string(), tp: fc.string(), keyId: fc.string() }, { requiredKeys: [] })
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), members.map(holder)), (value) => {
        const { transformation, thumbprint, keyId } = storedCipherOf(value)
        expect(transformation ?? 'AES').toMatch(/^(?:RSA|AES)(?:\/[A-Za-z0-9]+\/[A-Za-z0-9]+)?$/i)
        expect(thumbprint ?? 'A'.repeat(40)).toMatch(/^[0-9A-F]{40,64}$/)
        expect(keyId ?? KEY_ID).toMatch(/^[A-Za-z0-9+/]{43}=$/)
      }),
    )
  })
})
