import { describe, it } from 'vitest'
import check from '../../../checks/pingam/authentication-modules.ts'
import type { AmAuthentication } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { authentication, CLASSIC, OVERLAY } from '../../support/configuration-facts.ts'

const facts = (more: Partial<AmAuthentication> = {}) => ({ authentication: authentication(more) })
const settings = (users: string | null, administrators: string | null = 'Login', realm = '/') => [
  { realm, users, administrators, declaredIn: '/opt/am/auth.json' },
]
const chain = (name: string, modules: readonly string[] | null = ['LDAP', 'HOTP'], realm = '/') => ({
  realm,
  name,
  modules,
  declaredIn: '/opt/am/chain.json',
})
const module = (name: string, kind = 'LdapModule') => ({ realm: '/', name, kind, declaredIn: '/opt/am/module.json' })

testCheck({ describe, it }, check, {
  pass: [
    { name: 'trees only', facts: facts(), observed: '1 realms log in through 1 trees' },
    { name: 'nothing set', facts: facts({ settings: settings(null, null) }), observed: '1 realms' },
    {
      name: 'a tree of the same name',
      trap: 'tree-of-same-name',
      facts: facts({ chains: [chain('Login')] }),
      observed: '1 realms',
      messages: ['shadowed'],
    },
    {
      name: 'chains as installed',
      trap: 'installed-chain',
      facts: facts({ chains: [chain('ldapService', ['DataStore']), chain('amsterService', [])] }),
      observed: '1 realms',
      messages: ['defaultChain', 'defaultChain'],
    },
    {
      name: 'module instances as installed',
      facts: facts({ modules: [module('LDAP'), module('HOTP', 'HotpModule')] }),
      observed: '1 realms',
      messages: ['modulesLeft'],
    },
  ],
  fail: [
    {
      name: 'users log in through a chain',
      facts: facts({ settings: settings('ldapService'), chains: [chain('ldapService')], modules: [module('LDAP')] }),
      messages: ['chainInUse'],
      subjects: ['/ ldapService users'],
      severity: 'high',
      says: ['(LDAP, HOTP)'],
    },
    {
      name: 'administrators do',
      trap: 'administrators-only',
      facts: facts({ settings: settings('Login', 'ldapService'), chains: [chain('ldapService', [])] }),
      messages: ['chainInUse'],
      says: ['administrators of realm /', 'without modules'],
    },
    {
      name: 'a chain beside',
      trap: 'chain-not-default',
      facts: facts({ chains: [chain('portal', null)] }),
      messages: ['chainDefined'],
      severity: 'medium',
      says: ['service=', 'not understood'],
    },
    {
      name: 'the tree is of another realm',
      trap: 'other-realm',
      facts: facts({ settings: settings('Login', null, '/alpha'), chains: [chain('Login', ['LDAP'], '/alpha')] }),
      messages: ['chainInUse'],
    },
    {
      name: 'a custom module type',
      trap: 'custom-class',
      facts: facts({ moduleClasses: [{ className: 'com.acme.Sms', declaredIn: '/opt/am/a.json' }] }),
      messages: ['customModule'],
    },
    {
      name: 'in a layer it is one too',
      facts: facts({ tree: OVERLAY, settings: settings('ldapService'), chains: [chain('ldapService')] }),
      messages: ['chainInUse'],
    },
  ],
  error: [
    {
      name: 'a name that leads nowhere',
      trap: 'unknown-name',
      facts: facts({ settings: settings('Elsewhere') }),
      code: 'missing-evidence',
      says: 'Elsewhere',
    },
    { name: 'an expression', trap: 'unresolved', facts: facts({ settings: settings('&{acme.tree|Login}') }), code: 'unresolved', says: 'acme.tree' },
    {
      name: 'a directory server',
      trap: 'classic-configuration',
      facts: facts({ tree: CLASSIC, settings: [], trees: [] }),
      code: 'missing-evidence',
      says: 'Amster',
    },
    { name: 'a layer', trap: 'layered-configuration', facts: facts({ tree: OVERLAY }), code: 'missing-evidence', says: 'baseline' },
    { name: 'no settings', trap: 'no-settings', facts: facts({ settings: [] }), code: 'missing-evidence' },
  ],
  trapsElsewhere: { 'vendor-classes': 'collectors/am-authentication.test.ts', 'xml-chain': 'collectors/am-authentication.test.ts' },
})
