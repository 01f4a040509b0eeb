import { describe, expect, it } from 'vitest'
import { db2Catalogue, mssqlCatalogue, oracleCatalogue } from '../../src/collectors/support/catalogue/dictionaries.ts'
import { FactError } from '../../src/core/fact-error.ts'
import type { SqlRow, SqlStatement } from '../../src/core/sql.ts'
import { DB2_CATALOGUE } from '../../src/statements/sql/catalogue-db2.ts'
import { MSSQL_CATALOGUE } from '../../src/statements/sql/catalogue-mssql.ts'
import { ORACLE_CATALOGUE } from '../../src/statements/sql/catalogue-oracle.ts'

/**
 * Contract fixtures: rows as the manuals say the views give them, for there is no server of these engines to ask. The texts themselves are run on H2
 * (test/sessions/foreign-dialects.test.ts).
 */
type Row = Readonly<Record<string, string>>

const rows = ({ columns }: SqlStatement, ...given: readonly Row[]): readonly SqlRow[] =>
  given.map((row) => {
    const unknown = Object.keys(row).filter((name) => !columns.includes(name))
    if (unknown.length > 0) throw new Error(`no column ${unknown.join(', ')}`)
    return columns.map((name) => row[name] ?? null)
  })

const place = { database: 'IDENTITY', schema: 'WSO2' }
const column = (table: string, name: string, number: number, more: Row): Row => ({
  table_name: table,
  name,
  number: String(number),
  is_nullable: 'N',
  generation: 'none',
  ...more,
})

