import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authorityIn, type Authority } from '../servers/authority.ts'
import { FaultTable } from '../support/fault-table.ts'
import { CANARY, collectedOver, endsOf, type NetworkCollection } from '../support/network-collection.ts'

/**
 * FAULTS.md, cases H: a server that answers what it should not, read by a real collector process. Whatever it does, the fact is what the server said or an
 * error with its reason; nothing hangs, nothing breaks, nothing goes anywhere else, and the token is in nothing that comes out.
 */
let directory: string
let authority: Authority
const table = new FaultTable()

beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'http-faults-')))
  authority = authorityIn(directory)
})
afterAll(() => {
  rmSync(directory, { recursive: true })
  table.print()
})

interface Served {
  readonly port: number
  /** Everything received, on all connections. */
  readonly received: () => string
  readonly stop: () => Promise<void>
}

type Answer = (socket: Socket, nth: number) => void

/** A server that answers each request, whole or not, with what a test writes. */
const serving = async (answer: Answer, tls: TlsOptions | null = null): Promise<Served> => {
  const received: Buffer[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const accept = (socket: Socket): void => {
    sockets.add(socket)
    connections += 1
    const nth = connections
    socket.on('error', () => {})
    socket.once('data', () => answer(socket, nth))
    socket.on('data', (chunk: Buffer) => void received.push(chunk))
  }
  const server: Server = tls === null ? createServer(accept) : createTlsServer(tls, accept)
  server.on('error', () => {}).on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    received: () => Buffer.concat(received).toString('latin1'),
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const run = async (
  name: string,
  answer: Answer,
  more: { readonly tls?: TlsOptions; readonly fields?: object; readonly facts?: readonly string[] } = {},
) => {
  const server = await serving(answer, more.tls ?? null)
  try {
    const url = `${more.tls === undefined ? 'http' : 'https'}://127.0.0.1:${server.port}/am`
    const result: NetworkCollection = await collectedOver(
      'pingam',
      { url, token: { secret: CANARY }, ...more.fields },
      more.facts ?? ['am-answers'],
      {
        roots: [directory],
      },
    )
    table.add(name, result)
    expect(result.seconds).toBeLessThan(25)
    return { ...result, received: server.received() }
  } finally {
    await server.stop()
  }
}

const text = (status: string, headers: readonly string[] = [], body = ''): string =>
  [`HTTP/1.1 ${status}`, `content-length: ${Buffer.byteLength(body)}`, ...headers, '', body].join('\r\n')

const flood = (socket: Socket, head: string, piece: Buffer | string): void => {
  socket.write(head)
  const pump = (): void => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once('drain', pump)
  }
  pump()
}

const dripped = async (socket: Socket, bytes: string): Promise<void> => {
  for (const byte of bytes) {
    if (socket.destroyed) return
    socket.write(byte)
    await sleep(700)
  }
}

describe.concurrent('whatever a server answers, it is an error', () => {
  const cases: readonly (readonly [string, Answer])[] = [
    ['H1 accepts and never answers', () => {}],
    ['H2 drips its headers', (socket) => void dripped(socket, text('200 OK', ['x: y'], 'fine'))],
    ['H3 drips its body', (socket) => (socket.write('HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n'), void dripped(socket, 'x'.repeat(40)))],
    ['H4 a body without end', (socket) => flood(socket, 'HTTP/1.1 200 OK\r\n\r\n', Buffer.alloc(64 * 1024, 0x61))],
    [
      'H4 a body of 100 MB',
      (socket) => flood(socket, `HTTP/1.1 200 OK\r\ncontent-length: ${100 * 1024 * 1024}\r\n\r\n`, Buffer.alloc(64 * 1024, 0x61)),
    ],
    ['H4 chunks without end', (socket) => flood(socket, 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '1\r\nx\r\n'.repeat(5000))],
    ['H5 headers without end', (socket) => flood(socket, 'HTTP/1.1 200 OK\r\n', `x-filler: ${'y'.repeat(500)}\r\n`)],
    ['H14 interim answers without end', (socket) => flood(socket, '', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(500))],
    ['H15 fewer bytes than its length says', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nshort')],
    ['garbage', (socket) => void socket.write(randomBytes(4096))],
    ['zeros', (socket) => void socket.write(Buffer.alloc(4096))],
    ['0xFF', (socket) => void socket.write(Buffer.alloc(4096, 0xff))],
    ['a greeting of SSH', (socket) => void socket.write('SSH-2.0-OpenSSH_9.2p1\r\n')],
    ['two lengths', (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab')],
    ['hangs up', (socket) => void socket.end()],
    ['resets', (socket) => void socket.resetAndDestroy()],
    ['resets in the middle', (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf', () => socket.resetAndDestroy())],
  ]
  test.each(cases)('%s', async (name, answer) => {
    const { evidence } = await run(name, answer)
    expect(evidence.map(({ state }) => state)).toEqual(['error'])
    for (const item of evidence) if (item.state === 'error') expect(item.reason.code, item.reason.text).not.toBe('internal')
  })
})

describe.concurrent('odd answers are answers, and nobody follows them', () => {
  const statusOf = ({ evidence: [first] }: NetworkCollection): unknown =>
    first?.state === 'value'
      ? (first.value as { probes?: { status: number; body: string }[] }).probes?.map(({ status, body }) => `${status} ${body}`)
      : endsOf({ evidence: [first] } as never)

  test.each(['401 Unauthorized', '403 Forbidden', '429 Too Many Requests', '503 Service Unavailable'])('H16 %s: asked once', async (status) => {
    const result = await run(`H16 ${status}`, (socket) => socket.end(text(status)))
    expect(statusOf(result)).toEqual([`${status.slice(0, 3)} empty`, `${status.slice(0, 3)} empty`, `${status.slice(0, 3)} empty`])
    expect(result.received.match(/GET /g)).toHaveLength(3)
  })

  test.each([
    ['H8 to another host', 'http://127.0.0.1:9/elsewhere'],
    ['H9 to the upgrade page', '/am/config/upgrade/upgrade.htm'],
    ['H10 to itself', '/am/json/health/live'],
    ['H11 to a file', 'file:///etc/passwd'],
    ['H11 to the metadata of a cloud', 'http://169.254.169.254/latest/meta-data/'],
  ])('a redirect, %s', async (name, location) => {
    const result = await run(name, (socket) => socket.end(text('302 Found', [`location: ${location}`])))
    expect(statusOf(result)).toEqual(['302 empty', '302 empty', '302 empty'])
    expect(result.received.match(/GET \S+/g)).toEqual(['GET /am/json/health/live', 'GET /am/json/health/ready', 'GET /am/isAlive.jsp'])
  })

  test('H17 cookies are not sent back', async () => {
    const { received } = await run('H17 cookies', (socket) => socket.end(text('200 OK', ['set-cookie: a=b'])))
    expect(received.toLowerCase()).not.toContain('cookie')
  })

  test('H6 and H7: what is packed is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024))
    const result = await run('H6 a bomb in gzip', (socket) =>
      socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`), bomb])),
    )
    expect(statusOf(result)).toEqual(['200 other', '200 other', '200 other'])
    const stacked = await run('H7 eight encodings', (socket) =>
      socket.end(text('200 OK', [`content-encoding: ${Array.from({ length: 8 }, () => 'gzip').join(', ')}`], 'x')),
    )
    expect(statusOf(stacked)).toEqual(['200 other', '200 other', '200 other'])
  })

  test('H20 a login page with status 200 is a page, and no JSON', async () => {
    const result = await run('H20 a login page', (socket) =>
      socket.end(text('200 OK', ['content-type: text/html'], '<!DOCTYPE html><html><body>Log in</body></html>')),
    )
    expect(statusOf(result)).toEqual(['200 html', '200 html', '200 html'])
  })

  test('H21 escapes in headers come out as text', async () => {
    const result = await run('H21 escapes', (socket) => socket.end(text('302 Found', ['location: /am/\u001b[31mred', 'content-type: text/\u0007'])))
    expect(result.output).not.toContain('\u001b')
  })

  test('H22 no proxy of the environment is asked', async () => {
    const result = await run('H22 proxies', (socket) => socket.end(text('200 OK')))
    expect(result.received).toContain('GET /am/json/health/live HTTP/1.1')
  })
})

describe.concurrent('H18, H19: under TLS the token goes to whom the plan means, or nowhere', () => {
  const keyed = (name: string, wish?: Parameters<Authority['issue']>[1]): TlsOptions => {
    const { cert, key } = authority.issue(name, wish)
    return { cert: readFileSync(cert), key: readFileSync(key) }
  }
  const version = ['am-rest-version'] as const

  test.each([
    ['self-signed', { selfSigned: true }, {}],
    ['for another host', { names: ['DNS:other.example.test'] }, {}],
    ['that is not the one pinned', {}, { fingerprint: Array.from({ length: 32 }, () => 'AB').join(':') }],
  ])('a certificate %s', async (what, wish, trust) => {
    const result = await run(`H18 a certificate ${what}`, (socket) => socket.end(text('200 OK')), {
      tls: keyed(`bad-${what.length}`, wish),
      fields: { tls: { ca: authority.ca, ...trust } },
      facts: version,
    })
    expect(endsOf(result)).toEqual(['unreachable'])
    expect(result.received).toBe('')
  })

  test('TLS 1.1 only', async () => {
    const result = await run('H18 TLS 1.1 only', (socket) => socket.end(text('200 OK')), {
      tls: { ...keyed('old'), minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' },
      fields: { tls: { ca: authority.ca } },
      facts: version,
    })
    expect(endsOf(result)).toEqual(['unreachable'])
    expect(result.received).toBe('')
  })

  test('H19 plain HTTP on the port of TLS', async () => {
    const server = await serving((socket) => socket.end(text('400 Bad Request')))
    try {
      const result = await collectedOver('pingam', { url: `https://127.0.0.1:${server.port}/am`, token: { secret: CANARY } }, version)
      expect(endsOf(result)).toEqual(['unreachable'])
      expect(server.received()).not.toContain('GET')
      expect(result.output).not.toContain(CANARY)
    } finally {
      await server.stop()
    }
  })
})
