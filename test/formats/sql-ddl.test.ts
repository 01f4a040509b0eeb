import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { operationOf } from '../../src/formats/sql-ddl.ts'
import type { SqlDialect } from '../../src/formats/sql-type.ts'

const ENGINES = ['postgres', 'mysql', 'mssql', 'oracle', 'db2'] as const
const guard = (name: string): string => `IF NOT EXISTS (SELECT * FROM SYS.OBJECTS WHERE OBJECT_ID = OBJECT_ID(N'[DBO].[${name}]') AND TYPE IN (N'U'))`

describe('what a statement does', () => {
  it.each([
    ['postgres', 'drop table if exists "A b" cascade', { kind: 'drop-table', table: 'A b', ifExists: true, cascade: true }],
    ['mysql', 'DROP TABLE A CASCADE', { kind: 'drop-table', table: 'A', ifExists: false, cascade: false }],
    ['oracle', 'DROP TABLE a CASCADE CONSTRAINTS', { kind: 'drop-table', table: 'A', ifExists: false, cascade: true }],
    ['postgres', 'DROP SEQUENCE S RESTRICT', { kind: 'drop-sequence', sequence: 's', ifExists: false, cascade: false }],
    ['postgres', 'DROP INDEX IF EXISTS IDX_USER', { kind: 'drop-index', index: 'idx_user', table: null, ifExists: true, cascade: false }],
    ['mssql', 'DROP INDEX i ON [t u]', { kind: 'drop-index', index: 'i', table: 't u', ifExists: false, cascade: false }],
    ['db2', 'CREATE SEQUENCE s START WITH -5 INCREMENT BY 2 CACHE 20', { start: '-5', increment: '2', cache: '20' }],
    ['oracle', 'CREATE SEQUENCE s NOCACHE', { sequence: 'S', start: '1', cache: '0' }],
    [
      'mysql',
      'CREATE UNIQUE INDEX i ON `t`(a DESC, b ASC)',
      {
        unique: true,
        columns: [
          { name: 'a', descending: true },
          { name: 'b', descending: false },
        ],
      },
    ],
    ['mysql', 'ALTER TABLE t ADD COLUMN c VARCHAR (255)', { kind: 'add-column', table: 't' }],
    ['mysql', 'CREATE TABLE t (a INT) ENGINE=MyISAM', { storageEngine: 'MyISAM', primaryKey: null }],
    [
      'postgres',
      'CREATE TABLE t (a int PRIMARY KEY, CONSTRAINT u UNIQUE (a))',
      { primaryKey: { name: null, columns: ['a'] }, uniques: [{ name: 'u', columns: ['a'] }] },
    ],
    ['postgres', 'CREATE TABLE t (/* a */ b int -- c\n)', { kind: 'create-table' }],
    ['mssql', `${guard('t')} CREATE TABLE T (a INT IDENTITY(1,1))`, { kind: 'create-table', table: 'T', ifNotExists: true }],
  ] as const)('%s: %s', (engine, statement, operation) => {
    expect(operationOf(statement, engine)).toMatchObject(operation)
  })

  it.each([
    ['postgres', 'INSERT INTO t VALUES (1)', '"INSERT" stands'],
    ['postgres', 'CREATE TABLE other.t (a int)', 'a name with a schema'],
    ['postgres', 'CREATE TABLE t (a int) PARTITION BY RANGE (a)', '"PARTITION" stands'],
    ['postgres', 'CREATE TABLE t (a int DEFAULT now())', '"now" stands'],
    ['postgres', "CREATE TABLE t (a text DEFAULT E'\\x')", 'escapes'],
    ['postgres', "CREATE TABLE t (a int DEFAULT nextval('other.s'))", 'plain name'],
    ['postgres', 'CREATE TABLE t (a int CHECK (a > 1))', '"CHECK" stands'],
    ['postgres', 'CREATE TABLE t (a int REFERENCES b)', '"REFERENCES" stands'],
    ['postgres', 'CREATE INDEX i ON t (lower(a))', '"(" stands'],
    ['postgres', 'CREATE INDEX i ON t (a) WHERE a > 1', '"WHERE" stands'],
    ['postgres', 'DROP TABLE a, b', '"," stands'],
    ['postgres', 'CREATE', 'it ends'],
    ['mysql', 'CREATE TABLE t (a INT) /*!40100 DEFAULT CHARSET=latin1 */', 'a comment that the server reads'],
    ['mysql', 'CREATE TABLE "t" (a INT)', 'quoted with "'],
    ['mysql', 'CREATE TABLE t (a INT) DEFAULT CHARSET=latin1', '"DEFAULT" stands'],
    ['mysql', 'CREATE TABLE t (a INT UNSIGNED)', '"UNSIGNED" stands'],
    ['mssql', `${guard('x')} CREATE TABLE t (a INT)`, 'another table'],
    ['mssql', 'CREATE INDEX i ON t (a) CREATE INDEX j ON t (a)', '"CREATE" stands'],
    ['oracle', 'CREATE OR REPLACE TRIGGER t BEFORE INSERT ON a REFERENCING NEW AS NEW FOR EACH ROW BEGIN DELETE FROM x; END;', '"BEGIN" stands'],
  ] as const)('%s: %s is not modelled', (engine, statement, why) => {
    const operation = operationOf(statement, engine)
    expect(operation.kind === 'not-modelled' ? operation.why : operation.kind).toContain(why)
  })

  it('says something of any text', () => {
    const words = fc.constantFrom(
      'CREATE',
      'TABLE',
      'DROP',
      'IF',
      'EXISTS',
      'a',
      '(',
      ')',
      ',',
      "'x'",
      '"b',
      ';',
      '1',
      'INDEX',
      'ON',
      '/*',
      '[',
      'DEFAULT',
      '-',
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), fc.constantFrom(...ENGINES), (parts, engine: SqlDialect) => {
        expect(operationOf(parts.join(' '), engine)).toHaveProperty('kind')
      }),
    )
  })
})