describe('Oracle', () => {
  const { objects, columns, keys, expressions } = ORACLE_CATALOGUE
  const number = { type: 'NUMBER', scale: '0', length: '22' }
  const answers = (schema: Row = {}) => [
    rows(
      objects,
      { what: 'schema', name: 'WSO2', a: '1', b: '1', ...schema },
      { what: 'table', name: 'IDN_UMA_RESOURCE', kind: 'table', a: '12' },
      { what: 'table', name: 'SEEN', kind: 'view' },
      { what: 'sequence', name: 'IDN_UMA_RESOURCE_SEQ', b: '1', c: '0', d: 'N' },
      { what: 'trigger', name: 'IDN_UMA_RESOURCE_TRIG', of_table: 'IDN_UMA_RESOURCE', kind: 'before', a: 'insert or update', b: '1', c: '1', d: '0' },
      { what: 'trigger-sequence', name: 'IDN_UMA_RESOURCE_TRIG', kind: 'WSO2', a: 'IDN_UMA_RESOURCE_SEQ' },
      { what: 'other', name: 'IDX_USER', kind: 'synonym' },
    ),
    rows(
      columns,
      column('IDN_UMA_RESOURCE', 'RESOURCE_ID', 2, { type: 'VARCHAR2', length: '255', unit: 'B', is_nullable: 'Y' }),
      column('IDN_UMA_RESOURCE', 'ID', 1, number),
      column('IDN_UMA_RESOURCE', 'TIME_CREATED', 3, { type: 'TIMESTAMP(6)', scale: '6', length: '11', default_text: 'CURRENT_TIMESTAMP ' }),
      column('IDN_UMA_RESOURCE', 'TENANT_ID', 4, { ...number, is_nullable: 'Y', default_text: '-1234\n' }),
      column('IDN_UMA_RESOURCE', 'PARENT', 5, { ...number, digits: '10' }),
      column('IDN_UMA_RESOURCE', 'MADE', 6, { ...number, generation: 'identity', default_text: '"WSO2"."ISEQ$$_7"."NEXTVAL"' }),
      column('IDN_UMA_RESOURCE', 'SUMMED', 7, { ...number, generation: 'computed', default_text: '"ID"+1' }),
    ),
    rows(
      keys,
      {
        what: 'index',
        table_name: 'IDN_UMA_RESOURCE',
        name: 'SYS_C1',
        place: '1',
        column_name: 'ID',
        descending: '0',
        is_unique: '1',
        valid: '1',
        index_name: 'SYS_C1',
      },
      {
        what: 'index',
        table_name: 'IDN_UMA_RESOURCE',
        name: 'IDX_RID',
        place: '2',
        column_name: 'SYS_NC9$',
        descending: '1',
        is_unique: '0',
        valid: '0',
        index_name: 'IDX_RID',
      },
      {
        what: 'index',
        table_name: 'IDN_UMA_RESOURCE',
        name: 'IDX_RID',
        place: '1',
        column_name: 'SYS_NC8$',
        descending: '0',
        is_unique: '0',
        valid: '0',
        index_name: 'IDX_RID',
      },
      {
        what: 'primary',
        table_name: 'IDN_UMA_RESOURCE',
        name: 'SYS_C1',
        place: '1',
        column_name: 'ID',
        is_unique: '1',
        valid: '1',
        index_name: 'SYS_C1',
      },
      {
        what: 'foreign',
        table_name: 'IDN_UMA_RESOURCE',
        name: 'SYS_C2',
        place: '1',
        column_name: 'PARENT',
        valid: '0',
        target_table: 'IDN_UMA_RESOURCE',
        target_column: 'ID',
        delete_rule: 'cascade',
      },
    ),
    rows(
      expressions,
      { table_name: 'IDN_UMA_RESOURCE', name: 'IDX_RID', place: '1', expression: 'LOWER("RESOURCE_ID")' },
      { table_name: 'IDN_UMA_RESOURCE', name: 'IDX_RID', place: '2', expression: '"RESOURCE_ID"' },
    ),
  ]

  it('reads types, defaults, keys, and triggers with their sequences and whether they are valid', () => {
    const { value, omitted } = oracleCatalogue.read(answers(), place)
    expect(omitted).toEqual([])
    expect(value).toMatchObject({ engine: 'oracle', folding: { tables: 'upper', others: 'upper' }, others: [{ name: 'IDX_USER', kind: 'synonym' }] })
    expect(value.sequences).toEqual([{ name: 'IDN_UMA_RESOURCE_SEQ', start: null, increment: '1', cache: '0', cycle: false }])
    const [resource, seen] = value.tables
    expect(seen).toMatchObject({ name: 'SEEN', kind: 'view' })
    expect(resource?.columns.map(({ name, type, default: given, generation }) => [name, type.family, type.native, given, generation.kind])).toEqual([
      ['ID', 'integer', 'NUMBER(*,0)', null, 'none'],
      ['RESOURCE_ID', 'varchar', 'VARCHAR2(255 BYTE)', null, 'none'],
      ['TIME_CREATED', 'timestamp', 'TIMESTAMP(6)', 'CURRENT_TIMESTAMP', 'none'],
      ['TENANT_ID', 'integer', 'NUMBER(*,0)', '-1234', 'none'],
      ['PARENT', 'decimal', 'NUMBER(10,0)', null, 'none'],
      ['MADE', 'integer', 'NUMBER(*,0)', null, 'identity'],
      ['SUMMED', 'integer', 'NUMBER(*,0)', null, 'computed'],
    ])
    expect(resource?.columns[5]?.generation.sequence).toBe('ISEQ$$_7')
    expect(resource?.primaryKey).toEqual({ name: 'SYS_C1', columns: ['ID'], enforced: true })
    expect(resource?.indexes).toEqual([
      {
        name: 'IDX_RID',
        unique: false,
        columns: [
          { name: null, expression: 'LOWER("RESOURCE_ID")', prefix: null, descending: false },
          { name: 'RESOURCE_ID', expression: null, prefix: null, descending: true },
        ],
        condition: null,
        valid: false,
        madeFor: null,
      },
      expect.objectContaining({ name: 'SYS_C1', unique: true, madeFor: 'primary-key' }),
    ])
    expect(resource?.foreignKeys).toMatchObject([
      { columns: ['PARENT'], referencedTable: 'IDN_UMA_RESOURCE', deleteRule: 'cascade', enforced: false },
    ])
    expect(resource?.triggers).toEqual([
      {
        name: 'IDN_UMA_RESOURCE_TRIG',
        timing: 'before',
        events: ['insert', 'update'],
        perRow: true,
        enabled: true,
        valid: false,
        sequences: ['IDN_UMA_RESOURCE_SEQ'],
      },
    ])
  })

  it('is incomplete in the schema of another without ANY privileges', () => {
    expect(oracleCatalogue.read(answers({ a: '0', b: '0' }), place).omitted).toEqual([expect.stringMatching(/READ ANY TABLE/)])
    expect(oracleCatalogue.read(answers({ b: '0' }), place).omitted).toEqual([expect.stringMatching(/CREATE ANY TRIGGER/)])
  })

  it('leaves out a foreign key whose target is hidden, and says so', () => {
    const [first = [], second = [], , fourth = []] = answers()
    const hidden = rows(keys, { what: 'foreign', table_name: 'IDN_UMA_RESOURCE', name: 'SYS_C2', place: '1', column_name: 'PARENT', valid: '1' })
    const { value, omitted } = oracleCatalogue.read([first, second, hidden, fourth], place)
    expect(value.tables[0]?.foreignKeys).toEqual([])
    expect(omitted).toEqual(['what the foreign key SYS_C2 refers to is not shown to the account'])
  })
})

