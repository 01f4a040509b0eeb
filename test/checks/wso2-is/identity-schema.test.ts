import { describe, it } from 'vitest'
import { umaTables } from '../../../checks/wso2-is/data/uma-schema.ts'
import check from '../../../checks/wso2-is/identity-schema.ts'
import { ENGINES, expectedTablesOf, type DatabaseCatalogue } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { withColumn, withMoreColumn, withoutTables, withTable } from '../../support/catalogue-edits.ts'
import { identityCatalogue } from '../../support/identity-catalogue.ts'

const pre = (catalogue: DatabaseCatalogue) => ({ phase: 'pre-upgrade' as const, facts: { catalogue } })
const post = (catalogue: DatabaseCatalogue) => ({ phase: 'post-upgrade' as const, facts: { catalogue } })
const before = identityCatalogue('postgres', 'before', 'api-manager')
const after = identityCatalogue('postgres', 'after', 'api-manager')
const oracle = identityCatalogue('oracle', 'before', 'identity-server')
const mysql = identityCatalogue('mysql', 'before', 'identity-server')
const column = (catalogue: DatabaseCatalogue, table: string, name: string) => {
  const found = catalogue.tables.find((one) => one.name === table)?.columns.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no ${table}.${name}`)
  return found
}
/** As a fresh 5.11.0 is on PostgreSQL (facts/wso2.md §3.4). */
const fresh = [
  ['sp_app', 'uuid', { default: null }],
  ['idp', 'uuid', { default: null, nullable: false }],
  ['idn_claim', 'dialect_id', { nullable: false }],
  ['idn_oauth2_scope', 'scope_type', { default: null }],
  ['idn_oidc_scope_claim_mapping', 'id', { generation: { kind: 'sequence', sequence: 'idn_oidc_scope_claim_mapping_pk_seq' } }],
  [
    'idn_oauth_consumer_apps',
    'callback_url',
    { type: { family: 'varchar', length: 2048, precision: null, scale: null, native: 'character varying(2048)' } },
  ],
] as const
const freshSchema = {
  ...fresh.reduce<DatabaseCatalogue>((made, [table, name, change]) => withColumn(made, table, name, change), after),
  sequences: after.sequences.map((one) =>
    one.name === 'idn_oidc_scope_claim_mapping_new_id_seq' ? { ...one, name: 'idn_oidc_scope_claim_mapping_pk_seq' } : one,
  ),
}
const reversed = (catalogue: DatabaseCatalogue): DatabaseCatalogue => ({
  ...catalogue,
  tables: catalogue.tables.map((table) => ({
    ...table,
    columns: [...table.columns].reverse().map((one, index) => ({ ...one, position: index + 1 })),
  })),
})
const renamed = (catalogue: DatabaseCatalogue): DatabaseCatalogue => ({
  ...catalogue,
  tables: catalogue.tables.map((table) => ({
    ...table,
    uniques: table.uniques.map((key, index) => ({ ...key, name: `${table.name}_c${index}` })),
    foreignKeys: table.foreignKeys.map((key, index) => ({ ...key, name: `${table.name}_f${index}` })),
  })),
})
const implicit = withColumn(mysql, 'IDN_OPENID_ASSOCIATIONS', 'EXPIRE_IN', { default: 'CURRENT_TIMESTAMP', onUpdate: 'CURRENT_TIMESTAMP' })

testCheck({ describe, it }, check, {
  pass: [
    ...ENGINES.flatMap((engine) => [
      { name: `IS 5.7.0 on ${engine}`, ...pre(identityCatalogue(engine, 'before', 'identity-server')), observed: '74 tables' },
      { name: `API-M 2.6.0 on ${engine}`, ...pre(identityCatalogue(engine, 'before', 'api-manager')), observed: '84 tables' },
      { name: `migrated, of IS, on ${engine}`, ...post(identityCatalogue(engine, 'after', 'identity-server')), observed: '96 tables' },
      { name: `migrated, of API-M, on ${engine}`, ...post(identityCatalogue(engine, 'after', 'api-manager')), observed: '106 tables' },
    ]),
    { name: 'the database of API-M', trap: 'api-manager', ...pre(before), observed: '84 tables and 527 columns' },
    { name: 'that of IS', trap: 'identity-server', ...pre(oracle), observed: '74 tables and 475 columns' },
    {
      name: 'a fresh schema',
      trap: 'migrated-as-fresh',
      ...post(freshSchema),
      observed: '106 tables',
      messages: Array.from({ length: 8 }, () => 'tolerated'),
    },
    { name: 'what is so on one engine only', trap: 'per-dialect', ...post(identityCatalogue('oracle', 'after', 'api-manager')), observed: 'oracle' },
    { name: 'constraints of other names', trap: 'constraint-names', ...post(renamed(after)), observed: '106 tables' },
    { name: 'columns in another order', trap: 'column-order', ...post(reversed(after)), observed: '106 tables' },
    {
      name: 'with UMA tables',
      trap: 'uma-aside',
      ...pre(identityCatalogue('postgres', 'before', 'api-manager', umaTables('postgres'))),
      observed: '84 tables',
    },
    { name: "MySQL's own defaults for timestamps", trap: 'implicit-timestamps', ...pre(implicit), observed: '477 columns' },
    {
      name: 'a table, a column and an index more',
      ...pre(
        withTable(
          withMoreColumn(
            identityCatalogue('postgres', 'before', 'api-manager', expectedTablesOf('postgres', 'IDN_MINE | ID integer! | pk ID')),
            'idp',
            'mine',
            { nullable: true },
          ),
          'sp_app',
          ({ indexes: [first, ...rest] }) => ({
            indexes: [...(first === undefined ? [] : [first, { ...first, name: 'mine', unique: false, madeFor: null }]), ...rest],
          }),
        ),
      ),
      observed: '84 tables',
      messages: ['extra', 'extra', 'extraTable'],
    },
  ],
  fail: [
    {
      name: 'not migrated',
      trap: 'not-migrated',
      ...post(withoutTables(after, 'idn_cors_origin', 'idn_config_type')),
      messages: ['tableMissing', 'tableMissing'],
      subjects: ['IDN_CONFIG_TYPE', 'IDN_CORS_ORIGIN'],
    },
    {
      name: 'a column of the migration missing',
      ...post(withTable(after, 'sp_app', ({ columns }) => ({ columns: columns.filter(({ name }) => name !== 'image_url') }))),
      messages: ['columnMissing'],
      subjects: ['SP_APP.IMAGE_URL'],
    },
    {
      name: 'migrated already',
      trap: 'already-migrated',
      ...pre({
        ...before,
        tables: [...withoutTables(before, 'idn_oidc_scope').tables, ...after.tables.filter(({ name }) => name === 'idn_cors_origin')],
      }),
      messages: ['tableMissing', 'extraTable'],
      subjects: ['IDN_OIDC_SCOPE', 'idn_cors_origin'],
    },
    {
      name: 'one consent table missing',
      trap: 'consent-in-part',
      ...pre({
        ...oracle,
        tables: [...oracle.tables, ...identityCatalogue('oracle', 'before', 'api-manager').tables.filter(({ name }) => name === 'CM_PURPOSE')],
        sequences: identityCatalogue('oracle', 'before', 'api-manager').sequences,
      }),
      messages: Array.from({ length: 9 }, () => 'tableMissing' as const),
    },
    {
      name: 'a table in lower case on MySQL',
      trap: 'other-case',
      ...pre(withTable(mysql, 'SP_TEMPLATE', () => ({ name: 'sp_template' }))),
      messages: ['tableMissing', 'extraTable'],
      says: ['"sp_template" is another name to this engine'],
    },
    {
      name: 'columns that differ',
      ...pre(
        withColumn(
          withColumn(before, 'idp', 'tenant_id', { type: column(before, 'idp', 'name').type, nullable: true, default: "'1'" }),
          'sp_app',
          'id',
          { generation: { kind: 'none', sequence: null } },
        ),
      ),
      messages: ['typeDiffers', 'defaultDiffers', 'generationDiffers'],
    },
    {
      name: 'a nullability that differs',
      ...pre(withColumn(before, 'idp', 'name', { nullable: true })),
      messages: ['nullabilityDiffers'],
      subjects: ['IDP.NAME nullability'],
    },
    {
      name: 'keys that differ',
      ...pre(
        withTable(before, 'idp_claim', ({ foreignKeys }) => ({
          primaryKey: null,
          uniques: [],
          indexes: [],
          foreignKeys: foreignKeys.map((key) => ({ ...key, deleteRule: 'restrict' as const })),
        })),
      ),
      messages: ['keyMissing', 'keyMissing', 'deleteRuleDiffers'],
    },
    {
      name: 'a foreign key gone, another not enforced',
      ...pre(
        withTable(
          withTable(before, 'idp_claim', () => ({ foreignKeys: [] })),
          'idp_role',
          ({ foreignKeys }) => ({
            foreignKeys: foreignKeys.map((key) => ({ ...key, enforced: false })),
          }),
        ),
      ),
      messages: ['foreignKeyMissing', 'notEnforced'],
    },
    {
      name: 'indexes that differ',
      ...pre(
        withTable(before, 'idn_oauth2_access_token', ({ indexes }) => ({
          indexes: indexes.flatMap((one) => (one.name === 'idx_ath' ? [] : [one.name === 'idx_tc' ? { ...one, condition: 'true' } : one])),
        })),
      ),
      messages: ['indexMissing', 'indexDiffers'],
      subjects: ['IDN_OAUTH2_ACCESS_TOKEN.IDX_ATH', 'IDN_OAUTH2_ACCESS_TOKEN.IDX_TC'],
    },
    {
      name: 'an index missing, and one renamed',
      ...pre(
        withTable(before, 'idn_oauth2_access_token', ({ indexes }) => ({
          indexes: indexes.flatMap((one) => (one.name === 'idx_ath' ? [] : [one.name === 'idx_tc' ? { ...one, name: 'mine' } : one])),
        })),
      ),
      messages: ['indexMissing', 'indexRenamed'],
      severity: 'high',
    },
    {
      name: 'triggers and sequences',
      ...pre({
        ...withTable(
          withTable(oracle, 'IDP', () => ({ triggers: [] })),
          'SP_APP',
          ({ triggers }) => ({ triggers: triggers.map((one) => ({ ...one, enabled: false })) }),
        ),
        sequences: oracle.sequences.flatMap((one) =>
          one.name === 'IDP_ROLE_SEQ' ? [] : one.name === 'SP_CLAIM_MAPPING_SEQ' ? [{ ...one, cycle: true }] : [one],
        ),
      }),
      messages: ['triggerMissing', 'sequenceMissing', 'triggerDiffers', 'sequenceDiffers'],
    },
    {
      name: 'a view, and a table that must be filled',
      ...pre(
        withMoreColumn(
          withTable(before, 'idp', () => ({ kind: 'view' })),
          'sp_app',
          'mine',
          { nullable: false },
        ),
      ),
      messages: ['notATable', 'mandatoryColumn'],
    },
    { name: 'MyISAM', ...pre(withTable(mysql, 'IDN_BASE_TABLE', () => ({ storageEngine: 'MyISAM' }))), messages: ['storageEngine'] },
  ],
  error: [
    {
      name: 'another schema',
      trap: 'wrong-schema',
      ...pre({ ...before, tables: [] }),
      code: 'missing-evidence',
      says: 'none of the identity tables',
    },
  ],
})
