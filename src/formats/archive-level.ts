import { setImmediate as nextTurn } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { LIMITS } from '../limits.ts'
import { notePathNames, Twins } from './archive-names.ts'
import { ArchiveNotes, type ArchiveScan, heightOf } from './archive-notes.ts'
import type { ArchivePart } from './archive-shares.ts'
import { asBuffer, type ByteSource, byteSourceOf, partOf } from './byte-source.ts'
import { inspectContents, isNamedArchive, isNamedClass } from './content-inspection.ts'
import { sha256Of, sha256OfPieces } from './content-digest.ts'
import { oneByOne } from './damaged-batch.ts'
import { EntryPiece } from './entry-piece.ts'
import { FormatError } from './format-error.ts'
import { discard } from './gz-batch.ts'
import { inspectLarge, largeEntryOf, wholeOf } from './large-content.ts'
import type { ScanContext } from './scan-context.ts'
import { plainDataStart } from './plain-entry.ts'
import { SourceWindow } from './source-window.ts'
import { assertPacked, contentIn, damaged, dataStartIn, LOCAL_RECORD_MAX, LOCAL_SIZE, localRecordLength, packedContent } from './zip-entry.ts'
import { type TableEntry, type ZipTable, zipTableOf } from './zip-table.ts'

const STORED = 0

/**
 * Scans one archive and those in it, or a part of one (archive-shares.ts). What is wrong with it is in the answer; errors of the source pass through.
 */
export async function scanArchive(context: ScanContext, source: ByteSource, depth = 0, { part, onDirectory }: TopLevel = {}): Promise<ArchiveScan> {
  const notes = new ArchiveNotes(context.budget)
  const first = part === undefined || part.from === 0
  try {
    const near = await context.near(source, depth)
    const table = await zipTableOf(near)
    onDirectory?.(table.bytes)
    if (first) {
      notes.entries = table.count
      notePathNames(table, context.matcher, notes)
    }
    await new Level(context, near, table, notes, depth).run(part ?? { from: 0, end: Infinity })
  } catch (error) {
    context.batch.clear()
    // Of the whole, the first part tells.
    if (first || !(error instanceof FormatError)) notes.leaveOut(null, error)
  }
  return notes.result()
}

export interface TopLevel {
  /** All of it, when not given. */
  readonly part?: ArchivePart
  /** Told of the central directory, once it was found to be one. */
  readonly onDirectory?: (bytes: Uint8Array) => void
}

/** One archive: its entries in the order in which they lie in the file. */
class Level {
  readonly #context: ScanContext
  readonly #source: ByteSource
  readonly #table: ZipTable
  readonly #notes: ArchiveNotes
  readonly #depth: number
  readonly #window: SourceWindow
  /** Numbers of the entries in the batch. */
  #waiting: number[] = []
  #twins: Twins | null = null

  constructor(context: ScanContext, source: ByteSource, table: ZipTable, notes: ArchiveNotes, depth: number) {
    this.#context = context
    this.#source = source
    this.#table = table
    this.#notes = notes
    this.#depth = depth
    this.#window = new SourceWindow(source, () => context.room(depth))
  }

  async run({ from, end }: ArchivePart): Promise<void> {
    const { order } = this.#table
    const last = this.#table.placeAt(end)
    for (let place = this.#gathered(this.#table.placeAt(from), last); place < last; place = this.#gathered(place + 1, last)) {
      const entry = this.#table.entry(order[place] ?? 0)
      if (entry.directory && entry.size === 0) continue
      try {
        await this.#entry(entry)
      } catch (error) {
        this.#leaveOut(entry, error)
      }
    }
    await this.#flush()
  }

  /** Puts entries into the batch as long as there is nothing to wait for; answers with the place of the first that needs more than that. */
  #gathered(from: number, last: number): number {
    const { batch, batchSize, budget, streamFrom } = this.#context
    const { order, sizes, compressedSizes } = this.#table
    const { bytes, start } = this.#window
    let place = from
    for (; place < last; place++) {
      const index = order[place] ?? 0
      const size = sizes[index] ?? 0
      const packedSize = compressedSizes[index] ?? 0
      if (size === 0 && this.#table.isDirectory(index)) continue
      if (size > streamFrom || packedSize > streamFrom || batch.size + size > batchSize || !batch.fits(packedSize)) break
      const at = plainDataStart(this.#table, index, bytes, start)
      if (at === -1 || !budget.allows(size)) break
      batch.add(bytes, at, at + packedSize, this.#table.crc32(index), size)
      this.#waiting.push(index)
    }
    return place
  }

  async #entry(entry: TableEntry): Promise<void> {
    assertPacked(entry)
    if (entry.symbolicLink) {
      // A program that unpacks the archive may follow it; what it leads to is not to be known from here.
      const { name } = entry
      if (isNamedArchive(name) || isNamedClass(name)) throw new FormatError('unsupported', 'it is a symbolic link, which is not followed')
    }
    const { batch, batchSize, budget, streamFrom } = this.#context
    if (entry.method !== STORED) budget.inflate(entry.size)
    if (Math.max(entry.size, entry.compressedSize) > (isHeldAnyway(entry) ? HELD_FROM * streamFrom : streamFrom)) return this.#large(entry)
    const record = await this.#record(entry)
    const packed = packedContent(record, entry)
    if (entry.method === STORED) return this.#stored(entry, packed)
    if (!batch.fits(packed.length) || batch.size + entry.size > batchSize) await this.#flush()
    batch.add(asBuffer(packed), 0, packed.length, entry.crc32, entry.size)
    this.#waiting.push(entry.index)
    this.#window.release(record)
  }

  /** Local header, name, extra field and data of an entry; what is behind them is another's. */
  async #record(entry: TableEntry): Promise<Uint8Array> {
    const span = entry.endOffset - entry.localOffset
    // The local extra field has a length of its own, often that of the central one; where it is longer, it is read with the rest.
    const usual = await this.#window.take(entry.localOffset, Math.min(span, LOCAL_SIZE + entry.nameLength + entry.compressedSize))
    const length = localRecordLength(usual, entry)
    return length <= usual.length ? usual : this.#window.take(entry.localOffset, Math.min(span, length))
  }

