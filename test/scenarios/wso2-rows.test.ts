import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { RunningDatabase } from '../servers/database.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { preflight } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'
import { required } from '../support/required.ts'
import { AUDITOR, wso2Database } from '../support/wso2-database.ts'
import { ROW_CANARY } from '../support/wso2-rows.ts'
import { row } from '../support/wso2-tables.ts'

/** What the rows of a database say before and after an upgrade, by the command line; no token and no secret among them comes out. */
const tree = temporaryTree()
afterAll(tree.remove)

/** Checks that are about rows. */
const ABOUT_ROWS = /^wso2-is\/(?:migration-data|migration-data-users|migration-volume|rows-kept|sessions-lost|stored-ciphertext|uma-rows|users-kept)$/

describe.skipIf(!required('PostgreSQL', postgresAvailable(), 'PostgreSQL'))('the rows of a PostgreSQL', () => {
  let server: RunningDatabase
  let database: ReturnType<typeof wso2Database>
  beforeAll(async () => {
    server = await startPostgres()
    database = wso2Database(server)
    database.create()
    database.run(['CREATE EXTENSION "uuid-ossp"'])
    database.reset()
  })
  afterAll(async () => server.stop())

  const audited = async (name: string, phase: string, args: readonly string[] = []): Promise<Readonly<Record<string, string>>> => {
    const out = (file: string): string => join(tree.root, `${name}.${file}`)
    const place = { type: 'database', engine: 'postgres', host: '127.0.0.1', port: server.port, database: 'identity', user: AUDITOR.user }
    const targets = Object.fromEntries(['identity-db', 'user-db'].map((role) => [role, { ...place, role, password: { env: 'AUDITOR_PASSWORD' } }]))
    writeFileSync(out('yaml'), stringify({ version: 1, profile: 'wso2-is-5.11', phase, targets }))
    const outputs = [`--reporter=json=${out('report')}`, `--save=${out('snapshot')}`, `--transcript=${out('transcript')}`]
    const ended = await preflight(['audit', '--plan', out('yaml'), '--verbose', '--reporter=table', ...outputs, ...args], {
      env: { AUDITOR_PASSWORD: AUDITOR.password },
    })
    const files = ['report', 'snapshot', 'transcript'].map((file) => readFileSync(out(file), 'utf8'))
    const everything = [ended.stdout, ended.stderr, ...files].join('\n')
    for (const secret of [ROW_CANARY, AUDITOR.password]) expect(everything).not.toContain(secret)
    const report: {
      readonly results: readonly {
        readonly check: string
        readonly target: string
        readonly outcome: string
        readonly reason: { readonly text: string } | null
        readonly findings: readonly { readonly subject: string }[]
      }[]
    } = JSON.parse(files[0] ?? '')
    return Object.fromEntries(
      report.results
        .filter(({ check }) => ABOUT_ROWS.test(check))
        .map(({ check, target, outcome, findings, reason }) => [
          `${check.replace('wso2-is/', '')} ${target}`,
          outcome === 'fail'
            ? `fail: ${findings.map(({ subject }) => subject).join(', ')}`
            : outcome === 'error'
              ? `error: ${reason?.text ?? ''}`
              : outcome,
        ]),
    )
  }

  test('in order before, and kept or lost after', async () => {
    expect(await audited('before', 'pre-upgrade')).toEqual({
      'migration-data identity-db': 'pass',
      'migration-data-users user-db': 'pass',
      'migration-volume identity-db': 'pass',
      'migration-volume user-db': 'pass',
      'sessions-lost identity-db': 'pass',
      'stored-ciphertext identity-db': 'pass',
      'stored-ciphertext user-db': 'pass',
    })
    database.run([
      'INSERT INTO idn_oauth2_scope SELECT 100 + id, name, tenant_id FROM idn_oidc_scope',
      'DROP TABLE idn_oidc_scope',
      'DELETE FROM sp_app WHERE id = 2',
      row('IDN_UMA_RESOURCE_SCOPE', { ID: 9, RESOURCE_IDENTITY: 99, SCOPE_NAME: 's' }),
    ])
    const baseline = [`--baseline=${join(tree.root, 'before.snapshot')}`]
    expect(await audited('after', 'post-upgrade', baseline)).toEqual({
      'rows-kept identity-db': 'fail: SP_APP',
      'stored-ciphertext identity-db': 'pass',
      'stored-ciphertext user-db': 'pass',
      'uma-rows identity-db': 'fail: IDN_UMA_RESOURCE_SCOPE.RESOURCE_IDENTITY',
      'users-kept user-db': 'pass',
    })
  })

  test('a schema without the tables is an error, never a pass', async () => {
    database.run(['ALTER SCHEMA public RENAME TO away', 'CREATE SCHEMA public', 'GRANT USAGE ON SCHEMA public TO auditor'])
    const results = await audited('empty', 'pre-upgrade')
    database.run(['DROP SCHEMA public', 'ALTER SCHEMA away RENAME TO public'])
    expect(Object.keys(results)).toHaveLength(7)
    for (const [check, outcome] of Object.entries(results)) expect(outcome, check).toMatch(/^error: .*(?:not there|none of)/)
  })
})
