import { FormatError } from './format-error.ts'
import { damaged, partAt, SEQUENCE, type Head } from './ldap-framing.ts'

const OCTETS = 0x04
const SET = 0x31
const ENTRY = 0x64
const EXTENDED = 0x78

/** Kinds of answers (RFC 4511 §4.2.2, 4.5.2) by the kind of the request: bind and search. */
const ANSWERS: Readonly<Record<number, readonly number[]>> = { 0x60: [0x61], 0x63: [ENTRY, 0x65, 0x73] }

/**
 * Holds whole messages of a directory against what was asked. A library that drops what it does not expect makes a part of an answer of the whole, and an
 * entry that lost an attribute passes for one without it.
 */
export class LdapAnswers {
  /** Kind of each request by its number. */
  readonly #asked = new Map<number, number>()

  /** Told of each request as it is sent. */
  asked(request: Uint8Array): void {
    const { id, kind } = operationIn(Buffer.from(request))
    this.#asked.set(id, kind)
  }

  /** Throws FormatError `parse-failed` for a message that answers nothing that was asked, or an entry that is none. */
  assertAnswer(message: Buffer): void {
    const { id, kind, body } = operationIn(message)
    // Number 0 is nobody's: the directory says that it hangs up (§4.4.1).
    if (id === 0 && kind === EXTENDED) return
    if (ANSWERS[this.#asked.get(id) ?? 0]?.includes(kind) !== true) throw new FormatError('parse-failed', 'it answers something that was not asked')
    if (kind === ENTRY) assertEntry(message, body)
  }
}

/** Number and kind of a message, and where the content of its operation lies. */
const operationIn = (message: Buffer): { readonly id: number; readonly kind: number; readonly body: Head } => {
  const { start } = partAt(message, 0, message.length)
  const number = partAt(message, start, message.length)
  if (number.length < 1 || number.length > 4) throw damaged()
  const at = number.start + number.length
  return { id: message.readIntBE(number.start, number.length), kind: message[at] ?? 0, body: partAt(message, at, message.length) }
}

/** A name, and attributes with values (§4.5.2), each named once: of two the library would keep the last. */
const assertEntry = (message: Buffer, { start, length }: Head): void => {
  const [, list, ...others] = partsAs([OCTETS, SEQUENCE], message, start, start + length)
  if (list === undefined || others.length > 0) throw damaged()
  const names = new Set<string>()
  for (let at = list.start; at < list.start + list.length;) {
    const attribute = partAt(message, at, list.start + list.length)
    const end = attribute.start + attribute.length
    const [name, values, ...more] = partsAs([OCTETS, SET], message, attribute.start, end)
    if (message[at] !== SEQUENCE || name === undefined || values === undefined || more.length > 0) throw damaged()
    const text = message.toString('latin1', name.start, name.start + name.length).toLowerCase()
    if (names.has(text)) throw new FormatError('parse-failed', 'the answer is damaged: an attribute comes twice in one entry')
    names.add(text)
    for (let value = values.start; value < values.start + values.length;) {
      const part = partAt(message, value, values.start + values.length)
      if (message[value] !== OCTETS) throw damaged()
      value = part.start + part.length
    }
    at = end
  }
}

/** The parts between two places, which are of the kinds given as far as these go. */
const partsAs = (kinds: readonly number[], bytes: Buffer, from: number, end: number): readonly Head[] => {
  const parts: Head[] = []
  for (let at = from; at < end;) {
    const part = partAt(bytes, at, end)
    if (kinds[parts.length] !== undefined && bytes[at] !== kinds[parts.length]) throw damaged()
    parts.push(part)
    at = part.start + part.length
  }
  return parts
}
