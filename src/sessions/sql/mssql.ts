import type * as Tedious from 'tedious'
import type { Connection, Request } from 'tedious'
import { FactError } from '../../core/fact-error.ts'
import type { SqlQuestion, SqlRow } from '../../core/sql.ts'
import { unqualifiedTables } from '../../formats/sql-names.ts'
import { LIMITS } from '../../limits.ts'
import { MSSQL_PREAMBLE as PREAMBLE } from '../../statements/sql/preamble.ts'
import { signalError } from '../dialer.ts'
import type { ConnectAdapter, SqlAdapter, SqlConnect } from './adapter.ts'
import { driverOf } from './driver.ts'
import { mssqlErrorOf } from './mssql-error.ts'
import { mssqlText, type MssqlColumn } from './mssql-values.ts'
import { type EncryptedTds, encryptedTds } from './tds-encryption.ts'

/** SQL Server over the library tedious: one connection, one login of SQL Server's own, nothing sent but under TLS. */
export const connectMssql: ConnectAdapter = async (connect) => {
  const { login, dialer, trust, signal } = connect
  const tedious = await driverOf('mssql', 'tedious', () => import('tedious'))
  const password = login.password.reveal()
  if (password === '') throw new FactError('secret-unavailable', `${dialer.name}: the password of ${login.user} is empty`)
  if (login.user.includes('\\'))
    throw new FactError(
      'auth-failed',
      `${dialer.name}: ${login.user} is an account of Windows; the tool logs in with accounts of SQL Server itself only`,
    )
  if (trust === null)
    throw new FactError(
      'unreachable',
      `${dialer.name}: the plan says nothing about TLS, and SQL Server hides a password in clear so poorly that anyone who listens can read it. Add one of ` +
        'these to the target: tls: { ca: /path/to/ca.pem } · tls: { fingerprint: "AA:BB:…" } · tls: {} for the authorities that Node brings · tls: { insecure: true }',
    )
  const tds = await encryptedTds(dialer, trust, signal)
  const wire = wireOver(tedious, tds, connect, password)
  try {
    await wire.run(signal, (done) => wire.connection.connect(done))
    return await adapterOver(wire, tds, login.schema, signal)
  } catch (error) {
    wire.destroy()
    throw error
  }
}

interface Wire {
  readonly tedious: typeof Tedious
  readonly connection: Connection
  readonly name: string
  /** Something that tells its end to a callback; the connection is ended when the signal is aborted first, or it breaks meanwhile. */
  readonly run: (signal: AbortSignal, begin: (done: (error?: Error | null) => void) => void) => Promise<void>
  readonly destroy: (why?: FactError) => void
}

const wireOver = (
  tedious: typeof Tedious,
  { socket, renew, reason: givenUp }: EncryptedTds,
  { login, dialer }: SqlConnect,
  password: string,
): Wire => {
  const { name } = dialer
  let given = false
  let elsewhere: FactError | null = null
  const connector = async () => {
    if (!given) {
      given = true
      return socket
    }
    // It comes back for another one when the server sends it elsewhere.
    elsewhere = new FactError(
      'unreachable',
      `${name}: the server sends the connection on to another one (read-only routing), where the tool does not go unasked; name that one in the plan`,
    )
    throw elsewhere
  }
  const connection = new tedious.Connection({
    server: login.address.host,
    authentication: { type: 'default', options: { userName: login.user, password } },
    options: {
      port: login.address.port,
      database: login.address.database,
      connector,
      // It is there already, and the driver is told that there is none to be had.
      encrypt: false,
      appName: 'iam-preflight',
      readOnlyIntent: true,
      abortTransactionOnError: true,
      fallbackToDefaultDb: false,
      connectTimeout: LIMITS.connect.value,
      // A little before the connection is given up: then the server is told to stop, too.
      requestTimeout: LIMITS.networkOperation.value - 500,
      cancelTimeout: 500,
      maxRetriesOnTransientErrors: 0,
      useUTC: true,
      dateFormat: 'ymd',
    },
  })
  quietAfterItsEnd(connection)
  let number: number | null = null
  connection.on('errorMessage', (message: { readonly number?: number }) => {
    number ??= message.number ?? null
  })
  // What a connection comes to is told to whoever asks something of it.
  connection.on('error', () => {})
  const reason = (error: unknown): FactError => elsewhere ?? givenUp() ?? mssqlErrorOf(error, name, number)
  const destroy = (why?: FactError): void => {
    socket.destroy(why)
    connection.close()
  }
  return {
    tedious,
    connection,
    name,
    destroy,
    run: async (signal, begin) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const onAbort = (): void => destroy(signalError(signal, name))
      const onClose = (): void => reject(new FactError('unreachable', `${name}: the connection was lost; it is not made again`))
      number = null
      renew()
      if (signal.aborted) onAbort()
      signal.addEventListener('abort', onAbort, { once: true })
      socket.once('close', onClose)
      connection.once('error', reject)
      try {
        if (socket.destroyed) onClose()
        else begin((error) => (error === undefined || error === null ? resolve() : reject(error)))
        await promise
      } catch (error) {
        throw reason(error)
      } finally {
        signal.removeEventListener('abort', onAbort)
        socket.off('close', onClose)
        connection.off('error', reject)
        promise.catch(() => {})
      }
    },
  }
}

