import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { FactError } from '../../core/fact-error.ts'
import type { Transport } from '../../core/transport.ts'
import { FormatError } from '../../formats/format-error.ts'
import { encryptionIn, ENCRYPTION_WORDS, preloginOf, TDS_ANSWER, TDS_PRELOGIN, tdsMessage, TdsPackets } from '../../formats/tds-packets.ts'
import { type Dialer, signalError } from '../dialer.ts'
import { networkErrorOf } from '../network-error.ts'
import type { TlsTrust } from '../tls-trust.ts'

/** Most of a server's PRELOGIN, or of one flight of its handshake. */
const MOST = 256 * 1024

/** SQL Server drops a login whose TLS records hold more than one of the packets of that stage. */
const LOGIN_PACKET = 4096

/**
 * A connection to a SQL Server under TLS, with nothing sent but the handshake, and that only to whom the plan means. Login and everything behind it go
 * through it. Two ways lead there: TDS 7, which agrees on TLS in clear and wraps its handshake into PRELOGIN packets (MS-TDS §3.2.5.1), and TDS 8, which
 * begins with TLS and which a server that insists on it hangs up without.
 *
 * None of it is left to the driver: it has gone on in clear where a server, or whoever stood between, said that it has no encryption (facts/reliability.md
 * F4), and it verifies less than the plan asks for.
 */
export const encryptedTds = async (dialer: Dialer, trust: TlsTrust, signal: AbortSignal): Promise<EncryptedTds> => {
  const agreed = await agreedOn(dialer, trust, signal)
  if (agreed !== 'insists-on-tls') return agreed
  const { socket, transport } = await dialer.secure(trust, signal, undefined, { ALPNProtocols: ['tds/8.0'] })
  fronted(socket, 'ask', dialer.name)
  return { socket, transport, renew: () => dialer.renew(socket), reason: () => reasonOf(socket) }
}

export interface EncryptedTds {
  /** For the driver, which has to be told that there is no encryption to be agreed on. */
  readonly socket: TLSSocket
  readonly transport: Transport
  /** Another question: what was received for the last one no longer counts. */
  readonly renew: () => void
  /** What it was given up for by the guards; null when that was none of them. */
  readonly reason: () => FactError | null
}

const reasonOf = (...streams: readonly Duplex[]): FactError | null =>
  streams.map(({ errored }) => errored).find((error) => error instanceof FactError) ?? null

