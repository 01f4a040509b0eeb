import { crc32 } from 'node:zlib'
import { asBuffer } from './byte-source.ts'
import type { GzBatch } from './gz-batch.ts'
import { contentIn, damaged } from './zip-entry.ts'
import type { TableEntry, ZipTable } from './zip-table.ts'

/**
 * Contents of a batch of which one entry is damaged, each by itself: that one is told, the others are read. Content of a wrong CRC is inspected all the
 * same: it may be what is run.
 */
export const oneByOne = (
  batch: GzBatch,
  table: ZipTable,
  entries: readonly number[],
  leaveOut: (entry: TableEntry, error: unknown) => void,
): readonly { readonly index: number; readonly bytes: Buffer }[] =>
  entries.flatMap((index, member) => {
    const entry = table.entry(index)
    try {
      const bytes = asBuffer(contentIn(batch.packed(member), entry))
      if (crc32(bytes) !== entry.crc32) leaveOut(entry, damaged(entry))
      return [{ index, bytes }]
    } catch (error) {
      leaveOut(entry, error)
      return []
    }
  })
