import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { db2ErrorOf } from '../../src/sessions/sql/db2-error.ts'
import { connectDb2, db2Over, type Db2Connection, type Db2Driver, type Db2Result } from '../../src/sessions/sql/db2.ts'
import { DB2_PREAMBLE } from '../../src/statements/sql/preamble.ts'
import { authorityIn, type Authority } from '../servers/authority.ts'
import { startTns, type TnsListener } from '../servers/tns.ts'
import { CANARY, failure, sqlConnect, statement, trusting, type ConnectWish } from '../support/sql-connect.ts'

type Answer = readonly (readonly unknown[])[] | Error | 'silence'

/** What ibm_db's documentation says it does: neither it nor a Db2 can be had here. */
const fixture = (answerTo: (text: string) => Answer = () => [['one']], opening: Error | null = null) => {
  const calls: string[] = []
  const opened: string[] = []
  const connection: Db2Connection = {
    queryResult: ({ sql, params }, done) => {
      calls.push(params.length === 0 ? sql : `${sql} ${JSON.stringify(params)}`)
      const answer: Answer =
        sql === DB2_PREAMBLE.login.text
          ? [['AUDITOR', 'IDENTITY', 'AUDITOR ']]
          : sql === DB2_PREAMBLE.schema.text
            ? [['AUDITOR'], ['WSO2 '], ['wso2']].filter(([name = '']) => name.trimEnd() === params[0] || name.trimEnd() === params[1]?.toUpperCase())
            : sql.startsWith('SET ')
              ? []
              : answerTo(sql)
      if (answer === 'silence') return
      if (answer instanceof Error) return void setImmediate(() => done(answer, undefined as never))
      const left = [...answer]
      const result: Db2Result = {
        fetch: ({ fetchMode }, told) => void setImmediate(told, null, fetchMode === 3 ? (left.shift() ?? null) : []),
        close: (told) => told(null),
      }
      setImmediate(done, null, result)
    },
    beginTransaction: (done) => (calls.push('begin'), done(null)),
    rollbackTransaction: (done) => (calls.push('rollback'), done(null)),
    close: (done) => (calls.push('close'), done(null)),
  }
  const driver: Db2Driver = {
    open: (text, _options, done) => {
      opened.push(text)
      setImmediate(() => done(opening, opening === null ? connection : (undefined as never)))
    },
  }
  return { driver, calls, opened }
}

