import { basename, dirname } from 'node:path'
import type { WalkEntry } from '../core/session.ts'
import { isNamedArchive } from '../formats/content-inspection.ts'
import { type SeenFile, seenAt } from './listed-file.ts'
import type { Place } from './roots.ts'
import { walkOf, type WalkOptions } from './walker.ts'

/** A file that a scan of a place looks at. */
export interface FileAt {
  readonly path: string
  readonly relative: string
  readonly size: number
  readonly modifiedAt: number
  readonly divisible: boolean
  /** Null: it has to be opened by the rules for links. */
  readonly seen: SeenFile | null
}

export interface FilesAt {
  /** The place is a directory. */
  readonly whole: boolean
  readonly base: string
  /** Sorted. */
  readonly files: readonly FileAt[]
  readonly omitted: readonly string[]
}

/** The file at a place, or the files below a directory. */
export async function filesAt(place: Place, options: WalkOptions): Promise<FilesAt> {
  const { asked, stats } = place
  if (!stats.isDirectory()) {
    const file = { path: asked, relative: basename(asked), size: Number(stats.size), modifiedAt: Number(stats.mtimeNs / 1_000_000n) }
    return { whole: false, base: dirname(asked), files: [{ ...file, divisible: isNamedArchive(file.relative), seen: null }], omitted: [] }
  }
  const { entries, omitted } = await walkOf(place, options)
  return { whole: true, base: asked, files: entries.filter(({ kind }) => kind === 'file').map(listed), omitted }
}

const listed = (entry: WalkEntry): FileAt => {
  const { path, relative, size, modifiedAt } = entry
  return { path, relative, size, modifiedAt, divisible: isNamedArchive(relative), seen: seenAt(entry) }
}

export const bytesOf = (files: readonly FileAt[]): number => files.reduce((sum, { size }) => sum + size, 0)

export const filesNamed = (files: readonly FileAt[], names: readonly string[]): readonly FileAt[] => {
  const wanted = new Set(names)
  return files.filter(({ relative }) => wanted.has(relative))
}
