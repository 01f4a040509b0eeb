import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { FactError } from '../../src/core/fact-error.ts'
import { Secret } from '../../src/core/secret.ts'
import type { Network } from '../../src/core/network.ts'
import type { Target } from '../../src/core/target.ts'
import { installFaultHook } from '../../src/sessions/fault-points.ts'
import { networkDoorsOf } from '../../src/sessions/network-doors.ts'
import { HTTP_REQUESTS } from '../../src/statements/http.ts'
import { LDAP_SEARCHES } from '../../src/statements/ldap.ts'
import { SQL_STATEMENTS } from '../../src/statements/sql/index.ts'
import { authorityIn, type Authority } from '../servers/authority.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { AUDITOR, slapdAvailable, startSlapd, type RunningSlapd } from '../servers/slapd.ts'
import { sessionOver } from '../support/files.ts'
import { required } from '../support/required.ts'

/** FAULTS.md, torture mode: each connection, handshake, sending and receiving of the network doors fails once. */
afterEach(() => installFaultHook(null))

const used = async (target: Target, roots: readonly string[], use: (network: Network) => Promise<unknown>): Promise<unknown> => {
  const doors = await networkDoorsOf(target)
  if (doors === null) throw new Error('no doors')
  try {
    return await use(doors.network({ files: sessionOver(roots).files, signal: new AbortController().signal, record: () => {} }))
  } finally {
    installFaultHook(null)
    await doors.close()
  }
}

const faultOf = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code })
const openDescriptors = (): number => readdirSync('/proc/self/fd').length

/** Fails the k-th touch, for every k there is; an error must be one the report can tell, an answer the healthy one. */
const tortured = async (code: string, attempt: () => Promise<unknown>): Promise<number> => {
  const healthy = await attempt()
  for (let k = 1; ; k++) {
    let count = 0
    installFaultHook((name) => {
      if (name.startsWith('net.') && ++count === k) throw faultOf(code)
    })
    let answer: unknown
    try {
      answer = await attempt()
      expect(answer, `touch ${k}`).toEqual(healthy)
    } catch (error) {
      expect(error, `touch ${k}`).toBeInstanceOf(FactError)
      expect((error as FactError).code, `touch ${k}`).not.toBe('internal')
    }
    if (count < k) return k - 1
  }
}

describe.skipIf(!required('slapd', slapdAvailable(), 'slapd')).each(['ECONNRESET', 'ETIMEDOUT', 'EPIPE'])(
  'each touch of the network fails once with %s',
  (code) => {
    let slapd: RunningSlapd
    let directory: string
    let authority: Authority
    let server: Server
    beforeAll(async () => {
      slapd = await startSlapd()
      directory = realpathSync(mkdtempSync(join(tmpdir(), 'torture-')))
      authority = authorityIn(directory)
      const { cert, key } = authority.issue('am')
      server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (_request, response) => response.end('fine'))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    })
    afterAll(async () => {
      server.closeAllConnections()
      server.close()
      rmSync(directory, { recursive: true })
      await slapd.stop()
    })

    const directoryTarget = (fields: object): Target => ({
      name: 'ds',
      type: 'ldap',
      role: 'identity-store',
      fields: {
        url: `ldap://127.0.0.1:${slapd.port}`,
        baseDn: 'dc=example,dc=test',
        bindDn: AUDITOR.dn,
        password: Secret.of(AUDITOR.password),
        tls: { ca: slapd.authority.ca },
        ...fields,
      },
    })
    const readsSchema = async ({ ldap }: Network): Promise<unknown> => [
      await ldap.entry(LDAP_SEARCHES.rootDse, ''),
      (await ldap.entry(LDAP_SEARCHES.schema, 'cn=Subschema'))?.attributes.get('objectclasses')?.length,
    ]

    test.each([
      ['ldap', () => ({})],
      ['StartTLS', () => ({ startTls: true })],
      ['ldaps', () => ({ url: `ldaps://127.0.0.1:${slapd.tlsPort}` })],
    ])('%s', async (_name, fields) => {
      const before = openDescriptors()
      const touches = await tortured(code, () => used(directoryTarget(fields()), [slapd.directory], readsSchema))
      expect(touches).toBeGreaterThan(4)
      expect(openDescriptors()).toBeLessThanOrEqual(before + 1)
    })

    test('https, and looking at a certificate', async () => {
      const { port } = server.address() as AddressInfo
      const target: Target = {
        name: 'am',
        type: 'pingam',
        role: 'instance',
        fields: { url: `https://127.0.0.1:${port}/am`, tls: { ca: authority.ca } },
      }
      const touches = await tortured(code, () => used(target, [directory], async ({ http }) => (await http.get(HTTP_REQUESTS.amLive)).body))
      expect(touches).toBeGreaterThan(2)
      // Whether a client certificate is asked for takes a second handshake; when that fails, it is not known.
      const look = async ({ tls }: Network): Promise<unknown> => ({ ...(await tls.peer()), clientCertificate: null })
      expect(await tortured(code, () => used(target, [directory], look))).toBeGreaterThan(1)
    })
  },
)

describe.each([
  ['postgres', () => startPostgres(), postgresAvailable()],
  ['mysql', () => startMysql('mariadb'), mariadbAvailable()],
] as const)('each touch of a database fails once: %s', (engine, start, available) => {
  describe.skipIf(!required(engine, available, engine))('with', () => {
    let server: RunningDatabase
    beforeAll(async () => {
      server = await start()
      server.sql(engine === 'postgres' ? 'postgres' : '', 'CREATE DATABASE identity')
    }, 60_000)
    afterAll(() => server.stop())

    test.each(['ECONNRESET', 'ETIMEDOUT', 'EPIPE'].flatMap((code) => [[code, false] as const, [code, true] as const]))(
      '%s, under TLS: %s',
      async (code, secure) => {
        const { user, password } = server.admin
        const fields = { engine, host: '127.0.0.1', port: server.port, database: 'identity', user, password: Secret.of(password) }
        const target: Target = {
          name: 'db',
          type: 'database',
          role: 'identity-db',
          fields: { ...fields, ...(secure ? { tls: { ca: server.authority.ca } } : {}) },
        }
        const statement = SQL_STATEMENTS.find((one) => one.engine === engine && one.facts.includes('database-catalogue'))
        if (statement === undefined) throw new Error('no statement')
        const read = async ({ sql }: Network): Promise<unknown> => sql.read([{ statement, values: statement.parameters.map(() => 'public') }])
        const before = openDescriptors()
        const touches = await tortured(code, () => used(target, [server.directory], read))
        expect(touches).toBeGreaterThan(10)
        expect(openDescriptors()).toBeLessThanOrEqual(before + 1)
      },
    )
  })
})
