import { describe, expect, it } from 'vitest'
import { DRIFT_CONTRACT } from '../../checks/pingam/data/drift-contract.ts'
import { differencesBetween } from '../../src/core/difference.ts'
import { rulesFor, standingOfChange } from '../../src/core/drift-contract.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { ldapSchema, type LdapSchema } from '../../src/facts/ldap-schema.ts'
import { attributeType, objectClass, schemaOf } from '../support/directory-facts.ts'

/** The pointers of what differs, each with whether the contract of the profile expects it. */
const changes = (before: LdapSchema, after: LdapSchema): readonly (readonly [string, boolean])[] => {
  const rules = rulesFor(DRIFT_CONTRACT, ldapSchema.id, {})
  return differencesBetween(ldapSchema.value.json, before as JsonValue, after as JsonValue).flatMap(({ pointer, kind }) =>
    kind === 'incomparable' ? [] : [[pointer, standingOfChange(rules, pointer, kind).expected] as const],
  )
}

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
