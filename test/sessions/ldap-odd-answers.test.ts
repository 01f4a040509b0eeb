import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { FactError } from '../../src/core/fact-error.ts'
import type { LdapSession } from '../../src/core/network.ts'
import { Secret } from '../../src/core/secret.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { networkDoorsOf } from '../../src/sessions/network-doors.ts'
import { LDAP_SEARCHES } from '../../src/statements/ldap.ts'
import { authorityIn, type Authority } from '../servers/authority.ts'
import {
  ber,
  bound,
  done,
  entry,
  extended,
  message,
  scriptedLdap,
  type LdapRequest,
  type LdapScript,
  type ScriptedLdap,
} from '../servers/scripted-ldap.ts'
import { sessionOver } from '../support/files.ts'

const BIND = 0x60
const SEARCH = 0x63

let folder: string
let authority: Authority
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'odd-')))
  authority = authorityIn(folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const serving = async (search: (request: LdapRequest) => Buffer | null, script: LdapScript = {}): Promise<ScriptedLdap> => {
  const server = await scriptedLdap({
    onRequest: (request) =>
      request.tag === BIND ? bound(request.id) : request.tag === 0x77 ? extended(request.id) : request.tag === SEARCH ? search(request) : null,
    ...script,
  })
  ends.push(server.stop)
  return server
}

const account = (bindDn: string) => ({ bindDn, password: Secret.of('of these tests') })
type Fields = FieldsOf<'ldap'>

const ldapOf = async (
  fields: Partial<Fields> & Pick<Fields, 'url'>,
): Promise<{ readonly ldap: LdapSession; readonly close: () => Promise<void> }> => {
  const doors = await networkDoorsOf({ name: 'ds', type: 'ldap', role: 'identity-store', fields: { baseDn: 'dc=test', ...fields } })
  if (doors === null) throw new Error('no doors')
  ends.push(doors.close)
  const { ldap } = doors.network({ files: sessionOver([folder]).files, signal: new AbortController().signal, record: () => {} })
  return { ldap, close: doors.close }
}

const endOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (value) => value,
    (error: unknown) => (error instanceof FactError ? error.code : error),
  )

const nothing = ({ id }: LdapRequest): Buffer => done(id)
const tags = ({ requests }: ScriptedLdap): readonly number[] => requests.map(({ tag }) => tag)

describe('whose certificate is trusted', () => {
  const container = (name: string, more: readonly string[]): string => {
    const { cert, key } = authority.issue(name)
    const file = join(folder, `${name}.p12`)
    execFileSync('openssl', ['pkcs12', '-export', '-in', cert, '-inkey', key, ...more, '-out', file, '-passout', 'pass:of the file'], {
      stdio: 'pipe',
    })
    return file
  }
  const secure = async (tls: Fields['tls']) => {
    const server = await serving(nothing, { ldaps: authority.issue('server') })
    const { ldap } = await ldapOf({ url: `ldaps://localhost:${server.port}`, ...account('cn=auditor'), tls: tls ?? {} })
    return { server, end: await endOf(ldap.connection()) }
  }

  test('the issuer that lies beside a client key in PKCS#12 vouches for no server', async () => {
    const clientCert = container('client', ['-certfile', authority.ca])
    const { server, end } = await secure({ clientCert, passphrase: Secret.of('of the file') })
    expect(end).toBe('unreachable')
    expect(tags(server)).toEqual([])
  })

  test('an authority of the plan does, with such a file too, and beside a damaged one', async () => {
    const clientCert = container('client', ['-certfile', authority.ca])
    const damaged = join(folder, 'with-a-damaged-one.pem')
    writeFileSync(damaged, `${readFileSync(authority.ca, 'utf8')}-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n`)
    for (const ca of [authority.ca, damaged])
      expect((await secure({ clientCert, passphrase: Secret.of('of the file'), ca })).end).toMatchObject({ transport: 'verified' })
  })

  test('a client key that does not open, or is another one, is told as that, and nothing is sent', async () => {
    const clientCert = container('client', [])
    const { cert, key } = authority.issue('client')
    const locked = join(folder, 'locked.key')
    execFileSync('openssl', ['ec', '-in', key, '-aes128', '-passout', 'pass:of the key', '-out', locked], { stdio: 'pipe' })
    const junk = join(folder, 'junk.p12')
    writeFileSync(junk, 'no container')
    for (const [tls, end] of [
      [{ clientCert, passphrase: Secret.of('not of the file') }, 'auth-failed'],
      [{ clientCert: cert, clientKey: locked }, 'auth-failed'],
      [{ clientCert: cert, clientKey: locked, passphrase: Secret.of('not of the key') }, 'auth-failed'],
      [{ clientCert: cert, clientKey: authority.issue('another').key }, 'parse-failed'],
      [{ clientCert: junk }, 'parse-failed'],
    ] as const) {
      const { server, end: found } = await secure({ ...tls, ca: authority.ca })
      expect(found).toBe(end)
      expect(server.connections()).toBe(0)
    }
  })

  test.each([
    ['StartTLS with an address', 'ldap://127.0.0.1', { names: ['IP:127.0.0.1'] }, {}],
    ['ldaps with an address', 'ldaps://127.0.0.1', { names: ['IP:127.0.0.1'] }, {}],
    ['an address as serverName', 'ldaps://localhost', { names: ['IP:127.0.0.1'] }, { serverName: '127.0.0.1' }],
  ])('%s: the certificate for it is taken, and one for localhost is not', async (_name, url, wish, tls) => {
    const endWith = async (names: readonly string[]): Promise<unknown> => {
      const issued = authority.issue('named', { names })
      const startTls = url.startsWith('ldap:')
      const server = await serving(nothing, startTls ? { startTls: issued } : { ldaps: issued })
      const { ldap } = await ldapOf({ url: `${url}:${server.port}`, startTls, ...account('cn=auditor'), tls: { ca: authority.ca, ...tls } })
      return endOf(ldap.connection())
    }
    expect(await endWith(wish.names)).toMatchObject({ transport: 'verified' })
    expect(await endWith(['DNS:localhost'])).toBe('unreachable')
  })
})

