import type { DatabaseCatalogue } from '../../facts/database-catalogue.ts'

/** Identifiers have at most this many bytes. */
const LONGEST = 63
const bytes = (text: string): number => new TextEncoder().encode(text).length

/**
 * makeObjectName of PostgreSQL (src/backend/commands/indexcmds.c): table, columns and a label joined by `_`; where that is too long the longer of the first
 * two loses its end, a character at a time.
 */
const objectName = (table: string, columns: string, label: string): string => {
  const overhead = label.length + 1 + (columns === '' ? 0 : 1)
  let first = table
  let second = columns
  while (bytes(first) + bytes(second) + overhead > LONGEST) {
    if (bytes(first) > bytes(second)) first = first.slice(0, -1)
    else second = second.slice(0, -1)
  }
  return [first, ...(columns === '' ? [] : [second]), label].join('_')
}

/** The first of `label`, `label1`, `label2` … whose name nobody has. */
const firstFree = (table: string, columns: string, label: string, taken: (name: string) => boolean): string => {
  for (let pass = 0; ; pass++) {
    const name = objectName(table, columns, pass === 0 ? label : `${label}${pass}`)
    if (!taken(name)) return name
  }
}

/** Whether something has a name in the one namespace of tables, indexes, sequences, views and composite types. */
export const relationKind = ({ tables, sequences, others }: DatabaseCatalogue, name: string): string | null => {
  const table = tables.find((one) => one.name === name)
  if (table !== undefined) return table.kind === 'other' ? 'another kind of table' : table.kind
  if (tables.some(({ indexes }) => indexes.some((index) => index.name === name))) return 'index'
  if (sequences.some((sequence) => sequence.name === name)) return 'sequence'
  return others.some((other) => other.name === name && other.kind === 'composite type') ? 'composite type' : null
}

const constraintNames = ({ tables }: DatabaseCatalogue): ReadonlySet<string> =>
  new Set(
    tables.flatMap(({ primaryKey, uniques, foreignKeys }) =>
      [...(primaryKey === null ? [] : [primaryKey]), ...uniques, ...foreignKeys].map(({ name }) => name),
    ),
  )

/** What PostgreSQL calls a key without a name; `also` are names given in the same statement. */
export const keyName = (
  catalogue: DatabaseCatalogue,
  table: string,
  columns: readonly string[],
  label: 'pkey' | 'key',
  also: readonly string[],
): string => {
  const constraints = constraintNames(catalogue)
  const taken = (name: string): boolean => name === table || also.includes(name) || constraints.has(name) || relationKind(catalogue, name) !== null
  return firstFree(table, label === 'pkey' ? '' : columns.join('_'), label, taken)
}

/** What it calls a foreign key without a name: constraints have names apart from those of tables. */
export const foreignKeyName = (catalogue: DatabaseCatalogue, table: string, columns: readonly string[], also: readonly string[]): string => {
  const constraints = constraintNames(catalogue)
  return firstFree(table, columns.join('_'), 'fkey', (name) => also.includes(name) || constraints.has(name))
}
