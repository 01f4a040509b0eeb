import { LIMITS } from '../limits.ts'
import { ByteReader } from './byte-reader.ts'
import { FormatError } from './format-error.ts'

/**
 * One ASN.1 value in DER or BER. Nothing below it is looked at until it is asked for, so memory follows what is read, not what is declared.
 * Source: ITU-T X.690; BER forms (indefinite length, string in pieces) are accepted because other writers of PKCS#12 use them.
 */
export interface Der {
  /** Identifier octet: class, constructed bit (0x20) and tag number below 31. */
  readonly tag: number
  readonly content: Uint8Array
  /** Identifier, length and content as they stand in the file. */
  readonly whole: Uint8Array
  readonly depth: number
}

export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

const CONSTRUCTED = 0x20

/** Tag of the context-specific constructed value `[number]`. */
export const context = (number: number): number => 0xa0 | number

/** The single value the bytes consist of; anything after it is `parse-failed`. */
export function derOf(bytes: Uint8Array, what: string): Der {
  const reader = new ByteReader(bytes)
  const value = next(reader, bytes, 0, what)
  if (reader.remaining > 0) throw new FormatError('parse-failed', `${what} is followed by ${reader.remaining} bytes that do not belong to it`)
  return value
}

/** The values inside a constructed one, in order; more than `max` is `limit`. `tag` is what the outer one must be. */
export function partsOf(value: Der, what: string, tag: number = TAG.sequence, max: number = LIMITS.keystoreEntries.value): readonly Der[] {
  expectTag(value, tag, what)
  if ((value.tag & CONSTRUCTED) === 0) throw new FormatError('parse-failed', `${what} is not a constructed ASN.1 value`)
  const reader = new ByteReader(value.content)
  const parts: Der[] = []
  while (reader.remaining > 0) {
    if (parts.length >= max) throw new FormatError('limit', `${what} has more than ${max} parts`)
    parts.push(next(reader, value.content, value.depth + 1, what))
  }
  return parts
}

/** A part that must be there. */
export function partAt(parts: readonly Der[], index: number, what: string): Der {
  const part = parts[index]
  if (part === undefined) throw new FormatError('parse-failed', `${what} has ${parts.length} parts, part ${index + 1} is missing`)
  return part
}

/** The one value inside an explicitly tagged one. */
export const inside = (value: Der, tag: number, what: string): Der => partAt(partsOf(value, what, tag), 0, what)

/** Bytes of an octet string, whole or in pieces (BER); `implicit` is the primitive tag under which it may stand instead. */
export function octetsOf(value: Der, what: string, implicit: number = TAG.octetString): Uint8Array {
  if (value.tag === implicit) return value.content
  if (value.tag !== (implicit | CONSTRUCTED)) throw wrongTag(value, implicit, what)
  const pieces = partsOf(value, what, value.tag).map((piece) => octetsOf(piece, what))
  return Buffer.concat(pieces)
}

/** Dotted object identifier. Throws `parse-failed` when empty, cut off or longer than any real one. */
export function oidOf(value: Der, what: string): string {
  expectTag(value, TAG.oid, what)
  const arcs: number[] = []
  let arc = 0
  let open = false
  for (const byte of value.content) {
    arc = arc * 128 + (byte & 0x7f)
    open = (byte & 0x80) !== 0
    if (!open) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [first, ...rest] = arcs
  if (first === undefined || open || value.content.length > 64 || arcs.some((each) => !Number.isSafeInteger(each))) {
    throw new FormatError('parse-failed', `${what} holds a malformed object identifier`)
  }
  const root = Math.min(Math.floor(first / 40), 2)
  return [root, first - root * 40, ...rest].join('.')
}

/** A whole number from 0 to 2^53-1; larger ones are `limit`, negative ones `parse-failed`. */
export function countOf(value: Der, what: string): number {
  expectTag(value, TAG.integer, what)
  const [first] = value.content
  if (first === undefined || first >= 0x80) throw new FormatError('parse-failed', `${what} is not a number from 0 up`)
  const significant = value.content.findIndex((byte) => byte !== 0)
  const digits = significant < 0 ? value.content.subarray(0, 0) : value.content.subarray(significant)
  if (digits.length > 6) throw new FormatError('limit', `${what} is a number of ${digits.length} bytes`)
  return digits.reduce((number, byte) => number * 256 + byte, 0)
}

export function expectTag(value: Der, tag: number, what: string): void {
  if (value.tag !== tag) throw wrongTag(value, tag, what)
}

const hex = (tag: number): string => `0x${tag.toString(16).padStart(2, '0')}`

const wrongTag = (value: Der, tag: number, what: string): FormatError =>
  new FormatError('parse-failed', `${what}: expected ASN.1 tag ${hex(tag)}, found ${hex(value.tag)}`)

function next(reader: ByteReader, bytes: Uint8Array, depth: number, what: string): Der {
  if (depth > LIMITS.derDepth.value) throw tooDeep(what)
  const start = reader.offset
  const { tag, length } = header(reader, what)
  const from = reader.offset
  if (length === null) passIndefinite(reader, what)
  else reader.take(length, what)
  const end = reader.offset
  return { tag, content: bytes.subarray(from, length === null ? end - 2 : end), whole: bytes.subarray(start, end), depth }
}

/** Identifier and length octets; length null is BER's indefinite form. */
function header(reader: ByteReader, what: string): { tag: number; length: number | null } {
  const tag = reader.u1(what)
  if ((tag & 0x1f) === 0x1f) throw new FormatError('parse-failed', `${what} uses a multi-byte ASN.1 tag`)
  const first = reader.u1(what)
  if (first < 0x80) return { tag, length: first }
  if (first === 0x80) {
    if ((tag & CONSTRUCTED) === 0) throw new FormatError('parse-failed', `${what} has a primitive value of indefinite length`)
    return { tag, length: null }
  }
  if (first > 0x84) throw new FormatError('parse-failed', `${what} declares a length of ${first - 0x80} bytes`)
  const length = reader.take(first - 0x80, what).reduce((number, byte) => number * 256 + byte, 0)
  return { tag, length }
}

/** Moves past the two zero octets that end an indefinite value. Counts levels instead of recursing: 100,000 of them must not end the process. */
function passIndefinite(reader: ByteReader, what: string): void {
  let open = 1
  while (open > 0) {
    const { tag: inner, length } = header(reader, what)
    if (inner === 0) {
      if (length !== 0) throw new FormatError('parse-failed', `${what} has a malformed end of contents`)
      open -= 1
    } else if (length !== null) {
      reader.take(length, what)
    } else if (++open > LIMITS.derDepth.value) {
      throw tooDeep(what)
    }
  }
}

const tooDeep = (what: string): FormatError => new FormatError('limit', `${what} is nested deeper than ${LIMITS.derDepth.value} levels`)
