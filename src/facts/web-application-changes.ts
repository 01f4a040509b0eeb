import { defineFact } from '../core/fact.ts'
import { anyOrder, choice, integer, keyedBy, list, nullable, object, text } from '../core/schema.ts'

/** A web application that was looked into. */
const application = object({
  path: text('WAR or exploded directory'),
  releases: anyOrder(list(text('release of AM by its core library'), 'empty: not AM', 100)),
  files: integer('files in it', 0),
})

/**
 * The deployed web application held against the one to be deployed, and both against the vendor's own where the plan gives them. Relations of files only:
 * neither their content nor a digest of it is recorded. A file that is in both with the same bytes, and is not one that the operator changed, is not listed.
 */
export const webApplicationChanges = defineFact({
  id: 'web-application-changes',
  title: 'Files of the deployed web application: which are customised, and what became of them in the one to be deployed',
  params: object({
    vendorWar: text("the vendor's own WAR of the deployed release; empty: none is given"),
    newVendorWar: text("the vendor's own WAR of the new release; empty: none is given"),
  }),
  value: object({
    old: nullable(application, 'null: nothing is deployed'),
    fresh: nullable(application, 'the new one; null: nothing is there'),
    vendor: nullable(application, 'null: not given'),
    freshVendor: nullable(application, 'null: not given'),
    carried: integer('files that are in both with the same bytes and are not listed', 0),
    files: keyedBy(
      list(
        object({
          path: text('within the web application'),
          origin: choice(['added', 'changed', 'unknown'], "not in the vendor's, in it with other bytes, or the vendor's is not given"),
          fate: choice(['same', 'different', 'successor', 'missing'], 'successor: a library of another file name, the same artifact'),
          now: choice(
            ["operator's", "vendor's", 'unknown'],
            "whether the new bytes are those of a vendor's WAR; unknown where only another release of it is given",
          ),
          successor: nullable(text('file name of it')),
        }),
        'sorted by path',
        20_000,
      ),
      'path',
    ),
  }),
})
