import { describe, it } from 'vitest'
import check from '../../../checks/pingam/certificate-of-config-store.ts'
import type { AmIdentityStores } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { WHOLE } from '../../support/configuration-facts.ts'
import { certificateOf } from '../../support/keystore-facts.ts'
import { EXPIRED, OTHER_NAME, peerOf, SELF_SIGNED } from '../../support/tls-facts.ts'

const PLACE = 'ds.example.test:1636'
const ds = (change: Parameters<typeof peerOf>[0] = {}) =>
  peerOf({ host: 'ds.example.test', name: 'ds.example.test', port: 1636, chain: [certificateOf({ names: ['DNS:ds.example.test'] })], ...change })
const facts = (change: Parameters<typeof peerOf>[0] = {}, stores: readonly { target: string; value: AmIdentityStores | null }[] = []) => ({
  peer: ds(change),
  stores,
})
const stores = (servers: readonly string[], unresolved: readonly string[] = [], connectionMode = 'LDAPS') => [
  {
    target: 'am-1',
    value: {
      tree: WHOLE,
      stores: [
        {
          realm: '/',
          name: 'users',
          implementation: null,
          servers,
          baseDn: null,
          bindDn: null,
          connectionMode,
          userClasses: [],
          userAttributes: [],
          unresolved,
          declaredIn: 'users.json',
        },
      ],
    },
  },
]

const identity = { role: 'identity-store' }
const now = '2026-06-01T00:00:00Z'

testCheck({ describe, it }, check, {
  pass: [
    { name: 'valid, of its name, vouched for', facts: facts(), observed: `${PLACE}: a certificate for ds.example.test, valid until 2027-01-01` },
    {
      name: 'CN where there is no DNS name',
      trap: 'common-name',
      facts: facts({ chain: [certificateOf({ subject: 'CN=ds.example.test', names: [] })] }),
      observed: PLACE,
    },
    {
      name: 'AM connects by the same name in capitals',
      trap: 'name-case',
      target: identity,
      facts: facts({}, stores(['DS.example.test:1636|01', 'ds2.example.test:1636'])),
      observed: PLACE,
    },
    {
      name: 'AM connects to a host that is left open',
      trap: 'unresolved-host',
      target: identity,
      facts: facts({}, stores(['&{ds.host}:1636'], ['ds.host'])),
      observed: PLACE,
    },
    {
      name: 'one AM connects elsewhere, the other to a host that is left open',
      target: identity,
      facts: facts({}, [...stores(['users.example.test:1636']), ...stores(['&{ds.host}:1636'], ['ds.host'])]),
      observed: PLACE,
    },
    {
      name: 'the plan names the host in capitals',
      target: identity,
      facts: facts({ name: 'DS.EXAMPLE.test' }, stores(['ds.example.test:1636'])),
      observed: 'a certificate for DS.EXAMPLE.test',
    },
    { name: 'AM connects elsewhere in clear', target: identity, facts: facts({}, stores(['other.example.test:1389'], [], 'LDAP')), observed: PLACE },
    { name: 'a configuration store, users elsewhere', facts: facts({}, stores(['users.example.test:1636'])), observed: PLACE },
    { name: 'AM without a configuration in the plan', target: identity, facts: facts({}, [{ target: 'am-1', value: null }]), observed: PLACE },
  ],
  fail: [
    {
      name: 'of another name',
      facts: facts({ namesHost: false, distrust: OTHER_NAME, chain: [certificateOf({ names: ['DNS:ds', 'DNS:other.example.test'] })] }),
      messages: ['name'],
      subjects: [PLACE],
      says: ['not for ds.example.test: it is for DNS:ds, DNS:other.example.test'],
    },
    { name: 'expired', now: '2027-01-01T00:00:01Z', facts: facts({ distrust: EXPIRED }), messages: ['expired'], subjects: [PLACE] },
    { name: 'not yet valid', now: '2025-12-31T23:59:59Z', facts: facts(), messages: ['notYetValid'] },
    {
      name: 'an issuer has expired',
      trap: 'expired-issuer',
      now,
      facts: facts({ distrust: EXPIRED, chain: [certificateOf(), certificateOf({ notAfter: '2026-01-01T00:00:00.000Z' })] }),
      messages: ['expired'],
      subjects: [`${PLACE}, issuer 1`],
    },
    {
      name: 'ends soon',
      trap: 'expires-soon',
      now: '2026-12-20T00:00:00Z',
      facts: facts(),
      messages: ['expiresSoon'],
      severity: 'medium',
      says: ['in 12 days'],
    },
    { name: 'self-signed', trap: 'self-signed', facts: facts({ distrust: SELF_SIGNED }), messages: ['untrusted'], says: ['it is self-signed'] },
    {
      name: 'self-signed, expired and of another name',
      now: '2027-01-01T00:00:01Z',
      facts: facts({ distrust: SELF_SIGNED, namesHost: false }),
      messages: ['expired', 'name', 'untrusted'],
    },
    {
      name: 'expired, whoever vouches for it',
      now: '2027-01-01T00:00:01Z',
      facts: facts({ authorities: 'built-in', distrust: SELF_SIGNED }),
      messages: ['expired'],
    },
  ],
  error: [
    {
      name: 'vouched for by the authorities of the tool',
      trap: 'who-vouches',
      facts: facts({ authorities: 'built-in' }),
      code: 'missing-evidence',
      says: 'tls.ca',
    },
    { name: 'ends soon, and nobody vouches', now: '2026-12-20T00:00:00Z', facts: facts({ authorities: 'built-in' }), code: 'missing-evidence' },
    {
      name: 'pinned by the plan',
      trap: 'pinned-only',
      facts: facts({ authorities: 'built-in', distrust: SELF_SIGNED, pinned: Array.from({ length: 32 }, () => 'AB').join(':') }),
      code: 'missing-evidence',
      says: 'self-signed',
    },
    {
      name: 'AM connects by another name',
      trap: 'other-name',
      target: identity,
      facts: facts({}, stores(['users.example.test:1636', 'users2.example.test:1636|02|01'])),
      code: 'ambiguous',
      says: 'AM connects to users.example.test, users2.example.test, and the plan looks at ds.example.test',
    },
    { name: 'dates that are none', trap: 'odd-date', facts: facts({ chain: [certificateOf({ notAfter: null })] }), code: 'parse-failed' },
  ],
})
