import { defineFact, type ValueOf } from '../core/fact.ts'
import { integer, object, text } from '../core/schema.ts'

/** A search with the control for server-side sorting marked critical, made with the rights of the product's own account (facts/pingam 1.4). */
export const ldapSortProbe = defineFact({
  id: 'ldap-sort-probe',
  title: "The answer to a search that asks the directory to sort, made as the product's own account",
  value: object({
    account: text("DN of the product's own account"),
    baseDn: text('where it searched'),
    resultCode: integer('as RFC 4511 numbers them: 0 when it was allowed, 12 when the control is not offered or not allowed', 0),
  }),
})

export type LdapSortProbe = ValueOf<typeof ldapSortProbe>
