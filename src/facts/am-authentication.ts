import { defineFact, type ValueOf } from '../core/fact.ts'
import { flag, keyedBy, list, nullable, object, text } from '../core/schema.ts'
import { configurationTree, whichConfiguration } from './am-configuration-tree.ts'

const realm = text('for example "/" or "/alpha"')
const declaredIn = text()

/** What users and administrators log in with: trees, and the chains and modules that AM 8 no longer has. */
export const amAuthentication = defineFact({
  id: 'am-authentication',
  title: 'Authentication trees, chains and modules of each realm, and which of them the realm logs in with',
  params: object({ which: whichConfiguration }),
  value: object({
    tree: configurationTree,
    trees: keyedBy(list(object({ realm, name: text() }), 'sorted by realm and name'), 'realm', 'name'),
    chains: keyedBy(
      list(object({ realm, name: text(), modules: nullable(list(text('name of a module instance')), 'null: not understood'), declaredIn })),
      'realm',
      'name',
    ),
    modules: keyedBy(list(object({ realm, name: text(), kind: text('for example LdapModule'), declaredIn })), 'realm', 'name'),
    settings: keyedBy(
      list(
        object({
          realm,
          users: nullable(text('tree or chain'), 'null: not set'),
          administrators: nullable(text('tree or chain'), 'null: not set'),
          declaredIn,
        }),
      ),
      'realm',
    ),
    moduleClasses: keyedBy(list(object({ className: text(), declaredIn }), "module types known to AM, without the vendor's own"), 'className'),
    retryLimitNodes: keyedBy(
      list(object({ realm, id: text(), savesToUser: nullable(flag('counts failures in the entry of the user'), 'null: an expression'), declaredIn })),
      'realm',
      'id',
    ),
    deviceNodes: keyedBy(
      list(
        object({ realm, id: text(), type: text('for example WebAuthnRegistrationNode'), declaredIn }),
        'nodes that keep devices in the entry of the user',
      ),
      'realm',
      'id',
    ),
  }),
})

export type AmAuthentication = ValueOf<typeof amAuthentication>
