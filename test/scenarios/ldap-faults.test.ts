import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once as occurred } from 'node:events'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authorityIn, type Authority } from '../servers/authority.ts'
import {
  bound,
  done,
  entry,
  extended,
  message,
  ber,
  scriptedLdap,
  type LdapRequest,
  type LdapScript,
  type ScriptedLdap,
} from '../servers/scripted-ldap.ts'
import { FaultTable } from '../support/fault-table.ts'
import { CANARY, collectedOver, endsOf, type NetworkCollection } from '../support/network-collection.ts'

/**
 * FAULTS.md, cases L: a directory that answers what it should not, read by a real collector process. Whatever it does, a fact is what a healthy directory
 * gives or an error with its reason; nothing hangs, nothing breaks, and the password is in nothing that comes out.
 */
const FACTS = ['ldap-root', 'ldap-schema'] as const
const BIND = 0x60
const SEARCH = 0x63
const STARTTLS = 0x77

let directory: string
let authority: Authority
const table = new FaultTable()

beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'ldap-faults-')))
  authority = authorityIn(directory)
})
afterAll(() => {
  rmSync(directory, { recursive: true })
  table.print()
})

const DSE = {
  subschemaSubentry: ['cn=schema'],
  namingContexts: ['dc=example,dc=test'],
  supportedControl: ['1.2.840.113556.1.4.473'],
  vendorName: ['Test'],
  vendorVersion: ['Test 8.1.0'],
}
const SCHEMA = {
  attributeTypes: ["( 2.5.4.3 NAME ( 'cn' 'commonName' ) SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"],
  objectClasses: ["( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )"],
}

/** What a directory with nothing amiss answers. */
const answering = (request: LdapRequest): Buffer | null => {
  if (request.tag === BIND) return bound(request.id)
  if (request.tag === STARTTLS) return extended(request.id)
  return request.tag === SEARCH ? byBase(request) : null
}

const byBase = ({ id, bytes }: LdapRequest): Buffer =>
  Buffer.concat([bytes.includes('cn=schema') ? entry(id, 'cn=schema', SCHEMA) : entry(id, '', DSE), done(id)])

const run = async (
  name: string,
  script: LdapScript,
  fields: object = {},
  into = table,
): Promise<NetworkCollection & { readonly server: ScriptedLdap }> => {
  const server = await scriptedLdap(script)
  try {
    const scheme = script.ldaps === undefined ? 'ldap' : 'ldaps'
    const result = await collectedOver(
      'ldap',
      {
        url: `${scheme}://127.0.0.1:${server.port}`,
        baseDn: 'dc=example,dc=test',
        bindDn: 'cn=auditor,dc=example,dc=test',
        password: { secret: CANARY },
        ...fields,
      },
      FACTS,
      { roots: [directory] },
    )
    into.add(name, result)
    expect(result.output).not.toContain(Buffer.from(CANARY).toString('base64'))
    return { ...result, server }
  } finally {
    await server.stop()
  }
}

const once = (tag: number, answer: (request: LdapRequest) => Buffer | null): LdapScript => ({
  onRequest: (request) => (request.tag === tag ? answer(request) : answering(request)),
})

test('a healthy directory is read', async () => {
  const result = await run('healthy', { onRequest: answering })
  expect(endsOf(result)).toEqual(['value', 'value'])
})

/** 13 bytes whose list of attributes claims more than there is: ldapts goes round in it for ever (facts/reliability.md F1). */
const looping = (id: number): Buffer => Buffer.from([0x30, 0x0b, 0x02, 0x01, id, 0x64, 0x06, 0x04, 0x00, 0x30, 0x7f, 0x00, 0x00])

const flood = (socket: LdapRequest['socket'], piece: Buffer): null => {
  const pump = (): void => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once('drain', pump)
  }
  pump()
  return null
}

const dripped = (socket: LdapRequest['socket'], bytes: Buffer): null => {
  void (async () => {
    for (const byte of bytes) {
      if (socket.destroyed) return
      socket.write(Buffer.from([byte]))
      await sleep(1000)
    }
  })()
  return null
}