test('an address is looked at by its own name, and not as localhost', async () => {
  for (const [names, namesHost] of [
    [['IP:127.0.0.1'], true],
    [['DNS:localhost'], false],
  ] as const) {
    const server = await serving(nothing, { ldaps: authority.issue('looked-at', { names }) })
    const doors = await networkDoorsOf({
      name: 'ds',
      type: 'ldap',
      role: 'identity-store',
      fields: { url: `ldaps://127.0.0.1:${server.port}`, baseDn: 'dc=test', tls: { ca: authority.ca } },
    })
    const network = doors?.network({ files: sessionOver([folder]).files, signal: new AbortController().signal, record: () => {} })
    const distrust = namesHost ? null : { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }
    expect(await network?.tls.peer()).toMatchObject({ namesHost, distrust })
  }
})

describe('names that are no account', () => {
  test.each(['', '  ', 'PLAIN', 'EXTERNAL'])('%j is not logged in with', async (bindDn) => {
    const server = await serving(nothing)
    const { ldap } = await ldapOf({ url: `ldap://127.0.0.1:${server.port}`, ...account('cn=auditor'), productAccount: account(bindDn) })
    expect(await endOf(ldap.sortProbe(LDAP_SEARCHES.sortProbe, 'dc=test', 'createTimestamp'))).toBe('auth-failed')
    expect(tags(server)).toEqual([])
  })
})

describe('answers that are none', () => {
  const asked = async (search: (request: LdapRequest) => Buffer | null) => {
    const server = await serving(search)
    return (await ldapOf({ url: `ldap://127.0.0.1:${server.port}`, ...account('cn=auditor'), productAccount: account('cn=am') })).ldap
  }
  const entryEnd = async (search: (request: LdapRequest) => Buffer | null): Promise<unknown> =>
    endOf((await asked(search)).entry(LDAP_SEARCHES.accessControl, 'dc=test'))

  test('a reference in place of the entry is not the absence of the entry', async () => {
    expect(await entryEnd(({ id }) => Buffer.concat([message(id, ber(0x73, ber(0x04, 'ldap://other.test/dc=test'))), done(id)]))).toBe('unreachable')
  })

  test('an entry behind a message that nobody asked for is not lost', async () => {
    expect(await entryEnd(({ id }) => Buffer.concat([message(77, ber(0x79)), entry(id, 'dc=test', { aci: ['deny'] }), done(id)]))).toBe(
      'parse-failed',
    )
  })

  test('of an attribute that comes twice none is kept', async () => {
    const one = (value: string): Buffer => ber(0x30, ber(0x04, 'aci'), ber(0x31, ber(0x04, value)))
    const twice = (id: number): Buffer => message(id, ber(0x64, ber(0x04, 'dc=test'), ber(0x30, one('deny'), one('allow'))))
    expect(await entryEnd(({ id }) => Buffer.concat([twice(id), done(id)]))).toBe('parse-failed')
  })

  test('thousands of messages in one chunk are read', async () => {
    const many = (id: number): Buffer => Buffer.concat(Array.from({ length: 9000 }, () => message(id, ber(0x73, ber(0x04, 'ldap://o')))))
    expect(await entryEnd(({ id }) => Buffer.concat([many(id), entry(id, 'dc=test', { aci: ['a'] }), done(id)]))).toMatchObject({ dn: 'dc=test' })
  })

  test.each([
    ['sorted', 0],
    ['not sorted: insufficient access rights', 50],
    ['not sorted: unwilling', 53],
  ])('a search that succeeded, %s', async (_name, code) => {
    const sorted = ber(0x30, ber(0x04, '1.2.840.113556.1.4.474'), ber(0x04, ber(0x30, ber(0x0a, Buffer.from([code])))))
    const ldap = await asked(({ id }) => message(id, ber(0x65, ber(0x0a, Buffer.from([0])), ber(0x04), ber(0x04)), sorted))
    expect(await ldap.sortProbe(LDAP_SEARCHES.sortProbe, 'dc=test', 'createTimestamp')).toBe(code)
  })
})

test('a connection that nothing was asked over is closed with the doors', async () => {
  let closed = false
  const server = await serving(nothing, { onConnect: (socket) => void socket.once('close', () => (closed = true)) })
  const { ldap, close } = await ldapOf({ url: `ldap://127.0.0.1:${server.port}` })
  expect(await ldap.connection()).toEqual({ transport: 'clear', boundAs: null })
  await close()
  await expect.poll(() => closed, { timeout: 2000 }).toBe(true)
})
