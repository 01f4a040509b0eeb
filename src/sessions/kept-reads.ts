import type { DirectoryEntry, FileStat, Walk } from '../core/session.ts'
import { LIMITS } from '../limits.ts'

type Accept = ((relative: string) => boolean) | undefined

/** Bytes of contents that are kept, off the heap: the configuration of a large instance. */
const CONTENT_ROOM = 32 * 1024 * 1024

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
  readonly #contents = new Map<string, Uint8Array>()
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
    const bytes = this.#contents.get(path)
    return bytes !== undefined && bytes.length <= max ? bytes : undefined
  }

  keepContent(path: string, bytes: Uint8Array): void {
    if (bytes.length > this.#contentRoom || this.#contents.has(path)) return
    this.#contentRoom -= bytes.length
    this.#contents.set(path, bytes)
  }

  #takesEntries(count: number): boolean {
    if (count > this.#entryRoom) return false
    this.#entryRoom -= count
    return true
  }
}
