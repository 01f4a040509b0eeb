import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import check from '../../checks/wso2-is/uma-schema.ts'
import { migratedUmaTables, umaTables } from '../../checks/wso2-is/data/uma-schema.ts'
import collector from '../../src/collectors/database-catalogue.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { databaseFields } from '../support/database-fields.ts'
import { ddlOf } from '../support/expected-ddl.ts'
import { freshSchemas, placeOf } from '../support/fresh-schema.ts'
import { judgedIn, toldBy } from '../support/judged-catalogue.ts'
import { umaMutations } from '../support/mutations/uma.ts'
import { networkCollected } from '../support/network-collected.ts'
import { required } from '../support/required.ts'

/**
 * The promise: with the UMA tables as the script makes them `uma-schema` passes, and each thing that the script says, dropped or altered alone, flips
 * it with findings that name the object and nothing else.
 */
const SOURCE = new URL('../../../shared/sources/wso2-is-km-5.7.0-to-5.11.0.md', import.meta.url)
const source = existsSync(SOURCE) ? readFileSync(SOURCE, 'utf8') : null
if (source === null) process.stderr.write("the source's document is not here: its own scripts were not run\n")
const ownScript = (engine: 'postgres' | 'mysql'): string =>
  new RegExp(`\`\`\`tab="${engine === 'postgres' ? 'PostgreSQL' : 'MySQL'}"\\n([\\s\\S]*?)\`\`\``).exec(source ?? '')?.[1] ?? ''

const SERVERS = [
  { name: 'PostgreSQL', engine: 'postgres', there: postgresAvailable, start: () => startPostgres() },
  { name: 'MariaDB', engine: 'mysql', there: mariadbAvailable, start: () => startMysql('mariadb') },
  { name: 'MySQL 5.7', engine: 'mysql', there: mysqlAvailable, start: () => startMysql('mysql', ['--explicit-defaults-for-timestamp=ON']) },
] as const

for (const { name, engine, there, start } of SERVERS)
  describe.skipIf(!required(name, there(), name))(`uma-schema on ${name}`, () => {
    const healthy = ddlOf(engine, umaTables(engine))
    const mutations = umaMutations(engine, umaTables(engine))
    let server: RunningDatabase
    beforeAll(async () => {
      server = await start()
      freshSchemas(server, {
        made: healthy,
        own: ownScript(engine),
        migrated: ddlOf(engine, migratedUmaTables(engine)),
        ...Object.fromEntries(mutations.map(({ sql }, index) => [`m${index}`, `${healthy}${sql};`])),
      })
    }, 240_000)
    afterAll(() => server.stop())

    const told = async (schema: string, step: string | null = 'identity') => {
      const place = placeOf(server, schema)
      const { value, omitted } = await networkCollected(collector, databaseFields(server, place.database, place))
      expect(omitted).toEqual([])
      return toldBy(judgedIn(check, value, 'staged', step))
    }
    const right = { outcome: 'pass', wrong: [], noted: [] }

    it('passes as the script makes it', async () => expect(await told('made')).toEqual(right))
    it.skipIf(source === null)("passes as the source's own text makes it", async () => expect(await told('own')).toEqual(right))
    it('passes as the migration leaves it', async () => expect(await told('migrated', 'api-manager')).toEqual(right))
    it('misses TOKEN_ID once the migration is over', async () =>
      expect(await told('made', 'api-manager')).toEqual({ outcome: 'fail', wrong: ['IDN_UMA_PERMISSION_TICKET.TOKEN_ID'], noted: [] }))

    it('has at least 60 mutations, no two of one name', () => {
      expect(mutations.length).toBeGreaterThanOrEqual(60)
      expect(new Set(mutations.map((mutation) => mutation.name)).size).toBe(mutations.length)
    })

    for (const [index, mutation] of mutations.entries())
      it(`tells: ${mutation.name}`, async () => {
        const { outcome, wrong } = await told(`m${index}`)
        expect({ outcome, wrong }).toEqual({ outcome: 'fail', wrong: [...mutation.subjects].sort() })
      })
  })
