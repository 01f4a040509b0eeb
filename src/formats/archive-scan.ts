import { scanArchive } from './archive-level.ts'
import { ArchiveNotes, type ArchiveScan, namedAs, nameReferencesOf } from './archive-notes.ts'
import type { ByteSource } from './byte-source.ts'
import { inspectContents, isArchive, isNamedArchive } from './content-inspection.ts'
import { inspectLarge, rangePieces } from './large-content.ts'
import type { PackageMatcher } from './package-references.ts'
import { ScanContext, type ScanCounters, type ScanOptions } from './scan-context.ts'

/**
 * Scans ZIP archives (JAR, WAR, EAR) and loose files for references to packages, archives within archives in memory and to LIMITS.archiveDepth. Nothing
 * is skipped: what is not a class file or an archive is looked through as text or bytes, and what cannot be looked at is told in `notInspected`. One
 * scanner is used for one scan, one call after another; an archive within others that it meets twice is scanned once.
 *
 * Archives on disk are scanned independently of one another: more processes can share the work by archive, and a scan could be kept under the matcher's
 * prefixes, the SHA-256 of the central directory and the size of the file.
 */
export class ArchiveScanner {
  readonly #context: ScanContext
  readonly #loose: ArchiveNotes

  constructor(matcher: PackageMatcher, options: ScanOptions = {}) {
    this.#context = new ScanContext(matcher, options)
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

  /** One file below a directory, by its path there; what it shows is in `loose`. Errors of the source pass through. */
  async file(name: string, file: ByteSource): Promise<void> {
    const { matcher, streamFrom } = this.#context
    const source = this.#context.counted(file)
    this.#loose.entries += 1
    this.#loose.add(name, nameReferencesOf(name, matcher))
    const whole = { name, size: source.size, pieces: () => rangePieces(source, 0, source.size) }
    if (isNamedArchive(name) || (source.size > streamFrom && !(await this.#large(whole)))) return this.#archiveFile(name, source)
    if (source.size > streamFrom) return
    const bytes = await source.read(0, source.size)
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
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
    this.#loose.addNested(name, await scanArchive(this.#context, source))
  }
}

export type { ArchiveScan } from './archive-notes.ts'
export type { ScanCounters } from './scan-context.ts'
