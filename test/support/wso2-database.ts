import collector from '../../src/collectors/database-row-answers.ts'
import catalogueCollector from '../../src/collectors/database-catalogue.ts'
import serverCollector from '../../src/collectors/database-server.ts'
import ciphertext from '../../src/collectors/stored-ciphertext.ts'
import { Secret } from '../../src/core/secret.ts'
import type { ParamsOf } from '../../src/core/fact.ts'
import type { databaseRowAnswers, RowAnswer } from '../../src/facts/database-row-answers.ts'
import { ROW_QUESTIONS } from '../../src/statements/sql/rows.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { networkCollected, networkCollectedWith } from './network-collected.ts'
import { CLEAN_ROWS } from './wso2-rows.ts'
import { createTables, emptyTables } from './wso2-tables.ts'

export const AUDITOR = { user: 'auditor', password: 'the auditors word 3141' }
const DATABASE = 'identity'

/** Every question but those about the form of values. */
export const ROW_QUESTION_IDS: readonly string[] = ROW_QUESTIONS.flatMap(({ id, kind }) => (kind === 'sample' ? [] : [id]))

const script = (statements: readonly string[]): string => statements.map((statement) => `${statement};`).join('\n')

/** A database with WSO2's tables on a server of the tests, and an account that may read them. */
export const wso2Database = (server: RunningDatabase) => {
  const { engine } = server
  const fields = { engine, ...AUDITOR, password: Secret.of(AUDITOR.password), host: '127.0.0.1', port: server.port, database: DATABASE }
  const run = (statements: readonly string[]): void => void server.sql(DATABASE, script(statements))
  return {
    engine,
    run,
    /** Makes the database anew. */
    create: (): void => {
      if (engine === 'postgres') server.sql('postgres', `CREATE USER auditor PASSWORD '${AUDITOR.password}'; CREATE DATABASE ${DATABASE};`)
      else server.sql('', `CREATE DATABASE ${DATABASE}; CREATE USER auditor@'%' IDENTIFIED BY '${AUDITOR.password}';`)
      run(createTables(engine))
      const grant = engine === 'postgres' ? 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO auditor' : `GRANT SELECT ON ${DATABASE}.* TO auditor@'%'`
      run([grant])
    },
    /** The clean rows, and these. */
    reset: (rows: readonly string[] = []): void => run([...emptyTables, ...CLEAN_ROWS, ...rows]),
    answers: async (params: Partial<ParamsOf<typeof databaseRowAnswers>> = {}) => {
      const all = { questions: ROW_QUESTION_IDS, adminRole: 'ADMIN', ...params }
      const collected = await networkCollectedWith(collector, fields, all)
      const of = (question: string): RowAnswer => {
        const found = collected.value.answers.find((answer) => answer.question === question)
        if (found === undefined) throw new Error(`no answer to ${question}`)
        return found
      }
      return { ...collected, of }
    },
    /** How schema and server are set up. */
    setUp: async () => ({
      catalogue: (await networkCollected(catalogueCollector, fields)).value,
      server: (await networkCollected(serverCollector, fields)).value,
    }),
    ciphertext: async () => networkCollected(ciphertext, fields),
  }
}
