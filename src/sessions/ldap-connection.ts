import type { Socket } from 'node:net'
import { Client, SASL_MECHANISMS, type Control, type SearchOptions, type SearchResult } from 'ldapts'
import { FactError } from '../core/fact-error.ts'
import type { Transport } from '../core/transport.ts'
import type { Secret } from '../core/secret.ts'
import { FormatError } from '../formats/format-error.ts'
import { LdapAnswers } from '../formats/ldap-answers.ts'
import { LdapFraming } from '../formats/ldap-framing.ts'
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
  #loggedIn = false

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
    if (login !== null) assertName(login.bindDn, dialer.name)
    if (password === '') throw new FactError('secret-unavailable', `${dialer.name}: the password of ${login?.bindDn ?? ''} is empty`)
    const { socket, transport } = await protectedSocket(address, deadline)
    const giveUp = (): void => void socket.destroy()
    deadline.addEventListener('abort', giveUp, { once: true })
    framed(socket, dialer.name)
    const connection = new LdapConnection(clientOver(socket, dialer.name), dialer, socket, transport)
    try {
      if (login !== null && password !== null) await connection.#attempted(() => connection.#client.bind(login.bindDn, password), deadline)
    } catch (error) {
      socket.destroy()
      throw error
    } finally {
      deadline.removeEventListener('abort', giveUp)
    }
    connection.#loggedIn = true
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
    // The library knows nothing of a connection that was never asked anything.
    this.#socket.destroy()
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
      // What the dialer or the framing gave the connection up for is the reason, and the library's error only its echo.
      const { errored } = this.#socket
      throw errored instanceof FactError ? errored : ldapErrorOf(error, this.#dialer.name, this.#loggedIn)
    } finally {
      signal.removeEventListener('abort', onAbort)
      promise.catch(() => {})
    }
  }
}

/** An empty name logs in as nobody whatever the password, and the library takes these words for ways of logging in (SASL). */
const assertName = (bindDn: string, what: string): void => {
  if (bindDn.trim() === '' || SASL_MECHANISMS.some((word) => word === bindDn))
    throw new FactError('auth-failed', `${what}: ${bindDn.trim() === '' ? 'an empty bindDn' : bindDn} names no account, so no login was tried`)
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

/**
 * Lets only whole, well-formed answers to what was asked through to the library, one by one: it calls itself for each message of a chunk, and drops those
 * behind one that it does not understand.
 */
const framed = (socket: Socket, what: string): void => {
  const framing = new LdapFraming(LIMITS.connectionBytes.value)
  const answers = new LdapAnswers()
  const push = socket.push.bind(socket)
  const write = socket.write.bind(socket)
  socket.write = ((...args: Parameters<typeof write>): boolean => {
    if (args[0] instanceof Uint8Array) answers.asked(args[0])
    return write(...args)
  }) as typeof write
  socket.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    if (chunk === null) return push(null)
    try {
      const messages = framing.take(chunk)
      let more = true
      for (const message of messages) {
        answers.assertAnswer(message)
        more = push(message, encoding)
      }
      return more
    } catch (error) {
      socket.destroy(error instanceof FormatError ? new FactError(error.kind, `${what}: ${error.message}`) : undefined)
      return false
    }
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
