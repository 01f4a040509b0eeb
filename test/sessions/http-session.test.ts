import { createServer as createHttp, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ConnectionRefused } from '../../src/core/fact-error.ts'
import { Secret } from '../../src/core/secret.ts'
import type { HttpRequest } from '../../src/core/network.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { networkDoorsOf } from '../../src/sessions/network-doors.ts'
import { networkErrorOf } from '../../src/sessions/network-error.ts'
import { HTTP_REQUESTS } from '../../src/statements/http.ts'
import { authorityIn, type Authority, type Issued } from '../servers/authority.ts'
import { freePorts } from '../servers/ports.ts'
import { sessionOver } from '../support/files.ts'

let directory: string
let authority: Authority
let good: Issued
const servers: Server[] = []

beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'http-')))
  authority = authorityIn(directory)
  good = authority.issue('am')
})
afterAll(() => rmSync(directory, { recursive: true }))
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

interface Listening {
  readonly url: string
  readonly requests: IncomingMessage[]
}

/** A server on a free port that keeps what it was asked. */
const serving = async (answer: RequestListener, tls: (Issued & { requestCert?: boolean }) | null = null): Promise<Listening> => {
  const requests: IncomingMessage[] = []
  const listener: RequestListener = (request, response) => {
    requests.push(request)
    answer(request, response)
  }
  const server =
    tls === null
      ? createHttp(listener)
      : createHttps(
          {
            cert: readFileSync(tls.cert),
            key: readFileSync(tls.key),
            ...(tls.requestCert === true ? { requestCert: true, rejectUnauthorized: true, ca: readFileSync(authority.ca) } : {}),
          },
          listener,
        )
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `${tls === null ? 'http' : 'https'}://127.0.0.1:${port}/am`, requests }
}

const network = async (fields: FieldsOf<'pingam'>) => {
  const doors = await networkDoorsOf({ name: 'am-1', type: 'pingam', role: 'instance', fields })
  if (doors === null) throw new Error('no doors')
  return doors.network({ files: sessionOver([directory]).files, signal: new AbortController().signal, record: () => {} })
}
const get = async (fields: FieldsOf<'pingam'>, request: HttpRequest = HTTP_REQUESTS.amLive) => (await network(fields)).http.get(request)

const ok: RequestListener = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')

describe('requests', () => {
  test('are a GET of a registered path, without cookies, packing or a body', async () => {
    const { url, requests } = await serving((_request, response) => response.writeHead(200, { 'set-cookie': 'a=b' }).end('fine'))
    expect(await get({ url })).toMatchObject({ status: 200, body: 'fine', location: null, transport: 'clear' })
    await get({ url })
    expect(requests.map(({ method, url: path }) => `${method} ${path}`)).toEqual(['GET /am/json/health/live', 'GET /am/json/health/live'])
    for (const { headers } of requests) expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
  })

  test('one that is not registered is refused before anything is connected', async () => {
    const { url, requests } = await serving(ok)
    await expect(get({ url }, { id: 'x', path: '/config/upgrade/upgrade.htm', authenticated: false, facts: [] })).rejects.toMatchObject({
      code: 'internal',
    })
    expect(requests).toEqual([])
  })

  test('a redirect is an answer, and nobody goes there', async () => {
    const elsewhere = await serving(ok)
    for (const location of ['/am/config/options.htm', `${elsewhere.url}/x`, 'file:///etc/passwd', 'http://169.254.169.254/']) {
      const { url, requests } = await serving((_request, response) => response.writeHead(302, { location }).end())
      expect(await get({ url })).toMatchObject({ status: 302, location })
      expect(requests).toHaveLength(1)
    }
    expect(elsewhere.requests).toEqual([])
  })

  test('a token is sent where it is needed, under TLS only', async () => {
    const plain = await serving(ok)
    await expect(get({ url: plain.url, token: Secret.of('canary') }, HTTP_REQUESTS.amVersion)).rejects.toMatchObject({ code: 'unsupported' })
    expect(plain.requests).toEqual([])
    const { url, requests } = await serving(ok, good)
    const fields = { url, token: Secret.of('canary'), tls: { ca: authority.ca } }
    expect(await get(fields, HTTP_REQUESTS.amVersion)).toMatchObject({ status: 200, transport: 'verified' })
    await get(fields)
    expect(requests.map(({ headers }) => headers['iplanetdirectorypro'])).toEqual(['canary', undefined])
    await expect(get({ url, tls: { ca: authority.ca } }, HTTP_REQUESTS.amVersion)).rejects.toMatchObject({ code: 'secret-unavailable' })
  })
})

