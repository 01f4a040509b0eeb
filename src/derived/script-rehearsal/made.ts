import type { CatalogueColumn, CatalogueIndex, CatalogueTable, DatabaseCatalogue } from '../../facts/database-catalogue.ts'
import type { CreateTable, DeclaredColumn, SqlOperation } from '../../formats/sql-ddl/operation.ts'
import { sqlTypeOf, type SqlDialect } from '../../formats/sql-type.ts'

/** Names that the engine gives to what a script leaves without one; null where nobody can say beforehand. */
export interface GivenNames {
  readonly primaryKey: string
  readonly uniques: readonly string[]
  readonly foreignKeys: readonly string[]
  /** MySQL: of the indexes it makes for foreign keys. */
  readonly foreignKeyIndexes: readonly string[]
}

/** Where an engine makes a name up from a number of its own. */
export const MADE_UP = '(made up by the engine)'

/** A column as the catalogue would show it. */
export const columnOf = (declared: DeclaredColumn, position: number, engine: SqlDialect, more: Partial<CatalogueColumn> = {}): CatalogueColumn => ({
  name: declared.name,
  position,
  type: sqlTypeOf(engine, declared.type),
  nullable: !declared.notNull,
  default: declared.default,
  generation:
    declared.sequence === null ? { kind: declared.generation ?? 'none', sequence: null } : { kind: 'sequence', sequence: declared.sequence },
  onUpdate: declared.onUpdate,
  characterSet: null,
  collation: null,
  ...more,
})

const plain = (name: string, columns: readonly string[], more: Partial<CatalogueIndex>): CatalogueIndex => ({
  name,
  unique: false,
  columns: columns.map((column) => ({ name: column, expression: null, prefix: null, descending: false })),
  condition: null,
  valid: true,
  madeFor: null,
  ...more,
})

/** The table that a CREATE TABLE makes, with the indexes of its keys. `columns` have what the engine makes of their declarations. */
export const tableMade = (
  declared: CreateTable,
  columns: readonly CatalogueColumn[],
  given: GivenNames,
  more: Partial<CatalogueTable>,
): CatalogueTable => {
  const primary = declared.primaryKey?.columns ?? []
  const uniques = declared.uniques.map((unique, index) => ({ name: given.uniques[index] ?? MADE_UP, columns: unique.columns, enforced: true }))
  return {
    name: declared.table,
    kind: 'table',
    storageEngine: null,
    rowFormat: null,
    characterSet: null,
    collation: null,
    estimatedRows: null,
    estimatedBytes: null,
    columns: columns.map((column) => (primary.includes(column.name) ? { ...column, nullable: false } : column)),
    primaryKey: declared.primaryKey === null ? null : { name: given.primaryKey, columns: primary, enforced: true },
    uniques,
    foreignKeys: declared.foreignKeys
      .map((key, index) => ({
        name: given.foreignKeys[index] ?? MADE_UP,
        columns: key.columns,
        referencedSchema: null,
        referencedTable: key.referencedTable,
        referencedColumns: key.referencedColumns,
        deleteRule: key.deleteRule,
        enforced: true,
      }))
      .sort(byName),
    indexes: [
      ...(declared.primaryKey === null ? [] : [plain(given.primaryKey, primary, { unique: true, madeFor: 'primary-key' })]),
      ...uniques.map(({ name, columns: of }) => plain(name, of, { unique: true, madeFor: 'unique-constraint' })),
      ...given.foreignKeyIndexes.map((name, index) => plain(name, declared.foreignKeys[index]?.columns ?? [], { madeFor: 'foreign-key' })),
    ].sort(byName),
    triggers: [],
    ...more,
  }
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

type CreateIndex = Extract<SqlOperation, { kind: 'create-index' }>

/** `prefixes`: characters of each column that are indexed, where it is not the whole. */
export const indexMade = ({ index, columns, unique }: CreateIndex, prefixes: readonly (number | null)[] = []): CatalogueIndex =>
  plain(index, [], {
    unique,
    columns: columns.map(({ name, descending }, at) => ({ name, expression: null, prefix: prefixes[at] ?? null, descending })),
  })

type CreateSequence = Extract<SqlOperation, { kind: 'create-sequence' }>

export const sequenceMade = (
  { sequence, start, increment, cache }: CreateSequence,
  standardCache: string,
): DatabaseCatalogue['sequences'][number] => ({
  name: sequence,
  start,
  increment,
  cache: cache ?? standardCache,
  cycle: false,
})
