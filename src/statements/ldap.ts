import type { LdapSearch } from '../core/network.ts'

/** Every search the tool can send to a directory, as data: `queries` prints it, the session sends nothing else. */
export const LDAP_SEARCHES = {
  /** facts/pingam.md §1.3; asked by name, since some are operational. */
  rootDse: {
    id: 'root-dse',
    base: 'the root DSE',
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['subschemaSubentry', 'namingContexts', 'supportedControl', 'vendorName', 'vendorVersion', 'fullVendorVersion'],
    facts: ['ldap-root', 'ldap-schema', 'ldap-access-control'],
  },
  schema: {
    id: 'schema',
    base: 'the entry that subschemaSubentry names',
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['attributeTypes', 'objectClasses'],
    facts: ['ldap-schema'],
  },
  /** facts/pingam.md §1.4. */
  accessControl: {
    id: 'access-control',
    base: 'baseDn, and each entry above it',
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['aci'],
    facts: ['ldap-access-control'],
  },
  /** The access-control handlers of OpenDJ and PingDS. */
  globalAccessControl: {
    id: 'global-access-control',
    base: 'cn=Access Control Handler,cn=config',
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['ds-cfg-global-aci', 'global-aci'],
    facts: ['ldap-access-control'],
  },
  /** With the control for server-side sorting marked critical, size limit 1, as the product's own account. */
  sortProbe: {
    id: 'sort-probe',
    base: 'baseDn',
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['1.1'],
    manner: "as the product's own account, with the control for server-side sorting (1.2.840.113556.1.4.473) marked critical, at most one entry",
    facts: ['ldap-sort-probe'],
  },
  /** facts/pingam.md §1.5. */
  configurationBase: {
    id: 'configuration-base',
    base: 'baseDn, and ou=services, ou=admins and uid=am-config,ou=admins below it',
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['createTimestamp', 'entryUUID'],
    facts: ['ldap-configuration-base'],
  },
  /** With the control for effective rights: what the auditor's account may do. Only doctor asks. */
  effectiveRights: {
    id: 'effective-rights',
    base: 'baseDn',
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['objectClass', 'aci', 'aclRights'],
    manner: "with the control for effective rights (1.3.6.1.4.1.42.2.27.9.5.2) of the auditor's account",
    facts: ['ldap-rights'],
  },
} as const satisfies Record<string, LdapSearch>
