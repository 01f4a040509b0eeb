import { describe, it } from 'vitest'
import check from '../../../checks/wso2-is/database-support.ts'
import type { DatabaseCatalogue, DatabaseServer } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { blankTable } from '../../support/blank-catalogue.ts'
import { serverOf } from '../../support/database-server-facts.ts'

type Table = DatabaseCatalogue['tables'][number]
const column = (name: string, collation: string | null): Table['columns'][number] => ({
  name,
  position: 1,
  type: { family: 'varchar', length: 255, precision: null, scale: null, native: 'varchar(255)' },
  nullable: true,
  default: null,
  generation: { kind: 'none', sequence: null },
  onUpdate: null,
  characterSet: null,
  collation,
})
const catalogue = (...tables: readonly Table[]): DatabaseCatalogue => ({
  engine: 'mysql',
  database: 'wso2am_db',
  schema: 'wso2am_db',
  folding: { tables: 'exact', others: 'insensitive' },
  tables,
  sequences: [],
  others: [],
})

const SETTINGS = { innodb: 'DEFAULT', default_storage_engine: 'InnoDB', character_set_database: 'latin1', transaction_isolation: 'REPEATABLE-READ' }
const settings = (more: Readonly<Record<string, string | null>> = {}) =>
  Object.entries({ ...SETTINGS, ...more }).map(([name, value]) => ({ name, value }))
const mysql = (more: Partial<DatabaseServer> = {}, ...tables: readonly Table[]) => ({
  server: serverOf({ engine: 'mysql', product: 'MySQL', version: '5.7.29-log', settings: settings(), ...more }),
  catalogue: catalogue(...tables),
})
const other = (more: Partial<DatabaseServer>) => ({ server: serverOf(more), catalogue: catalogue() })