describe('SQL Server', () => {
  const { objects, columns, keys } = MSSQL_CATALOGUE
  const int = { type: 'int', length: '4', digits: '10', scale: '0' }
  const answers = (schema: Row = {}, more: Row = {}) => [
    rows(
      objects,
      { what: 'schema', name: 'WSO2', kind: 'SQL_Latin1_General_CP1_CI_AS', a: '1', ...schema },
      { what: 'table', name: 'Idn Uma', kind: 'table', a: '3', b: '8192' },
      { what: 'sequence', name: 'S', a: '1', b: '1', c: '0', d: '0' },
      { what: 'trigger', name: 'T', of_table: 'Idn Uma', kind: 'after', a: 'insert', b: '0', c: '0', e: 'set @x = NEXT VALUE FOR [WSO2].[S]' },
      { what: 'trigger', name: 'T', of_table: 'Idn Uma', kind: 'after', a: 'update', b: '0', c: '0', e: 'set @x = NEXT VALUE FOR [WSO2].[S]' },
    ),
    rows(
      columns,
      column('Idn Uma', 'ID', 1, { ...int, is_nullable: '0', generation: 'identity' }),
      column('Idn Uma', 'N', 2, { type: 'nvarchar', length: '510', digits: '0', scale: '0', is_nullable: '1', default_text: "(N'ACTIVE')" }),
      column('Idn Uma', 'M', 3, { type: 'varbinary', length: '-1', digits: '0', scale: '0', is_nullable: '1' }),
      column('Idn Uma', 'T', 4, { type: 'datetime2', length: '8', digits: '27', scale: '7', is_nullable: '1', default_text: '(getdate())' }),
      column('Idn Uma', 'D', 5, { type: 'decimal', length: '9', digits: '18', scale: '2', is_nullable: '1', default_text: '((0))' }),
      column('Idn Uma', 'U', 6, { type: 'code', type_schema: 'dbo', length: '4', digits: '0', scale: '0', is_nullable: '1', ...more }),
    ),
    rows(
      keys,
      {
        what: 'primary',
        table_name: 'Idn Uma',
        name: 'PK__1',
        place: '1',
        column_name: 'ID',
        descending: '0',
        is_unique: '1',
        valid: '1',
        index_name: 'PK__1',
      },
      {
        what: 'unique',
        table_name: 'Idn Uma',
        name: 'UQ__1',
        place: '1',
        column_name: 'N',
        descending: '0',
        is_unique: '1',
        valid: '1',
        index_name: 'UQ__1',
      },
      {
        what: 'index',
        table_name: 'Idn Uma',
        name: 'IDX',
        place: '1',
        column_name: 'D',
        descending: '1',
        is_unique: '0',
        valid: '1',
        condition: '([D]>(0))',
        index_name: 'IDX',
      },
      { what: 'index', table_name: 'Idn Uma', name: 'STORE', descending: '0', is_unique: '0', valid: '1', index_name: 'STORE' },
      {
        what: 'foreign',
        table_name: 'Idn Uma',
        name: 'FK__1',
        place: '1',
        column_name: 'ID',
        valid: '0',
        target_schema: 'dbo',
        target_table: 'X',
        target_column: 'ID',
        delete_rule: 'no-action',
      },
    ),
  ]

  it('reads types, defaults and keys', () => {
    const { value, omitted } = mssqlCatalogue.read(answers(), place)
    expect(omitted).toEqual([])
    expect(value.folding).toEqual({ tables: 'insensitive', others: 'insensitive' })
    const [table] = value.tables
    expect(table).toMatchObject({ name: 'Idn Uma', estimatedRows: '3', estimatedBytes: '8192' })
    expect(table?.columns.map(({ type, default: given, generation }) => [type.native, type.family, type.length, given, generation.kind])).toEqual([
      ['int', 'integer', null, null, 'identity'],
      ['nvarchar(255)', 'nvarchar', 255, "'ACTIVE'", 'none'],
      ['varbinary(max)', 'varbinary', -1, null, 'none'],
      ['datetime2(7)', 'datetime', null, 'CURRENT_TIMESTAMP', 'none'],
      ['decimal(18,2)', 'decimal', null, '0', 'none'],
      ['dbo.code', 'other', null, null, 'none'],
    ])
    expect(table?.primaryKey).toEqual({ name: 'PK__1', columns: ['ID'], enforced: true })
    expect(table?.uniques).toEqual([{ name: 'UQ__1', columns: ['N'], enforced: true }])
    expect(table?.indexes.map(({ name, madeFor, condition, columns: parts }) => [name, madeFor, condition, parts.length])).toEqual([
      ['IDX', null, '([D]>(0))', 1],
      ['PK__1', 'primary-key', null, 1],
      ['STORE', null, null, 0],
      ['UQ__1', 'unique-constraint', null, 1],
    ])
    expect(table?.foreignKeys).toMatchObject([{ referencedSchema: 'dbo', referencedTable: 'X', deleteRule: 'no-action', enforced: false }])
    expect(table?.triggers).toEqual([
      { name: 'T', timing: 'after', events: ['insert', 'update'], perRow: false, enabled: false, valid: null, sequences: ['S'] },
    ])
  })

  it.each(['Latin1_General_CS_AS', 'Latin1_General_BIN2'])('tells names of a database in %s apart by case', (kind) => {
    expect(mssqlCatalogue.read(answers({ kind }), place).value.folding.tables).toBe('exact')
  })

  it('is incomplete without VIEW DEFINITION, and where a default is hidden', () => {
    expect(mssqlCatalogue.read(answers({ a: '0' }), place).omitted).toEqual([expect.stringMatching(/VIEW DEFINITION/)])
    expect(mssqlCatalogue.read(answers({}, { generation: 'hidden' }), place).omitted).toEqual([
      'the default of Idn Uma.U is not shown to the account',
    ])
  })
})

