import { defineFact, type ValueOf } from '../core/fact.ts'
import { choice, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'
import { configurationTree, whichConfiguration } from './am-configuration-tree.ts'

/** What scripts may use of Java, by context. Only entries about javax and jakarta, or wide enough to cover them, are recorded; the others are counted. */
export const amScriptEngines = defineFact({
  id: 'am-script-engines',
  title: 'The allow-lists and deny-lists of the scripting engines, as far as they are about javax and jakarta',
  params: object({ which: whichConfiguration }),
  value: object({
    tree: configurationTree,
    lists: keyedBy(
      list(
        object({
          context: text('for example OIDC_CLAIMS'),
          scope: text('"global", or the realm'),
          list: choice(['allow', 'deny']),
          entries: keyedBy(
            list(object({ entry: text('a class, or a pattern with *', 512), line: nullable(volatile(integer('from 1', 1))) }), 'in file order', 2000),
            'entry',
          ),
          others: integer('further entries, about neither', 0),
          declaredIn: text(),
        }),
        'sorted by context, scope and list',
      ),
      'context',
      'scope',
      'list',
    ),
  }),
})

export type AmScriptEngines = ValueOf<typeof amScriptEngines>
