import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/uma-script-rehearsal.ts'
import { Secret } from '../../src/core/secret.ts'
import { umaScript } from '../../src/derived/script-rehearsal/uma-script.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { networkCollected } from '../support/network-collected.ts'
import { ddlText } from '../support/rehearsal/ddl-text.ts'
import { required } from '../support/required.ts'

const AUDITOR = { user: 'auditor', password: 'looks and does not touch 16' }

describe.runIf(required('postgres', postgresAvailable(), 'postgresql'))('the rehearsal of the UMA script, collected', () => {
  let server: RunningDatabase
  let directory: string
  beforeAll(async () => {
    server = await startPostgres()
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'rehearsal-')))
    const made = umaScript('postgres')
      .map((operation) => `${ddlText(operation, 'postgres')};`)
      .join('\n')
    server.sql(
      'postgres',
      `CREATE ROLE auditor LOGIN PASSWORD '${AUDITOR.password}'; CREATE SCHEMA amdb; GRANT USAGE ON SCHEMA amdb TO auditor; SET search_path = amdb;
${made}
INSERT INTO idn_uma_permission_ticket (pt, time_created, expiry_time) VALUES ('p', now(), now());
INSERT INTO idn_uma_resource (time_created) SELECT now() FROM generate_series(1, 10007);
INSERT INTO idn_uma_resource_meta_data (resource_identity) SELECT id FROM idn_uma_resource;
INSERT INTO idn_uma_pt_resource (pt_resource_id, pt_id) VALUES (1, 1);
INSERT INTO idn_uma_resource_scope (resource_identity) VALUES (1);
INSERT INTO idn_uma_pt_resource_scope (pt_resource_id, pt_scope_id) VALUES (1, 1);
GRANT SELECT ON idn_uma_resource_meta_data TO auditor; GRANT SELECT ON ALL SEQUENCES IN SCHEMA amdb TO auditor`,
    )
  })
  afterAll(async () => {
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  const collected = (runBy: 'the-account' | 'an-administrator', script?: string) =>
    networkCollected(
      { ...collector, collect: (input) => collector.collect({ ...input, params: { runBy } }), needs: () => null, touches: () => [] },
      {
        engine: 'postgres',
        host: '127.0.0.1',
        port: server.port,
        database: 'postgres',
        schema: 'amdb',
        user: AUDITOR.user,
        password: Secret.of(AUDITOR.password),
        ...(script === undefined ? {} : { script }),
      },
      [directory],
    )
  const named = (name: string, text: string): string => {
    const path = join(directory, name)
    writeFileSync(path, text)
    return path
  }

  it('counts the rows that would go, as far as it may look and is worth it', async () => {
    const { value, omitted } = await collected('an-administrator')
    expect(omitted).toEqual([])
    expect(value.rows).toEqual([
      { table: 'idn_uma_resource_meta_data', rows: 10_000, more: true },
      { table: 'idn_uma_pt_resource_scope', rows: null, more: false },
    ])
    expect(value.predicted?.tables.map(({ name }) => name)).toHaveLength(6)
    expect(value.statements[0]).toMatchObject({ does: 'DROP TABLE idn_uma_resource', outcome: 'fails', code: '2BP01', line: null })
  })

  it('finds no right to anything in an account that looks', async () => {
    const { value } = await collected('the-account')
    expect(value.statements.every(({ outcome }) => outcome === 'fails')).toBe(true)
    expect(new Set(value.statements.map(({ code }) => code))).toEqual(new Set(['42501']))
    expect(value.rows).toEqual([])
  })

  it('reads the script that the plan names', async () => {
    const path = named('uma.sql', '\uFEFF-- ours\r\nDROP TABLE IF EXISTS other;\r\nCREATE TABLE other (a INTEGER);\r\n')
    const { value, operations } = await collected('an-administrator', path)
    expect(value.statements.map(({ line, column, does, outcome }) => [line, column, does, outcome])).toEqual([
      [2, 1, 'DROP TABLE other', 'skipped'],
      [3, 1, 'CREATE TABLE other', 'runs'],
    ])
    expect(value.predicted).toMatchObject({ tables: [{ name: 'other' }], sequences: [] })
    expect(operations.some(({ verb, what }) => verb === 'select' && what.startsWith('rehearsal-standing'))).toBe(true)
  })

  it('predicts nothing of what it does not model', async () => {
    const { value } = await collected(
      'an-administrator',
      named('grant.sql', 'CREATE TABLE other (a INTEGER);\nGRANT SELECT ON other TO x;\nDROP TABLE other;'),
    )
    expect(value.statements.map(({ outcome }) => outcome)).toEqual(['runs', 'not-modelled', 'not-modelled'])
    expect(value.predicted).toBeNull()
  })

  it.each([
    ['empty.sql', '-- nothing\n', 'has no statement'],
    ['long.sql', 'x;'.repeat(3000), '2000 statements'],
  ])('refuses %s', async (name, text, why) => {
    await expect(collected('an-administrator', named(name, text))).rejects.toThrow(why)
  })

  it('refuses where something may meddle', async () => {
    server.sql(
      'postgres',
      `CREATE FUNCTION public.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION public.watch()`,
    )
    await expect(collected('an-administrator')).rejects.toThrow('the event trigger watching')
    server.sql('postgres', 'DROP EVENT TRIGGER watching; CREATE TABLE public.idn_uma_resource (a int)')
    await expect(collected('an-administrator')).rejects.toThrow('public.idn_uma_resource, which the search_path')
    server.sql('postgres', 'DROP TABLE public.idn_uma_resource')
  })
})
