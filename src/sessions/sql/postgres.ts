import type { Socket } from 'node:net'
import pg from 'pg'
import { FactError } from '../../core/fact-error.ts'
import type { SqlRow, SqlWitness } from '../../core/sql.ts'
import type { Transport } from '../../core/transport.ts'
import { POSTGRES_PREAMBLE as PREAMBLE, type PreambleStatement } from '../../statements/sql/preamble.ts'
import type { Dialer, SecureConnection } from '../dialer.ts'
import type { ConnectAdapter, SqlAdapter, SqlConnect } from './adapter.ts'
import { attempted, DriverStream } from './driver-stream.ts'
import { postgresErrorOf } from './postgres-error.ts'
import { agreeOnTls, postgresGuard, type PostgresGuard } from './postgres-wire.ts'
import { clearConnection } from './protection.ts'

/** PostgreSQL over the library pg: one connection, one login, no pool. */
export const connectPostgres: ConnectAdapter = async (connect) => {
  const { login, dialer, signal } = connect
  const password = login.password.reveal()
  if (password === '') throw new FactError('secret-unavailable', `${dialer.name}: the password of ${login.user} is empty`)
  const { socket, transport, certificate } = await protectedSocket(connect)
  const guard = postgresGuard(dialer.name, transport !== 'clear')
  const stream = new DriverStream(socket, guard, dialer.name, certificate)
  const client = new pg.Client({
    host: login.address.host,
    port: login.address.port,
    database: login.address.database,
    user: login.user,
    password,
    application_name: 'iam-preflight',
    enableChannelBinding: transport !== 'clear',
    ssl: false,
    stream: () => stream,
  })
  // What a connection comes to is told to whoever asks something of it.
  client.on('error', () => {})
  const connection: Connection = { client, stream, socket, dialer, guard }
  try {
    await run(connection, signal, async () => void (await client.connect()))
    return await adapterOver(connection, transport, login.schema, signal)
  } catch (error) {
    stream.destroy()
    throw error
  }
}

interface Connection {
  readonly client: pg.Client
  readonly stream: DriverStream
  readonly socket: Socket
  readonly dialer: Dialer
  readonly guard: PostgresGuard
}

const protectedSocket = async (connect: SqlConnect): Promise<Omit<SecureConnection, 'socket'> & { readonly socket: Socket }> => {
  const { dialer, trust, signal } = connect
  const socket = await clearConnection(connect)
  if (trust === null) return { socket, transport: 'clear', certificate: null }
  try {
    await agreeOnTls(socket, signal, dialer.name)
    return await dialer.secure(trust, signal, socket)
  } catch (error) {
    socket.destroy()
    throw error
  }
}

const run = <T>({ stream, socket, dialer }: Connection, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  dialer.renew(socket)
  return attempted(work, { stream, signal, name: dialer.name, errorOf: (error) => postgresErrorOf(error, dialer.name) })
}

const adapterOver = async (connection: Connection, transport: Transport, wanted: string | null, signal: AbortSignal): Promise<SqlAdapter> => {
  const witness = witnessOf(connection.guard)
  const { user, database, schema } = await inTransaction(connection, signal, witness, (ask) => account(ask, wanted, connection.dialer.name))
  const path = ['pg_catalog', schema, 'pg_temp'].map((name) => `"${name.replaceAll('"', '""')}"`).join(', ')
  return {
    transport,
    user,
    database,
    schema,
    read: (questions, limit) =>
      inTransaction(connection, limit, witness, async (ask) => {
        await ask(PREAMBLE.path, [path])
        await ask(PREAMBLE.settings)
        const answers: (readonly SqlRow[])[] = []
        for (const { statement, values } of questions) {
          connection.dialer.renew(connection.socket)
          answers.push(await ask(statement, values, statement.rows + 1))
          assertStillIn(connection, statement.id)
        }
        return answers
      }),
    witness: witness.said,
    close: async () => {
      if (connection.stream.destroyed) return
      await Promise.race([connection.client.end().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 500).unref())])
      connection.stream.destroy()
    },
  }
}

type Ask = (statement: Pick<PreambleStatement, 'text'>, values?: readonly string[], most?: number) => Promise<readonly SqlRow[]>

const PREAMBLE_ROWS = 100

