import { expect, test } from 'vitest'
import { changingRightsIn } from '../../src/formats/effective-rights.ts'

test.each([
  ['389-ds: reads only', { entrylevelrights: ['v'], attributelevelrights: ['objectClass:rsc, aci:rsc'] }, []],
  [
    '389-ds: a manager',
    { entrylevelrights: ['vadn'], attributelevelrights: ['objectClass:rscwo, aci:rscwo, cn:none'] },
    ['add entries below', 'delete', 'rename', 'write aci', 'write objectClass'],
  ],
  ['389-ds: none at all', { entrylevelrights: ['none'], attributelevelrights: ['*:none'] }, []],
  ['OpenDJ: reads only', { 'aclrights;entrylevel': ['add:0,delete:0,read:1,write:0,proxy:0'] }, []],
  ['OpenDJ: writes, and acts for others', { 'aclrights;entrylevel': ['add:0,delete:0,read:1,write:1,proxy:1'] }, ['proxy', 'write']],
  ['does not say', { objectclass: ['top'] }, null],
])('%s', (_name, attributes, changes) => {
  expect(changingRightsIn(new Map(Object.entries(attributes)))).toEqual(changes)
})
