import { createHash } from 'node:crypto'
import { type BigIntStats, readSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { FactError } from '../core/fact-error.ts'
import { factErrorOf } from './fact-error-of.ts'
import { faultPoint } from './fault-points.ts'
import {
  assertRegular,
  assertSeen,
  assertSize,
  assertUntouched,
  becameShorter,
  FOLLOWING_FLAGS,
  holdsMore,
  OPEN_FLAGS,
  openErrorOf,
  stampOf,
} from './open-file.ts'
import { isTrustedFile, outsideThePlan, type Place } from './roots.ts'

/** Pieces in which files are read: between two of them the signal is looked at. */
const CHUNK = 1024 * 1024

/**
 * A regular file inside the plan, open for reading at any offset. Whoever opens it must close it, and must have asked `assertUnchanged` before
 * believing what was read.
 */
export class SafeFile {
  readonly path: string
  readonly size: number
  readonly #handle: FileHandle
  readonly #before: BigIntStats
  readonly #signal: AbortSignal

  private constructor(path: string, handle: FileHandle, before: BigIntStats, signal: AbortSignal) {
    this.path = path
    this.size = Number(before.size)
    this.#handle = handle
    this.#before = before
    this.#signal = signal
  }

  /** Throws FactError: `unsupported` for anything but a regular file, `changed` when it was replaced since it was looked at, and errors of the system. */
  static async open(place: Place, signal: AbortSignal): Promise<SafeFile> {
    assertGoing(signal, place.asked)
    // Asked before opening, since opening a device can already act on it.
    assertRegular(place.stats, place.asked)
    const handle = await opened(place)
    try {
      faultPoint('file.fstat', place.open)
      const stats = await handle.stat({ bigint: true })
      assertSeen(stats, place.stats, place.asked)
      if (place.outside && !isTrustedFile(stats)) throw outsideThePlan(place.asked, place.real)
      return new SafeFile(place.asked, handle, stats, signal)
    } catch (error) {
      await handle.close()
      throw factErrorOf(error, place.asked)
    }
  }

  get stamp(): string {
    return stampOf(this.#before)
  }

  /** Exactly `length` bytes from an offset. Throws `changed` when the file has become shorter. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = Buffer.alloc(length)
    for (let done = 0; done < length;) {
      const count = await this.#readInto(bytes.subarray(done, Math.min(done + CHUNK, length)), offset + done)
      if (count === 0) throw becameShorter(this.path)
      done += count
    }
    return bytes
  }

  /**
   * As read, into the bytes given, and without the way over another thread, which costs as much as the reading of a megabyte. A file system that hangs holds
   * the whole process then: the supervisor ends it.
   */
  async readInto(target: Uint8Array, offset: number): Promise<void> {
    for (let done = 0; done < target.length;) {
      const count = await this.#attempted(() => {
        faultPoint('file.read', this.path)
        return readSync(this.#handle.fd, target, done, Math.min(CHUNK, target.length - done), offset + done)
      })
      if (count === 0) throw becameShorter(this.path)
      done += count
    }
  }

  /** The whole file in pieces, each valid until the next is asked for. */
  async *pieces(): AsyncGenerator<Uint8Array> {
    const buffer = Buffer.alloc(Math.min(CHUNK, this.size))
    for (let done = 0; done < this.size;) {
      const count = await this.#readInto(buffer.subarray(0, Math.min(buffer.length, this.size - done)), done)
      if (count === 0) throw becameShorter(this.path)
      done += count
      yield buffer.subarray(0, count)
    }
  }

  /**
   * Throws `changed` unless size, times and identity are what they were when the file was opened. With `mayGrow`, for logs, bytes added at the end are
   * nothing amiss.
   */
  async assertUnchanged(mayGrow = false): Promise<void> {
    const after = await this.#attempted(() => {
      faultPoint('file.fstat', this.path)
      return this.#handle.stat({ bigint: true })
    })
    assertUntouched(this.#before, after, this.path, mayGrow)
    const grown = mayGrow && after.size > this.#before.size
    const beyond = await this.#readInto(Buffer.alloc(1), this.size)
    if (beyond > 0 && !grown) throw holdsMore(this.path)
  }

  async close(): Promise<void> {
    try {
      faultPoint('file.close', this.path)
    } finally {
      await this.#handle.close()
    }
  }

  #readInto(target: Uint8Array, offset: number): Promise<number> {
    return this.#attempted(async () => {
      faultPoint('file.read', this.path)
      return (await this.#handle.read(target, 0, target.length, offset)).bytesRead
    })
  }

  async #attempted<T>(attempt: () => Promise<T> | T): Promise<T> {
    assertGoing(this.#signal, this.path)
    try {
      return await attempt()
    } catch (error) {
      throw factErrorOf(error, this.path)
    }
  }
}

/** The whole of a file of at most `max` bytes. Throws `limit` above that before a byte is read. */
export const contentOf = (place: Place, max: number, signal: AbortSignal): Promise<Uint8Array> =>
  withFile(place, signal, async (file) => {
    assertSize(file.size, file.path, max)
    const bytes = await file.read(0, file.size)
    await file.assertUnchanged()
    return bytes
  })

/** The last `max` bytes as they were when the file was opened, and whether that was all of it. A log may grow meanwhile, but not be cut. */
export const tailOf = (place: Place, max: number, signal: AbortSignal): Promise<{ readonly bytes: Uint8Array; readonly whole: boolean }> =>
  withFile(place, signal, async (file) => {
    const length = Math.min(file.size, max)
    const bytes = await file.read(file.size - length, length)
    await file.assertUnchanged(true)
    return { bytes, whole: length === file.size }
  })

/** SHA-256 in lower-case hex and size in bytes; the file is never held in memory. */
export const digestOf = (place: Place, signal: AbortSignal): Promise<{ readonly sha256: string; readonly size: number }> =>
  withFile(place, signal, async (file) => {
    const hash = createHash('sha256')
    for await (const piece of file.pieces()) hash.update(piece)
    await file.assertUnchanged()
    return { sha256: hash.digest('hex'), size: file.size }
  })

/** Throws once the run, the target or the collector is out of time. */
export function assertGoing(signal: AbortSignal, what: string): void {
  if (!signal.aborted) return
  throw signal.reason instanceof FactError ? signal.reason : new FactError('deadline', `${what}: stopped before it was read`)
}

async function withFile<T>(place: Place, signal: AbortSignal, use: (file: SafeFile) => Promise<T>): Promise<T> {
  const file = await SafeFile.open(place, signal)
  let result: T
  try {
    result = await use(file)
  } catch (error) {
    await file.close().catch(() => {})
    throw factErrorOf(error, place.asked)
  }
  await file.close().catch((error: unknown) => {
    throw factErrorOf(error, place.asked)
  })
  return result
}

async function opened(place: Place): Promise<FileHandle> {
  try {
    faultPoint('file.open', place.open)
    return await open(place.open, place.outside ? FOLLOWING_FLAGS : OPEN_FLAGS)
  } catch (error) {
    throw place.outside ? factErrorOf(error, place.asked) : openErrorOf(error, place.asked)
  }
}
