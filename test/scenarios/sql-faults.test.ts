import { randomBytes } from 'node:crypto'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { authorityIn, type Authority } from '../servers/authority.ts'
import { createIdentity, type RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { proxyTo } from '../servers/proxy.ts'
import * as my from '../servers/scripted-mysql.ts'
import * as pg from '../servers/scripted-postgres.ts'
import { dripped, flood, type ScriptedServer } from '../servers/scripted-server.ts'
import { FaultTable } from '../support/fault-table.ts'
import { CANARY, collectedOver, endsOf, type NetworkCollection } from '../support/network-collection.ts'
import { required } from '../support/required.ts'

/**
 * FAULTS.md, cases D: databases that answer what they should not, read by a real collector process. Whatever one does, a fact is what a healthy database gives
 * or an error with its reason; nothing hangs, nothing breaks, and the password is in nothing that comes out.
 */
const FACTS = ['database-server', 'database-catalogue'] as const
const table = new FaultTable()
afterAll(() => table.print())

const collected = async (
  engine: 'postgres' | 'mysql',
  port: number,
  name: string,
  more: JsonObject = {},
  roots: readonly string[] = [],
): Promise<NetworkCollection> => {
  const fields = { engine, host: '127.0.0.1', port, database: 'identity', user: 'auditor', password: { secret: CANARY }, ...more }
  const result = await collectedOver('database', fields, FACTS, { roots })
  table.add(`${engine}: ${name}`, result)
  expect(result.output).not.toContain(Buffer.from(CANARY).toString('base64'))
  return result
}

const held = async (engine: 'postgres' | 'mysql', name: string, server: ScriptedServer): Promise<NetworkCollection> => {
  try {
    const result = await collected(engine, server.port, name)
    expect(server.connections()).toBe(1)
    return result
  } finally {
    await server.stop()
  }
}

/** Both facts end in an error that is not a defect of the tool. */
const assertErrors = ({ evidence, seconds }: NetworkCollection): void => {
  expect(evidence.map(({ state }) => state)).toEqual(['error', 'error'])
  for (const item of evidence) if (item.state === 'error') expect(item.reason.code, item.reason.text).not.toBe('internal')
  // The time of the target (20 s) is the bound; how much less it took is printed.
  expect(seconds).toBeLessThan(25)
}

describe.concurrent('whatever a PostgreSQL server answers, both facts end in an error', () => {
  const at = (type: string, answer: (step: pg.PostgresStep) => Buffer | null): pg.PostgresScript => ({
    onMessage: (step) => (step.type === type && (type !== 'S' || pg.isQuestion(step.text)) ? answer(step) : undefined),
  })
  const reset = ({ peer }: pg.PostgresStep): null => (peer.socket.resetAndDestroy(), null)
  const partly = Buffer.concat([pg.PARSED, pg.columns(['a']), pg.row(['x'])])
  const cases: readonly (readonly [string, pg.PostgresScript])[] = [
    ['accepts and never answers', { onMessage: () => null }],
    ['D4 answers the login and then nothing', at('S', () => null)],
    ['D4 stalls in the middle of a result', at('S', () => partly)],
    ['D4 drips a result', at('S', ({ peer, text }) => (dripped(peer.socket, pg.answered(text)), null))],
    ['D6 resets at once', { onConnect: ({ socket }) => void socket.resetAndDestroy() }],
    ['D6 resets at the login', at('startup', reset)],
    ['D6 resets in the middle of a result', at('S', (step) => (step.peer.socket.write(partly, () => reset(step)), null))],
    ['D6 hangs up in the middle of a result', at('S', ({ peer }) => (peer.socket.end(partly), null))],
    ['D7 rows without end', at('S', ({ peer }) => (peer.send(partly), flood(peer.socket, pg.row(['x'.repeat(1000)])), null))],
    [
      'D7 tiny rows without end',
      at('S', ({ peer }) => (peer.send(partly), flood(peer.socket, Buffer.concat(Array.from({ length: 2000 }, () => pg.row([''])))), null)),
    ],
    ['D7 notices without end', at('S', ({ peer }) => (flood(peer.socket, pg.message('N', 'SNOTICE\0C00000\0Mx\0\0')), null))],
    [
      'D8 a row of 1 GB',
      at(
        'S',
        ({ peer }) => (peer.send(Buffer.concat([partly, Buffer.from('D'), pg.int32(1 << 30)])), flood(peer.socket, Buffer.alloc(65_536)), null),
      ),
    ],
    ['D8 a text of 9 MB', at('S', () => Buffer.concat([partly, pg.row(['x'.repeat(9 * 1024 * 1024)])]))],
    ['D15 a login of a kind nobody knows', at('startup', () => pg.authentication(99))],
    ['D15 that in place of a result', at('S', () => pg.authentication(99))],
    ['garbage', { onConnect: ({ socket }) => void socket.write(randomBytes(4096)) }],
    ['zeros', { onConnect: ({ socket }) => void socket.write(Buffer.alloc(4096)) }],
    ['0xFF', { onConnect: ({ socket }) => void socket.write(Buffer.alloc(4096, 0xff)) }],
    ['a greeting of HTTP', { onConnect: ({ socket }) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n') }],
    ['a greeting of MySQL', { onConnect: ({ socket }) => void socket.write(my.packet(0, my.greeting(false))) }],
    ['results before anything was asked', at('startup', () => Buffer.concat([pg.LOGGED_IN, pg.answered('SELECT 1')]))],
    ['a row with a value longer than itself', at('S', () => Buffer.concat([partly, pg.message('D', pg.int16(1), 99, 'x')]))],
    ['a row with fewer values than it says', at('S', () => Buffer.concat([partly, pg.message('D', pg.int16(3), 1, 'x')]))],
    ['bytes that are no text', at('S', () => Buffer.concat([partly, pg.row([Buffer.from([0xff, 0xfe])])]))],
    ['fewer rows than it says', at('S', () => Buffer.concat([partly, pg.message('C', 'SELECT 5\0'), pg.ready()]))],
    ['a request for a file (COPY)', at('S', () => Buffer.concat([pg.PARSED, pg.message('G', Buffer.from([0, 0, 0]))]))],
    ['an error', at('S', () => Buffer.concat([pg.problem('42501', `permission denied for ${CANARY}`), pg.ready('E')]))],
    ['an error without a code', at('S', () => Buffer.concat([pg.message('E', 'SERROR\0\0'), pg.ready('E')]))],
    ['the answer to no question', at('S', () => pg.message('E', '\0'))],
    ['the wrong number of columns', {}],
  ]
  test.each(cases)('%s', async (name, script) => assertErrors(await held('postgres', name, await pg.scriptedPostgres(script))))
})

describe.concurrent('whatever a MySQL server answers, both facts end in an error', () => {
  const at = (type: string, answer: (step: my.MysqlStep) => Buffer | null): my.MysqlScript => ({
    onPacket: (step) => (step.type === type ? answer(step) : undefined),
  })
  const reset = ({ peer }: my.MysqlStep): null => (peer.socket.resetAndDestroy(), null)
  const whole = my.executed({ names: ['a'], rows: [['x']] })
  const partly = whole.subarray(0, whole.length - 9)
  const rowsFrom = (sequence: number, count: number, row: Buffer): Buffer =>
    my.packets(
      sequence,
      Array.from({ length: count }, () => row),
    )
  const cases: readonly (readonly [string, my.MysqlScript])[] = [
    ['accepts and never answers', { onConnect: () => null }],
    ['D4 answers the login and then nothing', at('prepare', () => null)],
    ['D4 stalls in the middle of a result', at('execute', () => partly)],
    ['D4 drips a result', at('execute', ({ peer }) => (dripped(peer.socket, whole), null))],
    ['D6 resets at once', { onConnect: ({ socket }) => (socket.resetAndDestroy(), null) }],
    ['D6 resets at the login', at('login', reset)],
    ['D6 resets in the middle of a result', at('execute', (step) => (step.peer.socket.write(partly, () => reset(step)), null))],
    ['D6 hangs up in the middle of a result', at('execute', ({ peer }) => (peer.socket.end(partly), null))],
    [
      'D7 rows without end',
      at('execute', ({ peer }) => {
        peer.send(partly)
        flood(peer.socket, rowsFrom(5, 256, my.binaryRow(['x'.repeat(200)])))
        return null
      }),
    ],
    [
      'D8 a row of 1 GB',
      at('execute', ({ peer }) => {
        peer.send(Buffer.concat([partly, Buffer.from([0xff, 0xff, 0xff, 5])]))
        flood(peer.socket, Buffer.alloc(65_536))
        return null
      }),
    ],
    ['D8 a row of 9 MB', at('execute', () => Buffer.concat([partly, my.packet(5, Buffer.alloc(9 * 1024 * 1024))]))],
    ['D14 asks for a file', at('execute', () => my.packet(1, Buffer.from([0xfb]), '/etc/passwd'))],
    ['garbage', { onConnect: () => randomBytes(4096) }],
    ['zeros', { onConnect: () => Buffer.alloc(4096) }],
    ['0xFF', { onConnect: () => Buffer.alloc(4096, 0xff) }],
    ['a greeting of HTTP', { onConnect: () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n') }],
    ['a greeting of PostgreSQL', { onConnect: () => pg.LOGGED_IN }],
    ['a greeting of a few bytes', { onConnect: () => my.packet(0, Buffer.from([10, 0x35])) }],
    ['packets out of order', at('execute', () => my.packets(9, [Buffer.from([1])]))],
    ['columns that claim more than they hold', at('execute', () => my.packets(1, [Buffer.from([1]), Buffer.from([200, 1, 2])]))],
    ['a number of columns that nobody has', at('execute', () => my.packets(1, [Buffer.from([0xfe, 255, 255, 255, 255, 255, 255, 255, 255])]))],
    ['a row that ends early', at('execute', () => Buffer.concat([partly, my.packet(5, Buffer.from([0, 0, 99]))]))],
    ['bytes that are no text', at('execute', () => my.executed({ names: ['a'], rows: [[Buffer.from([0xff, 0xfe])]] }))],
    ['an error', at('execute', () => my.packet(1, my.problem(1142, `SELECT denied to ${CANARY}`)))],
    ['an error in an error', at('execute', () => my.packet(1, Buffer.from([0xff])))],
    ['results behind the result', at('execute', () => Buffer.concat([whole, whole]))],
    ['the wrong number of columns', {}],
  ]
  test.each(cases)('%s', async (name, script) => assertErrors(await held('mysql', name, await my.scriptedMysql(script))))
})

describe('nothing secret goes out unless the other side is known', () => {
  let directory: string
  let authority: Authority
  beforeAll(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'sql-faults-')))
    authority = authorityIn(directory)
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  test.each(['postgres', 'mysql'] as const)('D12 %s without TLS, where the plan asks for it', async (engine) => {
    const server = await (engine === 'postgres' ? pg.scriptedPostgres({}) : my.scriptedMysql({}))
    try {
      const result = await collected(engine, server.port, 'D12 no TLS', { tls: { ca: authority.ca } }, [directory])
      expect(endsOf(result)).toEqual(['unreachable', 'unreachable'])
      expect(server.clear().includes('auditor')).toBe(false)
    } finally {
      await server.stop()
    }
  })
})

describe.each([
  ['postgres', () => startPostgres(), postgresAvailable()],
  ['mysql', () => startMysql('mariadb'), mariadbAvailable()],
] as const)('a real server: %s', (engine, start, available) => {
  describe.skipIf(!required(engine, available, engine))('through a proxy', () => {
    let server: RunningDatabase
    beforeAll(async () => {
      server = await start()
      createIdentity(server, CANARY)
      server.sql('identity', 'CREATE TABLE t (id int PRIMARY KEY, v varchar(20))')
    }, 60_000)
    afterAll(async () => server.stop())
    const tls = (): JsonObject => ({ tls: { ca: server.authority.ca } })

    test('is read by a process that may do nothing else, in clear and under TLS, and bears witness', async () => {
      for (const more of [{}, tls()]) {
        const result = await collected(engine, server.port, 'healthy', more, [server.directory])
        expect(endsOf(result), result.output).toEqual(['value', 'value'])
        expect(result.output).toContain('["",""]')
        expect(result.witness.map(({ verdict }) => verdict)).toEqual(['nothing-written'])
      }
    })

    test('D5 a connection that falls silent both ways in the middle of a result', async () => {
      let chunks = 0
      const proxy = await proxyTo(server.port, (chunk) => (chunks++ < 12 ? chunk : Buffer.alloc(0)))
      try {
        assertErrors(await collected(engine, proxy.port, 'D5 silence', {}, [server.directory]))
      } finally {
        await proxy.stop()
      }
    })

    test('the connection is lost between two facts: nobody comes back', async () => {
      let chunks = 0
      const proxy = await proxyTo(server.port, (chunk) => (chunks++ < 14 ? chunk : null))
      try {
        const before = server.log().length
        const result = await collected(engine, proxy.port, 'lost in between', {}, [server.directory])
        expect(endsOf(result)).not.toContain('internal')
        expect(endsOf(result).at(-1)).not.toBe('value')
        expect(
          server
            .log()
            .slice(before)
            .match(/connection authorized|Connect\tauditor/g)?.length,
        ).toBe(1)
      } finally {
        await proxy.stop()
      }
    })

    test('D9 a wrong password', async () => {
      const result = await collected(engine, server.port, 'D9 a wrong password', { password: { secret: `${CANARY}-not` } }, [server.directory])
      expect(endsOf(result)).toEqual(['auth-failed', 'auth-failed'])
    })
  })
})
