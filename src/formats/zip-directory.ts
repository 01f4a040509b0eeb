import type { ByteSource } from './byte-source.ts'
import { zipTableOf } from './zip-table.ts'

/** One entry as the central directory states it; zip-entry.ts holds it to that. */
export interface ZipEntry {
  /** UTF-8 where the entry says so, else CP437; bytes that are not UTF-8 as `\xNN`. Never to be used as a path: it may hold "..", drive letters, anything. */
  readonly name: string
  readonly nameBytes: Uint8Array
  readonly directory: boolean
  /** The entry is a symbolic link (Unix mode in the external attributes); its content is where it leads, and nothing follows it. */
  readonly symbolicLink: boolean
  readonly size: number
  readonly compressedSize: number
  /** 0 stored, 8 deflated; others cannot be read. */
  readonly method: number
  readonly crc32: number
  readonly flags: number
  readonly encrypted: boolean
  /** Offset of the local header in the source, with anything in front of the archive counted. */
  readonly localOffset: number
  /** Where the next local header, or the central directory, begins: nothing of this entry lies at or beyond it. */
  readonly endOffset: number
  /** Another entry has the same name. It is listed, and reading it is refused. */
  readonly duplicate: boolean
}

export interface ZipDirectory {
  /** In the order of the central directory. */
  readonly entries: readonly ZipEntry[]
  /** Bytes in front of the archive (a self-extractor). */
  readonly prependedBytes: number
}

/** The central directory of a ZIP archive as a list of entries, read without touching them. Throws what zipTableOf throws. */
export async function zipDirectoryOf(source: ByteSource): Promise<ZipDirectory> {
  const table = await zipTableOf(source)
  const stated = Array.from({ length: table.count }, (_, index) => {
    const { name, nameBytes, directory, symbolicLink, size, compressedSize, method, crc32, flags, encrypted, localOffset, endOffset } =
      table.entry(index)
    return { name, nameBytes, directory, symbolicLink, size, compressedSize, method, crc32, flags, encrypted, localOffset, endOffset }
  })
  const counts = new Map<string, number>()
  for (const { name } of stated) counts.set(name, (counts.get(name) ?? 0) + 1)
  const entries = stated.map((entry) => ({ ...entry, duplicate: (counts.get(entry.name) ?? 0) > 1 }))
  return { entries, prependedBytes: table.prependedBytes }
}
