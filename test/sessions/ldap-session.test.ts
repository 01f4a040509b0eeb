import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { Secret } from '../../src/core/secret.ts'
import type { LdapSession } from '../../src/core/network.ts'
import type { Operation } from '../../src/core/session.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { networkDoorsOf } from '../../src/sessions/network-doors.ts'
import { LDAP_SEARCHES } from '../../src/statements/ldap.ts'
import { AUDITOR, slapdAvailable, startSlapd, type RunningSlapd } from '../servers/slapd.ts'
import { sessionOver } from '../support/files.ts'
import { required } from '../support/required.ts'

/** A search of many entries, which no fact needs so far. */
const EVERYTHING = vi.hoisted(
  () => ({ id: 'everything', base: 'any', scope: 'sub', filter: '(objectClass=*)', attributes: ['1.1'], facts: [] }) as const,
)
vi.mock(import('../../src/statements/ldap.ts'), async (original) => {
  const { LDAP_SEARCHES } = await original()
  return { LDAP_SEARCHES: { ...LDAP_SEARCHES, everything: EVERYTHING } }
})

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

type Fields = FieldsOf<'ldap'>

/** A session as one fact has it, on the doors of a target. */
const ldapOf = async (fields: Partial<Fields> & Pick<Fields, 'url'>, roots: readonly string[] = [], signal = new AbortController().signal) => {
  const doors = await networkDoorsOf({ name: 'directory', type: 'ldap', role: 'identity-store', fields: { baseDn: 'dc=example,dc=test', ...fields } })
  if (doors === null) throw new Error('no doors')
  open.push(doors.close)
  const operations: Operation[] = []
  const session = (): LdapSession => doors.network({ files: sessionOver(roots).files, signal, record: (one) => void operations.push(one) }).ldap
  return { session, operations, close: doors.close }
}

/** What slapd logs from now on; it writes a little later than it acts. */
const logFrom = async (slapd: RunningSlapd): Promise<() => Promise<string>> => {
  await sleep(100)
  const before = slapd.log().length
  return async () => {
    await sleep(100)
    return slapd.log().slice(before)
  }
}

const login = { bindDn: AUDITOR.dn, password: Secret.of(AUDITOR.password) }

describe.skipIf(!required('slapd', slapdAvailable(), 'slapd'))('slapd', () => {
  let slapd: RunningSlapd
  const people = Array.from(
    { length: 450 },
    (_, index) => `dn: cn=p${index},dc=example,dc=test\nobjectClass: organizationalRole\ncn: p${index}\n`,
  ).join('\n')
  beforeAll(async () => {
    slapd = await startSlapd({ ldif: people, global: 'limits dn.exact="cn=few,dc=example,dc=test" size=1' })
  })
  afterAll(() => slapd.stop())

  test.each([
    ['ldap', () => ({ url: `ldap://127.0.0.1:${slapd.port}` }), 'clear'],
    ['StartTLS', () => ({ url: `ldap://127.0.0.1:${slapd.port}`, startTls: true, tls: { ca: slapd.authority.ca } }), 'verified'],
    ['ldaps', () => ({ url: `ldaps://127.0.0.1:${slapd.tlsPort}`, tls: { ca: slapd.authority.ca } }), 'verified'],
    ['ldaps, nobody asked', () => ({ url: `ldaps://localhost:${slapd.tlsPort}`, tls: { insecure: true } }), 'unverified'],
  ] as const)('%s: logs in once, reads the root DSE and the schema, says goodbye', async (_name, fields, transport) => {
    const logged = await logFrom(slapd)
    const { session, operations, close } = await ldapOf({ ...fields(), ...login }, [slapd.directory])
    expect(await session().connection()).toEqual({ transport, boundAs: AUDITOR.dn })
    const dse = await session().entry(LDAP_SEARCHES.rootDse, '')
    const [schemaDn = ''] = dse?.attributes.get('subschemasubentry') ?? []
    const schema = await session().entry(LDAP_SEARCHES.schema, schemaDn)
    expect(schema?.attributes.get('objectclasses')?.length).toBeGreaterThan(40)
    await close()
    const log = await logged()
    expect(log.match(/ BIND dn=.*method=128/g)).toHaveLength(1)
    expect(log.match(/ UNBIND/g)).toHaveLength(1)
    expect(log).not.toMatch(/ (?:MOD|ADD|DEL|MODRDN|CMP) /)
    expect(operations.map(({ verb }) => verb)).toContain('search')
  })

  test('pages through more entries than a page holds', async () => {
    const { session } = await ldapOf({ url: `ldap://127.0.0.1:${slapd.port}`, ...login })
    const { entries } = await session().entries(EVERYTHING, 'dc=example,dc=test')
    expect(entries).toHaveLength(452)
  })

  test('a refused login is tried once, whatever is asked after', async () => {
    const logged = await logFrom(slapd)
    const { session } = await ldapOf({ url: `ldap://127.0.0.1:${slapd.port}`, bindDn: AUDITOR.dn, password: Secret.of('wrong') })
    for (let times = 0; times < 3; times++) await expect(session().entry(LDAP_SEARCHES.rootDse, '')).rejects.toMatchObject({ code: 'auth-failed' })
    expect((await logged()).match(/ BIND dn=/g)).toHaveLength(1)
  })

  test('no entry of a name is a value', async () => {
    const { session } = await ldapOf({ url: `ldap://127.0.0.1:${slapd.port}`, ...login })
    expect(await session().entry(LDAP_SEARCHES.accessControl, 'cn=nobody,dc=example,dc=test')).toBeNull()
  })

  test('a certificate that nobody vouches for: nothing is sent', async () => {
    const logged = await logFrom(slapd)
    const { session } = await ldapOf({ url: `ldaps://127.0.0.1:${slapd.tlsPort}`, ...login })
    await expect(session().entry(LDAP_SEARCHES.rootDse, '')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('not trusted'),
    })
    expect(await logged()).not.toContain('BIND')
  })

  test('a control it does not know, marked critical, is its answer and no error', async () => {
    const { session } = await ldapOf({ url: `ldap://127.0.0.1:${slapd.port}`, productAccount: login })
    expect(await session().sortProbe(LDAP_SEARCHES.sortProbe, 'dc=example,dc=test', 'cn')).toBe(12)
  })
})
