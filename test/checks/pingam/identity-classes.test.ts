import { describe, it } from 'vitest'
import check from '../../../checks/pingam/identity-classes.ts'
import type { AmIdentityStores, LdapRoot, LdapSchema } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { ABSENT, CLASSIC } from '../../support/configuration-facts.ts'
import { attributeType, identityStores, notUnderstood, objectClass, rootOf, schemaOf, storeOf } from '../../support/directory-facts.ts'

const WEBAUTHN = 'webauthnDeviceProfilesContainer'
const schema = schemaOf([attributeType('uid')], [objectClass('person'), objectClass('inetuser')])
const withWebauthn = schemaOf([attributeType('uid')], [objectClass('person'), objectClass(WEBAUTHN)])

interface Directory {
  readonly target: string
  readonly root?: Partial<LdapRoot>
  readonly schema?: LdapSchema
}

const facts = (
  current: AmIdentityStores | readonly AmIdentityStores[],
  directories: readonly Directory[] = [{ target: 'users' }],
  upgraded: AmIdentityStores | null = null,
) => {
  const instances = [current].flat()
  return {
    current: instances.map((value, index) => ({ target: `am-${index + 1}`, value })),
    upgraded: instances.map((_value, index) => ({ target: `am-${index + 1}`, value: upgraded })),
    roots: directories.map(({ target, root }) => ({ target, value: rootOf(root) })),
    schemas: directories.map(({ target, schema: its = schema }) => ({ target, value: its })),
  }
}
const store = (userClasses: readonly string[] | null, more: Parameters<typeof storeOf>[0] = {}) => storeOf({ userClasses, ...more })
const lacking = store(['person', WEBAUTHN])
const alpha = { realm: '/alpha', name: 'Users', servers: ['other.example.test:1389'] }
const elsewhere = store(['person'], { ...alpha, connectionMode: 'LDAP' })

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'all are known',
      facts: facts(identityStores([store(['top', 'person', 'inetuser'])])),
      observed: '1 identity stores in 1 directories, 3 classes',
    },
    { name: 'in another case', trap: 'other-case', facts: facts(identityStores([store(['TOP', 'Person'])])), observed: '2 classes' },
    {
      name: 'attributes that are computed',
      trap: 'virtual-attributes',
      facts: facts(
        identityStores([
          store(['person'], { userAttributes: ['UID', 'memberOf', 'dn', 'distinguishedName', 'fr-idm-uuid', 'authorityRevocationList'] }),
        ]),
      ),
      observed: '1 identity stores',
    },
    { name: 'the class is off the list', trap: 'removed-class', facts: facts(identityStores([store(['person'])])), observed: '1 classes' },
    {
      name: 'named in the plan',
      trap: 'served-store',
      facts: facts(identityStores([store(['person'], { servers: ['ldap.internal:389'] })]), [
        { target: 'users', root: { serves: { realm: 'root', store: 'opendj' } } },
      ]),
      observed: '1 identity stores',
    },
    {
      name: 'a realm named in the plan',
      trap: 'served-realm',
      facts: facts(identityStores([store(['person']), elsewhere]), [
        { target: 'users' },
        { target: 'more', root: { host: 'x', serves: { realm: 'alpha', store: null } } },
      ]),
      observed: '2 identity stores in 2 directories',
    },
    {
      name: 'with ids of server and site',
      trap: 'server-ids',
      facts: facts(identityStores([store(['person'], { servers: ['DS.example.test:1636|01|02'] })])),
      observed: '1 identity stores',
    },
    {
      name: 'the second server',
      trap: 'second-server',
      facts: facts(identityStores([store(['person'], { servers: ['ds-0.example.test:1636', 'ds.example.test:1636'] })])),
      observed: '1 identity stores',
    },
    {
      name: 'amupgrade took the class off the list',
      trap: 'upgraded-configuration',
      phase: 'staged',
      facts: facts(identityStores([lacking]), undefined, identityStores([store(['person'])])),
      observed: '1 classes',
    },
    {
      name: 'amupgrade has not run',
      facts: facts(identityStores([store(['person'])]), undefined, identityStores([], { tree: ABSENT })),
      observed: '1 identity stores',
    },
    {
      name: 'an address of IPv6',
      facts: facts(identityStores([store(['person'], { servers: ['[::1]:1636'] })]), [{ target: 'users', root: { host: '::1' } }]),
      observed: '1 identity stores',
    },
  ],
  fail: [
    {
      name: 'a class is not known',
      facts: facts(identityStores([lacking])),
      messages: ['classMissing'],
      subjects: [`/ OpenDJ ${WEBAUTHN} @ users`],
      says: [WEBAUTHN, 'users does not know', 'LDAP User Object Class'],
    },
    {
      name: 'after the upgrade the current configuration counts',
      phase: 'compliance',
      facts: facts(identityStores([lacking]), undefined, identityStores([store(['person'])])),
      messages: ['classMissing'],
    },
    {
      name: 'an attribute is not known',
      facts: facts(identityStores([store(['person'], { userAttributes: ['uid', 'acmeId'] })])),
      messages: ['attributeMissing'],
      subjects: ['/ OpenDJ acmeId (attribute) @ users'],
      severity: 'low',
    },
    {
      name: 'two realms in one directory',
      trap: 'two-realms',
      facts: facts(identityStores([store(['person']), store([WEBAUTHN], { realm: '/alpha' })])),
      messages: ['classMissing'],
      subjects: [`/alpha OpenDJ ${WEBAUTHN} @ users`],
    },
    {
      name: 'two directories of one store',
      trap: 'two-directories',
      facts: facts(identityStores([store([WEBAUTHN], { servers: ['ds.example.test:1636', 'ds-2.example.test:1636'] })]), [
        { target: 'users', schema: withWebauthn },
        { target: 'users-2', root: { host: 'ds-2.example.test' } },
      ]),
      messages: ['classMissing'],
      subjects: [`/ OpenDJ ${WEBAUTHN} @ users-2`],
    },
    {
      name: 'two instances with one configuration',
      trap: 'same-on-all',
      facts: facts([identityStores([lacking]), identityStores([lacking])]),
      messages: ['classMissing'],
    },
    {
      name: 'one lacks a class, the other is not in the plan',
      trap: 'store-not-in-plan-beside-failure',
      facts: facts(identityStores([lacking, elsewhere])),
      messages: ['classMissing', 'notLookedAt'],
    },
  ],
  error: [
    {
      name: 'a store is not in the plan',
      trap: 'store-not-in-plan',
      facts: facts(identityStores([store(['person']), elsewhere])),
      code: 'missing-evidence',
      says: 'add: targets: { users: { type: ldap, role: identity-store, url: "ldap://other.example.test:1389", baseDn: "ou=identities", serves: { realm: "/alpha", store: "Users" } } }',
    },
    {
      name: 'a store whose servers are expressions',
      facts: facts(identityStores([store(['person'], { servers: ['&{am.servers}'], baseDn: '&{am.base}', connectionMode: 'StartTLS' })])),
      code: 'missing-evidence',
      says: 'url: "ldap://HOST:PORT", startTls: true, baseDn: "BASE"',
    },
    {
      name: 'serves says nothing',
      facts: facts(identityStores([store(['person'], alpha)]), [{ target: 'users', root: { serves: { realm: null, store: null } } }]),
      code: 'missing-evidence',
      says: 'is in no directory of the plan',
    },
    {
      name: 'another store is named in the plan',
      trap: 'other-store-served',
      facts: facts(identityStores([store(['person'], alpha)]), [{ target: 'users', root: { serves: { realm: '/alpha', store: 'Staff' } } }]),
      code: 'missing-evidence',
      says: 'is in no directory of the plan',
    },
    { name: 'classes not understood', trap: 'classes-not-understood', facts: facts(identityStores([store(null)])), code: 'parse-failed' },
    {
      name: 'an expression',
      trap: 'class-is-expression',
      facts: facts(identityStores([store(['&{acme.class}'])])),
      code: 'unresolved',
      says: 'acme.class',
    },
    {
      name: 'a definition not understood',
      trap: 'definition-not-understood',
      facts: facts(identityStores([lacking]), [{ target: 'users', schema: { ...schema, ...notUnderstood(WEBAUTHN, 'objectClasses') } }]),
      code: 'parse-failed',
      says: 'users: ',
    },
    {
      name: 'classic configuration',
      trap: 'classic-configuration',
      facts: facts(identityStores([], { tree: CLASSIC })),
      code: 'missing-evidence',
      says: 'amsterExport',
    },
  ],
  notApplicable: [{ name: 'no store', trap: 'no-stores', facts: facts(identityStores([])), says: 'no realm' }],
})