describe('TLS', () => {
  test.each([
    ['no authority named', {}, 'not trusted'],
    ['another fingerprint', { fingerprint: Array.from({ length: 32 }, () => 'AB').join(':') }, 'pins'],
    ['another name', { ca: '', serverName: 'other.example.test' }, 'another host'],
  ])('%s: nothing is asked', async (_name, tls, said) => {
    const { url, requests } = await serving(ok, good)
    const trust = 'ca' in tls ? { ...tls, ca: authority.ca } : tls
    await expect(get({ url, tls: trust })).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining(said) })
    expect(requests).toEqual([])
  })

  test.each([
    ['expired', { days: -1 }, 'expired'],
    ['self-signed', { selfSigned: true }, 'self-signed'],
    ['for another host', { names: ['DNS:other.example.test'] }, 'another host'],
  ])('a certificate that is %s', async (_name, wish, said) => {
    const { url } = await serving(ok, authority.issue('bad', wish))
    await expect(get({ url, tls: { ca: authority.ca } })).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining(said) })
  })

  test('a client certificate, PEM or PKCS#12', async () => {
    const { url } = await serving(ok, { ...good, requestCert: true })
    const client = authority.issue('client')
    await expect(get({ url, tls: { ca: authority.ca } })).rejects.toMatchObject({ message: expect.stringContaining('client certificate') })
    expect(await get({ url, tls: { ca: authority.ca, clientCert: client.cert, clientKey: client.key } })).toMatchObject({ status: 200 })
  })

  test('what does not speak TLS', async () => {
    const { url } = await serving(ok)
    await expect(get({ url: url.replace('http:', 'https:') })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('does not speak TLS'),
    })
  })
})

describe('nothing there', () => {
  test('is told from everything else', async () => {
    const [port = 0] = await freePorts(1)
    const error = await get({ url: `http://127.0.0.1:${port}/am` }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConnectionRefused)
    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining('refused') })
    const unknown = await get({ url: 'http://no-such-host.invalid/am' }).catch((thrown: unknown) => thrown)
    expect(unknown).toMatchObject({ code: 'unreachable' })
    expect(unknown).not.toBeInstanceOf(ConnectionRefused)
  })

  const failed = (code: string): Error => Object.assign(new Error(code), { code })
  test.each([
    ['all addresses of a name refuse', ['ECONNREFUSED', 'ECONNREFUSED'], true],
    ['one refuses, the other does not answer', ['ECONNREFUSED', 'ETIMEDOUT'], false],
    ['one is out of reach, the other refuses', ['ENETUNREACH', 'ECONNREFUSED'], false],
  ])('%s', (_name, codes, refused) => {
    const error = Object.assign(new AggregateError(codes.map(failed)), { code: codes[0] })
    expect(networkErrorOf(error, 'am.example.test:443') instanceof ConnectionRefused).toBe(refused)
  })
})

describe('looking at a certificate', () => {
  test.each([
    ['expired', { days: -1 }, 'CERT_HAS_EXPIRED', true],
    ['self-signed', { selfSigned: true }, 'DEPTH_ZERO_SELF_SIGNED_CERT', true],
    ['for another host', { names: ['DNS:other.example.test'] }, 'ERR_TLS_CERT_ALTNAME_INVALID', false],
  ])('one that is %s is shown with what is wrong with it', async (_name, wish, code, namesHost) => {
    const { url, requests } = await serving(ok, authority.issue('odd', wish))
    expect(await (await network({ url, tls: { ca: authority.ca } })).tls.peer()).toMatchObject({ distrust: { code }, namesHost })
    expect(requests).toEqual([])
  })

  test('shows the chain, whether it would be trusted, and whether a client certificate is asked for', async () => {
    const { url, requests } = await serving(ok, good)
    const peer = await (await network({ url, tls: { ca: authority.ca } })).tls.peer()
    expect(peer).toMatchObject({ distrust: null, namesHost: true, clientCertificate: 'not-requested', protocol: 'TLSv1.3' })
    expect(peer.chain[0]?.subject).toContain('CN=am')
    const asking = await serving(ok, { ...good, requestCert: true })
    expect(await (await network({ url: asking.url })).tls.peer()).toMatchObject({
      distrust: { code: 'SELF_SIGNED_CERT_IN_CHAIN', text: expect.stringMatching(/^its certificate is not trusted \(.*\)$/) },
      clientCertificate: 'requested',
      acceptableIssuers: ['CN=Test authority, O=iam-preflight tests'],
    })
    expect(requests).toEqual([])
  })
})
