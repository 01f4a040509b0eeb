import { type ArchiveScan, ScanBudget } from './archive-notes.ts'
import { type ByteSource, byteSourceOf } from './byte-source.ts'
import { GzBatch } from './gz-batch.ts'
import type { PackageMatcher } from './package-references.ts'
import { WINDOW } from './source-window.ts'

const MB = 1024 * 1024

export interface ScanOptions {
  /** Somebody wants to know what archives can be remembered by (ArchiveScanner.keys). */
  readonly keyed?: boolean
  /** Contents inflated by one call, bytes; 512 kB. */
  readonly batchSize?: number
  /** Contents above this are streamed; 4 MB. */
  readonly streamFrom?: number
  /** One archive is scanned and no other: those in it are not looked for anywhere else. */
  readonly alone?: boolean
}

/** What a scan did: the same input always costs the same, unlike its time. */
export interface ScanCounters {
  reads: number
  bytesRead: number
  bytesInflated: number
  gunzipCalls: number
  /** Archives within archives that were met again and not scanned again. */
  repeated: number
}

/** What all archives of one scan share. */
export class ScanContext {
  readonly matcher: PackageMatcher
  readonly batchSize: number
  readonly streamFrom: number
  readonly alone: boolean
  /** Empty whenever an archive within another one is begun, so that all levels can use it. */
  readonly batch: GzBatch
  readonly budget = new ScanBudget()
  readonly counters: ScanCounters = { reads: 0, bytesRead: 0, bytesInflated: 0, gunzipCalls: 0, repeated: 0 }
  /** Scans of archives by the SHA-256 of their bytes; only those that nothing was left out of, since what is left out depends on the depth. */
  readonly known = new Map<string, ArchiveScan>()
  readonly #rooms: Buffer[] = []

  constructor(matcher: PackageMatcher, options: ScanOptions) {
    this.matcher = matcher
    this.batchSize = options.batchSize ?? MB / 2
    this.streamFrom = options.streamFrom ?? 4 * MB
    this.alone = options.alone ?? false
    this.batch = new GzBatch(2 * this.batchSize)
  }

  /** WINDOW bytes to read into, those of a level of archives: of those one within another, each has its own. */
  room(depth: number): Buffer {
    return (this.#rooms[depth] ??= Buffer.allocUnsafeSlow(WINDOW))
  }

  /** A small source as it is in memory: it is read at once. */
  async near(source: ByteSource, depth: number): Promise<ByteSource> {
    if (source.readInto === undefined || source.size > WINDOW || source.size === 0) return source
    const bytes = this.room(depth).subarray(0, source.size)
    await source.readInto(bytes, 0)
    return byteSourceOf(bytes)
  }

  /** A source that counts what is read of it, and gives nobody else's bytes away: what is read may be discarded. */
  counted(source: ByteSource): ByteSource {
    const count = (length: number): void => {
      this.counters.reads += 1
      this.counters.bytesRead += length
    }
    const read: ByteSource['read'] = async (offset, length) => {
      count(length)
      const bytes = await source.read(offset, length)
      return source.whole === undefined ? bytes : Uint8Array.from(bytes)
    }
    const same = { size: source.size, ...(source.stamp === undefined ? {} : { stamp: source.stamp }) }
    if (source.readInto === undefined) return { ...same, read }
    return {
      ...same,
      read,
      readInto: async (target, offset) => {
        count(target.length)
        await source.readInto?.(target, offset)
      },
    }
  }
}
