import mysql from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { required } from '../support/required.ts'
import { wso2Database } from '../support/wso2-database.ts'
import { row } from '../support/wso2-tables.ts'

type Database = ReturnType<typeof wso2Database>

/** Questions that read a table. */
const OF_IDP = [
  'tokens-without-local-idp',
  'audited-tokens-without-local-idp',
  'codes-without-local-idp',
  'providers-without-tenant',
  'tenants-lacking-local-claims',
]
const OF_SCOPES = ['scopes-of-both-kinds', 'duplicate-scopes', 'oauth2-scopes']

/** What became of the questions that were not answered, those about tables of later releases apart. */
const unansweredOf = ({ value }: Awaited<ReturnType<Database['answers']>>) =>
  Object.fromEntries(
    value.answers
      .filter(({ state, missing }) => state !== 'answered' && state !== 'other-engine' && !missing.some((name) => name.startsWith('IDN_AUTH_')))
      .map(({ question, state, missing, reason }) => [question, [state, ...missing, ...(reason === null ? [] : [reason.code])].join(' ')]),
  )
const all = (questions: readonly string[], state: string) => Object.fromEntries(questions.map((question) => [question, state]))

describe.skipIf(!required('PostgreSQL', postgresAvailable(), 'PostgreSQL'))('PostgreSQL', () => {
  let server: RunningDatabase
  let database: Database
  beforeAll(async () => {
    server = await startPostgres()
    database = wso2Database(server)
    database.create()
  }, 60_000)
  afterAll(async () => server.stop())
  beforeEach(() => database.reset())

  test('a table that may not be read leaves the questions about others', async () => {
    database.run(['REVOKE SELECT ON idp FROM auditor'])
    const answers = await database.answers()
    database.run(['GRANT SELECT ON idp TO auditor'])
    expect(unansweredOf(answers)).toEqual(all(OF_IDP, 'unanswered permission-denied'))
    expect(answers.omitted).toHaveLength(OF_IDP.length)
  })

  test('a column that is not there is named, and nobody is asked', async () => {
    database.run(['ALTER TABLE idn_oauth2_scope RENAME name TO label'])
    const answers = await database.answers()
    database.run(['ALTER TABLE idn_oauth2_scope RENAME label TO name'])
    expect(unansweredOf(answers)).toEqual(all(OF_SCOPES.slice(0, 2), 'not-asked IDN_OAUTH2_SCOPE.NAME'))
    expect(answers.omitted).toEqual([])
  })

  test('a table that someone else has locked', async () => {
    const { user, password } = server.admin
    const other = new pg.Client({ host: '127.0.0.1', port: server.port, user, password, database: 'identity' })
    await other.connect()
    await other.query('BEGIN')
    await other.query('LOCK TABLE idn_oauth2_scope IN ACCESS EXCLUSIVE MODE')
    const answers = await database.answers()
    const { rows } = await other.query(`SELECT count(*)::int AS left FROM pg_stat_activity WHERE usename = 'auditor' AND state <> 'idle'`)
    await other.end()
    expect(unansweredOf(answers)).toEqual(all(OF_SCOPES, 'unanswered timeout'))
    expect(rows).toEqual([{ left: 0 }])
  })

  test('a table that is large by its statistics is not sorted unless one asks for it', async () => {
    server.sql('identity', `UPDATE pg_class SET reltuples = 5000000 WHERE relname = 'idn_oauth2_scope'`)
    const answers = await database.answers()
    const asked = await database.answers({ largeTables: 'ask' })
    server.sql('identity', 'ANALYZE idn_oauth2_scope')
    expect(unansweredOf(answers)).toEqual({ 'duplicate-scopes': 'too-large limit' })
    expect(answers.omitted).toEqual([expect.stringContaining('IDN_OAUTH2_SCOPE has about 5000000 rows')])
    expect(unansweredOf(asked)).toEqual({})
    expect(asked.of('duplicate-scopes')).toMatchObject({ state: 'answered', count: 0, estimate: '5000000' })
  })

  test('more rows than are looked at, and names that are hostile', async () => {
    const names = ['\u001B[2J', 'a'.repeat(255), ']]>', '=cmd()']
    database.run(names.flatMap((NAME, index) => [1, 2].map((copy) => row('IDN_OAUTH2_SCOPE', { SCOPE_ID: 10 * index + copy, NAME, TENANT_ID: 5 }))))
    database.run(['INSERT INTO idn_uma_resource_scope (id, resource_identity) SELECT n, 5000 + n FROM generate_series(10, 2000) n'])
    const { of } = await database.answers()
    expect(of('uma-orphans-scope')).toMatchObject({ count: 1001, atLeast: true })
    expect(of('uma-orphans-scope').keys).toHaveLength(10)
    expect(of('duplicate-scopes').keys).toEqual([
      `NAME =cmd(), TENANT_ID 5`,
      'NAME \\x1b[2J, TENANT_ID 5',
      `NAME ]]>, TENANT_ID 5`,
      `NAME ${'a'.repeat(100)}... (155 more characters), TENANT_ID 5`,
    ])
  })

  test('five million tokens', { timeout: 120_000 }, async () => {
    database.run([
      `INSERT INTO idn_oauth2_access_token (token_id, tenant_id, user_domain, consumer_key_id, authz_user, token_state) SELECT n::text, -1234, 'PRIMARY', 1, n::text, 'ACTIVE' FROM generate_series(1, 5000000) n`,
      'ANALYZE idn_oauth2_access_token',
    ])
    const answers = await database.answers()
    const ciphertext = await database.ciphertext()
    expect(unansweredOf(answers)['duplicate-active-tokens']).toBe('too-large limit')
    // A slow machine may not come to an end of those that look at every row; none is counted exactly.
    for (const state of Object.values(unansweredOf(answers))) expect(state).toMatch(/^(?:too-large limit|unanswered (?:timeout|deadline))$/)
    expect(answers.of('sessions-stored').state).toBe('answered')
    expect(ciphertext.value.columns.find(({ table }) => table === 'IDN_OAUTH_CONSUMER_APPS')?.state).toBe('sampled')
    database.run(['TRUNCATE idn_oauth2_access_token', 'ANALYZE idn_oauth2_access_token'])
  })
})

