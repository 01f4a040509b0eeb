import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ORACLE_CATALOGUE } from '../../src/statements/sql/catalogue-oracle.ts'
import { DB2_PREAMBLE, MSSQL_PREAMBLE, ORACLE_PREAMBLE } from '../../src/statements/sql/preamble.ts'
import { SQL_STATEMENTS } from '../../src/statements/sql/index.ts'
import { FOREIGN_ENGINES, type ForeignEngine, h2Available, startH2, type H2Database, type RunningH2 } from '../servers/h2.ts'
import { required } from '../support/required.ts'
import { createTables, LATER_TABLES, WSO2_TABLES } from '../support/wso2-tables.ts'

/** The SELECTs that the adapters send beside the registered statements. */
const PREAMBLE_TEXTS = {
  mssql: [MSSQL_PREAMBLE.login.text, MSSQL_PREAMBLE.schema.text, MSSQL_PREAMBLE.table.text],
  oracle: [ORACLE_PREAMBLE.login.text, ORACLE_PREAMBLE.schema.text, ORACLE_PREAMBLE.shadows.text],
  db2: [DB2_PREAMBLE.login.text, DB2_PREAMBLE.schema.text],
} as const
/** Each selects what its first line lists. */
const columnsOf = (text: string): readonly string[] => (/SELECT (.*?)\s+FROM/s.exec(text)?.[1] ?? '').replaceAll(/\([^)]*\)/g, '').split(',')
const PARAMETERS = { mssql: /@p\d/g, oracle: /:\d/g, db2: /\?/g } as const
const valuesOf = (engine: ForeignEngine, text: string): readonly string[] => {
  const all = text.match(PARAMETERS[engine]) ?? []
  return (engine === 'db2' ? all : [...new Set(all)]).map(() => 'x')
}

/**
 * Every text for SQL Server, Oracle and Db2, run by a program that reads their dialects: H2 in the mode of each, with the views of the dictionary and the
 * tables of the product as empty tables. It shows that a text is SQL, names columns that are there and gives as many as it says; it does not show what a real
 * server would answer.
 */
describe.skipIf(!required('h2', h2Available(), 'H2 (libh2-java) and java'))('statements for engines that cannot be had here', () => {
  let h2: RunningH2
  beforeAll(async () => {
    h2 = await startH2()
  })
  afterAll(() => h2.stop())

  describe.each(FOREIGN_ENGINES)('%s', (engine) => {
    let database: H2Database
    beforeAll(async () => {
      database = await h2.open(engine)
      for (const table of createTables(engine, { ...WSO2_TABLES, ...LATER_TABLES })) await database.sql(table)
    })
    afterAll(() => database.close())

    const statements = SQL_STATEMENTS.filter((statement) => statement.engine === engine)
    it('has statements at all', () => expect(statements).not.toHaveLength(0))
    it.each(statements)('$id', async (statement) => {
      const rows = await database.run(
        statement,
        statement.parameters.map(() => '1'),
      )
      expect(rows.length).toBeLessThanOrEqual(statement.rows + 1)
    })

    it('reads a schema by the text that the preamble has', async () => {
      for (const text of PREAMBLE_TEXTS[engine])
        await database.run(
          { id: 'preamble', engine, text, parameters: [], columns: columnsOf(text), rows: 10, facts: [], purpose: '' },
          valuesOf(engine, text),
        )
    })

    it('tells a text that is none', async () => {
      const wrong = { id: 'x', engine, text: 'SELECT NO_SUCH_COLUMN FROM', parameters: [], columns: ['a'], rows: 1, facts: [], purpose: '' }
      await expect(database.run(wrong, [])).rejects.toThrow(/syntax error/i)
    })
  })

  it('tells indexes of Oracle that its optimizer does not look at, or that are none of values, from those that are used', async () => {
    const database = await h2.open('oracle')
    try {
      const indexes = [
        ['PLAIN', 'NORMAL', 'VISIBLE', '1'],
        ['DESCENDING', 'FUNCTION-BASED NORMAL', 'VISIBLE', '1'],
        ['HIDDEN', 'NORMAL', 'INVISIBLE', '0'],
        ['BITS', 'BITMAP', 'VISIBLE', '0'],
        ['WORDS', 'DOMAIN', 'VISIBLE', '0'],
      ] as const
      for (const [name, type, visibility] of indexes)
        await database.sql(
          `INSERT INTO ALL_INDEXES (OWNER, INDEX_NAME, INDEX_TYPE, TABLE_OWNER, TABLE_NAME, UNIQUENESS, STATUS, VISIBILITY) VALUES ('S', '${name}', '${type}', 'S', 'T', 'NONUNIQUE', 'VALID', '${visibility}');
           INSERT INTO ALL_IND_COLUMNS (INDEX_OWNER, INDEX_NAME, TABLE_OWNER, TABLE_NAME, COLUMN_NAME, DESCEND, COLUMN_POSITION) VALUES ('S', '${name}', 'S', 'T', 'A', 'ASC', 1)`,
        )
      const rows = await database.run(
        ORACLE_CATALOGUE.keys,
        ORACLE_CATALOGUE.keys.parameters.map(() => 'S'),
      )
      expect(rows.map((row) => [row[2], row[8]]).sort()).toEqual(indexes.map(([name, , , valid]) => [name, valid]).sort())
    } finally {
      await database.close()
    }
  })
})
