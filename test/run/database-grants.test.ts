import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadPlan } from '../../src/config/plan.ts'
import { ENGINES, type Engine } from '../../src/core/sql.ts'
import { CHECKS, loadProfile } from '../../src/registry/registry.ts'
import { grantsFor } from '../../src/run/database-grants.ts'
import { temporaryTree } from '../support/files.ts'

const tree = temporaryTree()
afterAll(tree.remove)

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

const READERS: Readonly<Record<Engine, { readonly schema: string }>> = {
  postgres: { schema: 'public' },
  mysql: { schema: 'wso2am_db' },
  mssql: { schema: 'dbo' },
  oracle: { schema: 'WSO2AM_DB' },
  db2: { schema: 'WSO2AM_DB' },
}

describe('the grants of an account that only reads', () => {
  test.each(ENGINES)('%s: the README prints what doctor prints', (engine) => {
    const lines = grantsFor(engine, { account: 'auditor', database: 'wso2am_db', ...READERS[engine] })
    expect(README).toContain(`\`\`\`sql\n${lines.map((line) => `${line};\n`).join('')}\`\`\``)
  })

  test('names that are no plain ones are quoted', () => {
    const reader = { account: `Aud"it'or`, database: 'a`b"c]d', schema: `S"x]y` }
    expect(grantsFor('postgres', reader)[2]).toBe(`GRANT USAGE ON SCHEMA "S""x]y" TO "Aud""it'or"`)
    expect(grantsFor('mysql', { ...reader, account: `a'b@10.%` })[1]).toBe(`GRANT SELECT, SHOW VIEW ON \`a\`\`b"c]d\`.* TO 'a''b'@'10.%'`)
    expect(grantsFor('mssql', reader)[3]).toBe(`GRANT SELECT, VIEW DEFINITION ON SCHEMA::[S"x]]y] TO [Aud"it'or]`)
    // A server that lies about its names writes no statement of its own.
    const oracle = grantsFor('oracle', { account: `A"b'c`, database: 'd', schema: `S'; x` })
    expect(oracle[1]).toBe(`GRANT CREATE SESSION TO "A""b'c"`)
    expect(oracle[2]).toContain(`WHERE OWNER = 'S''; x')`)
    expect(oracle[2]).toContain(`'" TO "A""b''c"'; END LOOP`)
    expect(grantsFor('db2', { ...reader, account: 'a; x' })[0]).toBe(`GRANT CONNECT ON DATABASE TO USER "a; x"`)
  })
})

test('the plan that the README shows for a database is one', async () => {
  const [, sample = ''] = /## Databases[^]*?```yaml\n([^]*?)```/.exec(README) ?? []
  expect(parse(sample)).toMatchObject({ profile: 'wso2-is-5.11' })
  const profile = await loadProfile('wso2-is-5.11')
  if (profile === null) throw new Error('the profile has gone')
  const known = { profiles: new Map([[profile.id, profile]]), checks: CHECKS.map(({ id }) => id) }
  const file = `${tree.root}/preflight.yaml`
  writeFileSync(file, sample)
  expect(await loadPlan(file, known, {})).toMatchObject({ ok: true })
})
