import { describe, it } from 'vitest'
import { migratedUmaTables, umaTables } from '../../../checks/wso2-is/data/uma-schema.ts'
import check from '../../../checks/wso2-is/uma-as-rehearsed.ts'
import { ENGINES, type DatabaseCatalogue, type Engine, type UmaScriptRehearsal } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { withColumn, withoutTables, withTable } from '../../support/catalogue-edits.ts'
import { catalogueOf } from '../../support/expected-catalogue.ts'
import { after, scriptOf, worldOf } from '../../support/rehearsal/rehearsal-facts.ts'

const ran: UmaScriptRehearsal['statements'][number] = {
  line: null,
  column: null,
  does: 'CREATE TABLE IDN_UMA_RESOURCE',
  object: 'IDN_UMA_RESOURCE',
  outcome: 'runs',
  code: null,
  why: null,
  right: null,
  note: null,
  dropsTable: null,
  dropsIndexOf: null,
}
const predicting = (catalogue: DatabaseCatalogue, more: Partial<UmaScriptRehearsal> = {}): UmaScriptRehearsal => ({
  engine: catalogue.engine,
  schema: catalogue.schema,
  user: 'iam',
  script: null,
  endsAtFailure: catalogue.engine === 'mysql',
  statements: [ran],
  rows: [],
  predicted: { tables: [...catalogue.tables], sequences: [...catalogue.sequences] },
  ...more,
})
const made = (engine: Engine) => catalogueOf(engine, umaTables(engine))
const migrated = (engine: Engine) => catalogueOf(engine, migratedUmaTables(engine))
const row = (catalogue: DatabaseCatalogue, rehearsal: UmaScriptRehearsal) => ({ facts: { catalogue }, before: { rehearsal } })
const pg = migrated('postgres')
const nullablePt = (catalogue: DatabaseCatalogue) => withColumn(catalogue, 'idn_uma_permission_ticket', 'pt', { nullable: true })

testCheck({ describe, it }, check, {
  pass: [
    ...ENGINES.map((engine) => ({
      name: `as predicted on ${engine}`,
      ...row(migrated(engine), predicting(made(engine))),
      observed: '6 tables as predicted',
    })),
    ...ENGINES.map((engine) => ({
      name: `as the rehearsal itself predicts on ${engine}`,
      ...row(migrated(engine), predicting(after(worldOf(engine), scriptOf(engine)).catalogue)),
      observed: '6 tables as predicted',
    })),
    { name: 'as predicted', trap: 'as-predicted', ...row(pg, predicting(made('postgres'))), observed: '6 tables' },
    {
      name: "as the plan's own script makes it",
      trap: 'own-script',
      ...row(nullablePt(pg), predicting(nullablePt(made('postgres')))),
      observed: '6 tables',
    },
    {
      name: 'an index more',
      trap: 'beside-the-script',
      ...row(
        withTable(pg, 'idn_uma_resource', ({ indexes: [first, ...rest] }) => ({
          indexes: [...(first === undefined ? [] : [first, { ...first, name: 'mine', madeFor: null }]), ...rest],
        })),
        predicting(made('postgres')),
      ),
      observed: '6 tables',
      messages: ['differs'],
    },
    { name: 'without the baseline', facts: { catalogue: pg }, observed: 'was read' },
  ],
  fail: [
    {
      name: "the vendor's column where the plan's own script was to make another",
      ...row(pg, predicting(nullablePt(made('postgres')))),
      messages: ['differs'],
      subjects: ['idn_uma_permission_ticket.pt nullability'],
      says: ['the rehearsal predicted: NULL'],
    },
    { name: 'a table gone', ...row(withoutTables(pg, 'idn_uma_pt_resource_scope'), predicting(made('postgres'))), messages: ['differs'] },
    {
      name: 'not migrated',
      ...row(made('postgres'), predicting(made('postgres'))),
      messages: ['differs'],
      subjects: ['idn_uma_permission_ticket.TOKEN_ID'],
    },
  ],
  error: [
    {
      name: 'an account that only reads was rehearsed',
      trap: 'only-read',
      ...row(
        pg,
        predicting(made('postgres'), { statements: [{ ...ran, outcome: 'fails', code: '42501', why: 'it may not', right: 'create-table' }] }),
      ),
      code: 'missing-evidence',
      says: 'runBy: an-administrator',
    },
    { name: 'not modelled', trap: 'not-modelled', ...row(pg, predicting(made('postgres'), { predicted: null })), code: 'missing-evidence' },
    {
      name: 'a script of something else',
      ...row(pg, predicting(made('postgres'), { predicted: { tables: [], sequences: [] } })),
      code: 'missing-evidence',
      says: 'none of the UMA tables',
    },
  ],
  notApplicable: [
    {
      name: 'the script would have failed',
      trap: 'script-fails',
      ...row(pg, predicting(made('postgres'), { statements: [{ ...ran, outcome: 'fails', code: '42P07', why: 'it exists' }] })),
      says: 'CREATE TABLE IDN_UMA_RESOURCE fails',
    },
  ],
})
