import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectMssql } from '../../src/sessions/sql/mssql.ts'
import { MSSQL_PREAMBLE } from '../../src/statements/sql/preamble.ts'
import { authorityIn, type Authority, type Issued } from '../servers/authority.ts'
import { startTds, type TdsAnswer, type TdsBehaviour, type TdsServer } from '../servers/tds.ts'
import { columnsToken, doneToken, errorToken, informationToken, loginAck, routingToken, rowToken, type TdsColumn } from '../servers/tds-types.ts'
import { CANARY, failure, sqlConnect, statement, trusting, type ConnectWish } from '../support/sql-connect.ts'

const text = (name: string): TdsColumn => ({ name, type: 'nvarchar' })

/** A SQL Server with the schemas dbo and wso2, where dbo is the default one and holds the table T. */
const account =
  (answer: TdsBehaviour['answer'], snapshots = '1'): TdsBehaviour['answer'] =>
  (asked, values) => {
    if (asked === MSSQL_PREAMBLE.login.text)
      return { columns: [text('a'), text('b'), text('c'), { name: 'd', type: 'int' }], rows: [['auditor', 'identity', 'dbo', snapshots]] }
    if (asked === MSSQL_PREAMBLE.schema.text)
      return { columns: [text('a')], rows: ['dbo', 'wso2'].filter((name) => name.toLowerCase() === values[0]?.toLowerCase()).map((name) => [name]) }
    if (asked === MSSQL_PREAMBLE.table.text) return { columns: [text('a')], rows: values.join('.') === 'dbo.T' ? [['T']] : [] }
    return answer(asked, values)
  }

const ONE: TdsAnswer = { columns: [text('a')], rows: [['one']] }

