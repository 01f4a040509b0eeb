import type { CatalogueTable, DatabaseCatalogue, Engine } from '../../src/api.ts'

/** How each engine compares names, where nothing is set otherwise. */
export const FOLDINGS: Readonly<Record<Engine, DatabaseCatalogue['folding']>> = {
  postgres: { tables: 'lower', others: 'lower' },
  mysql: { tables: 'exact', others: 'insensitive' },
  mssql: { tables: 'insensitive', others: 'insensitive' },
  oracle: { tables: 'upper', others: 'upper' },
  db2: { tables: 'upper', others: 'upper' },
}

/** A table of which nothing matters but what is given. */
export const blankTable = (name: string, more: Partial<CatalogueTable> = {}): CatalogueTable => ({
  name,
  kind: 'table',
  storageEngine: null,
  rowFormat: null,
  characterSet: null,
  collation: null,
  estimatedRows: null,
  estimatedBytes: null,
  columns: [],
  primaryKey: null,
  uniques: [],
  foreignKeys: [],
  indexes: [],
  triggers: [],
  ...more,
})
