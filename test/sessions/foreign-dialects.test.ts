import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SQL_STATEMENTS } from '../../src/statements/sql/index.ts'
import { FOREIGN_ENGINES, h2Available, startH2, type H2Database, type RunningH2 } from '../servers/h2.ts'
import { required } from '../support/required.ts'
import { PRODUCT_TABLES } from '../support/h2/product-tables.ts'

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
      for (const table of PRODUCT_TABLES) await database.sql(table)
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

    it('tells a text that is none', async () => {
      const wrong = { id: 'x', engine, text: 'SELECT NO_SUCH_COLUMN FROM', parameters: [], columns: ['a'], rows: 1, facts: [], purpose: '' }
      await expect(database.run(wrong, [])).rejects.toThrow(/syntax error/i)
    })
  })
})
