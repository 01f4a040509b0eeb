import type { DatabaseCatalogue } from '../facts/database-catalogue.ts'

type Folding = DatabaseCatalogue['folding']['tables']

/** How names that a script writes unquoted find the names that a catalogue has stored: two are one where their keys are equal. */
export interface CatalogueNames {
  /** Of a table, as a script writes it. */
  readonly table: (written: string) => string
  /** Of a table, as it is stored. */
  readonly storedTable: (stored: string) => string
  /** Of a column, an index, a sequence, a trigger, as a script writes it. */
  readonly object: (written: string) => string
  readonly storedObject: (stored: string) => string
}

export const catalogueNames = ({ tables, others }: DatabaseCatalogue['folding']): CatalogueNames => ({
  table: written(tables),
  storedTable: stored(tables),
  object: written(others),
  storedObject: stored(others),
})

const written = (folding: Folding) => (name: string) => (folding === 'exact' ? name : folding === 'upper' ? name.toUpperCase() : name.toLowerCase())

const stored = (folding: Folding) => (name: string) => (folding === 'insensitive' ? name.toLowerCase() : name)
