import { isUtf8 } from 'node:buffer'
import { FormatError } from './format-error.ts'
import { MessageCutter } from './message-cutter.ts'

/** Types of the messages a PostgreSQL server sends to one who reads (protocol 3.0, "Message Formats"). Those of COPY and of replication are none of them. */
const READING = new Set('RSKEZTDC123nstIN'.split(''))

const HEAD = 5
const PARTS: Readonly<Record<string, (body: Buffer) => void>> = {
  R: (body) => atLeast(body, 4),
  S: (body) => assertTexts(body, 2),
  K: (body) => atLeast(body, 8),
  Z: (body) => atLeast(body, 1),
  C: (body) => assertTexts(body, 1),
  E: (body) => assertFields(body),
  T: (body) => assertColumns(body),
  D: (body) => assertRow(body),
  t: (body) => atLeast(body, 2 + 4 * count(body)),
}

export interface PostgresMessage {
  readonly type: string
  readonly body: Buffer
  /** As it came, head and all. */
  readonly bytes: Buffer
}

/**
 * Cuts what a PostgreSQL server sends into whole messages whose parts fit into one another and whose texts are UTF-8. The library throws out of everyone's
 * reach at an authentication request it does not know, or a value longer than its message (facts/reliability.md F2).
 */
export class PostgresMessages {
  readonly #cutter: MessageCutter

  /** `limit`: bytes of one message. */
  constructor(limit: number) {
    this.#cutter = new MessageCutter({
      head: HEAD,
      lengthOf: (bytes) => {
        if (bytes.length > 0 && !READING.has(String.fromCharCode(bytes[0] ?? 0))) throw foreign()
        if (bytes.length < HEAD) return null
        const length = bytes.readUInt32BE(1)
        if (length < 4) throw foreign()
        if (length > limit) throw new FormatError('limit', `a message of ${length} bytes, more than ${limit}; see explain limits`)
        return length + 1
      },
    })
  }

  /** The messages that are whole by now. Throws FormatError; then nothing more is to be believed. */
  take(chunk: Buffer): readonly PostgresMessage[] {
    return Array.from(this.#cutter.take(chunk), (bytes) => {
      const message = { type: String.fromCharCode(bytes[0] ?? 0), body: bytes.subarray(HEAD), bytes }
      PARTS[message.type]?.(message.body)
      return message
    })
  }
}

const foreign = (): FormatError => new FormatError('parse-failed', 'what answers there does not speak the protocol of PostgreSQL')
const damaged = (): FormatError => new FormatError('parse-failed', 'the answer is damaged: a part of it claims more than there is')

const atLeast = (body: Buffer, length: number): void => {
  if (body.length < length) throw damaged()
}

const count = (body: Buffer): number => {
  atLeast(body, 2)
  return body.readUInt16BE(0)
}

/** Behind a text that ends in a zero. */
const behindText = (body: Buffer, from: number): number => {
  const end = body.indexOf(0, from)
  if (end < 0) throw damaged()
  return end + 1
}

const assertTexts = (body: Buffer, texts: number): void => {
  let at = 0
  for (let left = texts; left > 0; left--) at = behindText(body, at)
}

/** Of an error: a byte and a text each, and a zero. */
const assertFields = (body: Buffer): void => {
  for (let at = 0; body[at] !== 0; at = behindText(body, at + 1)) atLeast(body, at + 2)
}

const AFTER_NAME = 18

const assertColumns = (body: Buffer): void => {
  let at = 2
  for (let left = count(body); left > 0; left--) {
    at = behindText(body, at) + AFTER_NAME
    atLeast(body, at)
  }
}

const assertRow = (body: Buffer): void => {
  let at = 2
  for (let left = count(body); left > 0; left--) {
    atLeast(body, at + 4)
    const length = body.readInt32BE(at)
    at += 4
    if (length === -1) continue
    if (length < -1 || at + length > body.length) throw damaged()
    if (!isUtf8(body.subarray(at, at + length)))
      throw new FormatError(
        'parse-failed',
        'a value is not UTF-8, which was asked for: the encoding of the database does not say what its bytes mean',
      )
    at += length
  }
  if (at !== body.length) throw damaged()
}