/**
 * A connection that was ended while an answer was being read goes on reading it, and throws where nobody can catch it, for want of whom to tell its end
 * (tedious 20.3): it is not told of that end.
 */
const quietAfterItsEnd = (connection: Connection): void => {
  const create = connection.createTokenStreamParser.bind(connection)
  connection.createTokenStreamParser = (...args) => {
    const parser = create(...args)
    const emit = parser.emit.bind(parser)
    parser.emit = (...event: Parameters<typeof emit>) => !connection.closed && emit(...event)
    return parser
  }
}

const adapterOver = async (wire: Wire, { transport }: EncryptedTds, wanted: string | null, signal: AbortSignal): Promise<SqlAdapter> => {
  const ask = (text: string, values: readonly string[], most: number, limit: AbortSignal): Promise<readonly SqlRow[]> =>
    rowsOf(wire, text, values, most, limit)
  await batch(wire, PREAMBLE.settings.text, signal)
  const [[user, database, current, snapshots] = []] = await ask(PREAMBLE.login.text, [], 1, signal)
  if (typeof user !== 'string' || typeof database !== 'string' || typeof current !== 'string')
    throw new FactError('parse-failed', `${wire.name}: the server does not say who is logged in`)
  const [[schema] = []] = await ask(PREAMBLE.schema.text, [wanted ?? current], 1, signal)
  if (typeof schema !== 'string') throw new FactError('missing-evidence', `${wire.name}: the database ${database} has no schema ${wanted ?? current}`)
  const begin = snapshots === '1' ? PREAMBLE.beginSnapshot.text : PREAMBLE.begin.text
  /** SQL Server looks for a table without a schema in the default one of the account and then in dbo; nothing a session says changes that. */
  const assertInSchema = async (tables: readonly string[], limit: AbortSignal): Promise<void> => {
    if (tables.length === 0) return
    if (schema !== current)
      throw new FactError(
        'unsupported',
        `${wire.name}: tables of the schema ${schema} are found only by an account whose default schema it is, and that of ${user} is ${current}: ` +
          `ALTER USER … WITH DEFAULT_SCHEMA = ${schema}`,
      )
    for (const table of tables) {
      const found = await ask(PREAMBLE.table.text, [schema, table], 1, limit)
      if (found.length === 0) throw new FactError('missing-evidence', `${wire.name}: the schema ${schema} has no table ${table}`)
    }
  }
  return {
    transport,
    user,
    database,
    schema,
    read: async (questions, limit) => {
      const rollback = (): Promise<void> => batch(wire, PREAMBLE.rollback.text, limit)
      try {
        await batch(wire, begin, limit)
        await assertInSchema([...new Set(questions.flatMap(({ statement }) => unqualifiedTables(statement.text)))], limit)
        const answers = await answersTo(questions, ({ statement, values }) => ask(statement.text, values, statement.rows + 1, limit))
        await rollback()
        return answers
      } catch (error) {
        // Where it cannot be said any more the connection is gone, and the transaction with it.
        await rollback().catch(() => wire.destroy())
        throw error
      }
    },
    witness: () => ({
      verdict: 'not-witnessed',
      text: 'SQL Server does not say what a session has written, and knows no transaction that only reads: only the rights of the account keep it from writing',
    }),
    close: async () => wire.destroy(),
  }
}

const answersTo = async (
  questions: readonly SqlQuestion[],
  ask: (question: SqlQuestion) => Promise<readonly SqlRow[]>,
): Promise<readonly (readonly SqlRow[])[]> => {
  const answers: (readonly SqlRow[])[] = []
  for (const question of questions) answers.push(await ask(question))
  return answers
}

/** A fixed text of ours, as a batch: what it sets or begins outlives it. */
const batch = (wire: Wire, text: string, signal: AbortSignal): Promise<void> =>
  wire.run(signal, (done) => wire.connection.execSqlBatch(new wire.tedious.Request(text, done)))

/** The rows of one statement, by a call that takes one (sp_executesql) and has to say that it is over. */
const rowsOf = async (wire: Wire, text: string, values: readonly string[], most: number, signal: AbortSignal): Promise<readonly SqlRow[]> => {
  const rows: SqlRow[] = []
  let status: number | undefined
  let refusal: FactError | null = null
  await wire.run(signal, (done) => {
    const request: Request = new wire.tedious.Request(text, done)
    values.forEach((value, index) => request.addParameter(`p${index + 1}`, wire.tedious.TYPES.NVarChar, value))
    request.on('row', (columns: readonly { readonly value: unknown; readonly metadata: MssqlColumn }[]) => {
      if (refusal !== null) return
      try {
        if (rows.length === most) throw new FactError('limit', `more than ${most} rows came; see explain limits`)
        rows.push(columns.map(({ value, metadata }) => mssqlText(value, metadata)))
      } catch (error) {
        refusal = error instanceof FactError ? new FactError(error.code, `${wire.name}: ${error.message}`) : mssqlErrorOf(error, wire.name, null)
      }
    })
    request.on('doneProc', (_count, _more, returned: number | undefined) => {
      status = returned
    })
    wire.connection.execSql(request)
  })
  if (refusal !== null) throw refusal
  if (status !== 0) throw new FactError('truncated', `${wire.name}: the server does not say that its answer is whole`)
  return rows
}
