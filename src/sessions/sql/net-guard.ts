import { AsyncLocalStorage } from 'node:async_hooks'
import net, { type Socket } from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { FactError } from '../../core/fact-error.ts'

/** Where the sockets come from of a driver that opens its own. Both throw FactError. */
export interface DriverNetwork {
  /** In place of net.connect. */
  readonly connect: (host: string, port: number) => Socket
  /** In place of tls.connect over such a socket; `ready` is called once the other side is whom the plan means, or with why it is not. */
  readonly secure: (over: Socket, ready: (error?: Error) => void) => TLSSocket
}

const network = new AsyncLocalStorage<DriverNetwork>()

/**
 * Runs a driver that cannot be handed a socket (oracledb): whatever it opens by `net.connect` and `tls.connect` meanwhile, it is given by `own`, and nothing
 * else. Only what the work itself begins is met by this, however it goes on; the tool's own connections are not.
 */
export const withNetwork = <T>(own: DriverNetwork, work: () => Promise<T>): Promise<T> => {
  install()
  return network.run(own, work)
}

let installed = false

/** Replaces the two functions where CommonJS modules find them: named imports of ours keep Node's. */
const install = (): void => {
  if (installed) return
  installed = true
  const [connect, secure] = [net.connect, tls.connect]
  net.connect = ((...args: Parameters<typeof connect>): Socket => {
    const own = network.getStore()
    if (own === undefined) return connect(...args)
    const [port, host, connected] = args as readonly unknown[]
    if (typeof port !== 'number' || typeof host !== 'string' || typeof connected !== 'function') throw unforeseen()
    const socket = own.connect(host, port)
    process.nextTick(() => connected())
    return socket
  }) as typeof connect
  tls.connect = ((...args: Parameters<typeof secure>): TLSSocket => {
    const own = network.getStore()
    if (own === undefined) return secure(...args)
    const [options, connected] = args as readonly unknown[]
    const over = typeof options === 'object' && options !== null && 'socket' in options ? options.socket : undefined
    if (!(over instanceof net.Socket) || typeof connected !== 'function') throw unforeseen()
    const socket = own.secure(over, (error) => {
      if (error === undefined) connected()
      else socket.emit('error', error)
    })
    return socket
  }) as typeof secure
}

/** Another version of the driver, which opens its sockets in another way: it opens none. */
const unforeseen = (): FactError => new FactError('internal', 'the driver opens a connection in a way that is not foreseen')

/** Lets what a driver throws while it reads end the connection, where it would end the process. */
export const survivable = <S extends Socket>(socket: S, what: string): S => {
  const emit: (event: string | symbol, ...args: readonly unknown[]) => boolean = socket.emit.bind(socket)
  socket.emit = ((event: string | symbol, ...args: readonly unknown[]): boolean => {
    try {
      return emit(event, ...args)
    } catch (error) {
      if (event !== 'data') throw error
      socket.destroy(error instanceof FactError ? error : new FactError('parse-failed', `${what}: the answer is damaged`))
      return true
    }
  }) as typeof socket.emit
  return socket
}
