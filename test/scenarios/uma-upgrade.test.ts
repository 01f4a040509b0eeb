import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identityTables } from '../../checks/wso2-is/data/identity-schema.ts'
import { umaTables } from '../../checks/wso2-is/data/uma-schema.ts'
import { expectedTablesOf } from '../../src/api.ts'
import type { Report } from '../../src/core/report.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { preflight } from '../support/cli.ts'
import { ddlOf } from '../support/expected-ddl.ts'
import { temporaryTree } from '../support/files.ts'
import { freshSchemas } from '../support/fresh-schema.ts'
import { required } from '../support/required.ts'

/** Step A of the guide on a real database: before, after the script, after the migration, and with a key gone. */
describe.skipIf(!required('postgres', postgresAvailable(), 'PostgreSQL'))("the identity database through an upgrade of API-M's key manager", () => {
  let server: RunningDatabase
  let tree: ReturnType<typeof temporaryTree>
  beforeAll(async () => {
    server = await startPostgres()
    tree = temporaryTree()
    writeFileSync(
      join(tree.root, 'preflight.yaml'),
      `version: 1
profile: wso2-is-5.11
phase: pre-upgrade
targets:
  identity:
    type: database
    role: identity-db
    engine: postgres
    host: 127.0.0.1
    port: ${server.port}
    database: postgres
    schema: am
    user: postgres
    password: { env: DB_PASSWORD }
    tls: { ca: ${server.authority.ca}, serverName: localhost }
`,
    )
    const apiManager = expectedTablesOf('postgres', 'AM_API | API_ID integer! | pk API_ID')
    freshSchemas(server, { am: ddlOf('postgres', [...identityTables('postgres', 'before'), ...apiManager]) })
  }, 120_000)
  afterAll(async () => {
    tree.remove()
    await server.stop()
  })

  const inSchema = (sql: string): void => void server.sql('postgres', `SET search_path = am;\n${sql}`)
  const outcomes = async (...more: readonly string[]) => {
    const args = ['audit', '--plan', join(tree.root, 'preflight.yaml'), '--reporter', 'json', '--check', 'wso2-is/uma-*']
    const { stdout, stderr, code } = await preflight([...args, ...more], { env: { DB_PASSWORD: server.admin.password } })
    expect(stderr).not.toContain(server.admin.password)
    expect(stdout).not.toContain(server.admin.password)
    if (stdout === '') throw new Error(`${code} ${stderr}`)
    const { results } = JSON.parse(stdout) as Report
    return Object.fromEntries(
      results.map(({ check, outcome, reason, findings }) => [
        check,
        [outcome, ...(reason === null ? [] : [reason.text]), ...findings.map(({ subject }) => subject)],
      ]),
    )
  }

  test('tells each stage by its database alone', async () => {
    const baseline = join(tree.root, 'before.json')
    expect(await outcomes('--check', 'wso2-is/identity-schema', '--save', baseline)).toEqual({
      'wso2-is/identity-schema': ['pass'],
      'wso2-is/uma-script-rehearsal': ['pass'],
      'wso2-is/uma-tables': ['pass'],
    })
    expect(await outcomes('--phase', 'staged', '--step', 'identity')).toMatchObject({ 'wso2-is/uma-schema': ['fail', ...SIX] })

    inSchema(ddlOf('postgres', umaTables('postgres')))
    expect(await outcomes('--phase', 'staged', '--step', 'identity')).toMatchObject({ 'wso2-is/uma-schema': ['pass'] })
    expect(await outcomes('--phase', 'staged', '--step', 'api-manager')).toMatchObject({
      'wso2-is/uma-schema': ['fail', 'IDN_UMA_PERMISSION_TICKET.TOKEN_ID'],
    })

    inSchema('ALTER TABLE IDN_UMA_PERMISSION_TICKET ADD TOKEN_ID VARCHAR(255)')
    expect(await outcomes('--phase', 'post-upgrade', '--baseline', baseline)).toMatchObject({
      'wso2-is/uma-as-rehearsed': ['pass'],
      'wso2-is/uma-schema': ['pass'],
    })

    inSchema('ALTER TABLE IDN_UMA_PT_RESOURCE DROP CONSTRAINT idn_uma_pt_resource_pt_id_fkey')
    expect(await outcomes('--phase', 'post-upgrade', '--baseline', baseline)).toMatchObject({
      'wso2-is/uma-as-rehearsed': ['fail', 'idn_uma_pt_resource.pt_id foreign key'],
      'wso2-is/uma-schema': ['fail', 'IDN_UMA_PT_RESOURCE.PT_ID foreign key'],
    })
  }, 180_000)
})

const SIX = umaTables('postgres').map(({ name }) => name)
