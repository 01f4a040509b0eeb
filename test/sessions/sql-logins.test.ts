import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_TRUST, type TlsTrust } from '../../src/sessions/tls-trust.ts'
import { authorityIn, type Authority } from '../servers/authority.ts'
import * as my from '../servers/scripted-mysql.ts'
import * as pg from '../servers/scripted-postgres.ts'
import type { ScriptedServer } from '../servers/scripted-server.ts'
import { asked, connectedTo, failure, trusting } from '../support/sql-adapter.ts'

/** Servers that are not what they seem: nothing by which a password could be known goes to one that is not known, whatever it asks for (FAULTS D12 to D15). */
const PASSWORD = 'c4n4ry-Pa55w0rd-of-the-tests'
const LOGIN = { user: 'auditor', password: PASSWORD, database: 'identity' }

let directory: string
let authority: Authority
beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'sql-logins-')))
  authority = authorityIn(directory)
})
afterAll(() => rmSync(directory, { recursive: true }))

const started = (engine: 'postgres' | 'mysql', script: object): Promise<ScriptedServer> =>
  engine === 'postgres' ? pg.scriptedPostgres(script) : my.scriptedMysql(script)

const readOnce = async (engine: 'postgres' | 'mysql', port: number, wish: object): Promise<void> => {
  const adapter = await connectedTo(engine, port, { ...LOGIN, ...wish })
  try {
    await adapter.read([asked(engine, 'SELECT 1')], AbortSignal.timeout(2000))
  } finally {
    await adapter.close()
  }
}

/** How a login to a scripted server ends, and what the server got to see. */
const attempt = async <E extends 'postgres' | 'mysql'>(
  engine: E,
  script: E extends 'postgres' ? pg.PostgresScript : my.MysqlScript,
  trust: TlsTrust | null = null,
  more: { readonly timeout?: number } = {},
): Promise<{ readonly end: string; readonly server: ScriptedServer }> => {
  const server = await started(engine, script)
  try {
    const end = await failure(readOnce(engine, server.port, { trust, ...more }))
    expect(end).not.toContain(PASSWORD)
    expect(server.connections()).toBeLessThanOrEqual(1)
    return { end: end.replace(/ ?127\.0\.0\.1:\d+:/, ''), server }
  } finally {
    await server.stop()
  }
}

const pinned = (file: string): TlsTrust => ({ ...DEFAULT_TRUST, fingerprint: new X509Certificate(readFileSync(file)).fingerprint256 })

