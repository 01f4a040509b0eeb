import type { LdapSearch } from '../core/network.ts'

/** Every search the tool can send to a directory, as data: `queries` prints it, the session sends nothing else. */
export const LDAP_SEARCHES = {
  /** facts/pingam.md §1.3; asked by name, since some are operational. The base is the empty name. */
  rootDse: {
    id: 'root-dse',
    scope: 'base',
    filter: '(objectClass=*)',
    attributes: ['subschemaSubentry', 'namingContexts', 'supportedControl', 'vendorName', 'vendorVersion', 'fullVendorVersion'],
  },
  /** The base is what `subschemaSubentry` names. */
  schema: { id: 'schema', scope: 'base', filter: '(objectClass=*)', attributes: ['attributeTypes', 'objectClasses'] },
  /** facts/pingam.md §1.4: of the base entry and of each entry above it. */
  accessControl: { id: 'access-control', scope: 'base', filter: '(objectClass=*)', attributes: ['aci'] },
  /** The access-control handlers of OpenDJ and PingDS, in `cn=config`. */
  globalAccessControl: { id: 'global-access-control', scope: 'base', filter: '(objectClass=*)', attributes: ['ds-cfg-global-aci', 'global-aci'] },
  /** One entry, with the control for server-side sorting marked critical. */
  sortProbe: { id: 'sort-probe', scope: 'sub', filter: '(objectClass=*)', attributes: ['1.1'] },
} as const satisfies Record<string, LdapSearch>
