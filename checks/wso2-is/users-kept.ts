import { databaseRowAnswers, defineCheck, own } from '../../src/api.ts'
import { keptJudgement, type Kept } from './data/kept-rows.ts'
import { CLIENT_REFERENCE } from './data/references.ts'

const KEPT: readonly Kept[] = [
  { what: 'tenants', before: ['tenants'], after: 'tenants', table: 'UM_TENANT' },
  { what: 'users', before: ['users'], after: 'users', table: 'UM_USER' },
]
const QUESTIONS = ['tenants', 'users']

export default defineCheck({
  id: 'wso2-is/users-kept',
  title: 'There are no fewer tenants and users than before the upgrade',
  why: 'Whoever was lost cannot log in, and nothing says so until they try',
  remedy: 'Compare the table named with the backup, and restore what is missing',
  references: [CLIENT_REFERENCE],
  scope: 'target',
  type: 'database',
  roles: ['shared-db', 'user-db'],
  quantifier: 'whole',
  phases: { 'post-upgrade': 'blocker' },
  facts: { rows: own(databaseRowAnswers, { questions: QUESTIONS }) },
  before: { rows: own(databaseRowAnswers, { questions: QUESTIONS }) },
  messages: { fewer: '{table}: {after} {what}, and {before} before the upgrade' },
  traps: {
    more: 'new users are no loss',
    'beyond-the-bound': 'two counts that were cut off cannot be compared: error',
    'table-gone': 'a table that is not there any more, or not shown: error',
  },
  evaluate: ({ facts: { rows }, before, finding }) =>
    keptJudgement(KEPT, rows, before?.rows ?? null, (data) => finding('fewer', data, { subject: data.table, location: { table: data.table } })),
})
