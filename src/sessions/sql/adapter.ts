import type { DatabaseAddress } from '../../core/database-address.ts'
import type { DatabaseTransport } from '../../core/transport.ts'
import type { Secret } from '../../core/secret.ts'
import type { SqlQuestion, SqlRow, SqlWitness } from '../../core/sql.ts'
import type { Dialer } from '../dialer.ts'
import type { TlsTrust } from '../tls-trust.ts'

/** What an adapter connects with. */
export interface SqlLogin {
  readonly address: DatabaseAddress
  /** As the plan has it; null: the engine's default for the account. */
  readonly schema: string | null
  readonly user: string
  readonly password: Secret
}

export interface SqlConnect {
  readonly login: SqlLogin
  /** Every socket comes from it: it goes where the plan says and nowhere else. */
  readonly dialer: Dialer
  /** Null: the plan gives no `tls`; what that means is the adapter's to say. */
  readonly trust: TlsTrust | null
  /** For the connection and the login. */
  readonly signal: AbortSignal
}

/** One connection to a database, logged in. Everything that it throws is a FactError. */
export interface SqlAdapter {
  readonly transport: DatabaseTransport
  /** As logged in. */
  readonly user: string
  readonly database: string
  /** The schema looked at, as stored. */
  readonly schema: string
  /** As SqlSession.read; what is asked is registered already. Afterwards nothing is left open on the server. */
  readonly read: (questions: readonly SqlQuestion[], signal: AbortSignal) => Promise<readonly (readonly SqlRow[])[]>
  readonly witness: () => SqlWitness
  /** Logs out. Never throws. */
  readonly close: () => Promise<void>
}

/** One engine: what each file beside this exports. Tried once; a refusal is final. */
export type ConnectAdapter = (connect: SqlConnect) => Promise<SqlAdapter>
