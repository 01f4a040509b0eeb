import { describe, it } from 'vitest'
import { migratedUmaTables, umaTables } from '../../../checks/wso2-is/data/uma-schema.ts'
import check from '../../../checks/wso2-is/uma-schema.ts'
import { ENGINES, type DatabaseCatalogue } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { withColumn, withMoreColumn, withoutTables, withTable } from '../../support/catalogue-edits.ts'
import { catalogueOf } from '../../support/expected-catalogue.ts'
import { identityCatalogue } from '../../support/identity-catalogue.ts'

const staged = (catalogue: DatabaseCatalogue, step = 'identity') => ({ phase: 'staged' as const, step, facts: { catalogue } })
const post = (catalogue: DatabaseCatalogue) => ({ phase: 'post-upgrade' as const, facts: { catalogue } })
const [pg, my, ms, ora, db2] = (['postgres', 'mysql', 'mssql', 'oracle', 'db2'] as const).map((engine) => catalogueOf(engine, umaTables(engine))) as [
  DatabaseCatalogue,
  DatabaseCatalogue,
  DatabaseCatalogue,
  DatabaseCatalogue,
  DatabaseCatalogue,
]
const migrated = catalogueOf('postgres', migratedUmaTables('postgres'))
const index = (name: string, columns: readonly string[]) => ({
  name,
  unique: false,
  columns: columns.map((column) => ({ name: column, expression: null, prefix: null, descending: false })),
  condition: null,
  valid: true,
  madeFor: null,
})
const renamedKeys = (catalogue: DatabaseCatalogue): DatabaseCatalogue => ({
  ...catalogue,
  tables: catalogue.tables.map((table) => ({
    ...table,
    foreignKeys: table.foreignKeys.map((key, at) => ({ ...key, name: `SYS_C00${at}` })),
    primaryKey: table.primaryKey === null ? null : { ...table.primaryKey, name: 'anything' },
  })),
})
const rule = (catalogue: DatabaseCatalogue, name: string, column: string, deleteRule: 'cascade' | 'restrict' | 'no-action') =>
  withTable(catalogue, name, ({ foreignKeys }) => ({
    foreignKeys: foreignKeys.map((key) => (key.columns.includes(column) ? { ...key, deleteRule } : key)),
  }))
const implicit = withColumn(
  withColumn(
    withColumn(my, 'IDN_UMA_RESOURCE', 'TIME_CREATED', { default: 'CURRENT_TIMESTAMP', onUpdate: 'CURRENT_TIMESTAMP' }),
    'IDN_UMA_PERMISSION_TICKET',
    'TIME_CREATED',
    { default: 'CURRENT_TIMESTAMP' },
  ),
  'IDN_UMA_PERMISSION_TICKET',
  'EXPIRY_TIME',
  { default: "'0000-00-00 00:00:00'" },
)

