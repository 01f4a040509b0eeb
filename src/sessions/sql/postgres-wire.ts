import type { Socket } from 'node:net'
import { FactError } from '../../core/fact-error.ts'
import { PostgresMessages, type PostgresMessage } from '../../formats/postgres-messages.ts'
import { LIMITS } from '../../limits.ts'
import { signalError } from '../dialer.ts'
import { networkErrorOf } from '../network-error.ts'
import type { WireGuard } from './driver-stream.ts'

/** SSLRequest: length 8, and 1234.5679 for a version. */
const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex')
const AGREED = 0x53
const REFUSED = 0x4e

/**
 * Asks a PostgreSQL server, over a fresh connection in clear, to go on under TLS. Throws FactError unless it agrees in one byte with nothing behind it: what
 * came after it would have come in clear, and be taken for protected (CVE-2021-23222). Nothing else is sent.
 */
export const agreeOnTls = async (socket: Socket, signal: AbortSignal, what: string): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const onClose = (): void => reject(new FactError('unreachable', `${what}: it closed the connection when asked for TLS`))
  const onError = (error: Error): void => reject(networkErrorOf(error, what))
  const onAbort = (): void => reject(signalError(signal, what))
  socket.once('data', resolve).once('close', onClose).once('error', onError)
  signal.addEventListener('abort', onAbort, { once: true })
  socket.write(SSL_REQUEST)
  try {
    const answer = await promise
    if (answer[0] === REFUSED)
      throw new FactError('unreachable', `${what}: the server offers no TLS, which the plan asks for (tls), so nothing was sent`)
    if (answer[0] !== AGREED) throw new FactError('parse-failed', `${what}: what answers there does not speak the protocol of PostgreSQL`)
    if (answer.length > 1) throw new FactError('parse-failed', `${what}: it sent more in clear behind its agreement to TLS, so nothing was believed`)
  } finally {
    socket.off('data', resolve).off('close', onClose).off('error', onError)
    socket.pause()
    signal.removeEventListener('abort', onAbort)
  }
}

/** Requests for a login (protocol 3.0, AuthenticationRequest). */
const OK = 0
const CLEAR_TEXT = 3
const MD5 = 5
const SASL = 10
const SASL_CONTINUE = 11
const SASL_FINAL = 12

export interface PostgresGuard extends WireGuard {
  /** Settings that the server reports at the login: server_version, client_encoding. */
  readonly reported: ReadonlyMap<string, string>
}

/**
 * Lets through what a server may send to one who reads. Of the ways to log in: SCRAM always, a password or its MD5 under TLS only, and nothing else; and a
 * SCRAM login that the server does not finish, by proving that it knows the password too, is none.
 */
export const postgresGuard = (what: string, protectedByTls: boolean): PostgresGuard => {
  const messages = new PostgresMessages(LIMITS.connectionBytes.value)
  const reported = new Map<string, string>()
  let step: number | null = null
  let ready = false

  const assertLogin = (request: number): void => {
    const inTurn =
      !ready &&
      (request === OK ? step === null || step === SASL_FINAL || step === MD5 || step === CLEAR_TEXT : FOLLOWS.get(request)?.includes(step) === true)
    if (request === CLEAR_TEXT && !protectedByTls)
      throw new FactError('auth-failed', `${what}: the server asks for the password in clear, which is not sent without TLS; add tls to the target`)
    if (request === MD5 && !protectedByTls)
      throw new FactError(
        'auth-failed',
        `${what}: the server asks for a login by MD5, which is not sent without TLS; add tls to the target, or let the account use SCRAM`,
      )
    if (![OK, ...FOLLOWS.keys()].includes(request))
      throw new FactError(
        'unsupported',
        `${what}: the server asks for a login of a kind that is not supported (${request}); let the account use SCRAM`,
      )
    if (!inTurn) throw new FactError('auth-failed', `${what}: the server does not finish the login it began, so nothing it says is believed`)
    step = request
  }

  const assertPasses = ({ type, body }: PostgresMessage): boolean => {
    if (type === 'R') assertLogin(body.readInt32BE(0))
    else if (type === 'S') {
      const [name = '', value = ''] = body.toString('utf8').split('\0')
      reported.set(name, value)
      if (name === 'client_encoding' && value !== 'UTF8') throw new FactError('parse-failed', `${what}: the server does not answer in UTF-8`)
    } else if (type === 'Z') {
      if (!ready && step !== OK)
        throw new FactError('auth-failed', `${what}: the server does not finish the login it began, so nothing it says is believed`)
      ready = true
    } else if (!ready && !BEFORE_READY.includes(type)) {
      throw new FactError('parse-failed', `${what}: the server answers before anything was asked`)
    }
    // Notices may come at any time, in any number, and say nothing that is asked.
    return type !== 'N' && type !== 'A'
  }

  return {
    reported,
    received: (chunk) =>
      messages
        .take(chunk)
        .filter(assertPasses)
        .map(({ bytes }) => bytes),
    sent: () => {},
  }
}

const BEFORE_READY = 'KEN'
/** What each request comes behind. */
const FOLLOWS = new Map<number, readonly (number | null)[]>([
  [CLEAR_TEXT, [null]],
  [MD5, [null]],
  [SASL, [null]],
  [SASL_CONTINUE, [SASL]],
  [SASL_FINAL, [SASL_CONTINUE]],
])
