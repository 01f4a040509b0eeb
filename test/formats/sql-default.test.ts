import { describe, expect, test } from 'vitest'
import { normalDefault } from '../../src/formats/sql-default.ts'
import { sqlTypeOf, type SqlDialect } from '../../src/formats/sql-type.ts'

describe('normalDefault', () => {
  test.each<[SqlDialect, string, string, string | null]>([
    ['postgres', 'varchar(25)', "'ACTIVE'::character varying", "'ACTIVE'"],
    ['postgres', 'varchar(25)', "'it''s'::character varying", "'it''s'"],
    ['postgres', 'char(1)', "'0'::bpchar", "'0'"],
    ['postgres', 'char(1)', '0', "'0'"],
    ['postgres', 'char(2)', "'abc'::character(2)", "'abc'::character(2)"],
    ['postgres', 'integer', "'-1234'::integer", '-1234'],
    ['postgres', 'integer', '(-1)', '-1'],
    ['postgres', 'integer', "'-1234'", '-1234'],
    ['postgres', 'numeric(10,2)', '1.50', '1.5'],
    ['postgres', 'varchar(25)', 'NULL::character varying', null],
    ['postgres', 'boolean', 'false', 'FALSE'],
    ['postgres', 'boolean', "'0'", 'FALSE'],
    ['postgres', 'timestamp', 'now()', 'CURRENT_TIMESTAMP'],
    ['postgres', 'timestamp', 'CURRENT_TIMESTAMP', 'CURRENT_TIMESTAMP'],
    ['postgres', 'timestamp', '(now())::timestamp without time zone', 'CURRENT_TIMESTAMP'],
    ['postgres', 'timestamp', 'CURRENT_TIMESTAMP(0)', 'CURRENT_TIMESTAMP(0)'],
    ['postgres', 'timestamp', "'2020-01-01 00:00:00'::timestamp without time zone", "'2020-01-01 00:00:00'::timestamp without time zone"],
    ['postgres', 'varchar(25)', 'CURRENT_TIMESTAMP', 'CURRENT_TIMESTAMP'],
    ['postgres', 'char(36)', 'uuid_generate_v4()', 'uuid_generate_v4()'],
    ['postgres', 'integer', '(1 + 2)', '1 + 2'],
    ['postgres', 'integer', '(1) + (2)', '(1) + (2)'],
    ['mysql', 'varchar(25)', "'ACTIVE'", "'ACTIVE'"],
    ['mysql', 'varchar(25)', String.raw`'it\'s'`, "'it''s'"],
    ['mysql', 'varchar(25)', '"A"', "'A'"],
    ['mysql', 'timestamp', 'current_timestamp()', 'CURRENT_TIMESTAMP'],
    ['mysql', 'timestamp', 'NOW()', 'CURRENT_TIMESTAMP'],
    ['mysql', 'timestamp(6)', 'CURRENT_TIMESTAMP(6)', 'CURRENT_TIMESTAMP'],
    ['mysql', 'tinyint(1)', 'FALSE', '0'],
    ['mysql', 'bit(2)', "b'10'", '2'],
    ['mysql', 'int', 'NULL', null],
    ['mssql', 'int', '((0))', '0'],
    ['mssql', 'int', '((-1234))', '-1234'],
    ['mssql', 'datetime', '(getdate())', 'CURRENT_TIMESTAMP'],
    ['mssql', 'varchar(5)', "(N'x')", "'x'"],
    ['mssql', 'varchar(5)', "('a)(b')", "'a)(b'"],
    ['oracle', 'VARCHAR2(25)', "'ACTIVE' \n", "'ACTIVE'"],
    ['oracle', 'TIMESTAMP', 'CURRENT_TIMESTAMP', 'CURRENT_TIMESTAMP'],
    ['oracle', 'TIMESTAMP', 'SYSDATE', 'SYSDATE'],
    ['oracle', 'INTEGER', ' -1 ', '-1'],
    ['oracle', 'INTEGER', 'NULL', null],
    ['db2', 'TIMESTAMP', 'CURRENT TIMESTAMP', 'CURRENT_TIMESTAMP'],
    ['db2', 'SMALLINT', "'1'", '1'],
  ])('%s %s: %s', (dialect, type, text, value) => {
    expect(normalDefault(dialect, text, sqlTypeOf(dialect, type))).toEqual({ value, sequence: null })
  })

  test.each<[SqlDialect, string, string]>([
    ['postgres', "nextval('x_seq'::regclass)", 'x_seq'],
    ['postgres', "NEXTVAL ('IDN_UMA_RESOURCE_SEQ')", 'idn_uma_resource_seq'],
    ['postgres', `nextval('"Mixed ''Case"'::regclass)`, "Mixed 'Case"],
    ['postgres', "nextval('other.x_seq'::regclass)", 'other.x_seq'],
    ['postgres', "nextval(('x_seq'::text)::regclass)", 'x_seq'],
    ['mysql', 'nextval(`wso2`.`s`)', 'wso2.s'],
    ['mssql', '(NEXT VALUE FOR [dbo].[S])', 'dbo.S'],
    ['oracle', '"WSO2"."S"."NEXTVAL"', 'WSO2.S'],
    ['oracle', 'idp_seq.nextval', 'IDP_SEQ'],
    ['db2', 'NEXT VALUE FOR S', 'S'],
  ])('%s: %s takes the next of a sequence', (dialect, text, sequence) => {
    expect(normalDefault(dialect, text, sqlTypeOf(dialect, 'integer'))).toEqual({ value: null, sequence })
  })
})
