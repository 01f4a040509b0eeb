import { describe, it } from 'vitest'
import check from '../../../checks/pingam/server-side-sort.ts'
import type { AmConfigurationStores, LdapAccessControl, LdapRoot } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { rootOf } from '../../support/directory-facts.ts'

const ACCOUNT = 'uid=am-config,ou=admins,ou=am-config'
const BASE = 'ou=am-config'
const aci = (rule: string, { effect = 'allow', control = '1.2.840.113556.1.4.473', name = 'sorting' } = {}) =>
  `(targetcontrol="${control}")(version 3.0; acl "${name}"; ${effect} (read) (${rule});)`
const MINE = aci(`userdn = "ldap:///${ACCOUNT}"`)
const EVERYBODY = aci('userdn="ldap:///all"')

type Place = LdapAccessControl['places'][number]
const read = (on: string, ...acis: readonly string[]): Place => ({ on, state: 'read', acis })
const notShown = (on: string): Place => ({ on, state: 'not-shown', acis: [] })
const unrelated = read('global', '(targetattr="cn")(version 3.0; acl "reading"; allow (read) userdn="ldap:///anyone";)')
const access = (...places: readonly Place[]): LdapAccessControl => ({ baseDn: BASE, places })
const silent = access(notShown(BASE), notShown('global'))
const own = { account: ACCOUNT }

const facts = (
  places: LdapAccessControl,
  resultCode: number | null = null,
  root: Partial<LdapRoot> = {},
  stores: readonly (AmConfigurationStores | null)[] = [null],
) => ({
  root: rootOf(root),
  access: places,
  probe: resultCode === null ? null : { account: ACCOUNT, baseDn: BASE, resultCode },
  stores: stores.map((value, index) => ({ target: `am-${index + 1}`, value })),
})
const boot = (bindDn: string | null, host = 'ds.example.test'): AmConfigurationStores => ({
  state: 'read',
  stores: [{ host, port: 1636, secure: true, baseDn: BASE, bindDn, declaredIn: '/opt/am/config/boot.json' }],
})
const target = { name: 'config', type: 'ldap', role: 'config-store' } as const

