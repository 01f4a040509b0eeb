import { defineFact } from '../core/fact.ts'
import { integer, keyedBy, list, object, text, volatile } from '../core/schema.ts'
import { configurationTree, whichConfiguration } from './am-configuration-tree.ts'

/** Names of configured things that hold a forward slash, and so can be asked for over REST only with an encoded one. */
export const amResourceNames = defineFact({
  id: 'am-resource-names',
  title: 'Configured resources whose names hold a forward slash',
  params: object({ which: whichConfiguration }),
  value: object({
    tree: configurationTree,
    resources: volatile(integer('named resources looked at', 0)),
    slashed: keyedBy(
      list(object({ type: text(), realm: text('"global", or the realm'), name: text(), declaredIn: text() }), 'sorted by realm, type and name'),
      'type',
      'realm',
      'name',
    ),
  }),
})
