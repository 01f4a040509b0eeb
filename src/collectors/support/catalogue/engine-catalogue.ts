import type { Collected } from '../../../core/collector.ts'
import type { SqlRow, SqlStatement } from '../../../core/sql.ts'
import type { DatabaseCatalogue } from '../../../facts/database-catalogue.ts'

/** Where the rows are from. */
export interface CataloguePlace {
  readonly database: string
  readonly schema: string
}

/** How the catalogue of one engine is read: its statements, each bound to the schema, and what their rows say. */
export interface EngineCatalogue {
  readonly statements: readonly SqlStatement[]
  /** Throws FactError when the schema is not there or may not be seen: an empty catalogue would read as one without the tables in question. */
  readonly read: (answers: readonly (readonly SqlRow[])[], place: CataloguePlace) => Collected<DatabaseCatalogue>
}
