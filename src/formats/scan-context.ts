import { type ArchiveScan, ScanBudget } from './archive-notes.ts'
import type { ByteSource } from './byte-source.ts'
import { GzBatch } from './gz-batch.ts'
import type { PackageMatcher } from './package-references.ts'

const MB = 1024 * 1024

export interface ScanOptions {
  /** Contents inflated by one call, bytes; 512 kB. */
  readonly batchSize?: number
  /** Contents above this are streamed; 4 MB. */
  readonly streamFrom?: number
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
  /** Empty whenever an archive within another one is begun, so that all levels can use it. */
  readonly batch: GzBatch
  readonly budget = new ScanBudget()
  readonly counters: ScanCounters = { reads: 0, bytesRead: 0, bytesInflated: 0, gunzipCalls: 0, repeated: 0 }
  /** Scans of archives by the SHA-256 of their bytes; only those that nothing was left out of, since what is left out depends on the depth. */
  readonly known = new Map<string, ArchiveScan>()

  constructor(matcher: PackageMatcher, options: ScanOptions) {
    this.matcher = matcher
    this.batchSize = options.batchSize ?? MB / 2
    this.streamFrom = options.streamFrom ?? 4 * MB
    this.batch = new GzBatch(2 * this.batchSize)
  }

  /** A source that counts what is read of it. */
  counted(source: ByteSource): ByteSource {
    return {
      size: source.size,
      read: (offset, length) => {
        this.counters.reads += 1
        this.counters.bytesRead += length
        return source.read(offset, length)
      },
    }
  }
}
