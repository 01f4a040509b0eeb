import { defineFact, type ValueOf } from '../core/fact.ts'
import { TRANSPORTS } from '../core/transport.ts'
import { anyOrder, choice, integer, list, nullable, object, text } from '../core/schema.ts'
import { LIMITS } from '../limits.ts'

const shown = (description: string) => nullable(text(description, 512), 'null: not shown; there is none, or this account may not see it')
const allShown = (description: string) =>
  nullable(anyOrder(list(text(description, 1024), undefined, LIMITS.ldapValues.value)), 'null: not shown, as above')

/** Who a directory says it is, and what the plan says of it: checks match it with what the product is configured with. */
export const ldapRoot = defineFact({
  id: 'ldap-root',
  title: 'A directory: how it was reached and as whom, what its root DSE shows, and what it is to the product',
  value: object({
    host: text('as in the url of the plan'),
    port: integer(undefined, 1, 65_535),
    transport: choice(TRANSPORTS, 'verified by an authority, pinned to a fingerprint, unverified because the plan says so, or clear without TLS'),
    boundAs: nullable(text('DN'), 'null: anonymous'),
    baseDn: text('as in the plan'),
    productAccount: nullable(text("DN of the product's own account"), 'null: the plan gives none'),
    serves: nullable(object({ realm: nullable(text()), store: nullable(text()) }), 'null: the plan does not say'),
    subschemaSubentry: shown('DN'),
    namingContexts: allShown('DN'),
    supportedControl: allShown('OID'),
    vendorName: shown('as the server says it'),
    vendorVersion: shown('as the server says it'),
    fullVendorVersion: shown('as PingDS says it'),
  }),
})

export type LdapRoot = ValueOf<typeof ldapRoot>
