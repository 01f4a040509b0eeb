import { describe, it } from 'vitest'
import check from '../../../checks/pingam/encoded-slash.ts'
import type { serverXml, systemProperties, tomcat, ValueOf } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Xml = ValueOf<typeof serverXml>
type Properties = ValueOf<typeof systemProperties>
type Setting = Properties['settings'][number]
type Tomcat = ValueOf<typeof tomcat>

const tomcatOf = (version: string): Tomcat => ({
  home: '/opt/tomcat',
  container: 'tomcat',
  recognisedBy: '/opt/tomcat/lib/catalina.jar',
  jars: [
    {
      path: '/opt/tomcat/lib/catalina.jar',
      resolved: '/opt/tomcat/lib/catalina.jar',
      link: false,
      info: null,
      number: null,
      built: null,
      implementationVersion: version,
    },
  ],
  copies: [],
  servletPackage: null,
})
const jboss: Tomcat = { ...tomcatOf('1.0.0'), container: 'jboss', recognisedBy: '/opt/jboss/jboss-modules.jar', jars: [] }

/** One connector for each value given: of encodedSolidusHandling, null where it has none. */
const xmlOf = (path: string, ...values: readonly (string | null)[]): Xml => ({
  path,
  connectors: values.map((value, index) => ({
    line: 60 + index,
    column: 5,
    attributes: [
      { name: 'port', value: String(8080 + index), line: 60 + index, column: 16 },
      ...(value === null ? [] : [{ name: 'encodedSolidusHandling', value, line: 61 + index, column: 16 }]),
    ],
    hostConfigs: 0,
    upgradeProtocols: [],
  })),
  classes: [],
  components: [],
})
const setting = (more: Partial<Setting> = {}): Setting => ({
  name: 'org.apache.tomcat.util.buf.UDecoder.ALLOW_ENCODED_SLASH',
  value: 'true',
  path: '/opt/tomcat/conf/catalina.properties',
  line: 150,
  where: 'catalina.properties',
  ...more,
})
const having = (...settings: readonly Setting[]): Properties => ({
  settings,
  looked: ['/opt/tomcat/conf/catalina.properties', '/opt/tomcat/bin/setenv.sh'],
})

const XML = '/opt/tomcat/conf/server.xml'
const NEW = '/opt/new/conf/server.xml'
const facts = (settings: readonly Setting[], values: readonly (string | null)[], container = tomcatOf('10.1.60')) => ({
  container,
  preparedContainer: null,
  currentXml: xmlOf(XML, ...values),
  currentProperties: having(...settings),
  preparedXml: null,
  preparedProperties: null,
})
const replaced = (
  settings: readonly Setting[],
  values: readonly (string | null)[],
  newSettings: readonly Setting[],
  newValues: readonly (string | null)[],
) => ({
  ...facts(settings, values, tomcatOf('9.0.70')),
  preparedContainer: tomcatOf('10.1.60'),
  preparedXml: xmlOf(NEW, ...newValues),
  preparedProperties: having(...newSettings),
})
const inService = setting({ where: 'service', path: '/etc/systemd/system/am.service', line: 9 })
const logged = setting({ where: 'last-start', path: '/opt/tomcat/logs/catalina.out', line: 25 })

