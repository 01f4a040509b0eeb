import { describe, it } from 'vitest'
import check from '../../../checks/common/certificate.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { certificateOf, keyPair, listingOf, secretKey, trusted } from '../../support/keystore-facts.ts'
import { EXPIRED, OTHER_NAME, peerOf, SELF_SIGNED } from '../../support/tls-facts.ts'

const PATH = '/keys/store.p12'
const facts = (entries: Parameters<typeof listingOf>[0], change: Parameters<typeof listingOf>[1] = {}) => ({
  keystore: {
    path: PATH,
    declaredType: null,
    storePassword: 'given' as const,
    entryPassword: 'not-given' as const,
    listing: listingOf(entries, change),
  },
  peer: null,
})
const shown = (change: Parameters<typeof peerOf>[0] = {}) => ({ keystore: null, peer: peerOf(change) })
const until = (notAfter: string | null) => facts([trusted('ca', certificateOf({ notAfter }))])
const hostOf = (host: string) => ({ warnDays: 30, host })
const named = (...names: string[]) => facts([keyPair('tls', [certificateOf({ names })])])
const incomplete = { complete: false, omitted: ['certificates need the store password'] }
const now = '2026-06-01T00:00:00Z'

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'valid and strong',
      facts: facts([keyPair('tls'), trusted('ca')]),
      observed: `2 certificates in ${PATH}, the first to expire on 2027-01-01`,
    },
    { name: 'exactly warnDays before its end', trap: 'last-day', now, facts: until('2026-07-01T00:00:00.000Z'), observed: '1 certificates' },
    {
      name: 'no warning wanted, its last second',
      now,
      parameters: { warnDays: 0 },
      facts: until('2026-06-01T00:00:00.000Z'),
      observed: '1 certificates',
    },
    {
      name: 'EC with 256 bits',
      trap: 'elliptic-curve',
      facts: facts([trusted('ca', certificateOf({ keyAlgorithm: 'EC', keyBits: 256 }))]),
      observed: '1 certificates',
    },
    {
      name: 'Ed25519 says no size',
      facts: facts([trusted('ca', certificateOf({ keyAlgorithm: 'Ed25519', keyBits: null }))]),
      observed: '1 certificates',
    },
    { name: 'for the host', parameters: hostOf('AM.example.test'), facts: facts([keyPair('tls')]), observed: '1 certificates' },
    {
      name: 'a wildcard',
      trap: 'wildcard-one-label',
      parameters: hostOf('am.example.test'),
      facts: named('DNS:*.example.test'),
      observed: '1 certificates',
    },
    { name: 'CN where there is no DNS name', trap: 'common-name', parameters: hostOf('am.example.test'), facts: named(), observed: '1 certificates' },
    { name: 'an address', parameters: hostOf('2001:db8::1'), facts: named('IP Address:2001:DB8:0:0:0:0:0:1'), observed: '1 certificates' },
    {
      name: 'the fingerprint asked for',
      trap: 'colons-and-case',
      parameters: { warnDays: 30, sha256: 'ab'.repeat(32) },
      facts: facts([trusted('ca')]),
      observed: '1 certificates',
    },
    {
      name: 'another entry has expired, which is not asked about',
      parameters: { warnDays: 30, alias: 'TLS' },
      facts: facts([keyPair('tls'), trusted('old', certificateOf({ notAfter: '2020-01-01T00:00:00.000Z' }))]),
      observed: '1 certificates',
    },
    { name: 'a server', facts: shown(), observed: '1 certificates shown by am.example.test:636, the first to expire on 2027-01-01' },
    { name: 'a server by its address', facts: shown({ host: '2001:db8::1' }), observed: 'shown by [2001:db8::1]:636' },
    {
      name: 'a self-signed server that is pinned',
      trap: 'pinned-instead',
      facts: shown({ distrust: SELF_SIGNED, pinned: Array.from({ length: 32 }, () => 'AB').join(':') }),
      observed: '1 certificates',
    },
    {
      name: 'a server reached by another name than the one asked for',
      parameters: hostOf('am.example.test'),
      facts: shown({ host: '127.0.0.1', name: '127.0.0.1', namesHost: false, distrust: OTHER_NAME }),
      observed: '1 certificates',
    },
  ],
  fail: [
    {
      name: 'expired a second ago',
      now,
      facts: until('2026-05-31T23:59:59.000Z'),
      messages: ['expired'],
      subjects: ['ca'],
      says: ['2026-05-31T23:59:59'],
    },
    {
      name: 'not yet valid',
      now,
      facts: facts([trusted('ca', certificateOf({ notBefore: '2026-06-01T00:00:01.000Z' }))]),
      messages: ['notYetValid'],
    },
    { name: 'ends soon', now, facts: until('2026-06-30T23:59:59.000Z'), messages: ['expiresSoon'], severity: 'medium', says: ['in 29 days'] },
    {
      name: 'an issuer has expired',
      trap: 'chain',
      now,
      facts: facts([keyPair('tls', [certificateOf(), certificateOf({ notAfter: '2026-01-01T00:00:00.000Z' })])]),
      messages: ['expired'],
      subjects: ['tls, issuer 1'],
    },
    {
      name: 'RSA with 1024 bits',
      facts: facts([trusted('ca', certificateOf({ keyBits: 1024 }))]),
      messages: ['weakKey'],
      says: ['RSA with 1024 bits; 2048'],
    },
    { name: 'EC with 192 bits', facts: facts([trusted('ca', certificateOf({ keyAlgorithm: 'EC', keyBits: 192 }))]), messages: ['weakKey'] },
    {
      name: 'expired and weak',
      now,
      facts: facts([trusted('ca', certificateOf({ keyBits: 1024, notAfter: '2026-01-01T00:00:00.000Z' }))]),
      messages: ['expired', 'weakKey'],
    },
    {
      name: 'expired, in a keystore not listed in full',
      now,
      facts: facts([trusted('ca', certificateOf({ notAfter: '2026-01-01T00:00:00.000Z' }))], incomplete),
      messages: ['expired'],
    },
    {
      name: 'another host',
      parameters: hostOf('other.example.test'),
      facts: facts([keyPair('tls')]),
      messages: ['host'],
      subjects: ['other.example.test'],
    },
    { name: 'a wildcard for two labels', parameters: hostOf('a.b.example.test'), facts: named('DNS:*.example.test'), messages: ['host'] },
    { name: 'a wildcard for all of test', parameters: hostOf('example.test'), facts: named('DNS:*.test'), messages: ['host'] },
    { name: 'CN beside a DNS name', parameters: hostOf('am.example.test'), facts: named('DNS:other.example.test'), messages: ['host'] },
    { name: 'an address as DNS name', parameters: hostOf('192.0.2.7'), facts: named('DNS:192.0.2.7'), messages: ['host'] },
    {
      name: 'a trusted certificate for the host',
      trap: 'trusted-host',
      parameters: hostOf('am.example.test'),
      facts: facts([trusted('ca')]),
      messages: ['host'],
    },
    { name: 'another fingerprint', parameters: { warnDays: 30, sha256: 'cd'.repeat(32) }, facts: facts([trusted('ca')]), messages: ['pin'] },
    {
      name: 'a server whose certificate has expired',
      trap: 'told-once',
      now: '2027-01-01T00:00:01Z',
      facts: shown({ distrust: EXPIRED }),
      messages: ['expired'],
      subjects: ['am.example.test:636'],
    },
    {
      name: 'a server that the clock of the tool finds expired',
      trap: 'distrust-hidden',
      facts: shown({ distrust: EXPIRED }),
      messages: ['untrusted'],
    },
    {
      name: 'a server that is expired and self-signed',
      now: '2027-01-01T00:00:01Z',
      facts: shown({ distrust: SELF_SIGNED }),
      messages: ['expired', 'untrusted'],
    },
    {
      name: 'a server of another name',
      facts: shown({ name: 'ds.example.test', namesHost: false, distrust: OTHER_NAME }),
      messages: ['name'],
      says: ['not for ds.example.test: it is for DNS:am.example.test'],
    },
    { name: 'a server that the verification alone finds misnamed', facts: shown({ distrust: OTHER_NAME }), messages: ['untrusted'] },
    { name: 'a server that must be for another host', parameters: hostOf('other.example.test'), facts: shown(), messages: ['name'] },
    {
      name: 'a self-signed server, another one pinned',
      trap: 'pinned-other',
      facts: shown({ distrust: SELF_SIGNED, pinned: Array.from({ length: 32 }, () => 'CD').join(':') }),
      messages: ['untrusted'],
    },
    { name: 'a weak key of a server', facts: shown({ chain: [certificateOf({ keyBits: 1024 })] }), messages: ['weakKey'] },
    {
      name: 'a server with an expired issuer',
      now,
      facts: shown({ chain: [certificateOf(), certificateOf({ notAfter: '2026-01-01T00:00:00.000Z' })] }),
      messages: ['expired'],
      subjects: ['am.example.test:636, issuer 1'],
    },
    { name: 'a server without the certificate asked for', parameters: { warnDays: 30, sha256: 'cd'.repeat(32) }, facts: shown(), messages: ['pin'] },
    { name: 'no such entry', parameters: { warnDays: 30, alias: 'x' }, facts: facts([trusted('ca')]), messages: ['noEntry'] },
  ],
  error: [
    { name: 'a server whose dates are odd', facts: shown({ chain: [certificateOf({ notAfter: null })] }), code: 'parse-failed' },
    {
      name: 'the host is not among what could be listed',
      trap: 'not-listed',
      parameters: hostOf('am.example.test'),
      facts: facts([], incomplete),
      code: 'truncated',
      says: 'store password',
    },
    { name: 'a date that is none', trap: 'odd-date', facts: until(null), code: 'parse-failed' },
    { name: 'a key of an unknown kind', facts: facts([trusted('ca', certificateOf({ keyAlgorithm: '1.2.3', keyBits: null }))]), code: 'unsupported' },
    { name: 'another store password', trap: 'mismatch', facts: facts([trusted('ca')], { integrity: 'mismatch' }), code: 'auth-failed' },
  ],
  notApplicable: [{ name: 'secret keys only', trap: 'no-certificates', facts: facts([secretKey('k')]) }],
})
