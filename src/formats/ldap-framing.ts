import { FormatError } from './format-error.ts'
import { MessageCutter } from './message-cutter.ts'

export const SEQUENCE = 0x30
const INTEGER = 0x02
const CONSTRUCTED = 0x20

/** A tag, and a length of four bytes with their count. */
const MOST_HEAD = 6

/** Levels of the messages a directory sends; controls of controls included. */
const MOST_LEVELS = 20

/**
 * Cuts what a directory sends into whole LDAP messages (RFC 4511 §5.1) whose parts fit into one another, and lets nothing else through. A library that is
 * handed a list claiming more than its message holds goes round in it for ever, and falls over thousands of messages at once (facts/reliability.md F1, F3).
 */
export class LdapFraming {
  readonly #cutter: MessageCutter

  /** `limit`: bytes of one message. */
  constructor(limit: number) {
    this.#cutter = new MessageCutter({
      head: MOST_HEAD,
      lengthOf: (bytes) => {
        if (bytes.length < 2) return null
        if (bytes[0] !== SEQUENCE) throw new FormatError('parse-failed', 'what answers there does not speak LDAP')
        const head = headAt(bytes, 0)
        if (head === null) return null
        const length = head.start + head.length
        if (length > limit) throw new FormatError('limit', `a message of ${length} bytes, more than ${limit}; see explain limits`)
        return length
      },
    })
  }

  /** The messages that are whole by now. Throws FormatError `parse-failed` for what is no message, `limit` for one that is too long; then nothing more is to be believed. */
  take(chunk: Buffer): readonly Buffer[] {
    return Array.from(this.#cutter.take(chunk), (message) => {
      assertMessage(message)
      return message
    })
  }
}

export interface Head {
  /** Where the content begins. */
  readonly start: number
  readonly length: number
}

/** Null when it is not whole. Throws for a length of the indefinite form, or one of more than four bytes: LDAP has none. */
const headAt = (bytes: Buffer, at: number): Head | null => {
  const first = bytes[at + 1]
  if (first === undefined) return null
  if (first < 0x80) return { start: at + 2, length: first }
  const count = first & 0x7f
  if (count === 0 || count > 4) throw new FormatError('parse-failed', 'what answers there does not speak LDAP')
  return at + 2 + count > bytes.length ? null : { start: at + 2 + count, length: bytes.readUIntBE(at + 2, count) }
}

const assertMessage = (message: Buffer): void => {
  const { start } = partAt(message, 0, message.length)
  if (message[start] !== INTEGER) throw damaged()
  assertParts(message, start, message.length, 1)
}

/** Every part ends within the one around it. */
const assertParts = (bytes: Buffer, from: number, end: number, level: number): void => {
  if (level > MOST_LEVELS) throw damaged()
  for (let at = from; at < end;) {
    const part = partAt(bytes, at, end)
    if (((bytes[at] ?? 0) & CONSTRUCTED) !== 0) assertParts(bytes, part.start, part.start + part.length, level + 1)
    at = part.start + part.length
  }
}

/** What begins at a place, which has to end before another. Throws FormatError `parse-failed`. */
export const partAt = (bytes: Buffer, at: number, end: number): Head => {
  const head = headAt(bytes, at)
  if (head === null || head.start + head.length > end) throw damaged()
  return head
}

export const damaged = (): FormatError => new FormatError('parse-failed', 'the answer is damaged: a part of it claims more than there is')
