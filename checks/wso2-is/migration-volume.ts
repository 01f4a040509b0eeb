import { databaseCatalogue, defineCheck, own, pass, undetermined } from '../../src/api.ts'
import { REWRITTEN } from './data/rewritten-tables.ts'
import { CLIENT_REFERENCE } from './data/references.ts'

export default defineCheck({
  id: 'wso2-is/migration-volume',
  title: 'It is known how much the migration has to rewrite',
  why: 'The migration will take considerable time, the longer the more rows there are; whoever stops the server meanwhile is left with half a migration',
  remedy: 'Plan the downtime after a rehearsal on a copy, and do not stop the server while the migration runs',
  references: [CLIENT_REFERENCE],
  scope: 'target',
  type: 'database',
  roles: ['identity-db', 'shared-db', 'user-db'],
  phases: { 'pre-upgrade': 'info' },
  facts: { catalogue: own(databaseCatalogue) },
  messages: {
    rewritten: '{table}: about {rows} rows, {size}, by the statistics of the server',
    noStatistics: 'the server has no statistics of {count} tables: {tables}; have ANALYZE run, or what the engine has for it',
  },
  traps: {
    'no-statistics': 'tables that the server has no statistics of are named as such, in one line, not as empty',
    'nothing-there': 'none of the tables there, or none shown: error',
    'folded-names': 'tables are found as the engine folds their names',
    'not-rewritten': 'tables that the migration leaves alone are not named',
  },
  evaluate: ({ facts: { catalogue }, target, finding }) => {
    const wanted: readonly string[] = target?.role === 'identity-db' ? REWRITTEN.identity : REWRITTEN.users
    const tables = catalogue.tables.filter(({ name }) => wanted.includes(name.toUpperCase()))
    if (tables.length === 0)
      return undetermined('missing-evidence', `none of ${wanted.join(', ')} is there in ${catalogue.schema}, or shown to the account`)
    const known = tables.flatMap(({ estimatedRows, ...table }) => (estimatedRows === null ? [] : [{ ...table, rows: BigInt(estimatedRows) }]))
    const without = tables.filter(({ estimatedRows }) => estimatedRows === null).map(({ name }) => name)
    const findings = [
      ...known.map(({ name, rows, estimatedBytes }) =>
        finding('rewritten', { table: name, rows: String(rows), size: sizeText(estimatedBytes) }, { subject: name, location: { table: name } }),
      ),
      ...(without.length === 0
        ? []
        : [finding('noStatistics', { count: without.length, tables: without.join(', ') }, { subject: 'statistics of the server' })]),
    ]
    const rows = known.reduce((sum, table) => sum + table.rows, 0n)
    return pass(
      `about ${rows} rows in ${known.length} tables${without.length === 0 ? '' : `, and ${without.length} tables without statistics`}: it will take considerable time; do not stop the server`,
      findings,
    )
  },
})

const MB = 1024n * 1024n

const sizeText = (bytes: string | null): string => {
  if (bytes === null) return 'of unknown size'
  const size = BigInt(bytes)
  return size < MB ? `${size} bytes` : `${size / MB} MB`
}
