import { createHmac } from 'node:crypto'
import type { ArchiveScanResult } from '../core/archive-scan.ts'
import { FactError } from '../core/fact-error.ts'
import type { Secret } from '../core/secret.ts'
import type {
  ArchiveSession,
  DirectoryEntry,
  FileSession,
  FileStat,
  Fingerprint,
  KeystoreListing,
  KeystoreOptions,
  ListedText,
  Operation,
  Walk,
  WalkEntry,
} from '../core/session.ts'
import { textOf } from '../formats/text-decoding.ts'
import { LIMITS } from '../limits.ts'
import type { ScanHelp } from './archive-scan-session.ts'
import { factErrorOf } from './fact-error-of.ts'
import type { KeptReads, Wanted } from './kept-reads.ts'
import { contentOfSeen, seenAt, type SeenFile } from './listed-file.ts'
import { type Place, placeOf, type Root } from './roots.ts'
import { assertGoing, contentOf, digestOf, SafeFile, tailOf } from './safe-reader.ts'
import { namesIn, walkOf } from './walker.ts'

export interface FileSessionOptions {
  /** Paths of the plan, resolved by `rootsOf` in the supervisor; a bare text is a path that is real already. */
  readonly roots: readonly (Root | string)[]
  /** Further paths that links may lead to. */
  readonly alsoRead: readonly (Root | string)[]
  /** What keys are fingerprinted under. */
  readonly salt: { readonly saltId: string; readonly key: Secret }
  /** Told once of every operation, done or failed. */
  readonly record: (operation: Operation) => void
  /** Told of what was read before, for another fact, and is used again. */
  readonly reused?: (what: string) => void
  /** What the facts of one target share; without it everything is read each time. */
  readonly kept?: KeptReads
  /** Other processes and earlier scans that make a large scan of archives faster. */
  readonly help?: ScanHelp
  /** Once aborted, every verb throws `deadline` or the FactError the signal was aborted with. */
  readonly signal: AbortSignal
}

/** The door to the files of one target. What reads archives and keystores is loaded when one is to be read: most targets have none. */
export const fileSession = (options: FileSessionOptions): FileSession => new LocalFiles(options)

class LocalFiles implements FileSession {
  readonly #roots: readonly Root[]
  readonly #options: FileSessionOptions
  readonly #kept: KeptReads | null

  constructor(options: FileSessionOptions) {
    this.#kept = options.kept ?? null
    this.#roots = [...options.roots, ...options.alsoRead].map((root) => (typeof root === 'string' ? { given: root, real: root } : root))
    this.#options = options
  }

  async read(path: string, max: number = LIMITS.configFile.value): Promise<Uint8Array> {
    const before = this.#kept?.content(path, max)
    if (before !== undefined) return this.#again(path, before)
    const bytes = await this.#opening(
      path,
      (place) => contentOf(place, max, this.#options.signal),
      ({ length }) => length,
    )
    this.#kept?.keepContent(path, bytes)
    return bytes
  }

  async readText(path: string, max?: number): Promise<string> {
    const bytes = await this.read(path, max)
    try {
      return textOf(bytes)
    } catch (error) {
      throw factErrorOf(error, path)
    }
  }

  async readTexts(entries: readonly WalkEntry[], { wanted }: { readonly wanted?: Wanted } = {}): Promise<readonly ListedText[]> {
    const texts: ListedText[] = []
    // One after another, by calls that block: for small files, waiting for each costs more than reading it.
    for (const entry of entries) {
      if (wanted !== undefined && this.#kept?.isUnwanted(entry.path, wanted) === true) {
        this.#again(entry.path, null)
        continue
      }
      const read = this.#listedText(entry)
      const text = read instanceof Promise ? await read : read
      if (wanted === undefined || typeof text !== 'string' || wanted(text)) texts.push(new ReadText(entry, text))
      else this.#kept?.keepUnwanted(entry.path, wanted)
    }
    return texts
  }

  readTail(path: string, max: number = LIMITS.logTail.value): Promise<{ bytes: Uint8Array; whole: boolean }> {
    return this.#opening(
      path,
      (place) => tailOf(place, max, this.#options.signal),
      ({ bytes }) => bytes.length,
    )
  }

