import { LIMITS } from '../limits.ts'
import type { ByteSource } from './byte-source.ts'
import { FormatError } from './format-error.ts'
import { type EndOfDirectory, endOfDirectory } from './zip-end.ts'
import { UNKNOWN_32, withZip64 } from './zip64.ts'
import { zipNameOf } from './zip-names.ts'

const ENTRY_SIGNATURE = 0x02014b50
const ENTRY_SIZE = 46
const FLAG_ENCRYPTED = 0x0001
const FLAG_DIRECTORY_ENCRYPTED = 0x2000
const SLASH = 0x2f

/**
 * The central directory of a ZIP archive (PKWARE APPNOTE 6.3.10, sections 4.3.12 to 4.3.16) as columns over its bytes: two hundred thousand entries cost
 * a few megabytes, and a name is decoded only when it is asked for. Throws FormatError: `parse-failed` when it is damaged or cut, `ambiguous` when
 * entries overlap or two directories claim the file, `unsupported` for what is recognised as another format or for a volume of several, `limit` above
 * LIMITS.archiveEntries.
 */
export async function zipTableOf(source: ByteSource): Promise<ZipTable> {
  const { bytes, end } = await directoryOf(source)
  return new ZipTable(bytes, end)
}

/** The central directory unread, and what the end of the archive says of it. Throws as zipTableOf does. */
export async function directoryOf(source: ByteSource): Promise<{ readonly bytes: Uint8Array; readonly end: EndOfDirectory }> {
  const end = await endOfDirectory(source)
  if (end.entryCount > LIMITS.archiveEntries.value) {
    throw new FormatError('limit', `the archive announces ${end.entryCount} entries, more than ${LIMITS.archiveEntries.value}`)
  }
  if (end.directorySize > LIMITS.archiveEntryBuffered.value) {
    throw new FormatError('limit', `the central directory has ${end.directorySize} bytes, more than ${LIMITS.archiveEntryBuffered.value}`)
  }
  return { bytes: await source.read(end.directoryOffset, end.directorySize), end }
}

export class ZipTable {
  readonly count: number
  readonly prependedBytes: number
  /** The central directory as it is. */
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Where each record begins in `bytes`. */
  readonly starts: Uint32Array
  /** Numbers of the entries in the order in which they lie in the file. */
  readonly order: Uint32Array
  readonly sizes: Float64Array
  readonly compressedSizes: Float64Array
  readonly localOffsets: Float64Array
  readonly endOffsets: Float64Array

  constructor(bytes: Uint8Array, end: EndOfDirectory) {
    const { entryCount: count, prependedBytes } = end
    this.count = count
    this.prependedBytes = prependedBytes
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    // A lying count costs no memory: that many records must fit.
    if (count * ENTRY_SIZE > bytes.length) throw new FormatError('parse-failed', `the central directory is too short for its ${count} entries`)
    this.starts = new Uint32Array(count)
    this.sizes = new Float64Array(count)
    this.compressedSizes = new Float64Array(count)
    this.localOffsets = new Float64Array(count)
    this.endOffsets = new Float64Array(count)
    this.#readRecords()
    this.order = this.#byOffset()
    this.#setNeighbours(end.directoryOffset)
  }

  entry(index: number): TableEntry {
    return new TableEntry(this, index)
  }

  /** Where in `bytes` the name of an entry begins. */
  nameStart(index: number): number {
    return (this.starts[index] ?? 0) + ENTRY_SIZE
  }

  nameLength(index: number): number {
    return this.view.getUint16((this.starts[index] ?? 0) + 28, true)
  }

  isDirectory(index: number): boolean {
    const length = this.nameLength(index)
    return length > 0 && this.bytes[this.nameStart(index) + length - 1] === SLASH
  }

  crc32(index: number): number {
    return this.view.getUint32((this.starts[index] ?? 0) + 16, true)
  }

  /** Place in `order` of the first entry that begins at an offset or behind it. */
  placeAt(offset: number): number {
    let place = 0
    while (place < this.count && (this.localOffsets[this.order[place] ?? 0] ?? 0) < offset) place++
    return place
  }

