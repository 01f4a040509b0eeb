import { Duplex } from 'node:stream'
import { isIP, type Socket } from 'node:net'
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls'
import { FactError } from '../core/fact-error.ts'
import type { TlsPeer, TlsSession } from '../core/network.ts'
import type { CertificateFacts } from '../core/session.ts'
import { certificateFacts } from '../formats/certificate.ts'
import { distinguishedNameOf } from '../formats/distinguished-name.ts'
import { coversHost } from '../formats/host-name.ts'
import { certificateRequestIn } from '../formats/tls-handshake.ts'
import { LIMITS } from '../limits.ts'
import { type Dialer, established, within } from './dialer.ts'
import { factErrorOf } from './fact-error-of.ts'
import type { Occasion } from './occasion.ts'
import { distrustInWords } from './network-error.ts'
import { agreeOnTls } from './start-tls.ts'
import type { TlsTrust } from './tls-trust.ts'

export interface TlsDoorOptions {
  readonly dialer: Dialer
  /** StartTLS of a directory comes first. */
  readonly startTls: boolean
  readonly trust: () => Promise<TlsTrust>
}

/** Certificates of a chain; real ones have three or four. */
const MOST_CERTIFICATES = 20

/**
 * The door that only looks: it makes handshakes and sends nothing else, so it may look at a server nobody trusts. It shows no client certificate, and
 * hangs up at once.
 */
export class TlsDoor {
  readonly #options: TlsDoorOptions

  constructor(options: TlsDoorOptions) {
    this.#options = options
  }

  session({ record, signal }: Occasion): TlsSession {
    return {
      peer: async () => {
        const { dialer } = this.#options
        record({ kind: 'http', verb: 'handshake', what: dialer.name, amount: null })
        const trust = await this.#options.trust()
        const shown = await this.#handshake(trust, within(LIMITS.connect.value, signal))
        return { ...shown, ...(await this.#clientCertificate(trust, within(LIMITS.connect.value, signal))) }
      },
    }
  }

  async #handshake(trust: TlsTrust, signal: AbortSignal): Promise<Omit<TlsPeer, 'clientCertificate' | 'acceptableIssuers'>> {
    const { dialer } = this.#options
    const { host, port } = dialer.destination
    const name = trust.serverName ?? host
    const under = await this.#socket(signal)
    try {
      const socket = connect({
        socket: under,
        ...servername(name),
        ...(trust.ca === null ? {} : { ca: trust.ca }),
        // Without a name to ask for, Node would take localhost for it.
        checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
        rejectUnauthorized: false,
      })
      await established(socket, 'secureConnect', signal, dialer.name)
      const chain = chainOf(socket, dialer.name)
      const [leaf] = chain
      return {
        host,
        port,
        protocol: socket.getProtocol(),
        chain,
        distrust: socket.authorized ? null : distrustOf(String(socket.authorizationError)),
        namesHost: leaf !== undefined && coversHost(leaf, name),
      }
    } finally {
      under.destroy()
    }
  }

  /** A second handshake, in TLS 1.2, where the request for a client certificate can be seen; it is broken off. */
  async #clientCertificate({ serverName }: TlsTrust, signal: AbortSignal): Promise<Pick<TlsPeer, 'clientCertificate' | 'acceptableIssuers'>> {
    const { dialer } = this.#options
    const unknown = { clientCertificate: 'unknown', acceptableIssuers: [] } as const
    const under = await this.#socket(signal)
    try {
      const tap = new Tap(under)
      const socket = connect({ socket: tap, ...servername(serverName ?? dialer.destination.host), maxVersion: 'TLSv1.2', rejectUnauthorized: false })
      // A server that insists on a certificate ends the handshake with an alert: by then it has asked.
      await established(socket, 'secureConnect', signal, dialer.name).catch(() => {})
      const seen = certificateRequestIn(tap.received)
      if (seen === null) return unknown
      return {
        clientCertificate: seen.requested ? 'requested' : 'not-requested',
        acceptableIssuers: seen.authorities.slice(0, 1000).map(distinguishedNameOf),
      }
    } catch (error) {
      throw factErrorOf(error, dialer.name)
    } finally {
      under.destroy()
    }
  }

  async #socket(signal: AbortSignal): Promise<Socket> {
    const { dialer, startTls } = this.#options
    const socket = await dialer.plain(signal)
    try {
      if (startTls) await agreeOnTls(socket, signal, dialer.name)
      return socket
    } catch (error) {
      socket.destroy()
      throw error
    }
  }
}

const distrustOf = (code: string): NonNullable<TlsPeer['distrust']> => ({ code: code.slice(0, 100), text: distrustInWords(code) })

const servername = (name: string): { readonly servername?: string } => (isIP(name) === 0 ? { servername: name } : {})

const chainOf = (socket: TLSSocket, what: string): readonly CertificateFacts[] => {
  const chain: CertificateFacts[] = []
  const met = new Set<string>()
  for (let next = socket.getPeerCertificate(true); next?.raw !== undefined; next = next.issuerCertificate) {
    if (met.has(next.fingerprint256)) break
    met.add(next.fingerprint256)
    if (met.size > MOST_CERTIFICATES) throw new FactError('limit', `${what}: it sends more than ${MOST_CERTIFICATES} certificates`)
    try {
      chain.push(certificateFacts(next.raw))
    } catch (error) {
      throw factErrorOf(error, `${what}: its certificate`)
    }
  }
  if (chain.length === 0) throw new FactError('unreachable', `${what}: it showed no certificate`)
  return chain
}

/** Passes bytes on and keeps the first of those received. */
class Tap extends Duplex {
  readonly #under: Socket
  readonly #kept: Buffer[] = []
  #length = 0

  constructor(under: Socket) {
    super()
    this.#under = under
    under.on('data', (chunk: Buffer) => {
      if (this.#length < MOST_KEPT) {
        this.#kept.push(chunk)
        this.#length += chunk.length
      }
      if (!this.push(chunk)) under.pause()
    })
    under.on('end', () => this.push(null))
    under.on('error', (error) => this.destroy(error))
    under.on('close', () => this.destroy())
  }

  get received(): Buffer {
    return Buffer.concat(this.#kept)
  }

  override _read(): void {
    this.#under.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#under.write(chunk, done)
  }

  override _final(done: () => void): void {
    this.#under.end(done)
  }
}

const MOST_KEPT = 512 * 1024
