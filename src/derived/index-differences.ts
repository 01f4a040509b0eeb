import type { CatalogueIndex, CatalogueTable, DatabaseCatalogue } from '../facts/database-catalogue.ts'
import type { CatalogueNames } from './catalogue-names.ts'
import type { ExpectedIndex, ExpectedTable } from './expected-schema.ts'
import type { InTable } from './schema-difference.ts'

/** Indexes are told by their names, which scripts give them; one that does the same under another name is noted. */
export const indexDifferences = (
  expected: ExpectedTable,
  table: CatalogueTable,
  catalogue: DatabaseCatalogue,
  names: CatalogueNames,
): readonly InTable[] => {
  const stored = new Map(table.indexes.map((index) => [names.storedObject(index.name), index]))
  const met = new Set<CatalogueIndex>()
  const wanted = expected.indexes.flatMap((index): readonly InTable[] => {
    const found = stored.get(names.object(index.name))
    const shape = shapeOf(index, names)
    if (found === undefined) {
      const same = table.indexes.find(
        (one) => one.kind === undefined && one.valid && (one.unique || !index.unique) && one.condition === null && columnsOf(one, names) === shape,
      )
      if (same !== undefined) met.add(same)
      return [
        same === undefined
          ? { kind: 'index-missing', object: index.name, expected: textOf(index), actual: elsewhere(index, table, catalogue, names) }
          : { kind: 'index-renamed', object: index.name, expected: textOf(index), actual: `${same.name} ${storedText(same)}` },
      ]
    }
    met.add(found)
    const right =
      found.kind === undefined && found.valid && found.unique === index.unique && found.condition === null && columnsOf(found, names) === shape
    return right ? [] : [{ kind: 'index', object: index.name, expected: textOf(index), actual: storedText(found) }]
  })
  const extra = table.indexes
    .filter((index) => index.madeFor === null && !met.has(index) && !isOfUnique(index, expected, names))
    .map((index): InTable => ({ kind: 'extra-index', object: index.name, expected: 'none', actual: storedText(index) }))
  return [...wanted, ...extra]
}

/** A unique index in place of the constraint that was expected. */
const isOfUnique = (index: CatalogueIndex, { uniques }: ExpectedTable, names: CatalogueNames): boolean => {
  const columns = JSON.stringify(index.columns.map(({ name }) => names.storedObject(name ?? '')).sort())
  return index.unique && uniques.some((unique) => JSON.stringify(unique.map(names.object).sort()) === columns)
}

const shapeOf = ({ columns }: ExpectedIndex, names: CatalogueNames): string =>
  JSON.stringify(columns.map(({ name, prefix, descending }) => [names.object(name), prefix, descending]))

const columnsOf = ({ columns }: CatalogueIndex, names: CatalogueNames): string =>
  JSON.stringify(
    columns.map(({ name, expression, prefix, descending }) => [name === null ? { expression } : names.storedObject(name), prefix, descending]),
  )

/** On PostgreSQL, Oracle and Db2 an index's name is taken once in the schema: whose it is explains why the script could not make it. */
const elsewhere = (index: ExpectedIndex, own: CatalogueTable, { engine, tables }: DatabaseCatalogue, names: CatalogueNames): string => {
  if (engine === 'mysql' || engine === 'mssql') return 'none'
  const holder = tables.find((table) => table !== own && table.indexes.some(({ name }) => names.storedObject(name) === names.object(index.name)))
  return holder === undefined ? 'none' : `none here: the name belongs to ${holder.name}`
}

const textOf = ({ unique, columns }: ExpectedIndex): string => `${unique ? 'unique ' : ''}(${columns.map(columnText).join(', ')})`

const storedText = ({ unique, columns, condition, valid, kind }: CatalogueIndex): string =>
  `${kind === undefined ? '' : `${kind} `}${unique ? 'unique ' : ''}(${columns.map((column) => columnText({ ...column, name: column.name ?? column.expression ?? '' })).join(', ')})${
    condition === null ? '' : ` where ${condition}`
  }${valid ? '' : ', not used by the engine as it should'}`

const columnText = ({ name, prefix, descending }: { readonly name: string; readonly prefix: number | null; readonly descending: boolean }): string =>
  `${name}${prefix === null ? '' : `(${prefix})`}${descending ? ' descending' : ''}`