testCheck({ describe, it }, check, {
  pass: [
    { name: 'the probe is answered', trap: 'probe-allowed', target, facts: facts(silent, 0), observed: 'config sorted a search' },
    {
      name: 'an ACI for the account',
      target,
      parameters: own,
      facts: facts(access(read(BASE, MINE), unrelated)),
      observed: '"sorting" of ou=am-config allows',
    },
    {
      name: 'the account of the plan',
      target,
      facts: facts(access(read(BASE, MINE), unrelated), null, { productAccount: ACCOUNT }),
      observed: 'sorting',
    },
    {
      name: 'the account of boot.json',
      trap: 'account-of-boot-json',
      target,
      facts: facts(access(read(BASE, MINE), unrelated), null, {}, [boot(ACCOUNT), boot(ACCOUNT)]),
      observed: 'sorting',
    },
    {
      name: 'a global ACI',
      trap: 'global-aci',
      target,
      parameters: own,
      facts: facts(access(read(BASE, '(targetattr="*")(version 3.0; acl "x"; allow (read) userdn="ldap:///all";)'), read('global', EVERYBODY))),
      observed: 'of global allows',
    },
    {
      name: 'all controls',
      trap: 'wildcard',
      target,
      parameters: own,
      facts: facts(access(read(BASE, aci('userdn="ldap:///all"', { control: '*' })), unrelated)),
      observed: 'allows',
    },
    {
      name: 'spelt in another way',
      trap: 'other-spelling',
      target,
      parameters: own,
      facts: facts(access(read(BASE, aci('userdn = "ldap:///UID=AM-config, OU=admins, ou=am-config"')), unrelated)),
      observed: 'allows',
    },
  ],
  fail: [
    {
      name: 'the probe is refused',
      trap: 'probe-refused',
      target,
      facts: facts(access(read(BASE, MINE), read('global', EVERYBODY)), 12),
      messages: ['refused'],
      says: ['(12)', `ldap:///${ACCOUNT}`],
    },
    {
      name: 'not offered',
      trap: 'not-offered',
      target,
      facts: facts(access(read(BASE, MINE), unrelated), null, { supportedControl: ['1.2.3'] }),
      messages: ['notOffered'],
    },
    {
      name: 'denied elsewhere',
      trap: 'deny-beats-allow',
      target,
      parameters: own,
      facts: facts(access(read(BASE, MINE), read('global', aci('userdn="ldap:///all"', { effect: 'deny', name: 'no sorting' })))),
      messages: ['denied'],
      subjects: ['config global no sorting'],
    },
    {
      name: 'for another account',
      trap: 'other-account',
      target,
      parameters: own,
      facts: facts(access(read(BASE, aci('userdn="ldap:///uid=other,ou=admins,ou=am-config"')), unrelated)),
      messages: ['notAllowed'],
      says: [`allow (read)(userdn = "ldap:///${ACCOUNT}")`, `Add to ${BASE}`],
    },
    {
      name: 'a name with a percent sign',
      target,
      parameters: { account: 'cn=100%,ou=admins,ou=am-config' },
      facts: facts(access(read(BASE, MINE), unrelated)),
      messages: ['notAllowed'],
      says: ['cn=100%25,ou=admins'],
    },
  ],
  error: [
    { name: 'nothing is shown', trap: 'empty-answer', target, parameters: own, facts: facts(silent), code: 'missing-evidence', says: 'not shown' },
    {
      name: 'the base shows nothing',
      trap: 'ancestor-hidden',
      target,
      parameters: own,
      facts: facts(access(notShown(BASE), read('global', EVERYBODY))),
      code: 'missing-evidence',
    },
    {
      name: 'a group',
      trap: 'group-rule',
      target,
      parameters: own,
      facts: facts(access(read(BASE, aci('groupdn="ldap:///cn=apps,ou=groups"')), unrelated)),
      code: 'missing-evidence',
      says: 'groupdn',
    },
    {
      name: 'the probe ends otherwise',
      trap: 'probe-inconclusive',
      target,
      facts: facts(access(read(BASE, MINE), unrelated), 50),
      code: 'missing-evidence',
      says: '50',
    },
    {
      name: 'nobody to judge for',
      trap: 'no-account',
      target,
      facts: facts(access(read(BASE, MINE), unrelated)),
      code: 'secret-unavailable',
      says: 'productAccount',
    },
    {
      name: 'boot.json has another directory',
      trap: 'other-directory-in-boot-json',
      target,
      facts: facts(access(read(BASE, MINE), unrelated), null, {}, [boot(ACCOUNT, 'other.example.test'), boot(null)]),
      code: 'secret-unavailable',
    },
    {
      name: 'two accounts',
      trap: 'two-accounts',
      target,
      facts: facts(access(read(BASE, MINE), unrelated), null, {}, [boot(ACCOUNT), boot('uid=other')]),
      code: 'secret-unavailable',
      says: 'several accounts',
    },
    {
      name: 'an administrator',
      trap: 'administrator',
      target,
      parameters: { account: 'cn=Directory Manager' },
      facts: facts(access(read(BASE, MINE), unrelated)),
      code: 'missing-evidence',
    },
    {
      name: 'what is offered is not shown',
      trap: 'offer-not-shown',
      target,
      parameters: own,
      facts: facts(access(read(BASE, MINE), unrelated), null, { supportedControl: null }),
      code: 'permission-denied',
    },
    {
      name: 'an ACI is not understood',
      target,
      parameters: own,
      facts: facts(access(read(BASE, MINE), read('global', '(targetcontrol="*")(version 9'))),
      code: 'missing-evidence',
      says: 'not understood',
    },
  ],
})
