import { ConnectionRefused, FactError } from '../core/fact-error.ts'
import type { ReasonCode } from '../core/vocabulary.ts'

const untrusted = (why: string): string =>
  `its certificate is not trusted (${why}), so nothing was sent; name its authority as tls.ca, or its SHA-256 as tls.fingerprint`

/** Codes of Node's and OpenSSL's network errors, the reason they are reported under, and what they mean in words. */
const NETWORK_ERRORS: Readonly<Record<string, readonly [ReasonCode, string]>> = {
  ECONNREFUSED: ['unreachable', 'nothing answers there: the connection is refused'],
  ECONNRESET: ['unreachable', 'the other side reset the connection'],
  EPIPE: ['unreachable', 'the other side closed the connection'],
  ECONNABORTED: ['unreachable', 'the connection was cut'],
  EHOSTUNREACH: ['unreachable', 'there is no route to the host'],
  EHOSTDOWN: ['unreachable', 'the host is down'],
  ENETUNREACH: ['unreachable', 'there is no route to the network'],
  EADDRNOTAVAIL: ['unreachable', 'the address is not available from here'],
  ENOTFOUND: ['unreachable', 'the name is not known to the resolver'],
  EAI_AGAIN: ['unreachable', 'the resolver does not answer'],
  ETIMEDOUT: ['timeout', 'the connection was not established in time'],
  EACCES: ['permission-denied', 'the operating system denies the connection'],
  EPERM: ['permission-denied', 'the operating system denies the connection'],
  ERR_ACCESS_DENIED: ['permission-denied', 'this process may not use the network'],
  EMFILE: ['limit', 'too many files are open'],
  CERT_HAS_EXPIRED: ['unreachable', 'its certificate has expired, so nothing was sent'],
  CERT_NOT_YET_VALID: ['unreachable', 'its certificate is not valid yet, so nothing was sent'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['unreachable', untrusted('it is self-signed')],
  SELF_SIGNED_CERT_IN_CHAIN: ['unreachable', untrusted('its chain ends in an authority that the plan does not name')],
  UNABLE_TO_GET_ISSUER_CERT: ['unreachable', untrusted('its issuer is not known')],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['unreachable', untrusted('its issuer is not known')],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['unreachable', untrusted('its issuer is not known')],
  CERT_SIGNATURE_FAILURE: ['unreachable', untrusted('its signature is wrong')],
  CERT_REVOKED: ['unreachable', untrusted('it is revoked')],
  INVALID_PURPOSE: ['unreachable', untrusted('it is not one for a server')],
  EE_KEY_TOO_SMALL: ['unreachable', untrusted('its key is too small')],
  CA_MD_TOO_WEAK: ['unreachable', untrusted('it is signed with a digest that is broken')],
  ERR_TLS_CERT_ALTNAME_INVALID: ['unreachable', 'its certificate is for another host, so nothing was sent'],
  ERR_SSL_WRONG_VERSION_NUMBER: ['unreachable', 'what answers there does not speak TLS'],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['unreachable', 'what answers there does not speak TLS'],
  ERR_SSL_UNSUPPORTED_PROTOCOL: ['unreachable', 'it speaks only versions of TLS that are not used any more (older than 1.2)'],
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: ['unreachable', 'it speaks only versions of TLS that are not used any more (older than 1.2)'],
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: ['unreachable', 'it speaks only versions of TLS that are not used any more (older than 1.2)'],
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: [
    'unreachable',
    'the TLS handshake failed: no protocol or cipher in common, or a client certificate is wanted',
  ],
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: ['auth-failed', 'the server wants a client certificate; name one under tls in the plan'],
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: ['auth-failed', 'the server does not take the client certificate'],
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: ['auth-failed', 'the server does not take the client certificate'],
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: ['auth-failed', 'the server does not know the issuer of the client certificate'],
}

/** What a code of certificate verification means, in words, to one who only looks. */
export const distrustInWords = (code: string): string =>
  NETWORK_ERRORS[code]?.[1].split(', so nothing was sent')[0] ?? `its certificate is not trusted (${code.slice(0, 60)})`

/** Any error met while talking to `what` (`host:port`), as the FactError to report. The text of an unforeseen error is dropped: it may quote what was sent. */
export const networkErrorOf = (error: unknown, what: string): FactError => {
  if (error instanceof FactError) return error
  // Several addresses of one name were tried: nothing is there only when all of them say so.
  if (error instanceof AggregateError && error.errors.length > 0)
    return networkErrorOf(error.errors.find((one) => codeOf(one) !== REFUSED) ?? error.errors[0], what)
  const code = codeOf(error)
  const known = code === null ? undefined : NETWORK_ERRORS[code]
  if (known !== undefined && code === REFUSED) return new ConnectionRefused(`${what}: ${known[1]}`)
  if (known !== undefined) return new FactError(known[0], `${what}: ${known[1]}`)
  if (code?.startsWith('ERR_SSL_') === true || code === 'EPROTO') return new FactError('unreachable', `${what}: the TLS handshake failed (${code})`)
  const name = error instanceof Error ? error.name : typeof error
  return new FactError('internal', `${what}: unforeseen ${name}${code === null || !/^[A-Z][A-Z0-9_]{0,60}$/.test(code) ? '' : ` (${code})`}`)
}

const REFUSED = 'ECONNREFUSED'

const codeOf = (error: unknown): string | null => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null)
