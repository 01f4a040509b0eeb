import { connect, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { checkServerIdentity, connect as secureConnect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { type Destination, hostPort } from '../core/address.ts'
import { FactError } from '../core/fact-error.ts'
import type { Transport } from '../core/transport.ts'
import type { Operation } from '../core/session.ts'
import { LIMITS } from '../limits.ts'
import { faultPoint } from './fault-points.ts'
import { networkErrorOf } from './network-error.ts'
import { distrustOf, unusable, type TlsTrust } from './tls-trust.ts'

export interface DialerOptions {
  /** What the plan names for the target; nothing else is ever connected to. */
  readonly destination: Destination
  /** What its connections are counted as in the transcript. */
  readonly kind: Operation['kind']
  readonly record: (operation: Operation) => void
}

type HandshakeWish = Pick<ConnectionOptions, 'maxVersion' | 'ALPNProtocols'>

interface SecuringConnection {
  readonly socket: TLSSocket
  readonly ready: (signal: AbortSignal) => Promise<SecureConnection>
}

export interface SecureConnection {
  readonly socket: TLSSocket
  readonly transport: Transport
  /** The other side's, as it showed it. */
  readonly certificate: Buffer | null
}

/**
 * The guarded dialer: every socket of every door comes from it (DESIGN §3). A socket goes where the plan says and nowhere else, is given up at an absolute
 * deadline from the first packet however slowly it moves, receives no more than LIMITS.connectionBytes, and, where TLS is asked for, is handed over only
 * once the other side has been found to be who the plan says.
 */
export class Dialer {
  readonly destination: Destination
  readonly #kind: Operation['kind']
  readonly #record: (operation: Operation) => void
  readonly #open = new Set<Duplex>()
  /** Bytes received by each socket for what is being asked. */
  readonly #received = new WeakMap<Socket, number>()

  constructor({ destination, kind, record }: DialerOptions) {
    this.destination = destination
    this.#kind = kind
    this.#record = record
  }

  get name(): string {
    return hostPort(this.destination)
  }

  /** A connection in clear. Throws FactError when there is none before the signal is aborted. */
  async plain(signal: AbortSignal): Promise<Socket> {
    const { host, port } = this.destination
    assertGoing(signal, this.name)
    this.#record({ kind: this.#kind, verb: 'connect', what: this.name, amount: null })
    this.#touch('net.connect')
    const socket = connect({ host, port, autoSelectFamily: true })
    return this.#guarded(await established(socket, 'connect', signal, this.name))
  }

  /**
   * A connection under TLS, over one in clear when given (StartTLS). Throws FactError when the other side is not who the plan says: then nothing was sent
   * but the handshake. `wanted` is what a protocol asks of the handshake itself.
   */
  async secure(trust: TlsTrust, signal: AbortSignal, over?: Duplex, wanted: HandshakeWish = {}): Promise<SecureConnection> {
    assertGoing(signal, this.name)
    if (over === undefined) this.#record({ kind: this.#kind, verb: 'connect', what: `${this.name} (TLS)`, amount: null })
    return this.securing(trust, over, wanted).ready(signal)
  }

  /** As `secure`, for a driver that wants its socket at once: nobody may write to it before it is ready. Throws FactError. */
  securing(trust: TlsTrust, over?: Duplex, wanted: HandshakeWish = {}): SecuringConnection {
    const { host, port } = this.destination
    const servername = trust.serverName ?? host
    this.#touch('net.secure')
    const socket = begun(() =>
      secureConnect({
        ...(over === undefined ? { host, port } : { socket: over }),
        ...(isIP(servername) === 0 ? { servername } : {}),
        ...(trust.ca === null ? {} : { ca: trust.ca }),
        ...trust.client,
        ...wanted,
        minVersion: 'TLSv1.2',
        // Over a connection in clear, and for an address as serverName, Node would take another name.
        checkServerIdentity: (_host, certificate) => checkServerIdentity(servername, certificate),
        // The peer is looked at below, before the socket is handed to anyone: Node would not ask for the name of a pinned one.
        rejectUnauthorized: false,
      }),
    )
    this.#open.add(over ?? socket)
    return { socket, ready: async (signal) => this.#admitted(await established(socket, 'secureConnect', signal, this.name), trust, servername) }
  }

  #admitted(ready: TLSSocket, trust: TlsTrust, servername: string): SecureConnection {
    // Once only: Node takes it out of the chain it answers from.
    const certificate = ready.getPeerX509Certificate()
    const distrust = distrustOf(ready, certificate, trust, servername)
    if (distrust !== null) {
      ready.destroy()
      throw distrust instanceof FactError ? new FactError(distrust.code, `${this.name}: ${distrust.message}`) : networkErrorOf(distrust, this.name)
    }
    return {
      socket: this.#guarded(ready),
      certificate: certificate?.raw ?? null,
      transport: trust.fingerprint !== null ? 'pinned' : trust.insecure ? 'unverified' : 'verified',
    }
  }

  /** Another question: what was received for the last one no longer counts. */
  renew(socket: Socket): void {
    this.#received.set(socket, 0)
  }

  /** Ends whatever is still open. */
  close(): void {
    for (const socket of this.#open) socket.destroy()
    this.#open.clear()
  }

  #touch(point: 'net.connect' | 'net.secure'): void {
    try {
      faultPoint(point, this.name)
    } catch (error) {
      throw networkErrorOf(error, this.name)
    }
  }

  /** What fails while a socket is in use ends it, as it would in earnest. */
  #survives(socket: Socket, point: 'net.receive' | 'net.send'): boolean {
    try {
      faultPoint(point, this.name)
      return true
    } catch (error) {
      socket.destroy(networkErrorOf(error, this.name))
      return false
    }
  }

  /** Counts what is received and lets a test fail each sending and receiving. */
  #guarded<S extends Socket>(socket: S): S {
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
    // A question of two packets would otherwise wait for the other side's delayed acknowledgement: 40 ms each.
    socket.setNoDelay(true)
    const push = socket.push.bind(socket)
    const write = socket.write.bind(socket)
    this.#received.set(socket, 0)
    const most = LIMITS.connectionBytes.value
    socket.push = (chunk: Uint8Array | null, encoding?: BufferEncoding): boolean => {
      const received = (this.#received.get(socket) ?? 0) + (chunk?.length ?? 0)
      this.#received.set(socket, received)
      if (received > most) {
        socket.destroy(new FactError('limit', `${this.name} sent more than ${most} bytes for one question; see explain limits`))
        return false
      }
      return this.#survives(socket, 'net.receive') && push(chunk, encoding)
    }
    socket.write = ((...args: Parameters<typeof write>): boolean => {
      return this.#survives(socket, 'net.send') && write(...args)
    }) as typeof write
    return socket
  }
}

/** A client certificate that cannot be used is told before anything is connected. */
const begun = (connecting: () => TLSSocket): TLSSocket => {
  try {
    return connecting()
  } catch (error) {
    throw unusable(error)
  }
}

const assertGoing = (signal: AbortSignal, what: string): void => {
  if (signal.aborted) throw signalError(signal, what)
}

/** Why a signal was aborted, as the FactError to report. */
export const signalError = ({ reason }: AbortSignal, what: string): FactError => {
  if (reason instanceof FactError) return reason
  return new FactError('timeout', `${what}: no answer in time; see explain limits`)
}

/** The socket once it is up; destroyed when it fails or the signal is aborted first. */
export const established = <S extends Socket>(socket: S, event: 'connect' | 'secureConnect', signal: AbortSignal, what: string): Promise<S> => {
  const { promise, resolve, reject } = Promise.withResolvers<S>()
  const onAbort = (): void => void socket.destroy(signalError(signal, what))
  const onError = (error: Error): void => reject(networkErrorOf(error, what))
  const onClose = (): void => reject(new FactError('unreachable', `${what}: the other side closed the connection before it was established`))
  socket.once(event, () => resolve(socket))
  socket.on('error', onError)
  socket.once('close', onClose)
  signal.addEventListener('abort', onAbort, { once: true })
  return promise.finally(() => {
    signal.removeEventListener('abort', onAbort)
    socket.off('close', onClose)
    socket.off('error', onError)
    // Whoever takes it over listens for errors of its own; until then an error must not be one that nobody hears.
    socket.on('error', () => {})
  })
}

/** A signal that is aborted after a time, or with another. */
export const within = (ms: number, signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(ms)])
