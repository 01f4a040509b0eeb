import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ENGINES, type Engine } from '../../src/core/sql.ts'
import { grantsFor } from '../../src/run/database-grants.ts'

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
    expect(grantsFor('postgres', reader)[3]).toBe(`GRANT USAGE ON SCHEMA "S""x]y" TO "Aud""it'or"`)
    expect(grantsFor('mysql', { ...reader, account: `a'b@10.%` })[1]).toBe(`GRANT SELECT ON \`a\`\`b"c]d\`.* TO 'a''b'@'10.%'`)
    expect(grantsFor('mssql', reader)[3]).toBe(`GRANT SELECT, VIEW DEFINITION ON SCHEMA::[S"x]]y] TO [Aud"it'or]`)
  })
})

test('the plan that the README shows for a database is one', async () => {
  const { loadPlan } = await import('../../src/config/plan.ts')
  const [, sample = ''] = /## Databases[^]*?```yaml\n([^]*?)```/.exec(README) ?? []
  expect(parse(sample)).toMatchObject({ profile: 'wso2-is-5.11' })
  const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs')
  const { tmpdir } = await import('node:os')
  const { join } = await import('node:path')
  const { loadProfile, CHECKS } = await import('../../src/registry/registry.ts')
  const directory = mkdtempSync(join(tmpdir(), 'plan-'))
  try {
    writeFileSync(join(directory, 'preflight.yaml'), sample)
    const profile = await loadProfile('wso2-is-5.11')
    if (profile === null) throw new Error('the profile has gone')
    const known = { profiles: new Map([[profile.id, profile]]), checks: CHECKS.map(({ id }) => id) }
    expect(await loadPlan(join(directory, 'preflight.yaml'), known, {})).toMatchObject({ ok: true })
  } finally {
    rmSync(directory, { recursive: true })
  }
})
