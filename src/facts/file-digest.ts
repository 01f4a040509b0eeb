import { defineFact } from '../core/fact.ts'
import { integer, nullable, object, text } from '../core/schema.ts'

/** SHA-256 of one file below a directory. */
export const fileDigest = defineFact({
  id: 'file-digest',
  title: 'SHA-256 and size of a file',
  params: object({ path: text('relative to the directory') }),
  value: object({
    path: text('the file'),
    found: nullable(object({ sha256: text('lower-case hex', 64), size: integer('bytes', 0) }), 'null: there is no such file'),
  }),
})
