import { asBuffer, type ByteSource } from './byte-source.ts'
import { discard } from './gz-batch.ts'

/** Bytes read at once. */
export const WINDOW = 1024 * 1024

/** Reads a source front to back in large pieces, of which many small records are taken without a read of their own. */
export class SourceWindow {
  readonly #source: ByteSource
  readonly #room: () => Buffer
  /** Where in the source `bytes` begin. */
  start = 0
  /** What is at hand. Valid until the next call of `take`. */
  bytes: Buffer

  /** `room` gives WINDOW bytes to read into, of which nobody else makes use as long as the window is used. */
  constructor(source: ByteSource, room: () => Buffer) {
    this.#source = source
    this.#room = room
    this.bytes = asBuffer(source.whole ?? new Uint8Array(0))
  }

  /** Exactly `length` bytes from an offset. Valid until the next call. */
  async take(offset: number, length: number): Promise<Uint8Array> {
    const at = offset - this.start
    if (at >= 0 && at + length <= this.bytes.length) return this.bytes.subarray(at, at + length)
    const most = Math.min(this.#source.size - offset, Math.max(WINDOW, length))
    const { readInto } = this.#source
    if (readInto !== undefined && most <= WINDOW && most > 0) {
      const room = this.#room().subarray(0, most)
      // Until it has been read, nothing is at hand.
      this.bytes = room.subarray(0, 0)
      await readInto(room, offset)
      this.bytes = room
    } else this.bytes = asBuffer(await this.#source.read(offset, most))
    this.start = offset
    return this.bytes.subarray(0, length)
  }

  /** Lets go of a record that is larger than the window. */
  release(record: Uint8Array): void {
    if (this.#source.whole !== undefined || record.length <= WINDOW) return
    discard(this.bytes)
    this.bytes = Buffer.alloc(0)
  }
}
