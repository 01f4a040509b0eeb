import { describe, expect, it } from 'vitest'
import { DRIFT_CONTRACT } from '../../checks/wso2-is/data/drift-contract.ts'
import { databaseRowAnswers, type DatabaseRowAnswers } from '../../src/facts/database-row-answers.ts'
import { driftExpected } from '../support/drift-expected.ts'
import { notAsked, rowsOf } from '../support/row-facts.ts'

const changes = (before: DatabaseRowAnswers, after: DatabaseRowAnswers) => driftExpected(DRIFT_CONTRACT, databaseRowAnswers, before, after)

describe('drift of database-row-answers', () => {
  it('rows come and go', () => expect(changes(rowsOf({ users: 3 }), rowsOf({ users: 4 }))).toEqual([]))

  it('a table that the migration drops is expected', () =>
    expect(changes(rowsOf({ 'oidc-scopes': 3 }), rowsOf({ 'oidc-scopes': notAsked('IDN_OIDC_SCOPE') }))).toEqual([
      ['/answers/oidc-scopes/missing/IDN_OIDC_SCOPE', true],
      ['/answers/oidc-scopes/state', true],
    ]))

  it('another schema is not', () => expect(changes(rowsOf({ users: 3 }), rowsOf({ users: 3 }, { schema: 'other' }))).toEqual([['/schema', false]]))
})
