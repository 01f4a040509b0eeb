import { scanArchive } from './archive-level.ts'
import { ArchiveNotes, type ArchiveScan, namedAs, nameReferencesOf } from './archive-notes.ts'
import type { ArchivePart } from './archive-shares.ts'
import { asBuffer, type ByteSource } from './byte-source.ts'
import { sha256Of } from './content-digest.ts'
import { inspectContents, isArchive, isNamedArchive } from './content-inspection.ts'
import { FormatError } from './format-error.ts'
import { inspectLarge, rangePieces } from './large-content.ts'
import type { PackageMatcher } from './package-references.ts'
import { ScanContext, type ScanCounters, type ScanOptions } from './scan-context.ts'
import { directoryOf } from './zip-table.ts'

/**
 * Scans ZIP archives (JAR, WAR, EAR) and loose files for references to packages, archives within archives in memory and to LIMITS.archiveDepth. Nothing
 * is skipped: what is not a class file or an archive is looked through as text or bytes, and what cannot be looked at is told in `notInspected`. One
 * scanner is used for one scan, one call after another; an archive within others that it meets twice is scanned once.
 *
 * Archives on disk are scanned independently of one another, and the entries of one that is large: more processes can share the work (archive-shares.ts).
 */
export class ArchiveScanner {
  readonly #context: ScanContext
  readonly #loose: ArchiveNotes
  /** What each archive file can be remembered by, by its name; empty unless the scan is `keyed`. */
  readonly keys = new Map<string, string>()
  readonly #keyed: boolean

  constructor(matcher: PackageMatcher, options: ScanOptions = {}) {
    this.#context = new ScanContext(matcher, options)
    this.#keyed = options.keyed === true
    this.#loose = new ArchiveNotes(this.#context.budget)
  }

  get counters(): Readonly<ScanCounters> {
    return this.#context.counters
  }

  /** What the loose files have shown so far: as an archive that holds them, and the archives among them. */
  get loose(): ArchiveScan {
    return this.#loose.result()
  }

  /** One archive file. Errors of the source pass through; what is wrong with the archive is in the answer. */
  archive(source: ByteSource): Promise<ArchiveScan> {
    return scanArchive(this.#context, this.#context.counted(source))
  }

  /** Takes up what is remembered of an archive file as `file` would find it; false when it is not known. Errors of the source pass through. */
  async recalled(name: string, file: ByteSource, known: ReadonlyMap<string, ArchiveScan>): Promise<boolean> {
    const key = await keyIn(this.#context.counted(file))
    const scan = key === null ? undefined : known.get(key)
    if (key === null || scan === undefined) return false
    this.keys.set(name, key)
    this.#begin(name)
    this.#loose.addNested(name, scan)
    return true
  }

  /** One file below a directory, by its path there, or a part of it; what it shows is in `loose`. Errors of the source pass through. */
  async file(name: string, file: ByteSource, part: ArchivePart | null = null): Promise<void> {
    const { matcher, streamFrom } = this.#context
    const source = this.#context.counted(file)
    if (part !== null) {
      if (part.from === 0) this.#begin(name)
      return this.#loose.addNested(name, await scanArchive(this.#context, source, 0, { part, onDirectory: this.#remember(name, source) }))
    }
    this.#begin(name)
    const whole = { name, size: source.size, pieces: () => rangePieces(source, 0, source.size) }
    if (isNamedArchive(name) || (source.size > streamFrom && !(await this.#large(whole)))) return this.#archiveFile(name, source)
    if (source.size > streamFrom) return
    const bytes = await source.read(0, source.size)
    const content = asBuffer(bytes)
    if (isArchive(content, 0, content.length)) return this.#archiveFile(name, source)
    inspectContents(content, [{ ...namedAs(name), start: 0, end: content.length }], matcher, this.#loose)
  }

  /** Records why a file could not be read at all. */
  leaveOut(name: string, error: unknown): void {
    this.#loose.leaveOut(name, error)
  }

  async #large(file: Parameters<typeof inspectLarge>[0]): Promise<boolean> {
    try {
      return await inspectLarge(file, this.#context.matcher, this.#loose)
    } catch (error) {
      this.#loose.leaveOut(file.name, error)
      return true
    }
  }

  async #archiveFile(name: string, source: ByteSource): Promise<void> {
    this.#loose.addNested(name, await scanArchive(this.#context, source, 0, { onDirectory: this.#remember(name, source) }))
  }

  /** Keeps the key of an archive for `keys`. */
  #remember(name: string, source: ByteSource): (directory: Uint8Array) => void {
    return (directory) => {
      if (this.#keyed) this.keys.set(name, keyOf(source, directory))
    }
  }

  #begin(name: string): void {
    this.#loose.entries += 1
    this.#loose.add(name, nameReferencesOf(name, this.#context.matcher))
  }
}

/**
 * What an archive is remembered by: its size, the SHA-256 of its central directory, which holds name, size and CRC-32 of every entry, and the stamp of the
 * file. The directory alone would not withstand somebody who makes a file with the CRC of another; to keep the time of change as well takes root.
 */
const keyOf = ({ size, stamp = '' }: ByteSource, directory: Uint8Array): string => `${size} ${sha256Of(directory)} ${stamp}`

/** Null: it is no archive that can be read, and a scan says why. */
async function keyIn(source: ByteSource): Promise<string | null> {
  try {
    return keyOf(source, (await directoryOf(source)).bytes)
  } catch (error) {
    if (error instanceof FormatError) return null
    throw error
  }
}

export type { ArchiveScan } from './archive-notes.ts'
export type { ScanCounters } from './scan-context.ts'
