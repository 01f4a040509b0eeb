import { describe, it } from 'vitest'
import check from '../../../checks/wso2-is/rows-kept.ts'
import type { DatabaseRowAnswers } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { notAsked, rowsOf, unanswered, type Answered } from '../../support/row-facts.ts'

const BEFORE = { 'service-providers': 3, 'consumer-apps': 4, 'oauth2-scopes': 2, 'oidc-scopes': 5 }
const AFTER = { 'service-providers': 3, 'consumer-apps': 4, 'oauth2-scopes': 7, 'oidc-scopes': notAsked('IDN_OIDC_SCOPE') }
const facts = (but: Readonly<Record<string, Answered>> = {}, more: Partial<DatabaseRowAnswers> = {}) => ({ rows: rowsOf({ ...AFTER, ...but }, more) })
const before = (but: Readonly<Record<string, Answered>> = {}, more: Partial<DatabaseRowAnswers> = {}) => ({
  rows: rowsOf({ ...BEFORE, ...but }, more),
})
const MANY = { count: 1_000_001, atLeast: true }

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'the same',
      trap: 'scopes-moved',
      facts: facts(),
      before: before(),
      observed: '3 service providers, 4 consumer applications, 7 scopes; before: 3',
    },
    { name: 'more', trap: 'more', facts: facts({ 'service-providers': 5 }), before: before(), observed: '5 service providers' },
    { name: 'more than can be counted, and fewer before', facts: facts({ 'consumer-apps': MANY }), before: before(), observed: 'at least 1000001' },
    { name: 'no baseline', facts: facts(), observed: '7 scopes' },
  ],
  fail: [
    {
      name: 'a service provider is lost',
      facts: facts({ 'service-providers': 2 }),
      before: before(),
      messages: ['fewer'],
      subjects: ['SP_APP'],
      says: ['2 service providers, and 3 before'],
    },
    {
      name: 'an application is lost',
      facts: facts({ 'consumer-apps': 0 }),
      before: before(),
      messages: ['fewer'],
      subjects: ['IDN_OAUTH_CONSUMER_APPS'],
    },
    {
      name: 'scopes went with their table',
      trap: 'scopes-not-moved',
      facts: facts({ 'oauth2-scopes': 2 }),
      before: before(),
      messages: ['fewer'],
      says: ['2 scopes, and 7 before'],
    },
    {
      name: 'scopes stayed in their table',
      trap: 'scopes-not-moved',
      facts: facts({ 'oauth2-scopes': 6, 'oidc-scopes': 5 }),
      before: before(),
      messages: ['fewer'],
    },
    {
      name: 'fewer than could be counted',
      facts: facts({ 'consumer-apps': 10 }),
      before: before({ 'consumer-apps': MANY }),
      messages: ['fewer'],
      says: ['at least 1000001'],
    },
  ],
  error: [
    {
      name: 'too many to be counted',
      trap: 'beyond-the-bound',
      facts: facts({ 'consumer-apps': MANY }),
      before: before({ 'consumer-apps': MANY }),
      code: 'limit',
    },
    {
      name: 'too many before, and as many now as were counted then',
      facts: facts({ 'oauth2-scopes': 1_500_000 }),
      before: before({ 'oauth2-scopes': MANY }),
      code: 'limit',
    },
    {
      name: 'not counted before',
      trap: 'uncounted-before',
      facts: facts(),
      before: before({ 'oidc-scopes': unanswered('timeout', 'slow') }),
      code: 'missing-evidence',
      says: 'the baseline: oidc-scopes: slow',
    },
    {
      name: 'not counted now',
      facts: facts({ 'service-providers': unanswered('timeout', 'slow') }),
      before: before(),
      code: 'missing-evidence',
      says: 'slow',
    },
    {
      name: 'another schema',
      trap: 'other-schema',
      facts: facts(),
      before: before({}, { schema: 'old' }),
      code: 'missing-evidence',
      says: 'the schema old',
    },
    {
      name: 'another database, whose schema has the same name',
      trap: 'other-database',
      facts: facts(),
      before: before({}, { database: 'trial' }),
      code: 'missing-evidence',
      says: 'the schema public of trial',
    },
    { name: 'another engine', facts: facts(), before: before({}, { engine: 'mysql' }), code: 'missing-evidence', says: 'mysql' },
  ],
})
