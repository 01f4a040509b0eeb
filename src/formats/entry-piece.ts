import type { Piece } from './content-inspection.ts'
import type { ZipTable } from './zip-table.ts'

/** An entry of an archive as a piece of a batch. There are hundreds of thousands of them: nothing is decoded that nobody asks for. */
export class EntryPiece implements Piece {
  readonly start: number
  readonly end: number
  readonly index: number
  readonly #table: ZipTable
  #name: string | null = null

  constructor(table: ZipTable, index: number, start: number) {
    this.#table = table
    this.index = index
    this.start = start
    this.end = start + (table.sizes[index] ?? 0)
  }

  name(): string {
    return (this.#name ??= this.#table.entry(this.index).name)
  }

  /** Names of the same bytes up to a place are the same text up to there as long as they are ASCII. */
  precedes(other: string): boolean {
    const { bytes } = this.#table
    const start = this.#table.nameStart(this.index)
    const length = this.#table.nameLength(this.index)
    for (let at = 0; at < length && at < other.length; at++) {
      const mine = bytes[start + at] ?? 0
      const theirs = other.charCodeAt(at)
      if (mine >= 0x80 || theirs >= 0x80) return this.name() < other
      if (mine !== theirs) return mine < theirs
    }
    return length < other.length
  }
}
