import type { Engine } from '../../../core/sql.ts'
import type { EngineCatalogue } from './engine-catalogue.ts'
import { mysqlCatalogue } from './mysql.ts'
import { postgresCatalogue } from './postgres.ts'

const unbuilt: EngineCatalogue = {
  statements: [],
  read: () => {
    throw new Error('not built yet')
  },
}

export const CATALOGUES: Readonly<Record<Engine, EngineCatalogue>> = {
  postgres: postgresCatalogue,
  mysql: mysqlCatalogue,
  mssql: unbuilt,
  oracle: unbuilt,
  db2: unbuilt,
}