describe('the SQL Server adapter', () => {
  let directory: string
  let authority: Authority
  let tls: Issued
  const servers: TdsServer[] = []
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'tds-'))
    authority = authorityIn(directory)
    tls = authority.issue('sql')
  })
  afterAll(async () => {
    for (const server of servers) await server.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  const started = async (behaviour: Partial<TdsBehaviour> = {}): Promise<TdsServer> => {
    const server = await startTds({ tls, answer: account(() => ONE), ...behaviour })
    servers.push(server)
    return server
  }
  const connected = (server: { readonly port: number }, wish: Partial<ConnectWish> = {}) =>
    connectMssql(sqlConnect({ port: server.port, trust: trusting(authority.ca), ...wish }))
  const limit = (): AbortSignal => AbortSignal.timeout(5_000)

  describe('reads', () => {
    const columns: readonly TdsColumn[] = [
      text('text'),
      { name: 'max', type: 'nvarchar(max)' },
      { name: 'int', type: 'int' },
      { name: 'bigint', type: 'bigint' },
      { name: 'decimal', type: 'decimal', precision: 15, scale: 3 },
      { name: 'bit', type: 'bit' },
      { name: 'bytes', type: 'varbinary' },
      { name: 'float', type: 'float' },
      { name: 'money', type: 'money' },
      { name: 'datetime', type: 'datetime' },
    ]
    const row = [
      `O'Brien ünï 𐀀`,
      'x'.repeat(20_000),
      '-7',
      '9007199254740993',
      '-12.340',
      'true',
      '00ff',
      '1.5',
      '12.3456',
      '2026-01-02T03:04:05.000Z',
    ]

    it('values of every type as text, exactly', async () => {
      const server = await started({ answer: account(() => ({ columns, rows: [row, row.map(() => null)] })) })
      const adapter = await connected(server)
      const answers = await adapter.read([{ statement: statement('mssql', 'SELECT a FROM sys.x', columns.length), values: [] }], limit())
      expect(answers).toEqual([[row, row.map(() => null)]])
      await adapter.close()
    })

    it.each([
      ['a decimal of more digits than a number holds', { name: 'd', type: 'decimal', precision: 38, scale: 0 }, '12345678901234567890'],
      ['money of more digits than a number holds', { name: 'm', type: 'money' }, '900719925474.0993'],
    ] as const)('refuses %s', async (_what, column, value) => {
      const server = await started({ answer: account(() => ({ columns: [column], rows: [[value]] })) })
      const adapter = await connected(server)
      const asked = adapter.read([{ statement: statement('mssql', 'SELECT a FROM sys.x', 1), values: [] }], limit())
      expect(await failure(asked)).toMatch(/^unsupported: .*not read exactly/)
    })

    it.each([
      ['1', MSSQL_PREAMBLE.beginSnapshot.text],
      ['0', MSSQL_PREAMBLE.begin.text],
    ])('nothing but what is registered goes over the wire (row versions: %s)', async (snapshots, begin) => {
      const server = await started({ answer: account(() => ONE, snapshots) })
      const adapter = await connected(server)
      expect([adapter.user, adapter.database, adapter.schema, adapter.transport]).toEqual(['auditor', 'identity', 'dbo', 'verified'])
      expect(adapter.witness().verdict).toBe('not-witnessed')
      const questions = [
        { statement: statement('mssql', 'SELECT a FROM T WHERE b = @p1 AND c = @p2', 1, ['b', 'c']), values: [`'; DROP TABLE T --`, 'ü'] },
        { statement: statement('mssql', 'SELECT a FROM sys.tables', 1), values: [] },
      ]
      expect(await adapter.read(questions, limit())).toEqual([[['one']], [['one']]])
      await adapter.close()
      expect(server.asked).toEqual([
        'prelogin',
        'login auditor@identity',
        MSSQL_PREAMBLE.driver.text,
        MSSQL_PREAMBLE.settings.text,
        MSSQL_PREAMBLE.login.text,
        `${MSSQL_PREAMBLE.schema.text} [dbo]`,
        begin,
        `${MSSQL_PREAMBLE.table.text} [dbo, T]`,
        `SELECT a FROM T WHERE b = @p1 AND c = @p2 ['; DROP TABLE T --, ü]`,
        'SELECT a FROM sys.tables',
        MSSQL_PREAMBLE.rollback.text,
      ])
    })

    it('rolls back after an error, and goes on', async () => {
      const server = await started({ answer: account((asked) => (asked.includes('sys.a') ? { error: 229, message: `no, ${CANARY}` } : ONE)) })
      const adapter = await connected(server)
      const ask = (from: string) => adapter.read([{ statement: statement('mssql', `SELECT a FROM ${from}`, 1), values: [] }], limit())
      expect(await failure(ask('sys.a'))).toMatch(/^permission-denied: .*error 229/)
      expect(server.asked.at(-1)).toBe(MSSQL_PREAMBLE.rollback.text)
      expect(await ask('sys.b')).toEqual([[['one']]])
      await adapter.close()
    })
  })

  it('rolls back what may have begun where the server does not say so', async () => {
    const server = await started({ begin: { error: 8645, message: CANARY } })
    const adapter = await connected(server)
    expect(await failure(adapter.read([{ statement: statement('mssql', 'SELECT a FROM sys.x', 1), values: [] }], limit()))).toMatch(/^timeout: /)
    expect(server.asked.at(-1)).toBe(MSSQL_PREAMBLE.rollback.text)
    await adapter.close()
  })

  describe('tables without a schema', () => {
    it.each([
      ['of a schema that is not the default one', 'WSO2', 'T', /^unsupported: .*ALTER USER … WITH DEFAULT_SCHEMA = wso2/],
      ['that only dbo may have', 'dbo', 'U', /^missing-evidence: .*has no table U/],
    ])('are not read: %s', async (_what, schema, table, expected) => {
      const server = await started()
      const adapter = await connected(server, { schema })
      expect(await failure(adapter.read([{ statement: statement('mssql', `SELECT a FROM ${table}`, 1), values: [] }], limit()))).toMatch(expected)
      expect(server.asked).not.toContain(`SELECT a FROM ${table}`)
      await adapter.close()
    })

    it('of a schema that is not there', async () => {
      expect(await failure(connected(await started(), { schema: 'nowhere' }))).toMatch(/^missing-evidence: .*no schema nowhere/)
    })
  })

  describe('sends no login', () => {
    const trusted = (): ConnectWish['trust'] => trusting(authority.ca)
    it.each<[string, Partial<TdsBehaviour>, (() => Partial<ConnectWish>) | null, RegExp]>([
      ['without tls in the plan', {}, () => ({ trust: null }), /^unreachable: .*tls: \{ ca:/],
      ['of an account of Windows', {}, () => ({ user: 'CORP\\auditor' }), /^auth-failed: .*account of Windows/],
      ['with an empty password', {}, () => ({ password: '' }), /^secret-unavailable/],
      ['where the server says it has no encryption', { encryption: 2 }, null, /^unreachable: .*does not encrypt \(PRELOGIN 2\)/],
      ['where the server says encryption is off', { encryption: 0 }, null, /^unreachable: .*does not encrypt \(PRELOGIN 0\)/],
      ['where the server says it encrypts, and does not', { encryption: 1, tls: null }, null, /^unreachable: .*does not speak TLS/],
      ['to one whose authority is not known', {}, () => ({ trust: {} }), /^unreachable: .*not trusted/],
      ['to one of another name', {}, () => ({ trust: { ...trusted(), serverName: 'elsewhere.example' } }), /^unreachable: .*for another host/],
      ['to one of another fingerprint', {}, () => ({ trust: { fingerprint: 'AA:BB' } }), /^unreachable: .*not the one the plan pins/],
      ['to one that is silent', { prelogin: 'silence' }, () => ({ ms: 1_500 }), /^timeout: /],
      ['to one that does not speak TDS', { prelogin: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n') }, null, /^parse-failed: .*does not speak/],
      [
        'to one whose PRELOGIN says nothing of encryption',
        { prelogin: Buffer.from('040100140000010000000600060a0000000000ff', 'hex') },
        null,
        /^parse-failed: /,
      ],
    ])('%s', async (_what, behaviour, wish, expected) => {
      const server = await started(behaviour)
      expect(await failure(connected(server, wish?.()))).toMatch(expected)
      expect(server.asked.filter((asked) => asked.startsWith('login'))).toEqual([])
      expect(server.received().includes(Buffer.from('auditor', 'utf16le'))).toBe(false)
    })

    it('to one that is not there', async () => {
      const server = await started()
      await server.stop()
      expect(await failure(connected(server))).toMatch(/^unreachable: .*refused/)
    })

    it('to one with a half-open door: it hangs up at a PRELOGIN and speaks no TLS', async () => {
      const server = await started({ prelogin: 'hang-up' })
      expect(await failure(connected(server, { ms: 2_000 }))).toMatch(/^(?:unreachable|timeout): /)
      expect(server.received().includes(Buffer.from('auditor', 'utf16le'))).toBe(false)
    })
  })

  it.each([
    ['pinned', (issued: Issued) => ({ fingerprint: fingerprintOf(issued) })],
    ['unverified', () => ({ insecure: true })],
  ])('is %s where the plan says so', async (transport, trust) => {
    const adapter = await connected(await started({ encryption: 3 }), { trust: trust(tls) })
    expect(adapter.transport).toBe(transport)
    await adapter.close()
  })

  it('speaks TDS 8 with a server that hangs up at anything but TLS', async () => {
    const server = await started({ strict: true })
    const adapter = await connected(server)
    expect(await adapter.read([{ statement: statement('mssql', 'SELECT a FROM sys.x', 1), values: [] }], limit())).toEqual([[['one']]])
    expect(adapter.transport).toBe('verified')
    await adapter.close()
    expect(server.connections()).toBe(2)
    expect(server.asked.slice(0, 2)).toEqual(['prelogin', 'login auditor@identity'])
  })

  describe('a login is tried once, and ends with', () => {
    it.each<[string, TdsAnswer, RegExp]>([
      ['a wrong password', { error: 18456, message: `Login failed for user 'auditor', ${CANARY}.` }, /^auth-failed: .*error 18456/],
      ['a password that must be changed', { error: 18488, message: 'must be changed' }, /^auth-failed: .*must be changed first/],
      ['an expired password', { error: 18487, message: 'expired' }, /^auth-failed: .*has expired/],
      ['no such database', { error: 4060, message: 'Cannot open database "identity"' }, /^missing-evidence: .*error 4060/],
      ['too many connections', { error: 17809, message: 'too many' }, /^unreachable: .*too many connections/],
      ['an error that passes', { error: 40613, message: 'not currently available' }, /^unreachable: .*error 40613/],
      ['an error nobody has foreseen', { error: 31337, message: CANARY }, /^unreachable: .*error 31337/],
      [
        'another server',
        { tokens: Buffer.concat([routingToken('replica.example', 1433), loginAck(), doneToken(0xfd, null)]) },
        /^unreachable: .*read-only routing/,
      ],
      ['no end', { tokens: errorToken(0, 'x').subarray(0, 5) }, /^(?:parse-failed|auth-failed|timeout|unreachable): /],
      ['bytes that are no token', { tokens: Buffer.alloc(64, 0xff) }, /^(?:parse-failed|auth-failed|unreachable): /],
      ['an unknown token', { tokens: Buffer.from([0x42, 0, 0, 0, 0]) }, /^(?:parse-failed|unreachable): /],
      [
        'rows in place of a login',
        { tokens: Buffer.concat([columnsToken([text('a')]), rowToken([text('a')], ['x'])]) },
        /^(?:parse-failed|auth-failed|unreachable): /,
      ],
      ['tokens without end', { endless: informationToken('x'.repeat(1_500)) }, /^(?:limit|timeout): /],
      ['silence', 'silence', /^timeout: /],
      ['a connection that is cut', 'hang-up', /^unreachable: /],
    ])('%s', async (_what, login, expected) => {
      const server = await started({ login })
      expect(await failure(connected(server, { ms: 1_500 }))).toMatch(expected)
      expect(server.asked.filter((asked) => asked.startsWith('login'))).toHaveLength(1)
      expect(server.connections()).toBe(1)
    })
  })

  describe('an answer that is', () => {
    const rows = (count: number): Buffer =>
      Buffer.concat([columnsToken([text('a')]), ...Array.from({ length: count }, () => rowToken([text('a')], ['x']))])
    it.each<[string, TdsAnswer, RegExp]>([
      ['a lock', { error: 1222, message: 'Lock request time out period exceeded.' }, /^timeout: .*holds a lock/],
      ['no table', { error: 208, message: 'Invalid object name' }, /^missing-evidence: .*no such table/],
      ['not said to be whole', { tokens: rows(2) }, /^truncated: /],
      ['a procedure that failed', { tokens: Buffer.concat([rows(2), doneToken(0xfe, null)]) }, /^truncated: /],
      ['more rows than there may be', { columns: [text('a')], rows: Array.from({ length: 12 }, () => ['x']) }, /^limit: .*more than 11 rows/],
      ['cut within a row', { tokens: rows(2).subarray(0, -1) }, /^(?:parse-failed|truncated|unreachable): /],
      ['damaged', { tokens: Buffer.concat([rows(1), Buffer.alloc(32, 0xff)]) }, /^(?:parse-failed|truncated|unreachable): /],
      ['an unknown token', { tokens: Buffer.concat([rows(1), Buffer.from([0x42])]) }, /^(?:parse-failed|unreachable): /],
      ['without end', { endless: informationToken('x'.repeat(1_500)) }, /^(?:limit|timeout): /],
      ['silence', 'silence', /^timeout: /],
      ['a connection that is cut', 'hang-up', /^unreachable: /],
    ])('%s', async (_what, answer, expected) => {
      const server = await started({ answer: account(() => answer) })
      const adapter = await connected(server)
      const asked = adapter.read([{ statement: statement('mssql', 'SELECT a FROM sys.x', 1), values: [] }], AbortSignal.timeout(1_500))
      expect(await failure(asked)).toMatch(expected)
      await adapter.close()
    })

    it('late: the server is told to stop before the connection would be given up, and goes on', async () => {
      const server = await started({ answer: account((asked) => (asked.includes('sys.slow') ? 'silence' : ONE)) })
      const adapter = await connected(server)
      const ask = (from: string) =>
        adapter.read([{ statement: statement('mssql', `SELECT a FROM ${from}`, 1), values: [] }], AbortSignal.timeout(20_000))
      expect(await failure(ask('sys.slow'))).toMatch(/^timeout: /)
      expect(server.asked.slice(-2)).toEqual(['attention', MSSQL_PREAMBLE.rollback.text])
      expect(await ask('sys.x')).toEqual([[['one']]])
      await adapter.close()
    })

    it('endless: no more is taken than a question may have', async () => {
      const huge = { columns: [{ name: 'a', type: 'nvarchar(max)' as const }], rows: Array.from({ length: 5 }, () => ['x'.repeat(1_200_000)]) }
      const server = await started({ answer: account(() => huge) })
      const adapter = await connected(server)
      const asked = adapter.read([{ statement: statement('mssql', 'SELECT a FROM sys.x', 1), values: [] }], limit())
      expect(await failure(asked)).toMatch(/^limit: .*more than \d+ bytes/)
      await adapter.close()
    })
  })
})

const fingerprintOf = ({ cert }: Issued): string => new X509Certificate(readFileSync(cert)).fingerprint256
