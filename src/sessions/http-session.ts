import { Client, type Dispatcher } from 'undici'
import { FactError } from '../core/fact-error.ts'
import type { HttpAnswer, HttpRequest, HttpSession } from '../core/network.ts'
import type { Transport } from '../core/transport.ts'
import type { Secret } from '../core/secret.ts'
import { textOf } from '../formats/text-decoding.ts'
import { LIMITS } from '../limits.ts'
import { HTTP_REQUESTS } from '../statements/http.ts'
import { type Dialer, signalError, within } from './dialer.ts'
import { assertHarmlessPath } from '../core/http-path.ts'
import type { Occasion } from './occasion.ts'
import { networkErrorOf } from './network-error.ts'
import type { TlsTrust } from './tls-trust.ts'

export interface HttpDoorOptions {
  readonly dialer: Dialer
  readonly tls: boolean
  readonly trust: () => Promise<TlsTrust>
  /** Path of the deployment, without a slash at its end; "" for the root. */
  readonly basePath: string
  /** An administrator's token, sent only with requests that need it. */
  readonly token: Secret | null
}

/** The header AM takes a token in (facts/pingam.md §2.5). */
const TOKEN_HEADER = 'iplanetdirectorypro'

/**
 * The door to one product over HTTP: GET, of registered paths below the deployment URL, each over a connection of its own. Redirects are answers, cookies are
 * not kept, no proxy of the environment is used, and a path is looked at once more right before it is sent.
 */
export class HttpDoor {
  readonly #options: HttpDoorOptions

  constructor(options: HttpDoorOptions) {
    this.#options = options
  }

  session(occasion: Occasion): HttpSession {
    return { get: (request) => this.#get(request, occasion) }
  }

  async #get(request: HttpRequest, { record, signal }: Occasion): Promise<HttpAnswer> {
    if (!Object.values<HttpRequest>(HTTP_REQUESTS).includes(request)) throw new FactError('internal', `the request ${request.id} is not registered`)
    const { dialer, basePath, token, tls } = this.#options
    const path = `${basePath}${request.path}`
    assertHarmlessPath(path)
    const what = `${dialer.name}${path}`
    const headers = {
      accept: 'application/json, text/plain, */*',
      'accept-encoding': 'identity',
      'user-agent': 'iam-preflight',
      ...tokenHeader(request, token, tls),
    }
    // Connection and answer have a time each; both are absolute, since a server may drip.
    const { socket, transport } = await this.#connected(within(LIMITS.connect.value, signal))
    const limit = within(LIMITS.networkOperation.value, signal)
    let given = false
    const client = new Client(`${tls ? 'https' : 'http'}://${dialer.name}`, {
      connect: (_options, callback) => {
        const first = !given
        given = true
        // The library takes an answer only once it has asked; and it asks for another connection when the first is gone: there is none.
        setImmediate(() => {
          if (first) callback(null, socket)
          else callback(new FactError('unreachable', `${what}: the other side closed the connection`), null)
        })
      },
      pipelining: 0,
      maxHeaderSize: MOST_HEADERS,
      headersTimeout: LIMITS.networkOperation.value,
      bodyTimeout: LIMITS.networkOperation.value,
    })
    let amount: number | null = null
    try {
      const response = await client.request({ path, method: 'GET', headers, signal: limit })
      const body = await bodyOf(response, what)
      amount = body.length
      return { ...answerOf(response, body), transport }
    } catch (error) {
      if (socket.errored instanceof FactError) throw socket.errored
      if (limit.aborted) throw signalError(limit, what)
      throw httpErrorOf(error, what)
    } finally {
      record({ kind: 'http', verb: 'GET', what: `${tls ? 'https' : 'http'}://${what}`, amount })
      await client.destroy().catch(() => {})
      socket.destroy()
    }
  }

  async #connected(signal: AbortSignal): Promise<{ socket: Awaited<ReturnType<Dialer['plain']>>; transport: Transport }> {
    const { dialer, tls, trust } = this.#options
    return tls ? dialer.secure(await trust(), signal) : { socket: await dialer.plain(signal), transport: 'clear' }
  }
}

const MOST_HEADERS = 32 * 1024

/** A token is not sent in clear: whoever listens would be an administrator. */
const tokenHeader = ({ authenticated, id }: HttpRequest, token: Secret | null, tls: boolean): Record<string, string> => {
  if (!authenticated) return {}
  if (token === null) throw new FactError('secret-unavailable', `the request ${id} needs the administrator token; name it as token in the plan`)
  if (!tls) throw new FactError('unsupported', 'the administrator token is not sent over http://; give an https:// url')
  return { [TOKEN_HEADER]: token.reveal() }
}

const bodyOf = async ({ body }: Dispatcher.ResponseData, what: string): Promise<Buffer> => {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of body) {
    const bytes = Buffer.from(piece as Uint8Array)
    length += bytes.length
    if (length > LIMITS.httpBody.value)
      throw new FactError('limit', `${what}: the body is larger than ${LIMITS.httpBody.value} bytes; see explain limits`)
    pieces.push(bytes)
  }
  return Buffer.concat(pieces)
}

const answerOf = ({ statusCode, headers }: Dispatcher.ResponseData, body: Buffer): Omit<HttpAnswer, 'transport'> => {
  const one = (name: string): string | null => {
    const value = headers[name]
    return (Array.isArray(value) ? value[0] : value)?.slice(0, MOST_VALUE) ?? null
  }
  // It was asked for as it is; a server that packs it all the same is not unpacked.
  const packed = one('content-encoding') !== null && one('content-encoding') !== 'identity'
  const date = Date.parse(one('date') ?? '')
  return {
    status: statusCode,
    location: one('location'),
    contentType: one('content-type'),
    apiVersion: one('content-api-version'),
    body: packed ? null : textIn(body),
    date: Number.isNaN(date) ? null : date,
  }
}

const MOST_VALUE = 2048

const textIn = (body: Buffer): string | null => {
  try {
    return textOf(body)
  } catch {
    return null
  }
}

/** Errors of the HTTP parser and of the library's own limits. */
const HTTP_ERRORS: Readonly<Record<string, readonly ['parse-failed' | 'limit' | 'timeout' | 'unreachable', string]>> = {
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'no answer in time; see explain limits'],
  UND_ERR_BODY_TIMEOUT: ['timeout', 'the answer did not come whole in time; see explain limits'],
  UND_ERR_HEADERS_OVERFLOW: ['limit', `the headers of the answer are larger than ${MOST_HEADERS} bytes`],
  UND_ERR_SOCKET: ['unreachable', 'the other side closed the connection; a server that wants a client certificate does so too (tls.clientCert)'],
  UND_ERR_RESPONSE: ['parse-failed', 'what came back is no HTTP answer that is understood'],
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: ['parse-failed', 'the length of the answer is not what its header says'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['parse-failed', 'the length of the answer is not what its header says'],
}

const httpErrorOf = (error: unknown, what: string): FactError => {
  if (error instanceof FactError) return error
  // What destroyed the socket is the reason, and the library's error only its echo.
  if (error instanceof Error && error.cause instanceof FactError) return error.cause
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = HTTP_ERRORS[code]
  if (known !== undefined) return new FactError(known[0], `${what}: ${known[1]}`)
  if (code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError'))
    return new FactError('parse-failed', `${what}: what came back is no HTTP answer that is understood`)
  return networkErrorOf(error, what)
}
