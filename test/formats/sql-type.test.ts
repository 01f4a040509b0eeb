import { describe, expect, test } from 'vitest'
import { sameType, sqlTypeOf, type SqlDialect } from '../../src/formats/sql-type.ts'
import { SPELLINGS } from './sql-type-spellings.ts'

const shape = (dialect: SqlDialect, native: string): readonly unknown[] => {
  const { family, length, precision, scale } = sqlTypeOf(dialect, native)
  return [family, length, precision, scale]
}

describe('the spellings of the scripts', () => {
  test.each(Object.entries(SPELLINGS))('%s: each is of a family, with the length it names', (dialect, spellings) => {
    expect(spellings.length).toBeGreaterThan(60)
    for (const spelling of spellings) {
      const { family, length, native } = sqlTypeOf(dialect as SqlDialect, spelling)
      expect([spelling, family]).not.toEqual([spelling, 'other'])
      expect(native).toBe(spelling)
      const named = /^(?:var)?char2? ?\((\d+)\)$/i.exec(spelling)?.[1]
      if (named !== undefined) expect([spelling, length]).toEqual([spelling, Number(named)])
    }
  })
})

describe('sqlTypeOf', () => {
  test.each<[SqlDialect, string, readonly unknown[]]>([
    ['postgres', 'character varying(255)', ['varchar', 255, null, null]],
    ['postgres', 'character varying', ['varchar', -1, null, null]],
    ['postgres', 'timestamp(0) without time zone', ['timestamp', null, 0, null]],
    ['postgres', 'timestamp without time zone', ['timestamp', null, 6, null]],
    ['postgres', 'timestamp with time zone', ['timestamp-tz', null, 6, null]],
    ['postgres', 'numeric(10,2)', ['decimal', null, 10, 2]],
    ['postgres', 'numeric', ['decimal', null, null, null]],
    ['postgres', 'bigserial', ['bigint', null, null, null]],
    ['postgres', 'integer[]', ['other', null, null, null]],
    ['postgres', '"char"', ['other', null, null, null]],
    ['mysql', 'int(10) unsigned', ['other', null, null, null]],
    ['mysql', 'tinyint(1)', ['tinyint', null, null, null]],
    ['mysql', 'blob', ['blob', 65_535, null, null]],
    ['mysql', 'BLOB(1024)', ['blob', 65_535, null, null]],
    ['mysql', 'BLOB(70000)', ['blob', 16_777_215, null, null]],
    ['mysql', 'datetime(6)', ['datetime', null, 6, null]],
    ['mysql', "enum('a','B')", ['enum', null, null, null]],
    ['mysql', "set('a','B')", ['other', null, null, null]],
    ['mssql', 'nvarchar(max)', ['nvarchar', -1, null, null]],
    ['mssql', 'datetime', ['datetime', null, null, null]],
    ['mssql', 'datetime2', ['datetime', null, 7, null]],
    ['mssql', 'timestamp', ['other', null, null, null]],
    ['oracle', 'NUMBER(*,0)', ['integer', null, null, null]],
    ['oracle', 'NUMBER(38,0)', ['integer', null, null, null]],
    ['oracle', 'NUMBER(19)', ['decimal', null, 19, 0]],
    ['oracle', 'NUMBER', ['decimal', null, null, null]],
    ['oracle', 'VARCHAR2(255 CHAR)', ['varchar', 255, null, null]],
    ['oracle', 'TIMESTAMP(6) WITH TIME ZONE', ['timestamp-tz', null, 6, null]],
    ['oracle', 'TIMESTAMP(6) WITH LOCAL TIME ZONE', ['other', null, null, null]],
    ['db2', 'CLOB(2G)', ['clob', 2_147_483_647, null, null]],
    ['db2', 'BLOB(2147483647)', ['blob', 2_147_483_647, null, null]],
    ['db2', 'BLOB', ['blob', 1_048_576, null, null]],
    ['db2', 'VARCHAR(10) FOR BIT DATA', ['varbinary', 10, null, null]],
    ['db2', 'DECIMAL(31,0)', ['decimal', null, 31, 0]],
  ])('%s %s', (dialect, native, expected) => {
    expect(shape(dialect, native)).toEqual(expected)
  })

  test.each<[SqlDialect, string]>([
    ['postgres', 'varchar(10,2)'],
    ['postgres', 'varchar(x)'],
    ['postgres', 'integer(4)'],
    ['mysql', 'varchar'],
    ['mysql', 'float(7,4)'],
    ['oracle', 'VARCHAR2'],
    ['oracle', 'LONG'],
    ['db2', ''],
  ])('%s %s is nothing it knows', (dialect, native) => {
    expect(shape(dialect, native)).toEqual(['other', null, null, null])
  })
})

describe('sameType', () => {
  test.each<[SqlDialect, string, string]>([
    ['postgres', 'VARCHAR (20)', 'character varying(20)'],
    ['postgres', 'TIMESTAMP', 'timestamp(6) without time zone'],
    ['postgres', 'SERIAL', 'integer'],
    ['postgres', 'tsvector', 'TSVECTOR'],
    ['mysql', 'INTEGER', 'int(11)'],
    ['mysql', 'BOOLEAN', 'tinyint(1)'],
    ['mysql', "ENUM ('a', 'B')", "enum('a','B')"],
    ['mssql', 'VARBINARY(MAX)', 'varbinary(max)'],
    ['mssql', 'INTEGER', 'int'],
    ['oracle', 'INTEGER', 'NUMBER(*,0)'],
    ['oracle', 'VARCHAR (50)', 'VARCHAR2(50 BYTE)'],
    ['db2', 'BLOB(2G) NOT LOGGED', 'BLOB(2147483647)'],
  ])('%s: %s is %s', (dialect, a, b) => {
    expect(sameType(sqlTypeOf(dialect, a), sqlTypeOf(dialect, b))).toBe(true)
  })

  test.each<[SqlDialect, string, string]>([
    ['postgres', 'varchar(20)', 'varchar(21)'],
    ['postgres', 'varchar(20)', 'character(20)'],
    ['postgres', 'timestamp', 'timestamp(0)'],
    ['postgres', 'timestamp', 'timestamptz'],
    ['postgres', 'integer[]', 'bigint[]'],
    ['mysql', 'int', 'int unsigned'],
    ['mysql', "enum('a','B')", "enum('a','b')"],
    ['mysql', 'blob', 'mediumblob'],
    ['mssql', 'datetime', 'datetime2(3)'],
    ['mssql', 'varchar(255)', 'nvarchar(255)'],
    ['oracle', 'INTEGER', 'NUMBER(10)'],
    ['oracle', 'NUMBER', 'NUMBER(*,0)'],
    ['db2', 'INTEGER', 'BIGINT'],
  ])('%s: %s is not %s', (dialect, a, b) => {
    expect(sameType(sqlTypeOf(dialect, a), sqlTypeOf(dialect, b))).toBe(false)
  })

  test('an enumeration too long to be kept whole equals nothing', () => {
    const long = sqlTypeOf('mysql', `enum(${Array.from({ length: 100 }, (_, value) => `'value ${value}'`).join(',')})`)
    expect(long).toMatchObject({ family: 'enum', native: expect.stringMatching(/^enum.{196}… \(\d+ characters\)$/) })
    expect(sameType(long, long)).toBe(false)
  })
})
