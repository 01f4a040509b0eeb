/**
 * What can differ between a table as a script leaves it and as it is. Those of the second list are beside the expectation, or come to the same: they are
 * worth a note, no more.
 */
export const DIFFERENCES = [
  'table-missing',
  'not-a-table',
  'storage-engine',
  'column-missing',
  'type',
  'nullability',
  'default',
  'generation',
  'mandatory-column',
  'primary-key',
  'unique-missing',
  'foreign-key-missing',
  'delete-rule',
  'not-enforced',
  'index-missing',
  'index',
  'trigger-missing',
  'trigger',
  'sequence-missing',
  'sequence',
] as const
export const NOTES = ['index-renamed', 'extra-column', 'extra-unique', 'extra-foreign-key', 'extra-index', 'extra-trigger'] as const

export type DifferenceKind = (typeof DIFFERENCES)[number] | (typeof NOTES)[number]

export interface SchemaDifference {
  readonly kind: DifferenceKind
  /** As the expectation names it. */
  readonly table: string
  /** The column, the index, the columns of a key: as the expectation names it, as stored for what is extra; empty for the table itself. */
  readonly object: string
  readonly expected: string
  readonly actual: string
}

/** A difference within a table that is being compared. */
export type InTable = Omit<SchemaDifference, 'table'>