const agreedOn = async (dialer: Dialer, trust: TlsTrust, signal: AbortSignal): Promise<EncryptedTds | 'insists-on-tls'> => {
  const socket = await dialer.plain(signal)
  const wrapped = new WrappedHandshake(socket)
  const onAbort = (): void => void wrapped.destroy(signalError(signal, dialer.name))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const answer = await wrapped.prelogin(preloginOf(ENCRYPTION_WORDS.on))
    if (answer === null) {
      wrapped.destroy()
      return 'insists-on-tls'
    }
    const word = encryptionIn(answer)
    if (word !== ENCRYPTION_WORDS.on && word !== ENCRYPTION_WORDS.required)
      throw new FactError(
        'unreachable',
        `${dialer.name}: the server says that it does not encrypt (PRELOGIN ${word}), or somebody between says so for it; nothing was sent`,
      )
    // TDS 7 ends its handshake with an answer of the server; that of TLS 1.3 has none.
    const under = await dialer.secure(trust, signal, wrapped, { maxVersion: 'TLSv1.2' })
    wrapped.unwrap()
    fronted(under.socket, 'answer', dialer.name)
    const renew = (): void => {
      dialer.renew(socket)
      dialer.renew(under.socket)
    }
    return { ...under, renew, reason: () => reasonOf(under.socket, wrapped, socket) }
  } catch (error) {
    wrapped.destroy()
    const { errored } = wrapped
    const why = errored instanceof FactError || errored instanceof FormatError ? errored : error
    if (why instanceof FormatError) throw new FactError(why.kind, `${dialer.name}: ${why.message}`)
    throw why instanceof FactError ? why : networkErrorOf(why, dialer.name)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** A socket whose bytes go within PRELOGIN packets until it is unwrapped: what Node takes for the one below its TLS. */
class WrappedHandshake extends Duplex {
  readonly #socket: Socket
  readonly #packets = new TdsPackets()
  #wrapping = true
  #received = 0
  #answer: ((payload: Buffer | null) => void) | null = null

  constructor(socket: Socket) {
    super()
    this.#socket = socket
    this.on('error', () => {})
    socket
      .on('data', (chunk: Buffer) => this.#receive(chunk))
      .on('end', () => this.#end())
      .on('error', (error) => this.destroy(error))
      .on('close', () => this.destroy())
  }

  /** What the server answers to a PRELOGIN; null when it hangs up at the sight of it. */
  async prelogin(payload: Buffer): Promise<Buffer | null> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer | null>()
    this.#answer = resolve
    this.once('close', () => (this.errored === null || isHangUp(this.errored) ? resolve(null) : reject(this.errored)))
    this.#socket.write(tdsMessage(TDS_PRELOGIN, payload))
    return promise.finally(() => {
      this.#answer = null
    })
  }

  /** The handshake is over: bytes go as they are. Throws FormatError when one has come behind it that is not protected. */
  unwrap(): void {
    if (this.#packets.pending > 0) throw new FormatError('parse-failed', 'something follows the TLS handshake in clear')
    this.#wrapping = false
  }

  #receive(chunk: Buffer): void {
    if (!this.#wrapping) return void this.push(chunk)
    try {
      this.#received += chunk.length
      if (this.#received > MOST) throw new FormatError('limit', 'the TLS handshake has no end')
      for (const { type, last, payload } of this.#packets.take(chunk)) {
        if (this.#answer === null) this.push(Buffer.from(payload))
        else if (type === TDS_ANSWER && last) this.#answer(Buffer.from(payload))
        else throw new FormatError('parse-failed', 'what answers there does not speak the protocol of SQL Server')
      }
    } catch (error) {
      this.destroy(error instanceof Error ? error : undefined)
    }
  }

  #end(): void {
    if (this.#answer !== null) this.#answer(null)
    else this.push(null)
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(this.#wrapping ? tdsMessage(TDS_PRELOGIN, chunk) : chunk, done)
  }

  /** One flight of the handshake is one message. */
  override _writev(chunks: readonly { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'buffer' as BufferEncoding, done)
  }

  override _final(done: () => void): void {
    this.#socket.end()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }
}

const isHangUp = (error: Error): boolean => 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')

/**
 * Stands between the driver and the server: the driver asks once more what has been agreed on, and is told that there is no encryption to be had, since it is
 * there already. `answer`: the server has been asked, and is not again; `ask`: it is (TDS 8), and what it answers is not passed on. Of what comes, only whole
 * packets of answers are let through.
 */
const fronted = (socket: TLSSocket, mode: 'answer' | 'ask', what: string): void => {
  const answer = tdsMessage(TDS_ANSWER, preloginOf(ENCRYPTION_WORDS.notSupported))
  const push = socket.push.bind(socket)
  const write = socket.write.bind(socket)
  const questions = new TdsPackets()
  const packets = new TdsPackets()
  let asked = mode === 'ask'
  let answered = mode === 'answer'
  socket.setMaxSendFragment(LOGIN_PACKET)
  socket.write = ((...args: Parameters<typeof write>): boolean => {
    if (asked) return write(...args)
    asked = questions.take(Buffer.from(args[0])).length > 0
    if (asked) push(answer)
    return true
  }) as typeof write
  socket.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    if (chunk === null) return push(null)
    try {
      let more = true
      for (const { type, bytes } of packets.take(chunk)) {
        if (type !== TDS_ANSWER) throw new FormatError('parse-failed', 'what answers there does not speak the protocol of SQL Server')
        more = push(answered ? bytes : answer, encoding)
        answered = true
      }
      return more
    } catch (error) {
      socket.destroy(error instanceof FormatError ? new FactError(error.kind, `${what}: ${error.message}`) : undefined)
      return false
    }
  }
}
