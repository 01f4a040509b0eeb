import type { LdapSchema } from '../facts/ldap-schema.ts'
import type { AttributeType, ObjectClass, UnreadDefinition } from '../formats/ldap-schema.ts'
import { schemaIndexOf, type Lookup, type SchemaIndex } from '../formats/ldap-schema-index.ts'

/** What a directory knows by name or OID. While definitions are left that nobody understood nor kept, nothing is absent: it is unknown. */
export const directorySchemaOf = (value: LdapSchema): SchemaIndex => {
  const { unread, unreadBeyond } = value
  const index = schemaIndexOf(
    { definitions: value.attributeTypes.map((type) => ({ ...OF_ATTRIBUTE_TYPE, ...type })), unread: unreadIn(unread, 'attributeTypes') },
    { definitions: value.objectClasses.map((one) => ({ ...OF_OBJECT_CLASS, ...one })), unread: unreadIn(unread, 'objectClasses') },
  )
  if (unreadBeyond === 0) return index
  const why = `${unreadBeyond} definitions of ${value.subschema} are not understood`
  const doubted = <T>(lookup: Lookup<T>): Lookup<T> => (lookup.is === 'absent' ? { is: 'unknown', why } : lookup)
  return {
    ...index,
    attributeType: (name) => doubted(index.attributeType(name)),
    objectClass: (name) => doubted(index.objectClass(name)),
    allows: (objectClass, attribute) => {
      const allowance = index.allows(objectClass, attribute)
      return allowance.is === 'no' ? { is: 'unknown', why } : allowance
    },
  }
}

const unreadIn = (unread: LdapSchema['unread'], of: LdapSchema['unread'][number]['of']): readonly UnreadDefinition[] =>
  unread.filter((one) => one.of === of).map(({ text, why }) => ({ text, why }))

/** What the fact leaves out, which no lookup asks for. */
const OF_ATTRIBUTE_TYPE: Omit<AttributeType, 'oid' | 'names'> = {
  description: null,
  obsolete: false,
  sup: null,
  equality: null,
  ordering: null,
  substring: null,
  syntax: null,
  syntaxLength: null,
  singleValue: false,
  usage: 'userApplications',
}
const OF_OBJECT_CLASS: Pick<ObjectClass, 'description' | 'obsolete'> = { description: null, obsolete: false }
