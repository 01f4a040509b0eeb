import { describe, it } from 'vitest'
import check from '../../../checks/pingam/authentication-modules.ts'
import type { AmAuthentication, ArchiveReferences } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { archive, group, scanned } from '../../support/archive-facts.ts'
import { authentication, CLASSIC, OVERLAY } from '../../support/configuration-facts.ts'
import { form } from '../../support/web-application-facts.ts'

type Scans = { readonly [P in 'webapp' | 'newWar' | 'tomcat' | 'newTomcat' | 'sources']?: ArchiveReferences | null }

const LIB = '/opt/tomcat/webapps/am/WEB-INF/lib'
const prefix = 'com.sun.identity.authentication.spi.AMLoginModule'
/** A library with classes in a package that refer to AMLoginModule. */
const holding = (name: string, kind: 'extends' | 'class', packages: readonly string[] = ['com.acme.login']) =>
  archive(`${LIB}/${name}`, [group(kind, packages, { prefix })], {
    references: packages.map((at) => ({ entry: `${at.replaceAll('.', '/')}/Sms.class`, kind, name: prefix, line: null })),
  })
const clean = scanned(archive(`${LIB}/acme.jar`))
const facts = (more: Partial<AmAuthentication> = {}, scans: Scans = { webapp: clean }) => ({
  authentication: authentication(more),
  webapp: null,
  newWar: null,
  tomcat: null,
  newTomcat: null,
  sources: null,
  ...scans,
  current: { forms: [form(['openam-core-7.5.0.jar'])] },
  prepared: scans.newWar === undefined ? null : { forms: [form(['openam-core-8.1.0.jar'], { kind: 'war', path: '/srv/new.war' })] },
})
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
    {
      name: "AM's own modules",
      trap: 'vendor-archive',
      facts: facts({}, { webapp: scanned(holding('openam-auth-sms-7.5.0.jar', 'extends', ['org.forgerock.openam.authentication.modules.sms'])) }),
      observed: 'no class in 1 archives and directories extends AMLoginModule',
    },
    {
      name: 'a module in the deployed application, none in the new WAR',
      trap: 'replacement-named',
      facts: facts({}, { webapp: scanned(holding('acme.jar', 'extends')), newWar: clean }),
      observed: 'no class',
      messages: ['moduleClassReplaced'],
    },
  ],
  fail: [
    {
      name: 'a class of the customer, which no realm uses',
      trap: 'custom-class-unused',
      facts: facts({}, { webapp: scanned(holding('acme-login.jar', 'extends')) }),
      messages: ['moduleClass'],
      severity: 'high',
      subjects: [`${LIB}/acme-login.jar`],
      says: ['com/acme/login/Sms.class'],
    },
    {
      name: 'a class in a JAR in the new WAR, and one among the sources',
      trap: 'custom-archive',
      facts: facts(
        {},
        {
          webapp: clean,
          newWar: scanned({ ...holding('x', 'extends'), path: '/srv/new.war', chain: ['WEB-INF/lib/acme.jar'] }),
          sources: scanned({ ...holding('x', 'extends'), path: '/srv/src/acme-login.jar' }),
        },
      ),
      messages: ['moduleClass', 'moduleClass'],
      subjects: ['/srv/new.war!/WEB-INF/lib/acme.jar', '/srv/src/acme-login.jar'],
    },
    {
      name: "a library that only bears the name of AM's",
      trap: 'vendor-archive',
      facts: facts({}, { webapp: scanned(holding('openam-auth-acme-1.0.jar', 'extends'), holding('openam-auth-sms-7.5.0.jar', 'extends')) }),
      messages: ['moduleClass', 'moduleClass'],
    },
    {
      name: 'a class that works with modules',
      trap: 'class-uses-module',
      facts: facts({}, { webapp: scanned(holding('acme.jar', 'class')) }),
      messages: ['moduleClassUse'],
      severity: 'medium',
      says: ['in 1 places: com/acme/login/Sms.class'],
    },
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
      name: 'nothing to scan is named',
      trap: 'nothing-to-scan',
      facts: facts({}, {}),
      code: 'missing-evidence',
      says: 'no web application',
    },
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
