import { defineFact, type ValueOf } from '../core/fact.ts'
import { anyOrder, choice, integer, keyedBy, list, object, text } from '../core/schema.ts'
import { LIMITS } from '../limits.ts'

const name = text('name or OID', 256)
const names = (description: string) => anyOrder(list(name, description, 2000))

/** The definitions of a directory's schema, of each only what checks ask for: thousands of them are one fact. */
export const ldapSchema = defineFact({
  id: 'ldap-schema',
  title: 'The attribute types and object classes that a directory knows',
  value: object({
    subschema: text('DN of the entry that holds the schema'),
    attributeTypes: keyedBy(list(object({ oid: name, names: names('without those it inherits') }), undefined, LIMITS.ldapDefinitions.value), 'oid'),
    objectClasses: keyedBy(
      list(
        object({
          oid: name,
          names: names('as written'),
          sup: names('as written; empty: none stated'),
          kind: choice(['abstract', 'structural', 'auxiliary']),
          must: names('without those it inherits'),
          may: names('without those it inherits'),
        }),
        undefined,
        LIMITS.ldapDefinitions.value,
      ),
      'oid',
    ),
    unread: anyOrder(
      list(
        object({ of: choice(['attributeTypes', 'objectClasses']), text: text('as the server writes it'), why: text() }),
        'definitions that are not understood: what one of them mentions is not known',
        500,
      ),
    ),
    unreadBeyond: integer('definitions that are not understood and not kept either: while there are any, nothing is known to be absent', 0),
  }),
})

export type LdapSchema = ValueOf<typeof ldapSchema>
