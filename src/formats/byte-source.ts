import { FormatError } from './format-error.ts'

/** Bytes that can be read anywhere, so that a large archive is never loaded whole. */
export interface ByteSource {
  readonly size: number
  /** Exactly `length` bytes from an offset. Throws when they are not all there. */
  read(offset: number, length: number): Promise<Uint8Array>
  /** As read, into bytes of the caller's: what reads front to back can use the same ones again. */
  readonly readInto?: (target: Uint8Array, offset: number) => Promise<void>
  /** What tells a file from a later one in its place: device, number, and times of change. */
  readonly stamp?: string
  /** All of it, where it is in memory. */
  readonly whole?: Uint8Array
}

/** Bytes in memory (an archive within an archive) as a source. Throws FormatError `parse-failed` on a read beyond the end. */
export const byteSourceOf = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  whole: bytes,
  read: (offset, length) =>
    offset < 0 || length < 0 || offset + length > bytes.length
      ? Promise.reject(new FormatError('parse-failed', `${length} bytes at offset ${offset} are beyond the end at ${bytes.length}`))
      : Promise.resolve(bytes.subarray(offset, offset + length)),
})

/** A part of a source as a source of its own, without a copy. A read beyond its end throws FormatError `parse-failed`. */
export const partOf = (source: ByteSource, start: number, size: number): ByteSource => {
  const { whole } = source
  if (whole !== undefined && start + size <= whole.length) return byteSourceOf(whole.subarray(start, start + size))
  const inside = async <T>(offset: number, length: number, read: () => Promise<T>): Promise<T> => {
    if (offset < 0 || length < 0 || offset + length > size)
      throw new FormatError('parse-failed', `${length} bytes at offset ${offset} are beyond the end at ${size}`)
    return read()
  }
  const { readInto } = source
  return {
    size,
    read: (offset, length) => inside(offset, length, () => source.read(start + offset, length)),
    ...(readInto === undefined ? {} : { readInto: (target, offset) => inside(offset, target.length, () => readInto(target, start + offset)) }),
  }
}

/** The same bytes with the verbs of a Buffer. */
export const asBuffer = (bytes: NodeJS.ArrayBufferView): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
