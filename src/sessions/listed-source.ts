import { type BigIntStats, readSync } from 'node:fs'
import type { ByteSource } from '../formats/byte-source.ts'
import { factErrorOf } from './fact-error-of.ts'
import { faultPoint } from './fault-points.ts'
import { closed, openedSeen, type SeenFile, statsOf } from './listed-file.ts'
import { assertUntouched, becameShorter, holdsMore, stampOf } from './open-file.ts'
import { assertGoing } from './safe-reader.ts'

/** Bytes read by one call: between two of them the signal is looked at. */
const CHUNK = 1024 * 1024

/**
 * A file that a walk has listed, held to what SafeFile holds files to, as a source that is read without the way over another thread: a home has thousands
 * of archives, most of which are small. A file system that hangs holds the whole process then; the supervisor ends it.
 */
export class ListedSource implements ByteSource {
  readonly size: number
  readonly #path: string
  readonly #open: string
  readonly #descriptor: number
  readonly #before: BigIntStats
  readonly #signal: AbortSignal

  /** Throws FactError: `unsupported` for anything but a regular file, `changed` when it is not the file that was seen, and errors of the system. */
  constructor(file: SeenFile, path: string, signal: AbortSignal) {
    const { descriptor, before } = openedSeen(file, path)
    this.#path = path
    this.#open = file.open
    this.#signal = signal
    this.#descriptor = descriptor
    this.#before = before
    this.size = Number(before.size)
  }

  get stamp(): string {
    return stampOf(this.#before)
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafeSlow(length)
    await this.readInto(bytes, offset)
    return bytes
  }

  readonly readInto = async (target: Uint8Array, offset: number): Promise<void> => {
    for (let done = 0; done < target.length;) {
      const count = this.#readAt(target, done, Math.min(CHUNK, target.length - done), offset + done)
      if (count === 0) throw becameShorter(this.#path)
      done += count
    }
  }

  /** Throws `changed` unless size and times are what they were when the file was opened. */
  assertUnchanged(): void {
    assertUntouched(this.#before, statsOf(this.#descriptor, this.#open), this.#path)
    if (this.#readAt(new Uint8Array(1), 0, 1, this.size) > 0) throw holdsMore(this.#path)
  }

  close(): void {
    closed(this.#descriptor, this.#path)
  }

  #readAt(target: Uint8Array, start: number, length: number, offset: number): number {
    assertGoing(this.#signal, this.#path)
    try {
      faultPoint('file.read', this.#path)
      return readSync(this.#descriptor, target, start, length, offset)
    } catch (error) {
      throw factErrorOf(error, this.#path)
    }
  }
}
