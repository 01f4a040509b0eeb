import type { Collected } from '../../../core/collector.ts'
import type { SqlSession } from '../../../core/sql.ts'
import type { DatabaseCatalogue } from '../../../facts/database-catalogue.ts'
import { ofSchema } from '../database.ts'
import { CATALOGUES } from './index.ts'

/** The whole catalogue of the schema that is looked at; asked once over a connection. Throws FactError. */
export const readCatalogue = async (sql: SqlSession): Promise<Collected<DatabaseCatalogue>> => {
  const { statements, read } = CATALOGUES[sql.engine]
  const schema = await sql.schema()
  const { database } = await sql.connection()
  return read(await sql.readOnce(ofSchema(statements, schema)), { database, schema })
}
