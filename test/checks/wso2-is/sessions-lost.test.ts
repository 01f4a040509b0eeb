import { describe, it } from 'vitest'
import check from '../../../checks/wso2-is/sessions-lost.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { notAsked, rowsOf, unanswered, type Answered } from '../../support/row-facts.ts'

const LATER = {
  'session-apps-stored': notAsked('IDN_AUTH_SESSION_APP_INFO'),
  'session-details-stored': notAsked('IDN_AUTH_SESSION_META_DATA'),
  'session-users-stored': notAsked('IDN_AUTH_USER'),
  'session-mappings-stored': notAsked('IDN_AUTH_USER_SESSION_MAPPING'),
}
const facts = (sessions: Answered, later: Readonly<Record<string, Answered>> = {}) => ({
  rows: rowsOf({ 'sessions-stored': sessions, ...LATER, ...later }),
})

testCheck({ describe, it }, check, {
  pass: [
    { name: 'none', trap: 'no-sessions', facts: facts(0), observed: 'IDN_AUTH_SESSION_STORE: 0' },
    { name: 'some', trap: 'later-tables', facts: facts(12), messages: ['ended'], observed: /^IDN_AUTH_SESSION_STORE: 12$/ },
    { name: 'tables of later releases', facts: facts(12, { 'session-users-stored': 3 }), messages: ['ended', 'ended'], observed: 'IDN_AUTH_USER: 3' },
    {
      name: 'many',
      trap: 'large',
      facts: facts({ count: 10_001, atLeast: true, estimate: '512000' }),
      messages: ['ended'],
      observed: 'IDN_AUTH_SESSION_STORE: at least 10001',
    },
  ],
  fail: [],
  error: [
    {
      name: 'not shown',
      trap: 'store-hidden',
      facts: facts(notAsked('IDN_AUTH_SESSION_STORE')),
      code: 'missing-evidence',
      says: 'IDN_AUTH_SESSION_STORE',
    },
    { name: 'not answered', trap: 'unanswered', facts: facts(unanswered('timeout', 'slow')), code: 'missing-evidence', says: 'slow' },
    {
      name: 'a later table not answered',
      facts: facts(1, { 'session-users-stored': unanswered('timeout', 'slow') }),
      code: 'missing-evidence',
      says: 'slow',
    },
  ],
})
