import type { AmIdentityStores, LdapConfigurationBase, LdapRoot, LdapSchema } from '../../src/api.ts'
import { WHOLE } from './configuration-facts.ts'

type AttributeType = LdapSchema['attributeTypes'][number]
type ObjectClass = LdapSchema['objectClasses'][number]

/** Facts about directories for tables of checks. */
export const attributeType = (name: string, oid = `${name}-oid`): AttributeType => ({ oid, names: [name] })

export const objectClass = (name: string, may: readonly string[] = [], more: Partial<ObjectClass> = {}): ObjectClass => ({
  oid: `${name}-oid`,
  names: [name],
  sup: ['top'],
  kind: 'auxiliary',
  must: [],
  may,
  ...more,
})

const TOP: ObjectClass = { oid: '2.5.6.0', names: ['top'], sup: [], kind: 'abstract', must: ['objectClass'], may: [] }

export const schemaOf = (
  attributeTypes: readonly AttributeType[],
  objectClasses: readonly ObjectClass[],
  more: Partial<LdapSchema> = {},
): LdapSchema => ({
  subschema: 'cn=schema',
  attributeTypes: [{ oid: '2.5.4.0', names: ['objectClass'] }, ...attributeTypes],
  objectClasses: [TOP, ...objectClasses],
  unread: [],
  unreadBeyond: 0,
  ...more,
})

/** A definition that nobody understood, which mentions a name. */
export const notUnderstood = (name: string, of: LdapSchema['unread'][number]['of'] = 'attributeTypes'): Partial<LdapSchema> => ({
  unread: [{ of, text: `( 1.2.3 NAME '${name}' ODDITY )`, why: 'no keyword of this kind of definition' }],
})

export const rootOf = (more: Partial<LdapRoot> = {}): LdapRoot => ({
  host: 'ds.example.test',
  port: 1636,
  transport: 'verified',
  boundAs: 'uid=auditor',
  baseDn: 'ou=am-config',
  productAccount: null,
  serves: null,
  subschemaSubentry: 'cn=schema',
  namingContexts: ['ou=am-config'],
  supportedControl: ['1.2.840.113556.1.4.473'],
  vendorName: 'Ping Identity Corporation',
  vendorVersion: 'PingDS Directory Services 7.5.2',
  fullVendorVersion: null,
  ...more,
})

type Store = AmIdentityStores['stores'][number]

export const storeOf = (more: Partial<Store> = {}): Store => ({
  realm: '/',
  name: 'OpenDJ',
  implementation: null,
  servers: ['ds.example.test:1636'],
  baseDn: 'ou=identities',
  bindDn: 'uid=am',
  connectionMode: 'LDAPS',
  userClasses: ['top', 'person'],
  userAttributes: ['uid'],
  unresolved: [],
  declaredIn: '/opt/am/opendj.json',
  ...more,
})

export const identityStores = (stores: readonly Store[], more: Partial<AmIdentityStores> = {}): AmIdentityStores => ({ tree: WHOLE, stores, ...more })

type Entry = LdapConfigurationBase['entries'][number]

export const entryOf = (entry: string, more: Partial<Entry> = {}): Entry => ({ entry, shown: true, createTimestamp: null, entryUuid: null, ...more })

export const configurationBase = (entries: readonly Entry[]): LdapConfigurationBase => ({ baseDn: 'ou=am-config', entries })
