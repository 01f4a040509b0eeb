import {
  databaseCatalogue,
  defineCheck,
  judged,
  own,
  schemaDifferences,
  undetermined,
  type DatabaseCatalogue,
  type ExpectedTable,
} from '../../src/api.ts'
import { SCHEMA_MESSAGES, schemaFinding } from '../common/data/schema-findings.ts'
import { hasIdentityTables, wrongSchema } from './data/identity-catalogue.ts'
import { migratedUmaTables, TOKEN_ID, umaTables } from './data/uma-schema.ts'

export default defineCheck({
  id: 'wso2-is/uma-schema',
  title: 'The six IDN_UMA tables are as the script makes them and the migration leaves them',
  why: 'Permission tickets and resources are lost or refused where a table, a key or a column of them is not what the product expects',
  remedy:
    "Compare with the vendor's script for this database and have what differs corrected by whoever owns the database; do not run the script again",
  references: [
    { title: 'WSO2 IS as Key Manager 5.7.0 to IS 5.11.0', section: 'Step A: create the UMA tables' },
    { title: 'identity-oauth-uma v1.0.14, dbscripts', section: 'the script of each database' },
    { title: 'identity-migration-resources, 5.8.0', section: 'step2/uma: TOKEN_ID' },
  ],
  scope: 'target',
  type: 'database',
  roles: ['identity-db'],
  phases: { staged: 'blocker', 'post-upgrade': 'blocker', compliance: 'blocker' },
  // What is missing from a catalogue that was read in part may be what was left out.
  quantifier: 'whole',
  facts: { catalogue: own(databaseCatalogue) },
  messages: SCHEMA_MESSAGES,
  traps: {
    'after-script': 'after the script and before the migration there is no TOKEN_ID',
    migrated: 'step identity after the migration: TOKEN_ID is there',
    'token-id-missing': 'after the migration TOKEN_ID must be there',
    fresh: 'a fresh schema has IDX_USER_RID beside the rest; a migrated one has not',
    'folded-names': 'PostgreSQL stores names in lower case, Oracle in upper case',
    'foreign-key-names': 'foreign keys are told by their columns, whatever they are called',
    'no-action-on-mssql': 'on SQL Server two of the six foreign keys do not cascade',
    'cascade-missing': 'on PostgreSQL the same two must cascade',
    'restrict-is-no-action': 'RESTRICT and NO ACTION refuse alike',
    'engine-indexes': 'MySQL has one more index for each foreign key',
    'implicit-timestamps': 'MySQL without explicit_defaults_for_timestamp gives timestamps defaults of its own',
    'trigger-name-oracle': 'Oracle: IDN_UMA_RESOURCE_METADATA_TRIG, within 30 characters',
    'trigger-name-db2': 'Db2: IDN_UMA_RESOURCE_META_DATA_TRIG, 31 characters',
    'trigger-disabled': 'a disabled trigger leaves the key empty',
    'trigger-invalid': 'a trigger that does not compile leaves the key empty',
    'sequence-cache': 'the script for Oracle RAC caches numbers of the sequence: no difference',
    'index-on-other-table': "an index's name is taken by another table",
    'index-renamed': 'an index that does the same under another name',
    myisam: 'MyISAM takes foreign keys and forgets them',
    'not-enforced': 'a foreign key that is disabled or was never checked',
    view: 'a view in the place of a table (FAULTS D19)',
    'wrong-schema': 'a schema with neither UMA nor identity tables is not the one to judge',
    'not-run': 'the identity tables are there and the UMA tables are not',
  },
  evaluate: ({ facts: { catalogue }, phase, step, finding }) => {
    const expected = expectedIn(catalogue, phase === 'staged' && step !== 'api-manager')
    const differences = schemaDifferences(expected, catalogue)
    if (differences.every(({ kind }) => kind === 'table-missing') && differences.length === expected.length && !hasIdentityTables(catalogue))
      return undetermined('missing-evidence', wrongSchema(catalogue))
    return judged(
      `${catalogue.schema}: ${expected.length} tables, ${count(expected, 'columns')} columns, ${count(expected, 'foreignKeys')} foreign keys and ${count(expected, 'indexes')} indexes as expected on ${catalogue.engine}`,
      differences.map((one) => schemaFinding(finding, one, one.kind === 'index-renamed' ? 'low' : 'blocker')),
      'blocker',
    )
  },
})

/** While the migration may or may not have run, the column it adds may be there. */
const expectedIn = ({ engine, tables }: DatabaseCatalogue, mayBeAhead: boolean): readonly ExpectedTable[] => {
  const same = (name: string, other: string): boolean => name.toLowerCase() === other.toLowerCase()
  const migrated = tables.some((table) => same(table.name, TOKEN_ID.table) && table.columns.some(({ name }) => same(name, TOKEN_ID.column)))
  return mayBeAhead && !migrated ? umaTables(engine) : migratedUmaTables(engine)
}

const count = (tables: readonly ExpectedTable[], what: 'columns' | 'foreignKeys' | 'indexes'): number =>
  tables.reduce((sum, table) => sum + table[what].length, 0)
