import type { Engine } from '../../../core/sql.ts'
import { db2Catalogue, mssqlCatalogue, oracleCatalogue } from './dictionaries.ts'
import type { EngineCatalogue } from './engine-catalogue.ts'
import { mysqlCatalogue } from './mysql.ts'
import { postgresCatalogue } from './postgres.ts'

export const CATALOGUES: Readonly<Record<Engine, EngineCatalogue>> = {
  postgres: postgresCatalogue,
  mysql: mysqlCatalogue,
  mssql: mssqlCatalogue,
  oracle: oracleCatalogue,
  db2: db2Catalogue,
}