describe.skipIf(!required('MariaDB', mariadbAvailable(), 'MariaDB'))('MariaDB', () => {
  let server: RunningDatabase
  let database: Database
  beforeAll(async () => {
    server = await startMysql('mariadb')
    database = wso2Database(server)
    database.create()
  }, 60_000)
  afterAll(async () => server.stop())
  beforeEach(() => database.reset())

  test('a table that is not shown to the account is not there', async () => {
    database.run(['REVOKE SELECT ON identity.* FROM auditor@`%`', 'GRANT SELECT ON identity.IDP TO auditor@`%`'])
    const answers = await database.answers()
    database.run(['REVOKE SELECT ON identity.IDP FROM auditor@`%`', 'GRANT SELECT ON identity.* TO auditor@`%`'])
    expect(answers.of('providers-without-tenant').state).toBe('answered')
    expect(answers.of('duplicate-scopes')).toMatchObject({ state: 'not-asked', missing: ['IDN_OAUTH2_SCOPE'], count: null })
  })

  test('a table in lower case is another one to a server that tells them apart', async () => {
    database.run(['RENAME TABLE IDP TO idp'])
    const answers = await database.answers()
    database.run(['RENAME TABLE idp TO IDP'])
    expect(unansweredOf(answers)).toEqual(all(OF_IDP, 'not-asked IDP'))
  })

  test('a table that someone else has locked', async () => {
    const { user, password } = server.admin
    const other = await mysql.createConnection({ host: '127.0.0.1', port: server.port, user, password, database: 'identity' })
    await other.query('LOCK TABLES IDN_OAUTH2_SCOPE WRITE')
    const answers = await database.answers()
    await other.end()
    expect(unansweredOf(answers)).toEqual(all(OF_SCOPES, 'unanswered timeout'))
  })

  test('a table that is large by its statistics is not sorted', { timeout: 60_000 }, async () => {
    database.run([`INSERT INTO REG_PATH SELECT seq + 10, CONCAT('/', seq), -1234 FROM seq_1_to_1200000`, 'ANALYZE TABLE REG_PATH'])
    const answers = await database.answers()
    database.run(['TRUNCATE TABLE REG_PATH', 'ANALYZE TABLE REG_PATH'])
    expect(unansweredOf(answers)).toEqual({ 'duplicate-registry-paths': 'too-large limit' })
  })

  test('user ids in another database that the account sees', async () => {
    server.sql('', `CREATE DATABASE other; CREATE TABLE other.UM_USER (UM_USER_ID char(36)); GRANT SELECT ON other.* TO auditor@'%'`)
    const { of } = await database.answers()
    expect(of('user-ids-in-other-schemas')).toMatchObject({ count: 1, keys: ['TABLE_SCHEMA other'] })
  })
})

describe.skipIf(!required('MariaDB', mariadbAvailable(), 'MariaDB'))('MariaDB that keeps names in lower case', () => {
  let server: RunningDatabase
  beforeAll(async () => {
    server = await startMysql('mariadb', ['--lower-case-table-names=1'])
  }, 60_000)
  afterAll(async () => server.stop())

  test('finds its tables all the same', async () => {
    const database = wso2Database(server)
    database.create()
    database.reset()
    expect(unansweredOf(await database.answers())).toEqual({})
  })
})
