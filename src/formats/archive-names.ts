import { type ArchiveNotes, nameReferencesOf } from './archive-notes.ts'
import { asBuffer } from './byte-source.ts'
import type { PackageMatcher } from './package-references.ts'
import type { ZipTable } from './zip-table.ts'

/** Names of entries that are references themselves, by one sweep over the directory. */
export function notePathNames(table: ZipTable, matcher: PackageMatcher, notes: ArchiveNotes): void {
  const bytes = asBuffer(table.bytes)
  const met = new Set<number>()
  for (const needle of matcher.needles)
    for (let at = bytes.indexOf(needle.bytes); at !== -1; at = bytes.indexOf(needle.bytes, at + 1)) met.add(table.indexAt(at))
  for (const index of met) {
    const { name, directory } = table.entry(index)
    if (!directory) notes.add(name, nameReferencesOf(name, matcher))
  }
}

/** How many entries have the size and the CRC of one: of equal entries there are at least two. */
export class Twins {
  readonly #counts = new Map<string, number>()

  constructor(table: ZipTable) {
    for (let index = 0; index < table.count; index++) {
      const key = keyOf(table, index)
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
    }
  }

  has(table: ZipTable, index: number): boolean {
    return (this.#counts.get(keyOf(table, index)) ?? 0) > 1
  }
}

const keyOf = (table: ZipTable, index: number): string => `${table.sizes[index] ?? 0} ${table.crc32(index)}`