testCheck({ describe, it }, check, {
  pass: [
    ...ENGINES.flatMap((engine) => [
      {
        name: `after the script on ${engine}`,
        ...staged(catalogueOf(engine, umaTables(engine))),
        observed: '6 tables, 27 columns, 6 foreign keys and 4 indexes',
      },
      { name: `after the migration on ${engine}`, ...post(catalogueOf(engine, migratedUmaTables(engine))), observed: '6 tables, 28 columns' },
    ]),
    { name: 'before the migration', trap: 'after-script', ...staged(pg), observed: '27 columns' },
    { name: 'after the migration, in step identity', trap: 'migrated', ...staged(migrated), observed: '28 columns' },
    {
      name: 'a fresh schema',
      trap: 'fresh',
      ...post(
        withTable(migrated, 'idn_uma_resource', ({ indexes }) => ({
          indexes: [...indexes, index('idx_user_rid', ['resource_id', 'resource_owner_name', 'user_domain', 'client_id'])],
        })),
      ),
      observed: '28 columns',
      messages: ['extra'],
    },
    { name: 'names in lower case', trap: 'folded-names', ...staged(pg), observed: 'postgres' },
    { name: 'foreign keys of other names', trap: 'foreign-key-names', ...staged(renamedKeys(ora)), observed: 'oracle' },
    { name: 'two without cascade on SQL Server', trap: 'no-action-on-mssql', ...staged(ms), observed: 'mssql' },
    {
      name: 'RESTRICT in their place',
      trap: 'restrict-is-no-action',
      ...staged(rule(ms, 'IDN_UMA_PT_RESOURCE', 'PT_RESOURCE_ID', 'restrict')),
      observed: 'mssql',
    },
    { name: "MySQL's own indexes for foreign keys", trap: 'engine-indexes', ...staged(my), observed: 'mysql' },
    { name: "MySQL's own defaults for timestamps", trap: 'implicit-timestamps', ...staged(implicit), observed: 'mysql' },
    { name: 'the trigger of 30 characters', trap: 'trigger-name-oracle', ...staged(ora), observed: 'oracle' },
    { name: 'the trigger of 31 characters', trap: 'trigger-name-db2', ...staged(db2), observed: 'db2' },
    {
      name: 'a sequence that caches',
      trap: 'sequence-cache',
      ...staged({ ...ora, sequences: ora.sequences.map((sequence) => ({ ...sequence, cache: '20' })) }),
      observed: 'oracle',
    },
    {
      name: 'more than was asked',
      ...staged(
        withTable(withMoreColumn(pg, 'idn_uma_resource', 'note', { nullable: true }), 'idn_uma_resource', ({ triggers }) => ({
          triggers: [...triggers, { name: 'audit', timing: 'after', events: ['insert'], perRow: true, enabled: true, valid: null, sequences: [] }],
        })),
      ),
      observed: 'postgres',
      messages: ['extra', 'extra'],
    },
  ],
  fail: [
    {
      name: 'no TOKEN_ID after the migration',
      trap: 'token-id-missing',
      ...post(pg),
      messages: ['columnMissing'],
      subjects: ['IDN_UMA_PERMISSION_TICKET.TOKEN_ID'],
    },
    { name: 'no TOKEN_ID in step api-manager', ...staged(pg, 'api-manager'), messages: ['columnMissing'] },
    {
      name: 'the script was not run',
      trap: 'not-run',
      ...staged(identityCatalogue('postgres', 'before', 'api-manager')),
      messages: Array.from({ length: 6 }, () => 'tableMissing' as const),
    },
    {
      name: 'two without cascade on PostgreSQL',
      trap: 'cascade-missing',
      ...staged(rule(pg, 'idn_uma_pt_resource', 'pt_resource_id', 'no-action')),
      messages: ['deleteRuleDiffers'],
      subjects: ['IDN_UMA_PT_RESOURCE.PT_RESOURCE_ID delete rule'],
    },
    {
      name: 'a disabled trigger',
      trap: 'trigger-disabled',
      ...staged(withTable(ora, 'IDN_UMA_RESOURCE_META_DATA', ({ triggers }) => ({ triggers: triggers.map((one) => ({ ...one, enabled: false })) }))),
      messages: ['triggerDiffers'],
      subjects: ['IDN_UMA_RESOURCE_META_DATA.IDN_UMA_RESOURCE_METADATA_TRIG'],
      says: ['disabled'],
    },
    {
      name: 'an invalid trigger',
      trap: 'trigger-invalid',
      ...staged(withTable(ora, 'IDN_UMA_RESOURCE', ({ triggers }) => ({ triggers: triggers.map((one) => ({ ...one, valid: false })) }))),
      messages: ['triggerDiffers'],
      says: ['invalid'],
    },
    {
      name: 'no trigger',
      ...staged(withTable(db2, 'IDN_UMA_RESOURCE_META_DATA', () => ({ triggers: [] }))),
      messages: ['triggerMissing'],
      subjects: ['IDN_UMA_RESOURCE_META_DATA.IDN_UMA_RESOURCE_META_DATA_TRIG'],
    },
    {
      name: 'an index name taken by another table',
      trap: 'index-on-other-table',
      ...staged(
        withTable(
          withTable(pg, 'idn_uma_resource', ({ indexes }) => ({ indexes: indexes.filter(({ name }) => name !== 'idx_user') })),
          'idn_uma_pt_resource',
          ({ indexes }) => ({
            indexes: [...indexes, index('idx_user', ['pt_id'])],
          }),
        ),
      ),
      messages: ['extra', 'indexMissing'],
      says: ['the name belongs to idn_uma_pt_resource'],
    },
    {
      name: 'an index of another name',
      trap: 'index-renamed',
      ...staged(
        withTable(pg, 'idn_uma_resource', ({ indexes }) => ({
          indexes: indexes.map((one) => (one.name === 'idx_rid' ? { ...one, name: 'mine' } : one)),
        })),
      ),
      messages: ['indexRenamed'],
      severity: 'low',
    },
    {
      name: 'MyISAM',
      trap: 'myisam',
      ...staged(
        withTable(my, 'IDN_UMA_PT_RESOURCE', ({ indexes }) => ({
          storageEngine: 'MyISAM',
          foreignKeys: [],
          indexes: indexes.filter(({ madeFor }) => madeFor !== 'foreign-key'),
        })),
      ),
      messages: ['storageEngine', 'foreignKeyMissing', 'foreignKeyMissing'],
      says: ['which keeps no foreign keys'],
    },
    {
      name: 'a foreign key that is not enforced',
      trap: 'not-enforced',
      ...staged(
        withTable(ms, 'IDN_UMA_RESOURCE_SCOPE', ({ foreignKeys }) => ({ foreignKeys: foreignKeys.map((key) => ({ ...key, enforced: false })) })),
      ),
      messages: ['notEnforced'],
      subjects: ['IDN_UMA_RESOURCE_SCOPE.foreign key (RESOURCE_IDENTITY)'],
    },
    {
      name: 'a view',
      trap: 'view',
      ...staged(withTable(pg, 'idn_uma_resource_scope', () => ({ kind: 'view' }))),
      messages: ['notATable'],
      subjects: ['IDN_UMA_RESOURCE_SCOPE'],
    },
    {
      name: 'a column of another type, nullability, default and origin',
      ...staged(
        withColumn(pg, 'idn_uma_resource', 'id', {
          type: { family: 'bigint', length: null, precision: null, scale: null, native: 'bigint' },
          nullable: true,
          default: '7',
          generation: { kind: 'none', sequence: null },
        }),
      ),
      messages: ['typeDiffers', 'nullabilityDiffers', 'defaultDiffers', 'generationDiffers'],
    },
    {
      name: 'a column that must be filled',
      ...staged(withMoreColumn(pg, 'idn_uma_resource', 'needed', { nullable: false })),
      messages: ['mandatoryColumn'],
      subjects: ['IDN_UMA_RESOURCE.needed'],
    },
    {
      name: 'keys and indexes that differ',
      ...staged(
        withTable(pg, 'idn_uma_resource', ({ indexes }) => ({
          primaryKey: null,
          indexes: indexes.map((one) => (one.name === 'idx_rid' ? { ...one, unique: true } : one)),
        })),
      ),
      messages: ['keyMissing', 'indexDiffers'],
    },
    {
      name: 'sequences that differ',
      ...staged({
        ...pg,
        sequences: pg.sequences.flatMap((one) =>
          one.name === 'idn_uma_resource_seq' ? [] : one.name.includes('ticket') ? [{ ...one, increment: '-1' }] : [one],
        ),
      }),
      messages: ['sequenceDiffers', 'sequenceMissing'],
    },
    {
      name: 'one table missing',
      ...staged(withoutTables(pg, 'idn_uma_pt_resource_scope')),
      messages: ['tableMissing'],
      subjects: ['IDN_UMA_PT_RESOURCE_SCOPE'],
    },
  ],
  error: [
    { name: 'another schema', trap: 'wrong-schema', ...staged({ ...pg, tables: [] }), code: 'missing-evidence', says: 'none of the identity tables' },
  ],
})
