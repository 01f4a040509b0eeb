import { expectedTablesOf, type DatabaseCatalogue, type Engine, type ExpectedTable } from '../../../src/api.ts'
import { isOfApiManager } from './identity-catalogue.ts'
import afterDb2 from './schemas/after-db2.ts'
import afterMssql from './schemas/after-mssql.ts'
import afterMysql from './schemas/after-mysql.ts'
import afterOracle from './schemas/after-oracle.ts'
import afterPostgres from './schemas/after-postgres.ts'
import beforeDb2 from './schemas/before-db2.ts'
import beforeMssql from './schemas/before-mssql.ts'
import beforeMysql from './schemas/before-mysql.ts'
import beforeOracle from './schemas/before-oracle.ts'
import beforePostgres from './schemas/before-postgres.ts'

/** IS 5.7.0 or API-M 2.6.0; 5.11.0 as the migration leaves it. */
export type IdentityStage = 'before' | 'after'

const LINES: Readonly<Record<IdentityStage, Readonly<Record<Engine, string>>>> = {
  before: { postgres: beforePostgres, mysql: beforeMysql, mssql: beforeMssql, oracle: beforeOracle, db2: beforeDb2 },
  after: { postgres: afterPostgres, mysql: afterMysql, mssql: afterMssql, oracle: afterOracle, db2: afterDb2 },
}

/** All that is known of the stage: the identity tables, and what API-M's own scripts have with them. */
export const identityTables = (engine: Engine, stage: IdentityStage): readonly ExpectedTable[] => expectedTablesOf(engine, LINES[stage][engine])

/** Indexes of API-M's scripts alone (facts/wso2.md §3.4). */
const OF_API_MANAGER = new Set(['IDX_IOAT_UT', 'IDX_IOAT_AT', 'IDX_ITS_LMT'])
const isConsent = (name: string): boolean => name.toUpperCase().startsWith('CM_')

/**
 * What this schema must have: API-M's indexes where API-M's own tables are, and the consent tables (CM_*) there and where any of them is; IS has a script of
 * its own for them, and may keep them elsewhere.
 */
export const expectedIdentityTables = (catalogue: DatabaseCatalogue, stage: IdentityStage): readonly ExpectedTable[] => {
  const all = identityTables(catalogue.engine, stage)
  if (isOfApiManager(catalogue)) return all
  const consent = catalogue.tables.some(({ name }) => isConsent(name))
  return all
    .filter(({ name }) => consent || !isConsent(name))
    .map((table) => ({ ...table, indexes: table.indexes.filter(({ name }) => !OF_API_MANAGER.has(name)) }))
}
