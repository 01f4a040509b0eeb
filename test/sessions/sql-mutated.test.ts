import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { FactError } from '../../src/core/fact-error.ts'
import type { SqlRow } from '../../src/core/sql.ts'
import type { TlsTrust } from '../../src/sessions/tls-trust.ts'
import { createIdentity, type RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { mutating, proxyTo } from '../servers/proxy.ts'
import { required } from '../support/required.ts'
import { asked, connectedTo, trusting } from '../support/sql-adapter.ts'

/**
 * FAULTS.md D, and facts/reliability.md §5.1: real servers behind a proxy that damages what they say, differently for each of 300 seeds. Nothing is thrown out
 * of reach (that would fail the run), nothing stays open, no error is called a defect of the tool, and under TLS nothing but what the server said is read.
 */
const SEEDS = 300
const AT_ONCE = 12
const ANSWERS = { postgres: 24, mysql: 16 } as const
const PASSWORD = 'c4n4ry-Pa55w0rd-of-the-tests'

const CASES = [
  ['PostgreSQL', 'postgres', () => startPostgres(), postgresAvailable()],
  ['MariaDB', 'mysql', () => startMysql('mariadb'), mariadbAvailable()],
  ['MySQL', 'mysql', () => startMysql('mysql'), mysqlAvailable()],
] as const

describe.each(CASES)('%s', (name, engine, start, available) => {
  describe.skipIf(!required(name, available, name))('behind a proxy that damages', () => {
    let server: RunningDatabase
    beforeAll(async () => {
      // The library prints where it was when it met what it does not know; in a collector process that is kept for --debug.
      vi.spyOn(console, 'trace').mockImplementation(() => {})
      server = await start()
      createIdentity(server, PASSWORD)
      server.sql('identity', `CREATE TABLE t (id int, v varchar(40)); INSERT INTO t VALUES (1, 'one'), (2, NULL), (3, 'three')`)
      if (engine === 'postgres') server.sql('identity', 'GRANT SELECT ON t TO auditor')
    }, 60_000)
    afterAll(async () => {
      vi.restoreAllMocks()
      await server.stop()
    })

    const read = async (port: number, trust: TlsTrust | null): Promise<readonly (readonly SqlRow[])[]> => {
      const adapter = await connectedTo(engine, port, { user: 'auditor', password: PASSWORD, database: 'identity', trust, timeout: 1500 })
      try {
        return await adapter.read(
          [asked(engine, 'SELECT id, v FROM t ORDER BY id'), asked(engine, 'SELECT COUNT(*) FROM t')],
          AbortSignal.timeout(1500),
        )
      } finally {
        await adapter.close()
      }
    }

    test.each(name === 'MySQL' ? ['in clear'] : ['in clear', 'under TLS'])(
      '%s',
      async (how) => {
        const trust = how === 'under TLS' ? trusting(server.authority.ca) : null
        const healthy = JSON.stringify(await read(server.port, trust))
        const ends = new Map<string, number>()
        const pending = Array.from({ length: SEEDS }, (_, index) => index + 1)
        const trial = async (seed: number): Promise<string> => {
          const proxy = await proxyTo(server.port, mutating(seed, ANSWERS[engine]))
          try {
            const answer = JSON.stringify(await read(proxy.port, trust))
            if (trust !== null) expect(answer, `seed ${seed}`).toBe(healthy)
            return answer === healthy ? 'as the server said' : 'changed on the way'
          } catch (error) {
            if (!(error instanceof FactError)) throw error
            expect(`${error.code} ${error.message}`, `seed ${seed}`).not.toMatch(/^internal/)
            expect(`${error.message} ${String(error.cause)}`, `seed ${seed}`).not.toContain(PASSWORD)
            return error.code
          } finally {
            expect(proxy.fromClients().includes(PASSWORD), `seed ${seed}`).toBe(false)
            await proxy.stop()
          }
        }
        const worker = async (): Promise<void> => {
          for (let seed = pending.shift(); seed !== undefined; seed = pending.shift()) {
            const end = await trial(seed)
            ends.set(end, (ends.get(end) ?? 0) + 1)
          }
        }
        await Promise.all(Array.from({ length: AT_ONCE }, worker))
        process.stdout.write(
          `${name} ${how}, ${SEEDS} seeds: ${[...ends]
            .sort()
            .map(([end, count]) => `${count} ${end}`)
            .join(', ')}\n`,
        )
      },
      180_000,
    )
  })
})
