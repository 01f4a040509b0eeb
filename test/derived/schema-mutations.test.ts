import { describe, expect, it } from 'vitest'
import { expectedIdentityTables, identityTables } from '../../checks/wso2-is/data/identity-schema.ts'
import { migratedUmaTables, umaTables } from '../../checks/wso2-is/data/uma-schema.ts'
import identitySchema from '../../checks/wso2-is/identity-schema.ts'
import umaSchema from '../../checks/wso2-is/uma-schema.ts'
import { ENGINES, expectedTablesOf } from '../../src/api.ts'
import { catalogueOf } from '../support/expected-catalogue.ts'
import { judgedIn, toldBy } from '../support/judged-catalogue.ts'
import { catalogueMutations } from '../support/mutations/catalogue.ts'

// Of the engines that no test can run; the others are mutated on real servers (test/collectors/uma-mutations.test.ts).
for (const engine of ['mssql', 'oracle', 'db2'] as const)
  describe(`uma-schema on ${engine}, by its catalogue`, () => {
    it('passes as the script makes it, and as the migration leaves it', () => {
      const right = { outcome: 'pass', wrong: [], noted: [] }
      expect(toldBy(judgedIn(umaSchema, catalogueOf(engine, umaTables(engine)), 'staged', 'identity'))).toEqual(right)
      expect(toldBy(judgedIn(umaSchema, catalogueOf(engine, migratedUmaTables(engine)), 'post-upgrade'))).toEqual(right)
    })
    const mutations = catalogueMutations(engine, umaTables(engine))
    it('has at least 60 mutations', () => expect(mutations.length).toBeGreaterThan(60))
    for (const { name, catalogue, subjects } of mutations)
      it(`tells: ${name}`, () => {
        const { outcome, wrong } = toldBy(judgedIn(umaSchema, catalogue, 'staged', 'identity'))
        expect({ outcome, wrong }).toEqual({ outcome: 'fail', wrong: subjects })
      })
  })

/** What tells the database of API-M from that of IS. */
const API_MANAGER = 'AM_API | API_ID integer! | pk API_ID'

/** Counts of facts/wso2.md §3.3: tables, columns, foreign keys, and of the three the consent tables of API-M. */
const COUNTS = { before: { tables: 74, columns: 475, keys: 47 }, after: { tables: 96, columns: 617, keys: 59 } } as const
const CONSENT = { tables: 10, columns: 52 }
/** Facts §3.3: WF_BPS_PROFILE has two columns more on MySQL. */
const MORE_COLUMNS: Readonly<Record<string, number>> = { mysql: 2 }

for (const engine of ENGINES)
  describe(`the identity schema on ${engine}`, () => {
    for (const stage of ['before', 'after'] as const) {
      const tables = identityTables(engine, stage)
      const healthy = catalogueOf(engine, [...tables, ...expectedTablesOf(engine, API_MANAGER)])
      const phase = stage === 'before' ? 'pre-upgrade' : 'post-upgrade'

      it(`has the tables, columns and foreign keys of the facts ${stage} the upgrade`, () => {
        const own = expectedIdentityTables({ ...healthy, tables: [] }, stage)
        const { tables: count, columns, keys } = COUNTS[stage]
        const sum = (of: (table: (typeof own)[number]) => readonly unknown[]) => own.reduce((all, table) => all + of(table).length, 0)
        expect({ tables: own.length, columns: sum((table) => table.columns), keys: sum((table) => table.foreignKeys) }).toEqual({
          tables: count,
          columns: columns + (MORE_COLUMNS[engine] ?? 0),
          keys,
        })
        expect(tables.length - own.length).toBe(CONSENT.tables)
        expect(tables.reduce((all, table) => all + table.columns.length, 0) - sum((table) => table.columns)).toBe(CONSENT.columns)
      })

      it(`passes as it is ${stage} the upgrade`, () => {
        const { outcome, wrong } = toldBy(judgedIn(identitySchema, healthy, phase))
        expect({ outcome, wrong }).toEqual({ outcome: 'pass', wrong: [] })
      })

      it(`tells each of its mutations ${stage} the upgrade`, () => {
        // Some of thousands: each is compared in the same way, and all of them would take minutes.
        const mutations = catalogueMutations(engine, tables, healthy).filter((_, index) => index % 67 === 0)
        expect(mutations.length).toBeGreaterThan(40)
        for (const { name, catalogue, subjects } of mutations) {
          const judgement = judgedIn(identitySchema, catalogue, phase)
          const { wrong, noted } = toldBy(judgement)
          expect({ name, told: [...new Set([...wrong, ...noted])].filter((one) => subjects.includes(one)) }).toEqual({ name, told: subjects })
          expect({ name, beyond: wrong.filter((one) => !subjects.includes(one)) }).toEqual({ name, beyond: [] })
        }
      })
    }
  })
