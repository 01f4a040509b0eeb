import type { OracleConnection, OracleDriver } from 'oracledb'
import { FactError } from '../../core/fact-error.ts'
import type { SqlRow } from '../../core/sql.ts'
import { LIMITS } from '../../limits.ts'
import { ORACLE_PREAMBLE as PREAMBLE } from '../../statements/sql/preamble.ts'
import { signalError } from '../dialer.ts'
import type { ConnectAdapter, SqlAdapter, SqlConnect } from './adapter.ts'
import { driverOf } from './driver.ts'
import { survivable, withNetwork } from './net-guard.ts'
import { oracleErrorOf } from './oracle-error.ts'
import { descriptorOf, type Opening, openingOf } from './oracle-opening.ts'
import { driverText } from './driver-values.ts'
import { clearConnection } from './protection.ts'

/** Oracle over the library oracledb without Oracle's client: one connection, one login. */
export const connectOracle: ConnectAdapter = (connect) => oracleOver(async () => (await import('oracledb')).default, connect)

/** The same over a driver that is loaded in another way; a test's. */
export const oracleOver = async (load: () => Promise<OracleDriver>, connect: SqlConnect): Promise<SqlAdapter> => {
  const { login, dialer, signal } = connect
  const password = login.password.reveal()
  if (password === '') throw new FactError('secret-unavailable', `${dialer.name}: the password of ${login.user} is empty`)
  const descriptor = descriptorOf(connect)
  const driver = await driverOf('oracle', 'oracledb', load)
  const socket = survivable(await clearConnection(connect), dialer.name)
  const opening = openingOf(socket, connect)
  const wire: Wire = { driver, opening, connect, connection: null }
  try {
    wire.connection = await attempt(wire, signal, () =>
      withNetwork(opening.network, () =>
        driver.getConnection({
          user: login.user,
          password,
          connectString: descriptor(socket),
          connectTimeout: LIMITS.connect.value / 1000,
          transportConnectTimeout: LIMITS.connect.value / 1000,
          program: 'iam-preflight',
        }),
      ),
    )
    return await adapterOver(wire, wire.connection, signal)
  } catch (error) {
    opening.end()
    throw error
  }
}

interface Wire {
  readonly driver: OracleDriver
  readonly opening: Opening
  readonly connect: SqlConnect
  connection: OracleConnection | null
}

/** Something asked of the driver, which is ended with its connection when the signal is aborted first. */
const attempt = async <T>({ opening, connect: { dialer } }: Wire, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => {
    const why = signalError(signal, dialer.name)
    opening.end(why)
    reject(why)
  }
  opening.renew()
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const begun = work()
    begun.catch(() => {})
    return await Promise.race([begun, promise])
  } catch (error) {
    throw opening.reason() ?? oracleErrorOf(error, dialer.name)
  } finally {
    signal.removeEventListener('abort', onAbort)
    promise.catch(() => {})
  }
}

const adapterOver = async (wire: Wire, connection: OracleConnection, signal: AbortSignal): Promise<SqlAdapter> => {
  const { driver, opening, connect } = wire
  const { name } = connect.dialer
  const asText = new Set([driver.DB_TYPE_NUMBER, driver.DB_TYPE_CLOB, driver.DB_TYPE_NCLOB, driver.DB_TYPE_LONG])
  const ask = async (text: string, values: readonly string[], most: number, limit: AbortSignal): Promise<readonly SqlRow[]> => {
    const bound = Object.fromEntries(values.map((value, index) => [String(index + 1), value]))
    const { rows = [] } = await attempt(wire, limit, () =>
      connection.execute(text, bound, {
        outFormat: driver.OUT_FORMAT_ARRAY,
        // Zero would be all of them.
        maxRows: most,
        fetchArraySize: Math.min(most, 1_000),
        autoCommit: false,
        fetchTypeHandler: ({ dbType }: { readonly dbType: unknown }) => (asText.has(dbType) ? { type: driver.STRING } : undefined),
      }),
    )
    return rows.map((row) => row.map((value) => driverText(value, name)))
  }
  // A statement that takes longer is stopped by the server; what moves too slowly for that, by the signal.
  connection.callTimeout = LIMITS.networkOperation.value - 500
  connection.module = 'iam-preflight'
  const [[user, database, current] = []] = await ask(PREAMBLE.login.text, [], 1, signal)
  if (typeof user !== 'string' || typeof database !== 'string' || typeof current !== 'string')
    throw new FactError('parse-failed', `${name}: the server does not say who is logged in`)
  const wanted = connect.login.schema ?? current
  const found = (await ask(PREAMBLE.schema.text, [wanted, wanted], 2, signal)).flat()
  const schema = found.find((one) => one === wanted) ?? found[0]
  if (typeof schema !== 'string') throw new FactError('missing-evidence', `${name}: there is no schema ${wanted}, or the account does not see it`)
  if (schema.includes('"')) throw new FactError('unsupported', `${name}: a schema with a quotation mark in its name is not read`)
  const [[shadow] = []] = await ask(PREAMBLE.shadows.text, [schema], 1, signal)
  if (typeof shadow === 'string')
    throw new FactError(
      'ambiguous',
      `${name}: the schema ${schema} holds something that is called like a view of the dictionary, which it would stand for`,
    )
  if (schema !== current)
    await ask(
      PREAMBLE.path.text.replace('SCHEMA"', () => `${schema}"`),
      [],
      1,
      signal,
    )
  // What was asked so far may count as a transaction, and one that only reads has to begin with that.
  await attempt(wire, signal, () => connection.rollback())
  return {
    transport: opening.transport(),
    user,
    database,
    schema,
    read: async (questions, limit) => {
      await ask(PREAMBLE.begin.text, [], 1, limit)
      try {
        const answers: (readonly SqlRow[])[] = []
        for (const { statement, values } of questions) answers.push(await ask(statement.text, values, statement.rows + 1, limit))
        await attempt(wire, limit, () => connection.rollback())
        return answers
      } catch (error) {
        // Where it cannot be said any more the connection is gone, and the transaction with it.
        await attempt(wire, limit, () => connection.rollback()).catch(() => opening.end())
        throw error
      }
    },
    witness: () => ({
      verdict: 'not-witnessed',
      text: 'Oracle does not say what a session has written; each transaction was one that only reads (SET TRANSACTION READ ONLY)',
    }),
    close: async () => {
      await Promise.race([connection.close({ drop: true }).catch(() => {}), new Promise((resolve) => setTimeout(resolve, 500).unref())])
      opening.end()
    },
  }
}
