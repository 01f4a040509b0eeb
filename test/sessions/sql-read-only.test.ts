import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SqlAdapter } from '../../src/sessions/sql/adapter.ts'
import { PREAMBLES } from '../../src/statements/sql/preamble.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { required } from '../support/required.ts'
import { asked, connectedTo, failure } from '../support/sql-adapter.ts'

/**
 * Statements that no registry holds, put straight to the adapters as an account that may do everything: what the wire and the read-only transaction stop by
 * themselves. What a server runs all the same is what the registry is for (sql-door), and is said here.
 */
const within = (): AbortSignal => AbortSignal.timeout(10_000)

describe.skipIf(!required('PostgreSQL', postgresAvailable(), 'PostgreSQL'))('PostgreSQL', () => {
  let server: RunningDatabase
  const open = (): Promise<SqlAdapter> => connectedTo('postgres', server.port, { ...server.admin, database: 'identity' })
  const state = (): string =>
    server.sql(
      'identity',
      `SELECT count(*) FROM t; SELECT last_value, is_called FROM s; SELECT count(*) FROM pg_largeobject_metadata; SELECT count(*) FROM pg_class; SELECT count(*) FROM pg_roles`,
    )

  beforeAll(async () => {
    server = await startPostgres()
    server.sql('postgres', 'CREATE DATABASE identity')
    server.sql(
      'identity',
      `CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t VALUES (1, 'a'); CREATE SEQUENCE s;
CREATE FUNCTION writes() RETURNS int LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (99, 'written'); RETURN 1; END $$;
CREATE FUNCTION opens() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('transaction_read_only', 'off', false); INSERT INTO t VALUES (98, 'written'); RETURN 1; END $$;`,
    )
  }, 60_000)
  afterAll(async () => server.stop())

  const marker = (): string => join(server.directory, 'marker')

  test.each([
    ['INSERT', `INSERT INTO t VALUES (2, 'b')`],
    ['UPDATE', `UPDATE t SET v = 'b'`],
    ['DELETE', 'DELETE FROM t'],
    ['MERGE', `MERGE INTO t USING (VALUES (1)) AS x (id) ON t.id = x.id WHEN MATCHED THEN DELETE`],
    ['TRUNCATE', 'TRUNCATE t'],
    ['CREATE TABLE', 'CREATE TABLE u (id int)'],
    ['CREATE TABLE AS', 'CREATE TABLE u AS SELECT * FROM t'],
    ['SELECT INTO', 'SELECT * INTO u FROM t'],
    ['ALTER TABLE', 'ALTER TABLE t ADD COLUMN w int'],
    ['DROP TABLE', 'DROP TABLE t'],
    ['CREATE INDEX', 'CREATE INDEX ON t (v)'],
    ['GRANT', 'GRANT ALL ON t TO PUBLIC'],
    ['CREATE USER', 'CREATE USER smuggled'],
    ['COMMENT', `COMMENT ON TABLE t IS 'x'`],
    ['a writing CTE', `WITH x AS (INSERT INTO t VALUES (3, 'c') RETURNING *) SELECT * FROM x`],
    ['a writing function', 'SELECT writes()'],
    ['a function that opens the transaction first', 'SELECT opens()'],
    ['nextval', `SELECT nextval('s')`],
    ['setval', `SELECT setval('s', 77)`],
    ['lo_create', 'SELECT lo_create(0)'],
    ['lo_import', `SELECT lo_import('/etc/hostname')`],
    ['several statements', 'SELECT 1; DROP TABLE t'],
    ['a commit in front', 'COMMIT; DROP TABLE t'],
    ['SET TRANSACTION READ WRITE', 'SET TRANSACTION READ WRITE'],
    ['set_config of the transaction', `SELECT set_config('transaction_read_only', 'off', false)`],
    ['SELECT FOR UPDATE', 'SELECT * FROM t FOR UPDATE'],
    ['LOCK', 'LOCK TABLE t IN ACCESS EXCLUSIVE MODE'],
    ['PREPARE TRANSACTION', `PREPARE TRANSACTION 'x'`],
    ['VACUUM', 'VACUUM t'],
    ['CALL of a DO block', `DO $$ BEGIN INSERT INTO t VALUES (4, 'd'); END $$`],
    ['COPY FROM', 'COPY t FROM STDIN'],
    ['NOTIFY', 'NOTIFY x'],
    ['pg_notify', `SELECT pg_notify('x', 'y')`],
    ['REFRESH', 'REFRESH MATERIALIZED VIEW m'],
    ['CREATE DATABASE', 'CREATE DATABASE smuggled'],
    ['ALTER SYSTEM', `ALTER SYSTEM SET work_mem = '1MB'`],
  ])('%s changes nothing', async (_what, text) => {
    const before = state()
    const adapter = await open()
    const end = await failure(adapter.read([asked('postgres', text), asked('postgres', `INSERT INTO t VALUES (55, 'behind')`)], within()))
    expect(end).not.toBe('no failure')
    await adapter.close()
    expect(state()).toBe(before)
    expect(adapter.witness().verdict).toBe('nothing-written')
  })

  test.each([
    ['a commit in its place', 'COMMIT'],
    ['SET SESSION CHARACTERISTICS', 'SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE'],
    ['the default for transactions', `SELECT set_config('default_transaction_read_only', 'off', false)`],
  ])('%s opens nothing to the next read', async (_what, text) => {
    const before = state()
    const adapter = await open()
    await failure(adapter.read([asked('postgres', text)], within()))
    expect(await failure(adapter.read([asked('postgres', `INSERT INTO t VALUES (5, 'e')`)], within()))).not.toBe('no failure')
    await adapter.close()
    expect(state()).toBe(before)
  })

  test('a commit in front of a write within one read leaves no transaction to write in', async () => {
    const before = state()
    const adapter = await open()
    const end = await failure(adapter.read([asked('postgres', 'COMMIT'), asked('postgres', `INSERT INTO t VALUES (6, 'f')`)], within()))
    await adapter.close()
    expect(end).toMatch(/^internal: .*the transaction was ended by a statement/)
    expect(state()).toBe(before)
  })

  test('COPY to a file or a program is nothing that a reader is answered', async () => {
    const adapter = await open()
    for (const text of [`COPY (SELECT 1) TO PROGRAM 'touch ${marker()}'`, `COPY t TO STDOUT`])
      await failure(adapter.read([asked('postgres', text)], within()))
    await adapter.close()
    // A superuser's COPY TO PROGRAM is not a write to the database: the registry is what keeps it from being sent (sql-door.test).
    expect(server.log()).toContain('TO PROGRAM')
  })

  test('what the server has logged of a read is the preamble and what was asked', async () => {
    const before = server.log().length
    const adapter = await open()
    await adapter.read([asked('postgres', 'SELECT v FROM t WHERE id = $1', ['1'])], within())
    await adapter.close()
    const known = [...Object.values(PREAMBLES.postgres ?? {}).map(({ text }) => text), 'SELECT v FROM t WHERE id = $1']
    const logged = [
      ...server
        .log()
        .slice(before)
        .matchAll(/LOG: {2}(?:execute <unnamed>|statement): ([\s\S]*?)(?=\n\d{4}-|\s*$)/g),
    ].map(([, text = '']) => text.replaceAll('\n\t', '\n'))
    expect(logged.length).toBeGreaterThan(8)
    for (const text of logged) expect(known).toContain(text)
  })
})

