import { defineFact } from '../core/fact.ts'
import { anyOrder, list, nullable, object, text } from '../core/schema.ts'

/** What the auditor's account may do to the base entry besides reading it, as far as the directory tells. */
export const ldapRights = defineFact({
  id: 'ldap-rights',
  title: 'The rights of the account that reads a directory, as the directory tells them',
  value: object({
    boundAs: nullable(text('DN'), 'null: anonymous'),
    baseDn: text(),
    changes: nullable(anyOrder(list(text('right and what to', 300), undefined, 1000)), 'null: the directory does not say; empty: none'),
  }),
})
