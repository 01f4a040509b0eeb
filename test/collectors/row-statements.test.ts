import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCAL_CLAIMS } from '../../checks/wso2-is/data/local-claims.ts'
import { ROW_QUESTIONS, rowStatementsOf } from '../../src/statements/sql/rows.ts'
import { FOREIGN_ENGINES, h2Available, startH2, type H2Database, type RunningH2 } from '../servers/h2.ts'
import { PRODUCT_TABLES } from '../support/h2/product-tables.ts'
import { required } from '../support/required.ts'
import { CLEAN_ROWS, SEEDS } from '../support/wso2-rows.ts'
import { emptyTables } from '../support/wso2-tables.ts'

/** The questions in the dialects of engines that cannot be had here, put to H2 in the mode of each: what they find there, not only that they are SQL. */
describe.skipIf(!required('h2', h2Available(), 'H2 (libh2-java) and java'))('questions for engines that cannot be had here', () => {
  let h2: RunningH2
  beforeAll(async () => {
    h2 = await startH2()
  }, 60_000)
  afterAll(() => h2.stop())

  describe.each(FOREIGN_ENGINES)('%s', (engine) => {
    let database: H2Database
    const { questions } = rowStatementsOf(engine)
    const fill = async (rows: readonly string[]): Promise<void> => {
      // In one go: over this protocol every single one takes long.
      await database.sql([...emptyTables, ...CLEAN_ROWS, ...rows].join(';\n'))
    }
    const hitsOf = async (id: string): Promise<number> => {
      const statement = questions.get(id)
      if (statement === undefined) throw new Error(`no statement ${id}`)
      const rows = await database.run(
        statement,
        statement.parameters.map(() => 'admin'),
      )
      return rows.length
    }
    beforeAll(async () => {
      database = await h2.open(engine)
      for (const table of PRODUCT_TABLES) await database.sql(table)
    }, 60_000)
    afterAll(() => database.close())

    it('find nothing in a schema in order', async () => {
      await fill([])
      const found: [string, number][] = []
      for (const { id, kind } of ROW_QUESTIONS) if (kind === 'keys' && questions.has(id)) found.push([id, await hitsOf(id)])
      expect(Object.fromEntries(found.filter(([, count]) => count > 0))).toEqual({ 'local-claims-present': LOCAL_CLAIMS.length })
    })

    it.each(SEEDS.map((seed, index) => ({ ...seed, index })))('$index $question', async ({ sql, question, count }) => {
      await fill(sql)
      expect(await hitsOf(question)).toBe(count)
    })

    it('count up to their bound', async () => {
      await fill([])
      const statement = questions.get('service-providers')
      expect(statement && (await database.run(statement, []))).toEqual([['2']])
    })
  })
})
