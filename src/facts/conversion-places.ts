import { defineFact, type ValueOf } from '../core/fact.ts'
import { choice, integer, nullable, object, text, volatile } from '../core/schema.ts'

const place = { path: text(), resolved: text('where links lead; the same when there is none') }

const tree = object({
  ...place,
  state: choice(['absent', 'empty', 'present'], 'present: some file lies in it'),
  files: volatile(integer(undefined, 0)),
  newest: nullable(
    object({ path: text('below the tree'), modifiedAt: volatile(integer('milliseconds since the epoch')) }),
    'the file written last; null: there is none',
  ),
})

/** The places amupgrade is run on: `-i` is the services directory or an export of Amster, `-o` the plan's upgradedConfig (facts/pingam 7.1). */
export const conversionPlaces = defineFact({
  id: 'conversion-places',
  title: 'Where amupgrade reads and writes, and when something there was last written',
  value: object({
    services: nullable(tree, 'config/services of the configuration directory; null: the plan names no config'),
    exported: nullable(tree, 'null: the plan names no amsterExport'),
    output: object(place, undefined, "the plan's upgradedConfig"),
  }),
})

export type ConversionPlaces = ValueOf<typeof conversionPlaces>
