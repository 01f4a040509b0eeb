import type { CatalogueColumn, CatalogueTable, DatabaseCatalogue } from '../../src/api.ts'

/** Changes to a catalogue, by the name of a table as stored. */
export const withTable = (
  catalogue: DatabaseCatalogue,
  name: string,
  change: (table: CatalogueTable) => Partial<CatalogueTable>,
): DatabaseCatalogue => {
  if (!catalogue.tables.some((table) => table.name === name)) throw new Error(`no table ${name}`)
  return { ...catalogue, tables: catalogue.tables.map((table) => (table.name === name ? { ...table, ...change(table) } : table)) }
}

export const withColumn = (catalogue: DatabaseCatalogue, table: string, name: string, change: Partial<CatalogueColumn>): DatabaseCatalogue =>
  withTable(catalogue, table, ({ columns }) => {
    if (!columns.some((column) => column.name === name)) throw new Error(`no column ${table}.${name}`)
    return { columns: columns.map((column) => (column.name === name ? { ...column, ...change } : column)) }
  })

export const withMoreColumn = (catalogue: DatabaseCatalogue, table: string, name: string, change: Partial<CatalogueColumn>): DatabaseCatalogue =>
  withTable(catalogue, table, ({ columns: [first, ...rest] }) => {
    if (first === undefined) throw new Error(`${table} has no column`)
    const made: CatalogueColumn = {
      ...first,
      name,
      default: null,
      generation: { kind: 'none', sequence: null },
      position: rest.length + 2,
      ...change,
    }
    return { columns: [first, ...rest, made] }
  })

export const withoutTables = (catalogue: DatabaseCatalogue, ...names: readonly string[]): DatabaseCatalogue => ({
  ...catalogue,
  tables: catalogue.tables.filter(({ name }) => !names.includes(name)),
})
