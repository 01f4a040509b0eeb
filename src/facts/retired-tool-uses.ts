import { defineFact } from '../core/fact.ts'
import { integer, keyedBy, list, object, text, volatile } from '../core/schema.ts'

/** Where scripts of the customer's call tools that AM 8.1 no longer comes with. */
export const retiredToolUses = defineFact({
  id: 'retired-tool-uses',
  title: 'Scripts among the sources that call ssoadm, ampassword, amverifyarchive, the configurator or the upgrade tool',
  value: object({
    looked: volatile(integer('files looked into', 0)),
    uses: keyedBy(
      list(object({ tool: text('name of the tool', 200), path: text(), line: volatile(integer('from 1', 1)) }), 'sorted by path and line'),
      'tool',
      'path',
    ),
  }),
})
