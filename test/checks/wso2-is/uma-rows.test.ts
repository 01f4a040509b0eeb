import { describe, it } from 'vitest'
import { questionsOf, UMA_RULES } from '../../../checks/wso2-is/data/migration-rules.ts'
import check from '../../../checks/wso2-is/uma-rows.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { noneBut, notAsked, unanswered, type Answered } from '../../support/row-facts.ts'

const facts = (but: Readonly<Record<string, Answered>> = {}) => ({ rows: noneBut(questionsOf(UMA_RULES), but) })

testCheck({ describe, it }, check, {
  pass: [{ name: 'no orphans', trap: 'empty-tables', facts: facts(), observed: '6 relations' }],
  fail: [
    {
      name: 'one of each relation',
      facts: facts(Object.fromEntries(questionsOf(UMA_RULES).map((question) => [question, 1]))),
      messages: Array.from({ length: 6 }, () => 'orphans' as const),
      subjects: UMA_RULES.map(({ subject }) => subject),
    },
    {
      name: 'more than are counted',
      trap: 'at-least',
      facts: facts({ 'uma-orphans-scope': { count: 1001, atLeast: true, keys: ['ID 1, RESOURCE_IDENTITY 9'] } }),
      messages: ['orphans'],
      says: ['at least 1001 rows', 'RESOURCE_IDENTITY 9; …'],
    },
    {
      name: 'orphans beside a relation that could not be asked',
      trap: 'fail-stands',
      facts: facts({ 'uma-orphans-scope': 1, 'uma-orphans-ticket': unanswered('timeout', 'slow') }),
      messages: ['orphans'],
    },
  ],
  error: [
    {
      name: 'a table is not there',
      trap: 'missing-table',
      facts: facts({ 'uma-orphans-scope': notAsked('IDN_UMA_RESOURCE_SCOPE') }),
      code: 'missing-evidence',
      says: 'IDN_UMA_RESOURCE_SCOPE',
    },
    {
      name: 'a question is not answered',
      facts: facts({ 'uma-orphans-scope': unanswered('timeout', 'slow') }),
      code: 'missing-evidence',
      says: 'slow',
    },
  ],
})
