import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LOCAL_CLAIMS } from '../../checks/wso2-is/data/local-claims.ts'
import { ROW_QUESTIONS } from '../../src/statements/sql/rows.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { required } from '../support/required.ts'
import { wso2Database } from '../support/wso2-database.ts'
import { ROW_CANARY, SEEDS } from '../support/wso2-rows.ts'

const SERVERS = [
  { product: 'PostgreSQL', available: postgresAvailable, start: async () => startPostgres() },
  { product: 'MariaDB', available: mariadbAvailable, start: async () => startMysql('mariadb') },
  { product: 'MySQL 5.7', available: mysqlAvailable, start: async () => startMysql('mysql') },
] as const

/** Counts of the questions that find something in a schema in order. */
const CLEAN = {
  'local-claims-present': LOCAL_CLAIMS.length,
  tenants: 1,
  users: 1,
  'service-providers': 2,
  'consumer-apps': 1,
  'oauth2-scopes': 2,
  'oidc-scopes': 1,
} as const
const COUNTED = new Set(ROW_QUESTIONS.flatMap(({ id, kind }) => (kind === 'count' ? [id] : [])))
const LATER = ['session-apps-stored', 'session-details-stored', 'session-users-stored', 'session-mappings-stored']

describe.each(SERVERS)('$product', ({ product, available, start }) => {
  describe.skipIf(!required(product, available(), product))('a server', () => {
    let server: RunningDatabase
    let database: ReturnType<typeof wso2Database>
    const hits = async () => {
      const { value, omitted, operations } = await database.answers()
      expect(omitted).toEqual([])
      expect(JSON.stringify([value, operations])).not.toContain(ROW_CANARY)
      return Object.fromEntries(value.answers.flatMap(({ question, count }) => (count === null || count === 0 ? [] : [[question, count]])))
    }
    beforeAll(async () => {
      server = await start()
      database = wso2Database(server)
      database.create()
    }, 90_000)
    afterAll(async () => server.stop())

    test('a schema in order answers no question, and every question is answered', async () => {
      database.fill()
      const { value, of } = await database.answers()
      const unanswered = value.answers.filter(({ state }) => state !== 'answered')
      expect(unanswered.map(({ question, state }) => `${question} ${state}`)).toEqual([
        ...(database.engine === 'mysql' ? [] : ['user-ids-in-other-schemas other-engine']),
        ...LATER.map((question) => `${question} not-asked`),
      ])
      expect(of('session-apps-stored').missing).toEqual(['IDN_AUTH_SESSION_APP_INFO'])
      expect(await hits()).toEqual(CLEAN)
    })

    test.each(SEEDS.map((seed, index) => ({ ...seed, index })))('$index $question', async ({ sql, question, count, keys, besides = {} }) => {
      database.fill(sql)
      const answer = (await database.answers({ questions: [question] })).of(question)
      expect(answer).toMatchObject({ state: 'answered', count, keys, atLeast: false })
      const others = Object.fromEntries(Object.entries(await hits()).filter(([id]) => id !== question && !COUNTED.has(id)))
      expect(others).toEqual({ 'local-claims-present': LOCAL_CLAIMS.length, ...besides })
    })

    test('every question that looks for something is made to find it', () => {
      const proven = new Set([...SEEDS.map(({ question }) => question), 'user-ids-in-other-schemas', 'local-claims-present'])
      expect(ROW_QUESTIONS.filter(({ id, kind }) => kind === 'keys' && !proven.has(id))).toEqual([])
    })
  })
})