  /** Number of the entry whose record holds a place in `bytes`. */
  indexAt(place: number): number {
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.starts[middle] ?? 0) <= place) low = middle
      else high = middle - 1
    }
    return low
  }

  #readRecords(): void {
    const { view, count, bytes } = this
    let at = 0
    for (let index = 0; index < count; index++) {
      if (at + ENTRY_SIZE > bytes.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
        throw new FormatError('parse-failed', `entry ${index + 1} of ${count} of the central directory is missing or damaged`)
      }
      const extraAt = at + ENTRY_SIZE + view.getUint16(at + 28, true)
      const extraEnd = extraAt + view.getUint16(at + 30, true)
      const next = extraEnd + view.getUint16(at + 32, true)
      if (next > bytes.length) throw new FormatError('parse-failed', `entry ${index + 1} runs beyond the end of the central directory`)
      const volume = view.getUint16(at + 34, true)
      if (volume !== 0 && volume !== 0xffff) throw new FormatError('unsupported', 'the archive is one volume of several')
      this.starts[index] = at
      this.#place(index, at, extraAt, extraEnd)
      at = next
    }
    if (at !== bytes.length) throw new FormatError('parse-failed', `the central directory holds more than its ${count} entries`)
  }

  #place(index: number, at: number, extraAt: number, extraEnd: number): void {
    const { view } = this
    let size = view.getUint32(at + 24, true)
    let compressedSize = view.getUint32(at + 20, true)
    let localOffset = view.getUint32(at + 42, true)
    if (size === UNKNOWN_32 || compressedSize === UNKNOWN_32 || localOffset === UNKNOWN_32)
      [size, compressedSize, localOffset] = withZip64([size, compressedSize, localOffset], this.bytes.subarray(extraAt, extraEnd))
    this.sizes[index] = size
    this.compressedSizes[index] = compressedSize
    this.localOffsets[index] = localOffset + this.prependedBytes
  }

  #byOffset(): Uint32Array {
    const { localOffsets } = this
    const order = new Uint32Array(this.count)
    let inOrder = true
    for (let index = 0; index < order.length; index++) {
      order[index] = index
      if (index > 0 && (localOffsets[index] ?? 0) < (localOffsets[index - 1] ?? 0)) inOrder = false
    }
    return inOrder ? order : order.sort((a, b) => (localOffsets[a] ?? 0) - (localOffsets[b] ?? 0) || a - b)
  }

  /** Where each entry must end. Throws `ambiguous` when two claim the same bytes. */
  #setNeighbours(directoryOffset: number): void {
    for (let place = 0; place < this.order.length; place++) {
      const index = this.order[place] ?? 0
      const follower = this.order[place + 1]
      const endOffset = follower === undefined ? directoryOffset : (this.localOffsets[follower] ?? directoryOffset)
      const localOffset = this.localOffsets[index] ?? 0
      // The local header holds a name at least as long as this one, else zip-entry.ts refuses it.
      const least = LOCAL_HEADER_SIZE + this.view.getUint16((this.starts[index] ?? 0) + 28, true) + (this.compressedSizes[index] ?? 0)
      if (localOffset + least > endOffset) {
        const beyond = follower === undefined ? 'the central directory' : 'another entry'
        throw new FormatError('ambiguous', `entries overlap: one at offset ${localOffset} runs into ${beyond}`)
      }
      this.endOffsets[index] = endOffset
    }
  }
}

const LOCAL_HEADER_SIZE = 30

/** One row of the table; its fields are those of ZipEntry (zip-directory.ts), read when asked for. */
export class TableEntry {
  readonly #table: ZipTable
  readonly index: number
  readonly #at: number

  constructor(table: ZipTable, index: number) {
    this.#table = table
    this.index = index
    this.#at = table.starts[index] ?? 0
  }

  get nameBytes(): Uint8Array {
    const start = this.#at + ENTRY_SIZE
    return this.#table.bytes.subarray(start, start + this.nameLength)
  }

  get nameLength(): number {
    return this.#table.view.getUint16(this.#at + 28, true)
  }

  get name(): string {
    return zipNameOf(this.nameBytes, this.flags)
  }

  get directory(): boolean {
    return this.#table.isDirectory(this.index)
  }

  get symbolicLink(): boolean {
    const { view } = this.#table
    return view.getUint8(this.#at + 5) === 3 && ((view.getUint32(this.#at + 38, true) >>> 16) & 0xf000) === 0xa000
  }

  get size(): number {
    return this.#table.sizes[this.index] ?? 0
  }

  get compressedSize(): number {
    return this.#table.compressedSizes[this.index] ?? 0
  }

  get method(): number {
    return this.#table.view.getUint16(this.#at + 10, true)
  }

  get crc32(): number {
    return this.#table.view.getUint32(this.#at + 16, true)
  }

  get flags(): number {
    return this.#table.view.getUint16(this.#at + 8, true)
  }

  get encrypted(): boolean {
    return (this.flags & (FLAG_ENCRYPTED | FLAG_DIRECTORY_ENCRYPTED)) !== 0
  }

  get localOffset(): number {
    return this.#table.localOffsets[this.index] ?? 0
  }

  get endOffset(): number {
    return this.#table.endOffsets[this.index] ?? 0
  }
}
