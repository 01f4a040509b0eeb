import { readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { Duplex, Readable } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { Issued } from './authority.ts'
import {
  attentionToken,
  changeToken,
  columnsToken,
  doneToken,
  errorToken,
  loginAck,
  rowToken,
  statusToken,
  type TdsColumn,
  u64,
} from './tds-types.ts'

/** What the responder answers to one text. */
export type TdsAnswer =
  | { readonly columns: readonly TdsColumn[]; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly error: number; readonly message: string }
  /** Tokens as they are; a rogue's. */
  | { readonly tokens: Buffer }
  /** The same again and again, in a message that has no end. */
  | { readonly endless: Buffer }
  | 'silence'
  | 'hang-up'

export interface TdsServer {
  readonly port: number
  /** What it was asked, in order: `prelogin`, `login auditor@identity`, batches and calls with their values. */
  readonly asked: readonly string[]
  /** Every byte it received, in clear where it came in clear or under its own TLS. */
  readonly received: () => Buffer
  /** Connections it has accepted. */
  readonly connections: () => number
  readonly stop: () => Promise<void>
}

export interface TdsBehaviour {
  readonly tls: Issued | null
  /** TLS comes first (TDS 8); at anything else it hangs up. */
  readonly strict?: boolean
  /** The word on encryption in its PRELOGIN: 0 off, 1 on, 2 not supported, 3 required. */
  readonly encryption?: number
  /** Bytes in place of its PRELOGIN answer. */
  readonly prelogin?: Buffer | 'silence' | 'hang-up'
  /** Tokens in place of what follows a login. */
  readonly login?: TdsAnswer
  /** In place of what it says to the beginning of a transaction. */
  readonly begin?: TdsAnswer
  readonly answer: (text: string, values: readonly string[]) => TdsAnswer
}

const ANSWER = 0x04
const ATTENTION = 0x06
const packets = (payload: Buffer): Buffer => {
  const size = 4088
  const parts = Array.from({ length: Math.max(1, Math.ceil(payload.length / size)) }, (_, index) =>
    payload.subarray(index * size, (index + 1) * size),
  )
  return Buffer.concat(
    parts.map((part, index) => {
      const header = Buffer.from([ANSWER, index === parts.length - 1 ? 1 : 0, 0, 0, 0, 0, (index + 1) & 0xff, 0])
      header.writeUInt16BE(part.length + 8, 2)
      return Buffer.concat([header, part])
    }),
  )
}

/** A server that speaks TDS 7.4 as far as tedious goes (MS-TDS): written after the protocol, no SQL Server; what it is asked it answers from a table. */
export const startTds = async (behaviour: TdsBehaviour): Promise<TdsServer> => {
  const asked: string[] = []
  const received: Buffer[] = []
  const open = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    open.add(socket)
    socket.on('error', () => {}).on('close', () => open.delete(socket))
    const shake = new ServerHandshake(socket)
    let plain: Duplex = socket
    const { tls, strict = false } = behaviour
    const protect = (over: Duplex, options: { maxVersion?: 'TLSv1.2'; ALPNProtocols?: string[] }): void => {
      if (tls === null) return
      const secure = new TLSSocket(over, { isServer: true, cert: readFileSync(tls.cert), key: readFileSync(tls.key), ...options })
      secure.on('error', () => {}).on('data', inbox)
      plain = secure
    }
    const inbox = messagesOf((type, payload) => {
      received.push(payload)
      const reply = (bytes: Buffer): void => void plain.write(bytes)
      const end = (): void => void socket.destroy()
      if (type === 0x12) {
        asked.push('prelogin')
        const { prelogin = packets(preloginAnswer(behaviour.encryption ?? 1)) } = behaviour
        if (prelogin === 'hang-up') return end()
        if (prelogin === 'silence') return
        reply(prelogin)
        if (behaviour.tls === null || strict || ![1, 3].includes(behaviour.encryption ?? 1)) return
        socket.off('data', inbox)
        shake.begin()
        protect(shake, { maxVersion: 'TLSv1.2' })
        return
      }
      if (type === ATTENTION) {
        asked.push('attention')
        // The call that was stopped is answered, and then the attention itself.
        reply(packets(Buffer.concat([statusToken(0), doneToken(0xfe, null)])))
        return reply(packets(attentionToken()))
      }
      const answer = type === 0x10 ? loginOf(payload, behaviour, asked) : questionOf(type, payload, behaviour, asked)
      if (answer === 'silence') return
      if (answer === 'hang-up') return end()
      if (!Buffer.isBuffer(answer)) return void Readable.from(endless(answer.endless)).pipe(plain, { end: false })
      reply(packets(answer))
    })
    if (!strict) return void socket.on('data', inbox)
    socket.once('data', (chunk: Buffer) => {
      if (chunk[0] !== 0x16) return void socket.destroy()
      socket.pause()
      socket.unshift(chunk)
      protect(socket, { ALPNProtocols: ['tds/8.0'] })
    })
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

const preloginAnswer = (encryption: number): Buffer =>
  Buffer.from([0, 0, 16, 0, 6, 1, 0, 22, 0, 1, 4, 0, 23, 0, 1, 0xff, 15, 0, 7, 0xd0, 0, 0, encryption, 0])

/** Calls back for each whole message. */
const messagesOf = (whole: (type: number, payload: Buffer) => void): ((chunk: Buffer) => void) => {
  let rest = Buffer.alloc(0)
  let parts: Buffer[] = []
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 8 && rest.length >= rest.readUInt16BE(2)) {
      const length = rest.readUInt16BE(2)
      const [type = 0, status = 0] = rest
      parts.push(Buffer.from(rest.subarray(8, length)))
      rest = rest.subarray(length)
      if ((status & 1) === 0) continue
      const payload = Buffer.concat(parts)
      parts = []
      whole(type, payload)
    }
  }
}

