import { readFileSync } from 'node:fs'
import { FactError } from '../../src/core/fact-error.ts'
import { Secret } from '../../src/core/secret.ts'
import type { Operation } from '../../src/core/session.ts'
import type { Engine, SqlQuestion, SqlStatement } from '../../src/core/sql.ts'
import { Dialer } from '../../src/sessions/dialer.ts'
import type { SqlAdapter } from '../../src/sessions/sql/adapter.ts'
import { loadAdapter } from '../../src/sessions/sql/adapters.ts'
import { DEFAULT_TRUST, type TlsTrust } from '../../src/sessions/tls-trust.ts'

export interface AdapterWish {
  readonly host?: string
  readonly user: string
  readonly password: string
  readonly database: string
  readonly schema?: string
  /** Null: the plan gives no `tls`. */
  readonly trust?: TlsTrust | null
  readonly timeout?: number
}

/** An adapter connected as the plan's door would, to a server of the tests. */
export const connectedTo = async (
  engine: Engine,
  port: number,
  wish: AdapterWish,
  record: (operation: Operation) => void = () => {},
): Promise<SqlAdapter> => {
  const connect = await loadAdapter(engine)
  const destination = { host: wish.host ?? '127.0.0.1', port }
  return connect({
    login: {
      address: { ...destination, database: wish.database, naming: 'service' },
      schema: wish.schema ?? null,
      user: wish.user,
      password: Secret.of(wish.password),
    },
    dialer: new Dialer({ destination, kind: 'sql', record }),
    trust: wish.trust ?? null,
    signal: AbortSignal.timeout(wish.timeout ?? 5000),
  })
}

/** Trust in the authority of a file. */
export const trusting = (ca: string, more: Partial<TlsTrust> = {}): TlsTrust => ({ ...DEFAULT_TRUST, ca: readFileSync(ca, 'utf8'), ...more })

/** A statement that no registry holds. */
export const statement = (engine: Engine, text: string, columns: readonly string[] = ['value'], rows = 100): SqlStatement => ({
  id: 'of-the-test',
  engine,
  text,
  parameters: [],
  columns,
  rows,
  facts: [],
  purpose: 'a test',
})

export const asked = (engine: Engine, text: string, values: readonly string[] = [], rows = 100): SqlQuestion => ({
  statement: statement(engine, text, ['value'], rows),
  values,
})

/** The code and text of the FactError that something ends in. */
export const failure = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
  } catch (error) {
    if (error instanceof FactError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'no failure'
}
