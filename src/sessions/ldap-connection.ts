import type { Socket } from 'node:net'
import { Client, type Control, type SearchOptions, type SearchResult } from 'ldapts'
import { FactError } from '../core/fact-error.ts'
import type { Transport } from '../core/network.ts'
import type { Secret } from '../core/secret.ts'
import { LIMITS } from '../limits.ts'
import { type Dialer, within } from './dialer.ts'
import { ldapErrorOf } from './ldap-error.ts'
import { agreeOnTls } from './start-tls.ts'
import type { TlsTrust } from './tls-trust.ts'

/** `tls`: from the first byte on (ldaps), after agreeing in clear (StartTLS), or not at all. */
export interface LdapAddress {
  readonly dialer: Dialer
  readonly tls: 'ldaps' | 'start-tls' | 'none'
  readonly trust: TlsTrust
}

export interface LdapLogin {
  readonly bindDn: string
  readonly password: Secret
}

/**
 * One connection to a directory, protected and logged in, once: a connection that is lost stays lost, and a login that is refused is not tried again
 * (facts/reliability.md F7: the library would come back as nobody, and in clear). Only bind, search and unbind are ever sent.
 */
export class LdapConnection {
  readonly transport: Transport
  readonly #client: Client
  readonly #dialer: Dialer
  readonly #socket: Socket

  private constructor(client: Client, dialer: Dialer, socket: Socket, transport: Transport) {
    this.#client = client
    this.#dialer = dialer
    this.#socket = socket
    this.transport = transport
  }

  /** Throws FactError: nothing secret has been sent unless the other side was found to be whom the plan means, or the plan asks for no TLS at all. */
  static async open(address: LdapAddress, login: LdapLogin | null, signal: AbortSignal): Promise<LdapConnection> {
    const { dialer } = address
    const deadline = within(LIMITS.connect.value, signal)
    // Before anything is sent: a login without a password is an anonymous one for most directories.
    const password = login?.password.reveal() ?? null
    if (password === '') throw new FactError('secret-unavailable', `${dialer.name}: the password of ${login?.bindDn ?? ''} is empty`)
    const { socket, transport } = await protectedSocket(address, deadline)
    const giveUp = (): void => void socket.destroy()
    deadline.addEventListener('abort', giveUp, { once: true })
    const connection = new LdapConnection(clientOver(socket, dialer.name), dialer, socket, transport)
    try {
      if (login !== null && password !== null) await connection.#attempted(() => connection.#client.bind(login.bindDn, password), deadline)
    } catch (error) {
      socket.destroy()
      throw error
    } finally {
      deadline.removeEventListener('abort', giveUp)
    }
    return connection
  }

  /** One search as the library does it; entries beyond LIMITS.connectionBytes end the connection. */
  search(base: string, options: SearchOptions, signal: AbortSignal, control?: Control): Promise<SearchResult> {
    return this.#attempted(() => this.#client.search(base, { ...options, derefAliases: 'never', timeLimit: TIME_LIMIT_SECONDS }, control), signal)
  }

  /** As search, page by page. */
  async *pages(base: string, options: SearchOptions, signal: AbortSignal): AsyncGenerator<SearchResult> {
    const pages = this.#client.searchPaginated(base, {
      ...options,
      derefAliases: 'never',
      timeLimit: TIME_LIMIT_SECONDS,
      paged: { pageSize: LIMITS.ldapPage.value },
    })
    for (;;) {
      const next = await this.#attempted(() => pages.next(), signal)
      if (next.done === true) return
      yield next.value
    }
  }

  /** Says goodbye, so that no session lingers. Never throws. */
  async close(): Promise<void> {
    if (this.#client.isConnected)
      await Promise.race([this.#client.unbind().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 500).unref())])
  }

  async #attempted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    this.#dialer.renew(this.#socket)
    const { promise, reject } = Promise.withResolvers<never>()
    const onAbort = (): void => reject(signal.reason instanceof FactError ? signal.reason : new Error('timed out'))
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await Promise.race([work(), promise])
    } catch (error) {
      throw ldapErrorOf(error, this.#dialer.name)
    } finally {
      signal.removeEventListener('abort', onAbort)
      promise.catch(() => {})
    }
  }
}

const TIME_LIMIT_SECONDS = Math.ceil(LIMITS.networkOperation.value / 1000)

const protectedSocket = async ({ dialer, tls, trust }: LdapAddress, signal: AbortSignal): Promise<{ socket: Socket; transport: Transport }> => {
  if (tls === 'ldaps') return dialer.secure(trust, signal)
  const socket = await dialer.plain(signal)
  if (tls === 'none') return { socket, transport: 'clear' }
  try {
    await agreeOnTls(socket, signal, dialer.name)
    return await dialer.secure(trust, signal, socket)
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** The library over a socket that is up. It asks for another one whenever it finds the first gone: there is none. */
const clientOver = (socket: Socket, what: string): Client => {
  let given = false
  const createConnection = (): Socket => {
    if (given) throw new FactError('auth-failed', `${what}: the connection was lost, and with it the login; it is not made again`)
    given = true
    return socket
  }
  return new Client({
    url: 'ldap://already-connected',
    timeout: LIMITS.networkOperation.value,
    connectTimeout: LIMITS.connect.value,
    createConnection,
    autoRebind: false,
  })
}
