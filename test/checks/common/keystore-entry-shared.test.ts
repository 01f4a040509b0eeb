import { describe, it } from 'vitest'
import check from '../../../checks/common/keystore-entry-shared.ts'
import type { KeystoreEntry, KeystoreListing } from '../../../src/core/session.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { certificateOf, keyOf, keyPair, listingOf, secretKey } from '../../support/keystore-facts.ts'

const parameters = { alias: 'k' }
const value = (entries: readonly KeystoreEntry[], change: Partial<KeystoreListing> = {}) => ({
  path: '/keys/k.p12',
  declaredType: null,
  storePassword: 'given' as const,
  entryPassword: 'given' as const,
  listing: listingOf(entries, change),
})
const facts = (...values: readonly ReturnType<typeof value>[]) => ({
  keystores: values.map((one, index) => ({ target: `host-${index + 1}`, value: one })),
})
const key = (hmac: string, saltId = 'salt-1') => value([secretKey('k', keyOf({ hmac, saltId }))])
const pair = (sha256: string) => value([keyPair('k', [certificateOf({ sha256 })])])

testCheck({ describe, it }, check, {
  pass: [
    { name: 'the same secret key', parameters, facts: facts(key('a'), key('a')), observed: 'host-1, host-2' },
    {
      name: 'the same key pair, not opened',
      trap: 'certificate-pair',
      parameters,
      facts: facts(pair('AA:01'), pair('AA:01')),
      observed: 'host-1, host-2',
    },
  ],
  fail: [
    {
      name: 'different keys',
      parameters,
      facts: facts(key('a'), key('b'), key('a')),
      messages: ['different'],
      subjects: ['host-2'],
      says: ['than that of host-1'],
    },
    {
      name: 'different certificates of one subject',
      trap: 'same-subject',
      parameters,
      facts: facts(pair('AA:01'), pair('AA:02')),
      messages: ['different'],
    },
    { name: 'a key here, a key pair there', parameters, facts: facts(key('a'), pair('AA:01')), messages: ['different'] },
    { name: 'one lacks it', parameters, facts: facts(key('a'), value([])), messages: ['lacking'], subjects: ['host-2'] },
    { name: 'all lack it', parameters, facts: facts(value([]), value([])), messages: ['lacking', 'lacking'] },
  ],
  error: [
    { name: 'other salts', trap: 'other-salt', parameters, facts: facts(key('a'), key('a', 'salt-2')), code: 'missing-evidence' },
    {
      name: 'not opened',
      trap: 'not-opened',
      parameters,
      facts: facts(key('a'), value([secretKey('k', null)])),
      code: 'secret-unavailable',
      says: 'host-2',
    },
    {
      name: 'not listed in full',
      trap: 'incomplete-listing',
      parameters,
      facts: facts(key('a'), value([], { complete: false, omitted: ['x'] })),
      code: 'secret-unavailable',
      says: 'in full',
    },
    { name: 'damaged', parameters, facts: facts(key('a'), value([secretKey('k')], { integrity: 'mismatch' })), code: 'secret-unavailable' },
    {
      name: 'two of the name',
      parameters,
      facts: facts(key('a'), value([secretKey('K'), secretKey('k')])),
      code: 'secret-unavailable',
      says: 'different case',
    },
  ],
  notApplicable: [{ name: 'no alias asked for', facts: facts(key('a')), says: 'parameters' }],
})
