import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { FactError } from '../../core/fact-error.ts'
import { FormatError } from '../../formats/format-error.ts'
import { signalError } from '../dialer.ts'
import { networkErrorOf } from '../network-error.ts'

/** What looks at everything that crosses between a driver and a server. Both throw, FormatError or FactError, for what must not pass. */
export interface WireGuard {
  /** The whole messages there are by now. */
  readonly received: (chunk: Buffer) => readonly Buffer[]
  readonly sent: (chunk: Buffer) => void
}

/**
 * What a driver takes for its socket: the guarded dialer's, with a guard before it that lets only whole messages of the protocol through, one by one. What a
 * driver throws at one of them ends the connection, where at a socket it would end the process. Why it ended is `errored`.
 */
export class DriverStream extends Duplex {
  /** What was heard first since something was last attempted. */
  heard: unknown = null
  #socket: Socket
  readonly #guard: WireGuard
  readonly #name: string
  readonly #certificate: Buffer | null

  constructor(socket: Socket, guard: WireGuard, name: string, certificate: Buffer | null = null) {
    super({ allowHalfOpen: true, emitClose: true })
    this.#socket = socket
    this.#guard = guard
    this.#name = name
    this.#certificate = certificate
    // Drivers listen when they get to it.
    this.on('error', () => {})
    this.#attach(socket)
  }

  /** A driver asks for a connection: it is there. */
  connect(): this {
    process.nextTick(() => this.emit('connect'))
    return this
  }

  /** The dialer has seen to it. */
  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  /** For channel binding: no more than it takes. */
  getPeerCertificate(): { readonly raw?: Buffer } {
    return this.#certificate === null ? {} : { raw: this.#certificate }
  }

  /** Lets go of the socket, which goes on under TLS. */
  detach(): Socket {
    this.#socket.off('data', this.#receive).off('end', this.#ended).off('close', this.#closed).off('error', this.#failed)
    this.#socket.pause()
    return this.#socket
  }

  #attach(socket: Socket): void {
    socket.on('data', this.#receive).on('end', this.#ended).on('close', this.#closed).on('error', this.#failed)
    socket.resume()
  }

  reattach(socket: Socket): void {
    this.#socket = socket
    this.#attach(socket)
  }

  /** Something was refused, or not understood, while the connection was up: that it ends of it is no more than a consequence. */
  hear(error: unknown): void {
    if (!this.destroyed) this.heard ??= error
  }

  /** The certain end, with why. */
  giveUp(error: unknown): void {
    if (error instanceof FormatError) this.destroy(new FactError(error.kind, `${this.#name}: ${error.message}`))
    else this.destroy(error instanceof FactError ? error : new FactError('parse-failed', `${this.#name}: the answer is damaged`))
  }

  readonly #receive = (chunk: Buffer): void => {
    try {
      for (const message of this.#guard.received(chunk)) {
        if (this.destroyed) return
        this.emit('data', message)
      }
    } catch (error) {
      this.giveUp(error)
    }
  }

  readonly #ended = (): void => void this.emit('end')
  readonly #failed = (error: Error): void => void this.destroy(networkErrorOf(error, this.#name))
  readonly #closed = (): void => void this.destroy()

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    try {
      this.#guard.sent(chunk)
    } catch (error) {
      this.giveUp(error)
      return done()
    }
    this.#socket.write(chunk, done)
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

/**
 * Something done over a stream, which is ended when the signal is aborted first. What the stream was given up for is the reason that counts, and the
 * driver's own error only its echo.
 */
export const attempted = async <T>(
  work: () => Promise<T>,
  { stream, signal, name, errorOf }: { stream: DriverStream; signal: AbortSignal; name: string; errorOf: (error: unknown) => FactError },
): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>()
  stream.heard = null
  const onClose = (): void => reject(stream.errored ?? new FactError('unreachable', `${name}: the other side closed the connection`))
  const onAbort = (): void => void stream.destroy(signalError(signal, name))
  if (stream.destroyed) onClose()
  stream.once('close', onClose)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work(), promise])
  } catch (error) {
    throw stream.heard === null && stream.errored instanceof FactError ? stream.errored : errorOf(stream.heard ?? error)
  } finally {
    stream.off('close', onClose)
    signal.removeEventListener('abort', onAbort)
    promise.catch(() => {})
  }
}
