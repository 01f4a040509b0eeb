import { readFileSync } from 'node:fs'
import { FactError } from '../../src/core/fact-error.ts'
import { Secret } from '../../src/core/secret.ts'
import type { Operation } from '../../src/core/session.ts'
import type { SqlStatement } from '../../src/core/sql.ts'
import { Dialer } from '../../src/sessions/dialer.ts'
import type { SqlConnect } from '../../src/sessions/sql/adapter.ts'
import { DEFAULT_TRUST, type TlsTrust } from '../../src/sessions/tls-trust.ts'

/** Never to be seen in anything but a login. */
export const CANARY = 'canary-4711-päss'

export interface ConnectWish {
  readonly port: number
  readonly host?: string
  readonly database?: string
  readonly naming?: 'service' | 'sid'
  readonly schema?: string | null
  readonly password?: string
  readonly user?: string
  readonly trust?: Partial<TlsTrust> | null
  /** For the whole connection. */
  readonly ms?: number
  readonly record?: (operation: Operation) => void
}

/** What an adapter is connected with. */
export const sqlConnect = (wish: ConnectWish): SqlConnect => {
  const {
    port,
    host = '127.0.0.1',
    database = 'identity',
    naming = 'service',
    schema = null,
    password = CANARY,
    user = 'auditor',
    trust = {},
    ms = 5_000,
  } = wish
  return {
    login: { address: { host, port, database, naming }, schema, user, password: Secret.of(password) },
    dialer: new Dialer({ destination: { host, port }, kind: 'sql', record: wish.record ?? (() => {}) }),
    trust: trust === null ? null : { ...DEFAULT_TRUST, ...trust },
    signal: AbortSignal.timeout(ms),
  }
}

export const trusting = (ca: string): Partial<TlsTrust> => ({ ca: readFileSync(ca, 'utf8') })

/** Why something fails, as `code: text`. Throws unless it fails with a FactError that holds nothing secret, causes and stack included. */
export const failure = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (why: unknown) => why,
  )
  if (!(error instanceof FactError)) throw error
  const all: string[] = []
  for (let one: unknown = error; one instanceof Error; one = one.cause) all.push(one.message, one.stack ?? '')
  if (all.some((text) => text.includes('canary') || text.includes(Buffer.from(CANARY).toString('base64'))))
    throw new Error(`a secret in: ${all.join('\n')}`)
  return `${error.code}: ${error.message}`
}

export const statement = (
  engine: SqlStatement['engine'],
  text: string,
  columns: number,
  parameters: readonly string[] = [],
  rows = 10,
): SqlStatement => ({
  id: 'asked',
  engine,
  text,
  parameters,
  columns: Array.from({ length: columns }, (_, index) => `column ${index + 1}`),
  rows,
  facts: [],
  purpose: 'of a test',
})
