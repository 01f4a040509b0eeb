import { createRequire } from 'node:module'
import { FactError } from '../../core/fact-error.ts'
import type { SqlRow } from '../../core/sql.ts'
import type { Transport } from '../../core/transport.ts'
import { LIMITS } from '../../limits.ts'
import { DB2_PREAMBLE as PREAMBLE } from '../../statements/sql/preamble.ts'
import { signalError } from '../dialer.ts'
import type { ConnectAdapter, SqlAdapter, SqlConnect } from './adapter.ts'
import { db2ErrorOf } from './db2-error.ts'
import { driverOf } from './driver.ts'
import { driverText } from './driver-values.ts'
import { clearConnection } from './protection.ts'

/** What is used of the library ibm_db (node-ibm_db, "API documentation"), which cannot be installed everywhere. */
export interface Db2Driver {
  readonly open: (connection: string, options: { readonly connectTimeout: number }, done: (error: unknown, connection: Db2Connection) => void) => void
}
type Told = (error: unknown) => void
export interface Db2Connection {
  readonly queryResult: (
    question: { readonly sql: string; readonly params: readonly string[] },
    done: (error: unknown, result: Db2Result) => void,
  ) => void
  readonly beginTransaction: (done: Told) => void
  readonly rollbackTransaction: (done: Told) => void
  readonly close: (done: Told) => void
}
export interface Db2Result {
  readonly fetch: (options: { readonly fetchMode: number }, done: (error: unknown, row: readonly unknown[] | null) => void) => void
  readonly close: (done: Told) => void
}

/** Rows as arrays. */
const FETCH_ARRAY = 3

/** Db2 over the library ibm_db, which stands on IBM's client: native code that opens its own connections. */
export const connectDb2: ConnectAdapter = (connect) => db2Over(() => createRequire(import.meta.url)('ibm_db'), connect)

/** The same over a driver that is loaded in another way; a test's. */
export const db2Over = async (load: () => Db2Driver | Promise<Db2Driver>, connect: SqlConnect): Promise<SqlAdapter> => {
  const { login, dialer, signal } = connect
  const driver = await driverOf('db2', 'ibm_db', load)
  const password = login.password.reveal()
  if (password === '') throw new FactError('secret-unavailable', `${dialer.name}: the password of ${login.user} is empty`)
  const connectionString = connectionStringOf(connect, password)
  const { transport, reached } = await lookedAt(connect)
  const limits = { connectTimeout: LIMITS.connect.value / 1000 }
  const connection = await told<Db2Connection>(connect, signal, (done) =>
    driver.open(connectionString(reached), limits, (error, opened) => {
      // It cannot be stopped, and nobody waits for it any more.
      if (signal.aborted && (error === null || error === undefined)) opened.close(() => {})
      done(error, opened)
    }),
  )
  try {
    return await adapterOver(connection, transport, connect)
  } catch (error) {
    connection.close(() => {})
    throw error
  }
}

/**
 * What is there is looked at over the guarded dialer first: whether it answers and, under TLS, whether it is whom the plan means. The driver verifies the
 * certificate once more, by the same authorities; its own connection is the one thing of the tool that the dialer does not see.
 */
const lookedAt = async (connect: SqlConnect): Promise<{ readonly transport: Transport; readonly reached: string }> => {
  const { dialer, trust, signal } = connect
  const { host } = dialer.destination
  if (trust === null) {
    const socket = await clearConnection(connect)
    // The driver would resolve a name once more, and come to another host than the one that was found to be this.
    const reached = socket.remoteAddress ?? host
    socket.destroy()
    return { transport: 'clear', reached }
  }
  const { socket, transport } = await dialer.secure(trust, signal)
  socket.destroy()
  // By its name, which the driver verifies.
  return { transport, reached: host }
}

