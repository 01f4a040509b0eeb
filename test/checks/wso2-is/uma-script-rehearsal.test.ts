import { describe, it } from 'vitest'
import check from '../../../checks/wso2-is/uma-script-rehearsal.ts'
import type { Right } from '../../../src/api.ts'
import { operationOf } from '../../../src/formats/sql-ddl.ts'
import { statementsOf } from '../../../src/formats/sql-script.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { blankTable } from '../../support/blank-catalogue.ts'
import { after, factsOf, indexOf, scriptOf, withTables, worldOf } from '../../support/rehearsal/rehearsal-facts.ts'

const target = { name: 'identity', type: 'database', role: 'identity-db' } as const
const postgres = worldOf('postgres')
const complete = after(postgres, scriptOf('postgres'))
const mysql = worldOf('mysql')
const readOnly = { ...mysql, rights: new Set<Right>(['select']) }
const TICKETS = 'idn_uma_permission_ticket'

const ownScript = (text: string) =>
  statementsOf(text, 'psql').map(({ text: statement, line, column }) => ({ operation: operationOf(statement, 'postgres'), line, column }))

testCheck({ describe, it }, check, {
  pass: [
    ...(['postgres', 'mysql', 'mssql', 'oracle', 'db2'] as const).map((engine) => ({
      name: `a database of API-M on ${engine}`,
      target,
      facts: factsOf(worldOf(engine)),
      observed: 'would run, and make 6 tables',
    })),
    {
      name: 'an administrator will run it',
      trap: 'an-administrator',
      target,
      parameters: { runBy: 'an-administrator' },
      facts: factsOf({ ...readOnly, rights: null }),
      observed: 'all 10 statements',
    },
    {
      name: 'one table, without rows and without what it is referred to by',
      trap: 'empty-table-dropped',
      target,
      facts: factsOf(after(postgres, scriptOf('postgres', [TICKETS])), { rows: [{ table: TICKETS, rows: 0, more: false }] }),
      observed: 'all 32 statements',
    },
  ],
  fail: [
    {
      name: 'all tables with rows, in a database of API-M',
      trap: 'rows-destroyed',
      target,
      facts: factsOf(complete, {
        rows: [
          { table: 'idn_uma_resource_meta_data', rows: 7, more: false },
          { table: 'idn_uma_pt_resource_scope', rows: 10_000, more: true },
        ],
      }),
      messages: [
        ...Array.from({ length: 4 }, () => 'fails' as const),
        'destroysRows',
        ...Array.from({ length: 12 }, () => 'fails' as const),
        'destroysRows',
      ],
      says: ['2BP01', 'the 7 rows of idn_uma_resource_meta_data', 'more than 10000 rows of idn_uma_pt_resource_scope'],
    },
    {
      name: 'rows that may not be counted',
      target,
      facts: factsOf(after(postgres, scriptOf('postgres', [TICKETS])), { rows: [{ table: TICKETS, rows: null, more: false }] }),
      messages: ['destroysUncounted'],
      subjects: [TICKETS],
    },
    {
      name: 'an index of another table',
      trap: 'index-of-another',
      target,
      facts: factsOf(withTables(postgres, blankTable('shop', { indexes: [indexOf('idx_user', 'a')] }))),
      messages: ['dropsIndex'],
      subjects: ['idx_user shop'],
      says: ['DROP INDEX idx_user would drop an index of shop'],
    },
    {
      name: 'a table with the name of an index',
      trap: 'index-name-taken',
      target,
      facts: factsOf(withTables(postgres, blankTable('idx_rs'))),
      messages: ['fails', 'fails'],
      says: ['(42809): idx_rs is a table', '(42P07): there is a table idx_rs'],
    },
    {
      name: 'a view with the name of a sequence',
      trap: 'sequence-name-taken',
      target,
      facts: factsOf(withTables(postgres, blankTable('idn_uma_resource_seq', { kind: 'view' }))),
      messages: ['fails', 'fails'],
      says: ['42809', '42P07'],
    },
    {
      name: 'three of the tables',
      trap: 'half-made',
      target,
      facts: factsOf(after(worldOf('oracle'), scriptOf('oracle').slice(0, 9))),
      messages: Array.from({ length: 7 }, () => 'fails' as const),
      says: ['ORA-00955'],
    },
    {
      name: 'a view with the name of a table',
      trap: 'view-in-the-way',
      target,
      facts: factsOf(withTables(mysql, blankTable('IDN_UMA_RESOURCE', { kind: 'view' }))),
      messages: ['leaves', 'ends'],
      says: ['there is a view IDN_UMA_RESOURCE', '1347', 'with 8 statements left'],
    },
    {
      name: 'the script has been run',
      trap: 'duplicate-key-name',
      target,
      facts: factsOf(after(mysql, scriptOf('mysql'))),
      messages: ['leaves', 'ends'],
      says: ['(1061)', 'with 8 statements left'],
    },
    {
      name: 'timestamps without the setting',
      trap: 'timestamps',
      target,
      facts: factsOf(worldOf('mysql', { settings: { explicit_defaults_for_timestamp: 'OFF', sql_mode: 'STRICT_TRANS_TABLES,NO_ZERO_DATE' } })),
      messages: ['ends'],
      subjects: ['CREATE TABLE IDN_UMA_PERMISSION_TICKET'],
      says: ['1067', 'EXPIRY_TIME'],
    },
    {
      name: 'COMPACT tables',
      trap: 'row-format',
      target,
      facts: factsOf(worldOf('mysql', { settings: { innodb_default_row_format: 'compact' } })),
      messages: ['ends'],
      subjects: ['CREATE INDEX IDX_RID'],
      says: ['1709', '1020 bytes'],
    },
    {
      name: 'MyISAM by default',
      trap: 'default-engine',
      target,
      facts: factsOf({ ...worldOf('mysql', { settings: { default_storage_engine: 'MyISAM' } }), characterSet: 'utf8' }),
      messages: ['noForeignKeys', 'noForeignKeys', 'noForeignKeys', 'noForeignKeys'],
    },
    {
      name: 'indexes cut without a word',
      target,
      facts: factsOf(worldOf('mysql', { settings: { innodb_large_prefix: 'OFF', sql_mode: '' } })),
      messages: ['shortenedIndex', 'shortenedIndex', 'shortenedIndex', 'shortenedIndex'],
      severity: 'medium',
    },
    {
      name: 'no right to refer',
      trap: 'missing-right',
      target,
      facts: factsOf({ ...mysql, rights: new Set<Right>(['select', 'create-table', 'create-index']) }),
      messages: ['lacksRight'],
      subjects: ['CREATE TABLE IDN_UMA_RESOURCE_META_DATA'],
      says: ['auditor lacks the right references'],
    },
    {
      name: "a script of the plan's",
      trap: 'own-script',
      target,
      facts: factsOf(withTables(postgres, blankTable('idn_uma_resource')), {
        path: '/scripts/uma.sql',
        script: ownScript('-- ours\nCREATE SEQUENCE s;\nCREATE TABLE IDN_UMA_RESOURCE (ID INTEGER);'),
      }),
      messages: ['fails'],
      says: ['CREATE TABLE idn_uma_resource (line 3)'],
    },
    {
      name: 'a script without two of the tables',
      trap: 'wrong-script',
      target,
      facts: factsOf(postgres, { path: '/s.sql', script: scriptOf('postgres').slice(0, 22) }),
      messages: ['incomplete'],
      says: ['no IDN_UMA_PT_RESOURCE, IDN_UMA_PT_RESOURCE_SCOPE'],
    },
  ],
  error: [
    ...(['postgres', 'mysql', 'mssql', 'oracle', 'db2'] as const).map((engine) => ({
      name: `an account that only reads, on ${engine}`,
      trap: 'only-reads',
      target,
      facts: factsOf({ ...worldOf(engine), rights: new Set<Right>(['select']) }),
      code: 'missing-evidence' as const,
      says: 'runBy: an-administrator',
    })),
    {
      name: 'an account that only reads, and tables in the way',
      target,
      facts: factsOf({ ...complete, rights: new Set<Right>(['select']) }, { rows: [{ table: 'idn_uma_resource_meta_data', rows: 7, more: false }] }),
      code: 'missing-evidence',
      says: 'may make nothing here (it lacks the right',
    },
    {
      name: 'a partitioned table in the way',
      trap: 'not-modelled',
      target,
      facts: factsOf(withTables(postgres, blankTable('idn_uma_resource', { kind: 'other' }))),
      code: 'unsupported',
      says: 'partitioned',
    },
    {
      name: 'a statement that is not modelled',
      target,
      facts: factsOf(postgres, { path: '/s.sql', script: ownScript('GRANT SELECT ON a TO b;') }),
      code: 'unsupported',
      says: '"GRANT" stands',
    },
    {
      name: 'another schema',
      trap: 'wrong-schema',
      target,
      facts: factsOf({ ...postgres, catalogue: { ...postgres.catalogue, tables: [] } }),
      code: 'missing-evidence',
    },
  ],
  notApplicable: [
    {
      name: 'a database of IS 5.7.0',
      trap: 'identity-server',
      target,
      facts: factsOf(after(worldOf('postgres', { apiManager: false }), scriptOf('postgres'))),
      says: 'must not be run',
    },
  ],
})