describe.each(['mariadb', 'mysql'] as const)('%s', (product) => {
  describe.skipIf(!required(product, product === 'mariadb' ? mariadbAvailable() : mysqlAvailable(), product))('as root', () => {
    let server: RunningDatabase
    const open = (): Promise<SqlAdapter> => connectedTo('mysql', server.port, { ...server.admin, database: 'identity' })
    const state = (): string =>
      server.sql('identity', `SELECT COUNT(*), MAX(v) FROM t; SHOW TABLES; SELECT COUNT(*) FROM mysql.user; SHOW CREATE TABLE t; SHOW DATABASES`)

    beforeAll(async () => {
      server = await startMysql(product)
      server.sql(
        '',
        `CREATE DATABASE identity; USE identity; CREATE TABLE t (id int PRIMARY KEY, v varchar(20)) ENGINE=InnoDB; INSERT INTO t VALUES (1, 'a');
CREATE TABLE m (id int) ENGINE=MyISAM;
SET GLOBAL log_bin_trust_function_creators = 1;`,
      )
      server.script(
        'identity',
        `DELIMITER //\nCREATE FUNCTION inserts() RETURNS int MODIFIES SQL DATA BEGIN INSERT INTO t VALUES (99, 'written'); RETURN 1; END//\nDELIMITER ;`,
      )
    }, 60_000)
    afterAll(async () => server.stop())

    test.each([
      ['INSERT', `INSERT INTO t VALUES (2, 'b')`],
      ['INSERT into a table without transactions', 'INSERT INTO m VALUES (2)'],
      ['REPLACE', `REPLACE INTO t VALUES (1, 'b')`],
      ['UPDATE', `UPDATE t SET v = 'b'`],
      ['DELETE', 'DELETE FROM t'],
      ['TRUNCATE', 'TRUNCATE t'],
      ['CREATE TABLE', 'CREATE TABLE u (id int)'],
      ['CREATE TABLE SELECT', 'CREATE TABLE u SELECT * FROM t'],
      ['ALTER TABLE', 'ALTER TABLE t ADD COLUMN w int'],
      ['DROP TABLE', 'DROP TABLE t'],
      ['CREATE DATABASE', 'CREATE DATABASE smuggled'],
      ['CREATE USER', `CREATE USER smuggled@localhost`],
      ['GRANT', `GRANT ALL ON identity.* TO root@localhost`],
      ['RENAME', 'RENAME TABLE t TO u'],
      ['a writing function', 'SELECT inserts()'],
      ['several statements', 'SELECT 1; DROP TABLE t'],
      ['a commit in front', 'COMMIT; DROP TABLE t'],
      ['SET TRANSACTION READ WRITE', 'SET TRANSACTION READ WRITE'],
      ['LOAD DATA LOCAL', `LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t`],
      ['LOAD DATA', `LOAD DATA INFILE '/etc/hostname' INTO TABLE t`],
      ['LOCK TABLES', 'LOCK TABLES t WRITE'],
    ])('%s changes nothing', async (_what, text) => {
      const before = state()
      const adapter = await open()
      expect(await failure(adapter.read([asked('mysql', text), asked('mysql', `INSERT INTO t VALUES (55, 'behind')`)], within()))).not.toBe(
        'no failure',
      )
      await adapter.close()
      expect(state()).toBe(before)
    })

    test('what a server runs all the same: the witness speaks of it, and the registry is what keeps it from being sent', async () => {
      const file = join(server.directory, `outfile-${product}`)
      const adapter = await open()
      for (const text of ['FLUSH TABLES', `SELECT 1 INTO OUTFILE '${file}'`, `SET GLOBAL max_connections = 77`])
        await failure(adapter.read([asked('mysql', text)], within()))
      expect(existsSync(file)).toBe(true)
      expect(adapter.witness()).toMatchObject({ verdict: 'written' })
      expect(adapter.witness().text).toContain('Com_flush')
      await adapter.close()
    })

    test('a commit in front of a write within one read: the session itself is read-only', async () => {
      const before = state()
      const adapter = await open()
      const end = await failure(adapter.read([asked('mysql', 'COMMIT'), asked('mysql', `INSERT INTO t VALUES (6, 'f')`)], within()))
      await adapter.close()
      expect(end).toMatch(/^internal: .*the transaction is read-only/)
      expect(state()).toBe(before)
    })

    test('what the server has logged of a read is the preamble and what was asked', async () => {
      const before = server.log().length
      const adapter = await open()
      await adapter.read([asked('mysql', 'SELECT v FROM t WHERE id = ?', ['1'])], within())
      await adapter.close()
      const logged = server.log().slice(before)
      const known = [
        ...Object.values(PREAMBLES.mysql ?? {}).map(({ text }) => text),
        'SELECT v FROM t WHERE id = ?',
        `SELECT v FROM t WHERE id = '1'`,
        '',
      ]
      const entries = [...logged.matchAll(/(?:^|\t| )(?:Query|Prepare|Execute|Close stmt)\t([\s\S]*?)(?=\n(?:\d{4}-|\d{6} |\t\t)|\s*$)/g)].map(
        ([, text = '']) => text.trimEnd(),
      )
      expect(entries.length).toBeGreaterThan(8)
      for (const text of entries) expect(known).toContain(text)
    })
  })
})
