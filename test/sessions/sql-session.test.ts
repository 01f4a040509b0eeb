import { Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { SqlAdapter } from '../../src/sessions/sql/adapter.ts'
import { createIdentity, type RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { required } from '../support/required.ts'
import { asked, connectedTo, trusting } from '../support/sql-adapter.ts'

afterEach(() => vi.restoreAllMocks())

const AUDITOR = { user: 'auditor', password: 'the auditors word 3141' }

describe.skipIf(!required('PostgreSQL', postgresAvailable(), 'PostgreSQL'))('PostgreSQL', () => {
  let server: RunningDatabase
  let adapter: SqlAdapter | null = null
  const LOGIN = { ...AUDITOR, database: 'identity' }
  beforeAll(async () => {
    server = await startPostgres()
    createIdentity(server, AUDITOR.password)
    server.sql(
      'identity',
      `CREATE TABLE t (id bigint, name text, ok boolean); INSERT INTO t VALUES (9007199254740993, 'a', true), (2, NULL, false); GRANT SELECT ON t TO auditor;`,
    )
  }, 60_000)
  afterAll(async () => server.stop())

  test.each(['clear', 'verified'] as const)('reads over %s', async (transport) => {
    adapter = await connectedTo('postgres', server.port, { ...LOGIN, trust: transport === 'clear' ? null : trusting(server.authority.ca) })
    expect(adapter).toMatchObject({ transport, user: 'auditor', database: 'identity', schema: 'public' })
    const rows = await adapter.read(
      [asked('postgres', 'SELECT id, name, ok FROM t ORDER BY id'), asked('postgres', 'SELECT $1::text', ['x'])],
      AbortSignal.timeout(5000),
    )
    expect(rows).toEqual([
      [
        ['2', null, 'false'],
        ['9007199254740993', 'a', 'true'],
      ],
      [['x']],
    ])
    expect(adapter.witness()).toEqual({
      verdict: 'nothing-written',
      text: 'pg_current_xact_id_if_assigned() is null at the end of each of 2 transactions',
    })
    await adapter.close()
  })
})

describe.each(['mariadb', 'mysql'] as const)('%s', (product) => {
  describe.skipIf(!required(product, product === 'mariadb' ? mariadbAvailable() : mysqlAvailable(), product))('a server', () => {
    let server: RunningDatabase
    const LOGIN = { ...AUDITOR, database: 'identity' }
    beforeAll(async () => {
      server = await startMysql(product)
      server.sql(
        '',
        `CREATE DATABASE identity; CREATE TABLE identity.t (id bigint, name varchar(20), ok tinyint); INSERT INTO identity.t VALUES (9007199254740993, 'a', 1), (2, NULL, 0);
CREATE USER auditor@'%' IDENTIFIED BY '${AUDITOR.password}'; GRANT SELECT ON identity.* TO auditor@'%';`,
      )
    }, 60_000)
    afterAll(async () => server.stop())

    test.each(product === 'mysql' ? (['clear'] as const) : (['clear', 'verified'] as const))('reads over %s', async (transport) => {
      // Without it each statement, of which the server acknowledges the last packet late, would take 40 ms more.
      const hurried = vi.spyOn(Socket.prototype, 'setNoDelay')
      const adapter = await connectedTo('mysql', server.port, { ...LOGIN, trust: transport === 'clear' ? null : trusting(server.authority.ca) })
      expect(adapter).toMatchObject({ transport, database: 'identity', schema: 'identity' })
      expect(hurried).toHaveBeenCalledWith(true)
      const rows = await adapter.read(
        [asked('mysql', 'SELECT id, name, ok FROM t ORDER BY id'), asked('mysql', 'SELECT ?', ['x'])],
        AbortSignal.timeout(5000),
      )
      expect(rows).toEqual([
        [
          ['2', null, '0'],
          ['9007199254740993', 'a', '1'],
        ],
        [['x']],
      ])
      expect(adapter.witness()).toMatchObject({ verdict: 'nothing-written' })
      await adapter.close()
    })
  })
})
