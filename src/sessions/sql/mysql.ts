import type { Socket } from 'node:net'
import mysql from 'mysql2'
import { FactError } from '../../core/fact-error.ts'
import type { SqlRow } from '../../core/sql.ts'
import type { Transport } from '../../core/transport.ts'
import { MYSQL_PREAMBLE as PREAMBLE, type PreambleStatement } from '../../statements/sql/preamble.ts'
import type { Dialer } from '../dialer.ts'
import type { TlsTrust } from '../tls-trust.ts'
import type { ConnectAdapter, SqlAdapter, SqlConnect } from './adapter.ts'
import { attempted, DriverStream } from './driver-stream.ts'
import { mysqlErrorOf } from './mysql-error.ts'
import { asText } from './mysql-text.ts'
import { mysqlGuard, type MysqlGuard } from './mysql-wire.ts'
import { MysqlWitness } from './mysql-witness.ts'
import { clearConnection } from './protection.ts'

/** MySQL and MariaDB over the library mysql2: one connection, one login, no pool. */
export const connectMysql: ConnectAdapter = async (connect) => {
  const { login, dialer, trust, signal } = connect
  const password = login.password.reveal()
  if (password === '') throw new FactError('secret-unavailable', `${dialer.name}: the password of ${login.user} is empty`)
  const socket = await clearConnection(connect)
  const guard = mysqlGuard(dialer.name, trust !== null)
  const stream = new DriverStream(socket, guard, dialer.name)
  const client = mysql.createConnection({
    host: login.address.host,
    user: login.user,
    password,
    database: login.schema ?? login.address.database,
    stream: () => stream,
    // Wanted, that is; how it comes about is said below.
    ...(trust === null ? {} : { ssl: {} }),
    connectTimeout: 0,
    charset: 'utf8mb4_general_ci',
    flags: ['-LOCAL_FILES', '-FOUND_ROWS', '-ODBC', '-IGNORE_SPACE', '-MULTI_RESULTS'],
    connectAttributes: { program_name: 'iam-preflight' },
    rowsAsArray: true,
    typeCast: asText,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    jsonStrings: true,
    disableEval: true,
  })
  // What a connection comes to is told to whoever asks something of it.
  client.on('error', (error) => stream.hear(error))
  const connection: Connection = { client, stream, dialer, socket, transport: 'clear' }
  Object.assign(client, { startTLS: upgrade(connection, connect, guard) })
  try {
    await run(connection, signal, () => loggedIn(client))
    return await adapterOver(connection, signal)
  } catch (error) {
    stream.destroy()
    throw error
  }
}

interface Connection {
  readonly client: mysql.Connection
  readonly stream: DriverStream
  readonly dialer: Dialer
  socket: Socket
  transport: Transport
}

/**
 * In place of the library's own way to TLS, which verifies no address and knows no pinned certificate: the guarded dialer's. The library has sent no more
 * than its wish for TLS, and goes on to log in once told that it is there.
 */
const upgrade =
  (connection: Connection, { dialer, trust, signal }: SqlConnect, guard: MysqlGuard) =>
  (onSecure: (error?: unknown) => void): void => {
    const { stream } = connection
    if (trust === null) return stream.giveUp(new FactError('internal', 'TLS was not asked for'))
    const begin = async (wanted: TlsTrust): Promise<void> => {
      const { socket, transport } = await dialer.secure(wanted, signal, stream.detach())
      connection.socket = socket
      connection.transport = transport
      guard.protectedNow()
      stream.reattach(socket)
      onSecure()
    }
    begin(trust).catch((error: unknown) => stream.giveUp(error))
  }

const loggedIn = (client: mysql.Connection): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  client.on('connect', () => resolve())
  client.on('error', reject)
  return promise
}

const run = <T>({ stream, socket, dialer }: Connection, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  dialer.renew(socket)
  return attempted(work, { stream, signal, name: dialer.name, errorOf: (error) => mysqlErrorOf(error, dialer.name) })
}

