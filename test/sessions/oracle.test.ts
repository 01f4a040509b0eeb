import { mkdtempSync, rmSync } from 'node:fs'
import net, { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OracleConnection, OracleDriver } from 'oracledb'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { FactError } from '../../src/core/fact-error.ts'
import { oracleErrorOf } from '../../src/sessions/sql/oracle-error.ts'
import { connectOracle, oracleOver } from '../../src/sessions/sql/oracle.ts'
import { ORACLE_PREAMBLE } from '../../src/statements/sql/preamble.ts'
import type { TlsTrust } from '../../src/sessions/tls-trust.ts'
import { authorityIn, type Authority, type Issued } from '../servers/authority.ts'
import { startTns, type TnsBehaviour, type TnsListener } from '../servers/tns.ts'
import { CANARY, failure, sqlConnect, statement, trusting, type ConnectWish } from '../support/sql-connect.ts'

const limit = (): AbortSignal => AbortSignal.timeout(5_000)
const listeners: TnsListener[] = []
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.stop()
})
const listening = async (behaviour: TnsBehaviour, tls: Issued | null = null): Promise<TnsListener> => {
  const listener = await startTns(behaviour, tls)
  listeners.push(listener)
  return listener
}

/** The real driver against a listener that lets nobody through: what no fixture can show. */
describe('the Oracle adapter at a listener', () => {
  it.each<[string, TnsBehaviour, Partial<ConnectWish>, RegExp]>([
    ['that knows no such service', { refuse: 12514 }, {}, /^missing-evidence: .*no service of that name/],
    ['that knows no such SID', { refuse: 12505 }, { naming: 'sid' }, /^missing-evidence: .*no SID of that name/],
    ['that finds no free server', { refuse: 12519 }, {}, /^unreachable: .*ORA 12519/],
    ['that refuses for another reason', { refuse: 12599 }, {}, /^unreachable: .*ORA 12599/],
    ['that refuses and does not say why', { refuse: null }, {}, /^unreachable: .*the listener refuses/],
    ['that is silent', 'silence', { ms: 1_500 }, /^timeout: /],
    ['that hangs up', 'hang-up', {}, /^unreachable: /],
    ['that speaks something else', { bytes: Buffer.from('HTTP/1.1 400 Bad\r\n\r\n') }, { ms: 1_500 }, /^(?:parse-failed|unreachable|timeout): /],
    ['that sends a packet of no known kind', { bytes: Buffer.from([0, 8, 0, 0, 99, 0, 0, 0]) }, {}, /^parse-failed: /],
    ['that sends a packet shorter than a header', { bytes: Buffer.alloc(16) }, {}, /^(?:parse-failed|unreachable): /],
  ])('%s', async (_what, behaviour, wish, expected) => {
    const listener = await listening(behaviour)
    expect(await failure(connectOracle(sqlConnect({ port: listener.port, trust: null, ...wish })))).toMatch(expected)
    expect(listener.connections()).toBe(1)
    expect(listener.received().includes(CANARY)).toBe(false)
  })

  it('that is not there', async () => {
    const listener = await startTns('silence')
    await listener.stop()
    expect(await failure(connectOracle(sqlConnect({ port: listener.port, trust: null })))).toMatch(/^unreachable: .*refused/)
  })

  it('that sends it on is not followed, not even to a place that answers', async () => {
    let followed = 0
    const elsewhere = createServer(() => (followed += 1))
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    const { port } = elsewhere.address() as { port: number }
    const listener = await listening({ redirect: { host: '127.0.0.1', port } })
    expect(await failure(connectOracle(sqlConnect({ port: listener.port, trust: null })))).toMatch(
      new RegExp(`^unreachable: .*sends the connection on to 127\\.0\\.0\\.1:${port}.*name that one in the plan`),
    )
    expect([followed, listener.connections()]).toEqual([0, 1])
    // Nothing of it is left behind for others.
    const other = net.connect(port, '127.0.0.1')
    await new Promise((resolve) => other.once('connect', resolve))
    other.destroy()
    elsewhere.close()
  })

  it.each([
    ['a service that is a piece of a descriptor', { database: 'x)(SECURITY=(SSL_SERVER_DN_MATCH=no)' }, /^parse-failed: /],
    ['an empty password', { password: '' }, /^secret-unavailable: /],
    ['another host without tls', { host: 'db.example', trust: null }, /^unreachable: .*tls: \{ ca:/],
  ])('nothing is connected to for %s', async (_what, wish, expected) => {
    const listener = await listening('silence')
    expect(await failure(connectOracle(sqlConnect({ port: listener.port, ...wish })))).toMatch(expected)
    expect(listener.connections()).toBe(0)
  })

  it('has its place and its name in the descriptor, and no file or variable a say in it', async () => {
    const listener = await listening({ refuse: 12514 })
    await failure(connectOracle(sqlConnect({ port: listener.port, trust: null, host: 'localhost', database: 'svc.example' })))
    expect(listener.asked[0]).toMatch(
      /^\(DESCRIPTION=\(ADDRESS=\(PROTOCOL=tcp\)\(HOST=[\d.:a-f]+\)\(PORT=\d+\)\)\(CONNECT_DATA=\(SERVICE_NAME=svc\.example\)/,
    )
  })

  describe('under TLS', () => {
    let directory: string
    let authority: Authority
    let tls: Issued
    beforeAll(() => {
      directory = mkdtempSync(join(tmpdir(), 'tns-'))
      authority = authorityIn(directory)
      tls = authority.issue('oracle')
    })
    afterAll(() => rmSync(directory, { recursive: true, force: true }))

    it.each<[string, TnsBehaviour, () => Partial<TlsTrust>, RegExp, number]>([
      ['is verified', { refuse: 12514 }, () => trusting(authority.ca), /^missing-evidence: /, 1],
      [
        'is verified anew when the listener hands the connection over',
        { renegotiate: 12514 },
        () => trusting(authority.ca),
        /^missing-evidence: /,
        2,
      ],
      ['may be unverified', { refuse: 12514 }, () => ({ insecure: true }), /^missing-evidence: /, 1],
      ['of an unknown authority sends nothing', { refuse: 12514 }, () => ({}), /^unreachable: .*not trusted/, 0],
      [
        'of another name sends nothing',
        { refuse: 12514 },
        () => ({ ...trusting(authority.ca), serverName: 'db.example' }),
        /^unreachable: .*another host/,
        0,
      ],
      ['of another fingerprint sends nothing', { refuse: 12514 }, () => ({ fingerprint: 'AA:BB' }), /^unreachable: .*pins/, 0],
    ])('%s', async (_what, behaviour, trust, expected, sent) => {
      const listener = await listening(behaviour, tls)
      expect(await failure(connectOracle(sqlConnect({ port: listener.port, trust: trust() })))).toMatch(expected)
      expect(listener.asked).toHaveLength(sent)
    })

    it('is not to be had from one that has none', async () => {
      const listener = await listening({ refuse: 12514 })
      expect(await failure(connectOracle(sqlConnect({ port: listener.port, ms: 1_500 })))).toMatch(/^(?:unreachable|timeout): /)
      expect(listener.asked).toEqual([])
    })
  })
})

/** What the driver's documentation says it does, for what lies behind a login: no Oracle can be had here. */
const fixture = (rowsOf: (text: string) => readonly (readonly unknown[])[] | Error, current = 'AUDITOR') => {
  const calls: string[] = []
  const options: Readonly<Record<string, unknown>>[] = []
  const connection: OracleConnection = {
    callTimeout: 0,
    module: '',
    execute: async (text, values, how) => {
      calls.push(Object.keys(values).length === 0 ? text : `${text} ${JSON.stringify(values)}`)
      options.push(how)
      if (text === ORACLE_PREAMBLE.login.text) return { rows: [['AUDITOR', 'IDENTITY', current]] }
      if (text === ORACLE_PREAMBLE.schema.text)
        return { rows: [['AUDITOR'], ['WSO2'], ['wso2'], ['SHADY']].filter(([name]) => name === values['1'] || name === values['2']?.toUpperCase()) }
      if (text === ORACLE_PREAMBLE.shadows.text) return { rows: values['1'] === 'SHADY' ? [['ALL_TABLES']] : [] }
      const rows = text.startsWith('SELECT') ? rowsOf(text) : []
      if (rows instanceof Error) throw rows
      return { rows }
    },
    rollback: async () => void calls.push('ROLLBACK'),
    close: async (how) => void calls.push(`close ${JSON.stringify(how)}`),
  }
  const driver: OracleDriver = {
    OUT_FORMAT_ARRAY: 4001,
    DB_TYPE_VARCHAR: 1,
    DB_TYPE_NUMBER: 2010,
    DB_TYPE_CLOB: 2017,
    DB_TYPE_NCLOB: 2030,
    DB_TYPE_LONG: 2024,
    STRING: 2001,
    getConnection: async () => connection,
  }
  return { driver, connection, calls, options }
}

describe('the Oracle adapter behind a login (fixtures of the driver)', () => {
  const connected = async ({ driver }: { driver: OracleDriver }, wish: Partial<ConnectWish> = {}) => {
    const { port } = await listening('silence')
    return oracleOver(async () => driver, sqlConnect({ port, trust: null, ...wish }))
  }
  const question = (text: string, values: readonly string[] = [], rows = 10) => ({ statement: statement('oracle', text, 1, values, rows), values })

  it('sends what is registered, in a transaction that only reads and is rolled back', async () => {
    const own = fixture(() => [['one']])
    const adapter = await connected(own)
    expect([adapter.user, adapter.database, adapter.schema, adapter.transport]).toEqual(['AUDITOR', 'IDENTITY', 'AUDITOR', 'clear'])
    expect(
      await adapter.read([question('SELECT A FROM T WHERE B = :1 AND C = :2', ["'; DROP", 'ü']), question('SELECT 1 FROM DUAL')], limit()),
    ).toEqual([[['one']], [['one']]])
    expect(adapter.witness().verdict).toBe('not-witnessed')
    await adapter.close()
    expect(own.calls).toEqual([
      ORACLE_PREAMBLE.login.text,
      `${ORACLE_PREAMBLE.schema.text} {"1":"AUDITOR","2":"AUDITOR"}`,
      `${ORACLE_PREAMBLE.shadows.text} {"1":"AUDITOR"}`,
      'ROLLBACK',
      ORACLE_PREAMBLE.begin.text,
      `SELECT A FROM T WHERE B = :1 AND C = :2 {"1":"'; DROP","2":"ü"}`,
      'SELECT 1 FROM DUAL',
      'ROLLBACK',
      'close {"drop":true}',
    ])
    expect(own.connection.callTimeout).toBeGreaterThan(0)
  })

  it('asks for no more rows than one above the most, and for numbers as text', async () => {
    const own = fixture(() => [])
    const adapter = await connected(own)
    await adapter.read([question('SELECT 1 FROM DUAL', [], 7)], limit())
    const last = own.options.at(-1)
    expect(last).toMatchObject({ maxRows: 8, outFormat: 4001, autoCommit: false })
    const handler = last?.['fetchTypeHandler']
    if (typeof handler !== 'function') throw new Error('no handler')
    for (const dbType of [2010, 2017, 2030, 2024]) expect(handler({ dbType })).toEqual({ type: 2001 })
    expect(handler({ dbType: 1 })).toBeUndefined()
  })

  it('gives every value as text', async () => {
    const row = ['ü', '12345678901234567890', null, undefined, new Date('2026-01-02T03:04:05.006Z'), Buffer.from([0, 255]), true, 3]
    const own = fixture(() => [row])
    const adapter = await connected(own)
    const [[answer] = []] = await adapter.read([question('SELECT 1 FROM DUAL')], limit())
    expect(answer).toEqual(['ü', '12345678901234567890', null, null, '2026-01-02T03:04:05.006Z', '00ff', 'true', '3'])
  })

  it.each([
    ['a number that is not exact', 2 ** 60],
    ['an object', { a: 1 }],
  ])('refuses %s', async (_what, value) => {
    const own = fixture(() => [[value]])
    const adapter = await connected(own)
    expect(await failure(adapter.read([question('SELECT 1 FROM DUAL')], limit()))).toMatch(/^unsupported: /)
    expect(own.calls.at(-1)).toBe('ROLLBACK')
  })

  it.each([
    ['wso2', 'wso2', true],
    ['Wso2', 'WSO2', true],
    ['auditor', 'AUDITOR', false],
  ])('looks at the schema %s as %s', async (wanted, found, moved) => {
    const own = fixture(() => [])
    const adapter = await connected(own, { schema: wanted })
    expect(adapter.schema).toBe(found)
    expect(own.calls.includes(`ALTER SESSION SET CURRENT_SCHEMA = "${found}"`)).toBe(moved)
  })

  it('of a schema that is not there', async () => {
    expect(
      await failure(
        connected(
          fixture(() => []),
          { schema: 'NOWHERE' },
        ),
      ),
    ).toMatch(/^missing-evidence: .*no schema NOWHERE/)
  })

  it('of a schema whose tables would stand for the dictionary', async () => {
    expect(
      await failure(
        connected(
          fixture(() => []),
          { schema: 'SHADY' },
        ),
      ),
    ).toMatch(/^ambiguous: .*view of the dictionary/)
  })

  it('ends a statement that does not end, and hangs up', async () => {
    const own = fixture(() => [])
    const adapter = await connected(own)
    const { execute } = own.connection
    Object.assign(own.connection, {
      execute: (...args: Parameters<typeof execute>) => (args[0].includes('SLOW') ? new Promise(() => {}) : execute(...args)),
    })
    expect(await failure(adapter.read([question('SELECT 1 FROM SLOW')], AbortSignal.timeout(300)))).toMatch(/^timeout: /)
  })

  it('says how to install a driver that is not there', async () => {
    const missing = async (): Promise<OracleDriver> => {
      throw Object.assign(new Error("Cannot find package 'oracledb'"), { code: 'ERR_MODULE_NOT_FOUND' })
    }
    expect(await failure(oracleOver(missing, sqlConnect({ port: 1, trust: null })))).toMatch(/^driver-missing: .*npm install oracledb/)
  })
})

describe('errors of Oracle', () => {
  it.each([
    ['ORA-01017: invalid credential or not authorized; logon denied', 'auth-failed', 'ORA 01017'],
    ['ORA-28001: the password has expired', 'auth-failed', 'ORA 28001'],
    ['ORA-28000: The account is locked.', 'auth-failed', 'ORA 28000'],
    [`ORA-00942: table or view "X"."${CANARY}" does not exist`, 'missing-evidence', 'ORA 00942'],
    ['ORA-01031: insufficient privileges', 'permission-denied', 'ORA 01031'],
    ['ORA-01555: snapshot too old', 'changed', 'ORA 01555'],
    ['ORA-01456: may not perform insert/delete/update operation inside a READ ONLY transaction', 'internal', 'ORA 01456'],
    ['NJS-533: Advanced Networking Option service negotiation failed.\nCause: ORA-12660', 'unsupported', 'ORA 12660'],
    ['NJS-533: Advanced Networking Option service negotiation failed.', 'unsupported', 'SQLNET.ENCRYPTION_SERVER'],
    ['NJS-116: password verifier type 0x939 is not supported by node-oracledb in Thin mode', 'unsupported', '10g'],
    ['NJS-138: connections to this database server version are not supported', 'unsupported', '12.1'],
    ['NJS-123: call timeout of 4500 ms exceeded', 'timeout', 'NJS 123'],
    ['ORA-31337: nobody has foreseen this', 'unreachable', 'ORA 31337'],
    [`something else with ${CANARY}`, 'parse-failed', 'damaged'],
  ])('%s', (message, code, text) => {
    const error = oracleErrorOf(new Error(message), 'db:1521')
    expect(error).toBeInstanceOf(FactError)
    expect([error.code, error.message.includes(text), error.message.includes(CANARY)]).toEqual([code, true, false])
  })
})
