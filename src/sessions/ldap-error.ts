import { ResultCodeError } from 'ldapts'
import { FactError } from '../core/fact-error.ts'
import type { ReasonCode } from '../core/vocabulary.ts'
import { networkErrorOf } from './network-error.ts'

/** Result codes of RFC 4511 §4.1.9 that a reader meets, the reason they are reported under, and what they mean in words. */
const RESULTS: Readonly<Record<number, readonly [ReasonCode, string]>> = {
  1: ['unreachable', 'the directory reports an operations error'],
  2: ['unreachable', 'the directory reports a protocol error'],
  3: ['truncated', 'the directory stopped at its time limit'],
  4: ['truncated', 'the directory stopped at its size limit, so not all of it came'],
  7: ['unsupported', 'the directory does not take this way of logging in'],
  8: ['unreachable', 'the directory wants stronger authentication: use ldaps:// or startTls: true'],
  10: ['unreachable', 'the directory refers to another server, which is not followed; name the server that holds the data'],
  11: ['truncated', 'the directory stopped at an administrative limit'],
  12: ['unsupported', 'the directory does not offer, or does not allow, a control that is needed'],
  13: ['unreachable', 'the directory wants a protected connection: use ldaps:// or startTls: true'],
  32: ['missing-evidence', 'there is no such entry, or none that this account may see'],
  34: ['parse-failed', 'the directory does not take the name as one (invalid DN syntax)'],
  48: ['auth-failed', 'the directory does not allow logging in this way'],
  49: ['auth-failed', 'the directory refuses the account or its password'],
  50: ['permission-denied', 'the account may not read this'],
  51: ['unreachable', 'the directory is busy'],
  52: ['unreachable', 'the directory is not available'],
  53: ['permission-denied', 'the directory is unwilling to answer this account'],
}

/** Errors of the library's own parser. */
const UNPARSED = new Set(['InvalidAsn1Error', 'MessageParserError'])

/** The result code a directory answered with; null for an error of another kind. */
export const resultCodeOf = (error: unknown): number | null => (error instanceof ResultCodeError ? error.code : null)

/** Any error met while talking to a directory, as the FactError to report. What the directory says beside its code is dropped: it may hold anything. */
export const ldapErrorOf = (error: unknown, what: string, loggedIn = true): FactError => {
  const code = resultCodeOf(error)
  if (code === null) {
    // The library tells lost connections and times by its own texts only.
    const text = error instanceof Error ? error.message : ''
    if (/timed out|timeout/i.test(text)) return new FactError('timeout', `${what}: no answer in time; see explain limits`)
    if (/^(?:Socket error|Connection closed|Socket connection not established)/.test(text))
      return loggedIn
        ? new FactError('auth-failed', `${what}: the connection was lost, and with it the login; it is not made again`)
        : new FactError('unreachable', `${what}: the other side closed the connection before anyone was logged in`)
    if (error instanceof Error && UNPARSED.has(error.name)) return new FactError('parse-failed', `${what}: the answer is damaged`)
    return networkErrorOf(error, what)
  }
  const known = RESULTS[code]
  return known === undefined
    ? new FactError('unreachable', `${what}: the directory answers with result code ${code}`, { cause: error })
    : new FactError(known[0], `${what}: ${known[1]}`, { cause: error })
}