describe('Db2', () => {
  const { objects, columns, keys } = DB2_CATALOGUE
  const answers = [
    rows(
      objects,
      { what: 'schema', name: 'WSO2', a: '1', b: '1' },
      { what: 'table', name: 'A', kind: 'table', a: '7' },
      { what: 'table', name: 'B', kind: 'other' },
      { what: 'other', name: 'C', kind: 'alias' },
      { what: 'sequence', name: 'A_SEQ', a: '1', b: '1', c: '20', d: 'N' },
      { what: 'trigger', name: 'A_TRIG', of_table: 'A', kind: 'before', a: 'insert ', b: '1', c: '1', d: '1' },
      { what: 'trigger-sequence', name: 'A_TRIG', kind: 'OTHER', a: 'SEQ' },
    ),
    rows(
      columns,
      column('A', 'ID', 1, { type: 'INTEGER', length: '4', digits: '4', scale: '0', unit: '0' }),
      column('A', 'V', 2, { type: 'VARCHAR', length: '255', digits: '255', scale: '0', unit: '1208', default_text: "'ACTIVE'" }),
      column('A', 'BITS', 3, { type: 'VARCHAR', length: '16', digits: '16', scale: '0', unit: '0' }),
      column('A', 'D', 4, { type: 'DECIMAL', length: '31', digits: '31', scale: '0', unit: '0' }),
      column('A', 'T', 5, { type: 'TIMESTAMP', length: '10', digits: '10', scale: '6', unit: '0', default_text: 'CURRENT TIMESTAMP' }),
      column('A', 'O', 6, { type: 'BLOB', length: '1048576', digits: '1048576', scale: '0', unit: '0' }),
    ),
    rows(
      keys,
      {
        what: 'index',
        table_name: 'A',
        name: 'SQL1',
        place: '1',
        column_name: 'ID',
        descending: '0',
        is_unique: '1',
        valid: '1',
        index_name: 'SQL1',
      },
      { what: 'primary', table_name: 'A', name: 'SQL2', place: '1', column_name: 'ID', is_unique: '1', valid: '1', index_name: 'SQL1' },
      {
        what: 'foreign',
        table_name: 'A',
        name: 'SQL3',
        place: '1',
        column_name: 'ID',
        valid: '1',
        target_table: 'A',
        target_column: 'ID',
        delete_rule: 'cascade',
      },
    ),
  ]

  it('reads types, defaults, keys and triggers', () => {
    const { value, omitted } = db2Catalogue.read(answers, place)
    expect(omitted).toEqual([])
    expect(value.tables.map(({ name, kind }) => [name, kind])).toEqual([
      ['A', 'table'],
      ['B', 'other'],
    ])
    expect(value.others).toEqual([{ name: 'C', kind: 'alias' }])
    const [table] = value.tables
    expect(table?.columns.map(({ type, default: given }) => [type.native, type.family, given])).toEqual([
      ['INTEGER', 'integer', null],
      ['VARCHAR(255)', 'varchar', "'ACTIVE'"],
      ['VARCHAR(16) FOR BIT DATA', 'varbinary', null],
      ['DECIMAL(31,0)', 'decimal', null],
      ['TIMESTAMP(6)', 'timestamp', 'CURRENT_TIMESTAMP'],
      ['BLOB(1048576)', 'blob', null],
    ])
    expect(table?.indexes).toMatchObject([{ name: 'SQL1', madeFor: 'primary-key' }])
    expect(table?.primaryKey?.name).toBe('SQL2')
    expect(table?.triggers).toMatchObject([{ timing: 'before', events: ['insert'], perRow: true, valid: true, sequences: ['OTHER.SEQ'] }])
  })
})

describe.each([
  ['Oracle', oracleCatalogue],
  ['SQL Server', mssqlCatalogue],
  ['Db2', db2Catalogue],
])('%s', (_name, catalogue) => {
  it('throws for a schema that is not there, lest it read as one without tables', () => {
    expect(() => catalogue.read([[], [], [], []], place)).toThrow(FactError)
  })
})
