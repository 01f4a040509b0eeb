import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identityTables } from '../../checks/wso2-is/data/identity-schema.ts'
import check from '../../checks/wso2-is/identity-schema.ts'
import { expectedTablesOf, type ExpectedTable } from '../../src/api.ts'
import collector from '../../src/collectors/database-catalogue.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { databaseFields } from '../support/database-fields.ts'
import { ddlOf } from '../support/expected-ddl.ts'
import { freshSchemas, placeOf } from '../support/fresh-schema.ts'
import { judgedIn, toldBy } from '../support/judged-catalogue.ts'
import { networkCollected } from '../support/network-collected.ts'
import { required } from '../support/required.ts'

const SERVERS = [
  { name: 'PostgreSQL', engine: 'postgres', there: postgresAvailable, start: () => startPostgres() },
  { name: 'MariaDB', engine: 'mysql', there: mariadbAvailable, start: () => startMysql('mariadb') },
  { name: 'MySQL 5.7', engine: 'mysql', there: mysqlAvailable, start: () => startMysql('mysql') },
] as const
type Engine = (typeof SERVERS)[number]['engine']

/** What the migration's default for UUIDs calls: of an extension there. */
const UUID = "CREATE FUNCTION uuid_generate_v4() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';\n"
/** Tables of API-M: without them its indexes and consent tables are not looked for. */
const API_MANAGER = 'AM_API | API_ID integer! | pk API_ID'
const made = (engine: Engine, tables: readonly ExpectedTable[]): string =>
  `${engine === 'postgres' ? UUID : ''}${ddlOf(engine, [...tables, ...expectedTablesOf(engine, API_MANAGER)])}`

/** A change of each kind, and the subjects of all findings it makes; made together, since a whole schema is slow to make. Alone: uma-mutations. */
const CHANGES: readonly { readonly sql: Readonly<Record<Engine, string>>; readonly subjects: readonly string[] }[] = [
  { sql: both('ALTER TABLE SP_APP DROP COLUMN IMAGE_URL'), subjects: ['SP_APP.IMAGE_URL'] },
  { sql: both('DROP TABLE IDN_CORS_ASSOCIATION'), subjects: ['IDN_CORS_ASSOCIATION'] },
  {
    sql: { postgres: 'ALTER TABLE IDP ALTER DISPLAY_NAME TYPE varchar(256)', mysql: 'ALTER TABLE IDP MODIFY DISPLAY_NAME varchar(256)' },
    subjects: ['IDP.DISPLAY_NAME type'],
  },
  {
    sql: both('ALTER TABLE IDN_OAUTH2_ACCESS_TOKEN ALTER IDP_ID DROP DEFAULT'),
    subjects: ['IDN_OAUTH2_ACCESS_TOKEN.IDP_ID default'],
  },
  {
    sql: { postgres: 'DROP INDEX IDX_AT_RTH', mysql: 'DROP INDEX IDX_AT_RTH ON IDN_OAUTH2_ACCESS_TOKEN' },
    subjects: ['IDN_OAUTH2_ACCESS_TOKEN.IDX_AT_RTH'],
  },
  {
    sql: {
      postgres: 'ALTER TABLE IDP_CLAIM DROP CONSTRAINT idp_claim_idp_id_fkey',
      mysql: 'ALTER TABLE IDP_CLAIM DROP FOREIGN KEY IDP_CLAIM_ibfk_1',
    },
    subjects: ['IDP_CLAIM.IDP_ID foreign key'],
  },
  {
    sql: {
      postgres: 'ALTER TABLE SP_APP DROP CONSTRAINT sp_app_app_name_tenant_id_key; ALTER TABLE SP_APP ADD UNIQUE (APP_NAME)',
      mysql: 'ALTER TABLE SP_APP DROP INDEX APP_NAME; ALTER TABLE SP_APP ADD UNIQUE (APP_NAME)',
    },
    subjects: ['SP_APP.APP_NAME, TENANT_ID unique'],
  },
]

function both(sql: string): Readonly<Record<Engine, string>> {
  return { postgres: sql, mysql: sql }
}

for (const { name, engine, there, start } of SERVERS)
  describe.skipIf(!required(name, there(), name))(`identity-schema on ${name}`, () => {
    let server: RunningDatabase
    beforeAll(async () => {
      server = await start()
      const before = identityTables(engine, 'before')
      const after = identityTables(engine, 'after')
      freshSchemas(server, {
        stage_before: made(engine, before),
        stage_after: made(engine, after),
        plain: ddlOf(
          engine,
          before.filter((table) => !table.name.startsWith('CM_')),
        ),
        changed: `${made(engine, after)}${CHANGES.map(({ sql }) => `${sql[engine]};`).join('\n')}`,
      })
    }, 240_000)
    afterAll(() => server.stop())

    const told = async (schema: string, phase: 'pre-upgrade' | 'post-upgrade') => {
      const place = placeOf(server, schema)
      const { value, omitted } = await networkCollected(collector, databaseFields(server, place.database, place))
      expect(omitted).toEqual([])
      return toldBy(judgedIn(check, value, phase))
    }
    const right = { outcome: 'pass', wrong: [], noted: [] }

    it('passes as the scripts of API-M 2.6.0 make it', async () => expect(await told('stage_before', 'pre-upgrade')).toEqual(right))
    it('passes as the migration leaves it', async () => expect(await told('stage_after', 'post-upgrade')).toEqual(right))
    it("notes API-M's indexes where its tables are not", async () =>
      expect(await told('plain', 'pre-upgrade')).toMatchObject({ outcome: 'pass', wrong: [], noted: { length: 2 } }))
    it('tells the one stage from the other', async () => {
      expect(await told('stage_before', 'post-upgrade')).toMatchObject({ outcome: 'fail' })
      expect(await told('stage_after', 'pre-upgrade')).toMatchObject({ outcome: 'fail' })
    })
    it('tells each change by its name, and nothing else', async () =>
      expect(await told('changed', 'post-upgrade')).toMatchObject({ outcome: 'fail', wrong: CHANGES.flatMap(({ subjects }) => subjects).sort() }))
  })