/** The server's end of a TLS handshake within PRELOGIN packets: bytes are wrapped until the client's come bare. */
class ServerHandshake extends Duplex {
  readonly #socket: Socket
  #bare = false
  #rest = Buffer.alloc(0)

  constructor(socket: Socket) {
    super()
    this.#socket = socket
    this.on('error', () => {})
    socket.on('close', () => this.destroy())
  }

  begin(): void {
    this.#socket.on('data', (chunk: Buffer) => {
      this.#rest = Buffer.concat([this.#rest, chunk])
      while (!this.#bare && this.#rest.length >= 8) {
        if (this.#rest[0] !== 0x12) this.#bare = true
        else {
          const length = this.#rest.readUInt16BE(2)
          if (this.#rest.length < length) return
          this.push(Buffer.from(this.#rest.subarray(8, length)))
          this.#rest = this.#rest.subarray(length)
        }
      }
      if (this.#bare && this.#rest.length > 0) {
        this.push(this.#rest)
        this.#rest = Buffer.alloc(0)
      }
    })
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#bare) return void this.#socket.write(chunk, done)
    const message = packets(chunk)
    message[0] = 0x12
    this.#socket.write(message, done)
  }
}

type Reply = Buffer | { readonly endless: Buffer } | 'silence' | 'hang-up'

const endless = function* (tokens: Buffer): Generator<Buffer> {
  const message = packets(tokens)
  message[1] = 0
  for (;;) yield message
}

const loginOf = (payload: Buffer, behaviour: TdsBehaviour, asked: string[]): Reply => {
  const text = (at: number): string =>
    payload.toString('utf16le', payload.readUInt16LE(at), payload.readUInt16LE(at) + 2 * payload.readUInt16LE(at + 2))
  asked.push(`login ${text(40)}@${text(68)}`)
  const { login } = behaviour
  return login === undefined ? Buffer.concat([loginAck(), doneToken(0xfd, null)]) : bytesOf(login, false)
}

const questionOf = (type: number, payload: Buffer, behaviour: TdsBehaviour, asked: string[]): Reply => {
  const body = payload.subarray(payload.length < 4 ? 0 : payload.readUInt32LE(0))
  if (type === 0x01) {
    const text = body.toString('utf16le')
    asked.push(text)
    if (text.includes('BEGIN TRANSACTION') && behaviour.begin !== undefined) return bytesOf(behaviour.begin, false)
    if (text.includes('BEGIN TRANSACTION')) return Buffer.concat([changeToken(8, u64(7n), Buffer.alloc(0)), doneToken(0xfd, null)])
    if (text.includes('ROLLBACK')) return Buffer.concat([changeToken(10, Buffer.alloc(0), u64(7n)), doneToken(0xfd, null)])
    return doneToken(0xfd, null)
  }
  if (type !== 0x03) return 'hang-up'
  const [text = '', , ...values] = parametersOf(body)
  asked.push(values.length === 0 ? text : `${text} [${values.join(', ')}]`)
  return bytesOf(behaviour.answer(text, values), true)
}

/** The texts that a call of sp_executesql (by its number) brings: the statement, the declaration of its parameters, their values; all nvarchar. */
const parametersOf = (body: Buffer): readonly string[] => {
  if (body.readUInt16LE(0) !== 0xffff || body.readUInt16LE(2) !== 10) throw new Error('a call of something else than sp_executesql')
  const texts: string[] = []
  for (let at = 6; at < body.length;) {
    at += 1 + 2 * (body[at] ?? 0) + 1
    const size = body.readUInt16LE(at + 1)
    at += 8
    if (size === 0xffff) {
      at += 8
      const parts: Buffer[] = []
      for (let length = body.readUInt32LE(at); length > 0; length = body.readUInt32LE(at)) {
        parts.push(body.subarray(at + 4, at + 4 + length))
        at += 4 + length
      }
      at += 4
      texts.push(Buffer.concat(parts).toString('utf16le'))
    } else {
      const length = body.readUInt16LE(at)
      texts.push(body.toString('utf16le', at + 2, at + 2 + length))
      at += 2 + length
    }
  }
  return texts
}

const bytesOf = (answer: TdsAnswer, call: boolean): Reply => {
  if (typeof answer === 'string') return answer
  if ('tokens' in answer) return answer.tokens
  if ('endless' in answer) return answer
  const end = (status: number): readonly Buffer[] => (call ? [statusToken(status), doneToken(0xfe, null)] : [doneToken(0xfd, null)])
  if ('error' in answer) return Buffer.concat([errorToken(answer.error, answer.message), ...end(1)])
  const { columns, rows } = answer
  return Buffer.concat([columnsToken(columns), ...rows.map((row) => rowToken(columns, row)), doneToken(0xff, rows.length, true), ...end(0)])
}
