import { describe, expect, it } from 'vitest'
import { DRIFT_CONTRACT } from '../../checks/pingam/data/drift-contract.ts'
import { amIdentityStores } from '../../src/facts/am-identity-stores.ts'
import { driftExpected } from '../support/drift-expected.ts'
import { identityStores, storeOf } from '../support/directory-facts.ts'

describe('drift of am-identity-stores', () => {
  const before = identityStores([storeOf({ userClasses: ['top', 'person', 'webauthnDeviceProfilesContainer'], userAttributes: ['uid'] })])

  it('what amupgrade adds, and the class that is taken off, are expected', () => {
    const after = identityStores([storeOf({ userClasses: ['person', 'top'], userAttributes: ['retryLimitNodeCount', 'uid'] })])
    expect(driftExpected(DRIFT_CONTRACT, amIdentityStores, before, after)).toEqual([
      ['/stores/~1,OpenDJ/userAttributes/retryLimitNodeCount', true],
      ['/stores/~1,OpenDJ/userClasses/webauthnDeviceProfilesContainer', true],
    ])
  })

  it('another directory or another class is not', () => {
    const after = identityStores([storeOf({ servers: ['other.example.test:1636'], userClasses: ['top'], userAttributes: ['uid'] })])
    const drift = driftExpected(DRIFT_CONTRACT, amIdentityStores, before, after)
    expect(drift).toContainEqual(['/stores/~1,OpenDJ/userClasses/person', false])
    expect(drift).toContainEqual(['/stores/~1,OpenDJ/servers/0', false])
  })
})
