import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LOCAL_CLAIMS } from '../../checks/wso2-is/data/local-claims.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { required } from '../support/required.ts'
import { wso2Database } from '../support/wso2-database.ts'

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
const LATER = ['session-apps-stored', 'session-details-stored', 'session-users-stored', 'session-mappings-stored']

describe.each(SERVERS)('$product', ({ product, available, start }) => {
  describe.skipIf(!required(product, available(), product))('a server', () => {
    let server: RunningDatabase
    let database: ReturnType<typeof wso2Database>
    beforeAll(async () => {
      server = await start()
      database = wso2Database(server)
      database.create()
    }, 90_000)
    afterAll(async () => server.stop())

    test('a schema in order answers no question, and every question is answered', async () => {
      database.reset()
      const { value, of, omitted } = await database.answers()
      const unanswered = value.answers.filter(({ state }) => state !== 'answered')
      expect(unanswered.map(({ question, state }) => `${question} ${state}`)).toEqual([
        ...(database.engine === 'mysql' ? [] : ['user-ids-in-other-schemas other-engine']),
        ...LATER.map((question) => `${question} not-asked`),
      ])
      expect(of('session-apps-stored').missing).toEqual(['IDN_AUTH_SESSION_APP_INFO'])
      expect(omitted).toEqual([])
      const found = value.answers.filter(({ count }) => count !== null && count > 0)
      expect(Object.fromEntries(found.map(({ question, count }) => [question, count]))).toEqual(CLEAN)
    })
  })
})
