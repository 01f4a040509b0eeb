import { type Dir, type Dirent, lstatSync, opendirSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { FactError } from '../core/fact-error.ts'
import { compareText } from '../core/json.ts'
import type { DirectoryEntry, Walk, WalkEntry } from '../core/session.ts'
import { nameTextOf } from '../formats/text-decoding.ts'
import { LIMITS } from '../limits.ts'
import { factErrorOf } from './fact-error-of.ts'
import { faultPoint } from './fault-points.ts'
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
  const { items, all } = itemsIn(place.open, place.asked, maxEntries)
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

interface PendingDirectory {
  /** What to hand to the operating system. */
  readonly open: string
  readonly relative: string
  readonly depth: number
}

class Walker {
  readonly #start: Place
  readonly #options: WalkOptions
  readonly #entries: WalkEntry[] = []
  readonly #omitted: string[] = []
  readonly #walked = new Set<string>()
  readonly #plain: PendingDirectory[] = []
  readonly #linked: PendingDirectory[] = []
  #left: number

  constructor(start: Place, options: WalkOptions) {
    this.#start = start
    this.#options = options
    this.#left = options.maxEntries ?? LIMITS.walkEntries.value
  }

  async walk(): Promise<Walk> {
    this.#plain.push({ open: this.#start.open, relative: '', depth: 0 })
    for (let next = this.#plain.pop() ?? this.#linked.shift(); next !== undefined; next = this.#plain.pop() ?? this.#linked.shift()) {
      assertGoing(this.#options.signal, this.#start.asked)
      await this.#directory(next)
      // The loop is all synchronous calls; signals and timers of others must get their turn.
      await nextTurn()
      if (this.#left < 0) break
    }
    const entries = this.#entries.toSorted((a, b) => compareText(a.relative, b.relative))
    return { entries, complete: this.#omitted.length === 0, omitted: this.#omitted.toSorted(compareText) }
  }

  async #directory(directory: PendingDirectory): Promise<void> {
    const { items, all } = await this.#attempted(directory.relative, () => {
      const stats = statsOf(directory.open)
      const identity = `${stats.dev}:${stats.ino}`
      if (this.#walked.has(identity)) return NOTHING
      this.#walked.add(identity)
      return itemsIn(directory.open, this.#path(directory.relative), this.#left)
    })
    this.#left -= items.length
    for (const item of items) {
      const relative = directory.relative === '' ? item.name : `${directory.relative}/${item.name}`
      await this.#attempted(relative, () => this.#item(item, directory, relative))
    }
    if (all) return
    this.#left = -1
    this.#omitted.push(`limit: more than ${this.#options.maxEntries ?? LIMITS.walkEntries.value} entries; see explain limits`)
  }

  async #item(item: DirectoryEntry, directory: PendingDirectory, relative: string): Promise<typeof NOTHING> {
    const wanted = this.#options.accept?.(relative) ?? true
    if (item.odd) {
      if (item.kind === 'directory' || wanted) this.#omitted.push(`${relative}: its name is not UTF-8, so that it cannot be opened`)
      return NOTHING
    }
    const open = join(directory.open, item.name)
    if (item.kind === 'link') return this.#link(open, relative, directory.depth, wanted)
    const stats = statsOf(open)
    // A link by now, though it was none when the directory was listed: the next audit will see it as one.
    if (stats.isSymbolicLink()) throw new FactError('changed', `${relative} was replaced by a link while the directory was walked`)
    if (wanted) this.#entries.push(this.#entry(relative, stats.isFile(), stats.isDirectory(), stats.size, stats.mtimeMs))
    if (stats.isDirectory()) this.#descend(this.#plain, open, relative, directory.depth)
    return NOTHING
  }

  async #link(path: string, relative: string, depth: number, wanted: boolean): Promise<typeof NOTHING> {
    const place = await placeOrRefusal(path, this.#options.roots)
    if (place instanceof FactError) {
      // Where it leads is not known to be a directory, so that `accept` cannot make it irrelevant.
      this.#omitted.push(`${relative}: ${place.message}`)
      return NOTHING
    }
    const isFile = place?.stats.isFile() ?? false
    const isDirectory = place?.stats.isDirectory() ?? false
    if (wanted)
      this.#entries.push(
        this.#entry(relative, isFile, isDirectory, Number(place?.stats.size ?? 0n), Number((place?.stats.mtimeNs ?? 0n) / 1_000_000n)),
      )
    if (place !== null && isDirectory) this.#descend(this.#linked, place.open, relative, depth)
    return NOTHING
  }

  #descend(queue: PendingDirectory[], open: string, relative: string, depth: number): void {
    const most = this.#options.maxDepth ?? LIMITS.walkDepth.value
    if (depth + 1 > most) this.#omitted.push(`limit: ${relative} lies deeper than ${most} levels; see explain limits`)
    else queue.push({ open, relative, depth: depth + 1 })
  }

  /** What fails below the start is left out by name; the start itself must be readable. */
  async #attempted(relative: string, attempt: () => Listing | Promise<Listing>): Promise<Listing> {
    try {
      return await attempt()
    } catch (error) {
      const reason = factErrorOf(error, this.#path(relative))
      if (relative === '') throw reason
      this.#omitted.push(reason.message)
      return NOTHING
    }
  }

  #entry(relative: string, isFile: boolean, isDirectory: boolean, size: number, modifiedAt: number): WalkEntry {
    const kind = isFile ? 'file' : isDirectory ? 'directory' : 'other'
    return { relative, path: this.#path(relative), kind, size: isFile ? size : 0, modifiedAt: Math.floor(modifiedAt) }
  }

  #path(relative: string): string {
    return join(this.#start.asked, relative)
  }
}

interface Listing {
  readonly items: readonly DirectoryEntry[]
  /** False when there were more than asked for. */
  readonly all: boolean
}

const NOTHING: Listing = { items: [], all: true }

async function placeOrRefusal(path: string, roots: readonly Root[]): Promise<Place | FactError | null> {
  try {
    return await placeOf(path, roots)
  } catch (error) {
    return factErrorOf(error, path)
  }
}

function statsOf(path: string): Stats {
  faultPoint('directory.stat', path)
  return lstatSync(path)
}

/** At most `max` names, read one by one, so that a directory of ten million costs no more memory than one of `max`. Names are taken as bytes. */
function itemsIn(path: string, shown: string, max: number): Listing {
  try {
    faultPoint('directory.open', path)
    // Latin 1 gives a name as its bytes, one character each.
    const directory = opendirSync(path, { encoding: 'latin1', bufferSize: 256 })
    try {
      return listingOf(directory, path, max)
    } finally {
      directory.closeSync()
    }
  } catch (error) {
    throw factErrorOf(error, shown)
  }
}

function listingOf(directory: Dir, path: string, max: number): Listing {
  const items: DirectoryEntry[] = []
  for (;;) {
    faultPoint('directory.read', path)
    const found = directory.readSync()
    if (found === null) break
    if (items.length === max) return { items: sorted(items), all: false }
    const { text, odd } = nameTextOf(Buffer.from(found.name, 'latin1'))
    items.push({ name: text, kind: kindOf(found), odd })
  }
  return { items: sorted(items), all: true }
}

const sorted = (items: readonly DirectoryEntry[]): readonly DirectoryEntry[] => items.toSorted((a, b) => compareText(a.name, b.name))

const kindOf = (found: Dirent): DirectoryEntry['kind'] =>
  found.isSymbolicLink() ? 'link' : found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other'
