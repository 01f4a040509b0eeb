import { databaseRowAnswers, defineCheck, own, pass } from '../../src/api.ts'
import { CLIENT_REFERENCE } from './data/references.ts'
import { answerTo, countText, unknownsIn, unlessKnown } from './data/row-answers.ts'

/** Step 5.10.0 empties them (facts/wso2.md §3.4); all but the first come with releases after 5.7.0. */
const EMPTIED = [
  { question: 'sessions-stored', table: 'IDN_AUTH_SESSION_STORE', always: true },
  { question: 'session-apps-stored', table: 'IDN_AUTH_SESSION_APP_INFO', always: false },
  { question: 'session-details-stored', table: 'IDN_AUTH_SESSION_META_DATA', always: false },
  { question: 'session-users-stored', table: 'IDN_AUTH_USER', always: false },
  { question: 'session-mappings-stored', table: 'IDN_AUTH_USER_SESSION_MAPPING', always: false },
] as const

export default defineCheck({
  id: 'wso2-is/sessions-lost',
  title: 'It is known how many single sign-on sessions the migration ends',
  why: 'The migration empties the tables of sessions: everybody has to log in again, and applications that remember a session meet one that is gone',
  remedy: 'Announce it with the downtime',
  references: [CLIENT_REFERENCE],
  scope: 'target',
  type: 'database',
  roles: ['identity-db'],
  phases: { 'pre-upgrade': 'info' },
  facts: { rows: own(databaseRowAnswers, { questions: EMPTIED.map(({ question }) => question) }) },
  messages: { ended: '{count} rows of {table} go with the migration{estimate}' },
  traps: {
    'no-sessions': 'an empty table is said to be empty',
    'later-tables': 'tables that only a later release has are not missed',
    'store-hidden': 'the table of sessions not there, or not shown: error',
    unanswered: 'a table that could not be counted: error',
    large: 'beyond the bound of the count the estimate of the server is named as such',
  },
  evaluate: ({ facts: { rows }, finding }) => {
    const asked = EMPTIED.filter(({ question, always }) => always || answerTo(rows, question)?.state !== 'not-asked')
    const unknown = unlessKnown(
      unknownsIn(
        rows,
        asked.map(({ question }) => question),
      ),
    )
    if (unknown !== null) return unknown
    const counted = asked.flatMap(({ question, table }) => {
      const answer = answerTo(rows, question)
      return answer === undefined ? [] : [{ table, answer }]
    })
    const findings = counted.flatMap(({ table, answer }) => {
      if (answer.count === 0) return []
      const estimate = answer.atLeast && answer.estimate !== null ? ` (about ${answer.estimate} by the statistics of the server)` : ''
      return [finding('ended', { count: countText(answer), table, estimate }, { subject: table, location: { table } })]
    })
    return pass(counted.map(({ table, answer }) => `${table}: ${countText(answer)}`).join(', '), findings)
  },
})
