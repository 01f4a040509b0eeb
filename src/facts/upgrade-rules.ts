import { defineFact } from '../core/fact.ts'
import { anyOrder, integer, keyedBy, list, nullable, object, text } from '../core/schema.ts'

/** What the Config-Upgrader brings along. Rules are known by the names of the files that are there; none is made up (facts/pingam 7.1). */
export const upgradeRules = defineFact({
  id: 'upgrade-rules',
  title: 'The rules files that the extracted Config-Upgrader holds, and where the plan has its input and output',
  value: object({
    upgrader: text('as the plan names it'),
    folder: nullable(text('the rules directory'), 'null: there is none in it'),
    amster: keyedBy(
      list(
        object({
          path: text(),
          name: text('for example 7.5.x-to-8.1.x.groovy'),
          from: text('for example 7.5'),
          to: text('for example 8.1'),
          size: integer('bytes', 0),
        }),
        'files of rules/amster named <from>.x-to-<to>.x.groovy, sorted by name',
        1000,
      ),
      'name',
    ),
    others: anyOrder(list(text('file name'), 'other files of rules/amster', 1000)),
    fileBased: nullable(object({ path: text(), size: integer('bytes', 0) }), 'null: no rules/fbc/latest.groovy'),
    input: object({ amster: nullable(text('amsterExport of the plan')), fileBased: nullable(text('the services directory')) }),
    output: nullable(text('upgradedConfig of the plan')),
  }),
})
