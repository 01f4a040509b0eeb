import { asBuffer } from './byte-source.ts'
import { FormatError } from './format-error.ts'

/**
 * Bytes as text, strictly: UTF-8, or what a byte-order mark of UTF-8 or UTF-16 says; the mark itself is removed. A replacement character is never
 * invented. Throws FormatError `parse-failed` naming the offset of the first bad byte, and `unsupported` for UTF-32.
 */
export function textOf(bytes: Uint8Array): string {
  if (startsWith(bytes, [0xff, 0xfe, 0, 0]) || startsWith(bytes, [0, 0, 0xfe, 0xff])) {
    throw new FormatError('unsupported', 'the text is UTF-32, which is not read; save it as UTF-8')
  }
  if (startsWith(bytes, [0xff, 0xfe])) return utf16TextOf(bytes.subarray(2), true)
  if (startsWith(bytes, [0xfe, 0xff])) return utf16TextOf(bytes.subarray(2), false)
  const mark = startsWith(bytes, [0xef, 0xbb, 0xbf]) ? 3 : 0
  try {
    return UTF8.decode(mark === 0 ? bytes : bytes.subarray(mark))
  } catch {
    const offset = firstBadUtf8Byte(bytes) ?? bytes.length
    throw new FormatError('parse-failed', `not UTF-8: the byte at offset ${offset} cannot stand there`)
  }
}

/** Bytes as ISO 8859-1, which never fails: how java.util.Properties reads a stream. No byte-order mark is looked for, as Java looks for none. */
export const latin1TextOf = (bytes: Uint8Array): string => asBuffer(bytes).toString('latin1')

/**
 * Bytes of a name as text: UTF-8 where it is, and every byte that is not as `\xNN`. `odd` says that there was such a byte; the text then names
 * nothing that could be opened.
 */
export function nameTextOf(bytes: Uint8Array): { readonly text: string; readonly odd: boolean } {
  let text = ''
  let rest = bytes
  for (let bad = firstBadUtf8Byte(rest); bad !== null; bad = firstBadUtf8Byte(rest)) {
    const value = rest[bad] ?? 0
    text += `${UTF8.decode(rest.subarray(0, bad))}\\x${value.toString(16).padStart(2, '0').toUpperCase()}`
    rest = rest.subarray(bad + 1)
  }
  return { text: text + UTF8.decode(rest), odd: rest.length !== bytes.length }
}

/** ignoreBOM keeps U+FEFF inside a text: the one mark that counts has been removed by then. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const startsWith = (bytes: Uint8Array, mark: readonly number[]): boolean => mark.every((byte, index) => bytes[index] === byte)

function utf16TextOf(bytes: Uint8Array, littleEndian: boolean): string {
  if (bytes.length % 2 !== 0) throw new FormatError('parse-failed', `not UTF-16: an odd number of bytes, the last at offset ${bytes.length + 1}`)
  const text = new TextDecoder(littleEndian ? 'utf-16le' : 'utf-16be', { ignoreBOM: true }).decode(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.length; at += 2) {
    const unit = view.getUint16(at, littleEndian)
    if (unit < 0xd800 || unit > 0xdfff) continue
    const next = at + 2 < bytes.length ? view.getUint16(at + 2, littleEndian) : 0
    // The offset counts the mark in front, as an editor or hex dump would.
    if (unit > 0xdbff || next < 0xdc00 || next > 0xdfff)
      throw new FormatError('parse-failed', `not UTF-16: half a surrogate pair at offset ${at + 2}`)
    at += 2
  }
  return text
}

/** Offset of the first byte that is not part of a well-formed UTF-8 sequence (Unicode 15, table 3-7); null when all are. */
function firstBadUtf8Byte(bytes: Uint8Array): number | null {
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at)
    if (length === 0) return at
    at += length
  }
  return null
}

/** Length of the well-formed sequence that starts at an offset; 0 when none does. */
function sequenceLength(bytes: Uint8Array, at: number): 0 | 1 | 2 | 3 | 4 {
  const first = bytes[at] ?? 0
  const second = bytes[at + 1] ?? 0
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return 0
  if (first < 0xe0) return isTail(second) ? 2 : 0
  const third = isTail(bytes[at + 2] ?? 0)
  if (first < 0xf0) {
    const low = first === 0xe0 ? 0xa0 : 0x80
    const high = first === 0xed ? 0x9f : 0xbf
    return second >= low && second <= high && third ? 3 : 0
  }
  const low = first === 0xf0 ? 0x90 : 0x80
  const high = first === 0xf4 ? 0x8f : 0xbf
  return second >= low && second <= high && third && isTail(bytes[at + 3] ?? 0) ? 4 : 0
}

const isTail = (byte: number): boolean => byte >= 0x80 && byte <= 0xbf
