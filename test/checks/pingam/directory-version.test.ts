import { describe, it } from 'vitest'
import check from '../../../checks/pingam/directory-version.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { rootOf } from '../../support/directory-facts.ts'

const facts = (vendorVersion: string | null, fullVendorVersion: string | null = null) => ({ root: rootOf({ vendorVersion, fullVendorVersion }) })
const ofRole = (role: string) => ({ name: 'ds', type: 'ldap', role })
const target = ofRole('cts-store')
const identity = ofRole('identity-store')
const PINGDIRECTORY = 'Ping Identity Directory Server 9.3.0.0'
/** A public root DSE of DS 7.3.0 shows `<product> <version>-<time>-<commit>`, and `<version>.<commit>` in full. */
const COMMIT = '47d3ac1b26e0d8a982cad26d51b3a91ed1e93099'
const NOT_DS = '389-Directory/2.3.1 B2025.016.1616'

testCheck({ describe, it }, check, {
  pass: [
    { name: 'the oldest', target, facts: facts('ForgeRock Directory Services 7.4.4'), observed: 'ds: ForgeRock Directory Services 7.4.4' },
    {
      name: 'as DS 7 writes it, with time and commit',
      target,
      facts: facts(`ForgeRock Directory Services 7.4.4-20241018091500-${COMMIT}`, `7.4.4.${COMMIT}`),
      observed: `7.4.4.${COMMIT}`,
    },
    { name: 'numbers, not letters', trap: 'numeric-order', target, facts: facts('PingDS 7.10.0'), observed: '7.10.0' },
    { name: 'a later line without its patch', trap: 'minor-decides', target, facts: facts('PingDS 7.5'), observed: '7.5' },
    { name: 'the full version says more', target, facts: facts('PingDS 7.4', '7.4.4.20250101-a1b2'), observed: '7.4.4' },
    { name: 'PingDirectory for users', trap: 'pingdirectory', target: identity, facts: facts(PINGDIRECTORY), observed: 'since AM 8.0' },
    {
      name: 'an old store that stays behind',
      trap: 'replaced-store',
      target: ofRole('config-store'),
      options: { route: 'amster' },
      facts: facts('ForgeRock Directory Services 6.5.0'),
      observed: 'is replaced',
      messages: ['replaced'],
    },
  ],
  fail: [
    {
      name: 'one patch too old',
      target,
      facts: facts('ForgeRock Directory Services 7.4.3'),
      messages: ['tooOld'],
      subjects: ['ds'],
      says: ['7.4.4'],
    },
    {
      name: 'as DS 7 writes it, too old',
      target,
      facts: facts(`ForgeRock Directory Services 7.3.0-20230323223207-${COMMIT}`, `7.3.0.${COMMIT}`),
      messages: ['tooOld'],
    },
    { name: 'an old line', target, facts: facts('ForgeRock Directory Services 6.5.6'), phase: 'staged', messages: ['tooOld'] },
    { name: 'the full version is too old', target, facts: facts('PingDS 7.4', '7.4.1.20240101'), messages: ['tooOld'] },
    { name: 'OpenDJ', trap: 'opendj-4', target: identity, facts: facts('OpenDJ Server 10.0.1'), messages: ['tooOld'] },
    { name: 'PingDirectory for the configuration', target: ofRole('config-store'), facts: facts(PINGDIRECTORY), messages: ['otherProduct'] },
    { name: 'another product for tokens', target, facts: facts(NOT_DS), messages: ['otherProduct'], says: ['389-Directory'] },
    {
      name: 'an old store that is upgraded where it is',
      target: ofRole('config-store'),
      options: { route: 'wizard' },
      facts: facts('ForgeRock Directory Services 6.5.0'),
      messages: ['tooOld'],
    },
    {
      name: 'the new store is too old',
      target: ofRole('new-config-store'),
      options: { route: 'amster' },
      facts: facts('ForgeRock Directory Services 7.3.0'),
      messages: ['tooOld'],
    },
  ],
  error: [
    { name: 'nothing is shown', trap: 'version-not-shown', target, facts: facts(null), code: 'permission-denied', says: 'bindDn' },
    { name: 'no number', trap: 'no-number', target, facts: facts('PingDS (hidden)'), code: 'parse-failed' },
    { name: 'no patch', trap: 'patch-unknown', target, facts: facts('PingDS 7.4'), code: 'missing-evidence' },
    { name: 'two versions', trap: 'two-versions', target, facts: facts('PingDS 7.5.0', '7.4.4.2025'), code: 'ambiguous' },
    {
      name: 'another product for users',
      trap: 'other-identity-store',
      target: identity,
      facts: facts(NOT_DS),
      code: 'unsupported',
      says: 'release notes',
    },
  ],
})
