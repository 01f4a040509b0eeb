import { describe, it } from 'vitest'
import check from '../../../checks/pingam/advanced-properties.ts'
import type { AmServers } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Property = AmServers['properties'][number]

const hmac = (value: string): string => value.padEnd(64, '0')
const property = (key: string, value: string | null, more: Partial<Property> & { hash?: string } = {}): Property => {
  const { hash = value ?? '0', ...rest } = more
  const hex = Buffer.from(hash).toString('hex').slice(0, 64)
  return {
    server: 'server-default',
    key,
    advanced: null,
    value,
    fingerprint: { saltId: 's', hmac: hmac(hex) },
    unresolved: [],
    declaredIn: '/srv/am/server-default.json',
    line: 4,
    ...rest,
  }
}
const servers = (properties: readonly Property[], form: AmServers['tree']['form'] = 'file-based', layer: AmServers['tree']['layer'] = 'whole') => ({
  servers: {
    tree: { form, root: form === 'file-based' ? '/srv/am/config/services' : null, layer },
    servers: [],
    sites: [],
    properties,
  },
})
const ACME = property('acme.retries', '3')
const VERSION = property('com.iplanet.am.version', '7.5.0')
const COOKIE = property('com.iplanet.am.cookie.name', null, { hash: 'aa' })
const POST = { phase: 'post-upgrade' } as const

testCheck({ describe, it }, check, {
  pass: [
    {
      name: "before the upgrade: what was set by hand is listed, what is AM's own is not",
      phase: 'pre-upgrade',
      facts: servers([ACME, COOKIE, VERSION, property('org.forgerock.openam.x', 'true', { server: '01', advanced: true })]),
      messages: ['toAdd', 'toAdd'],
      observed: '2 advanced properties set by hand, of 3',
    },
    { name: 'all kept', ...POST, facts: servers([ACME, COOKIE]), before: servers([ACME, COOKIE]), observed: '2 of 2 advanced properties' },
    {
      name: 'elsewhere in the file, and in another file',
      trap: 'moved-line',
      ...POST,
      facts: servers([{ ...ACME, line: 90, declaredIn: '/srv/am/other.json' }]),
      before: servers([ACME]),
      observed: '1 of 1',
    },
    {
      name: 'another release',
      trap: 'release-properties',
      ...POST,
      facts: servers([ACME, property('com.iplanet.am.version', '8.1.0')]),
      before: servers([ACME, VERSION, property('com.iplanet.am.buildDate', '2024-March-28')]),
      observed: '1 of 1',
    },
    {
      name: 'a property that is known not to be advanced',
      ...POST,
      facts: servers([]),
      before: servers([property('acme.port', '1', { advanced: false })]),
      observed: '0 of 0',
    },
    {
      name: 'properties of AM that AM 8 has in its web application',
      trap: 'values-of-the-new-release',
      ...POST,
      facts: servers([ACME], 'file-based', 'overlay'),
      before: servers([ACME, COOKIE, property('am.x', '1')]),
      messages: ['inBaseline'],
      observed: '1 of 3 advanced properties as before',
    },
    { name: 'none was set', ...POST, facts: servers([property('acme.new', '1')]), before: servers([]), observed: '0 of 0' },
  ],
  fail: [
    {
      name: 'lost',
      ...POST,
      facts: servers([]),
      before: servers([ACME]),
      messages: ['lost'],
      subjects: ['acme.retries of server-default'],
      says: ['was 3'],
    },
    {
      name: 'changed',
      ...POST,
      facts: servers([property('acme.retries', '5')]),
      before: servers([ACME]),
      messages: ['changed'],
      says: ['was 3', 'is 5'],
    },
    {
      name: 'changed, and not shown',
      trap: 'value-not-shown',
      ...POST,
      facts: servers([property('acme.pin', null, { hash: 'bb' })]),
      before: servers([property('acme.pin', null, { hash: 'aa' })]),
      messages: ['changed'],
      says: ['was a value that is not shown before'],
    },
    {
      name: "a property of the customer's own, which AM 8 cannot have in its web application",
      trap: 'values-of-the-new-release',
      ...POST,
      facts: servers([], 'file-based', 'overlay'),
      before: servers([ACME]),
      messages: ['lost'],
    },
    {
      name: "of AM's own name space, among the defaults",
      trap: 'of-the-vendor',
      ...POST,
      facts: servers([]),
      before: servers([COOKIE]),
      messages: ['lost'],
      severity: 'medium',
    },
    {
      name: "of AM's own name space, set on one server",
      trap: 'of-the-vendor',
      ...POST,
      facts: servers([]),
      before: servers([{ ...COOKIE, server: '01', advanced: true }]),
      messages: ['lost'],
    },
    {
      name: 'one lost, another that cannot be compared',
      ...POST,
      facts: servers([property('acme.url', null, { fingerprint: null })]),
      before: servers([ACME, property('acme.url', null)]),
      messages: ['lost'],
    },
  ],
  error: [
    {
      name: 'fingerprints of another salt',
      trap: 'another-salt',
      ...POST,
      facts: servers([property('acme.url', null, { fingerprint: { saltId: 't', hmac: hmac('0') } })]),
      before: servers([property('acme.url', null)]),
      code: 'missing-evidence',
      says: 'fingerprintSalt',
    },
    {
      name: 'kept in a directory server',
      trap: 'not-seen',
      ...POST,
      facts: servers([], 'classic'),
      before: servers([ACME]),
      code: 'missing-evidence',
      says: 'amsterExport',
    },
    {
      name: 'kept in a directory server before',
      trap: 'not-seen',
      ...POST,
      facts: servers([ACME]),
      before: servers([], 'classic'),
      code: 'missing-evidence',
    },
    { name: 'nothing there', phase: 'pre-upgrade', facts: servers([], 'absent'), code: 'missing-evidence', says: 'amsterExport' },
  ],
})
