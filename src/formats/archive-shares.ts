/** A file to be scanned. */
export interface SharedFile {
  readonly relative: string
  readonly size: number
  /** Its parts can be scanned apart: an archive. */
  readonly divisible: boolean
}

/** The part of an archive whose entries begin within these offsets. The first part also tells what the archive as a whole is. */
export interface ArchivePart {
  readonly from: number
  readonly end: number
}

/**
 * What one of several processes scans: all files laid end to end are cut into pieces of equal size; a file belongs to the piece it begins in, and of a
 * divisible one every entry to the piece that entry begins in. Null: the file as a whole.
 */
export function shareOf<F extends SharedFile>(
  files: readonly F[],
  index: number,
  of: number,
): readonly { readonly file: F; readonly part: ArchivePart | null }[] {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const low = Math.floor((index * total) / of)
  // What is empty and comes last begins where the last piece ends.
  const high = index === of - 1 ? Infinity : Math.floor(((index + 1) * total) / of)
  let start = 0
  return files.flatMap((file) => {
    const begin = start
    start += file.size
    const own = begin >= low && begin < high
    if (!file.divisible) return own ? [{ file, part: null }] : []
    if (begin >= high || (begin < low && begin + file.size <= low)) return []
    const part = { from: Math.max(0, low - begin), end: high - begin }
    return [{ file, part: part.from === 0 && part.end >= file.size ? null : part }]
  })
}
