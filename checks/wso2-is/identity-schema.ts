import {
  catalogueNames,
  databaseCatalogue,
  defineCheck,
  judged,
  own,
  schemaDifferences,
  undetermined,
  type DatabaseCatalogue,
  type ExpectedTable,
} from '../../src/api.ts'
import { SCHEMA_MESSAGES, schemaFinding, subjectOf } from '../common/data/schema-findings.ts'
import { hasIdentityTables, wrongSchema } from './data/identity-catalogue.ts'
import { expectedIdentityTables } from './data/identity-schema.ts'
import { toleranceOf } from './data/schema-tolerance.ts'

export default defineCheck({
  id: 'wso2-is/identity-schema',
  title: 'The identity tables are those of IS 5.7.0 before, and of the migrated 5.11.0 after the upgrade',
  why: 'The migration alters tables by name and stops half-way where one is not as it was made; afterwards the product relies on every column and key',
  remedy: "Compare with the vendor's script for this database and release, and have what differs corrected by whoever owns the database",
  references: [
    { title: 'carbon-identity-framework, dbscripts', section: 'the identity script of 5.7.0 and 5.11.0 for each database' },
    { title: 'identity-migration-resources', section: '5.8.0 to 5.11.0, schema identity' },
  ],
  scope: 'target',
  type: 'database',
  roles: ['identity-db'],
  phases: { 'pre-upgrade': 'blocker', 'post-upgrade': 'blocker', compliance: 'blocker' },
  // What is missing from a catalogue that was read in part may be what was left out.
  quantifier: 'whole',
  facts: { catalogue: own(databaseCatalogue) },
  messages: {
    ...SCHEMA_MESSAGES,
    extraTable: 'the table {table} is not one of the product',
    tolerated: '{what} is {actual}, not {expected}: {why}',
  },
  traps: {
    'api-manager': "API-M's database has two more indexes and the consent tables",
    'identity-server': 'a plain identity database needs neither',
    'consent-in-part': 'where one consent table is, all must be',
    'migrated-as-fresh': 'a fresh schema of 5.11.0 differs from a migrated one by a known list, which is info',
    'not-migrated': 'after the upgrade the schema is still that of 5.7.0',
    'already-migrated': 'before the upgrade the schema is that of 5.11.0',
    'per-dialect': 'Oracle has IDN_USR_FUNCTIONALITY_PROPERTY, Db2 IDX_FED_AUTH_SESSION_ID, MySQL two more columns in WF_BPS_PROFILE',
    'constraint-names': 'keys are told by their columns, whatever they are called',
    'column-order': 'the migration puts new columns last: no difference',
    'uma-aside': 'the UMA tables are the matter of another check',
    'other-case': 'tables in lower case on a MySQL that compares names exactly',
    'implicit-timestamps': 'MySQL without explicit_defaults_for_timestamp gives timestamps defaults of its own',
    'wrong-schema': 'a schema without any of the tables is not the one to judge',
  },
  evaluate: ({ facts: { catalogue }, phase, finding }) => {
    if (!hasIdentityTables(catalogue)) return undetermined('missing-evidence', wrongSchema(catalogue))
    const stage = phase === 'pre-upgrade' ? 'before' : 'after'
    const expected = expectedIdentityTables(catalogue, stage)
    const findings = schemaDifferences(expected, catalogue).map((one) => {
      const why = stage === 'after' ? toleranceOf(catalogue.engine, one) : null
      if (why === null) return schemaFinding(finding, one, one.kind === 'index-renamed' ? 'info' : one.kind === 'index-missing' ? 'high' : 'blocker')
      const { table, object, expected, actual } = one
      return finding(
        'tolerated',
        { what: `${table}.${object}`, expected, actual, why },
        { subject: subjectOf(one), severity: 'info', location: { table } },
      )
    })
    const extra = extraTables(expected, catalogue).map((table) =>
      finding('extraTable', { table }, { subject: table, severity: 'info', location: { table } }),
    )
    const columns = expected.reduce((sum, table) => sum + table.columns.length, 0)
    return judged(
      `${catalogue.schema}: ${expected.length} tables and ${columns} columns as expected on ${catalogue.engine} ${stage} the upgrade`,
      [...findings, ...extra],
      'blocker',
    )
  },
})

/** Tables with a name as the identity scripts have them, UMA's aside; those of API-M, users and registry are not this check's matter. */
const extraTables = (expected: readonly ExpectedTable[], { folding, tables }: DatabaseCatalogue): readonly string[] => {
  const names = catalogueNames(folding)
  const known = new Set(expected.map(({ name }) => names.table(name)))
  return tables
    .map(({ name }) => name)
    .filter((name) => /^(?:IDN|IDP|SP|WF|CM|FIDO|FIDO2)(?:_|$)/i.test(name) && !/^IDN_UMA_/i.test(name) && !known.has(names.storedTable(name)))
}
