import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { isInflation } from './zip-entry.ts'

/**
 * The time it states is random: an entry whose data does not end where it should would take the next header for content of its own, and whoever made the
 * archive cannot know the CRC of that.
 */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, ...randomBytes(4), 0, 0xff])
const TRAILER_SIZE = 8
/** How much a batch may have grown, and be kept. */
const KEPT = 4

/**
 * Gives the memory of contents back at once: waiting for the collector, megabytes of them would pile up, and make it run all the time. Nobody may hold a
 * view of them any more.
 */
export function discard(content: Buffer): void {
  const { buffer } = content
  // What is no larger than the pool of small buffers may lie in it.
  if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0)
}

/**
 * Raw-deflate entries of an archive, inflated many at a time: with a fixed header and the CRC and size of the central directory behind it each becomes a
 * member of one gzip file (RFC 1952), so that one call inflates them all and checks every CRC and size on the way.
 */
export class GzBatch {
  #input: Buffer
  #used = 0
  #size = 0
  #starts: number[] = []

  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
    this.#input = Buffer.allocUnsafeSlow(capacity)
  }

  /** Number of members. */
  get count(): number {
    return this.#starts.length
  }

  /** What they will inflate to, bytes. */
  get size(): number {
    return this.#size
  }

  /** Whether another member fits without growing; an empty batch grows for whatever comes. */
  fits(packedLength: number): boolean {
    return this.#starts.length === 0 || this.#used + HEADER.length + packedLength + TRAILER_SIZE <= this.#input.length
  }

  /** Adds the packed bytes from `from` to `end`. */
  add(bytes: Buffer, from: number, end: number, crc32: number, size: number): void {
    const needed = this.#used + HEADER.length + end - from + TRAILER_SIZE
    if (needed > this.#input.length) {
      const larger = Buffer.allocUnsafeSlow(needed)
      this.#input.copy(larger, 0, 0, this.#used)
      this.#input = larger
    }
    this.#input.set(HEADER, this.#used)
    const start = this.#used + HEADER.length
    bytes.copy(this.#input, start, from, end)
    this.#starts.push(start)
    this.#used = this.#input.writeUInt32LE(size >>> 0, this.#input.writeUInt32LE(crc32, start + end - from))
    this.#size += size
  }

  /** The packed bytes of a member as they were added; valid until the batch is cleared. */
  packed(member: number): Uint8Array {
    const next = this.#starts[member + 1]
    const end = next === undefined ? this.#used : next - HEADER.length
    return this.#input.subarray(this.#starts[member] ?? 0, end - TRAILER_SIZE)
  }

  /** All contents one after another; null when one of the members is damaged, is not of the size it states, or has something behind its data. */
  inflated(): Buffer | null {
    try {
      // One chunk a little larger than the whole: nothing is copied, and more than is stated ends the call. Behind a member that is followed by a zero
      // byte, zlib takes all the rest for padding: `info` (which the types do not know) tells how far it came.
      const options = { maxOutputLength: Math.max(this.#size, 1), chunkSize: this.#size + 64, info: true }
      const answer: unknown = gunzipSync(this.#input.subarray(0, this.#used), options)
      if (!isInflation(answer) || answer.engine.bytesWritten !== this.#used) return null
      return answer.buffer.length === this.#size ? answer.buffer : null
    } catch {
      return null
    }
  }

  clear(): void {
    if (this.#input.length > KEPT * this.#capacity) {
      discard(this.#input)
      this.#input = Buffer.allocUnsafeSlow(this.#capacity)
    }
    this.#used = 0
    this.#size = 0
    this.#starts = []
  }
}
