import { databaseRowAnswers, defineCheck, own } from '../../src/api.ts'
import { keptJudgement, type Kept } from './data/kept-rows.ts'
import { CLIENT_REFERENCE } from './data/references.ts'

/** What the migration carries over. Scopes of OpenID Connect move to those of OAuth 2, whose table then holds both (facts/wso2.md §3.4). */
const KEPT: readonly Kept[] = [
  { what: 'service providers', before: ['service-providers'], after: 'service-providers', table: 'SP_APP' },
  { what: 'consumer applications', before: ['consumer-apps'], after: 'consumer-apps', table: 'IDN_OAUTH_CONSUMER_APPS' },
  { what: 'scopes', before: ['oauth2-scopes', 'oidc-scopes'], after: 'oauth2-scopes', table: 'IDN_OAUTH2_SCOPE' },
]
const QUESTIONS = ['service-providers', 'consumer-apps', 'oauth2-scopes', 'oidc-scopes']

export default defineCheck({
  id: 'wso2-is/rows-kept',
  title: 'There are no fewer service providers, consumer applications and scopes than before the upgrade',
  why: 'What a step of the migration lost is missed only by whoever needs it, long after the backup is gone',
  remedy: 'Compare the table named with the backup, and restore what is missing',
  references: [CLIENT_REFERENCE],
  scope: 'target',
  type: 'database',
  roles: ['identity-db'],
  quantifier: 'whole',
  phases: { 'post-upgrade': 'blocker' },
  facts: { rows: own(databaseRowAnswers, { questions: QUESTIONS }) },
  before: { rows: own(databaseRowAnswers, { questions: QUESTIONS }) },
  messages: { fewer: '{table}: {after} {what}, and {before} before the upgrade' },
  traps: {
    more: 'applications that the new release brings along are no loss',
    'scopes-moved': 'scopes of OpenID Connect are counted with those of OAuth 2, into whose table they move',
    'scopes-not-moved': 'scopes that stayed in a table of their own, or went with it, are lost',
    'beyond-the-bound': 'two counts that were cut off cannot be compared: error',
    'uncounted-before': 'a baseline that could not count: error',
    'other-schema': 'two snapshots of two schemas are not compared: error',
    'other-database': 'every database of PostgreSQL has a schema public: two of them are not compared: error',
  },
  evaluate: ({ facts: { rows }, before, finding }) =>
    keptJudgement(KEPT, rows, before?.rows ?? null, (data) => finding('fewer', data, { subject: data.table, location: { table: data.table } })),
})
