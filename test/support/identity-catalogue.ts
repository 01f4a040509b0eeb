import { identityTables } from '../../checks/wso2-is/data/identity-schema.ts'
import { expectedTablesOf, type DatabaseCatalogue, type Engine, type ExpectedTable } from '../../src/api.ts'
import { catalogueOf } from './expected-catalogue.ts'

const API_MANAGER = 'AM_API | API_ID integer! | pk API_ID'

/** A healthy identity schema: of IS alone, without the consent tables and API-M's indexes, or in API-M's database. */
export const identityCatalogue = (
  engine: Engine,
  stage: 'before' | 'after',
  product: 'identity-server' | 'api-manager',
  more: readonly ExpectedTable[] = [],
): DatabaseCatalogue => {
  const tables = identityTables(engine, stage)
  if (product === 'api-manager') return catalogueOf(engine, [...tables, ...expectedTablesOf(engine, API_MANAGER), ...more])
  const own = tables
    .filter(({ name }) => !name.startsWith('CM_'))
    .map((table) => ({ ...table, indexes: table.indexes.filter(({ name }) => !/^IDX_(?:IOAT_|ITS_LMT$)/.test(name)) }))
  return catalogueOf(engine, [...own, ...more])
}
