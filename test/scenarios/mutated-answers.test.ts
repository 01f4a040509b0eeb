import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { TargetType } from '../../src/core/target.ts'
import { authorityIn, type Authority } from '../servers/authority.ts'
import { mutating, proxyTo } from '../servers/proxy.ts'
import { createIdentity, type RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { AUDITOR, slapdAvailable, startSlapd, type RunningSlapd } from '../servers/slapd.ts'
import { CANARY, collectedOver, type NetworkCollection } from '../support/network-collection.ts'
import { required } from '../support/required.ts'

/**
 * FAULTS.md L23: real servers behind a proxy that damages what they say, differently for each seed. The collector process may end in a value or an error,
 * never in a crash; under TLS, where damage is noticed, only in what the healthy server says or an error. 20 seeds a protocol here; IAM_PREFLIGHT_SEEDS=300
 * for more. Seeds that found something: 64, a value that the LDAP library's parser threw over.
 */
const SEEDS = [...Array.from({ length: Number(process.env['IAM_PREFLIGHT_SEEDS'] ?? 20) }, (_, index) => index + 1), 64]
const AT_ONCE = 4

const throughProxy = async (
  port: number,
  seed: number,
  type: TargetType,
  fields: (port: number) => JsonObject,
  facts: readonly string[],
  roots: readonly string[],
): Promise<NetworkCollection & { readonly wire: Buffer }> => {
  const proxy = await proxyTo(port, mutating(seed, type === 'database' ? DATABASE_ANSWERS : undefined))
  try {
    return { ...(await collectedOver(type, fields(proxy.port), facts, { roots })), wire: proxy.fromClients() }
  } finally {
    await proxy.stop()
  }
}

/** So many answers does it take a database to be logged in to and read. */
const DATABASE_ANSWERS = 30

const valuesOf = ({ evidence }: NetworkCollection): readonly unknown[] => evidence.map((item) => (item.state === 'value' ? item.value : null))

/** Values but for the port, which is the proxy's, and for how two clocks differ, which is a second more or less. */
const comparable = (value: unknown): string => JSON.stringify(value).replaceAll(/127\.0\.0\.1:\d+|"port":\d+|"clockSkew":-?\d+/g, '')

interface Protocol {
  readonly type: TargetType
  readonly facts: readonly string[]
  readonly port: () => number
  readonly fields: (port: number) => JsonObject
  readonly roots: () => readonly string[]
  /** Damage is noticed. */
  readonly sealed: boolean
}

const trial = async ({ type, facts, port, fields, roots, sealed }: Protocol): Promise<string> => {
  const healthy = valuesOf(await collectedOver(type, fields(port()), facts, { roots: roots() })).map(comparable)
  expect(healthy).not.toContain('null')
  const pending = [...SEEDS]
  const counts = { value: 0, error: 0 }
  const worker = async (): Promise<void> => {
    for (let seed = pending.shift(); seed !== undefined; seed = pending.shift()) {
      const result = await throughProxy(port(), seed, type, fields, facts, roots())
      expect(result.output, `seed ${seed}`).not.toContain(CANARY)
      if (sealed) expect(result.wire.includes(CANARY), `seed ${seed}`).toBe(false)
      expect(result.peakMegabytes, `seed ${seed}`).toBeLessThan(320)
      for (const [index, item] of result.evidence.entries()) {
        counts[item.state === 'value' ? 'value' : 'error'] += 1
        if (item.state === 'error') expect(item.reason.code, `seed ${seed}: ${item.reason.text}`).not.toBe('internal')
        else if (sealed) expect(comparable(item.state === 'value' ? item.value : null), `seed ${seed}`).toBe(healthy[index])
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return `${SEEDS.length} seeds: ${counts.value} values, ${counts.error} errors, no crash`
}

describe.skipIf(!required('slapd', slapdAvailable(), 'slapd'))('a real slapd behind a proxy that damages', () => {
  let slapd: RunningSlapd
  beforeAll(async () => {
    slapd = await startSlapd()
  })
  afterAll(() => slapd.stop())
  const login = { baseDn: 'dc=example,dc=test', bindDn: AUDITOR.dn, password: { secret: AUDITOR.password } }
  const facts = ['ldap-root', 'ldap-schema']

  test('in clear', async () => {
    const summary = await trial({
      type: 'ldap',
      facts,
      port: () => slapd.port,
      fields: (port) => ({ ...login, url: `ldap://127.0.0.1:${port}` }),
      roots: () => [slapd.directory],
      sealed: false,
    })
    process.stdout.write(`LDAP in clear, ${summary}\n`)
  })

  test('under TLS', async () => {
    const summary = await trial({
      type: 'ldap',
      facts,
      port: () => slapd.tlsPort,
      fields: (port) => ({ ...login, url: `ldaps://127.0.0.1:${port}`, tls: { ca: slapd.authority.ca } }),
      roots: () => [slapd.directory],
      sealed: true,
    })
    process.stdout.write(`ldaps, ${summary}\n`)
  })
})

describe('a real HTTPS server behind a proxy that damages', () => {
  let directory: string
  let authority: Authority
  let server: Server
  beforeAll(async () => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'mutated-')))
    authority = authorityIn(directory)
    const { cert, key } = authority.issue('am')
    server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"UP"}'),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
    rmSync(directory, { recursive: true })
  })

  test('probes without a session', async () => {
    const summary = await trial({
      type: 'pingam',
      facts: ['am-answers'],
      port: () => (server.address() as AddressInfo).port,
      fields: (port) => ({ url: `https://127.0.0.1:${port}/am`, token: { secret: CANARY }, tls: { ca: authority.ca } }),
      roots: () => [directory],
      sealed: true,
    })
    process.stdout.write(`HTTPS, ${summary}\n`)
  })
})

describe.each([
  ['postgres', () => startPostgres(), postgresAvailable()],
  ['mysql', () => startMysql('mariadb'), mariadbAvailable()],
] as const)('a real database behind a proxy that damages: %s', (engine, start, available) => {
  describe.skipIf(!required(engine, available, engine))('with an account of its own', () => {
    let server: RunningDatabase
    beforeAll(async () => {
      server = await start()
      createIdentity(server, CANARY)
      server.sql('identity', 'CREATE TABLE t (id int PRIMARY KEY, v varchar(20)); CREATE TABLE u (id int PRIMARY KEY REFERENCES t (id))')
    }, 60_000)
    afterAll(() => server.stop())

    test.each([
      ['in clear', false],
      ['under TLS', true],
    ])('%s', async (how, sealed) => {
      const summary = await trial({
        type: 'database',
        facts: ['database-server', 'database-catalogue'],
        port: () => server.port,
        fields: (port) => ({
          engine,
          host: '127.0.0.1',
          port,
          database: 'identity',
          user: 'auditor',
          password: { secret: CANARY },
          ...(sealed ? { tls: { ca: server.authority.ca } } : {}),
        }),
        roots: () => [server.directory],
        sealed,
      })
      process.stdout.write(`${engine} ${how}, ${summary}\n`)
    })
  })
})
