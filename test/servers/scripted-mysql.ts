import type { Issued } from './authority.ts'
import { scriptedServer, type Peer, type ScriptedServer } from './scripted-server.ts'

/** A packet of MySQL's protocol. */
export const packet = (sequence: number, ...parts: readonly (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)))
  const head = Buffer.alloc(4)
  head.writeUIntLE(body.length, 0, 3)
  head[3] = sequence
  return Buffer.concat([head, body])
}
/** Several packets with numbers that follow one another. */
export const packets = (from: number, bodies: readonly Buffer[]): Buffer =>
  Buffer.concat(bodies.map((body, index) => packet((from + index) & 0xff, body)))

const text = (value: string | Buffer): Buffer => {
  const bytes = Buffer.from(value)
  const length = bytes.length < 251 ? Buffer.from([bytes.length]) : Buffer.from([0xfc, bytes.length & 0xff, bytes.length >> 8])
  return Buffer.concat([length, bytes])
}
export const OK = Buffer.from([0, 0, 0, 2, 0, 0, 0])
export const EOF = Buffer.from([0xfe, 0, 0, 2, 0])
export const problem = (code: number, words = 'a text of the server'): Buffer =>
  Buffer.concat([Buffer.from([0xff, code & 0xff, code >> 8]), Buffer.from(`#HY000${words}`)])
export const switchTo = (plugin: string, data = '12345678901234567890\0'): Buffer =>
  Buffer.concat([Buffer.from([0xfe]), Buffer.from(`${plugin}\0${data}`)])

const CAPABILITIES = 0x0008_a28f | 0x0001_0000 | 0x0020_0000
const TLS = 0x0800

export const greeting = (offersTls: boolean, plugin = 'mysql_native_password', version = '10.11.6-MariaDB'): Buffer => {
  const flags = Buffer.alloc(4)
  flags.writeUInt32LE((offersTls ? CAPABILITIES | TLS : CAPABILITIES & ~TLS) >>> 0)
  return Buffer.concat([
    Buffer.from([10]),
    Buffer.from(`${version}\0`),
    Buffer.from([1, 0, 0, 0]),
    Buffer.from('abcdefgh\0'),
    flags.subarray(0, 2),
    Buffer.from([45, 2, 0]),
    flags.subarray(2),
    Buffer.from([21]),
    Buffer.alloc(10),
    Buffer.from('ijklmnopqrst\0'),
    Buffer.from(`${plugin}\0`),
  ])
}

const column = (name: string): Buffer =>
  Buffer.concat([text('def'), text(''), text(''), text(''), text(name), text(name), Buffer.from([0x0c, 45, 0, 0, 1, 0, 0, 0xfd, 0, 0, 0, 0, 0])])

export interface MysqlResult {
  readonly names: readonly string[]
  readonly rows: readonly (readonly (string | Buffer)[])[]
}

export const textRow = (values: readonly (string | Buffer)[]): Buffer => Buffer.concat(values.map(text))
export const binaryRow = (values: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat([Buffer.from([0]), Buffer.alloc(Math.floor((values.length + 9) / 8)), ...values.map(text)])

const resultOf = ({ names, rows }: MysqlResult, rowOf: typeof textRow): Buffer =>
  packets(1, [Buffer.from([names.length]), ...names.map(column), EOF, ...rows.map(rowOf), EOF])

export const prepared = (columnCount: number): Buffer => {
  const head = Buffer.from([0, 1, 0, 0, 0, columnCount, 0, 0, 0, 0, 0, 0])
  return packets(1, [head, ...Array.from({ length: columnCount }, (_, index) => column(`c${index}`)), EOF])
}

export interface MysqlStep {
  /** `login` (the response to the greeting), `more` (what follows in the login), or the command: `query`, `prepare`, `execute`, `close`, `quit`. */
  readonly type: string
  readonly sequence: number
  readonly body: Buffer
  readonly peer: Peer
  /** Of the query, or of what was prepared last. */
  readonly text: string
}

export interface MysqlScript {
  readonly tls?: Issued
  readonly plugin?: string
  readonly onConnect?: (peer: Peer) => Buffer | null | undefined
  readonly onPacket?: (step: MysqlStep) => Buffer | null | undefined
  readonly rows?: (text: string) => MysqlResult
}

const COMMANDS: Readonly<Record<number, string>> = { 1: 'quit', 3: 'query', 22: 'prepare', 23: 'execute', 25: 'close' }

/** A MySQL or MariaDB server that answers what a test says. */
export const scriptedMysql = (script: MysqlScript): Promise<ScriptedServer> =>
  scriptedServer((peer) => {
    let waiting = Buffer.alloc(0)
    let phase: 'login' | 'more' | 'ready' = 'login'
    let last = ''
    const first = script.onConnect?.(peer)
    if (first !== null) peer.send(first ?? packet(0, greeting(script.tls !== undefined, script.plugin)))
    return (chunk) => {
      waiting = Buffer.concat([waiting, chunk])
      while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUIntLE(0, 3)) {
        const length = 4 + waiting.readUIntLE(0, 3)
        const sequence = waiting[3] ?? 0
        const body = waiting.subarray(4, length)
        waiting = waiting.subarray(length)
        if (phase === 'login' && body.length === 32 && script.tls !== undefined) {
          const begun = waiting
          waiting = Buffer.alloc(0)
          peer.underTls(script.tls, begun)
          return
        }
        const type = phase === 'ready' ? (COMMANDS[body[0] ?? 0] ?? 'other') : phase
        if (type === 'query' || type === 'prepare') last = body.toString('utf8', 1)
        const scripted = script.onPacket?.({ type, sequence, body, peer, text: last })
        const answer = scripted === undefined ? healthy(type, sequence, last, script.rows) : scripted
        if (phase !== 'ready') phase = answer !== null && lastIn(answer)[4] === 0 ? 'ready' : 'more'
        if (answer !== null) peer.send(answer)
      }
    }
  })

const lastIn = (answer: Buffer): Buffer => {
  const length = 4 + answer.readUIntLE(0, 3)
  return answer.length > length ? lastIn(answer.subarray(length)) : answer
}

const healthy = (type: string, sequence: number, sql: string, rows: MysqlScript['rows']): Buffer | null => {
  if (type === 'login' || type === 'more') return packet(sequence + 1, OK)
  if (type === 'query') {
    const known = preamble(sql)
    return known === null ? packet(1, OK) : resultOf(known, textRow)
  }
  const result = rows?.(sql) ?? { names: ['value'], rows: [['1']] }
  if (type === 'prepare') return prepared(result.names.length)
  return type === 'execute' ? resultOf(result, binaryRow) : null
}

/** The answer to a statement that was prepared. */
export const executed = (result: MysqlResult): Buffer => resultOf(result, binaryRow)

const preamble = (sql: string): MysqlResult | null => {
  if (sql.startsWith('SHOW')) return { names: ['Variable_name', 'Value'], rows: [['Com_select', '4']] }
  return sql.startsWith('SELECT VERSION') ? { names: ['a', 'b', 'c'], rows: [['10.11.6-MariaDB', 'auditor@localhost', 'identity']] } : null
}
