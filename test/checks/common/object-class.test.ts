import { describe, it } from 'vitest'
import check from '../../../checks/common/object-class.ts'
import type { LdapSchema } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { attributeType, notUnderstood, objectClass, schemaOf } from '../../support/directory-facts.ts'

const mail = attributeType('mail', '0.9.2342.19200300.100.1.3')
const person = objectClass('inetOrgPerson', ['mail'], { oid: '2.16.840.1.113730.3.2.2', must: ['cn'] })
const schema = schemaOf([mail, attributeType('cn', '2.5.4.3')], [person])
const target = { name: 'users', type: 'ldap', role: 'user-store' } as const
const asked = (classes: Record<string, readonly string[]>, of: LdapSchema = schema) => ({ target, parameters: { classes }, facts: { schema: of } })

testCheck({ describe, it }, check, {
  pass: [
    { name: 'known', ...asked({ inetOrgPerson: ['mail'] }), observed: 'users knows 1 classes and 1 attributes' },
    { name: 'in another case', trap: 'other-case', ...asked({ INETORGPERSON: ['MAIL'] }), observed: 'users' },
    { name: 'by OID', trap: 'by-oid', ...asked({ '2.16.840.1.113730.3.2.2': ['0.9.2342.19200300.100.1.3'] }), observed: 'users' },
    { name: 'a required attribute', trap: 'required-attribute', ...asked({ inetOrgPerson: ['cn'] }), observed: 'users' },
    {
      name: 'an inherited attribute',
      trap: 'inherited',
      ...asked({ employee: ['mail'] }, schemaOf([mail], [person, objectClass('employee', [], { sup: ['inetOrgPerson'] })])),
      observed: 'users',
    },
    { name: 'a class alone', ...asked({ inetOrgPerson: [] }), observed: '0 attributes' },
  ],
  fail: [
    { name: 'no such class', ...asked({ acmePerson: [] }), messages: ['classMissing'], subjects: ['acmePerson'] },
    {
      name: 'no such attribute',
      ...asked({ inetOrgPerson: ['acmeId'] }),
      messages: ['attributeMissing', 'notListed'],
      subjects: ['acmeId', 'inetOrgPerson acmeId'],
    },
    {
      name: 'listed, and not defined',
      trap: 'listed-and-unknown',
      ...asked({ acmePerson: ['acmeId'] }, schemaOf([], [objectClass('acmePerson', ['acmeId'])])),
      messages: ['attributeMissing'],
    },
    {
      name: 'known, and not listed',
      ...asked({ inetOrgPerson: ['cn'], acmePerson: ['mail'] }, schemaOf([mail, attributeType('cn')], [person, objectClass('acmePerson')])),
      messages: ['notListed'],
      subjects: ['acmePerson mail'],
    },
  ],
  error: [
    {
      name: 'the class above is not known',
      trap: 'superior-unknown',
      ...asked({ employee: ['mail'] }, schemaOf([mail], [objectClass('employee', [], { sup: ['elsewhere'] })])),
      code: 'parse-failed',
      says: 'elsewhere',
    },
    {
      name: 'not understood',
      trap: 'not-understood',
      ...asked({ inetOrgPerson: ['acmeId'] }, { ...schemaOf([], [objectClass('inetOrgPerson', ['acmeId'])]), ...notUnderstood('acmeId') }),
      code: 'parse-failed',
    },
    { name: 'nothing asked', trap: 'nothing-asked', ...asked({}), code: 'missing-evidence' },
  ],
})
