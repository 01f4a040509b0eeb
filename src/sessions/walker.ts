import { type BigIntStats, type Dirent, lstatSync, opendirSync, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { FactError } from '../core/fact-error.ts'
import { compareText } from '../core/json.ts'
import type { DirectoryEntry, Walk, WalkEntry } from '../core/session.ts'
import { nameTextOf } from '../formats/text-decoding.ts'
import { LIMITS } from '../limits.ts'
import { factErrorOf } from './fact-error-of.ts'
import { faultPoint } from './fault-points.ts'
import { remember } from './listed-file.ts'
import { type Place, placeOf, type Root } from './roots.ts'
import { assertGoing } from './safe-reader.ts'

export interface WalkOptions {
  readonly roots: readonly Root[]
  readonly signal: AbortSignal
  /** Which entries are wanted; directories are walked whether wanted or not. */
  readonly accept?: ((relative: string) => boolean) | undefined
  /** Lower than LIMITS.walkEntries and LIMITS.walkDepth in tests only. */
  readonly maxEntries?: number
  readonly maxDepth?: number
}

/** Names in a directory, sorted. Throws FactError when it is no readable directory, and `limit` above LIMITS.walkEntries names. */
export function namesIn(place: Place, maxEntries: number = LIMITS.walkEntries.value): readonly DirectoryEntry[] {
  if (!place.stats.isDirectory()) throw new FactError('unsupported', `${place.asked} is not a directory`)
  const { items, all } = itemsIn(place.open, place.asked, maxEntries, Number(place.stats.size))
  if (!all) throw new FactError('limit', `${place.asked} holds more than ${maxEntries} names; see explain limits`)
  return items
}

/**
 * Everything below a directory. A link to a file is listed as the file it leads to; a link to a directory inside the roots is walked, once, and after all
 * that can be reached without links, so that a file bears its plain name. What cannot be looked at is named in `omitted`.
 */
export function walkOf(place: Place, options: WalkOptions): Promise<Walk> {
  if (!place.stats.isDirectory()) throw new FactError('unsupported', `${place.asked} is not a directory`)
  return new Walker(place, options).walk()
}

/** Lines that say what was left out; a tree full of what may not be read must not fill the fact. */
const MOST_OMITTED = 100

/** Directories. */
const TURN_EVERY = 32

interface PendingDirectory {
  /** What to hand to the operating system. */
  readonly open: string
  readonly relative: string
  readonly depth: number
  /** What it was when it was seen: it must be the same when it is listed. */
  readonly identity: string
  /** Of the directory's own record of names, bytes. */
  readonly size: number
}

class Walker {
  readonly #start: Place
  /** The start as it was asked for, in plain form. */
  readonly #asked: string
  readonly #options: WalkOptions
  readonly #entries: WalkEntry[] = []
  readonly #omitted: string[] = []
  readonly #walked = new Set<string>()
  readonly #plain: PendingDirectory[] = []
  readonly #linked: PendingDirectory[] = []
  #left: number

  constructor(start: Place, options: WalkOptions) {
    this.#start = start
    this.#asked = join(start.asked)
    this.#options = options
    this.#left = options.maxEntries ?? LIMITS.walkEntries.value
  }

  async walk(): Promise<Walk> {
    this.#plain.push({ open: this.#start.open, relative: '', depth: 0, ...identified(this.#start.stats) })
    for (let next = this.#plain.pop() ?? this.#linked.shift(); next !== undefined; next = this.#plain.pop() ?? this.#linked.shift()) {
      assertGoing(this.#options.signal, this.#start.asked)
      await this.#directory(next)
      // The loop is all synchronous calls; signals and timers of others must get their turn.
      if (this.#walked.size % TURN_EVERY === 0) await nextTurn()
      if (this.#left < 0) break
    }
    // In place: two hundred thousand entries are a good part of the memory a collector process may have.
    const entries = this.#entries.sort((a, b) => compareText(a.relative, b.relative))
    const omitted = this.#omitted.sort(compareText)
    const more = omitted.length - MOST_OMITTED
    return { entries, complete: omitted.length === 0, omitted: more > 0 ? [...omitted.slice(0, MOST_OMITTED), `and ${more} more`] : omitted }
  }

  async #directory(directory: PendingDirectory): Promise<void> {
    if (this.#walked.has(directory.identity)) return
    this.#walked.add(directory.identity)
    try {
      assertSame(directory)
      const { items, all } = itemsIn(directory.open, this.#path(directory.relative), this.#left, directory.size)
      this.#left -= items.length
      await this.#trusted(directory, () => this.#items(items, directory))
      if (all) return
      this.#left = -1
      this.#omitted.push(`limit: more than ${this.#options.maxEntries ?? LIMITS.walkEntries.value} entries; see explain limits`)
    } catch (error) {
      this.#leaveOut(directory.relative, error)
    }
  }

  /**
   * opendir has no O_NOFOLLOW: had a link taken the place of the directory meanwhile, what was listed would lie elsewhere. Then nothing of it is kept, so
   * that nothing of it is opened.
   */
  async #trusted(directory: PendingDirectory, work: () => Promise<void>): Promise<void> {
    const lists = [this.#entries, this.#omitted, this.#plain, this.#linked] as const
    const lengths = lists.map(({ length }) => length)
    await work()
    try {
      assertSame(directory)
    } catch (error) {
      for (const [index, list] of lists.entries()) list.length = lengths[index] ?? 0
      throw error
    }
  }

  async #items(items: readonly DirectoryEntry[], directory: PendingDirectory): Promise<void> {
    for (const item of items) {
      const relative = directory.relative === '' ? item.name : `${directory.relative}/${item.name}`
      const wanted = this.#options.accept?.(relative) ?? true
      try {
        // Only links are waited for: a promise for each of 200,000 files would cost more than the files.
        if (item.odd) this.#odd(item, relative, wanted)
        else if (item.kind === 'link') await this.#link(within(directory.open, item.name), relative, directory.depth, wanted)
        else this.#item(within(directory.open, item.name), relative, directory.depth, wanted)
      } catch (error) {
        this.#leaveOut(relative, error)
      }
    }
  }

  #odd(item: DirectoryEntry, relative: string, wanted: boolean): void {
    if (item.kind === 'directory' || wanted) this.#omitted.push(`${relative}: its name is not UTF-8, so that it cannot be opened`)
  }

  #item(open: string, relative: string, depth: number, wanted: boolean): void {
    const stats = statsOf(open)
    // A link by now, though it was none when the directory was listed: the next audit will see it as one.
    if (stats.isSymbolicLink()) throw new FactError('changed', `${relative} was replaced by a link while the directory was walked`)
    if (wanted) {
      const entry = this.#entry(relative, stats)
      this.#entries.push(entry)
      if (stats.isFile()) remember(entry, open, stats)
    }
    if (stats.isDirectory()) this.#descend(this.#plain, { open, relative, depth: depth + 1, ...identified(stats) })
  }

  async #link(path: string, relative: string, depth: number, wanted: boolean): Promise<void> {
    // Thrown even when `accept` does not want it: what it leads to may be a directory with wanted files.
    const place = await placeOf(path, this.#options.roots)
    if (wanted) this.#entries.push(this.#entry(relative, place?.stats ?? null))
    if (place?.stats.isDirectory() === true) {
      this.#descend(this.#linked, { open: place.open, relative, depth: depth + 1, ...identified(place.stats) })
    }
  }

  #descend(queue: PendingDirectory[], directory: PendingDirectory): void {
    const most = this.#options.maxDepth ?? LIMITS.walkDepth.value
    if (directory.depth > most) this.#omitted.push(`limit: ${directory.relative} lies deeper than ${most} levels; see explain limits`)
    else queue.push(directory)
  }

  /** What fails below the start is left out by name; the start itself must be readable. */
  #leaveOut(relative: string, error: unknown): void {
    const reason = factErrorOf(error, this.#path(relative))
    if (relative === '') throw reason
    this.#omitted.push(`${relative}: ${reason.message}`)
  }

  /** A link that leads nowhere has no stats: it is there, and no file. */
  #entry(relative: string, stats: BigIntStats | null): WalkEntry {
    const kind = stats?.isFile() === true ? 'file' : stats?.isDirectory() === true ? 'directory' : 'other'
    const size = kind === 'file' ? Number(stats?.size ?? 0) : 0
    return { relative, path: this.#path(relative), kind, size, modifiedAt: Math.floor(Number(stats?.mtimeMs ?? 0)) }
  }

  #path(relative: string): string {
    return within(this.#asked, relative)
  }
}

/** As path.join, for what is plain already: every file asks twice. */
const within = (directory: string, name: string): string =>
  name === '' ? directory : directory.endsWith(sep) ? directory + name : directory + sep + name

interface Listing {
  readonly items: readonly DirectoryEntry[]
  /** False when there were more than asked for. */
  readonly all: boolean
}

function statsOf(path: string): BigIntStats {
  faultPoint('directory.stat', path)
  return lstatSync(path, { bigint: true })
}

const identityOf = (stats: BigIntStats): string => `${stats.dev}:${stats.ino}`

const identified = (stats: BigIntStats): Pick<PendingDirectory, 'identity' | 'size'> => ({ identity: identityOf(stats), size: Number(stats.size) })

function assertSame({ open, identity }: PendingDirectory): void {
  const stats = statsOf(open)
  if (!stats.isDirectory() || identityOf(stats) !== identity) throw new FactError('changed', `${open} was replaced while it was walked`)
}

/** Bytes of a directory's record of names up to which it holds a few thousand at most. Some file systems say 0 of every directory. */
const SMALL_DIRECTORY = 64 * 1024

/** At most `max` names, as bytes: Latin 1 gives a name as its bytes, one character each. */
function itemsIn(path: string, shown: string, max: number, size: number): Listing {
  try {
    faultPoint('directory.open', path)
    return size > 0 && size <= SMALL_DIRECTORY ? smallListing(path, max) : largeListing(path, max)
  } catch (error) {
    throw factErrorOf(error, shown)
  }
}

/** In one call: opening a directory for itself takes several times as long as what is in most of them. */
function smallListing(path: string, max: number): Listing {
  faultPoint('directory.read', path)
  const found = readdirSync(path, { encoding: 'latin1', withFileTypes: true })
  return { items: sorted(found.slice(0, max).map(itemOf)), all: found.length <= max }
}

/** One by one, so that a directory of ten million costs no more memory than one of `max`. */
function largeListing(path: string, max: number): Listing {
  const directory = opendirSync(path, { encoding: 'latin1', bufferSize: 256 })
  try {
    const items: DirectoryEntry[] = []
    for (;;) {
      faultPoint('directory.read', path)
      const found = directory.readSync()
      if (found === null) return { items: sorted(items), all: true }
      if (items.length === max) return { items: sorted(items), all: false }
      items.push(itemOf(found))
    }
  } finally {
    directory.closeSync()
  }
}

function itemOf(found: Dirent): DirectoryEntry {
  const { text, odd } = isAscii(found.name) ? { text: found.name, odd: false } : nameTextOf(Buffer.from(found.name, 'latin1'))
  return { name: text, kind: kindOf(found), odd }
}

// oxlint-disable-next-line no-control-regex -- a name may hold any byte but two
const isAscii = (name: string): boolean => /^[\x00-\x7f]*$/.test(name)

const sorted = (items: DirectoryEntry[]): readonly DirectoryEntry[] => items.sort((a, b) => compareText(a.name, b.name))

const kindOf = (found: Dirent): DirectoryEntry['kind'] =>
  found.isSymbolicLink() ? 'link' : found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other'
