import { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { LIMITS } from '../limits.ts'
import { type ArchiveNotes, namedAs } from './archive-notes.ts'
import { asBuffer, type ByteSource } from './byte-source.ts'
import { classVersionOf } from './class-file.ts'
import { inspectContents, isArchive, isNamedArchive, isNamedClass, mustBeRead } from './content-inspection.ts'
import { FormatError } from './format-error.ts'
import type { PackageMatcher } from './package-references.ts'
import { looksLikeUtf16 } from './text-references.ts'
import { damaged, type EntryFields } from './zip-entry.ts'

const MB = 1024 * 1024

/** A file too large to be held in memory beside others: it is read in pieces, twice where the first reading finds something. */
export interface LargeFile {
  readonly name: string
  readonly size: number
  /** Its content from the beginning; throws FormatError when it turns out to be damaged, at the latest at its end. */
  readonly pieces: () => AsyncGenerator<Buffer>
}

/** An entry of an archive whose data begins at an offset of the source, as a file. */
export const largeEntryOf = (entry: EntryFields, source: ByteSource, start: number, deflated: boolean): LargeFile => {
  const packed = (): AsyncGenerator<Buffer> => rangePieces(source, start, entry.compressedSize)
  const pieces = (): AsyncGenerator<Buffer> => checkedPieces(deflated ? inflatedPieces(packed(), entry.compressedSize) : packed(), entry)
  return { name: entry.name, size: entry.size, pieces }
}

/**
 * Notes what a large file refers to, in memory of a few pieces unless it does refer to something. Answers false when it is an archive, which is left to
 * the caller; what is too large to be read whole, and would have to be, is left out by name.
 */
export async function inspectLarge(file: LargeFile, matcher: PackageMatcher, notes: ArchiveNotes): Promise<boolean> {
  const { name, size } = file
  if (isNamedArchive(name)) return false
  const seen = await lookedThrough(file, matcher)
  if (seen.archive) return false
  if (!seen.met) {
    if (seen.major !== null) notes.addClass(seen.major, namedAs(name))
    return true
  }
  const most = LIMITS.archiveEntryBuffered.value
  if (size > most) notes.leaveOut(name, new FormatError('limit', `it has ${size} bytes, too many to tell what it refers to (${most})`))
  else inspectContents(await wholeOf(file), [{ ...namedAs(name), start: 0, end: size }], matcher, notes)
  return true
}

interface Seen {
  readonly archive: boolean
  /** A needle was met, or nothing can be said of the pieces by themselves. */
  readonly met: boolean
  readonly major: number | null
}

async function lookedThrough({ name, pieces, size }: LargeFile, matcher: PackageMatcher): Promise<Seen> {
  const overlap = Math.max(22, ...matcher.needles.map(({ bytes }) => bytes.length))
  let tail: Buffer = Buffer.alloc(0)
  let met = false
  let major: number | null = null
  let read = 0
  for await (const piece of pieces()) {
    const content = Buffer.concat([tail, piece])
    if (read === 0) {
      major = classVersionOf(content)
      met = major === null && (looksLikeUtf16(content, 0, content.length) || mustBeRead(name) || isNamedClass(name))
      if (isArchive(content, 0, content.length)) return { archive: true, met, major }
    }
    read += piece.length
    met ||= matcher.needles.some(({ bytes }) => content.includes(bytes))
    tail = content.subarray(Math.max(0, content.length - overlap))
    if (read === size && isArchive(tail, 0, tail.length)) return { archive: true, met, major }
  }
  return { archive: false, met, major }
}

/** The whole content in memory. */
export async function wholeOf({ pieces, size }: LargeFile): Promise<Buffer> {
  const content = Buffer.allocUnsafeSlow(size)
  let at = 0
  for await (const piece of pieces()) at += piece.copy(content, at)
  return content
}

/** A range of a source in pieces of 1 MB. */
export async function* rangePieces(source: ByteSource, start: number, length: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < length;) {
    const bytes = await source.read(start + done, Math.min(MB, length - done))
    done += bytes.length
    yield asBuffer(bytes)
  }
}

/** Pieces that must have the size and CRC an entry states. */
async function* checkedPieces(pieces: AsyncGenerator<Buffer>, entry: EntryFields): AsyncGenerator<Buffer> {
  let sum = 0
  let size = 0
  for await (const piece of pieces) {
    size += piece.length
    if (size > entry.size) throw new FormatError('parse-failed', `it has more than the ${entry.size} bytes it states`)
    sum = crc32(piece, sum)
    yield piece
  }
  if (size !== entry.size) throw new FormatError('parse-failed', `it has ${size} bytes, its directory says ${entry.size}`)
  if (sum !== entry.crc32) throw damaged(entry)
}

/** Inflates raw-deflate pieces. Throws FormatError `parse-failed` for what cannot be inflated, and for bytes behind the compressed data. */
async function* inflatedPieces(packed: AsyncGenerator<Buffer>, packedSize: number): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: MB / 4 })
  const source = Readable.from(packed, { objectMode: false })
  let broken: unknown = null
  source.once('error', (error) => {
    broken = error
    inflate.destroy(error)
  })
  source.pipe(inflate)
  try {
    for await (const piece of inflate) if (Buffer.isBuffer(piece)) yield piece
  } catch {
    if (broken !== null) throw broken
    throw new FormatError('parse-failed', 'it cannot be inflated: its data is damaged')
  } finally {
    source.destroy()
    inflate.destroy()
  }
  if (inflate.bytesWritten !== packedSize) throw new FormatError('parse-failed', 'it holds bytes behind its compressed data')
}
