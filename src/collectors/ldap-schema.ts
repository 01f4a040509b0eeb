import { defineNetworkCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { LdapEntry } from '../core/network.ts'
import { ldapSchema, type LdapSchema } from '../facts/ldap-schema.ts'
import { attributeTypeOf, definitionsOf, objectClassOf, type Definitions, type UnreadDefinition } from '../formats/ldap-schema.ts'
import { LIMITS } from '../limits.ts'
import { LDAP_SEARCHES } from '../statements/ldap.ts'
import { accountName, directoryTouches } from './support/directory.ts'

const MOST_UNREAD = 500
const LONGEST_UNREAD = 4096
const LONGEST_NAME = 256
const MOST_NAMES = 2000

export default defineNetworkCollector({
  fact: ldapSchema,
  type: 'ldap',
  needs: () => null,
  touches: ({ fields }) => directoryTouches(fields, [LDAP_SEARCHES.rootDse, LDAP_SEARCHES.schema]),
  collect: async ({ network: { ldap } }) => {
    const root = await ldap.entry(LDAP_SEARCHES.rootDse, '')
    const subschema = root?.attributes.get('subschemasubentry')?.[0]
    if (subschema === undefined)
      throw new FactError('permission-denied', `the root DSE does not show ${await accountName(ldap)} where the schema is (subschemaSubentry)`)
    const entry = await ldap.entry(LDAP_SEARCHES.schema, subschema)
    const valuesOf = async (name: string): Promise<readonly string[]> => {
      const values = shownIn(entry, name)
      // A directory without any definitions is none.
      if (values.length === 0) throw new FactError('permission-denied', `${subschema} shows no ${name} to ${await accountName(ldap)}`)
      if (values.length > LIMITS.ldapDefinitions.value)
        throw new FactError('limit', `${subschema} has more than ${LIMITS.ldapDefinitions.value} ${name}; see explain limits`)
      return values
    }
    const attributeTypes = definitionsOf(await valuesOf('attributeTypes'), attributeTypeOf)
    const objectClasses = definitionsOf(await valuesOf('objectClasses'), objectClassOf)
    const types = attributeTypes.definitions.map(({ oid, names }) => ({ oid, names }))
    const classes = objectClasses.definitions.map(({ oid, names, sup, kind, must, may }) => ({ oid, names, sup, kind, must, may }))
    const unread = [...unreadOf('attributeTypes', attributeTypes), ...unreadOf('objectClasses', objectClasses)]
    const kept = unread.filter(({ text }) => text.length <= LONGEST_UNREAD).slice(0, MOST_UNREAD)
    const fittingTypes = types.filter(({ oid, names }) => fit([oid], names))
    const fittingClasses = classes.filter(({ oid, names, sup, must, may }) => fit([oid], names, sup, must, may))
    return known({
      subschema,
      attributeTypes: fittingTypes,
      objectClasses: fittingClasses,
      unread: kept,
      unreadBeyond: unread.length - kept.length + types.length - fittingTypes.length + classes.length - fittingClasses.length,
    })
  },
})

const shownIn = (entry: LdapEntry | null, name: string): readonly string[] => entry?.attributes.get(name.toLowerCase()) ?? []

const unreadOf = (of: LdapSchema['unread'][number]['of'], { unread }: Definitions<unknown>): LdapSchema['unread'] =>
  unread.map(({ text, why }: UnreadDefinition) => ({ of, text, why: why.slice(0, LONGEST_UNREAD) }))

/** No schema has such names; what a fact cannot hold is counted as not understood. */
const fit = (...lists: readonly (readonly string[])[]): boolean =>
  lists.every((list) => list.length <= MOST_NAMES && list.every((name) => name.length <= LONGEST_NAME))
