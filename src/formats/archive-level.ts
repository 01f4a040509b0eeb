import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { LIMITS } from '../limits.ts'
import { ArchiveNotes, type ArchiveScan, nameReferencesOf } from './archive-notes.ts'
import { type ByteSource, byteSourceOf, partOf } from './byte-source.ts'
import { inspectContents, isNamedArchive, isNamedClass, type Piece } from './content-inspection.ts'
import { FormatError } from './format-error.ts'
import { checkedPieces, inflatedPieces, inspectLarge, type LargeFile, rangePieces, wholeOf } from './large-content.ts'
import type { ScanContext } from './scan-context.ts'
import { SourceWindow } from './source-window.ts'
import { assertPacked, contentIn, damaged, dataStartIn, LOCAL_RECORD_MAX, LOCAL_SIZE, localRecordLength, packedContent } from './zip-entry.ts'
import { type TableEntry, type ZipTable, zipTableOf } from './zip-table.ts'

const STORED = 0

/** Scans one archive and those in it. What is wrong with it is in the answer; errors of the source pass through. */
export async function scanArchive(context: ScanContext, source: ByteSource, depth = 0): Promise<ArchiveScan> {
  const notes = new ArchiveNotes(context.budget)
  try {
    const table = await zipTableOf(source)
    notes.entries = table.count
    notePathNames(table, context, notes)
    await new Level(context, source, table, notes, depth).run()
  } catch (error) {
    context.batch.clear()
    notes.leaveOut(null, error)
  }
  return notes.result()
}

/** Names of entries that are references themselves, by one sweep over the directory. */
function notePathNames(table: ZipTable, { matcher }: ScanContext, notes: ArchiveNotes): void {
  const bytes = Buffer.from(table.bytes.buffer, table.bytes.byteOffset, table.bytes.byteLength)
  const met = new Set<number>()
  for (const needle of matcher.needles)
    for (let at = bytes.indexOf(needle.bytes); at !== -1; at = bytes.indexOf(needle.bytes, at + 1)) met.add(table.indexAt(at))
  for (const index of met) {
    const { name, directory } = table.entry(index)
    if (!directory) notes.add(name, nameReferencesOf(name, matcher))
  }
}

/** One archive: its entries in the order in which they lie in the file. */
class Level {
  readonly #context: ScanContext
  readonly #source: ByteSource
  readonly #table: ZipTable
  readonly #notes: ArchiveNotes
  readonly #depth: number
  readonly #window: SourceWindow
  /** The entries in the batch. */
  #waiting: TableEntry[] = []

  constructor(context: ScanContext, source: ByteSource, table: ZipTable, notes: ArchiveNotes, depth: number) {
    this.#context = context
    this.#source = source
    this.#table = table
    this.#notes = notes
    this.#depth = depth
    this.#window = new SourceWindow(source)
  }

  async run(): Promise<void> {
    for (const index of this.#table.order) {
      const entry = this.#table.entry(index)
      if (entry.directory && entry.size === 0) continue
      try {
        await this.#entry(entry)
      } catch (error) {
        this.#leaveOut(entry, error)
      }
    }
    await this.#flush()
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
    if (entry.size > streamFrom || entry.compressedSize > streamFrom) return this.#large(entry)
    const packed = packedContent(await this.#record(entry), entry)
    if (entry.method === STORED) return this.#stored(entry, packed)
    if (!batch.fits(packed.length) || batch.size + entry.size > batchSize) await this.#flush()
    batch.add(packed, entry.crc32, entry.size)
    this.#waiting.push(entry)
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
    await this.#inspect(content, [pieceOf(entry, 0)])
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
      const healthy = this.#oneByOne(entries)
      batch.clear()
      for (const { entry, bytes } of healthy) await this.#inspect(bytes, [pieceOf(entry, 0)])
    } else {
      batch.clear()
      let at = 0
      const pieces = entries.map((entry) => {
        const piece = pieceOf(entry, at)
        at = piece.end
        return piece
      })
      await this.#inspect(content, pieces)
    }
    // Signals and timers of others must get their turn.
    if (counters.gunzipCalls % TURN_EVERY === 0) await nextTurn()
  }

