import { expect, test } from 'vitest'
import rowAnswers from '../../src/collectors/database-row-answers.ts'
import ciphertext from '../../src/collectors/stored-ciphertext.ts'
import { ENGINES, type Engine, type SqlRow, type SqlSession } from '../../src/core/sql.ts'
import { ROW_QUESTIONS, rowStatementsOf } from '../../src/statements/sql/rows.ts'

/** Contract fixture: every table and column is there, and a policy may hide rows of one of them, as the catalogues of Oracle, SQL Server and Db2 say it. */
const sessionOf = (engine: Engine, hiding: string, asked: string[]): SqlSession => {
  const { columns, sizes } = rowStatementsOf(engine)
  const needs = ROW_QUESTIONS.flatMap((question) => question.needs)
  const tables = [...new Set(needs.map(({ table }) => table))]
  const answers = new Map<string, readonly SqlRow[]>([
    [columns.id, needs.flatMap(({ table, columns: names }) => names.map((column) => [table, column, '0']))],
    [sizes.id, tables.map((table) => [table, '10', table === hiding ? '1' : '0'])],
  ])
  const read: SqlSession['read'] = async (questions) =>
    questions.map(({ statement: { id } }) => {
      if (!answers.has(id)) asked.push(id)
      return answers.get(id) ?? [['0']]
    })
  return {
    engine,
    schema: async () => 'WSO2',
    connection: async () => ({ transport: 'verified', user: 'auditor', database: 'db' }),
    read,
    readOnce: read,
    witness: async () => ({ verdict: 'nothing-written', text: '' }),
  }
}

test.each(ENGINES)('%s: of a table whose rows a policy may hide nothing is asked, and nothing is said', async (engine) => {
  const questions = ROW_QUESTIONS.filter(({ kind, parameters }) => kind !== 'sample' && parameters.length === 0)
  const asked: string[] = []
  const collected = await rowAnswers.collect({
    params: { questions: questions.map(({ id }) => id) },
    network: { sql: sessionOf(engine, 'IDP', asked) },
  } as never)
  const ofIdp = questions.filter(({ id, needs }) => needs.some(({ table }) => table === 'IDP') && rowStatementsOf(engine).questions.has(id))
  expect(ofIdp.length).toBeGreaterThan(2)
  const { answers } = collected.value
  for (const { id } of ofIdp) {
    expect(asked).not.toContain(id)
    expect(answers.find(({ question }) => question === id)).toMatchObject({
      state: 'unanswered',
      reason: { code: 'permission-denied', text: expect.stringContaining('may hide rows of IDP from the account') },
    })
  }
  expect(asked.length).toBeGreaterThan(5)
  expect(collected.omitted).toHaveLength(ofIdp.length)
})

test('nor is a column with secrets sampled', async () => {
  const asked: string[] = []
  const [sample] = ROW_QUESTIONS.filter(({ kind }) => kind === 'sample')
  const table = sample?.needs[0]?.table ?? ''
  const { value, omitted } = await ciphertext.collect({ network: { sql: sessionOf('oracle', table, asked) } } as never)
  const hidden = value.columns.filter((column) => column.table === table)
  expect(hidden.length).toBeGreaterThan(0)
  expect(new Set(hidden.map(({ state }) => state))).toEqual(new Set(['unanswered']))
  expect(omitted).toHaveLength(hidden.length)
  expect(asked.length).toBeGreaterThan(0)
})