describe.concurrent('whatever a directory answers, both facts end in an error', () => {
  const cases: readonly (readonly [string, LdapScript])[] = [
    ['L1 accepts and never answers', {}],
    ['L1 answers the login and then nothing', once(SEARCH, () => null)],
    ['L3 drips the answer to the login', once(BIND, ({ id, socket }) => dripped(socket, bound(id)))],
    ['L3 drips the answer to a search', once(SEARCH, (request) => dripped(request.socket, byBase(request)))],
    ['L4 an entry of 13 bytes that never ends', once(SEARCH, ({ id }) => looping(id))],
    ['L5 60,000 tiny messages at once', once(SEARCH, ({ id }) => Buffer.concat(Array.from({ length: 60_000 }, () => entry(id, '', {}))))],
    ['L6 a message of 2 GB', once(SEARCH, () => Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x02, 0x01, 0x02]))],
    ['L7 entries without end', once(SEARCH, ({ id, socket }) => flood(socket, entry(id, 'cn=x', { cn: ['x'.repeat(1000)] })))],
    ['L8 garbage', { onConnect: (socket) => void socket.write(randomBytes(4096)) }],
    ['L8 zeros', { onConnect: (socket) => void socket.write(Buffer.alloc(4096)) }],
    ['L8 0xFF', { onConnect: (socket) => void socket.write(Buffer.alloc(4096, 0xff)) }],
    ['L8 a TLS alert', { onConnect: (socket) => void socket.write(Buffer.from([21, 3, 3, 0, 2, 2, 40])) }],
    ['L8 a greeting of HTTP', { onConnect: (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n') }],
    ['L9 hangs up at once', { onConnect: (socket) => void socket.end() }],
    ['L9 resets at once', { onConnect: (socket) => void socket.resetAndDestroy() }],
    ['L9 hangs up at the login', once(BIND, ({ socket }) => (socket.end(), null))],
    ['L9 resets at the login', once(BIND, ({ socket }) => (socket.resetAndDestroy(), null))],
    ['L9 hangs up at the first search', once(SEARCH, ({ socket }) => (socket.end(), null))],
    [
      'L9 resets in the middle of an answer',
      once(SEARCH, (request) => (request.socket.write(byBase(request).subarray(0, 20), () => request.socket.resetAndDestroy()), null)),
    ],
    ['L14 the size limit with a part of the entries', once(SEARCH, ({ id }) => Buffer.concat([entry(id, '', DSE), done(id, 4)]))],
    ['L14 the time limit', once(SEARCH, ({ id }) => done(id, 3))],
    ['L16 refers to another server', once(SEARCH, ({ id }) => done(id, 10, ['ldap://127.0.0.1:1/']))],
    ['L17 refuses the password', once(BIND, ({ id }) => bound(id, 49))],
    ['L18 refuses the login, and would answer anyone', once(BIND, ({ id }) => bound(id, 53))],
    ['L22 answers another question', once(SEARCH, (request) => byBase({ ...request, id: request.id + 77 }))],
    [
      'a disconnection notice',
      once(SEARCH, () => message(0, ber(0x78, ber(0x0a, Buffer.from([52])), ber(0x04), ber(0x04), ber(0x8a, '1.3.6.1.4.1.1466.20036')))),
    ],
    ['busy', once(SEARCH, ({ id }) => done(id, 51))],
    ['too few rights', once(SEARCH, ({ id }) => done(id, 50))],
    ['stronger authentication wanted', once(BIND, ({ id }) => bound(id, 8))],
    ['a result code nobody knows', once(SEARCH, ({ id }) => done(id, 99))],
  ]
  test.each(cases)('%s', async (name, script) => {
    const { evidence, seconds, server } = await run(name, script)
    expect(evidence.map(({ state }) => state)).toEqual(['error', 'error'])
    for (const item of evidence) if (item.state === 'error') expect(item.reason.code, item.reason.text).not.toBe('internal')
    // The time of the target (20 s) is the bound; how much less it took is printed.
    expect(seconds).toBeLessThan(25)
    expect(server.requests.filter(({ tag }) => tag === BIND).length).toBeLessThanOrEqual(2)
  })
})

describe.concurrent('nothing secret goes out unless the other side is known', () => {
  const login = Buffer.from(CANARY)
  const tls = (more: object = {}): object => ({ startTls: true, tls: { ca: authority.ca, ...more } })

  test('L10 StartTLS refused', async () => {
    const { server, ...result } = await run(
      'L10 StartTLS refused',
      once(STARTTLS, ({ id }) => extended(id, 2)),
      tls(),
    )
    expect(endsOf(result)).toEqual(['unreachable', 'unreachable'])
    expect(server.received().includes(login)).toBe(false)
    expect(server.requests.map(({ tag }) => tag)).toEqual([STARTTLS])
  })

  test('L11 StartTLS agreed to, and then silence', async () => {
    const { server, ...result } = await run('L11 StartTLS agreed to, and then silence', { onRequest: answering }, tls())
    expect(endsOf(result)).toEqual(['timeout', 'timeout'])
    expect(server.received().includes(login)).toBe(false)
  })

  test('L12 more in clear behind the agreement', async () => {
    const script = once(STARTTLS, ({ id }) => Buffer.concat([extended(id), bound(2)]))
    const { server, ...result } = await run('L12 more in clear behind the agreement', script, tls())
    expect(endsOf(result)).toEqual(['parse-failed', 'parse-failed'])
    expect(server.received().includes(login)).toBe(false)
  })

  test.each([
    ['for another host', { names: ['DNS:other.example.test'] }],
    ['self-signed', { selfSigned: true }],
  ])('L13 a certificate %s', async (what, wish) => {
    for (const [how, script, fields] of [
      ['StartTLS', { onRequest: answering, startTls: authority.issue(`start-${what.length}`, wish) }, tls()],
      ['ldaps', { onRequest: answering, ldaps: authority.issue(`ldaps-${what.length}`, wish) }, { tls: { ca: authority.ca } }],
    ] as const) {
      const { server, ...result } = await run(`L13 a certificate ${what}, ${how}`, script, fields)
      expect(endsOf(result)).toEqual(['unreachable', 'unreachable'])
      expect(server.requests.map(({ tag }) => tag)).not.toContain(BIND)
    }
  })

  test('StartTLS and ldaps with a good certificate are read', async () => {
    const good = authority.issue('good')
    for (const [script, fields] of [
      [{ onRequest: answering, startTls: good }, tls()],
      [{ onRequest: answering, ldaps: good }, { tls: { ca: authority.ca } }],
    ] as const) {
      const { server, ...result } = await run('healthy under TLS', script, fields)
      expect(endsOf(result)).toEqual(['value', 'value'])
      expect(server.received().includes(login)).toBe(false)
    }
  })

  test('L15 the connection is lost between two facts: nobody comes back, above all not as nobody', async () => {
    const script: LdapScript = {
      startTls: authority.issue('dropped'),
      onRequest: (request) => {
        const answer = answering(request)
        if (request.tag === SEARCH && answer !== null) request.socket.write(answer, () => request.socket.destroy())
        return request.tag === SEARCH ? null : answer
      },
    }
    const { server, ...result } = await run('L15 dropped after the first search', script, tls())
    expect(endsOf(result)).toEqual(['value', 'auth-failed'])
    expect(server.connections()).toBe(1)
    expect(server.received().includes(login)).toBe(false)
  })
})

describe.concurrent('large and odd answers', () => {
  test('L20 a schema of 20,000 definitions is read, or said to be too large', async () => {
    const attributeTypes = Array.from(
      { length: 20_000 },
      (_, index) => `( 1.3.6.1.4.1.99999.${index} NAME 'a${index}' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )`,
    )
    const script = once(SEARCH, (request) =>
      request.bytes.includes('cn=schema')
        ? Buffer.concat([entry(request.id, 'cn=schema', { ...SCHEMA, attributeTypes }), done(request.id)])
        : byBase(request),
    )
    const result = await run('L20 20,000 definitions', script)
    expect(endsOf(result)[0]).toBe('value')
    expect(['value', 'limit']).toContain(endsOf(result)[1])
  })

  test('L21 values that are no text', async () => {
    const script = once(SEARCH, ({ id }) => Buffer.concat([entry(id, '', { ...DSE, vendorName: [Buffer.from([0xff, 0xfe, 0, 1])] }), done(id)]))
    const result = await run('L21 binary values', script)
    expect(endsOf(result)).not.toContain('internal')
  })

  test('L21 a value of 10 MB', async () => {
    const script = once(SEARCH, ({ id }) => Buffer.concat([entry(id, '', { ...DSE, vendorName: ['x'.repeat(10 * 1024 * 1024)] }), done(id)]))
    const result = await run('L21 a value of 10 MB', script)
    expect(endsOf(result)[0]).toBe('limit')
  })
})

test('L2 the first packet is never answered', async () => {
  // A server that accepts nothing, with its queue full: the kernel drops what comes then.
  const stopped = spawn(process.execPath, [
    '-e',
    "require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log(this.address().port) })",
  ])
  const waiting: Socket[] = []
  try {
    const [line] = (await occurred(stopped.stdout, 'data')) as [Buffer]
    const port = Number(line.toString())
    stopped.kill('SIGSTOP')
    for (let count = 0; count < 4; count++) waiting.push(connect({ port, host: '127.0.0.1' }).on('error', () => {}))
    await sleep(300)
    const result = await collectedOver('ldap', { url: `ldap://127.0.0.1:${port}`, baseDn: 'dc=example,dc=test' }, FACTS)
    table.add('L2 the first packet is never answered', result)
    expect(endsOf(result)).toEqual(['timeout', 'timeout'])
  } finally {
    for (const socket of waiting) socket.destroy()
    stopped.kill('SIGKILL')
  }
})

/** Unhandled rejections end a process, or are printed by it: neither, however often. IAM_PREFLIGHT_REPEATS=200 for more. */
test('again and again: the process ends as it should and prints nothing', async () => {
  const scripts: readonly LdapScript[] = [
    { onConnect: (socket) => void socket.resetAndDestroy() },
    once(SEARCH, (request) => (request.socket.write(byBase(request).subarray(0, 20), () => request.socket.resetAndDestroy()), null)),
    once(BIND, ({ id }) => bound(id, 49)),
    { onRequest: answering },
  ]
  const times = Number(process.env['IAM_PREFLIGHT_REPEATS'] ?? 8)
  const unlisted = new FaultTable()
  for (let turn = 0; turn < times; turn += scripts.length)
    for (const result of await Promise.all(scripts.map((script, index) => run(`turn ${turn + index + 1}`, script, {}, unlisted))))
      expect(result.output).toContain('["",""]')
})