const adapterOver = async (connection: Connection, signal: AbortSignal): Promise<SqlAdapter> => {
  const { client, stream, dialer } = connection
  const witness = new MysqlWitness()
  const told = (statement: PreambleStatement): Promise<readonly SqlRow[]> => rowsOf(connection, () => client.query(statement.text), PREAMBLE_ROWS)
  const { user, database } = await run(connection, signal, async () => {
    witness.begins(await told(PREAMBLE.status))
    return setUp(told, dialer.name)
  })
  return {
    transport: connection.transport,
    user,
    database,
    schema: database,
    read: (questions, limit) =>
      run(connection, limit, async () => {
        await told(PREAMBLE.begin)
        try {
          const answers: (readonly SqlRow[])[] = []
          for (const { statement, values } of questions) {
            dialer.renew(connection.socket)
            answers.push(await rowsOf(connection, () => client.execute(statement.text, [...values]), statement.rows + 1))
          }
          return answers
        } catch (error) {
          stream.hear(error)
          throw error
        } finally {
          // Where it does not succeed the connection goes, and the transaction with it.
          await told(PREAMBLE.rollback)
            .then(() => told(PREAMBLE.status))
            .then((rows) => witness.hears(rows))
            .catch(() => stream.destroy())
        }
      }),
    witness: () => witness.said(),
    close: async () => {
      if (stream.destroyed) return
      const { promise, resolve } = Promise.withResolvers<void>()
      client.end(() => resolve())
      await Promise.race([promise, new Promise((done) => setTimeout(done, 500).unref())])
      stream.destroy()
    },
  }
}

const PREAMBLE_ROWS = 1000

type Told = (statement: PreambleStatement) => Promise<readonly SqlRow[]>

/** Sets the session up for its product and version, before anything is read. */
const setUp = async (told: Told, what: string): Promise<{ readonly user: string; readonly database: string }> => {
  const [[version, user, database] = []] = await told(PREAMBLE.login)
  const [, major = '', minor = '', patch = ''] = /^(\d+)\.(\d+)\.(\d+)/.exec(version ?? '') ?? []
  if (typeof user !== 'string' || typeof database !== 'string' || major === '')
    throw new FactError('parse-failed', `${what}: the server does not say its version, or who is logged in`)
  const isMariadb = /mariadb/i.test(version ?? '')
  const release = (Number(major) * 100 + Number(minor)) * 100 + Number(patch)
  if (release < (isMariadb ? 100_000 : 50_605))
    throw new FactError('unsupported', `${what}: ${version ?? ''} knows no read-only transactions (MySQL from 5.6.5, MariaDB from 10.0)`)
  const steps = isMariadb
    ? [...(release >= 100_100 ? [PREAMBLE.mariadbTime] : []), ...(release >= 100_300 ? [PREAMBLE.mariadbIdle] : [])]
    : [...(release >= 50_708 ? [PREAMBLE.mysqlTime] : []), ...(release >= 80_000 ? [PREAMBLE.mysqlStatistics] : [])]
  for (const step of [PREAMBLE.readOnly, PREAMBLE.names, PREAMBLE.settings, ...steps]) await told(step)
  return { user, database }
}

/** The rows of one statement. More of them than there may be end the connection. */
const rowsOf = ({ stream, dialer }: Connection, ask: () => ReturnType<mysql.Connection['query']>, most: number): Promise<readonly SqlRow[]> => {
  const { promise, resolve, reject } = Promise.withResolvers<readonly SqlRow[]>()
  const rows: SqlRow[] = []
  const query = ask()
  query.on('result', (row: unknown) => {
    // Of a statement without rows: what it did.
    if (!Array.isArray(row)) return
    rows.push(row.map(assertText))
    if (rows.length > most) stream.destroy(new FactError('limit', `${dialer.name}: more than ${most} rows came; see explain limits`))
  })
  query.on('error', reject)
  query.on('end', () => resolve(rows))
  return promise
}

const assertText = (value: unknown): string | null => {
  if (value === null || typeof value === 'string') return value
  throw new FactError('internal', 'a value did not come as text')
}
