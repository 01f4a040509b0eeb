import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ArchiveFindings, ArchiveScanResult, SharedScan, SharesDone } from '../core/archive-scan.ts'
import { FactError } from '../core/fact-error.ts'
import { ArchiveScanner, type ArchiveScan } from '../formats/archive-scan.ts'
import { type ArchivePart, shareOf } from '../formats/archive-shares.ts'
import type { ByteSource } from '../formats/byte-source.ts'
import { mergedScans } from '../formats/merged-scans.ts'
import { PackageMatcher } from '../formats/package-references.ts'
import { printable } from '../formats/printable.ts'
import { LIMITS } from '../limits.ts'
import { filesDigest, type PartialScan, partsOf, SharesWanted } from './archive-parts.ts'
import { factErrorOf } from './fact-error-of.ts'
import { ListedSource } from './listed-source.ts'
import { type Place, placeOf, type Root } from './roots.ts'
import { assertGoing, SafeFile } from './safe-reader.ts'
import { bytesOf, type FileAt, type FilesAt, filesAt, filesNamed } from './scan-files.ts'
import { type MemoryPlace, memoryName, memoryText, rememberedScans } from './scan-memory.ts'

export interface ArchiveScanOptions {
  readonly roots: readonly Root[]
  readonly signal: AbortSignal
  readonly prefixes: readonly string[]
  readonly help?: ScanHelp
}

/** What makes a large scan faster, and must not change what it finds. */
export interface ScanHelp {
  /** Processes that may share a scan; 1: it is done here. */
  readonly processes: number
  /** Bytes from which on it is shared; LIMITS.scanShared. */
  readonly shareFrom?: number
  /** Bytes from which on it is remembered; LIMITS.scanRemembered. */
  readonly rememberFrom?: number
  readonly done: readonly SharesDone[]
  readonly memory: MemoryPlace | null
  /** Told of what is to be remembered, when that has changed: the text of a file and its name. */
  readonly keep: (name: string, text: string) => void
}

const ALONE: ScanHelp = { processes: 1, done: [], memory: null, keep: () => {} }

/**
 * Scans the archive or file at a place, or everything below a directory. A file that cannot be read, changes meanwhile or is gone by then is named in
 * `omitted`, the others are scanned; only being out of time ends the scan. Throws FactError for prefixes that are no Java names, and SharesWanted.
 */
export async function archiveScanOf(place: Place, options: ArchiveScanOptions): Promise<ArchiveScanResult> {
  const { prefixes, help = ALONE } = options
  const found = await filesAt(place, options)
  const memory = bytesOf(found.files) < (help.rememberFrom ?? LIMITS.scanRemembered.value) ? null : help.memory
  const work = new Work(found, options, memory !== null)
  const name = memory === null ? '' : memoryName(memory, place.real, prefixes)
  const known = memory === null ? new Map<string, ArchiveScan>() : rememberedScans(memory, name)
  const done = help.done.find(({ scan }) => scan.path === place.asked && scan.prefixes.join() === prefixes.join())
  const digest = filesDigest(found.files)
  if (done !== undefined && done.scan.digest !== digest) throw changed(place.asked)
  const mine = done === undefined ? found.files : filesNamed(found.files, done.scan.known)
  const left: FileAt[] = []
  for (const file of mine) if (!(await work.recall(file, known))) left.push(file)
  if (done === undefined && help.processes > 1 && bytesOf(left) >= (help.shareFrom ?? LIMITS.scanShared.value)) {
    const open = new Set(left)
    const rest = found.files.filter((file) => !open.has(file)).map(({ relative }) => relative)
    throw new SharesWanted({ path: place.asked, prefixes, of: help.processes, digest, known: rest })
  }
  for (const file of left) await work.scan(file, null)

  const parts = done === undefined ? [] : partsOf(done)
  const scan = parts.length === 0 ? work.result.scan : mergedScans([work.result.scan, ...parts.map((part) => part.scan)])
  const unread = new Map([work.result, ...parts].flatMap((part) => part.unread))
  const keys = new Map([work.result, ...parts].flatMap((part) => part.keys))
  if (memory !== null) remember(known, scan, unread, keys, (text) => help.keep(name, text))
  const [loose, ...inner] = scan.archives
  // Of a single archive the directory around it says nothing.
  const told = loose !== undefined && (found.whole || loose.classes > 0 || loose.references.length > 0) ? [loose, ...inner] : inner
  return {
    files: found.files.length,
    archives: told.map((archive) => findingsOf(archive, found.base)),
    omitted: [
      ...found.omitted,
      ...found.files.flatMap(({ relative }) => unread.get(relative) ?? []),
      ...scan.notInspected.map((item) => lineOf(item, found.base)),
    ],
    counters: { ...work.counters, bytesRead: work.counters.bytesRead + parts.reduce((sum, { bytesRead }) => sum + bytesRead, 0) },
  }
}

/** What one of the processes that share a scan finds. Throws FactError `changed` when the files are not those that were to be shared. */
export async function sharedScanOf(scan: SharedScan, index: number, options: Omit<ArchiveScanOptions, 'prefixes' | 'help'>): Promise<PartialScan> {
  const place = await placeOf(scan.path, options.roots)
  if (place === null) throw changed(scan.path)
  const found = await filesAt(place, options)
  if (filesDigest(found.files) !== scan.digest) throw changed(scan.path)
  const known = new Set(scan.known)
  const open = found.files.filter(({ relative }) => !known.has(relative))
  // Whether anything is to be remembered, the process that shares the scan knows.
  const work = new Work(found, { ...options, prefixes: scan.prefixes }, true)
  for (const { file, part } of shareOf(open, index, scan.of)) await work.scan(file, part)
  return work.result
}

