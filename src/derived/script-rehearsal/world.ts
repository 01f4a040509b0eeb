import type { CatalogueIndex, CatalogueTable, DatabaseCatalogue } from '../../facts/database-catalogue.ts'
import type { Right } from '../../facts/database-server.ts'

/** Something in a schema that holds another thing back from being dropped. */
export interface Dependent {
  /** Table, sequence or index that it needs. */
  readonly on: string
  /** The table it goes with; null: it stays whatever table goes. */
  readonly with: string | null
  /** As one says it: `foreign key of idn_uma_pt_resource`. */
  readonly what: string
}

/** What is around the catalogue and decides what a statement may do; fixed while a script runs, but for what is listed as changing. */
export interface World {
  readonly catalogue: DatabaseCatalogue
  /** Of the account that runs the script, in the schema. Null: it may do everything. */
  readonly rights: ReadonlySet<Right> | null
  /** Of the server, lower case: what a new session starts with. */
  readonly settings: ReadonlyMap<string, string>
  /** MySQL: of new tables. */
  readonly characterSet: string | null
  readonly collation: string | null
  /** MySQL: row formats that tables were made with in so many words, lower case; the others follow innodb_default_row_format. */
  readonly rowFormats: ReadonlyMap<string, string>
  /** PostgreSQL: tables and sequences that the account does not own; changing. */
  readonly foreign: ReadonlySet<string>
  /** PostgreSQL: tables that it may not refer to; changing. */
  readonly unreferable: ReadonlySet<string>
  /** PostgreSQL: changing. */
  readonly dependents: readonly Dependent[]
  /** PostgreSQL: sequence → table that takes it along; changing. */
  readonly belongs: ReadonlyMap<string, string>
}

/** What a statement comes to. */
export type Step =
  | { readonly outcome: 'runs'; readonly world: World; readonly note?: Note; readonly drops?: Dropped }
  | { readonly outcome: 'skipped'; readonly why: string }
  | { readonly outcome: 'fails'; readonly code: string; readonly why: string; readonly right?: Right }
  | { readonly outcome: 'not-modelled'; readonly why: string }

/** What a statement leaves undone although it runs: MyISAM has no foreign keys; an index holds only the beginning of a column. */
export const NOTES = ['no-foreign-keys', 'shortened-index'] as const
export type Note = (typeof NOTES)[number]

/** What goes with a statement: a table with its rows, or an index of a table. */
export type Dropped = { readonly table: string } | { readonly index: string; readonly of: string }

export const runs = (world: World, more: Pick<Extract<Step, { outcome: 'runs' }>, 'note' | 'drops'> = {}): Step => ({
  outcome: 'runs',
  world,
  ...more,
})
export const skipped = (why: string): Step => ({ outcome: 'skipped', why })
export const fails = (code: string, why: string, right?: Right): Step => ({ outcome: 'fails', code, why, ...(right === undefined ? {} : { right }) })
export const notModelled = (why: string): Step => ({ outcome: 'not-modelled', why })

/** MySQL's columns and indexes, and all of SQL Server, are told apart without regard to case. */
export const sameName = ({ folding }: DatabaseCatalogue, of: 'tables' | 'others', a: string, b: string): boolean =>
  folding[of] === 'insensitive' ? a.toLowerCase() === b.toLowerCase() : a === b

export const tableNamed = (catalogue: DatabaseCatalogue, name: string): CatalogueTable | undefined =>
  catalogue.tables.find((table) => sameName(catalogue, 'tables', table.name, name))

export const columnNamed = (catalogue: DatabaseCatalogue, table: CatalogueTable, name: string): CatalogueTable['columns'][number] | undefined =>
  table.columns.find((column) => sameName(catalogue, 'others', column.name, name))

export const indexNamed = (
  { catalogue }: World,
  name: string,
  within?: CatalogueTable,
): { readonly table: CatalogueTable; readonly index: CatalogueIndex } | undefined => {
  for (const table of within === undefined ? catalogue.tables : [within])
    for (const index of table.indexes) if (sameName(catalogue, 'others', index.name, name)) return { table, index }
  return undefined
}

export const hasSequence = ({ catalogue }: World, name: string): boolean => catalogue.sequences.some((sequence) => sequence.name === name)

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

export const withCatalogue = (world: World, change: Partial<DatabaseCatalogue>): World => ({ ...world, catalogue: { ...world.catalogue, ...change } })

export const withTable = (world: World, table: CatalogueTable): World =>
  withCatalogue(world, { tables: [...world.catalogue.tables.filter(({ name }) => name !== table.name), table].sort(byName) })

export const withoutTable = (world: World, name: string): World =>
  withCatalogue(world, { tables: world.catalogue.tables.filter((table) => table.name !== name) })

export const withIndex = (world: World, table: CatalogueTable, index: CatalogueIndex): World =>
  withTable(world, { ...table, indexes: [...table.indexes, index].sort(byName) })

export const withSequence = (world: World, sequence: DatabaseCatalogue['sequences'][number]): World =>
  withCatalogue(world, { sequences: [...world.catalogue.sequences, sequence].sort(byName) })

export const withoutSequences = (world: World, gone: (name: string) => boolean): World =>
  withCatalogue(world, { sequences: world.catalogue.sequences.filter(({ name }) => !gone(name)) })

export const may = ({ rights }: World, right: Right): boolean => rights === null || rights.has(right)
