import { FormatError } from './format-error.ts'

/**
 * Reads big-endian numbers and byte runs from a bounded piece of memory, front to back. A declared length is checked against what is left before
 * anything is taken, so no lying length costs memory; whoever reads past the end gets FormatError `parse-failed` that names the place.
 */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset
  }

  u1(what: string): number {
    return this.#view.getUint8(this.#advanced(1, what))
  }

  u2(what: string): number {
    return this.#view.getUint16(this.#advanced(2, what))
  }

  u4(what: string): number {
    return this.#view.getUint32(this.#advanced(4, what))
  }

  i8(what: string): bigint {
    return this.#view.getBigInt64(this.#advanced(8, what))
  }

  /** The next `length` bytes, as a view of the same memory. */
  take(length: number, what: string): Uint8Array {
    const start = this.#advanced(length, what)
    return this.#bytes.subarray(start, start + length)
  }

  /** The next byte without moving on; null at the end. */
  peek(): number | null {
    return this.#bytes[this.#offset] ?? null
  }

  /** Where the `length` bytes begin that are now consumed. */
  #advanced(length: number, what: string): number {
    if (length > this.remaining) {
      throw new FormatError('parse-failed', `ends too early: ${what} takes ${length} bytes at offset ${this.#offset}, ${this.remaining} are left`)
    }
    const start = this.#offset
    this.#offset += length
    return start
  }
}