/** Throws FactError for what cannot be written into it, before anything is contacted. */
const connectionStringOf = ({ login, dialer, trust }: SqlConnect, password: string): ((host: string) => string) => {
  const { name } = dialer
  if (trust !== null) {
    const { fingerprint, insecure, serverName, client, caFile } = trust
    const beyond = [
      fingerprint !== null && 'fingerprint',
      insecure && 'insecure',
      serverName !== null && 'serverName',
      client !== null && 'clientCert',
    ]
    const asked = beyond.filter((word) => word !== false)
    if (asked.length > 0 || caFile === undefined)
      throw new FactError(
        'unsupported',
        `${name}: the driver for Db2 takes tls.ca, and not ${asked.map((word) => `tls.${word}`).join(', ') || 'tls without it'}`,
      )
  }
  const parts: readonly (readonly [string, string])[] = [
    ['DATABASE', login.address.database],
    ['HOSTNAME', login.address.host],
    ['PORT', String(login.address.port)],
    ['PROTOCOL', 'TCPIP'],
    ['UID', login.user],
    ['PWD', password],
    ['ConnectTimeout', String(LIMITS.connect.value / 1000)],
    ['ClientApplName', 'iam-preflight'],
    ...(trust?.caFile === undefined
      ? []
      : ([
          ['Security', 'SSL'],
          ['SSLServerCertificate', trust.caFile],
          ['SSLClientHostnameValidation', 'Basic'],
        ] as const)),
  ]
  // A semicolon would end the value, and begin a keyword of somebody else's.
  const unfit = parts.find(([, value]) => /[;{}"'=\p{Cc}]|^\s|\s$/u.test(value))
  if (unfit !== undefined) throw new FactError('unsupported', `${name}: the driver for Db2 takes no ; = { } " ' in ${WORDS[unfit[0]] ?? unfit[0]}`)
  return (host) => parts.map(([key, value]) => `${key}=${key === 'HOSTNAME' ? host : value};`).join('')
}

const WORDS: Readonly<Record<string, string>> = { DATABASE: 'the name of the database', HOSTNAME: 'the host', UID: 'the user', PWD: 'the password' }

/** What a call of the driver tells its callback. It cannot be stopped: when the signal is aborted first, only the wait for it ends. */
const told = async <T>({ dialer }: SqlConnect, signal: AbortSignal, begin: (done: (error: unknown, value: T) => void) => void): Promise<T> => {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const onAbort = (): void => reject(signalError(signal, dialer.name))
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    if (!signal.aborted) begin((error, value) => (error === null || error === undefined ? resolve(value) : reject(db2ErrorOf(error, dialer.name))))
    return await promise
  } catch (error) {
    throw db2ErrorOf(error, dialer.name)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

const adapterOver = async (connection: Db2Connection, transport: Transport, connect: SqlConnect): Promise<SqlAdapter> => {
  const { dialer, login, signal } = connect
  const ask = async (text: string, values: readonly string[], most: number, limit: AbortSignal): Promise<readonly SqlRow[]> => {
    const result = await told<Db2Result>(connect, limit, (done) => connection.queryResult({ sql: text, params: values }, done))
    const rows: SqlRow[] = []
    try {
      for (;;) {
        const row = await told<readonly unknown[] | null>(connect, limit, (done) => result.fetch({ fetchMode: FETCH_ARRAY }, done))
        if (row === null || row === undefined) return rows
        if (rows.length === most) throw new FactError('limit', `${dialer.name}: more than ${most} rows came; see explain limits`)
        rows.push(row.map((value) => driverText(value, dialer.name)))
      }
    } finally {
      result.close(() => {})
    }
  }
  const set = async (text: string): Promise<void> => {
    const result = await told<Db2Result>(connect, signal, (done) => connection.queryResult({ sql: text, params: [] }, done))
    result.close(() => {})
  }
  const rollback = (limit: AbortSignal): Promise<unknown> =>
    told(connect, limit, (done) => connection.rollbackTransaction((error) => done(error, null)))
  let broken = false
  await set(PREAMBLE.isolation.text)
  await set(PREAMBLE.waits.text)
  const [[user, database, current] = []] = await ask(PREAMBLE.login.text, [], 1, signal)
  if (typeof user !== 'string' || typeof database !== 'string' || typeof current !== 'string')
    throw new FactError('parse-failed', `${dialer.name}: the server does not say who is logged in`)
  const wanted = login.schema ?? current.trimEnd()
  const found = (await ask(PREAMBLE.schema.text, [wanted, wanted], 2, signal)).flat().map((name) => name?.trimEnd())
  const schema = found.find((one) => one === wanted) ?? found[0]
  if (schema === undefined) throw new FactError('missing-evidence', `${dialer.name}: the database ${database.trimEnd()} has no schema ${wanted}`)
  if (schema.includes('"')) throw new FactError('unsupported', `${dialer.name}: a schema with a quotation mark in its name is not read`)
  await set(PREAMBLE.path.text.replace('SCHEMA"', () => `${schema}"`))
  return {
    transport,
    user: user.trimEnd(),
    database: database.trimEnd(),
    schema,
    read: async (questions, limit) => {
      if (broken) throw new FactError('unreachable', `${dialer.name}: the connection was given up; it is not made again`)
      await told(connect, limit, (done) => connection.beginTransaction((error) => done(error, null)))
      try {
        const answers: (readonly SqlRow[])[] = []
        for (const { statement, values } of questions) answers.push(await ask(statement.text, values, statement.rows + 1, limit))
        await rollback(limit)
        return answers
      } catch (error) {
        // The driver may still be at it: nothing more is asked of it, and the server rolls back what is hung up on.
        await rollback(limit).catch(() => {
          broken = true
          connection.close(() => {})
        })
        throw error
      }
    },
    witness: () => ({
      verdict: 'not-witnessed',
      text:
        'Db2 does not say what a session has written, and knows no transaction that only reads: only the rights of the account keep it from writing. Its driver ' +
        'is native code, which the permission model of Node does not hold',
    }),
    close: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      connection.close(() => resolve())
      setTimeout(resolve, 500).unref()
      return promise
    },
  }
}
