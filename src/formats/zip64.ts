import { FormatError } from './format-error.ts'

/** A 32-bit field that is full: the figure stands in the ZIP64 extra field. */
export const UNKNOWN_32 = 0xffffffff

/** Size, compressed size and offset, each taken from the ZIP64 extra field (4.5.3) where the 32-bit field is full. */
export function withZip64(stated: readonly [number, number, number], extra: Uint8Array): readonly [number, number, number] {
  if (!stated.includes(UNKNOWN_32)) return stated
  const wide = zip64FieldOf(extra)
  let at = 0
  const actual = (value: number): number => {
    if (value !== UNKNOWN_32) return value
    if (wide === null || at + 8 > wide.byteLength) throw new FormatError('parse-failed', 'an entry above 4 GB lacks its ZIP64 field')
    const large = wide.getBigUint64(at, true)
    at += 8
    if (large > BigInt(Number.MAX_SAFE_INTEGER)) throw new FormatError('parse-failed', 'an entry states an impossible size or offset')
    return Number(large)
  }
  return [actual(stated[0]), actual(stated[1]), actual(stated[2])]
}

function zip64FieldOf(extra: Uint8Array): DataView | null {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength)
  for (let at = 0; at + 4 <= extra.length;) {
    const length = view.getUint16(at + 2, true)
    if (at + 4 + length > extra.length) return null
    if (view.getUint16(at, true) === 0x0001) return new DataView(extra.buffer, extra.byteOffset + at + 4, length)
    at += 4 + length
  }
  return null
}
