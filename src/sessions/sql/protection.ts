import type { Socket } from 'node:net'
import { FactError } from '../../core/fact-error.ts'
import type { SqlConnect } from './adapter.ts'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/i

const refusal = (what: string): FactError =>
  new FactError(
    'unreachable',
    `${what}: the plan says nothing about TLS, and a password goes to another host under TLS only. Add one of these to the target: ` +
      `tls: { ca: /path/to/ca.pem } · tls: { fingerprint: "AA:BB:…" } · tls: {} for the authorities that Node brings · tls: { insecure: true }`,
  )

/** A connection in clear, which without `tls` in the plan is made within this host only. Throws FactError before anything is sent to another. */
export const clearConnection = async ({ dialer, trust, signal }: Pick<SqlConnect, 'dialer' | 'trust' | 'signal'>): Promise<Socket> => {
  if (trust === null && !LOOPBACK.test(dialer.destination.host)) throw refusal(dialer.name)
  const socket = await dialer.plain(signal)
  if (trust !== null || LOOPBACK.test(socket.remoteAddress ?? '')) return socket
  socket.destroy()
  throw refusal(dialer.name)
}