describe('the Db2 adapter (fixtures of the driver)', () => {
  let directory: string
  let authority: Authority
  let clear: TnsListener
  let secure: TnsListener
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'db2-'))
    authority = authorityIn(directory)
    // Anything that listens: the driver of the fixture never gets there.
    clear = await startTns('silence')
    secure = await startTns('silence', authority.issue('db2'))
  })
  afterAll(async () => {
    await clear.stop()
    await secure.stop()
    rmSync(directory, { recursive: true, force: true })
  })
  const connected = ({ driver }: { driver: Db2Driver }, wish: Partial<ConnectWish> = {}) =>
    db2Over(() => driver, sqlConnect({ port: clear.port, trust: null, password: 'canary-4711', ...wish }))
  const question = (text: string, values: readonly string[] = [], rows = 10) => ({ statement: statement('db2', text, 1, values, rows), values })
  const limit = (): AbortSignal => AbortSignal.timeout(5_000)

  it('sends what is registered, and rolls back', async () => {
    const own = fixture()
    const adapter = await connected(own)
    expect([adapter.user, adapter.database, adapter.schema, adapter.transport]).toEqual(['AUDITOR', 'IDENTITY', 'AUDITOR', 'clear'])
    expect(await adapter.read([question('SELECT A FROM T WHERE B = ?', ["'; DROP"]), question('SELECT 1 FROM SYSIBM.SYSDUMMY1')], limit())).toEqual([
      [['one']],
      [['one']],
    ])
    expect(adapter.witness()).toMatchObject({ verdict: 'not-witnessed', text: expect.stringContaining('native code') })
    await adapter.close()
    expect(own.calls).toEqual([
      DB2_PREAMBLE.isolation.text,
      DB2_PREAMBLE.waits.text,
      DB2_PREAMBLE.login.text,
      `${DB2_PREAMBLE.schema.text} ["AUDITOR","AUDITOR"]`,
      'SET CURRENT SCHEMA = "AUDITOR"',
      'begin',
      `SELECT A FROM T WHERE B = ? ["'; DROP"]`,
      'SELECT 1 FROM SYSIBM.SYSDUMMY1',
      'rollback',
      'close',
    ])
  })

  it('gives every value as text, and refuses what is not exact', async () => {
    const row = ['ü', '9007199254740993', null, new Date('2026-01-02T03:04:05.006Z'), Buffer.from([0, 255]), true, -3, 1.5]
    const adapter = await connected(fixture(() => [row]))
    const [[answer] = []] = await adapter.read([question('SELECT 1 FROM X.Y')], limit())
    expect(answer).toEqual(['ü', '9007199254740993', null, '2026-01-02T03:04:05.006Z', '00ff', 'true', '-3', '1.5'])
    const inexact = await connected(fixture(() => [[2 ** 60]]))
    expect(await failure(inexact.read([question('SELECT 1 FROM X.Y')], limit()))).toMatch(/^unsupported: /)
  })

  it.each([
    ['wso2', 'wso2'],
    ['Wso2', 'WSO2'],
  ])('looks at the schema %s as %s', async (wanted, found) => {
    const own = fixture()
    expect((await connected(own, { schema: wanted })).schema).toBe(found)
    expect(own.calls).toContain(`SET CURRENT SCHEMA = "${found}"`)
  })

  it('takes no more rows than a question may have, and rolls back', async () => {
    const own = fixture(() => Array.from({ length: 20 }, () => ['x']))
    const adapter = await connected(own)
    expect(await failure(adapter.read([question('SELECT 1 FROM X.Y', [], 5)], limit()))).toMatch(/^limit: .*more than 6 rows/)
    expect(own.calls.at(-1)).toBe('rollback')
  })

  it('gives up what does not end, and asks nothing more of it', async () => {
    const own = fixture(() => 'silence')
    const adapter = await connected(own)
    expect(await failure(adapter.read([question('SELECT 1 FROM X.Y')], AbortSignal.timeout(200)))).toMatch(/^timeout: /)
    expect(await failure(adapter.read([question('SELECT 1 FROM X.Y')], limit()))).toMatch(/^unreachable: .*given up/)
    expect(own.calls.at(-1)).toBe('close')
  })

  it('of a schema that is not there', async () => {
    const own = fixture()
    expect(await failure(connected(own, { schema: 'NOWHERE' }))).toMatch(/^missing-evidence: .*no schema NOWHERE/)
    expect(own.calls.at(-1)).toBe('close')
  })

  it('tells the driver where to go and nothing else', async () => {
    const own = fixture()
    await connected(own)
    expect(own.opened).toEqual([
      `DATABASE=identity;HOSTNAME=127.0.0.1;PORT=${clear.port};PROTOCOL=TCPIP;UID=auditor;PWD=canary-4711;ConnectTimeout=5;ClientApplName=iam-preflight;`,
    ])
  })

  it('tells it, without TLS, the address that has been found to be of this host, not a name to resolve anew', async () => {
    const own = fixture()
    await connected(own, { host: 'localhost' })
    expect(own.opened[0]).toContain(';HOSTNAME=127.0.0.1;')
  })

  it('closes a connection that comes too late', async () => {
    const own = fixture()
    const late: Db2Driver = { open: (text, options, done) => void setTimeout(() => own.driver.open(text, options, done), 300) }
    expect(await failure(connected({ driver: late }, { ms: 150 }))).toMatch(/^timeout: /)
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(own.calls).toEqual(['close'])
  })

  it('goes under TLS by the authorities of a file', async () => {
    const own = fixture()
    const adapter = await connected(own, { port: secure.port, trust: { ...trusting(authority.ca), caFile: authority.ca } })
    expect(adapter.transport).toBe('verified')
    expect(own.opened[0]).toMatch(/Security=SSL;SSLServerCertificate=[^;]+;SSLClientHostnameValidation=Basic;$/)
  })

  it.each<[string, () => Partial<ConnectWish>, RegExp]>([
    ['whose authority is not known', () => ({ port: secure.port, trust: { ca: null, caFile: '/x.pem' } }), /^unreachable: .*not trusted/],
    [
      'of another name',
      () => ({ port: secure.port, host: 'localhost', trust: { ...trusting(authority.ca), caFile: authority.ca, serverName: 'x' } }),
      /^unsupported: .*tls.serverName/,
    ],
    ['that is pinned', () => ({ trust: { fingerprint: 'AA:BB' } }), /^unsupported: .*tls.fingerprint/],
    ['that is to be believed', () => ({ trust: { insecure: true } }), /^unsupported: .*tls.insecure/],
    ['with tls and no ca', () => ({ trust: {} }), /^unsupported: /],
    ['on another host without tls', () => ({ host: 'db.example' }), /^unreachable: .*tls: \{ ca:/],
    ['with a password that would end its value', () => ({ password: 'canary;SECURITY=NONE' }), /^unsupported: .*the password$/],
    ['with a database that would end its value', () => ({ database: 'x;PWD=y' }), /^unsupported: .*the name of the database$/],
    ['with an empty password', () => ({ password: '' }), /^secret-unavailable: /],
  ])('never lets the driver go to a server %s', async (_what, wish, expected) => {
    const own = fixture()
    expect(await failure(connected(own, wish()))).toMatch(expected)
    expect(own.opened).toEqual([])
  })

  it('says how to install a driver that is not there', async () => {
    expect(await failure(connectDb2(sqlConnect({ port: clear.port, trust: null })))).toMatch(
      /^driver-missing: .*npm install ibm_db --allow-scripts=ibm_db$/,
    )
  })

  it('tells why a login fails', async () => {
    const why = new Error(
      '[IBM][CLI Driver] SQL30082N  Security processing failed with reason "24" ("USERNAME AND/OR PASSWORD INVALID").  SQLSTATE=08001',
    )
    expect(await failure(connected(fixture(undefined, why)))).toMatch(/^auth-failed: .*account or its password is wrong/)
  })
})

describe('errors of Db2', () => {
  it.each([
    ['SQL0204N  "X.T" is an undefined name.  SQLSTATE=42704', 'missing-evidence', '204'],
    [`SQL0551N  "${CANARY}" does not have the required authorization`, 'permission-denied', '551'],
    ['SQL0911N  The current transaction has been rolled back because of a deadlock or timeout.  Reason code "68".', 'timeout', '911'],
    ['SQL1013N  The database alias name or database name "X" could not be found.', 'missing-evidence', '1013'],
    ['SQL30081N  A communication error has been detected.', 'unreachable', '30081'],
    ['SQL30082N  Security processing failed with reason "1" ("PASSWORD EXPIRED").', 'auth-failed', 'expired'],
    ['SQL30082N  Security processing failed with reason "99" ("?").', 'auth-failed', '30082'],
    ['SQL9999N  nobody has foreseen this', 'unreachable', '9999'],
    [`something else with ${CANARY}`, 'parse-failed', 'does not say why'],
  ])('%s', (message, code, text) => {
    const error = db2ErrorOf(new Error(message), 'db:50000')
    expect([error.code, error.message.includes(text), error.message.includes(CANARY)]).toEqual([code, true, false])
  })
})