describe.each(['postgres', 'mysql'] as const)('%s', (engine) => {
  test('a healthy server is read, in clear on this host', async () => {
    expect((await attempt(engine, {})).end).toBe('no failure')
  })

  test('a healthy server is read under TLS, verified or pinned or believed', async () => {
    const tls = authority.issue(`good-${engine}`)
    for (const trust of [trusting(authority.ca), pinned(tls.cert), { ...DEFAULT_TRUST, insecure: true }]) {
      const { end, server } = await attempt(engine, { tls }, trust)
      expect(end).toBe('no failure')
      expect(server.clear().includes('auditor')).toBe(false)
      expect(server.secret().includes('auditor')).toBe(true)
    }
  })

  test.each([
    ['of an authority that is not known', {}, () => DEFAULT_TRUST],
    ['for another host', { names: ['DNS:other.example.test'] }, () => trusting(authority.ca)],
    ['that has expired', { days: -1 }, () => trusting(authority.ca)],
    ['that signs itself', { selfSigned: true }, () => trusting(authority.ca)],
    ['that is not the one that is pinned', {}, () => ({ ...DEFAULT_TRUST, fingerprint: 'AA'.repeat(32).replaceAll(/(..)(?=.)/g, '$1:') })],
  ])('a certificate %s: nobody logs in', async (what, wish, trust) => {
    const { end, server } = await attempt(engine, { tls: authority.issue(`${engine}-${what.length}`, wish) }, trust())
    expect(end).toMatch(/^unreachable: its certificate|^unreachable: .*certificate/)
    expect(server.secret().length).toBe(0)
    expect(server.clear().includes('auditor')).toBe(false)
  })

  test('D12 no TLS is offered where the plan asks for it: nothing but the question goes out', async () => {
    const { end, server } = await attempt(engine, {}, trusting(authority.ca))
    expect(end).toBe('unreachable: the server offers no TLS, which the plan asks for (tls), so nothing was sent')
    expect(server.clear().length).toBe(engine === 'postgres' ? 8 : 0)
  })

  test('another host without a word about TLS: refused with what to add, and nothing is connected to', async () => {
    const end = await failure(connectedTo(engine, 5432, { ...LOGIN, host: '192.0.2.1' }))
    expect(end).toMatch(/^unreachable: 192\.0\.2\.1:5432: the plan says nothing about TLS.*tls: \{ ca:/)
  })

  test('an empty password is none', async () => {
    expect(await failure(connectedTo(engine, 1, { ...LOGIN, password: '' }))).toMatch(/^secret-unavailable: .*the password of auditor is empty/)
  })

  test('silence ends at the time limit', async () => {
    const silent = engine === 'postgres' ? { onMessage: () => null } : { onConnect: () => null }
    expect((await attempt(engine, silent, null, { timeout: 500 })).end).toMatch(/^timeout/)
    expect((await attempt(engine, silent, trusting(authority.ca), { timeout: 500 })).end).toMatch(/^timeout/)
  })
})

describe('PostgreSQL', () => {
  const asking = (request: number, rest: Buffer | string = ''): pg.PostgresScript => ({
    onMessage: ({ type }) => (type === 'startup' ? pg.authentication(request, rest) : type === 'p' ? pg.LOGGED_IN : undefined),
  })

  test('more in clear behind the agreement to TLS: nothing is believed', async () => {
    const tls = authority.issue('injected')
    const { end, server } = await attempt(
      'postgres',
      { tls, onMessage: ({ type }) => (type === 'ssl' ? Buffer.concat([Buffer.from('S'), pg.LOGGED_IN]) : undefined) },
      trusting(authority.ca),
    )
    expect(end).toBe('parse-failed: it sent more in clear behind its agreement to TLS, so nothing was believed')
    expect(server.clear().length).toBe(8)
  })

  test.each([
    [3, '', /^auth-failed: the server asks for the password in clear/],
    [5, 'salt', /^auth-failed: the server asks for a login by MD5/],
    [2, '', /^unsupported: .*\(2\)/],
    [7, '', /^unsupported: .*\(7\)/],
    [9, '', /^unsupported: .*\(9\)/],
    [99, '', /^unsupported: .*\(99\)/],
    [-1, '', /^unsupported: .*\(-1\)/],
    [11, 'r=x,s=eA==,i=4096', /^auth-failed: the server does not finish the login it began/],
    [12, 'v=eA==', /^auth-failed: the server does not finish the login it began/],
  ])('D13, D15 a request of kind %i in clear is refused, and nothing is answered', async (request, rest, end) => {
    const result = await attempt('postgres', asking(request, rest))
    expect(result.end).toMatch(end)
    // The startup message, which says its own length, and nothing behind it.
    const sent = result.server.clear()
    expect(sent.length).toBe(sent.readInt32BE(0))
  })

  test('under TLS, verified, the password is sent when the server asks for it', async () => {
    const { end, server } = await attempt('postgres', { ...asking(3), tls: authority.issue('clear-text') }, trusting(authority.ca))
    expect(end).toBe('no failure')
    expect(server.clear().includes(PASSWORD)).toBe(false)
    expect(server.secret().includes(PASSWORD)).toBe(true)
  })

  test.each([
    ['at once', (type: string) => (type === 'startup' ? Buffer.concat([pg.authentication(10, 'SCRAM-SHA-256\0\0'), pg.LOGGED_IN]) : undefined)],
    [
      'in place of its proof',
      (type: string) => (type === 'startup' ? pg.authentication(10, 'SCRAM-SHA-256\0\0') : type === 'p' ? pg.LOGGED_IN : undefined),
    ],
    [
      'without any request',
      (type: string) => (type === 'startup' ? Buffer.concat([pg.authentication(10, 'SCRAM-SHA-256\0\0'), pg.ready('I')]) : undefined),
    ],
  ])('a SCRAM login that the server calls done %s is none', async (_when, onMessage) => {
    const { end } = await attempt('postgres', { onMessage: ({ type }) => onMessage(type) })
    expect(end).toMatch(/^auth-failed: the server does not finish the login it began/)
  })

  test('a server that does not know the password cannot prove that it does', async () => {
    let nonce = ''
    const { end } = await attempt('postgres', {
      onMessage: ({ type, body }) => {
        if (type === 'startup') return pg.authentication(10, 'SCRAM-SHA-256\0\0')
        if (type !== 'p') return undefined
        if (nonce !== '') return Buffer.concat([pg.authentication(12, `v=${Buffer.alloc(32).toString('base64')}`), pg.LOGGED_IN])
        nonce = /r=(.*)$/.exec(body.toString('latin1'))?.[1] ?? ''
        return pg.authentication(11, `r=${nonce}more,s=c2FsdHNhbHQ=,i=4096`)
      },
    })
    expect(end).toMatch(/^auth-failed: /)
  })

  test('rounds without end are not made', async () => {
    const { end } = await attempt('postgres', {
      onMessage: ({ type, body }) => {
        if (type === 'startup') return pg.authentication(10, 'SCRAM-SHA-256\0\0')
        if (type !== 'p') return undefined
        return pg.authentication(11, `r=${/r=(.*)$/.exec(body.toString('latin1'))?.[1] ?? ''}more,s=c2FsdHNhbHQ=,i=2000000000`)
      },
    })
    expect(end).toMatch(/^unsupported: .*more rounds of SCRAM/)
  })

  test('an encoding other than UTF-8 is not read', async () => {
    const latin = Buffer.concat([pg.authentication(0), pg.parameter('client_encoding', 'LATIN1'), pg.ready('I')])
    expect((await attempt('postgres', { onMessage: ({ type }) => (type === 'startup' ? latin : undefined) })).end).toBe(
      'parse-failed: the server does not answer in UTF-8',
    )
  })

  test('a refusal is told by its code, never in the words of the server', async () => {
    const words = `password authentication failed: ${PASSWORD}`
    for (const [code, end] of [
      ['28P01', 'auth-failed: the server refuses the account or its password (SQLSTATE 28P01)'],
      ['53300', 'unreachable: the server has too many connections (SQLSTATE 53300)'],
      ['3D000', 'missing-evidence: there is no database of that name (SQLSTATE 3D000)'],
      ['ZZZZZ', 'unreachable: the server answers with SQLSTATE ZZZZZ'],
    ])
      expect((await attempt('postgres', { onMessage: ({ type }) => (type === 'startup' ? pg.problem(code ?? '', words) : undefined) })).end).toBe(end)
  })
})

describe('MySQL', () => {
  const switching = (plugin: string, more?: Buffer): my.MysqlScript => ({
    onPacket: ({ type, sequence }) =>
      type === 'login'
        ? my.packet(sequence + 1, my.switchTo(plugin))
        : type === 'more' && more !== undefined
          ? my.packet(sequence + 1, more)
          : undefined,
  })

  test('more in clear behind the greeting: nothing is believed', async () => {
    const { end, server } = await attempt(
      'mysql',
      { tls: authority.issue('my-injected'), onConnect: () => Buffer.concat([my.packet(0, my.greeting(true)), my.packet(1, my.OK)]) },
      trusting(authority.ca),
    )
    expect(end).toBe('parse-failed: it sent more in clear where TLS was to begin, so nothing was believed')
    expect(server.clear().length).toBeLessThanOrEqual(36)
    expect(server.clear().includes('auditor')).toBe(false)
  })

  test.each(['mysql_clear_password', 'sha256_password', 'dialog', 'client_ed25519', 'auth_gssapi_client', '__proto__', ''])(
    'D13 a login of the kind %j is refused, and nothing is answered',
    async (plugin) => {
      const { end, server } = await attempt('mysql', switching(plugin))
      expect(end).toMatch(/^unsupported: the server asks for a login of a kind that is not supported/)
      expect(server.clear().includes(PASSWORD)).toBe(false)
    },
  )

  test.each(['mysql_clear_password', 'sha256_password'])('a greeting with %s gets no password in clear', async (plugin) => {
    const { server } = await attempt('mysql', { ...switching(plugin), plugin })
    expect(server.clear().includes(PASSWORD)).toBe(false)
  })

  test('D13 caching_sha2_password: the password itself is not sent in clear, nor under a key of the server', async () => {
    const { end, server } = await attempt('mysql', switching('caching_sha2_password', Buffer.from([1, 4])))
    expect(end).toMatch(/^auth-failed: the server wants the password itself \(caching_sha2_password\)/)
    expect(server.clear().includes(PASSWORD)).toBe(false)
    // Nor is the key asked for, by a packet of the one byte 2.
    expect(server.clear().includes(Buffer.from([1, 0, 0, 5, 2]))).toBe(false)
  })

  test('caching_sha2_password: what the server remembers suffices in clear, and under TLS it gets the password', async () => {
    const remembered: my.MysqlScript = {
      onPacket: ({ type, sequence }) => {
        if (type === 'login') return my.packet(sequence + 1, my.switchTo('caching_sha2_password'))
        return type === 'more' ? Buffer.concat([my.packet(sequence + 1, Buffer.from([1, 3])), my.packet(sequence + 2, my.OK)]) : undefined
      },
    }
    const inClear = await attempt('mysql', remembered)
    expect(inClear.end).toBe('no failure')
    expect(inClear.server.clear().includes(PASSWORD)).toBe(false)
    let asked = false
    const wanted: my.MysqlScript = {
      tls: authority.issue('sha2'),
      onPacket: ({ type, sequence }) => {
        if (type === 'login') return my.packet(sequence + 1, my.switchTo('caching_sha2_password'))
        if (type !== 'more' || asked) return undefined
        asked = true
        return my.packet(sequence + 1, Buffer.from([1, 4]))
      },
    }
    const { end, server } = await attempt('mysql', wanted, trusting(authority.ca))
    expect(end).toBe('no failure')
    expect(server.clear().includes(PASSWORD)).toBe(false)
    expect(server.secret().includes(PASSWORD)).toBe(true)
  })

  test('a greeting with caching_sha2_password, as MySQL 8 sends it: the same', async () => {
    const wanting = (tls: boolean): my.MysqlScript => ({
      plugin: 'caching_sha2_password',
      ...(tls ? { tls: authority.issue('sha2-greeting') } : {}),
      onPacket: ({ type, sequence }) => (type === 'login' ? my.packet(sequence + 1, Buffer.from([1, 4])) : undefined),
    })
    const inClear = await attempt('mysql', wanting(false))
    expect(inClear.end).toMatch(/^auth-failed: the server wants the password itself/)
    expect(inClear.server.clear().includes(PASSWORD)).toBe(false)
    const underTls = await attempt('mysql', wanting(true), trusting(authority.ca))
    expect(underTls.end).toBe('no failure')
    expect(underTls.server.clear().includes(PASSWORD)).toBe(false)
    expect(underTls.server.secret().includes(PASSWORD)).toBe(true)
  })

  test.each(['query', 'prepare', 'execute'])('D14 a file of this host is not sent, whatever is answered by its name (%s)', async (when) => {
    const { end, server } = await attempt('mysql', {
      onPacket: ({ type }) => (type === when ? my.packet(1, Buffer.from([0xfb]), '/etc/passwd') : undefined),
    })
    expect(end).toBe('auth-failed: the server asks for a file of this host, so nothing it says is believed')
    expect(server.clear().includes('root:')).toBe(false)
  })

  test('a refusal is told by its number, never in the words of the server', async () => {
    for (const [code, end] of [
      [1045, 'auth-failed: the server refuses the account or its password, or lets the account in only under TLS (error 1045)'],
      [1862, 'auth-failed: the password of the account is no longer valid and has to be changed first (error 1862)'],
      [9999, 'unreachable: the server answers with error 9999'],
    ] as const)
      expect(
        (
          await attempt('mysql', {
            onPacket: ({ type, sequence }) => (type === 'login' ? my.packet(sequence + 1, my.problem(code, PASSWORD)) : undefined),
          })
        ).end,
      ).toBe(end)
    expect((await attempt('mysql', { onConnect: () => my.packet(0, my.problem(1040)) })).end).toBe(
      'unreachable: the server has too many connections (error 1040)',
    )
  })
})