testCheck({ describe, it }, check, {
  pass: [
    { name: 'PostgreSQL 11 of Debian', trap: 'tested', facts: other({}), observed: 'PostgreSQL 11.22 (Debian 11.22-1) serves wso2am_db' },
    { name: 'PostgreSQL 10', facts: other({ version: '10.5' }), observed: '10.5' },
    { name: 'MySQL 5.7', facts: mysql(), observed: 'MySQL 5.7.29-log' },
    { name: 'MySQL 8.0 with latin1', facts: mysql({ version: '8.0.36' }), observed: '8.0.36' },
    {
      name: 'another character set on 5.7',
      trap: 'latin1-on-5.7',
      facts: mysql({ settings: settings({ character_set_database: 'utf8mb4' }) }),
      observed: 'MySQL 5.7',
    },
    {
      name: 'a view',
      trap: 'own-table-space',
      facts: mysql({}, blankTable('V', { kind: 'view' }), blankTable('T', { storageEngine: 'InnoDB', columns: [column('A', 'latin1_swedish_ci')] })),
      observed: 'MySQL',
    },
    {
      name: 'the older name of the isolation',
      facts: mysql({ settings: settings({ transaction_isolation: null, tx_isolation: 'READ-COMMITTED' }) }),
      observed: 'MySQL',
    },
    {
      name: 'Oracle 19c',
      facts: other({ engine: 'oracle', product: 'Oracle Database 19c Enterprise Edition', version: '19.0.0.0.0' }),
      observed: '19',
    },
    { name: 'Oracle 12.2', facts: other({ engine: 'oracle', product: 'Oracle Database', version: '12.2.0.1.0' }), observed: '12.2' },
    { name: 'SQL Server 2019', facts: other({ engine: 'mssql', product: 'Microsoft SQL Server', version: '15.0.4322.2' }), observed: '15.0' },
    { name: 'Db2 11.5', facts: other({ engine: 'db2', product: 'Db2', version: 'DB2 v11.5.7.0' }), observed: 'v11.5.7.0' },
  ],
  fail: [
    {
      name: 'a newer PostgreSQL',
      trap: 'newer-than-tested',
      facts: other({ version: '15.18' }),
      messages: ['untestedRelease'],
      severity: 'medium',
      says: ['10.5, 11'],
    },
    {
      name: 'Db2 11.1',
      trap: 'between-releases',
      facts: other({ engine: 'db2', product: 'Db2', version: 'DB2 v11.1.4.4' }),
      messages: ['untestedRelease'],
      severity: 'medium',
    },
    { name: 'an old PostgreSQL', facts: other({ version: '9.6.24' }), messages: ['tooOld'] },
    { name: 'an old MySQL', facts: mysql({ version: '5.6.51' }), messages: ['tooOld'] },
    { name: 'an old SQL Server', facts: other({ engine: 'mssql', product: 'Microsoft SQL Server', version: '13.0.5026.0' }), messages: ['tooOld'] },
    {
      name: 'MariaDB',
      trap: 'mariadb',
      facts: mysql({ product: 'MariaDB', version: '5.7.44-10.11.6-MariaDB' }),
      messages: ['untestedProduct'],
      severity: 'medium',
    },
    {
      name: 'a fork of PostgreSQL',
      trap: 'fork',
      facts: other({ version: '11.2-YB-2.20.1.0-b0' }),
      messages: ['untestedProduct'],
      severity: 'medium',
    },
    {
      name: 'H2 behind the protocol of PostgreSQL',
      facts: other({ product: 'H2', version: '2.2.224' }),
      messages: ['embedded'],
      subjects: ['H2 2.2.224'],
    },
    { name: 'no InnoDB', facts: mysql({ settings: settings({ innodb: 'NO' }) }), messages: ['noInnodb'] },
    { name: 'MyISAM for new tables', facts: mysql({ settings: settings({ default_storage_engine: 'MyISAM' }) }), messages: ['defaultEngine'] },
    {
      name: 'MyISAM tables',
      facts: mysql({}, blankTable('IDN_UMA_RESOURCE', { storageEngine: 'MyISAM' }), blankTable('IDP', { storageEngine: 'InnoDB' })),
      messages: ['otherEngine'],
      says: ['1 tables are not InnoDB (IDN_UMA_RESOURCE)'],
    },
    {
      name: 'MySQL 8.0 with utf8mb4',
      facts: mysql({ version: '8.0.36', settings: settings({ character_set_database: 'utf8mb4' }) }),
      messages: ['characterSet'],
      severity: 'medium',
    },
    {
      name: 'two collations',
      facts: mysql({}, blankTable('A', { storageEngine: 'InnoDB', columns: [column('X', 'latin1_swedish_ci'), column('Y', 'utf8_bin')] })),
      messages: ['mixedCollations'],
      says: ['latin1_swedish_ci, utf8_bin'],
      severity: 'medium',
    },
    {
      name: 'serializable',
      facts: other({ settings: [{ name: 'default_transaction_isolation', value: 'serializable' }] }),
      messages: ['isolation'],
      severity: 'medium',
    },
    { name: 'a standby', facts: other({ standby: true }), messages: ['standby'] },
    {
      name: 'an old server that does not tell its character set',
      trap: 'finding-beside-unknown',
      facts: mysql({ version: '5.6.51', settings: settings({ character_set_database: null }) }),
      messages: ['tooOld'],
    },
  ],
  error: [
    {
      name: 'a version without a number',
      trap: 'unreadable-version',
      facts: other({ version: 'devel' }),
      code: 'missing-evidence',
      says: 'which release "devel" is',
    },
    {
      name: 'settings that are not told',
      trap: 'setting-not-told',
      facts: mysql({ settings: [] }),
      code: 'missing-evidence',
      says: /InnoDB; default_storage_engine; character_set_database; the isolation/,
    },
    { name: 'a table whose engine is not told', facts: mysql({}, blankTable('T')), code: 'missing-evidence', says: 'the storage engine of T' },
    {
      name: 'a newer server that does not tell its isolation',
      facts: other({ version: '15.1', settings: [] }),
      code: 'missing-evidence',
      says: 'found: IS 5.11.0 was not tested with PostgreSQL 15.1',
    },
  ],
})
