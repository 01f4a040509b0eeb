import { describe, expect, it } from 'vitest'
import { schemaIndexOf, type SchemaIndex } from '../../src/formats/ldap-schema-index.ts'
import { attributeTypeOf, definitionsOf, objectClassOf } from '../../src/formats/ldap-schema.ts'
import { ldifValues } from '../support/ldif-values.ts'

const indexOf = (attributeTypes: readonly string[], objectClasses: readonly string[]): SchemaIndex =>
  schemaIndexOf(definitionsOf(attributeTypes, attributeTypeOf), definitionsOf(objectClasses, objectClassOf))

describe('looking up', () => {
  const { attributeType, objectClass } = indexOf(
    [
      "( 1.1 NAME ( 'webauthnDeviceProfiles' 'w' ) )",
      "( 1.2 NAME 'twice' )",
      "( 1.3 NAME 'TWICE' )",
      "( 1.4 NAME 'same' )",
      "( 1.4 NAME 'same' )",
      "( 1.5 NAME 'brokenOne",
    ],
    ["( 2.1 NAME 'webauthnDeviceProfilesContainer' MAY webauthnDeviceProfiles )", "( 2.2 NAME 'brokenTwo' MAY ( mentioned )"],
  )

  it.for(['webauthnDeviceProfiles', 'WEBAUTHNDEVICEPROFILES', 'w', '1.1'])('%s is found', (name) =>
    expect(attributeType(name)).toMatchObject({ is: 'found', definition: { oid: '1.1' } }),
  )

  it('a definition that is there twice is one', () => expect(attributeType('same')).toMatchObject({ is: 'found' }))

  it.for(['nothing', 'webauthnDeviceProfilesContainer', '2.1', 'mentioned', 'constructor', ''])('"%s" is no attribute type', (name) =>
    expect(attributeType(name)).toEqual({ is: name === '' ? 'unknown' : 'absent', ...(name === '' && { why: expect.anything() as unknown }) }),
  )

  it('two different definitions of a name are none', () =>
    expect(attributeType('twice')).toEqual({ is: 'unknown', why: 'two different definitions of twice' }))

  it('what an unread definition mentions is not absent', () => {
    expect(attributeType('BROKENone')).toMatchObject({
      is: 'unknown',
      why: expect.stringMatching(/^a definition that mentions BROKENone could not be read: .*offset/) as unknown,
    })
    expect(objectClass('brokenTwo').is).toBe('unknown')
    expect(objectClass('brokenThree').is).toBe('absent')
  })
})

describe('what entries of a class may hold', () => {
  const index = indexOf(
    [
      "( 1.1 NAME 'retryLimitNodeCount' )",
      "( 1.2 NAME ( 'sn' 'surname' ) )",
      "( 1.3 NAME 'cn' )",
      "( 1.4 NAME 'other' )",
      "( 1.5 NAME 'unreadAttribute'",
    ],
    [
      "( 2.0 NAME 'top' ABSTRACT MUST objectClass )",
      "( 2.1 NAME 'person' SUP top MUST ( surname $ 1.3 ) MAY unlisted )",
      "( 2.2 NAME 'child' SUP PERSON MAY RETRYLIMITNODECOUNT )",
      "( 2.3 NAME 'loopA' SUP loopB MAY a )",
      "( 2.4 NAME 'loopB' SUP ( loopA $ loopB ) MAY b )",
      "( 2.5 NAME 'orphan' SUP ( top $ gone ) MAY cn )",
      "( 2.6 NAME 'damaged' SUP broken )",
      "( 2.7 NAME 'broken' MAY ( other )",
    ],
  )
  const effective = (name: string): { listed: string[]; unknownSuperiors: readonly string[] } => {
    const found = index.objectClass(name)
    if (found.is !== 'found') throw new Error(found.is)
    const { listed, unknownSuperiors } = index.effectiveAttributes(found.definition)
    return { listed: [...listed].sort(), unknownSuperiors }
  }

  it.for<[string, string[], string[]]>([
    ['top', ['objectclass'], []],
    ['child', ['1.3', 'objectclass', 'retrylimitnodecount', 'surname', 'unlisted'], []],
    ['loopA', ['a', 'b'], []],
    ['loopB', ['a', 'b'], []],
    ['orphan', ['cn', 'objectclass'], ['gone']],
    ['damaged', [], ['broken']],
  ])('%s', ([name, listed, unknownSuperiors]) => expect(effective(name)).toEqual({ listed, unknownSuperiors }))

  it.for([
    ['child', 'retryLimitNodeCount', 'yes'],
    ['CHILD', '1.1', 'yes'],
    ['2.2', 'sn', 'yes'],
    ['child', 'surname', 'yes'],
    ['child', '1.2', 'yes'],
    ['child', 'cn', 'yes'],
    ['child', 'unlisted', 'yes'],
    ['child', 'other', 'no'],
    ['person', 'retryLimitNodeCount', 'no'],
    ['orphan', 'cn', 'yes'],
    ['orphan', 'other', 'unknown'],
    ['damaged', 'other', 'unknown'],
    ['broken', 'other', 'unknown'],
    ['person', 'unreadAttribute', 'unknown'],
    ['missing', 'cn', 'unknown'],
  ] as const)('%s may hold %s: %s', ([objectClass, attribute, is]) => expect(index.allows(objectClass, attribute).is).toBe(is))

  it('a long chain of classes is followed', () => {
    const classes = Array.from({ length: 20_000 }, (_, number) => `( 3.${number} NAME 'c${number}' SUP c${number + 1} MAY a${number} )`)
    const { allows } = indexOf([], classes)
    expect([allows('c0', 'a19999').is, allows('c0', 'a20000').is]).toEqual(['yes', 'unknown'])
  })
})

describe('the schema of PingDS for AM', () => {
  const attributeTypes = ldifValues('schema.ldif', 'attributeTypes')
  const objectClasses = ldifValues('schema.ldif', 'objectClasses')
  const whole = indexOf(attributeTypes, objectClasses)
  const without = (values: readonly string[], name: string): readonly string[] => values.filter((value) => !value.includes(`NAME '${name}'`))

  it.for([
    ['iplanet-am-auth-configuration-service', 'retryLimitNodeCount'],
    ['boundDevicesContainer', 'BoundDevices'],
    ['pushDeviceProfilesContainer', '1.3.6.1.4.1.36733.2.2.1.11'],
  ] as const)('%s may hold %s', ([objectClass, attribute]) => expect(whole.allows(objectClass, attribute)).toEqual({ is: 'yes' }))

  it('each half is missed', () => {
    expect(indexOf(without(attributeTypes, 'boundDevices'), objectClasses).attributeType('boundDevices').is).toBe('absent')
    expect(indexOf(attributeTypes, without(objectClasses, 'boundDevicesContainer')).objectClass('boundDevicesContainer').is).toBe('absent')
    expect(
      indexOf(
        attributeTypes,
        objectClasses.map((value) => value.replace(' $ retryLimitNodeCount', '')),
      ).allows('iplanet-am-auth-configuration-service', 'retryLimitNodeCount'),
    ).toEqual({ is: 'no' })
  })
})
