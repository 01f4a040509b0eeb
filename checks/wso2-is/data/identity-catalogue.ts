import { catalogueNames, type DatabaseCatalogue } from '../../../src/api.ts'

/** Tables that every identity schema has, of any release. */
const ALWAYS = ['IDN_BASE_TABLE', 'IDN_OAUTH_CONSUMER_APPS', 'IDP', 'SP_APP']

/** Whether a schema has any of these tables, or something in their place, by the engine's rules of names. */
const hasAny = ({ folding, tables }: DatabaseCatalogue, wanted: readonly string[]): boolean => {
  const names = catalogueNames(folding)
  const keys = new Set(wanted.map(names.table))
  return tables.some(({ name }) => keys.has(names.storedTable(name)))
}

export const hasIdentityTables = (catalogue: DatabaseCatalogue): boolean => hasAny(catalogue, ALWAYS)

/** API-M keeps the identity tables beside its own, in AM_DB (facts/wso2.md §3.1). */
export const isOfApiManager = (catalogue: DatabaseCatalogue): boolean => hasAny(catalogue, ['AM_API', 'AM_APPLICATION'])

export const wrongSchema = ({ database, schema }: DatabaseCatalogue): string =>
  `the schema ${schema} of ${database} shows none of the identity tables (${ALWAYS.join(', ')}): the plan names another database or schema, or the account sees nothing of it`
