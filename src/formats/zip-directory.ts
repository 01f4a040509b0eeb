import { LIMITS } from '../limits.ts'
import type { ByteSource } from './byte-source.ts'
import { FormatError } from './format-error.ts'
import { type EndOfDirectory, endOfDirectory } from './zip-end.ts'
import { zipNameOf } from './zip-names.ts'

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

const ENTRY_SIGNATURE = 0x02014b50
const ENTRY_SIZE = 46
const UNKNOWN_32 = 0xffffffff
const FLAG_ENCRYPTED = 0x0001
const FLAG_DIRECTORY_ENCRYPTED = 0x2000

/**
 * The central directory of a ZIP archive (PKWARE APPNOTE 6.3.10, sections 4.3.12 to 4.3.16), read without touching the entries. Throws FormatError:
 * `parse-failed` when it is damaged or cut, `ambiguous` when entries overlap or two directories claim the file, `unsupported` for what is recognised
 * as another format or for a volume of several, `limit` above LIMITS.archiveEntries.
 */
export async function zipDirectoryOf(source: ByteSource): Promise<ZipDirectory> {
  const end = await endOfDirectory(source)
  if (end.entryCount > LIMITS.archiveEntries.value) {
    throw new FormatError('limit', `the archive announces ${end.entryCount} entries, more than ${LIMITS.archiveEntries.value}`)
  }
  if (end.directorySize > LIMITS.archiveEntryBuffered.value) {
    throw new FormatError('limit', `the central directory has ${end.directorySize} bytes, more than ${LIMITS.archiveEntryBuffered.value}`)
  }
  const bytes = await source.read(end.directoryOffset, end.directorySize)
  return { entries: withNeighbours(statedEntries(bytes, end), end.directoryOffset), prependedBytes: end.prependedBytes }
}

type StatedEntry = Omit<ZipEntry, 'endOffset' | 'duplicate'>

function statedEntries(bytes: Uint8Array, end: EndOfDirectory): readonly StatedEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: StatedEntry[] = []
  let at = 0
  for (let index = 0; index < end.entryCount; index++) {
    if (at + ENTRY_SIZE > bytes.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
      throw new FormatError('parse-failed', `entry ${index + 1} of ${end.entryCount} of the central directory is missing or damaged`)
    }
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const next = at + ENTRY_SIZE + nameLength + extraLength + view.getUint16(at + 32, true)
    if (next > bytes.length) throw new FormatError('parse-failed', `entry ${index + 1} runs beyond the end of the central directory`)
    const extraAt = at + ENTRY_SIZE + nameLength
    entries.push(statedEntry(view, at, bytes.slice(at + ENTRY_SIZE, extraAt), bytes.subarray(extraAt, extraAt + extraLength), end.prependedBytes))
    at = next
  }
  if (at !== bytes.length) throw new FormatError('parse-failed', `the central directory holds more than its ${end.entryCount} entries`)
  return entries
}

function statedEntry(view: DataView, at: number, nameBytes: Uint8Array, extra: Uint8Array, prependedBytes: number): StatedEntry {
  const flags = view.getUint16(at + 8, true)
  const name = zipNameOf(nameBytes, flags)
  const [size, compressedSize, localOffset] = withZip64(
    [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)],
    extra,
  )
  const volume = view.getUint16(at + 34, true)
  if (volume !== 0 && volume !== 0xffff) throw new FormatError('unsupported', 'the archive is one volume of several')
  return {
    name,
    nameBytes,
    directory: name.endsWith('/'),
    symbolicLink: view.getUint8(at + 5) === 3 && ((view.getUint32(at + 38, true) >>> 16) & 0xf000) === 0xa000,
    size,
    compressedSize,
    method: view.getUint16(at + 10, true),
    crc32: view.getUint32(at + 16, true),
    flags,
    encrypted: (flags & (FLAG_ENCRYPTED | FLAG_DIRECTORY_ENCRYPTED)) !== 0,
    localOffset: localOffset + prependedBytes,
  }
}

/** Size, compressed size and offset, each taken from the ZIP64 extra field (4.5.3) where the 32-bit field is full. */
export function withZip64(stated: readonly [number, number, number], extra: Uint8Array): readonly [number, number, number] {
  if (!stated.includes(UNKNOWN_32)) return stated
  const wide = zip64FieldOf(extra)
  let at = 0
  const actual = (value: number): number => {
    if (value !== UNKNOWN_32) return value
    if (wide === null || at + 8 > wide.byteLength) throw new FormatError('parse-failed', 'an entry above 4 GB lacks its ZIP64 field')
    const large = wide.getBigUint64(at, true)
    at += 8
    if (large > BigInt(Number.MAX_SAFE_INTEGER)) throw new FormatError('parse-failed', 'an entry states an impossible size or offset')
    return Number(large)
  }
  return [actual(stated[0]), actual(stated[1]), actual(stated[2])]
}

function zip64FieldOf(extra: Uint8Array): DataView | null {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength)
  for (let at = 0; at + 4 <= extra.length;) {
    const length = view.getUint16(at + 2, true)
    if (at + 4 + length > extra.length) return null
    if (view.getUint16(at, true) === 0x0001) return new DataView(extra.buffer, extra.byteOffset + at + 4, length)
    at += 4 + length
  }
  return null
}

const LOCAL_HEADER_SIZE = 30

/** Adds what only the whole shows: where each entry must end, and which names are there twice. Throws `ambiguous` when two claim the same bytes. */
function withNeighbours(stated: readonly StatedEntry[], directoryOffset: number): readonly ZipEntry[] {
  const counts = new Map<string, number>()
  for (const entry of stated) counts.set(entry.name, (counts.get(entry.name) ?? 0) + 1)
  const byOffset = stated.toSorted((a, b) => a.localOffset - b.localOffset)
  const ends = new Map<StatedEntry, number>()
  for (const [index, entry] of byOffset.entries()) {
    const endOffset = byOffset[index + 1]?.localOffset ?? directoryOffset
    // The local header holds a name at least as long as this one, else zip-entry.ts refuses it.
    if (entry.localOffset + LOCAL_HEADER_SIZE + entry.nameBytes.length + entry.compressedSize > endOffset) {
      const beyond = byOffset[index + 1] === undefined ? 'the central directory' : 'another entry'
      throw new FormatError('ambiguous', `entries overlap: one at offset ${entry.localOffset} runs into ${beyond}`)
    }
    ends.set(entry, endOffset)
  }
  return stated.map((entry) => ({ ...entry, endOffset: ends.get(entry) ?? directoryOffset, duplicate: (counts.get(entry.name) ?? 0) > 1 }))
}
