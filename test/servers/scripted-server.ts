import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Issued } from './authority.ts'

/** A server on a free port of the loopback interface that does what a test says. */
export interface ScriptedServer {
  readonly port: number
  /** Everything received in clear, on all connections. */
  readonly clear: () => Buffer
  /** Everything received under TLS. */
  readonly secret: () => Buffer
  readonly connections: () => number
  readonly stop: () => Promise<void>
}

/** One side of a connection to it. */
export interface Peer {
  socket: Socket
  readonly send: (bytes: Buffer) => void
  /** Goes on under TLS with a certificate; what comes then is handed to the same `onData`. `begun`: what has come of the handshake. */
  readonly underTls: (issued: Issued, begun?: Buffer) => void
}

export const scriptedServer = async (onConnect: (peer: Peer) => (chunk: Buffer) => void): Promise<ScriptedServer> => {
  const clear: Buffer[] = []
  const secret: Buffer[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections++
    const listen = (one: Socket): void => {
      sockets.add(one)
      one.on('error', () => {})
      one.on('data', (chunk: Buffer) => {
        ;(one instanceof TLSSocket ? secret : clear).push(chunk)
        onData(chunk)
      })
    }
    const peer: Peer = {
      socket,
      send: (bytes) => {
        if (!peer.socket.destroyed) peer.socket.write(bytes)
      },
      underTls: ({ cert, key }, begun = Buffer.alloc(0)) => {
        socket.removeAllListeners('data').pause()
        if (begun.length > 0) socket.unshift(begun)
        peer.socket = new TLSSocket(socket, { isServer: true, cert: readFileSync(cert), key: readFileSync(key) })
        listen(peer.socket)
      },
    }
    sockets.add(socket)
    socket.on('error', () => {})
    const onData = onConnect(peer)
    listen(socket)
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    clear: () => Buffer.concat(clear),
    secret: () => Buffer.concat(secret),
    connections: () => connections,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Sends the same bytes until nobody takes them any more. */
export const flood = (socket: Socket, piece: Buffer): void => {
  const pump = (): void => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once('drain', pump)
  }
  pump()
}

/** Sends bytes one by one, one a second. */
export const dripped = (socket: Socket, bytes: Buffer): void => {
  let at = 0
  const timer = setInterval(() => {
    if (socket.destroyed || at >= bytes.length) return clearInterval(timer)
    socket.write(bytes.subarray(at, (at += 1)))
    return undefined
  }, 1000)
  timer.unref()
}
