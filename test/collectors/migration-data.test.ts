import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { IDENTITY_RULES, LACKING_CLAIMS, UMA_RULES, USER_RULES } from '../../checks/wso2-is/data/migration-rules.ts'
import identity from '../../checks/wso2-is/migration-data.ts'
import users from '../../checks/wso2-is/migration-data-users.ts'
import type { Judgement } from '../../src/core/check.ts'
import { judgeHere } from '../../src/core/evaluate.ts'
import { ROW_QUESTIONS } from '../../src/statements/sql/rows.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { required } from '../support/required.ts'
import { wso2Database } from '../support/wso2-database.ts'
import { ROW_CANARY, SEEDS } from '../support/wso2-rows.ts'

/** As the scripts were written for; not what MySQL 5.7 refuses timestamps for by default. */
const SETTINGS = ['--character-set-server=latin1', '--sql-mode=STRICT_TRANS_TABLES']

const SERVERS = [
  { product: 'PostgreSQL', available: postgresAvailable, start: async () => startPostgres() },
  { product: 'MariaDB', available: mariadbAvailable, start: async () => startMysql('mariadb', SETTINGS) },
  { product: 'MySQL 5.7', available: mysqlAvailable, start: async () => startMysql('mysql', SETTINGS) },
] as const

/** Messages of either check that rows answering a question bring up; information rides on a pass. */
const RULES: readonly { readonly question: string; readonly message: string }[] = [
  ...IDENTITY_RULES,
  ...UMA_RULES,
  ...USER_RULES,
  { question: LACKING_CLAIMS, message: 'lackingClaims' },
]
const MERELY_CHANGED = ['noUserDomain', 'noTenant', 'mixedCase']
const messageOf = (question: string): string => RULES.find((rule) => rule.question === question)?.message ?? `none of ${question}`

/** What is set up wrong about schema and server, and how it is put right again; `messages` of the identity check, of the one about users. */
const CONDITIONS = [
  {
    engines: ['PostgreSQL', 'MariaDB', 'MySQL 5.7'],
    wrong: 'ALTER TABLE IDN_UMA_RESOURCE RENAME TO GONE',
    right: 'ALTER TABLE GONE RENAME TO IDN_UMA_RESOURCE',
    messages: [['partialUma'], []],
  },
  { engines: ['PostgreSQL'], wrong: 'DROP EXTENSION "uuid-ossp"', right: 'CREATE EXTENSION "uuid-ossp"', messages: [['uuidRight'], ['uuidRight']] },
  {
    engines: ['MariaDB', 'MySQL 5.7'],
    wrong: 'ALTER DATABASE identity CHARACTER SET utf8mb4',
    right: 'ALTER DATABASE identity CHARACTER SET latin1',
    messages: [['characterSet'], []],
  },
  {
    engines: ['MariaDB', 'MySQL 5.7'],
    wrong: 'ALTER TABLE IDN_OAUTH2_ACCESS_TOKEN ROW_FORMAT=COMPACT',
    right: 'ALTER TABLE IDN_OAUTH2_ACCESS_TOKEN ROW_FORMAT=DYNAMIC',
    messages: [['keyLength', 'keyLength'], []],
  },
  {
    engines: ['MariaDB', 'MySQL 5.7'],
    wrong: 'ALTER TABLE IDP ENGINE=MyISAM',
    right: 'ALTER TABLE IDP ENGINE=InnoDB',
    messages: [['storageEngine'], ['storageEngine']],
  },
  {
    engines: ['MariaDB', 'MySQL 5.7'],
    wrong: 'SET GLOBAL default_storage_engine=MyISAM',
    right: 'SET GLOBAL default_storage_engine=InnoDB',
    messages: [['defaultEngine'], ['defaultEngine']],
  },
  {
    engines: ['MySQL 5.7'],
    wrong: `SET GLOBAL sql_mode='STRICT_TRANS_TABLES,NO_ZERO_DATE'`,
    right: `SET GLOBAL sql_mode='STRICT_TRANS_TABLES'`,
    messages: [['timestampMode'], []],
  },
] as const

const messagesOf = (judgement: Judgement): readonly string[] =>
  judgement.outcome === 'pass' || judgement.outcome === 'fail'
    ? judgement.findings.map(({ messageId }) => messageId)
    : [judgement.outcome === 'error' ? judgement.text : judgement.outcome]

describe.each(SERVERS)('$product', ({ product, available, start }) => {
  describe.skipIf(!required(product, available(), product))('a server', () => {
    let server: RunningDatabase
    let database: ReturnType<typeof wso2Database>
    let setUp: Awaited<ReturnType<typeof database.setUp>>
    /** What both checks say of the rows as they are, and of the schema and server as they were set up. */
    const judged = async () => {
      const { value: rows, omitted, of, operations } = await database.answers()
      expect(omitted).toEqual([])
      expect(JSON.stringify([rows, operations])).not.toContain(ROW_CANARY)
      const facts = { ...setUp, rows }
      const target = { name: 'it', type: 'database', role: 'identity-db', line: 1 }
      const input = { facts, before: null, target, options: {}, phase: 'pre-upgrade', step: null, now: 0, attestation: null } as const
      return { of, data: judgeHere(identity, { ...input, parameters: {} }), roles: judgeHere(users, { ...input, parameters: {} }) }
    }
    beforeAll(async () => {
      server = await start()
      database = wso2Database(server)
      database.create()
      if (database.engine === 'postgres') database.run(['CREATE EXTENSION "uuid-ossp"'])
      setUp = await database.setUp()
    }, 90_000)
    afterAll(async () => server.stop())

    test('a database in order has nothing to be found', async () => {
      database.reset()
      const { data, roles } = await judged()
      expect(data).toMatchObject({ outcome: 'pass', findings: [] })
      expect(roles).toMatchObject({ outcome: 'pass', findings: [] })
    })

    test.each(SEEDS.map((seed, index) => ({ ...seed, index })))('$index $question is one finding', async ({ sql, question, count, keys }) => {
      database.reset(sql)
      const { data, roles, of } = await judged()
      expect(of(question)).toMatchObject({ state: 'answered', count, keys, atLeast: false })
      const ofUsers = USER_RULES.some((rule) => rule.question === question)
      const message = messageOf(question)
      expect([messagesOf(data), messagesOf(roles)]).toEqual(ofUsers ? [[], [message]] : [[message], []])
      expect((ofUsers ? roles : data).outcome).toBe(MERELY_CHANGED.includes(message) ? 'pass' : 'fail')
    })

    test('every question that looks for something is made to find it', () => {
      const proven = new Set([...SEEDS.map(({ question }) => question), 'user-ids-in-other-schemas', 'local-claims-present'])
      expect(ROW_QUESTIONS.filter(({ id, kind }) => kind === 'keys' && !proven.has(id))).toEqual([])
    })

    test.each(CONDITIONS.filter(({ engines }) => engines.some((name) => name === product)))('$wrong', async ({ wrong, right, messages }) => {
      database.reset()
      database.run([wrong])
      try {
        setUp = await database.setUp()
        const { data, roles } = await judged()
        expect([data, roles].map(messagesOf)).toEqual(messages)
      } finally {
        database.run([right])
        setUp = await database.setUp()
      }
    })
  })
})