const changed = (path: string): FactError => new FactError('changed', `${path} changed while it was scanned`)

/** The files that this process looks at, one after another. */
class Work {
  readonly #scanner: ArchiveScanner
  readonly #unread: [string, string][] = []
  #count = 0
  readonly #found: FilesAt
  readonly #options: ArchiveScanOptions

  constructor(found: FilesAt, options: ArchiveScanOptions, keyed: boolean) {
    this.#found = found
    this.#options = options
    this.#scanner = new ArchiveScanner(new PackageMatcher(options.prefixes), { alone: !found.whole, keyed })
  }

  get counters(): ArchiveScanResult['counters'] {
    return { ...this.#scanner.counters }
  }

  get result(): PartialScan {
    return { scan: this.#scanner.loose, unread: this.#unread, keys: [...this.#scanner.keys], bytesRead: this.#scanner.counters.bytesRead }
  }

  /** Whether a file is an archive that is known already. */
  async recall(file: FileAt, known: ReadonlyMap<string, ArchiveScan>): Promise<boolean> {
    if (known.size === 0 || !file.divisible) return false
    let recalled = false
    const failure = await this.#opened(file, async (source) => {
      recalled = await this.#scanner.recalled(file.relative, source, known)
    })
    if (recalled && failure !== null) this.#leaveOut(file, failure)
    return recalled
  }

  /** Scans a file, or a part of it. Throws once there is no time left, and when the only file there is cannot be read. */
  async scan(file: FileAt, part: ArchivePart | null): Promise<void> {
    const failure = await this.#opened(file, (source) => this.#scanner.file(file.relative, source, part))
    if (failure !== null) this.#leaveOut(file, failure)
  }

  #leaveOut({ relative }: FileAt, failure: FactError): void {
    if (!this.#found.whole) throw failure
    this.#unread.push([relative, failure.message])
  }

  async #atPlace(path: string): Promise<SafeFile | null> {
    const place = await placeOf(path, this.#options.roots)
    return place === null ? null : SafeFile.open(place, this.#options.signal)
  }

  /** Why a file could not be used; null when it could. Throws once there is no time left. */
  async #opened({ path, seen }: FileAt, use: (source: ByteSource) => Promise<void>): Promise<FactError | null> {
    const { signal } = this.#options
    assertGoing(signal, path)
    // Of listed files everything is synchronous; signals and timers of others must get their turn.
    if ((this.#count += 1) % TURN_EVERY === 0) await nextTurn()
    try {
      const file = seen === null ? await this.#atPlace(path) : new ListedSource(seen, path, signal)
      if (file === null) return new FactError('changed', `${path} was there a moment ago and is gone`)
      try {
        const { size, stamp } = file
        await use({ size, stamp, read: (offset, length) => file.read(offset, length), readInto: (target, offset) => file.readInto(target, offset) })
        await file.assertUnchanged()
      } finally {
        await file.close()
      }
      return null
    } catch (error) {
      assertGoing(signal, path)
      return factErrorOf(error, path)
    }
  }
}

const TURN_EVERY = 32

/** Tells what a later scan can make use of, when that is not what is known already: archives read whole, of which nothing was left out. */
function remember(
  known: ReadonlyMap<string, ArchiveScan>,
  { archives, notInspected }: ArchiveScan,
  unread: ReadonlyMap<string, string>,
  keys: ReadonlyMap<string, string>,
  keep: (text: string) => void,
): void {
  const byFile = Map.groupBy(archives, ({ chain }) => chain[0] ?? '')
  const incomplete = new Set(notInspected.map(({ chain, entry }) => chain[0] ?? entry ?? ''))
  const scans = new Map<string, ArchiveScan>()
  for (const [relative, key] of keys) {
    const found = byFile.get(relative)
    if (found === undefined || incomplete.has(relative) || unread.has(relative)) continue
    scans.set(key, { archives: found.map((archive) => ({ ...archive, chain: archive.chain.slice(1) })), notInspected: [] })
  }
  if (scans.size === known.size && [...scans.keys()].every((key) => known.has(key))) return
  const text = memoryText(scans)
  if (text.length <= LIMITS.scanMemory.value) keep(text)
}

/** Escapes make a name up to ten times as long. */
const NAME_MAX = 400

/** The outermost name of a chain is the file below the base. */
function findingsOf({ chain, entries, classes, newest, references }: ArchiveScan['archives'][number], base: string): ArchiveFindings {
  const [file, ...inner] = chain
  return {
    path: file === undefined ? base : join(base, file),
    chain: inner.map((name) => printable(name, NAME_MAX)),
    entries,
    classes,
    newest: newest === null ? null : { major: newest.major, entry: printable(newest.entry, NAME_MAX) },
    references: references.map((reference) => ({ ...reference, entry: printable(reference.entry, NAME_MAX) })),
  }
}

function lineOf({ chain, entry, code, text }: ArchiveScan['notInspected'][number], base: string): string {
  const [file, ...inner] = entry === null ? chain : [...chain, entry]
  const place = [file === undefined ? base : join(base, file), ...inner].map((name) => printable(name, NAME_MAX)).join('!/')
  return `${place}: not inspected (${code}): ${printable(text)}`
}