  async stat(path: string): Promise<FileStat | null> {
    const before = this.#kept?.stat(path)
    if (before !== undefined) return this.#again(path, before)
    return this.#recorded('stat', path, async () => {
      const place = await this.#placeOf(path)
      const answer = place === null ? null : fileStatOf(place)
      this.#kept?.keepStat(path, answer)
      return { answer, amount: null, place }
    })
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    const before = this.#kept?.list(path)
    if (before !== undefined) return this.#again(path, before)
    return this.#recorded('list', path, async () => {
      const place = await this.#something(path)
      const answer = namesIn(place)
      this.#kept?.keepList(path, answer)
      return { answer, amount: answer.length, place }
    })
  }

  async walk(path: string, { accept }: { readonly accept?: (relative: string) => boolean } = {}): Promise<Walk> {
    const before = this.#kept?.walk(path, accept)
    if (before !== undefined) return this.#again(path, before)
    return this.#recorded('walk', path, async () => {
      const place = await this.#something(path)
      const answer = await walkOf(place, { roots: this.#roots, signal: this.#options.signal, accept })
      this.#kept?.keepWalk(path, accept, answer)
      return { answer, amount: answer.entries.length, place }
    })
  }

  digest(path: string): Promise<{ sha256: string; size: number }> {
    return this.#opening(
      path,
      (place) => digestOf(place, this.#options.signal),
      ({ size }) => size,
    )
  }

  fingerprint(text: string): Fingerprint {
    const { saltId, key } = this.#options.salt
    return { saltId, hmac: createHmac('sha256', key.reveal()).update(text).digest('hex') }
  }

  openArchive(path: string): Promise<ArchiveSession> {
    return this.#opening(
      path,
      async (place) => {
        const { archiveSession } = await import('./archive-session.ts')
        return archiveSession(await SafeFile.open(place, this.#options.signal), path)
      },
      () => null,
    )
  }

  scanArchives(path: string, { prefixes }: { readonly prefixes: readonly string[] }): Promise<ArchiveScanResult> {
    return this.#recorded('scan', path, async () => {
      const place = await this.#something(path)
      const { signal, help } = this.#options
      const { archiveScanOf } = await import('./archive-scan-session.ts')
      const answer = await archiveScanOf(place, { roots: this.#roots, signal, prefixes, ...(help === undefined ? {} : { help }) })
      return { answer, amount: answer.counters.bytesRead, place }
    })
  }

  async openKeystore(path: string, options: KeystoreOptions): Promise<KeystoreListing> {
    const bytes = await this.read(path, LIMITS.keystoreFile.value)
    const { openKeystore } = await import('./keystore-session.ts')
    return openKeystore(bytes, options, this.#options.salt, undefined, path)
  }

  /** A promise only where a link is in the way. */
  #listedText(entry: WalkEntry): Promise<string | FactError> | string | FactError {
    const { path } = entry
    const seen = seenAt(entry)
    if (seen === null) return this.readText(path).catch((error: unknown) => this.#survivable(error, path))
    try {
      return textOf(this.#listedContent(seen, path))
    } catch (error) {
      return this.#survivable(error, path)
    }
  }

  #listedContent(seen: SeenFile, path: string): Uint8Array {
    const max = LIMITS.configFile.value
    const before = this.#kept?.content(path, max)
    if (before !== undefined) return this.#again(path, before)
    let amount: number | null = null
    try {
      assertGoing(this.#options.signal, path)
      const bytes = contentOfSeen(seen, path, max)
      amount = bytes.length
      this.#kept?.keepCopyOf(path, bytes)
      return bytes
    } finally {
      this.#options.record({ kind: 'file', verb: 'open', what: path, amount })
    }
  }

  #survivable(error: unknown, path: string): FactError {
    assertGoing(this.#options.signal, path)
    return factErrorOf(error, path)
  }

  #again<T>(what: string, answer: T): T {
    assertGoing(this.#options.signal, what)
    this.#options.reused?.(what)
    return answer
  }

  #opening<T>(path: string, use: (place: Place) => Promise<T>, amountIn: (answer: T) => number | null): Promise<T> {
    return this.#recorded('open', path, async () => {
      const place = await this.#something(path)
      const answer = await use(place)
      return { answer, amount: amountIn(answer), place }
    })
  }

  async #recorded<T>(verb: string, path: string, work: () => Promise<Done<T>>): Promise<T> {
    let done: Done<T> | null = null
    try {
      assertGoing(this.#options.signal, path)
      done = await work()
      return done.answer
    } catch (error) {
      throw factErrorOf(error, path)
    } finally {
      const place = done?.place ?? null
      // Where a link leads out of the plan, the transcript says to what.
      const what = place?.outside === true ? `${path} -> ${place.real}` : path
      this.#options.record({ kind: 'file', verb, what, amount: done?.amount ?? null })
    }
  }

  #placeOf(path: string): Promise<Place | null> {
    return placeOf(path, this.#roots)
  }

  async #something(path: string): Promise<Place> {
    const place = await this.#placeOf(path)
    if (place === null) throw new FactError('missing-evidence', `${path}: there is no such file or directory`)
    return place
  }
}

/** A class, and not an object made in place: those of a long loop V8 soon takes to be long-lived, and keeps each with its text. */
class ReadText implements ListedText {
  readonly entry: WalkEntry
  readonly text: string | FactError

  constructor(entry: WalkEntry, text: string | FactError) {
    this.entry = entry
    this.text = text
  }
}

interface Done<T> {
  readonly answer: T
  readonly amount: number | null
  readonly place: Place | null
}

const fileStatOf = ({ stats, link, real }: Place): FileStat => ({
  kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other',
  link,
  resolved: real,
  size: Number(stats.size),
  modifiedAt: Number(stats.mtimeNs / 1_000_000n),
  mode: Number(stats.mode & 0o777n),
})
