import { asBuffer, type ByteSource } from './byte-source.ts'
import { FormatError } from './format-error.ts'

/** Where the central directory lies in the source, from the record at the end of the archive. */
export interface EndOfDirectory {
  readonly directoryOffset: number
  readonly directorySize: number
  readonly entryCount: number
  readonly prependedBytes: number
}

const END_MARK = Buffer.from('PK\x05\x06')
const END_SIZE = 22
const LOCATOR_SIGNATURE = 0x07064b50
const LOCATOR_SIZE = 20
const END_64_SIGNATURE = 0x06064b50
const END_64_SIZE = 56
const COMMENT_MAX = 0xffff

/**
 * Reads the end-of-central-directory record, and the ZIP64 one where there is one (APPNOTE 4.3.14 to 4.3.16). The record must end exactly where the
 * file ends: bytes behind the archive mean that it was cut or appended to.
 */
export async function endOfDirectory(source: ByteSource): Promise<EndOfDirectory> {
  if (source.size === 0) throw new FormatError('parse-failed', 'the file is empty, not a ZIP archive')
  const tailLength = Math.min(source.size, END_SIZE + COMMENT_MAX + LOCATOR_SIZE + END_64_SIZE)
  const tail = viewOf(await source.read(source.size - tailLength, tailLength))
  const tailOffset = source.size - tailLength
  const at = await endRecordAt(tail, source)
  const stated = statedEnd(tail, at)
  const locatorAt = at - LOCATOR_SIZE
  const hasLocator = locatorAt >= 0 && tail.getUint32(locatorAt, true) === LOCATOR_SIGNATURE
  if (!hasLocator) {
    if (stated.offset === 0xffffffff || stated.size === 0xffffffff) throw new FormatError('parse-failed', 'the ZIP64 end of the archive is missing')
    return placed(stated, tailOffset + at)
  }
  const wide = await end64(source, tail, locatorAt, tailOffset)
  // Readers that know ZIP64 and readers that do not must see the same archive.
  const agrees = (narrow: number, full: number, actual: number): boolean => narrow === full || narrow === actual
  if (!agrees(stated.count, 0xffff, wide.count) || !agrees(stated.size, 0xffffffff, wide.size) || !agrees(stated.offset, 0xffffffff, wide.offset)) {
    throw new FormatError('ambiguous', 'the ZIP64 end of the archive contradicts the plain one')
  }
  return placed(wide, wide.at)
}

interface StatedEnd {
  readonly count: number
  readonly size: number
  readonly offset: number
}

/** The directory ends where the end record begins; the difference to what is stated is what was put in front of the archive. */
function placed({ count, size, offset }: StatedEnd, directoryEnd: number): EndOfDirectory {
  const directoryOffset = directoryEnd - size
  const prependedBytes = directoryOffset - offset
  if (directoryOffset < 0 || prependedBytes < 0)
    throw new FormatError('parse-failed', 'the archive is cut: its central directory is not where it should be')
  return { directoryOffset, directorySize: size, entryCount: count, prependedBytes }
}

async function endRecordAt(tail: DataView, source: ByteSource): Promise<number> {
  const bytes = asBuffer(tail)
  const found: number[] = []
  for (let at = bytes.indexOf(END_MARK, Math.max(0, bytes.length - END_SIZE - COMMENT_MAX)); at !== -1; at = bytes.indexOf(END_MARK, at + 1)) {
    if (at + END_SIZE <= bytes.length && bytes.readUInt16LE(at + 20) === bytes.length - at - END_SIZE) found.push(at)
  }
  if (found.length > 1) throw new FormatError('ambiguous', 'the file ends in two end records of a ZIP archive, one within the comment of the other')
  const [only] = found
  if (only === undefined) throw await notAnArchive(source)
  return only
}

async function notAnArchive(source: ByteSource): Promise<FormatError> {
  const start = await source.read(0, Math.min(source.size, 512))
  const text = Buffer.from(start).toString('latin1')
  const other = OTHER_FORMATS.find(({ offset, mark }) => text.startsWith(mark, offset))
  if (other !== undefined) return new FormatError('unsupported', `the file is ${other.name}, not a ZIP archive`)
  const cut = text.startsWith('PK\x03\x04')
    ? 'the end record of the ZIP archive is missing: the file is cut or was appended to'
    : 'the file is not a ZIP archive'
  return new FormatError('parse-failed', cut)
}

const OTHER_FORMATS = [
  { name: 'gzip', offset: 0, mark: '\x1f\x8b' },
  { name: 'a tar archive', offset: 257, mark: 'ustar' },
  { name: 'bzip2', offset: 0, mark: 'BZh' },
  { name: 'xz', offset: 0, mark: '\xfd7zXZ\x00' },
  { name: 'a 7z archive', offset: 0, mark: '7z\xbc\xaf\x27\x1c' },
  { name: 'a RAR archive', offset: 0, mark: 'Rar!\x1a\x07' },
] as const

function statedEnd(tail: DataView, at: number): StatedEnd {
  const volumes = [tail.getUint16(at + 4, true), tail.getUint16(at + 6, true)]
  const count = tail.getUint16(at + 10, true)
  if (volumes.some((volume) => volume !== 0 && volume !== 0xffff) || tail.getUint16(at + 8, true) !== count) {
    throw new FormatError('unsupported', 'the archive is one volume of several')
  }
  return { count, size: tail.getUint32(at + 12, true), offset: tail.getUint32(at + 16, true) }
}

/** The ZIP64 end record: where the locator says, or, with something in front of the archive, right before the locator. */
async function end64(source: ByteSource, tail: DataView, locatorAt: number, tailOffset: number): Promise<StatedEnd & { readonly at: number }> {
  const locatorOffset = tailOffset + locatorAt
  if (tail.getUint32(locatorAt + 16, true) > 1) throw new FormatError('unsupported', 'the archive is one volume of several')
  const candidates = [safeNumber(tail.getBigUint64(locatorAt + 8, true)), locatorOffset - END_64_SIZE]
  for (const at of candidates) {
    if (at < 0 || at + END_64_SIZE > locatorOffset) continue
    const record = viewOf(await source.read(at, END_64_SIZE))
    if (record.getUint32(0, true) !== END_64_SIGNATURE || at + 12 + safeNumber(record.getBigUint64(4, true)) !== locatorOffset) continue
    const count = safeNumber(record.getBigUint64(32, true))
    if (record.getUint32(16, true) !== 0 || record.getUint32(20, true) !== 0 || safeNumber(record.getBigUint64(24, true)) !== count) {
      throw new FormatError('unsupported', 'the archive is one volume of several')
    }
    return { at, count, size: safeNumber(record.getBigUint64(40, true)), offset: safeNumber(record.getBigUint64(48, true)) }
  }
  throw new FormatError('parse-failed', 'the ZIP64 end of the archive is missing or damaged')
}

/** Above 2^53 a figure is a lie anyway; it must only stay larger than every limit. */
const safeNumber = (value: bigint): number => (value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value))

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
