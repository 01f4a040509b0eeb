import { describe, it } from 'vitest'
import check from '../../../checks/pingam/removed-features.ts'
import type { AmAuthentication, AmFeatures, AmServers } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { authentication, CLASSIC, EXPORT, features, OVERLAY, servers } from '../../support/configuration-facts.ts'

interface Given {
  readonly features?: Partial<AmFeatures>
  readonly properties?: AmServers['properties']
  readonly authentication?: Partial<AmAuthentication>
  readonly uses?: readonly { tool: string; path: string; line: number }[]
}
const facts = (given: Given = {}) => ({
  features: features(given.features),
  servers: servers({ properties: given.properties ?? [] }),
  authentication: authentication(given.authentication),
  tools: given.uses === undefined ? null : { looked: 3, uses: given.uses },
})
const property = (key: string, value: string | null): AmServers['properties'][number] => ({
  server: 'server-default',
  key,
  advanced: null,
  value,
  fingerprint: null,
  unresolved: [],
  declaredIn: '/opt/am/server-default.json',
  line: 12,
})
const snmp = (enabled: boolean | null, fields = ['snmpEnabled', 'snmpPort']): Partial<AmFeatures> => ({
  snmp: [{ enabled, fields, declaredIn: '/opt/am/Monitoring.json', line: 3 }],
})
const STORE = 'com.sun.identity.sm.sms_object_class_name'
const EMBEDDED = 'com.sun.identity.sm.ldap.SMSEmbeddedLdapObject'
const OPENDS = { embeddedDirectory: '/opt/am/opends' }
const chain = { realm: '/', name: 'portal', modules: ['LDAP'], declaredIn: '/opt/am/chain.json' }

testCheck({ describe, it }, check, {
  pass: [
    { name: 'nothing removed is in use', facts: facts(), observed: 'no sources are named' },
    { name: 'tools looked for', trap: 'no-sources', facts: facts({ uses: [] }), observed: '3 files of the sources' },
    { name: 'another store', facts: facts({ properties: [property(STORE, 'com.sun.identity.sm.ldap.SMSLdapObject')] }), observed: '/opt/am' },
    {
      name: 'legacy audit logging',
      trap: 'legacy-log-default',
      facts: facts({ properties: [property('com.iplanet.am.logstatus', 'ACTIVE')] }),
      observed: '/opt/am',
      messages: ['legacyLog'],
    },
    {
      name: 'SNMP off, by the wizard',
      trap: 'snmp-other-route',
      options: { route: 'wizard' },
      facts: facts({ features: snmp(false) }),
      observed: '/opt/am',
      messages: ['snmpFields'],
    },
    { name: 'a port of SNMP alone', facts: facts({ features: snmp(null, ['snmpPort']) }), observed: '/opt/am', messages: ['snmpFields'] },
    { name: 'a chain beside', trap: 'chain-unused', facts: facts({ authentication: { chains: [chain] } }), observed: '/opt/am' },
  ],
  fail: [
    {
      name: 'the embedded store by its class',
      trap: 'embedded-property',
      facts: facts({ properties: [property(STORE, EMBEDDED)] }),
      messages: ['embedded'],
      severity: 'blocker',
    },
    {
      name: 'the embedded store by its directory',
      trap: 'classic-embedded',
      facts: facts({ features: { tree: CLASSIC, ...OPENDS } }),
      messages: ['embedded'],
      subjects: ['/opt/am/opends'],
      severity: 'blocker',
    },
    {
      name: 'an export that does not say',
      trap: 'opends-and-unknown-class',
      facts: facts({ features: { tree: EXPORT, ...OPENDS } }),
      messages: ['embedded'],
      severity: 'blocker',
    },
    {
      name: 'left over',
      trap: 'opends-left',
      facts: facts({ features: { tree: EXPORT, ...OPENDS }, properties: [property(STORE, 'com.sun.identity.sm.ldap.SMSLdapObject')] }),
      messages: ['embeddedLeft'],
      severity: 'low',
    },
    { name: 'left over, file-based', facts: facts({ features: OPENDS }), messages: ['embeddedLeft'], severity: 'low' },
    {
      name: 'SOAP STS',
      facts: facts({ features: { soapSts: [{ realm: '/alpha', name: 'bus', declaredIn: '/opt/am/sts.json' }] } }),
      messages: ['soapSts'],
      subjects: ['/alpha bus'],
      severity: 'high',
    },
    { name: 'SNMP on', facts: facts({ features: snmp(true) }), messages: ['snmp'], severity: 'high' },
    {
      name: 'SNMP off, by the Amster route',
      trap: 'snmp-off',
      options: { route: 'amster' },
      facts: facts({ features: snmp(false) }),
      messages: ['snmpImport'],
      severity: 'high',
      says: ['snmpEnabled, snmpPort'],
    },
    {
      name: 'a property of the token store queue, whatever its value',
      facts: facts({ properties: [property('org.forgerock.services.cts.async.queue.size', null)] }),
      messages: ['property'],
      severity: 'high',
      says: ['7.3'],
    },
    {
      name: 'a chain in use',
      facts: facts({
        authentication: { chains: [chain], settings: [{ realm: '/', users: 'portal', administrators: 'portal', declaredIn: '/opt/am/auth.json' }] },
      }),
      messages: ['chain'],
      severity: 'high',
    },
    {
      name: 'a policy',
      facts: facts({ features: { moduleConditions: [{ realm: '/', policy: 'p', declaredIn: '/opt/am/p.json' }] } }),
      messages: ['moduleCondition'],
      severity: 'high',
    },
    {
      name: 'tools',
      facts: facts({
        uses: [
          { tool: 'ssoadm', path: '/src/a.sh', line: 2 },
          { tool: 'openam-configurator-tool-14.1.3.30.jar', path: '/src/a.sh', line: 2 },
          { tool: 'amverifyarchive', path: '/src/b.sh', line: 9 },
        ],
      }),
      messages: ['tool', 'tool', 'tool'],
      severity: 'high',
      says: ['/src/a.sh:2 calls ssoadm', 'Amster or REST', 'install-openam'],
    },
    { name: 'in a layer', facts: facts({ features: { tree: OVERLAY, ...snmp(true) } }), messages: ['snmp'], severity: 'high' },
  ],
  error: [
    { name: 'SNMP by an expression', trap: 'snmp-expression', facts: facts({ features: snmp(null) }), code: 'unresolved', says: 'Monitoring.json' },
    {
      name: 'a directory server',
      trap: 'classic-configuration',
      facts: facts({ features: { tree: CLASSIC } }),
      code: 'missing-evidence',
      says: 'Amster',
    },
    { name: 'a layer', trap: 'layered-configuration', facts: facts({ features: { tree: OVERLAY } }), code: 'missing-evidence' },
  ],
  trapsElsewhere: {
    'rest-sts': 'collectors/am-features.test.ts',
    'tool-in-comment': 'formats/retired-tools.test.ts',
    'tool-like-name': 'formats/retired-tools.test.ts',
  },
})
