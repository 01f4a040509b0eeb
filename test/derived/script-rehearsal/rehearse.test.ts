import { describe, expect, it } from 'vitest'
import type { Right } from '../../../src/api.ts'
import type { Engine } from '../../../src/core/sql.ts'
import { rehearsed, type StatementOutcome } from '../../../src/derived/script-rehearsal/rehearse.ts'
import type { World } from '../../../src/derived/script-rehearsal/world.ts'
import { operationOf } from '../../../src/formats/sql-ddl.ts'
import { blankTable } from '../../support/blank-catalogue.ts'
import { after, indexOf, scriptOf, withTables, worldOf } from '../../support/rehearsal/rehearsal-facts.ts'

/** What each statement that does not run comes to. */
const unrun = (world: World, script = scriptOf(world.catalogue.engine)): readonly string[] =>
  rehearsed(world, script).statements.flatMap(({ outcome, does, code }: StatementOutcome) =>
    outcome === 'runs' ? [] : [`${does} ${outcome}${code === null ? '' : ` ${code}`}`],
  )
const statements = (engine: Engine, ...texts: readonly string[]) =>
  texts.map((text) => ({ operation: operationOf(text, engine), line: null, column: null }))
const having = (engine: Engine, ...texts: readonly string[]): World => after(worldOf(engine), statements(engine, ...texts))
const rights = (world: World, ...held: readonly Right[]): World => ({ ...world, rights: new Set(held) })

describe.each(['postgres', 'mysql', 'mssql', 'oracle', 'db2'] as const)('the script on %s', (engine) => {
  it('runs whole on a schema without its tables, and makes what it says', () => {
    const { statements: outcomes, after: end } = rehearsed(worldOf(engine), scriptOf(engine))
    expect(outcomes.filter(({ outcome, does }) => outcome !== 'runs' && !does.startsWith('DROP'))).toEqual([])
    const made = end?.catalogue.tables.filter(({ name }) => name.toUpperCase().startsWith('IDN_UMA_')) ?? []
    expect(made).toHaveLength(6)
    expect(made.flatMap(({ foreignKeys }) => foreignKeys)).toHaveLength(6)
    expect(made.flatMap(({ foreignKeys }) => foreignKeys).filter(({ deleteRule }) => deleteRule === 'cascade')).toHaveLength(
      engine === 'mssql' ? 4 : 6,
    )
    expect(made.flatMap(({ indexes }) => indexes).filter(({ madeFor }) => madeFor === null)).toHaveLength(4)
    expect(end?.catalogue.sequences).toHaveLength(engine === 'mysql' || engine === 'mssql' ? 0 : 6)
    expect(made.flatMap(({ triggers }) => triggers)).toHaveLength(engine === 'oracle' || engine === 'db2' ? 6 : 0)
    expect(made.every(({ columns: [id] }) => id?.nullable === false)).toBe(true)
  })

  it('never runs whole a second time', () => {
    expect(unrun(after(worldOf(engine), scriptOf(engine)))).not.toEqual([])
  })

  it('runs nothing without any right', () => {
    expect(
      rehearsed(rights(worldOf(engine)), scriptOf(engine)).statements.filter(({ outcome, does }) => outcome === 'runs' && does.startsWith('CREATE')),
    ).toEqual([])
  })
})

describe('clients', () => {
  it('mysql ends at the first failure, the others go on', () => {
    const taken = (engine: Engine): World => withTables(worldOf(engine), blankTable(engine === 'mysql' ? 'IDN_UMA_RESOURCE' : 'IDN_UMA_PT_RESOURCE'))
    expect(unrun(taken('mysql')).filter((line) => line.includes('not-reached'))).toHaveLength(8)
    expect(unrun(taken('db2'))).toEqual([
      'CREATE TABLE IDN_UMA_PT_RESOURCE fails SQL0601N',
      'CREATE TRIGGER IDN_UMA_PT_RESOURCE_TRIG not-modelled',
      ...Array.from({ length: 3 }, () => expect.stringContaining('not-modelled')),
    ])
  })
})

