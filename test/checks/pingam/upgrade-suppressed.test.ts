import { describe, it } from 'vitest'
import check from '../../../checks/pingam/upgrade-suppressed.ts'
import type { systemProperties, ValueOf } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Properties = ValueOf<typeof systemProperties>
type Setting = Properties['settings'][number]

const setting = (more: Partial<Setting> = {}): Setting => ({
  name: 'org.forgerock.donotupgrade',
  value: 'true',
  path: '/opt/tomcat/bin/setenv.sh',
  line: 2,
  where: 'setenv',
  ...more,
})
const having = (...settings: readonly Setting[]): Properties => ({ settings, looked: ['/opt/tomcat/bin/setenv.sh'] })
const logged = setting({ where: 'last-start', path: '/opt/tomcat/logs/catalina.out', line: 40 })

testCheck({ describe, it }, check, {
  pass: [
    { name: 'not set', facts: { current: having(), prepared: null }, observed: 'is not set in /opt/tomcat/bin/setenv.sh' },
    {
      name: 'another property',
      trap: 'other-property',
      facts: { current: having(setting({ name: 'org.apache.tomcat.util.buf.UDecoder.ALLOW_ENCODED_SLASH' })), prepared: null },
      observed: 'is not set',
    },
    {
      name: 'in the setenv of the Tomcat to be replaced',
      trap: 'old-setenv',
      facts: { current: having(setting(), logged), prepared: having() },
      observed: 'is not set',
    },
  ],
  fail: [
    {
      name: 'true',
      facts: { current: having(setting()), prepared: null },
      messages: ['set'],
      subjects: ['org.forgerock.donotupgrade in /opt/tomcat/bin/setenv.sh'],
    },
    {
      name: 'false',
      trap: 'false-suppresses',
      facts: { current: having(setting({ value: 'false' })), prepared: null },
      messages: ['set'],
      says: ['false included'],
    },
    {
      name: 'no value',
      trap: 'without-value',
      facts: { current: having(setting({ value: '' })), prepared: null },
      messages: ['set'],
      says: ['without a value'],
    },
    { name: 'a strange value', facts: { current: having(setting({ value: null })), prepared: null }, messages: ['set'] },
    { name: 'setenv and the last start', trap: 'log-repeats', facts: { current: having(setting(), logged), prepared: null }, messages: ['set'] },
    { name: 'the last start only', trap: 'log-only', facts: { current: having(logged), prepared: null }, messages: ['wasSet'] },
    {
      name: 'two lines of one file',
      trap: 'twice-in-a-file',
      facts: { current: having(setting(), setting({ line: 9 })), prepared: null },
      messages: ['set'],
    },
    {
      name: 'the unit that will start the prepared Tomcat',
      trap: 'service-stays',
      facts: { current: having(setting({ where: 'service', path: '/etc/systemd/system/am.service' })), prepared: having() },
      messages: ['set'],
    },
    { name: 'the prepared Tomcat', facts: { current: having(), prepared: having(setting({ path: '/opt/new/bin/setenv.sh' })) }, messages: ['set'] },
  ],
  trapsElsewhere: { 'commented-out': 'collectors/system-properties.test.ts' },
})
