import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import type { Issued } from './authority.ts'

/** BER as LDAP writes it (RFC 4511 §5.1). */
export const ber = (tag: number, ...contents: readonly (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(contents.map((one) => Buffer.from(one)))
  const length =
    body.length < 0x80 ? Buffer.from([body.length]) : Buffer.from([0x84, ...new Uint8Array(new Uint32Array([body.length]).buffer).reverse()])
  return Buffer.concat([Buffer.from([tag]), length, body])
}
const integer = (value: number): Buffer =>
  ber(0x02, Buffer.from(value < 0x80 ? [value] : [value >> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]))
const result = (tag: number, code: number, referral: readonly string[] = []): Buffer =>
  ber(
    tag,
    ber(0x0a, Buffer.from([code])),
    ber(0x04),
    ber(0x04),
    ...(referral.length === 0 ? [] : [ber(0xa3, ...referral.map((uri) => ber(0x04, uri)))]),
  )

export const message = (id: number, operation: Buffer, ...controls: readonly Buffer[]): Buffer =>
  ber(0x30, integer(id), operation, ...(controls.length === 0 ? [] : [ber(0xa0, ...controls)]))
export const bound = (id: number, code = 0): Buffer => message(id, result(0x61, code))
export const done = (id: number, code = 0, referral: readonly string[] = []): Buffer => message(id, result(0x65, code, referral))
export const extended = (id: number, code = 0): Buffer => message(id, result(0x78, code))
export const entry = (id: number, dn: string, attributes: Readonly<Record<string, readonly (string | Buffer)[]>>): Buffer =>
  message(
    id,
    ber(
      0x64,
      ber(0x04, dn),
      ber(
        0x30,
        ...Object.entries(attributes).map(([name, values]) => ber(0x30, ber(0x04, name), ber(0x31, ...values.map((value) => ber(0x04, value))))),
      ),
    ),
  )

/** One request as it came: what it is by its tag (0x60 bind, 0x63 search, 0x42 unbind, 0x77 extended). */
export interface LdapRequest {
  readonly id: number
  readonly tag: number
  readonly bytes: Buffer
  readonly socket: Socket
  /** How many requests of this tag came before, on any connection. */
  readonly nth: number
}

export interface ScriptedLdap {
  readonly port: number
  /** Everything received in clear, on all connections. */
  readonly received: () => Buffer
  readonly requests: readonly LdapRequest[]
  readonly connections: () => number
  readonly stop: () => Promise<void>
}

export interface LdapScript {
  /** Called when a connection is made; what it writes comes first. */
  readonly onConnect?: (socket: Socket, nth: number) => void
  /** What is answered to a request; null: nothing. */
  readonly onRequest?: (request: LdapRequest) => Buffer | null
  /** After agreeing to StartTLS (an answer with code 0), TLS is spoken with this certificate. */
  readonly startTls?: Issued
  /** Speak TLS from the first byte on. */
  readonly ldaps?: Issued
}

/** A directory that answers what a test says, on a free port. */
export const scriptedLdap = async (script: LdapScript): Promise<ScriptedLdap> => {
  const clear: Buffer[] = []
  const requests: LdapRequest[] = []
  const sockets = new Set<Socket>()
  let connections = 0

  const serve = (socket: Socket): void => {
    let waiting = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      if (!(socket instanceof TLSSocket)) clear.push(chunk)
      waiting = Buffer.concat([waiting, chunk])
      for (let length = wholeLength(waiting); length !== null && waiting.length >= length; length = wholeLength(waiting)) {
        const bytes = waiting.subarray(0, length)
        waiting = waiting.subarray(length)
        const { id, tag } = headOf(bytes)
        const request = { id, tag, bytes, socket, nth: requests.filter((one) => one.tag === tag).length }
        requests.push(request)
        const answer = script.onRequest?.(request) ?? null
        if (answer !== null && !socket.destroyed) socket.write(answer)
        if (tag === 0x77 && script.startTls !== undefined) {
          socket.removeAllListeners('data')
          const { cert, key } = script.startTls
          const secure = new TLSSocket(socket, { isServer: true, cert: readFileSync(cert), key: readFileSync(key) })
          sockets.add(secure)
          serve(secure)
          return
        }
      }
    })
  }
  const accept = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => {})
    connections += 1
    script.onConnect?.(socket, connections)
    serve(socket)
  }
  const server: Server =
    script.ldaps === undefined
      ? createServer(accept)
      : createTlsServer({ cert: readFileSync(script.ldaps.cert), key: readFileSync(script.ldaps.key) }, accept)
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    received: () => Buffer.concat(clear),
    requests,
    connections: () => connections,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const wholeLength = (bytes: Buffer): number | null => {
  const first = bytes[1]
  if (first === undefined) return null
  if (first < 0x80) return bytes[0] === 0x30 ? 2 + first : null
  const count = first & 0x7f
  // What is no LDAP, a TLS handshake above all, is never whole.
  if (bytes[0] !== 0x30) return null
  return bytes.length < 2 + count || count === 0 || count > 4 ? null : 2 + count + bytes.readUIntBE(2, count)
}

const headOf = (bytes: Buffer): { readonly id: number; readonly tag: number } => {
  const start = (bytes[1] ?? 0) < 0x80 ? 2 : 2 + ((bytes[1] ?? 0) & 0x7f)
  const size = bytes[start + 1] ?? 1
  return { id: bytes.readUIntBE(start + 2, Math.min(size, 6)), tag: bytes[start + 2 + size] ?? 0 }
}
