import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import type { ArchiveScan } from '../formats/archive-scan.ts'
import { archiveScanIn, isFields } from '../formats/archive-scan-data.ts'
import { sha256Of } from '../formats/content-digest.ts'
import { LIMITS } from '../limits.ts'

/** Where earlier scans are kept, by which release of the tool. */
export interface MemoryPlace {
  readonly directory: string
  readonly version: string
}

/** Changes whenever the scanner finds more, or other things, in the same archive, or tells them in another way. */
const FORMAT = 3

/** Name of the file that keeps the scans of one path for one set of prefixes. */
export const memoryName = ({ version }: MemoryPlace, path: string, prefixes: readonly string[]): string =>
  sha256Of(Buffer.from(JSON.stringify([FORMAT, version, path, [...new Set(prefixes)].sort()])))

/**
 * Scans by their keys from a file that only this user could have written: a line with the digest of the rest, and JSON. Empty for a file that is not there,
 * belongs to another user, may be written by others, is a link, or holds anything but what `memoryText` wrote: then everything is scanned anew.
 */
export const rememberedScans = (place: MemoryPlace, name: string): ReadonlyMap<string, ArchiveScan> => {
  try {
    const text = ownText(join(place.directory, `${name}.json`))
    const line = text?.indexOf('\n') ?? -1
    const body = text?.slice(line + 1) ?? ''
    if (text === null || text.slice(0, line) !== sha256Of(Buffer.from(body))) return new Map()
    return scansIn(JSON.parse(body))
  } catch {
    return new Map()
  }
}

/** What `rememberedScans` reads. */
export const memoryText = (scans: ReadonlyMap<string, ArchiveScan>): string => {
  const body = JSON.stringify(Object.fromEntries([...scans].sort(([a], [b]) => (a < b ? -1 : 1))))
  return `${sha256Of(Buffer.from(body))}\n${body}`
}

/** Whether nobody else may read or write it; Windows does not tell. */
export const isOursAlone = ({ uid, mode }: Stats): boolean => {
  const user = process.getuid?.()
  return user === undefined || (uid === user && (mode & 0o077) === 0)
}

const ownText = (path: string): string | null => {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    const stats = fstatSync(file)
    return stats.isFile() && isOursAlone(stats) && stats.size <= LIMITS.scanMemory.value ? readFileSync(file, 'utf8') : null
  } finally {
    closeSync(file)
  }
}

const scansIn = (value: unknown): ReadonlyMap<string, ArchiveScan> => {
  const scans = new Map<string, ArchiveScan>()
  for (const [key, item] of Object.entries(isFields(value) ? value : {})) {
    const scan = archiveScanIn(item)
    if (scan === null || scan.notInspected.length > 0) return new Map()
    scans.set(key, scan)
  }
  return scans
}
