import { FactError } from '../../core/fact-error.ts'
import type { ReasonCode } from '../../core/vocabulary.ts'

/** The reason an error of a server is reported under, and what it means in words. */
export type SqlErrors = Readonly<Record<string, readonly [ReasonCode, string]>>

/**
 * The error of a server as the FactError to report, by its code (SQLSTATE, number). What the server says beside it is dropped: it quotes names, values and
 * whole statements.
 */
export const sqlErrorOf = (code: string, errors: SqlErrors, what: string, kind: string): FactError => {
  const known = errors[code] ?? errors[code.slice(0, 2)]
  const coded = `${kind} ${code}`
  return known === undefined
    ? new FactError('unreachable', `${what}: the server answers with ${coded}`)
    : new FactError(known[0], `${what}: ${known[1]} (${coded})`)
}