/** Asks within a transaction of its own, which is rolled back whatever comes of it. */
const inTransaction = <T>(connection: Connection, signal: AbortSignal, witness: Witness, work: (ask: Ask) => Promise<T>): Promise<T> =>
  run(connection, signal, async () => {
    const ask: Ask = (statement, values = [], most = PREAMBLE_ROWS) => rowsOf(connection, statement.text, values, most)
    await ask(PREAMBLE.begin)
    try {
      const result = await work(ask)
      await witness.hear(ask)
      return result
    } catch (error) {
      connection.stream.hear(error)
      witness.unheard()
      throw error
    } finally {
      // Where it does not succeed the connection goes, and the transaction with it.
      await ask(PREAMBLE.rollback).catch(() => connection.stream.destroy())
    }
  })

/** What ended the transaction would have ended its being read-only with it. */
const assertStillIn = ({ client, dialer }: Connection, id: string): void => {
  if (client.getTransactionStatus() !== 'T') throw new FactError('internal', `${dialer.name}: the transaction was ended by a statement (${id})`)
}

const account = async (ask: Ask, wanted: string | null, what: string): Promise<{ user: string; database: string; schema: string }> => {
  const [[user, database, current] = []] = await ask(PREAMBLE.login)
  if (typeof user !== 'string' || typeof database !== 'string')
    throw new FactError('parse-failed', `${what}: the server does not say who is logged in`)
  const name = wanted ?? current ?? null
  if (name === null)
    throw new FactError('missing-evidence', `${what}: no schema of the search_path of ${user} is there; name the one that holds the tables as schema`)
  const [[schema, mayUse] = []] = await ask(PREAMBLE.schema, [name])
  if (typeof schema !== 'string') throw new FactError('missing-evidence', `${what}: the database ${database} has no schema ${name}`)
  if (mayUse !== 'true') throw new FactError('permission-denied', `${what}: ${user} may not look into the schema ${schema} (GRANT USAGE ON SCHEMA)`)
  return { user, database, schema }
}

/** Values as the server writes them; its booleans are the one thing that is not text yet. */
const BOOLEAN = 16
const TYPES = { getTypeParser: (type: number) => (text: string) => (type === BOOLEAN ? (text === 't' ? 'true' : 'false') : text) }

/** The rows of one statement, by the protocol that takes no more than one. More of them than there may be end the connection. */
const rowsOf = ({ client, stream, dialer }: Connection, text: string, values: readonly string[], most: number): Promise<readonly SqlRow[]> => {
  const { promise, resolve, reject } = Promise.withResolvers<readonly SqlRow[]>()
  const rows: SqlRow[] = []
  const config = { text, values: [...values], rowMode: 'array', queryMode: 'extended', types: TYPES }
  const query = new pg.Query<SqlRow & pg.QueryResultRow>(config)
  query.on('row', (row) => {
    rows.push(row)
    if (rows.length > most) stream.destroy(new FactError('limit', `${dialer.name}: more than ${most} rows came; see explain limits`))
  })
  query.on('error', reject)
  query.on('end', ({ command, rowCount }) => {
    if (command === 'SELECT' && rowCount !== rows.length) reject(new FactError('truncated', `${dialer.name}: not all rows came`))
    else resolve(rows)
  })
  client.query(query)
  return promise
}

interface Witness {
  readonly hear: (ask: Ask) => Promise<void>
  readonly unheard: () => void
  readonly said: () => SqlWitness
}

/** A transaction gets a number when it first writes; the server is asked for it at the end of each. */
const witnessOf = ({ reported }: PostgresGuard): Witness => {
  const version = Number.parseInt(reported.get('server_version') ?? '', 10)
  const statement = version >= 13 ? PREAMBLE.witness : version >= 10 ? PREAMBLE.witness10 : null
  const name = version >= 13 ? 'pg_current_xact_id_if_assigned()' : 'txid_current_if_assigned()'
  let heard = 0
  let unheard = 0
  let written = 0
  return {
    hear: async (ask) => {
      if (statement === null) return
      const [[assigned] = []] = await ask(statement)
      if (assigned === null) heard++
      else written++
    },
    unheard: () => void unheard++,
    said: () => {
      if (statement === null) return { verdict: 'not-witnessed', text: 'this version of PostgreSQL does not say whether a transaction has written' }
      if (written > 0) return { verdict: 'written', text: `${name} is set at the end of ${written} transactions` }
      const more = unheard === 0 ? '' : `; ${unheard} more ended in an error and were rolled back`
      return { verdict: 'nothing-written', text: `${name} is null at the end of each of ${heard} transactions${more}` }
    },
  }
}