  /** One of the batch is damaged: it is named, the others are read. Content of a wrong CRC is inspected all the same: it may be what is run. */
  #oneByOne(entries: readonly TableEntry[]): readonly { readonly entry: TableEntry; readonly bytes: Buffer }[] {
    const { batch } = this.#context
    return entries.flatMap((entry, member) => {
      try {
        const bytes = asBuffer(contentIn(batch.packed(member), entry))
        if (crc32(bytes) !== entry.crc32) this.#leaveOut(entry, damaged(entry))
        return [{ entry, bytes }]
      } catch (error) {
        this.#leaveOut(entry, error)
        return []
      }
    })
  }

  async #inspect(content: Buffer, pieces: readonly Piece[]): Promise<void> {
    for (const { name, start, end } of inspectContents(content, pieces, this.#context.matcher, this.#notes)) {
      const bytes = content.subarray(start, end)
      try {
        await this.#nested(name(), byteSourceOf(bytes), bytes.length, () => sha256Of(bytes))
      } catch (error) {
        this.#notes.leaveOut(name(), error)
      }
    }
  }

  async #large(entry: TableEntry): Promise<void> {
    const { matcher, counters } = this.#context
    await this.#flush()
    const span = entry.endOffset - entry.localOffset
    const start = entry.localOffset + dataStartIn(await this.#source.read(entry.localOffset, Math.min(span, LOCAL_RECORD_MAX)), entry)
    if (start + entry.compressedSize > entry.endOffset) throw new FormatError('parse-failed', 'it runs into what follows it')
    const packed = (): AsyncGenerator<Buffer> => rangePieces(this.#source, start, entry.compressedSize)
    const stored = entry.method === STORED
    const file: LargeFile = {
      name: () => entry.name,
      size: entry.size,
      pieces: () => checkedPieces(stored ? packed() : inflatedPieces(packed(), entry.compressedSize), entry),
    }
    if (!stored) counters.bytesInflated += entry.size
    if (await inspectLarge(file, matcher, this.#notes)) return
    if (stored) return this.#nested(entry.name, partOf(this.#source, start, entry.size), 0, () => digestOf(file.pieces()))
    const most = LIMITS.archiveEntryBuffered.value
    if (entry.size > most) throw new FormatError('limit', `the archive has ${entry.size} bytes, more than the ${most} that are held in memory`)
    const hold = this.#context.budget
    hold.hold(entry.size)
    try {
      const bytes = await wholeOf(file)
      await this.#nested(entry.name, byteSourceOf(bytes), 0, () => sha256Of(bytes))
    } finally {
      hold.release(entry.size)
    }
  }

  /** An archive in this one; one that was met before is not scanned again. */
  async #nested(name: string, source: ByteSource, held: number, digest: () => string | Promise<string>): Promise<void> {
    const { known, counters, budget } = this.#context
    // The batch is shared with the levels below.
    await this.#flush()
    if (this.#depth >= LIMITS.archiveDepth.value) {
      throw new FormatError('limit', `it is an archive within ${this.#depth} others, more than ${LIMITS.archiveDepth.value}`)
    }
    const key = await digest()
    const before = known.get(key)
    // What is left out because it lies too deep must not depend on where the archive was met first.
    if (before !== undefined && this.#depth + 1 + heightOf(before) <= LIMITS.archiveDepth.value) {
      counters.repeated += 1
      return this.#notes.addNested(name, before)
    }
    budget.hold(held)
    try {
      const scan = await scanArchive(this.#context, source, this.#depth + 1)
      if (scan.notInspected.length === 0) known.set(key, scan)
      this.#notes.addNested(name, scan)
    } finally {
      budget.release(held)
    }
  }

  #leaveOut(entry: TableEntry, error: unknown): void {
    this.#notes.leaveOut(entry.name, error)
  }
}

const TURN_EVERY = 32

const pieceOf = (entry: TableEntry, start: number): Piece => {
  let name: string | null = null
  return { name: () => (name ??= entry.name), start, end: start + entry.size }
}

/** Levels of archives in an archive. */
const heightOf = ({ archives }: ArchiveScan): number => Math.max(0, ...archives.map(({ chain }) => chain.length))

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function digestOf(pieces: AsyncGenerator<Buffer>): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of pieces) hash.update(piece)
  return hash.digest('hex')
}