  async #stored(entry: TableEntry, packed: Uint8Array): Promise<void> {
    const content = asBuffer(contentIn(packed, entry))
    if (crc32(content) !== entry.crc32) this.#leaveOut(entry, damaged(entry))
    await this.#inspect(content, [new EntryPiece(this.#table, entry.index, 0)])
  }

  /** Inflates and inspects what is in the batch. */
  async #flush(): Promise<void> {
    const { batch, counters } = this.#context
    if (batch.count === 0) return
    const entries = this.#waiting
    this.#waiting = []
    counters.gunzipCalls += 1
    counters.bytesInflated += batch.size
    const content = batch.inflated()
    if (content === null) {
      const healthy = oneByOne(batch, this.#table, entries, (entry, error) => this.#leaveOut(entry, error))
      batch.clear()
      for (const { index, bytes } of healthy) await this.#inspect(bytes, [new EntryPiece(this.#table, index, 0)])
    } else {
      batch.clear()
      let at = 0
      const pieces: EntryPiece[] = []
      for (let member = 0; member < entries.length; member++) {
        const piece = new EntryPiece(this.#table, entries[member] ?? 0, at)
        at = piece.end
        pieces.push(piece)
      }
      await this.#inspect(content, pieces)
      discard(content)
    }
    // Signals and timers of others must get their turn.
    if (counters.gunzipCalls % TURN_EVERY === 0) await nextTurn()
  }

  async #inspect(content: Buffer, pieces: readonly EntryPiece[]): Promise<void> {
    for (const piece of inspectContents(content, pieces, this.#context.matcher, this.#notes)) {
      const bytes = content.subarray(piece.start, piece.end)
      try {
        await this.#nested(piece.index, byteSourceOf(bytes), bytes.length, () => sha256Of(bytes))
      } catch (error) {
        this.#notes.leaveOut(piece.name(), error)
      }
    }
  }

  async #large(entry: TableEntry): Promise<void> {
    const { matcher, counters } = this.#context
    await this.#flush()
    const span = entry.endOffset - entry.localOffset
    const start = entry.localOffset + dataStartIn(await this.#source.read(entry.localOffset, Math.min(span, LOCAL_RECORD_MAX)), entry)
    if (start + entry.compressedSize > entry.endOffset) throw new FormatError('parse-failed', 'it runs into what follows it')
    const stored = entry.method === STORED
    const file = largeEntryOf(entry, this.#source, start, !stored)
    if (!stored) counters.bytesInflated += entry.size
    if (await inspectLarge(file, matcher, this.#notes)) return
    if (stored) return this.#nested(entry.index, partOf(this.#source, start, entry.size), 0, () => sha256OfPieces(file.pieces()))
    const most = LIMITS.archiveEntryBuffered.value
    if (entry.size > most) throw new FormatError('limit', `the archive has ${entry.size} bytes, more than the ${most} that are held in memory`)
    const hold = this.#context.budget
    hold.hold(entry.size)
    try {
      const bytes = await wholeOf(file)
      await this.#nested(entry.index, byteSourceOf(bytes), 0, () => sha256Of(bytes))
      discard(bytes)
    } finally {
      hold.release(entry.size)
    }
  }

  /** An archive in this one; one that was met before is not scanned again. */
  async #nested(index: number, source: ByteSource, held: number, digest: () => string | Promise<string>): Promise<void> {
    const { known, counters, budget } = this.#context
    const { name } = this.#table.entry(index)
    // The batch is shared with the levels below.
    await this.#flush()
    if (this.#depth >= LIMITS.archiveDepth.value) {
      throw new FormatError('limit', `it is an archive within ${this.#depth} others, more than ${LIMITS.archiveDepth.value}`)
    }
    const key = this.#mayBeMetAgain(index) ? await digest() : null
    const before = key === null ? undefined : known.get(key)
    // What is left out because it lies too deep must not depend on where the archive was met first.
    if (before !== undefined && this.#depth + 1 + heightOf(before) <= LIMITS.archiveDepth.value) {
      counters.repeated += 1
      return this.#notes.addNested(name, before)
    }
    budget.hold(held)
    try {
      const scan = await scanArchive(this.#context, source, this.#depth + 1)
      if (key !== null && scan.notInspected.length === 0) known.set(key, scan)
      this.#notes.addNested(name, scan)
    } finally {
      budget.release(held)
    }
  }

  /** Digests of hundreds of libraries that are each there once would be a tenth of the whole work. */
  #mayBeMetAgain(index: number): boolean {
    if (this.#depth > 0 || !this.#context.alone) return true
    this.#twins ??= new Twins(this.#table)
    return this.#twins.has(this.#table, index)
  }

  #leaveOut(entry: TableEntry, error: unknown): void {
    this.#notes.leaveOut(entry.name, error)
  }
}

const TURN_EVERY = 32
/** How many times as large as what is streamed an archive may be that is in memory as a whole anyway once it is inflated. */
const HELD_FROM = 4

const isHeldAnyway = ({ method, name }: TableEntry): boolean => method !== STORED && isNamedArchive(name)
