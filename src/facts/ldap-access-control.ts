import { defineFact, type ValueOf } from '../core/fact.ts'
import { anyOrder, choice, keyedBy, list, object, text } from '../core/schema.ts'
import { LIMITS } from '../limits.ts'

/** ACIs are operational and mostly hidden: an answer without any says nothing (facts/pingam 1.4). */
export const ldapAccessControl = defineFact({
  id: 'ldap-access-control',
  title: 'The access control instructions of the base entry, of the entries above it and of the server',
  value: object({
    baseDn: text('as in the plan'),
    places: keyedBy(
      list(
        object({
          on: text('DN of the entry, or "global"'),
          state: choice(['read', 'not-shown', 'no-entry'], 'not-shown: there are none, or this account may not see them'),
          acis: anyOrder(list(text('as written', 65_536), undefined, LIMITS.ldapValues.value)),
        }),
        'from the base up, the global ones last',
        200,
      ),
      'on',
    ),
  }),
})

export type LdapAccessControl = ValueOf<typeof ldapAccessControl>
