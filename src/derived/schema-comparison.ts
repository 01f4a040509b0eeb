import type { CatalogueTable, DatabaseCatalogue } from '../facts/database-catalogue.ts'
import { catalogueNames, type CatalogueNames } from './catalogue-names.ts'
import { columnDifferences } from './column-differences.ts'
import type { ExpectedTable } from './expected-schema.ts'
import { generatorDifferences } from './generator-differences.ts'
import { indexDifferences } from './index-differences.ts'
import { keepsForeignKeys, keyDifferences } from './key-differences.ts'
import type { InTable, SchemaDifference } from './schema-difference.ts'

/**
 * Where a schema is not as expected, table by table in the order of the expectation. Names are compared as the engine folds them, keys by their columns,
 * indexes by their names; the order of columns in a table means nothing. Tables that nothing was said of are not looked at.
 */
export const schemaDifferences = (expected: readonly ExpectedTable[], catalogue: DatabaseCatalogue): readonly SchemaDifference[] => {
  const names = catalogueNames(catalogue.folding)
  const tables = new Map(catalogue.tables.map((table) => [names.storedTable(table.name), table]))
  return expected.flatMap((wanted) => {
    const table = tables.get(names.table(wanted.name))
    const found = table === undefined ? [missing(wanted, catalogue)] : inTable(wanted, table, catalogue, names)
    return found.map((one) => ({ ...one, table: wanted.name }))
  })
}

const inTable = (wanted: ExpectedTable, table: CatalogueTable, catalogue: DatabaseCatalogue, names: CatalogueNames): readonly InTable[] => {
  // A view or a partitioned table has no keys of its own to look at; what stands behind it is not known (FAULTS D19).
  if (table.kind !== 'table')
    return [{ kind: 'not-a-table', object: '', expected: 'an ordinary table', actual: table.kind === 'view' ? 'a view' : 'a table of another kind' }]
  const { storageEngine } = table
  const engine: readonly InTable[] =
    storageEngine === null || keepsForeignKeys(storageEngine)
      ? []
      : [{ kind: 'storage-engine', object: '', expected: 'InnoDB', actual: storageEngine }]
  return [
    ...engine,
    ...columnDifferences(wanted, table, catalogue, names),
    ...keyDifferences(wanted, table, names),
    ...indexDifferences(wanted, table, catalogue, names),
    ...generatorDifferences(wanted, table, catalogue, names),
  ]
}

/** What stands in a missing table's place explains it: the name in other letters, which is another name to this engine, or a synonym (FAULTS D19). */
const missing = ({ name }: ExpectedTable, { tables, others }: DatabaseCatalogue): InTable => {
  const like = (other: { readonly name: string }): boolean => other.name.toLowerCase() === name.toLowerCase()
  const table = tables.find(like)
  const other = others.find(like)
  const actual =
    table !== undefined
      ? `none: "${table.name}" is another name to this engine`
      : other === undefined
        ? 'none'
        : `none: the name is that of a ${other.kind.toLowerCase()}, behind which the tool does not look`
  return { kind: 'table-missing', object: '', expected: 'a table', actual }
}
