import { describe, it } from 'vitest'
import check from '../../../checks/wso2-is/users-kept.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { notAsked, rowsOf, type Answered } from '../../support/row-facts.ts'

const counts = (tenants: Answered, users: Answered) => ({ rows: rowsOf({ tenants, users }) })
const MANY = { count: 1_000_001, atLeast: true }

testCheck({ describe, it }, check, {
  pass: [
    { name: 'more users', trap: 'more', facts: counts(2, 11), before: counts(2, 10), observed: '2 tenants, 11 users; before: 2 tenants, 10 users' },
  ],
  fail: [
    { name: 'a tenant is lost', facts: counts(1, 10), before: counts(2, 10), messages: ['fewer'], subjects: ['UM_TENANT'] },
    {
      name: 'a user is lost',
      facts: counts(2, 9),
      before: counts(2, 10),
      messages: ['fewer'],
      subjects: ['UM_USER'],
      says: ['9 users, and 10 before'],
    },
  ],
  error: [
    { name: 'too many', trap: 'beyond-the-bound', facts: counts(2, MANY), before: counts(2, MANY), code: 'limit', says: 'too many to be counted' },
    {
      name: 'no table of users any more',
      trap: 'table-gone',
      facts: counts(2, notAsked('UM_USER')),
      before: counts(2, 10),
      code: 'missing-evidence',
      says: 'UM_USER',
    },
  ],
})
