import { describe, expect, it } from 'vitest'
import { catalogueNames, expectedTablesOf, schemaDifferences, type DatabaseCatalogue, type Engine } from '../../src/api.ts'
import { withColumn, withoutTables, withTable } from '../support/catalogue-edits.ts'
import { catalogueOf } from '../support/expected-catalogue.ts'

const LINES = `
PARENT | A integer!; B integer!; N varchar(10) ='x' =none; T timestamp? =CURRENT_TIMESTAMP | pk A,B | uq B,N | ix unique I(N,A-)
CHILD | A integer; B integer | fk A,B > PARENT(A,B) set-null | fk B > OTHER(ID) any
`
const expected = (engine: Engine) => expectedTablesOf(engine, LINES)
const catalogue = (engine: Engine): DatabaseCatalogue => catalogueOf(engine, expected(engine))
const kinds = (engine: Engine, of: DatabaseCatalogue): readonly string[] =>
  schemaDifferences(expected(engine), of).map(({ kind, table, object }) => `${kind} ${table} ${object}`)

describe('an expected schema', () => {
  it('is read from its lines', () => {
    const [parent, child] = expected('postgres')
    expect(parent?.columns[2]).toMatchObject({
      name: 'N',
      nullable: true,
      defaults: ["'x'", null],
      generation: 'none',
      type: { family: 'varchar', length: 10 },
    })
    expect(parent?.columns[3]).toMatchObject({ nullable: null })
    expect(parent).toMatchObject({ primaryKey: ['A', 'B'], uniques: [['B', 'N']] })
    expect(parent?.indexes).toEqual([
      {
        name: 'I',
        unique: true,
        columns: [
          { name: 'N', prefix: null, descending: false },
          { name: 'A', prefix: null, descending: true },
        ],
      },
    ])
    expect(child?.foreignKeys).toEqual([
      { columns: ['A', 'B'], table: 'PARENT', referenced: ['A', 'B'], deleteRule: 'set-null' },
      { columns: ['B'], table: 'OTHER', referenced: ['ID'], deleteRule: null },
    ])
  })
  it('refuses a line that is not one', () => {
    for (const line of ['T | A', 'T | A integer | fk A PARENT', 'T | A integer | ix I'])
      expect(() => expectedTablesOf('postgres', line), line).toThrow(/expected schema/)
  })
})

describe('names', () => {
  const one = (tables: DatabaseCatalogue['folding']['tables'], stored: string): boolean => {
    const names = catalogueNames({ tables, others: 'exact' })
    return names.table('IDP') === names.storedTable(stored)
  }
  it.each([
    ['lower', 'idp', true],
    ['lower', 'IDP', false],
    ['upper', 'IDP', true],
    ['upper', 'idp', false],
    ['exact', 'IDP', true],
    ['exact', 'Idp', false],
    ['insensitive', 'Idp', true],
  ] as const)('folded %s: %s is found: %s', (folding, stored, found) => expect(one(folding, stored)).toBe(found))
})

describe('a schema and its expectation', () => {
  it('agree on every engine', () => {
    for (const engine of ['postgres', 'mysql', 'mssql', 'oracle', 'db2'] as const) expect(kinds(engine, catalogue(engine)), engine).toEqual([])
  })
  it('agree whatever the order of the columns in a foreign key, but not of those it refers to', () => {
    const child = (referencedColumns: string[], columns: string[]) =>
      withTable(catalogue('postgres'), 'child', ({ foreignKeys }) => ({
        foreignKeys: foreignKeys.map((key) => (key.columns.length === 2 ? { ...key, columns, referencedColumns } : key)),
      }))
    expect(kinds('postgres', child(['b', 'a'], ['b', 'a']))).toEqual([])
    expect(kinds('postgres', child(['b', 'a'], ['a', 'b']))).toEqual(['foreign-key-missing CHILD A, B', 'extra-foreign-key CHILD child_ibfk_1'])
  })
  it('agree whatever the order of the columns in a unique constraint, but not in the primary key', () => {
    const turned = withTable(catalogue('postgres'), 'parent', ({ uniques, primaryKey }) => ({
      uniques: uniques.map((key) => ({ ...key, columns: [...key.columns].reverse() })),
      primaryKey: primaryKey === null ? null : { ...primaryKey, columns: ['b', 'a'] },
    }))
    expect(kinds('postgres', turned)).toEqual(['primary-key PARENT A, B'])
  })
  it('agree where a unique index does what a constraint was to do, if it is whole', () => {
    const only = (change: object) =>
      withTable(catalogue('postgres'), 'parent', ({ indexes }) => ({
        uniques: [],
        indexes: indexes.map((index) => (index.madeFor === 'unique-constraint' ? { ...index, madeFor: null, ...change } : index)),
      }))
    expect(kinds('postgres', only({}))).toEqual([])
    for (const change of [{ valid: false }, { condition: 'a > 0' }, { unique: false }])
      expect(kinds('postgres', only(change)), JSON.stringify(change)).toContain('unique-missing PARENT B, N')
  })
  it('agree on any of several defaults, and on nothing else', () => {
    expect(kinds('postgres', withColumn(catalogue('postgres'), 'parent', 'n', { default: null }))).toEqual([])
    expect(kinds('postgres', withColumn(catalogue('postgres'), 'parent', 'n', { default: "'X'" }))).toEqual(['default PARENT N'])
  })
  it('say what stands where a table should', () => {
    const actual = (of: DatabaseCatalogue): string | undefined => schemaDifferences(expected(of.engine), of)[0]?.actual
    const without = withoutTables(catalogue('oracle'), 'PARENT')
    expect(actual(without)).toBe('none')
    expect(actual({ ...without, others: [{ name: 'PARENT', kind: 'SYNONYM' }] })).toContain('a synonym')
    expect(actual(withTable(catalogue('mysql'), 'PARENT', () => ({ name: 'parent' })))).toContain('"parent" is another name')
  })
  it('never agree on a delete rule that is not shown', () => {
    const hidden = withTable(catalogue('mysql'), 'CHILD', ({ foreignKeys }) => ({
      foreignKeys: foreignKeys.map((key) => ({ ...key, deleteRule: 'unknown' as const })),
    }))
    expect(kinds('mysql', hidden)).toEqual(['delete-rule CHILD A, B'])
  })
})
