import { FactError } from '../../../core/fact-error.ts'
import type { SqlRow, SqlStatement } from '../../../core/sql.ts'

/** One row of an answer, its cells by the names that the statement gives its columns. */
export interface Cells {
  /** Throws FactError `parse-failed` where the server sent null. */
  readonly text: (column: string) => string
  readonly maybe: (column: string) => string | null
  readonly flag: (column: string) => boolean
  readonly whole: (column: string) => number
}

const TRUTHS = new Map([
  ...['true', 't', '1', 'yes', 'y'].map((word) => [word, true] as const),
  ...['false', 'f', '0', 'no', 'n'].map((word) => [word, false] as const),
])

type Named = Pick<SqlStatement, 'id' | 'columns'>

export const cellsOf = ({ id, columns }: Named, rows: readonly SqlRow[]): readonly Cells[] => {
  const places = new Map(columns.map((column, place) => [column, place]))
  return rows.map((row) => new Row(id, places, row))
}

/** A class, for tens of thousands of rows share its methods. */
class Row implements Cells {
  readonly #id: string
  readonly #places: ReadonlyMap<string, number>
  readonly #row: SqlRow

  constructor(id: string, places: ReadonlyMap<string, number>, row: SqlRow) {
    this.#id = id
    this.#places = places
    this.#row = row
  }

  maybe(column: string): string | null {
    const place = this.#places.get(column)
    if (place === undefined) throw new FactError('internal', `the statement ${this.#id} has no column ${column}`)
    return this.#row[place] ?? null
  }

  text(column: string): string {
    return this.maybe(column) ?? this.#unread(column, 'nothing')
  }

  flag(column: string): boolean {
    const value = this.text(column)
    return TRUTHS.get(value) ?? TRUTHS.get(value.trim().toLowerCase()) ?? this.#unread(column, 'something not understood')
  }

  whole(column: string): number {
    const value = this.text(column)
    const number = Number(value)
    return String(number) === value && Number.isSafeInteger(number) ? number : this.#unread(column, 'something not understood')
  }

  #unread(column: string, what: string): never {
    throw new FactError('parse-failed', `the answer to ${this.#id} has ${what} as ${column}`)
  }
}

/** The rows of each key, in their order. */
export const groupedBy = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

/** Catalogues are told apart by byte, so that no locale reorders them. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
