import type { ArchiveEntry, ArchiveSession } from '../core/session.ts'
import type { ByteSource } from '../formats/byte-source.ts'
import { zipDirectoryOf, type ZipEntry } from '../formats/zip-directory.ts'
import { zipEntryContent } from '../formats/zip-entry.ts'
import { factErrorOf } from './fact-error-of.ts'
import type { SafeFile } from './safe-reader.ts'

/**
 * The directory of a ZIP archive over an open file, which belongs to the session from then on and is closed with it, or here when the directory cannot
 * be read. Every entry is given out only after the file was found unchanged.
 */
export async function archiveSession(file: SafeFile, path: string): Promise<ArchiveSession> {
  const source: ByteSource = { size: file.size, read: (offset, length) => file.read(offset, length) }
  try {
    const { entries } = await zipDirectoryOf(source)
    await file.assertUnchanged()
    return new ZipSession(file, path, source, entries)
  } catch (error) {
    await file.close().catch(() => {})
    throw factErrorOf(error, path)
  }
}

class ZipSession implements ArchiveSession {
  readonly entries: readonly ArchiveEntry[]
  readonly #byName: ReadonlyMap<string, ZipEntry>
  readonly #file: SafeFile
  readonly #path: string
  readonly #source: ByteSource
  #open = true

  constructor(file: SafeFile, path: string, source: ByteSource, entries: readonly ZipEntry[]) {
    this.entries = entries.map(({ name, size, compressedSize, crc32, directory }) => ({ name, size, compressedSize, crc32, directory }))
    this.#byName = new Map(entries.map((entry) => [entry.name, entry]))
    this.#file = file
    this.#path = path
    this.#source = source
  }

  async readEntry(name: string): Promise<Uint8Array | null> {
    const entry = this.#byName.get(name)
    if (entry === undefined) return null
    try {
      const content = await zipEntryContent(this.#source, entry)
      await this.#file.assertUnchanged()
      return content
    } catch (error) {
      throw factErrorOf(error, this.#path)
    }
  }

  async close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    const unchanged = await this.#file.assertUnchanged().then(
      () => null,
      (error: unknown) => error,
    )
    try {
      await this.#file.close()
    } catch (error) {
      throw factErrorOf(error, this.#path)
    }
    if (unchanged !== null) throw factErrorOf(unchanged, this.#path)
  }
}
