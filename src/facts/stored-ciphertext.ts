import { defineFact, type ValueOf } from '../core/fact.ts'
import { choice, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'
import { ENGINES } from '../core/sql.ts'

const count = (description?: string) => volatile(integer(description, 0))
const counted = (description: string) =>
  volatile(keyedBy(list(object({ value: text(description, 100), rows: integer(undefined, 1) }), undefined, 1000), 'value'))

const column = object({
  table: text(undefined, 256),
  column: text(undefined, 256),
  state: choice(['sampled', 'not-there', 'unanswered'], '`not-there`: nor shown to the account'),
  reason: nullable(text(), 'why it is unanswered'),
  /** Values looked at; as many as the limit: there may be more. */
  values: count(),
  limit: integer('most values looked at'),
  selfContained: count('encrypted, and naming the transformation'),
  plainRsa: count('as long as an RSA modulus: encrypted in the older way, which names nothing'),
  hashed: count(),
  clear: count('neither encrypted nor hashed'),
  unknown: count('in the shape of ciphertext, and not understood'),
  transformations: counted('as the values name it'),
  thumbprints: counted('of certificates they were encrypted for, upper-case hex'),
  keyIds: counted('of symmetric keys'),
})

/**
 * How the values of columns that may hold ciphertext are encrypted, counted over a sample. The values themselves never leave the collector; what is kept are
 * names of algorithms, thumbprints of certificates and identifiers of keys. Source: facts/wso2.md §5.4.
 */
export const storedCiphertext = defineFact({
  id: 'stored-ciphertext',
  title: 'How stored tokens and secrets are encrypted, counted over a sample without keeping any',
  value: object({
    engine: choice(ENGINES),
    schema: text('as stored', 256),
    columns: keyedBy(list(column), 'table', 'column'),
  }),
})

export type StoredCiphertext = ValueOf<typeof storedCiphertext>
export type CiphertextColumn = StoredCiphertext['columns'][number]
