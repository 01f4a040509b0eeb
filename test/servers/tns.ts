import { readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { Issued } from './authority.ts'

/** What a listener does with a connection. */
export type TnsBehaviour =
  | { readonly refuse: number | null }
  | { readonly redirect: { readonly host: string; readonly port: number } }
  /** Asks for a TLS handshake anew, as it does when it hands a connection over, and then refuses. */
  | { readonly renegotiate: number }
  | { readonly bytes: Buffer }
  | 'silence'
  | 'hang-up'

export interface TnsListener {
  readonly port: number
  /** Connect descriptors it was sent. */
  readonly asked: readonly string[]
  readonly received: () => Buffer
  readonly connections: () => number
  readonly stop: () => Promise<void>
}

const [REFUSE, REDIRECT, RESEND] = [4, 5, 11]
const CONNECT = 1
const RENEGOTIATE = 0x08

const packet = (type: number, body: Buffer, flags = 0): Buffer => {
  const header = Buffer.from([0, 0, 0, 0, type, flags, 0, 0])
  header.writeUInt16BE(8 + body.length)
  return Buffer.concat([header, body])
}

const counted = (text: string): Buffer => {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(text.length)
  return Buffer.concat([length, Buffer.from(text)])
}

const refusal = (error: number | null): Buffer => {
  const text = error === null ? '(DESCRIPTION=(TMP=))' : `(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=${error})(ERROR_STACK=(ERROR=(CODE=${error})(EMFI=4))))`
  return packet(REFUSE, Buffer.concat([Buffer.from([0, 0]), counted(text)]))
}

/** A listener of Oracle's that never lets anybody through to a database: its packets (TNS) and nothing behind them. Under TLS with a certificate. */
export const startTns = async (behaviour: TnsBehaviour, tls: Issued | null = null): Promise<TnsListener> => {
  const asked: string[] = []
  const received: Buffer[] = []
  const open = new Set<Duplex>()
  let connections = 0
  const identity = tls === null ? null : { cert: readFileSync(tls.cert), key: readFileSync(tls.key) }
  const serve = (socket: Duplex, raw: Socket | null, behave: TnsBehaviour): void => {
    open.add(socket)
    socket.on('error', () => {}).on('close', () => open.delete(socket))
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk)
      if (chunk[4] === CONNECT) asked.push(chunk.subarray(chunk.readUInt16BE(26)).toString('latin1'))
      if (behave === 'silence') return
      if (behave === 'hang-up') return void socket.destroy()
      if ('bytes' in behave) return void socket.write(behave.bytes)
      if ('refuse' in behave) return void socket.write(refusal(behave.refuse))
      if ('redirect' in behave) {
        const { host, port } = behave.redirect
        return void socket.write(packet(REDIRECT, counted(`(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=${host})(PORT=${port})))`)))
      }
      if (raw === null || identity === null) throw new Error('TLS anew is for a listener under TLS')
      socket.removeAllListeners('data')
      socket.write(packet(RESEND, Buffer.alloc(0), RENEGOTIATE), () =>
        serve(new TLSSocket(raw, { isServer: true, ...identity }), raw, { refuse: behave.renegotiate }),
      )
    })
  }
  const server =
    identity === null
      ? createServer((socket) => {
          connections += 1
          serve(socket, null, behaviour)
        })
      : createServer((raw) => {
          connections += 1
          raw.on('error', () => {})
          open.add(raw)
          const socket = new TLSSocket(raw, { isServer: true, ...identity })
          serve(socket, raw, behaviour)
        })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    asked,
    received: () => Buffer.concat(received),
    connections: () => connections,
    stop: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
