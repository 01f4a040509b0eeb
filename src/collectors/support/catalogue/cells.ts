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

const TRUTHS: Readonly<Record<string, boolean>> = {
  true: true,
  t: true,
  '1': true,
  yes: true,
  y: true,
  false: false,
  f: false,
  '0': false,
  no: false,
  n: false,
}

export const cellsOf = ({ id, columns }: SqlStatement, rows: readonly SqlRow[]): readonly Cells[] => {
  const places = new Map(columns.map((column, place) => [column, place]))
  const unread = (column: string, value: string | null): FactError =>
    new FactError('parse-failed', `the answer to ${id} has ${value === null ? 'nothing' : 'something not understood'} as ${column}`)
  return rows.map((row) => {
    const maybe = (column: string): string | null => {
      const place = places.get(column)
      if (place === undefined) throw new FactError('internal', `the statement ${id} has no column ${column}`)
      return row[place] ?? null
    }
    const text = (column: string): string => {
      const value = maybe(column)
      if (value === null) throw unread(column, value)
      return value
    }
    return {
      maybe,
      text,
      flag: (column) => {
        const value = text(column)
        const truth = TRUTHS[value.trim().toLowerCase()]
        if (truth === undefined) throw unread(column, value)
        return truth
      },
      whole: (column) => {
        const value = text(column)
        if (!/^-?\d{1,15}$/.test(value)) throw unread(column, value)
        return Number(value)
      },
    }
  })
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
