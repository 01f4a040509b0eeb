import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SqlAdapter } from '../../src/sessions/sql/adapter.ts'
import { createIdentity, runServerTool, serverDirectory, startServerProcess, type RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { freePorts, listening } from '../servers/ports.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { required } from '../support/required.ts'
import { asked, connectedTo, failure } from '../support/sql-adapter.ts'

/** FAULTS.md, cases D, with real servers: what they do to a reader, and what a reader must not do to them. Times are printed, and fail nothing. */
const AUDITOR = { user: 'auditor', password: 'the auditors word 3141' }
const LOGIN = { ...AUDITOR, database: 'identity' }
const patiently = (): AbortSignal => AbortSignal.timeout(20_000)
const SUPPORT = pathToFileURL(join(import.meta.dirname, '../support/sql-adapter.ts')).href

const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  const begun = performance.now()
  try {
    return await work()
  } finally {
    process.stdout.write(`${what}: ${Math.round(performance.now() - begun)} ms\n`)
  }
}

/** A process of its own that reads by an adapter, for ever as it seems, and is killed. */
const killedReader = async (engine: 'postgres' | 'mysql', port: number, text: string, isRunning: () => boolean): Promise<void> => {
  const script = `import { connectedTo, asked } from ${JSON.stringify(SUPPORT)}
const adapter = await connectedTo('${engine}', ${port}, ${JSON.stringify(LOGIN)})
await adapter.read([asked('${engine}', ${JSON.stringify(text)})], AbortSignal.timeout(60_000))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
  for (let left = 200; left > 0 && !isRunning(); left--) await sleep(50)
  expect(isRunning()).toBe(true)
  child.kill('SIGKILL')
}

describe.skipIf(!required('PostgreSQL', postgresAvailable(), 'PostgreSQL'))('PostgreSQL', () => {
  let server: RunningDatabase
  const open = (more: object = {}): Promise<SqlAdapter> => connectedTo('postgres', server.port, { ...LOGIN, ...more })
  const other = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ host: '127.0.0.1', port: server.port, database: 'identity', ...server.admin })
    client.on('error', () => {})
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }

  beforeAll(async () => {
    server = await startPostgres(['wal_level=replica', 'max_wal_senders=3'])
    createIdentity(server, AUDITOR.password)
    server.sql('identity', `CREATE TABLE t (id int, v text); INSERT INTO t VALUES (1, 'true one'); GRANT SELECT ON t TO auditor;`)
  }, 60_000)
  afterAll(async () => server.stop())

  test('D1 a lock that somebody holds is waited for a second, and the session goes on', async () => {
    await other(async (client) => {
      await client.query('BEGIN')
      await client.query('LOCK TABLE t IN ACCESS EXCLUSIVE MODE')
      const adapter = await open()
      const end = await timed('D1 PostgreSQL', () => failure(adapter.read([asked('postgres', 'SELECT v FROM t')], patiently())))
      expect(end).toMatch(/^timeout: .*holds a lock.*55P03/)
      await client.query('ROLLBACK')
      expect(await adapter.read([asked('postgres', 'SELECT v FROM t')], patiently())).toEqual([[['true one']]])
      expect(adapter.witness().text).toContain('1 more ended in an error')
      await adapter.close()
    })
  })

  test('D2 a statement without end is ended by the server', async () => {
    const adapter = await open()
    const end = await timed('D2 PostgreSQL', () =>
      failure(adapter.read([asked('postgres', 'SELECT count(*) FROM generate_series(1, 100000000000)')], patiently())),
    )
    expect(end).toMatch(/^timeout: .*57014/)
    await adapter.close()
  })

  test('the time limit of the tool ends the connection, and the question on the server with it', async () => {
    const adapter = await open()
    expect(
      await failure(adapter.read([asked('postgres', 'SELECT count(*) FROM generate_series(1, 100000000000)')], AbortSignal.timeout(500))),
    ).toMatch(/^timeout: .*no answer in time/)
    expect(await failure(adapter.read([asked('postgres', 'SELECT 1')], patiently()))).toMatch(/^timeout: /)
    await adapter.close()
    for (let left = 100; left > 0 && backends() > 0; left--) await sleep(100)
    expect(backends()).toBe(0)
  })

  const backends = (): number => Number(server.sql('postgres', `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'iam-preflight'`))

  test.each([
    ['ends the connection', 'pg_terminate_backend(pid)', /^unreachable: .*57P01/],
    ['cancels the statement', 'pg_cancel_backend(pid)', /^timeout: .*57014/],
  ])('D3 the administrator %s in the middle of a statement', async (_what, how, end) => {
    const adapter = await open()
    const read = failure(adapter.read([asked('postgres', 'SELECT pg_sleep(4)')], patiently()))
    await sleep(300)
    server.sql('postgres', `SELECT ${how} FROM pg_stat_activity WHERE application_name = 'iam-preflight'`)
    expect(await read).toMatch(end)
    await adapter.close()
  })

  test('D9 a wrong password is tried once', async () => {
    const before = server.log().length
    expect(await failure(open({ password: 'another word' }))).toMatch(/^auth-failed: .*28P01/)
    expect(
      server
        .log()
        .slice(before)
        .match(/password authentication failed/g)?.length,
    ).toBe(1)
  })

  test('D10 a password that is over', async () => {
    server.sql('postgres', `CREATE USER late PASSWORD 'the late word' VALID UNTIL '2001-01-01'`)
    expect(await failure(open({ user: 'late', password: 'the late word' }))).toMatch(/^auth-failed: /)
    server.sql('postgres', `CREATE USER nologin PASSWORD 'the late word' NOLOGIN`)
    expect(await failure(open({ user: 'nologin', password: 'the late word' }))).toMatch(/^auth-failed: /)
  })

  test('D11 too many connections', async () => {
    server.sql('postgres', `CREATE USER crowded PASSWORD 'the crowded word' CONNECTION LIMIT 0`)
    expect(await failure(open({ user: 'crowded', password: 'the crowded word' }))).toMatch(/^unreachable: .*53300/)
  })

  test('no such database, no such schema, no right to look into it', async () => {
    server.sql('identity', 'CREATE SCHEMA closed; CREATE SCHEMA "Mixed"; GRANT USAGE ON SCHEMA "Mixed" TO auditor')
    expect(await failure(open({ database: 'nothing' }))).toMatch(/^missing-evidence: .*3D000/)
    expect(await failure(open({ schema: 'nothing' }))).toMatch(/^missing-evidence: .*has no schema nothing/)
    expect(await failure(open({ schema: 'closed' }))).toMatch(/^permission-denied: .*GRANT USAGE ON SCHEMA/)
    for (const [wanted, found] of [
      ['PUBLIC', 'public'],
      ['Mixed', 'Mixed'],
    ]) {
      const adapter = await open({ schema: wanted })
      expect(adapter.schema).toBe(found)
      await adapter.close()
    }
  })

  test('D20 a hostile search_path: names mean the catalogue and the schema, and nothing in between', async () => {
    server.sql(
      'identity',
      `CREATE SCHEMA evil; GRANT USAGE ON SCHEMA evil TO auditor; CREATE TABLE evil.t (id int, v text); INSERT INTO evil.t VALUES (1, 'false one'); GRANT SELECT ON evil.t TO auditor;
CREATE TABLE evil.pg_namespace (oid oid, nspname name); CREATE TABLE evil.pg_settings (name text); CREATE TABLE public.pg_class (relname text);
CREATE FUNCTION evil.no(anyelement) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'reached'; END $$;
CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'reached'; END $$;
CREATE FUNCTION evil.set_config(text, text, boolean) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'reached'; END $$;
CREATE FUNCTION evil.same(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'reached'; END $$;
CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.same);
ALTER ROLE auditor SET search_path = evil, public, pg_catalog; ALTER ROLE auditor SET row_security = on; ALTER ROLE auditor SET statement_timeout = 0;`,
    )
    try {
      const adapter = await open({ schema: 'public' })
      const [rows, relations, settings] = await adapter.read(
        [
          asked('postgres', 'SELECT v FROM t'),
          asked('postgres', `SELECT count(*) > 100 FROM pg_class WHERE lower('A') = 'a'::text`),
          asked(
            'postgres',
            `SELECT current_setting('search_path') || ' ' || current_setting('statement_timeout') || ' ' || current_setting('row_security')`,
          ),
        ],
        patiently(),
      )
      expect(rows).toEqual([['true one']])
      expect(relations).toEqual([['true']])
      expect(settings).toEqual([['"pg_catalog", "public", "pg_temp" 4500ms off']])
      await adapter.close()
      // What the engine itself would look at first is said to be it.
      const byDefault = await open()
      expect(byDefault.schema).toBe('evil')
      await byDefault.close()
    } finally {
      server.sql('identity', 'ALTER ROLE auditor RESET ALL; DROP SCHEMA evil CASCADE; DROP TABLE public.pg_class')
    }
  })

  test('rows that a policy would hide in silence are an error', async () => {
    server.sql(
      'identity',
      `CREATE TABLE hidden (id int); ALTER TABLE hidden ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON hidden USING (false); GRANT SELECT ON hidden TO auditor; INSERT INTO hidden VALUES (1)`,
    )
    const adapter = await open()
    expect(await failure(adapter.read([asked('postgres', 'SELECT id FROM hidden')], patiently()))).toMatch(/^permission-denied: .*42501/)
    await adapter.close()
  })

  test('D21 whoever alters tables does not wait for the reader', async () => {
    const adapter = await open()
    const stop = new AbortController()
    let reads = 0
    const reader = (async () => {
      while (!stop.signal.aborted) {
        await adapter.read([asked('postgres', `SELECT count(*) FROM information_schema.columns`), asked('postgres', 'SELECT v FROM t')], patiently())
        reads++
      }
    })()
    const waits: number[] = []
    await other(async (client) => {
      await client.query(`SET lock_timeout = '2s'`)
      for (let turn = 0; turn < 30; turn++) {
        const begun = performance.now()
        await client.query(turn % 2 === 0 ? 'ALTER TABLE t ADD COLUMN w int' : 'ALTER TABLE t DROP COLUMN w')
        waits.push(performance.now() - begun)
        await sleep(10)
      }
    })
    stop.abort()
    await reader
    process.stdout.write(`D21 PostgreSQL: longest of 30 ALTER TABLE ${Math.round(Math.max(...waits))} ms, beside ${reads} reads\n`)
    expect(reads).toBeGreaterThan(0)
    await adapter.close()
  })

  test('D22 the question of a process that was killed is gone from the server', async () => {
    await killedReader('postgres', server.port, 'SELECT count(*) FROM generate_series(1, 100000000000)', () => backends() > 0 && running() > 0)
    await timed('D22 PostgreSQL', async () => {
      for (let left = 200; left > 0 && backends() > 0; left--) await sleep(50)
    })
    expect(backends()).toBe(0)
  })

  const running = (): number =>
    Number(
      server.sql('postgres', `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'iam-preflight' AND query LIKE '%generate_series%'`),
    )

  test('D23 a standby is read like any other', async () => {
    const programs = join('/usr/lib/postgresql', readdirSync('/usr/lib/postgresql').sort().at(-1) ?? '', 'bin')
    const directory = serverDirectory('standby')
    const data = join(directory, 'data')
    runServerTool(
      join(programs, 'pg_basebackup'),
      ['-D', data, '-R', '-c', 'fast', '-h', '127.0.0.1', '-p', String(server.port), '-U', server.admin.user],
      {
        PGPASSWORD: server.admin.password,
      },
    )
    const [port = 0] = await freePorts(1)
    const options = [`port=${port}`, `unix_socket_directories=${directory}`, 'listen_addresses=127.0.0.1', 'hot_standby=on', 'ssl=off']
    const standby = startServerProcess(join(programs, 'postgres'), ['-D', data, ...options.flatMap((option) => ['-c', option])], directory)
    try {
      await listening(port, standby.printed)
      for (let left = 100; left > 0 && !standby.printed().includes('ready to accept read-only connections'); left--) await sleep(100)
      const adapter = await connectedTo('postgres', port, LOGIN)
      expect(await adapter.read([asked('postgres', 'SELECT v FROM t'), asked('postgres', 'SELECT pg_is_in_recovery()')], patiently())).toEqual([
        [['true one']],
        [['true']],
      ])
      expect(adapter.witness().verdict).toBe('nothing-written')
      await adapter.close()
    } finally {
      await standby.stop()
    }
  }, 60_000)

  test('D24 texts in another encoding are put into UTF-8, and bytes that are none in it are an error', async () => {
    server.sql(
      'postgres',
      `CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0; CREATE DATABASE ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    )
    server.sql('latin', `SET client_encoding = 'UTF8'; CREATE TABLE t (v text); INSERT INTO t VALUES ('Müller'); GRANT SELECT ON t TO auditor`)
    server.sql('ascii', String.raw`CREATE TABLE t (v text); INSERT INTO t VALUES (E'M\xfcller'); GRANT SELECT ON t TO auditor`)
    const latin = await open({ database: 'latin' })
    expect(await latin.read([asked('postgres', 'SELECT v FROM t')], patiently())).toEqual([[['Müller']]])
    await latin.close()
    const ascii = await open({ database: 'ascii' })
    expect(await failure(ascii.read([asked('postgres', 'SELECT v FROM t')], patiently()))).toMatch(/^parse-failed: .*cannot be put into UTF-8/)
    await ascii.close()
  })

  test('more rows than a statement may give end the connection', async () => {
    const adapter = await open()
    expect(await adapter.read([asked('postgres', 'SELECT generate_series(1, 11)', [], 10)], patiently())).toMatchObject([{ length: 11 }])
    expect(await failure(adapter.read([asked('postgres', 'SELECT generate_series(1, 10000000)', [], 10)], patiently()))).toMatch(
      /^limit: .*more than 11 rows/,
    )
    await adapter.close()
  })
})

