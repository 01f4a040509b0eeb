import { describe, it } from 'vitest'
import check from '../../../checks/pingam/install-properties.ts'
import type { ValueOf, installProperties } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Start = ValueOf<typeof installProperties>
const SERVICES = '/srv/am/config/services'
const FILE = `${SERVICES}/noninteractive-install.properties`
const startOf = (more: Partial<Start> = {}): Start => ({ services: SERVICES, file: null, misplaced: [], declared: [], ...more })
const start = (more: Partial<Start> = {}, prepared: Start | null = null) => ({ current: startOf(more), prepared })
const declared = (...names: readonly string[]): Start['declared'] =>
  names.map((name, index) => ({ path: '/opt/tomcat/bin/setenv.sh', line: index + 1, name }))
const SWITCH = 'com.sun.identity.sm.sms_object_filebased_enabled'

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'the file',
      facts: start({ file: { path: FILE, names: ['am.server.fqdn', SWITCH], others: 0 } }),
      observed: 'holds 2 start-up properties',
    },
    {
      name: 'the command line',
      trap: 'environment-instead',
      facts: start({ declared: declared(SWITCH, 'am.server.fqdn') }),
      observed: '2 start-up values declared in /opt/tomcat/bin/setenv.sh',
    },
    {
      name: 'the environment in upper case',
      trap: 'both-spellings',
      phase: 'post-upgrade',
      facts: start({ declared: declared('COM_SUN_IDENTITY_SM_SMS_OBJECT_FILEBASED_ENABLED') }),
      observed: '1 start-up values',
    },
    {
      name: 'the environment, with a file that nobody reads',
      facts: start({ misplaced: ['/srv/am/noninteractive-install.properties'], declared: declared(SWITCH) }),
      observed: '1 start-up values',
      messages: ['misplaced'],
    },
    { name: 'the prepared Tomcat', facts: start({}, startOf({ declared: declared(SWITCH) })), observed: '1 start-up values' },
    {
      name: 'after the upgrade the Tomcat that AM runs in',
      phase: 'post-upgrade',
      facts: start({ declared: declared(SWITCH) }, startOf()),
      observed: '1 start-up values',
    },
    {
      name: 'what the plan says is needed',
      parameters: { needed: ['am.server.fqdn'] },
      facts: start({ declared: declared('AM_SERVER_FQDN') }),
      observed: '1 start-up values',
    },
  ],
  fail: [
    { name: 'neither', trap: 'left-with-the-old-services', facts: start(), messages: ['missing'], subjects: [FILE] },
    {
      name: 'only the Tomcat that is replaced',
      trap: 'old-setenv',
      facts: start({ declared: declared(SWITCH) }, startOf()),
      messages: ['missing'],
    },
    {
      name: 'other variables',
      trap: 'unrelated-variables',
      facts: start({ declared: declared('AM_HOME', 'AM_USER') }),
      messages: ['missing'],
      says: [SWITCH],
    },
    {
      name: 'one directory too high',
      trap: 'wrong-directory',
      phase: 'post-upgrade',
      facts: start({ misplaced: ['/srv/am/noninteractive-install.properties'] }),
      messages: ['missing', 'misplaced'],
    },
    { name: 'an empty file', trap: 'empty-file', facts: start({ file: { path: FILE, names: [], others: 3 } }), messages: ['empty'] },
    { name: 'nothing needed and nothing declared', parameters: { needed: [] }, facts: start(), messages: ['missing'], says: ['any start-up value'] },
  ],
  trapsElsewhere: { 'values-never-read-out': 'collectors/install-properties.test.ts', 'switched-off': 'collectors/install-properties.test.ts' },
})
