import type { Walk } from '../core/session.ts'
import { LIMITS } from '../limits.ts'

type Accept = ((relative: string) => boolean) | undefined

/** Characters of texts that are kept: the configuration of a large instance, and well within the heap of a collector process. */
const ROOM = 32 * 1024 * 1024

/** Entries of walks that are kept. */
const ENTRY_ROOM = LIMITS.walkEntries.value / 10

/**
 * What was walked and read of one target, for the facts that are collected after. All of them see the tree as it was then, and it is read once. What does
 * not fit is read again.
 */
export class KeptReads {
  readonly #walks = new Map<string, Map<Accept, Walk>>()
  readonly #texts = new Map<string, string>()
  #room = ROOM
  #entryRoom = ENTRY_ROOM

  walk(path: string, accept: Accept): Walk | undefined {
    return this.#walks.get(path)?.get(accept)
  }

  keepWalk(path: string, accept: Accept, walk: Walk): void {
    // What could not be looked at is tried again.
    if (!walk.complete || walk.entries.length > this.#entryRoom) return
    this.#entryRoom -= walk.entries.length
    const walks = this.#walks.get(path) ?? new Map<Accept, Walk>()
    this.#walks.set(path, walks.set(accept, walk))
  }

  text(path: string): string | undefined {
    return this.#texts.get(path)
  }

  keepText(path: string, text: string): void {
    if (text.length > this.#room) return
    this.#room -= text.length
    this.#texts.set(path, text)
  }
}
