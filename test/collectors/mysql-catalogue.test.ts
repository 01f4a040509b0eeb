import { describe, expect, it } from 'vitest'
import { mysqlCatalogue } from '../../src/collectors/support/catalogue/mysql.ts'
import { FactError } from '../../src/core/fact-error.ts'

/** What no server that can be had here answers: rows as the manuals of MySQL give them. */
const place = { database: 'db', schema: 'db' }
const schema = (version: string) => ['schema', 'db', null, version, '0', null, null, null, null]
const table = (name: string, engine: string | null) => ['table', name, null, 'BASE TABLE', engine, 'Dynamic', 'utf8mb4_0900_ai_ci', '1', '16384 ']
const right = ['right', 'SELECT', null, null, null, null, null, null, null]

const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'a value'
  } catch (error) {
    if (error instanceof FactError) return error.code
    throw error
  }
}

describe('the catalogue of MySQL', () => {
  it('reads defaults of MySQL 8 that are expressions, and descending indexes', () => {
    const columns =
      "'made',1,'timestamp','NO','CURRENT_TIMESTAMP','DEFAULT_GENERATED on update CURRENT_TIMESTAMP',NULL,NULL;'id',2,'char(36)','YES','uuid()','DEFAULT_GENERATED','utf8mb4','x';"
    const indexes = "'i',2,NULL,NULL,'A',1,'BTREE';'i',1,'made',NULL,'D',1,'BTREE';"
    const { value, omitted } = mysqlCatalogue.read(
      [[schema('8.0.36'), table('t', 'InnoDB'), right], [['t', '2', columns]], [['t', '2', indexes]], [], []],
      place,
    )
    expect(omitted).toEqual([])
    expect(value.tables[0]?.columns.map((column) => [column.name, column.default, column.onUpdate, column.generation.kind])).toEqual([
      ['made', 'CURRENT_TIMESTAMP', 'CURRENT_TIMESTAMP', 'none'],
      ['id', 'uuid()', null, 'none'],
    ])
    expect(value.tables[0]?.indexes[0]?.columns.map(({ name, expression, descending }) => [name, expression !== null, descending])).toEqual([
      ['made', false, true],
      [null, true, false],
    ])
  })

  it('tells a key over the beginning of a column from one over the whole, and an index of words from one of values', () => {
    const columns = "'a',1,'varchar(255)','NO',NULL,'','latin1','x';'b',2,'varchar(255)','NO',NULL,'','latin1','x';"
    const indexes = "'PRIMARY',1,'a','9','A',0,'BTREE';'u',1,'b',NULL,'A',0,'HASH';'u',2,'a','10','A',0,'HASH';'w',1,'b',NULL,NULL,1,'FULLTEXT';"
    const { value } = mysqlCatalogue.read(
      [[schema('5.7.29'), table('t', 'InnoDB'), right], [['t', '2', columns]], [['t', '4', indexes]], [], []],
      place,
    )
    expect(value.tables[0]?.primaryKey?.columns).toEqual(['a(9)'])
    expect(value.tables[0]?.uniques).toEqual([{ name: 'u', columns: ['b', 'a(10)'], enforced: true }])
    expect(value.tables[0]?.indexes.map(({ name, kind }) => [name, kind])).toEqual([
      ['PRIMARY', undefined],
      ['u', undefined],
      ['w', 'FULLTEXT'],
    ])
  })

  it('says of a table that the server cannot open that it is not whole', () => {
    const { omitted } = mysqlCatalogue.read([[schema('5.7.29'), table('broken', null), right], [], [], [], []], place)
    expect(omitted).toEqual(['the server cannot open the table broken'])
  })

  it.each([
    ['within a value', "'made',1,'timest"],
    ['behind an item', "'made',1,'timestamp','NO',NULL,'',NULL,NULL;"],
    ['with too few values', "'made',1;'id',2;"],
  ])('does not believe a list that is cut %s', (_where, list) => {
    expect(codeOf(() => mysqlCatalogue.read([[schema('5.7.29'), table('t', 'InnoDB'), right], [['t', '2', list]], [], [], []], place))).toBe(
      'truncated',
    )
  })

  it('is an error for a database that is not shown', () => {
    expect(codeOf(() => mysqlCatalogue.read([[], [], [], [], []], place))).toBe('permission-denied')
  })
})
