import type { Socket } from 'node:net'
import { FactError } from '../../core/fact-error.ts'
import type { Transport } from '../../core/transport.ts'
import type { SqlConnect } from './adapter.ts'
import { type DriverNetwork, survivable } from './net-guard.ts'
import { oracleErrorOf } from './oracle-error.ts'

/** Where the driver is told to connect to: the address that has been reached, so that it neither resolves a name nor tries another. */
export const descriptorOf = ({ login, dialer, trust }: SqlConnect): ((socket: Socket) => string) => {
  const { database, naming } = login.address
  if (!/^[A-Za-z0-9_$#.-]{1,128}$/.test(database))
    throw new FactError('parse-failed', `${dialer.name}: the name of the ${naming === 'sid' ? 'SID' : 'service'} is none of Oracle's`)
  const named = naming === 'sid' ? `(SID=${database})` : `(SERVICE_NAME=${database})`
  const protocol = trust === null ? 'tcp' : 'tcps'
  return ({ remoteAddress, remotePort }) =>
    `(DESCRIPTION=(ADDRESS=(PROTOCOL=${protocol})(HOST=${remoteAddress})(PORT=${remotePort}))(CONNECT_DATA=${named}))`
}

export interface Opening {
  readonly network: DriverNetwork
  /** What the driver did not tell, or told in its own words. */
  readonly reason: () => FactError | null
  readonly transport: () => Transport
  /** Another question: what was received for the last one no longer counts. */
  readonly renew: () => void
  readonly end: (why?: FactError) => void
}

/**
 * The driver cannot be handed a socket; it opens what it is given instead: the one connection there is. A listener that sends it on to another host finds it
 * refused (facts/reliability.md §5.2), and TLS, which a server may begin anew when the listener hands the connection over, is begun by the dialer every time.
 */
export const openingOf = (socket: Socket, { dialer, trust, signal }: SqlConnect): Opening => {
  let given = false
  let current: Socket = socket
  let reason: FactError | null = null
  let transport: Transport = 'clear'
  return {
    network: {
      connect: (host, port) => {
        if (!given) {
          given = true
          return socket
        }
        const where = /^[\w.:-]{1,253}$/.test(host) ? `${host}:${port}` : 'another host'
        reason = new FactError(
          'unreachable',
          `${dialer.name}: the listener sends the connection on to ${where}, where the tool does not go unasked; name that one in the plan`,
        )
        throw reason
      },
      secure: (over, ready) => {
        if (trust === null) throw new FactError('internal', 'the driver asks for TLS that it was not told of')
        const securing = dialer.securing(trust, over)
        current = survivable(securing.socket, dialer.name)
        const admitted = async (): Promise<void> => {
          try {
            const secured = await securing.ready(signal)
            transport = secured.transport
            // The dialer has verified it, as the plan wants it; the driver would once more, by rules of its own.
            Object.defineProperty(secured.socket, 'authorized', { value: true })
            ready()
          } catch (error) {
            reason = oracleErrorOf(error, dialer.name)
            ready(reason)
          }
        }
        void admitted()
        return securing.socket
      },
    },
    reason: () => reason ?? (current.errored instanceof FactError ? current.errored : null),
    transport: () => transport,
    renew: () => dialer.renew(current),
    end: (why) => {
      current.destroy(why)
      socket.destroy(why)
    },
  }
}
