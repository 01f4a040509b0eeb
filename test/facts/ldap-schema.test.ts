import { describe, expect, it } from 'vitest'
import { DRIFT_CONTRACT } from '../../checks/pingam/data/drift-contract.ts'
import { ldapSchema, type LdapSchema } from '../../src/facts/ldap-schema.ts'
import { attributeType, objectClass, schemaOf } from '../support/directory-facts.ts'
import { driftExpected } from '../support/drift-expected.ts'

const changes = (before: LdapSchema, after: LdapSchema) => driftExpected(DRIFT_CONTRACT, ldapSchema, before, after)

describe('drift of ldap-schema', () => {
  const before = schemaOf([attributeType('uid')], [objectClass('service', ['oath2faEnabled'])])

  it('what the LDIF files of AM add is expected', () => {
    const after = schemaOf(
      [attributeType('retryLimitNodeCount'), attributeType('uid')],
      [objectClass('service', ['retryLimitNodeCount', 'oath2faEnabled']), objectClass('boundDevicesContainer', ['boundDevices'])],
    )
    expect(changes(before, after)).toEqual([
      ['/attributeTypes/retryLimitNodeCount-oid', true],
      ['/objectClasses/boundDevicesContainer-oid', true],
      ['/objectClasses/service-oid/may/retryLimitNodeCount', true],
    ])
  })

  it('what disappears, or becomes required, is not', () => {
    expect(changes(before, schemaOf([], [objectClass('service', [], { must: ['cn'] })]))).toEqual([
      ['/attributeTypes/uid-oid', false],
      ['/objectClasses/service-oid/may/oath2faEnabled', false],
      ['/objectClasses/service-oid/must/cn', false],
    ])
  })
})