describe('engines that are not proven on a server', () => {
  it('Oracle has one namespace for tables, views and sequences, and refuses a second index over the same columns', () => {
    expect(unrun(withTables(worldOf('oracle'), blankTable('IDN_UMA_RESOURCE_SEQ', { kind: 'view' })))).toContain(
      'CREATE SEQUENCE IDN_UMA_RESOURCE_SEQ fails ORA-00955',
    )
    const world = having('oracle', 'CREATE TABLE a (b INTEGER)', 'CREATE INDEX i ON a (b)')
    expect(unrun(world, statements('oracle', 'CREATE INDEX j ON a (b)', 'CREATE INDEX i ON a (b)'))).toEqual([
      'CREATE INDEX J fails ORA-01408',
      'CREATE INDEX I fails ORA-00955',
    ])
  })

  it('Oracle replaces a trigger of the same table and of no other', () => {
    const world = having('oracle', 'CREATE TABLE a (ID INTEGER)', 'CREATE TABLE b (ID INTEGER)', 'CREATE SEQUENCE s')
    const trigger = (table: string): string =>
      `CREATE OR REPLACE TRIGGER t BEFORE INSERT ON ${table} REFERENCING NEW AS NEW FOR EACH ROW BEGIN SELECT s.nextval INTO :NEW.ID FROM dual; END;`
    expect(unrun(world, statements('oracle', trigger('a'), trigger('a'), trigger('b')))).toEqual(['CREATE TRIGGER T fails ORA-04095'])
  })

  it('Db2 makes no second index over the same columns and says so', () => {
    const world = having('db2', 'CREATE TABLE a (b INTEGER NOT NULL, PRIMARY KEY (b))')
    expect(unrun(world, statements('db2', 'CREATE INDEX i ON a (b)'))).toEqual(['CREATE INDEX I skipped'])
  })

  it('Db2 has sequences beside tables', () => {
    expect(unrun(having('db2', 'CREATE TABLE IDN_UMA_RESOURCE_SEQ (a INTEGER)'))).toEqual([])
  })

  it('SQL Server has names of indexes by table and reads names in any case', () => {
    const world = withTables(worldOf('mssql'), blankTable('shop', { indexes: [indexOf('IDX_USER', 'a')] }))
    expect(unrun(world)).toEqual([])
    expect(unrun(having('mssql', 'CREATE TABLE idn_uma_resource (id INT)'))).toEqual(
      expect.arrayContaining(['CREATE TABLE IDN_UMA_RESOURCE skipped', 'CREATE INDEX IDX_RID fails 1911']),
    )
  })

  it('SQL Server is asked about dbo only', () => {
    const world = worldOf('mssql')
    expect(unrun({ ...world, catalogue: { ...world.catalogue, schema: 'iam' } })[0]).toBe('CREATE TABLE IDN_UMA_RESOURCE not-modelled')
  })

  it.each([
    ['oracle', 'ORA-02267'],
    ['db2', 'SQL0538N'],
    ['mssql', '1778'],
  ] as const)('%s wants the same type on both sides of a foreign key', (engine, code) => {
    const world = having(engine, 'CREATE TABLE p (a VARCHAR(10) NOT NULL, PRIMARY KEY (a))')
    expect(unrun(world, statements(engine, 'CREATE TABLE c (b INTEGER, FOREIGN KEY (b) REFERENCES p (a))'))[0]).toContain(code)
  })
})

describe('MySQL', () => {
  it('stores names of tables in lower case where the server is set so', () => {
    const world = worldOf('mysql', { settings: { lower_case_table_names: '1' } })
    const { after: end } = rehearsed(
      { ...world, catalogue: { ...world.catalogue, folding: { tables: 'insensitive', others: 'insensitive' } } },
      scriptOf('mysql'),
    )
    expect(end?.catalogue.tables.filter(({ name }) => name.startsWith('idn_uma_'))).toHaveLength(6)
    expect(
      end?.catalogue.tables.flatMap(({ foreignKeys }) => foreignKeys).every(({ referencedTable }) => referencedTable.startsWith('idn_uma_')),
    ).toBe(true)
  })

  it('does not know engines other than InnoDB and MyISAM, nor foreign keys unchecked', () => {
    expect(unrun(worldOf('mysql', { settings: { default_storage_engine: 'Aria' } }))[0]).toContain('not-modelled')
    expect(unrun(worldOf('mysql', { settings: { foreign_key_checks: 'OFF' } }))[0]).toBe('CREATE TABLE IDN_UMA_RESOURCE_META_DATA not-modelled')
  })

  it('drops nothing that is modelled', () => {
    expect(unrun(worldOf('mysql'), statements('mysql', 'DROP TABLE IF EXISTS a'))).toEqual(['DROP TABLE a not-modelled'])
  })
})

describe('PostgreSQL', () => {
  it('finds another name where one is taken, and shortens long ones', () => {
    const long = 'a_table_whose_name_is_as_long_as_a_name_can_be_here'
    const column = 'a_column_that_is_long_as_well'
    const world = having('postgres', `CREATE TABLE p (id INTEGER PRIMARY KEY)`, `CREATE TABLE ${long}_pkey (a INTEGER)`)
    const table = (keys: string) => statements('postgres', `CREATE TABLE ${long} (${column} INTEGER PRIMARY KEY, b INTEGER, ${keys})`)
    const { after: end } = rehearsed(world, table(`FOREIGN KEY (${column}) REFERENCES p (id), UNIQUE (b, ${column})`))
    const made = end?.catalogue.tables.find(({ name }) => name === long)
    // As PostgreSQL 15 names them.
    expect(made?.primaryKey?.name).toBe(`${long}_pkey1`)
    expect(made?.foreignKeys.map(({ name }) => name)).toEqual(['a_table_whose_name_is_as_long_a_column_that_is_long_as_wel_fkey'])
    expect(made?.uniques.map(({ name }) => name)).toEqual(['a_table_whose_name_is_as_long_b_a_column_that_is_long_as_we_key'])
    expect(unrun(world, table(`UNIQUE (${column})`))).toEqual([`CREATE TABLE ${long} not-modelled`])
  })

  it('does not model CASCADE that takes something along', () => {
    const world = having('postgres', 'CREATE TABLE p (id INTEGER PRIMARY KEY)', 'CREATE TABLE c (p INTEGER, FOREIGN KEY (p) REFERENCES p (id))')
    expect(unrun(world, statements('postgres', 'DROP TABLE p CASCADE'))).toEqual(['DROP TABLE p not-modelled'])
    expect(unrun(world, statements('postgres', 'DROP TABLE c', 'DROP TABLE p CASCADE'))).toEqual([])
  })
})
