import { POSTGRES_PREAMBLE } from '../../src/statements/sql/preamble.ts'
import type { Issued } from './authority.ts'
import { scriptedServer, type Peer, type ScriptedServer } from './scripted-server.ts'

/** A message of PostgreSQL's protocol 3.0. */
export const message = (type: string, ...parts: readonly (Buffer | string | number)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'number' ? int32(part) : Buffer.from(part))))
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}
export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
export const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}
export const authentication = (request: number, rest: Buffer | string = ''): Buffer => message('R', request, rest)
export const problem = (code: string, text = 'a text of the server'): Buffer => message('E', `SERROR\0VERROR\0C${code}\0M${text}\0\0`)
export const ready = (status = 'T'): Buffer => message('Z', status)
export const parameter = (name: string, value: string): Buffer => message('S', `${name}\0${value}\0`)
export const row = (values: readonly (string | Buffer | null)[]): Buffer =>
  message(
    'D',
    int16(values.length),
    ...values.map((value) => (value === null ? int32(-1) : Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]))),
  )
/** All columns are text, but those called `is…`. */
export const columns = (names: readonly string[]): Buffer =>
  message(
    'T',
    int16(names.length),
    ...names.map((name) =>
      Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(name.startsWith('is') ? 16 : 25), int16(-1), int32(-1), int16(0)]),
    ),
  )

export interface PostgresStep {
  /** Of the startup message: `startup`, `ssl`; of the others their byte. */
  readonly type: string
  readonly body: Buffer
  readonly peer: Peer
  /** Text of the last Parse. */
  readonly text: string
}

export interface PostgresScript {
  readonly tls?: Issued
  /** What is answered in place of the healthy answer; undefined: the healthy one; null: nothing. */
  readonly onMessage?: (step: PostgresStep) => Buffer | null | undefined
  readonly onConnect?: (peer: Peer) => void
  /** Rows of statements that are not the preamble's. */
  readonly rows?: (text: string) => { readonly names: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }
}

/** What a healthy server answers to a login, asking for no password. */
export const LOGGED_IN = Buffer.concat([
  authentication(0),
  parameter('server_version', '15.18 (scripted)'),
  parameter('client_encoding', 'UTF8'),
  message('K', 7, 9),
  ready('I'),
])

/** A PostgreSQL server that answers what a test says. */
export const scriptedPostgres = (script: PostgresScript): Promise<ScriptedServer> =>
  scriptedServer((peer) => {
    let waiting = Buffer.alloc(0)
    let started = false
    let text = ''
    script.onConnect?.(peer)
    const answer = (type: string, body: Buffer): void => {
      const scripted = script.onMessage?.({ type, body, peer, text })
      const bytes = scripted === undefined ? healthy(type, text, script) : scripted
      if (bytes !== null) peer.send(bytes)
      if (type === 'ssl' && scripted === undefined && script.tls !== undefined) peer.underTls(script.tls)
    }
    return (chunk) => {
      waiting = Buffer.concat([waiting, chunk])
      for (;;) {
        const head = started ? 1 : 0
        if (waiting.length < head + 4) return
        const length = head + waiting.readInt32BE(head)
        if (waiting.length < length) return
        const type = started ? String.fromCharCode(waiting[0] ?? 0) : waiting.readInt32BE(4) === 80_877_103 ? 'ssl' : 'startup'
        const body = waiting.subarray(head + 4, length)
        waiting = waiting.subarray(length)
        if (type === 'startup') started = true
        if (type === 'P') text = body.toString('utf8', body.indexOf(0) + 1, body.indexOf(0, body.indexOf(0) + 1))
        answer(type, body)
      }
    }
  })

const healthy = (type: string, text: string, script: PostgresScript): Buffer | null => {
  if (type === 'ssl') return Buffer.from(script.tls === undefined ? 'N' : 'S')
  if (type === 'startup') return LOGGED_IN
  return type === 'S' ? answered(text, script.rows) : null
}

/** The answer to everything up to a Sync. */
export const answered = (text: string, rows?: PostgresScript['rows']): Buffer => {
  const known = /^(?:BEGIN|ROLLBACK)/.exec(text)?.[0]
  if (known !== undefined) return Buffer.concat([PARSED, message('n'), message('C', `${known}\0`), ready(known === 'BEGIN' ? 'T' : 'I')])
  const result = ANSWERS.get(text) ?? rows?.(text) ?? { names: ['value'], rows: [['1']] }
  return Buffer.concat([PARSED, columns(result.names), ...result.rows.map(row), message('C', `SELECT ${result.rows.length}\0`), ready()])
}

export const PARSED = Buffer.concat([message('1'), message('2')])

const ANSWERS: ReadonlyMap<string, { readonly names: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }> = new Map([
  [POSTGRES_PREAMBLE.login.text, { names: ['session_user', 'database', 'schema'], rows: [['auditor', 'identity', 'public']] }],
  [POSTGRES_PREAMBLE.schema.text, { names: ['nspname', 'is'], rows: [['public', 't']] }],
  [POSTGRES_PREAMBLE.path.text, { names: ['set_config'], rows: [['x']] }],
  [POSTGRES_PREAMBLE.settings.text, { names: ['name', 'set_config'], rows: [['lock_timeout', '1s']] }],
  [POSTGRES_PREAMBLE.witness.text, { names: ['assigned'], rows: [[null]] }],
])

/** Whether a statement is none of those that come before and behind every question. */
export const isQuestion = (text: string): boolean => !ANSWERS.has(text) && !/^(?:BEGIN|ROLLBACK)/.test(text)
