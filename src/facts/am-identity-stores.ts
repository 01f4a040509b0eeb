import { defineFact, type ValueOf } from '../core/fact.ts'
import { anyOrder, keyedBy, list, nullable, object, text } from '../core/schema.ts'
import { configurationTree, whichConfiguration } from './am-configuration-tree.ts'

/** The identity stores of each realm. Passwords are not among what is recorded. */
export const amIdentityStores = defineFact({
  id: 'am-identity-stores',
  title: 'The identity stores of each realm: where they are, and the object classes and attributes AM writes to users',
  params: object({ which: whichConfiguration }),
  value: object({
    tree: configurationTree,
    stores: keyedBy(
      list(
        object({
          realm: text(),
          name: text(),
          implementation: nullable(text('class of the plug-in')),
          servers: list(text('host:port, with server and site ids behind bars'), 'in order', 100),
          baseDn: nullable(text()),
          bindDn: nullable(text()),
          connectionMode: nullable(text('LDAP, LDAPS or StartTLS')),
          userClasses: nullable(anyOrder(list(text(), undefined, 1000)), 'null: not understood'),
          userAttributes: nullable(anyOrder(list(text(), undefined, 1000)), 'null: not understood'),
          unresolved: anyOrder(list(text('variable nothing in the plan resolves'), undefined, 100)),
          declaredIn: text(),
        }),
        'sorted by realm and name; values that an expression leaves open are as written',
      ),
      'realm',
      'name',
    ),
  }),
})

export type AmIdentityStores = ValueOf<typeof amIdentityStores>
