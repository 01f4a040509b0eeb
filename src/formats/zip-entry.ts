import { crc32, inflateRawSync } from 'node:zlib'
import { LIMITS } from '../limits.ts'
import type { ByteSource } from './byte-source.ts'
import { FormatError } from './format-error.ts'
import type { ZipEntry } from './zip-directory.ts'
import { withZip64 } from './zip64.ts'

const LOCAL_SIGNATURE = 0x04034b50
/** A local header without name and extra field. */
export const LOCAL_SIZE = 30
const FLAG_DESCRIPTOR = 0x0008
const FLAG_PATCH = 0x0020
const STORED = 0
const DEFLATED = 8
const RATIO_FROM = 1024 * 1024

/** Longest local header with its name and extra field. */
export const LOCAL_RECORD_MAX = LOCAL_SIZE + 2 * 0xffff

/** What an entry must say to be read; a name that is there twice does not matter to whoever reads all of them. */
export type EntryFields = Omit<ZipEntry, 'duplicate'>

/**
 * Content of one entry, held to what both its headers say. Throws FormatError: `ambiguous` for a name that is there twice or headers that contradict
 * each other, `limit` above LIMITS.archiveEntryBuffered or LIMITS.archiveRatio, `parse-failed` for encryption, an unknown method, wrong sizes, a wrong
 * CRC.
 */
export async function zipEntryContent(source: ByteSource, entry: ZipEntry): Promise<Uint8Array> {
  assertReadable(entry)
  const span = entry.endOffset - entry.localOffset
  // Behind the data there may be a descriptor, or a gap of any size.
  const record = await source.read(entry.localOffset, Math.min(span, LOCAL_RECORD_MAX + entry.compressedSize))
  const content = contentIn(packedContent(record, entry), entry)
  if (crc32(content) !== entry.crc32) throw damaged(entry)
  return content
}

/** Content of an entry by its packed bytes, of the size it states; its CRC is left to the caller. Throws FormatError `parse-failed`. */
export function contentIn(packed: Uint8Array, entry: EntryFields): Uint8Array {
  const content = entry.method === STORED ? packed : inflated(packed, entry)
  if (content.length !== entry.size) {
    throw new FormatError('parse-failed', `entry ${shown(entry)} has ${content.length} bytes, its directory says ${entry.size}`)
  }
  return content
}

export const damaged = (entry: EntryFields): FormatError =>
  new FormatError('parse-failed', `entry ${shown(entry)} is damaged: its CRC does not match`)

function assertReadable(entry: ZipEntry): void {
  if (entry.duplicate) throw new FormatError('ambiguous', `the archive holds ${shown(entry)} more than once`)
  assertPacked(entry)
  const most = LIMITS.archiveEntryBuffered.value
  if (entry.size > most || entry.compressedSize > most) {
    throw new FormatError('limit', `entry ${shown(entry)} has ${Math.max(entry.size, entry.compressedSize)} bytes, more than ${most}`)
  }
}

/** Throws FormatError for what cannot be unpacked: encryption, an unknown method, sizes that contradict each other, a ratio above LIMITS.archiveRatio. */
export function assertPacked(entry: EntryFields): void {
  if (entry.encrypted) throw new FormatError('parse-failed', `entry ${shown(entry)} is encrypted`)
  if ((entry.flags & FLAG_PATCH) !== 0) throw new FormatError('parse-failed', `entry ${shown(entry)} is patch data`)
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw new FormatError('parse-failed', `entry ${shown(entry)} is compressed by method ${entry.method}, which is not read`)
  }
  if (entry.method === STORED && entry.size !== entry.compressedSize) {
    throw new FormatError('parse-failed', `entry ${shown(entry)} is stored, yet its two sizes differ`)
  }
  if (entry.size > RATIO_FROM && entry.size > entry.compressedSize * LIMITS.archiveRatio.value) {
    throw new FormatError('limit', `entry ${shown(entry)} inflates more than ${LIMITS.archiveRatio.value} times`)
  }
}

