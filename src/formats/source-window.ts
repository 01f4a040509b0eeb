import type { ByteSource } from './byte-source.ts'

const WINDOW = 1024 * 1024

/** Reads a source front to back in large pieces, of which many small records are taken without a read of their own. */
export class SourceWindow {
  readonly #source: ByteSource
  #start = 0
  #bytes: Uint8Array = new Uint8Array(0)

  constructor(source: ByteSource) {
    this.#source = source
  }

  /** Exactly `length` bytes from an offset. Valid until the next call. */
  async take(offset: number, length: number): Promise<Uint8Array> {
    const at = offset - this.#start
    if (at >= 0 && at + length <= this.#bytes.length) return this.#bytes.subarray(at, at + length)
    this.#start = offset
    this.#bytes = await this.#source.read(offset, Math.min(this.#source.size - offset, Math.max(WINDOW, length)))
    return this.#bytes.subarray(0, length)
  }
}
