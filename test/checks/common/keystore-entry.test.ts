import { describe, it } from 'vitest'
import check from '../../../checks/common/keystore-entry.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { certificateOf, keyOf, keyPair, listingOf, NOT_OPENED, secretKey, trusted } from '../../support/keystore-facts.ts'

const PATH = '/keys/store.p12'
const facts = (
  entries: Parameters<typeof listingOf>[0],
  change: Parameters<typeof listingOf>[1] = {},
  passwords: { readonly entryPassword?: 'given' | 'not-given' } = {},
) => ({
  keystore: {
    path: PATH,
    declaredType: null,
    storePassword: 'given' as const,
    entryPassword: 'given' as const,
    ...passwords,
    listing: listingOf(entries, change),
  },
})
const asked = { alias: 'k' }
const locked = keyPair('k', [certificateOf({ keyAlgorithm: 'EC', keyBits: 256 })])

testCheck({ describe, it }, check, {
  pass: [
    { name: 'the alias is there', parameters: asked, facts: facts([secretKey('k')]), observed: `"k" in ${PATH}: secret-key, AES, 256 bits` },
    { name: 'in another case', trap: 'alias-case', parameters: { alias: 'K' }, facts: facts([secretKey('k')]), observed: '"k"' },
    {
      name: 'everything asked for',
      parameters: { alias: 'k', kind: 'secret-key' as const, algorithm: 'aes', bits: 256 },
      facts: facts([secretKey('k')]),
      observed: '256',
    },
    {
      name: 'RAW where AES is asked for',
      trap: 'raw-for-aes',
      parameters: { alias: 'k', algorithm: 'AES' },
      facts: facts([secretKey('k', keyOf({ algorithm: 'RAW' }))]),
      observed: 'RAW',
    },
    {
      name: 'a key pair that was not opened',
      trap: 'certificate-tells',
      parameters: { alias: 'k', algorithm: 'EC', bits: 256 },
      facts: facts([locked]),
      observed: 'EC, 256 bits',
    },
    {
      name: 'a larger key pair',
      parameters: { alias: 'k', bits: 2048 },
      facts: facts([keyPair('k', [certificateOf({ keyBits: 4096 })])]),
      observed: '4096',
    },
    { name: 'a locked secret key of which only presence is asked', parameters: asked, facts: facts([secretKey('k', null)]), observed: '"k"' },
    {
      name: 'only the store password is given and opens it',
      parameters: asked,
      facts: facts([secretKey('k', keyOf({ opensWith: 'store-password' }))], {}, { entryPassword: 'not-given' }),
      observed: 'AES',
    },
  ],
  fail: [
    { name: 'no such alias', parameters: asked, facts: facts([secretKey('other')]), messages: ['missing'], subjects: [`k in ${PATH}`] },
    {
      name: 'another kind',
      parameters: { alias: 'k', kind: 'private-key' as const },
      facts: facts([trusted('k')]),
      messages: ['kind'],
      says: ['is a certificate, not a private-key'],
    },
    {
      name: 'another algorithm and size',
      parameters: { alias: 'k', algorithm: 'AES', bits: 256 },
      facts: facts([secretKey('k', keyOf({ algorithm: 'DESede', bits: 192 }))]),
      messages: ['algorithm', 'bits'],
    },
    { name: 'a larger secret key is another one', parameters: { alias: 'k', bits: 128 }, facts: facts([secretKey('k')]), messages: ['bits'] },
    { name: 'a smaller key pair', parameters: { alias: 'k', bits: 4096 }, facts: facts([keyPair('k')]), messages: ['bits'] },
    {
      name: 'the store password only opens it',
      parameters: asked,
      facts: facts([secretKey('k', keyOf({ opensWith: 'store-password' }))]),
      messages: ['storePasswordOnly'],
    },
  ],
  error: [
    {
      name: 'size asked for, no password',
      trap: 'no-password',
      parameters: { alias: 'k', bits: 256 },
      facts: facts([secretKey('k', null)]),
      code: 'secret-unavailable',
      says: 'the listing shows "k", a secret-key',
    },
    {
      name: 'size asked for, no password opens it',
      parameters: { alias: 'k', bits: 256 },
      facts: facts([secretKey('k', NOT_OPENED)]),
      code: 'auth-failed',
    },
    {
      name: 'size asked for, the only password given does not open it',
      parameters: { alias: 'k', bits: 256 },
      facts: facts([secretKey('k', NOT_OPENED)], {}, { entryPassword: 'not-given' }),
      code: 'secret-unavailable',
    },
    {
      name: 'not among what could be listed',
      trap: 'incomplete-listing',
      parameters: asked,
      facts: facts([], { complete: false, omitted: ['an entry'] }),
      code: 'truncated',
    },
    { name: 'in two cases', trap: 'two-cases', parameters: asked, facts: facts([secretKey('K'), secretKey('k')]), code: 'ambiguous' },
    {
      name: 'another store password',
      trap: 'mismatch',
      parameters: asked,
      facts: facts([secretKey('k')], { integrity: 'mismatch' }),
      code: 'auth-failed',
    },
  ],
  notApplicable: [{ name: 'no alias asked for', facts: facts([secretKey('k')]), says: 'parameters' }],
})