/** The compressed bytes, once the local header has been found to say what the central directory says. */
export function packedContent(record: Uint8Array, entry: EntryFields): Uint8Array {
  const start = dataStartIn(record, entry)
  if (start + entry.compressedSize > record.length) throw new FormatError('parse-failed', `entry ${shown(entry)} runs into what follows it`)
  return record.subarray(start, start + entry.compressedSize)
}

/** Bytes of an entry from its local header to the end of its data, by what the header says of its own length; `record` begins with it. */
export const localRecordLength = (record: Uint8Array, { compressedSize }: EntryFields): number => {
  if (record.length < LOCAL_SIZE) return LOCAL_SIZE
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength)
  return LOCAL_SIZE + view.getUint16(26, true) + view.getUint16(28, true) + compressedSize
}

/**
 * Where the data begins in a record that starts with the local header, once that has been found to say what the central directory says. Throws
 * FormatError `ambiguous` when it does not, `parse-failed` when there is no such header.
 */
export function dataStartIn(record: Uint8Array, entry: EntryFields): number {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength)
  if (record.length < LOCAL_SIZE) throw new FormatError('parse-failed', `entry ${shown(entry)} runs into what follows it`)
  if (view.getUint32(0, true) !== LOCAL_SIGNATURE) throw new FormatError('parse-failed', `entry ${shown(entry)} is not where the directory says`)
  const nameEnd = LOCAL_SIZE + view.getUint16(26, true)
  const start = nameEnd + view.getUint16(28, true)
  if (start > record.length) throw new FormatError('parse-failed', `entry ${shown(entry)} runs into what follows it`)
  const contradiction = contradictionIn(view, record, nameEnd, start, entry)
  if (contradiction !== null)
    throw new FormatError('ambiguous', `entry ${shown(entry)}: its local header states another ${contradiction} than the directory`)
  return start
}

function contradictionIn(view: DataView, record: Uint8Array, nameEnd: number, start: number, entry: EntryFields): string | null {
  if (Buffer.compare(record.subarray(LOCAL_SIZE, nameEnd), entry.nameBytes) !== 0) return 'name'
  if (view.getUint16(8, true) !== entry.method) return 'compression method'
  const flags = view.getUint16(6, true)
  if (((flags ^ entry.flags) & 0x0001) !== 0) return 'encryption flag'
  const deferred = (flags & FLAG_DESCRIPTOR) !== 0
  const stated = [view.getUint32(22, true), view.getUint32(18, true), 0] as const
  // With a data descriptor the figures stand behind the data, and these fields may be zero. Of deflated data no reader needs them: what javax2jakarta
  // converts keeps a ZIP64 field with the figures that the entry had before.
  const wide = stated[0] === 0xffffffff && stated[1] === 0xffffffff
  const [size, compressedSize] = deferred && wide && entry.method !== STORED ? [0, 0] : withZip64(stated, record.subarray(nameEnd, start))
  const agrees = (local: number, central: number): boolean => local === central || (deferred && local === 0)
  if (!agrees(size, entry.size) || !agrees(compressedSize, entry.compressedSize)) return 'size'
  return agrees(view.getUint32(14, true), entry.crc32) ? null : 'CRC'
}

function inflated(packed: Uint8Array, entry: EntryFields): Uint8Array {
  try {
    // maxOutputLength stops a bomb that lies about its size; `info` (which the types do not know) tells how much of the input the stream took.
    const answer: unknown = inflateRawSync(packed, { maxOutputLength: Math.max(entry.size, 1), info: true })
    if (isInflation(answer) && answer.engine.bytesWritten === packed.length) return answer.buffer
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new FormatError('parse-failed', `entry ${shown(entry)} has more than the ${entry.size} bytes it states`)
    throw new FormatError('parse-failed', `entry ${shown(entry)} cannot be inflated: its data is damaged`)
  }
  throw new FormatError('parse-failed', `entry ${shown(entry)} holds bytes behind its compressed data`)
}

/** What the inflating calls of Node answer with `info`. */
export const isInflation = (answer: unknown): answer is { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } } =>
  answer !== null && typeof answer === 'object' && 'buffer' in answer && 'engine' in answer

/** A name of an entry may have 64 KB: enough of it to find it by. */
const shown = (entry: EntryFields): string => (entry.name.length > 200 ? `${entry.name.slice(0, 200)}...` : entry.name)
