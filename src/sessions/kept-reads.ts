import type { DirectoryEntry, FileStat, Walk } from '../core/session.ts'
import { LIMITS } from '../limits.ts'

/** A question to a text. */
export type Wanted = (text: string) => boolean

interface KeptContent {
  readonly bytes: Uint8Array
  unwanted: Wanted | null
}

type Accept = ((relative: string) => boolean) | undefined

/** Bytes of contents that are kept, off the heap: the configuration of a large instance. */
const CONTENT_ROOM = 32 * 1024 * 1024

/** Bytes. */
const PAGE = 1024 * 1024

/** Names, stats and entries of walks that are kept. */
const ENTRY_ROOM = LIMITS.walkEntries.value / 10

/**
 * What was looked at and read of one target, for the facts that are collected after: all of them see a file as it was when it was first looked at, and it
 * is read once. What fails, or does not fit, is tried again.
 */
export class KeptReads {
  readonly #stats = new Map<string, FileStat | null>()
  readonly #lists = new Map<string, readonly DirectoryEntry[]>()
  readonly #walks = new Map<string, Map<Accept, Walk>>()
  readonly #contents = new Map<string, KeptContent>()
  #page = Buffer.alloc(0)
  #pageUsed = 0
  #contentRoom = CONTENT_ROOM
  #entryRoom = ENTRY_ROOM

  stat(path: string): FileStat | null | undefined {
    return this.#stats.get(path)
  }

  keepStat(path: string, stat: FileStat | null): void {
    if (this.#takesEntries(1)) this.#stats.set(path, stat)
  }

  list(path: string): readonly DirectoryEntry[] | undefined {
    return this.#lists.get(path)
  }

  keepList(path: string, names: readonly DirectoryEntry[]): void {
    if (this.#takesEntries(names.length)) this.#lists.set(path, names)
  }

  walk(path: string, accept: Accept): Walk | undefined {
    return this.#walks.get(path)?.get(accept)
  }

  keepWalk(path: string, accept: Accept, walk: Walk): void {
    if (!walk.complete || !this.#takesEntries(walk.entries.length)) return
    const walks = this.#walks.get(path) ?? new Map<Accept, Walk>()
    this.#walks.set(path, walks.set(accept, walk))
  }

  /** Undefined also when it has more than `max` bytes: reading it again says so. */
  content(path: string, max: number): Uint8Array | undefined {
    const bytes = this.#contents.get(path)?.bytes
    return bytes !== undefined && bytes.length <= max ? bytes : undefined
  }

  keepContent(path: string, bytes: Uint8Array): void {
    if (bytes.length > this.#contentRoom || this.#contents.has(path)) return
    this.#contentRoom -= bytes.length
    this.#contents.set(path, { bytes, unwanted: null })
  }

  /** As keepContent, of bytes that the caller will write over. */
  keepCopyOf(path: string, bytes: Uint8Array): void {
    if (bytes.length > this.#contentRoom || this.#contents.has(path)) return
    this.keepContent(path, bytes.length > PAGE / 8 ? Uint8Array.from(bytes) : this.#onPage(bytes))
  }

  /** Thousands of small contents lie together: memory of its own for each costs more than what is in it. */
  #onPage(bytes: Uint8Array): Uint8Array {
    if (this.#pageUsed + bytes.length > this.#page.length) {
      this.#page = Buffer.allocUnsafeSlow(PAGE)
      this.#pageUsed = 0
    }
    const place = this.#page.subarray(this.#pageUsed, this.#pageUsed + bytes.length)
    place.set(bytes)
    this.#pageUsed += bytes.length
    return place
  }

  /** Whether the text of a content that is kept is known not to be wanted. */
  isUnwanted(path: string, wanted: Wanted): boolean {
    return this.#contents.get(path)?.unwanted === wanted
  }

  /** One answer is remembered. What is not kept is read anew, and may be another text by then. */
  keepUnwanted(path: string, wanted: Wanted): void {
    const content = this.#contents.get(path)
    if (content !== undefined) content.unwanted = wanted
  }

  #takesEntries(count: number): boolean {
    if (count > this.#entryRoom) return false
    this.#entryRoom -= count
    return true
  }
}