describe.each(['mariadb', 'mysql'] as const)('%s', (product) => {
  describe.skipIf(!required(product, product === 'mariadb' ? mariadbAvailable() : mysqlAvailable(), product))('a server', () => {
    let server: RunningDatabase
    const open = (more: object = {}): Promise<SqlAdapter> => connectedTo('mysql', server.port, { ...LOGIN, ...more })
    const HEAVY = 'SELECT COUNT(*) FROM t a, t b, t c, t d, t e, t f, t g, t h WHERE a.v LIKE CONCAT(b.v, c.v, d.v, e.v, f.v, g.v, h.v)'
    const other = async <T>(work: (client: mysql.Connection) => Promise<T>): Promise<T> => {
      const client = await mysql.createConnection({ host: '127.0.0.1', port: server.port, database: 'identity', ...server.admin })
      try {
        return await work(client)
      } finally {
        await client.end()
      }
    }
    const ours = (): string =>
      server.sql('', `SELECT id FROM information_schema.processlist WHERE user = 'auditor' AND info LIKE '%CONCAT(b.v%'`).trim()

    beforeAll(async () => {
      server = await startMysql(product)
      server.sql(
        '',
        `CREATE DATABASE identity; USE identity; CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT, v varchar(40) CHARACTER SET utf8) ENGINE=InnoDB;
INSERT INTO t (v) VALUES ('true one'); INSERT INTO t (v) SELECT CONCAT('x', a.ordinal_position) FROM information_schema.columns a LIMIT 200;
CREATE USER auditor@'%' IDENTIFIED BY '${AUDITOR.password}'; GRANT SELECT ON identity.* TO auditor@'%';`,
      )
    }, 60_000)
    afterAll(async () => server.stop())

    test('D1 a lock that somebody holds is waited for a second, and the session goes on', async () => {
      await other(async (client) => {
        await client.query('LOCK TABLES t WRITE')
        const adapter = await open()
        const end = await timed(`D1 ${product}`, () => failure(adapter.read([asked('mysql', 'SELECT v FROM t WHERE id = 1')], patiently())))
        expect(end).toMatch(/^timeout: .*holds a lock.*1205/)
        await client.query('UNLOCK TABLES')
        expect(await adapter.read([asked('mysql', 'SELECT v FROM t WHERE id = 1')], patiently())).toEqual([[['true one']]])
        await adapter.close()
      })
    })

    test('D2 a statement without end is ended by the server', async () => {
      const adapter = await open()
      const end = await timed(`D2 ${product}`, () => failure(adapter.read([asked('mysql', HEAVY)], patiently())))
      expect(end).toMatch(product === 'mariadb' ? /^timeout: .*1969/ : /^timeout: .*3024/)
      await adapter.close()
    })

    test.each([
      ['ends the connection', 'KILL', /^unreachable: /],
      ['cancels the statement', 'KILL QUERY', /^timeout: .*1317/],
    ])('D3 the administrator %s in the middle of a statement', async (_what, how, end) => {
      const adapter = await open()
      const read = failure(adapter.read([asked('mysql', HEAVY)], patiently()))
      for (let left = 100; left > 0 && ours() === ''; left--) await sleep(20)
      server.sql('', `${how} ${ours()}`)
      expect(await read).toMatch(end)
      await adapter.close()
    })

    test('D9 a wrong password is tried once', async () => {
      const before = server.log().length
      expect(await failure(open({ password: 'another word' }))).toMatch(/^auth-failed: .*1045/)
      expect(
        server
          .log()
          .slice(before)
          .match(/Access denied/g)?.length,
      ).toBe(1)
    })

    test('D10 a password that is over', async () => {
      server.sql(
        '',
        `CREATE USER late@'%' IDENTIFIED BY 'the late word'; GRANT SELECT ON identity.* TO late@'%'; ALTER USER late@'%' PASSWORD EXPIRE`,
      )
      expect(await failure(open({ user: 'late', password: 'the late word' }))).toMatch(/^auth-failed: .*no longer valid/)
    })

    test('D11 too many connections', async () => {
      server.sql(
        '',
        `CREATE USER crowded@'%' IDENTIFIED BY 'the crowded word' WITH MAX_USER_CONNECTIONS 1; GRANT SELECT ON identity.* TO crowded@'%'`,
      )
      const first = await open({ user: 'crowded', password: 'the crowded word' })
      expect(await failure(open({ user: 'crowded', password: 'the crowded word' }))).toMatch(/^unreachable: .*1226/)
      await first.close()
    })

    test('no such database, or no right to it', async () => {
      expect(await failure(open({ database: 'nothing' }))).toMatch(/^(?:permission-denied: .*1044|missing-evidence: .*1049)/)
      expect(await failure(connectedTo('mysql', server.port, { ...server.admin, database: 'nothing' }))).toMatch(/^missing-evidence: .*1049/)
    })

    /** How long each of 20 changes of a table takes. */
    const altering = (): Promise<readonly number[]> =>
      other(async (client) => {
        const waits: number[] = []
        await client.query('SET SESSION lock_wait_timeout = 2')
        for (let turn = 0; turn < 20; turn++) {
          const begun = performance.now()
          await client.query(turn % 2 === 0 ? 'ALTER TABLE t ADD COLUMN w int' : 'ALTER TABLE t DROP COLUMN w')
          waits.push(performance.now() - begun)
          await sleep(10)
        }
        return waits
      })

    test('D21 whoever alters tables does not wait for the reader', async () => {
      const alone = Math.round(Math.max(...(await altering())))
      const adapter = await open()
      const stop = new AbortController()
      let reads = 0
      const reader = (async () => {
        while (!stop.signal.aborted) {
          await failure(
            adapter.read(
              [
                asked('mysql', `SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = 'identity'`),
                asked('mysql', 'SELECT v FROM t', [], 1000),
              ],
              patiently(),
            ),
          )
          reads++
        }
      })()
      const waits = await altering()
      stop.abort()
      await reader
      process.stdout.write(
        `D21 ${product}: longest of 20 ALTER TABLE ${Math.round(Math.max(...waits))} ms beside ${reads} reads, ${alone} ms alone\n`,
      )
      expect(reads).toBeGreaterThan(0)
      await adapter.close()
    })

    test('D22 the question of a process that was killed is gone from the server', async () => {
      await killedReader('mysql', server.port, HEAVY, () => ours() !== '')
      await timed(`D22 ${product}`, async () => {
        for (let left = 200; left > 0 && ours() !== ''; left--) await sleep(50)
      })
      expect(ours()).toBe('')
    })

    test('D24 texts in another encoding are put into UTF-8, and bytes that are none in it are an error', async () => {
      server.sql(
        'identity',
        `SET NAMES utf8; CREATE TABLE enc (l varchar(20) CHARACTER SET latin1, u varchar(20) CHARACTER SET utf8mb4, b varbinary(20)); INSERT INTO enc VALUES ('Müller', CONCAT('a', CHAR(0 USING utf8mb4), 'b'), 0xff)`,
      )
      const adapter = await open()
      expect(await adapter.read([asked('mysql', 'SELECT l, u FROM enc')], patiently())).toEqual([[['Müller', 'a\0b']]])
      expect(await failure(adapter.read([asked('mysql', 'SELECT b FROM enc')], patiently()))).toMatch(/^parse-failed: .*not UTF-8/)
      await adapter.close()
    })

    test('what the server or the account cuts rows and texts to in silence is set back', async () => {
      server.sql('', 'SET GLOBAL sql_select_limit = 2; SET GLOBAL group_concat_max_len = 10')
      try {
        const adapter = await open()
        const [rows, texts] = await adapter.read(
          [asked('mysql', 'SELECT v FROM t', [], 1000), asked('mysql', 'SELECT GROUP_CONCAT(v) FROM t')],
          patiently(),
        )
        expect(rows?.length).toBe(201)
        expect(texts?.[0]?.[0]?.length).toBeGreaterThan(400)
        await adapter.close()
      } finally {
        server.sql('', 'SET GLOBAL sql_select_limit = DEFAULT; SET GLOBAL group_concat_max_len = DEFAULT')
      }
    })

    test('nothing stays prepared on the server', async () => {
      const adapter = await open()
      for (let turn = 0; turn < 3; turn++) await adapter.read([asked('mysql', `SELECT v FROM t WHERE id = 1 OR id = ${turn}`)], patiently())
      const prepared = (): string => server.sql('', "SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'").trim()
      expect(prepared()).toMatch(/Prepared_stmt_count\s0$/)
      await adapter.close()
    })

    test('values of every kind come as the server writes them', async () => {
      const adapter = await open()
      const rows = await adapter.read(
        [
          asked(
            'mysql',
            `SELECT 18446744073709551615, -9223372036854775808, 12345678901234567890.123456789, CAST('2026-01-02 03:04:05' AS DATETIME), CAST('2026-01-02' AS DATE), CAST('-12:00:01' AS TIME), NULL, '', 1 = 1, 0.1e0`,
          ),
        ],
        patiently(),
      )
      expect(rows).toEqual([
        [
          [
            '18446744073709551615',
            '-9223372036854775808',
            '12345678901234567890.123456789',
            '2026-01-02 03:04:05',
            '2026-01-02',
            '-12:00:01',
            null,
            '',
            '1',
            '0.1',
          ],
        ],
      ])
      await adapter.close()
    })

    test('more rows than a statement may give end the connection', async () => {
      const adapter = await open()
      expect(await failure(adapter.read([asked('mysql', 'SELECT a.id FROM t a, t b, t c', [], 10)], patiently()))).toMatch(
        /^limit: .*more than 11 rows/,
      )
      await adapter.close()
    })
  })
})
