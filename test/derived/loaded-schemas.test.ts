import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import identitySchema from '../../checks/wso2-is/identity-schema.ts'
import umaSchema from '../../checks/wso2-is/uma-schema.ts'
import { expectedTablesOf, type Engine } from '../../src/api.ts'
import { fromMariadb, fromPostgres } from '../../scripts/support/catalogue-dumps.ts'
import { linesOf } from '../../scripts/support/expected-lines.ts'
import type { Scripts } from '../../scripts/support/vendor-scripts.ts'
import { catalogueOf } from '../support/expected-catalogue.ts'
import { judgedIn, toldBy } from '../support/judged-catalogue.ts'

const DATA = new URL('../../../shared/facts/data/', import.meta.url)
const there = existsSync(DATA)
if (!there) process.stderr.write('the catalogues of loaded schemas are not here: the expectations were not held against the fresh ones\n')
const text = (name: string): string => readFileSync(new URL(name, DATA), 'utf8')

/** Catalogues of schemas that were really loaded, which the expectations were not made of (facts/wso2.md §3.3, §3.4). */
const LOADED = [
  { name: 'pg_is570.txt', engine: 'postgres', phase: 'pre-upgrade', tolerated: 0 },
  { name: 'pg_is570m.txt', engine: 'postgres', phase: 'post-upgrade', tolerated: 0 },
  { name: 'pg_is5110.txt', engine: 'postgres', phase: 'post-upgrade', tolerated: 10 },
  { name: 'mariadb_is570.txt', engine: 'mysql', phase: 'pre-upgrade', tolerated: 0 },
  { name: 'mariadb_is5110.txt', engine: 'mysql', phase: 'post-upgrade', tolerated: 5 },
] as const

describe.skipIf(!there)('schemas that were really loaded', () => {
  const read = (name: string, engine: Engine) => {
    const wanted = (table: string): boolean => !/^(?:AM|UM|REG)_/.test(table)
    const scripts: Scripts = JSON.parse(text('static_schema.json'))
    const tables =
      engine === 'postgres'
        ? fromPostgres(text(name), wanted)
        : fromMariadb(
            text(name),
            scripts,
            name.includes('5110') ? ['is5110_identity', 'am260'] : ['am260'],
            (table) => wanted(table) && !table.startsWith('IDN_UMA_'),
          )
    return catalogueOf(engine, expectedTablesOf(engine, linesOf(tables)))
  }
  for (const { name, engine, phase, tolerated } of LOADED)
    it(`${name} passes identity-schema`, () => {
      const told = toldBy(judgedIn(identitySchema, read(name, engine), phase))
      // The Java of the migration was not run there (scripts/expected-schemas.ts, withScopeType).
      const lacking = name === 'pg_is570m.txt' ? ['IDN_OAUTH2_SCOPE.SCOPE_TYPE'] : []
      expect({ name, wrong: told.wrong }).toEqual({ name, wrong: lacking })
      expect(told.noted.length).toBeGreaterThanOrEqual(tolerated)
    })
  it('pg_is570.txt and pg_is5110.txt pass uma-schema, each in its stage', () => {
    expect(toldBy(judgedIn(umaSchema, read('pg_is570.txt', 'postgres'), 'staged', 'identity'))).toMatchObject({ outcome: 'pass', noted: [] })
    expect(toldBy(judgedIn(umaSchema, read('pg_is5110.txt', 'postgres'), 'compliance'))).toMatchObject({ outcome: 'pass', noted: { length: 1 } })
    expect(toldBy(judgedIn(umaSchema, read('pg_is570m.txt', 'postgres'), 'compliance'))).toMatchObject({ outcome: 'pass', noted: [] })
  })
})