testCheck({ describe, it }, check, {
  pass: [
    { name: 'never asked for', facts: facts([], [null]), observed: 'Connector port 8080 of /opt/tomcat/conf/server.xml: reject (the default)' },
    { name: 'by the attribute', phase: 'compliance', facts: facts([], ['decode']), observed: 'decode' },
    { name: 'upper case and blanks', trap: 'upper-case', facts: facts([], [' DECODE ']), observed: 'decode' },
    { name: 'passthrough', facts: facts([], ['passthrough', null]), observed: 'passthrough' },
    { name: 'another property', facts: facts([setting({ name: 'org.forgerock.donotupgrade' })], [null]), observed: 'reject' },
    {
      name: 'before the upgrade, property and attribute under Tomcat 9',
      facts: facts([setting()], ['decode'], tomcatOf('9.0.70')),
      observed: 'decode',
    },
    {
      name: 'the prepared Tomcat has the attribute',
      trap: 'new-is-judged',
      facts: replaced([setting()], [null], [], ['decode']),
      observed: 'Connector port 8080 of /opt/new/conf/server.xml: decode',
    },
    { name: 'neither the current nor the prepared one lets it through', facts: replaced([], [null], [], [null]), observed: 'reject' },
    { name: 'before the upgrade the unit still belongs to the old Tomcat', facts: replaced([inService], [null], [], ['decode']), observed: 'decode' },
    {
      name: 'the current one only mentions it where it never worked',
      facts: replaced([setting({ where: 'server.xml', path: XML })], [null], [], [null]),
      observed: 'reject',
    },
    { name: 'no connector and nothing asked for', facts: facts([], []), observed: 'by Connector: none' },
  ],
  fail: [
    {
      name: 'in catalina.properties',
      trap: 'in-catalina-properties',
      phase: 'post-upgrade',
      facts: facts([setting()], [null]),
      messages: ['noEffect'],
      subjects: ['org.apache.tomcat.util.buf.UDecoder.ALLOW_ENCODED_SLASH in /opt/tomcat/conf/catalina.properties'],
      says: ['/opt/tomcat/conf/catalina.properties:150', 'Connector port 8080 of /opt/tomcat/conf/server.xml', 'encodedSolidusHandling="decode"'],
    },
    {
      name: 'in setenv',
      trap: 'in-setenv',
      phase: 'staged',
      facts: facts([setting({ where: 'setenv', path: '/opt/tomcat/bin/setenv.sh' })], [null]),
      messages: ['noEffect'],
    },
    { name: 'in the unit', trap: 'in-service', phase: 'compliance', facts: facts([inService], [null]), messages: ['noEffect'] },
    {
      name: 'on the Connector',
      trap: 'in-server-xml',
      phase: 'staged',
      facts: facts([setting({ where: 'server.xml', path: XML, line: 61 })], [null]),
      messages: ['noEffect'],
    },
    {
      name: 'mentioned in server.xml',
      phase: 'staged',
      facts: facts([setting({ where: 'server.xml', path: XML, value: '(mentioned)' })], [null]),
      messages: ['noEffect'],
    },
    {
      name: 'in the log of the last start',
      trap: 'last-start-only',
      phase: 'post-upgrade',
      facts: facts([logged], [null]),
      messages: ['noEffect'],
      says: ['catalina.out:25'],
    },
    {
      name: 'setenv and the last start',
      trap: 'log-repeats',
      phase: 'post-upgrade',
      facts: facts([setting({ where: 'setenv' }), logged], [null]),
      messages: ['noEffect'],
    },
    { name: 'TRUE', phase: 'post-upgrade', facts: facts([setting({ value: 'TRUE' })], [null]), messages: ['noEffect'] },
    { name: 'property and attribute', trap: 'both-present', facts: facts([setting()], ['decode']), messages: ['deadProperty'], severity: 'low' },
    { name: 'reject is deliberate', trap: 'reject-on-purpose', facts: facts([setting()], ['reject']), messages: ['deadProperty'], severity: 'low' },
    { name: 'false', trap: 'false-value', facts: facts([setting({ value: 'false' })], [null]), messages: ['deadProperty'], severity: 'low' },
    { name: 'yes is not true', trap: 'not-boolean', facts: facts([setting({ value: 'yes' })], [null]), messages: ['deadProperty'], severity: 'low' },
    {
      name: 'the last of two lines counts',
      facts: facts([setting(), setting({ line: 200, value: 'false' })], [null]),
      messages: ['deadProperty'],
      severity: 'low',
    },
    {
      name: 'allow',
      trap: 'invalid-value',
      facts: facts([], ['allow']),
      messages: ['invalidValue'],
      subjects: ['Connector port 8080 of /opt/tomcat/conf/server.xml'],
      says: ['"allow"'],
    },
    { name: 'an empty value', facts: facts([], ['']), messages: ['invalidValue'] },
    {
      name: 'invalid under Tomcat 9 is no work of the upgrade',
      facts: facts([], ['true'], tomcatOf('9.0.70')),
      messages: ['invalidValue'],
      severity: 'high',
    },
    {
      name: 'invalid beside the property',
      trap: 'invalid-and-property',
      facts: facts([setting()], ['true']),
      messages: ['invalidValue', 'noEffect'],
    },
    {
      name: 'one of two connectors',
      trap: 'one-of-two-connectors',
      phase: 'staged',
      facts: facts([setting()], ['decode', null]),
      messages: ['noEffect'],
      says: [/rejected on Connector port 8081 of/],
    },
    {
      name: 'no connector at all',
      trap: 'no-connector',
      phase: 'staged',
      facts: facts([setting()], []),
      messages: ['noEffect'],
      says: ['no Connector'],
    },
    {
      name: 'Tomcat prepared in place of JBoss',
      trap: 'another-prepared',
      facts: { ...replaced([], [], [setting({ path: '/opt/new/conf/catalina.properties' })], [null]), container: jboss },
      messages: ['noEffect'],
    },
    {
      name: 'Tomcat 9 before the upgrade',
      trap: 'old-at-pre',
      facts: facts([setting()], [null], tomcatOf('9.0.70')),
      messages: ['toReplace'],
      severity: 'medium',
      says: ['work to do'],
    },
    { name: 'Tomcat 10 before the upgrade', trap: 'already-10', facts: facts([setting()], [null]), messages: ['noEffect'] },
    {
      name: 'not carried over',
      trap: 'not-carried-over',
      facts: replaced([setting()], [null], [], [null]),
      messages: ['notCarriedOver'],
      subjects: ['encodedSolidusHandling in /opt/new/conf/server.xml'],
      says: ['/opt/tomcat/conf/catalina.properties:150'],
    },
    {
      name: 'the attribute not carried over',
      trap: 'attribute-not-carried-over',
      facts: replaced([], ['decode'], [], [null]),
      messages: ['notCarriedOver'],
      says: ['/opt/tomcat/conf/server.xml:60'],
    },
    {
      name: 'the old property copied to the prepared Tomcat',
      facts: replaced([setting()], [null], [setting({ path: '/opt/new/conf/catalina.properties' })], [null]),
      messages: ['noEffect'],
    },
    {
      name: 'staged: the unit still sets it',
      trap: 'service-when-staged',
      phase: 'staged',
      facts: replaced([inService], [null], [], ['decode']),
      messages: ['deadProperty'],
      severity: 'low',
    },
  ],
  error: [
    {
      name: 'a variable',
      trap: 'unresolved',
      phase: 'staged',
      facts: facts([setting({ value: '${ALLOW}' })], [null]),
      code: 'unresolved',
      says: 'catalina.properties:150',
    },
    {
      name: 'a value that is not recorded',
      trap: 'odd-value',
      phase: 'staged',
      facts: facts([setting({ value: null })], [null]),
      code: 'unresolved',
      says: 'catalina.properties:150',
    },
    {
      name: 'a placeholder on the Connector',
      trap: 'placeholder-attribute',
      facts: facts([], ['${solidus}']),
      code: 'unresolved',
      says: 'Connector port 8080',
    },
  ],
  notApplicable: [
    { name: 'JBoss', trap: 'another-container', facts: facts([], [null], jboss), says: 'jboss' },
    { name: 'JBoss prepared', trap: 'another-prepared', facts: { ...replaced([], [null], [], []), preparedContainer: jboss }, says: 'jboss' },
  ],
  trapsElsewhere: { 'commented-out': 'collectors/system-properties.test.ts' },
})
