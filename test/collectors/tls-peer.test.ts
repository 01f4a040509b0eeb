import { readFileSync, realpathSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import certificate from '../../checks/common/certificate.ts'
import configStore from '../../checks/pingam/certificate-of-config-store.ts'
import type { TlsPeerFact } from '../../src/api.ts'
import directory from '../../src/collectors/tls-peer-of-directory.ts'
import endpoint from '../../src/collectors/tls-peer-of-endpoint.ts'
import service from '../../src/collectors/tls-peer-of-service.ts'
import type { NetworkCollector } from '../../src/core/collector.ts'
import { findingFrom } from '../../src/core/finding.ts'
import type { FieldsOf, TargetOf } from '../../src/core/target.ts'
import { authorityIn, type Authority, type CertificateWish } from '../servers/authority.ts'
import { slapdAvailable, startSlapd, type RunningSlapd } from '../servers/slapd.ts'
import { networkCollected } from '../support/network-collected.ts'
import { required } from '../support/required.ts'

/** Servers whose certificates are expired, self-signed, of another name, or that ask for one; what the checks make of each. */
let folder: string
let authority: Authority
let server: Server | null = null
const asked: string[] = []

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'peer-')))
  authority = authorityIn(folder)
})
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = null
})

/** Host names that handshakes asked for. */
const named: string[] = []
const noted = (name: string, done: (error: null) => void): void => {
  named.push(name)
  done(null)
}

const serving = async (wish: CertificateWish, requestCert = false): Promise<string> => {
  const { cert, key } = authority.issue('server', wish)
  const trust = requestCert ? { requestCert, rejectUnauthorized: true, ca: readFileSync(authority.ca) } : {}
  const listening = createServer({ cert: readFileSync(cert), key: readFileSync(key), ...trust, SNICallback: noted }, ({ url }, response) => {
    asked.push(url ?? '')
    response.end()
  })
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  return `https://127.0.0.1:${(listening.address() as AddressInfo).port}`
}

const looked = async <T extends 'endpoint' | 'pingam' | 'ldap'>(
  collector: NetworkCollector<TlsPeerFact, Record<never, never>, T>,
  fields: FieldsOf<T>,
): Promise<TlsPeerFact> =>
  (await networkCollected(collector, fields, [folder, ...(fields.tls?.ca === undefined ? [] : [dirname(fields.tls.ca)])])).value

const rest = () => ({ before: null, target: null, options: {}, phase: 'compliance', step: null, now: Date.now(), attestation: null }) as const
const found = (peer: TlsPeerFact): readonly string[] => {
  const common = certificate.evaluate({
    ...rest(),
    facts: { keystore: null, peer },
    parameters: { warnDays: 5 },
    finding: findingFrom(certificate.messages),
  })
  return common.outcome === 'fail' ? common.findings.map(({ messageId }) => messageId) : [common.outcome]
}

describe('what a server shows of its TLS', () => {
  const ca = () => ({ tls: { ca: authority.ca } })

  it.each<[string, CertificateWish, readonly string[]]>([
    ['fine', {}, ['pass']],
    ['expired', { days: -1 }, ['expired']],
    ['about to expire', { days: 3 }, ['expiresSoon']],
    ['self-signed', { selfSigned: true }, ['untrusted']],
    ['of another name', { names: ['DNS:other.example.test'] }, ['name']],
    ['expired and of another name', { days: -1, names: ['DNS:other.example.test'] }, ['expired', 'name']],
  ])('a certificate that is %s', async (_name, wish, messages) => {
    const url = await serving(wish)
    expect(found(await looked(endpoint, { url, ...ca() }))).toEqual(messages)
    expect(found(await looked(service, { url: `${url}/am`, ...ca() }))).toEqual(messages)
    expect(asked).toEqual([])
  })

  it('an authority that nobody named', async () => {
    const value = await looked(endpoint, { url: await serving({}) })
    expect(value).toMatchObject({ authorities: 'built-in', distrust: { code: expect.any(String) }, name: '127.0.0.1' })
    expect(found(value)).toEqual(['untrusted'])
  })

  it('what is pinned, and what is asked for by another name', async () => {
    const url = await serving({ names: ['DNS:am.example.test'] })
    const { chain } = await looked(endpoint, { url })
    const fingerprint = chain[0]?.sha256.toLowerCase() ?? ''
    named.length = 0
    const value = await looked(endpoint, { url, tls: { fingerprint, serverName: 'am.example.test' } })
    expect(named).toEqual(['am.example.test', 'am.example.test'])
    expect(value).toMatchObject({ pinned: fingerprint.toUpperCase(), name: 'am.example.test', namesHost: true })
    expect(found(value)).toEqual(['pass'])
  })

  it('a server that wants a certificate is looked at without one', async () => {
    const value = await looked(endpoint, { url: await serving({}, true), ...ca() })
    expect(value).toMatchObject({ clientCertificate: 'requested', acceptableIssuers: ['CN=Test authority, O=iam-preflight tests'] })
    expect(found(value)).toEqual(['pass'])
  })

  it('says what the plan must name', () => {
    const target = <T extends 'pingam' | 'ldap'>(type: T, fields: FieldsOf<T>) =>
      ({ name: 'it', type, role: 'any', fields }) as unknown as TargetOf<T>
    expect(service.needs(target('pingam', {}), {})).toBe('url')
    expect(service.needs(target('pingam', { url: 'http://am.example.test/am' }), {})).toContain('https://')
    expect(directory.needs(target('ldap', { url: 'ldap://ds.example.test', baseDn: '' }), {})).toContain('ldaps://')
    expect(directory.needs(target('ldap', { url: 'ldap://ds.example.test', baseDn: '', startTls: true }), {})).toBeNull()
    expect(directory.touches(target('ldap', { url: 'ldaps://ds.example.test', baseDn: '', tls: { ca: '/ca.pem' } }), {})).toEqual([
      { kind: 'host', what: 'ds.example.test:636' },
      { kind: 'file', what: '/ca.pem' },
    ])
  })
})

describe.skipIf(!required('slapd', slapdAvailable(), 'slapd'))('what a directory shows of its TLS', () => {
  let slapd: RunningSlapd
  beforeAll(async () => {
    slapd = await startSlapd()
  })
  afterAll(() => slapd.stop())

  it.each(['ldaps', 'ldap'] as const)('over %s:// (with StartTLS)', async (scheme) => {
    const fields = {
      url: `${scheme}://localhost:${scheme === 'ldaps' ? slapd.tlsPort : slapd.port}`,
      baseDn: 'dc=example,dc=test',
      ...(scheme === 'ldap' ? { startTls: true } : {}),
    }
    const judged = (peer: TlsPeerFact) =>
      configStore.evaluate({
        ...rest(),
        facts: { peer, stores: [] },
        parameters: { warnDays: 5 },
        finding: findingFrom(configStore.messages),
      })
    const unnamed = await looked(directory, fields)
    expect(unnamed.chain[0]?.subject).toContain('CN=slapd')
    expect(judged(unnamed)).toMatchObject({ outcome: 'error', code: 'missing-evidence' })
    const named = await looked(directory, { ...fields, tls: { ca: slapd.authority.ca } })
    expect(named).toMatchObject({ host: 'localhost', namesHost: true, authorities: 'plan', distrust: null })
    expect(judged(named).outcome).toBe('pass')
    expect(slapd.log()).not.toMatch(/\b(?:BIND|SRCH|ADD|MOD|DEL)\b/)
  })
})
