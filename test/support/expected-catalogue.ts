import type { CatalogueColumn, CatalogueIndex, CatalogueTable, DatabaseCatalogue, Engine, ExpectedColumn, ExpectedTable } from '../../src/api.ts'
import { FOLDINGS } from './blank-catalogue.ts'

/** The catalogue of a schema that is exactly as expected, with names of the engine's own for what scripts do not name. */
export const catalogueOf = (engine: Engine, tables: readonly ExpectedTable[]): DatabaseCatalogue => {
  const stored = (name: string): string => (engine === 'postgres' ? name.toLowerCase() : name)
  const sequences = tables.flatMap(({ columns, triggers }) => [...columns, ...triggers].flatMap(({ sequence }) => sequence ?? []))
  return {
    engine,
    database: 'iamdb',
    schema: stored('IAM'),
    folding: FOLDINGS[engine],
    tables: tables.map((table) => tableOf(engine, table, stored)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    sequences: [...new Set(sequences)].map((name) => ({ name: stored(name), start: '1', increment: '1', cache: '0', cycle: false })),
    others: [],
  }
}

const tableOf = (engine: Engine, table: ExpectedTable, stored: (name: string) => string): CatalogueTable => {
  const all = (names: readonly string[]): string[] => names.map(stored)
  const name = stored(table.name)
  const made = (madeFor: CatalogueIndex['madeFor'], index: string, columns: readonly string[], unique: boolean): CatalogueIndex => ({
    name: stored(index),
    unique,
    columns: columns.map((column) => ({ name: stored(column), expression: null, prefix: null, descending: false })),
    condition: null,
    valid: true,
    madeFor,
  })
  const primaryKey = table.primaryKey === null ? null : { name: stored(`${table.name}_PKEY`), columns: all(table.primaryKey), enforced: true }
  const foreignKeys = table.foreignKeys.map(({ columns, table: target, referenced, deleteRule }, index) => ({
    name: stored(`${table.name}_ibfk_${index + 1}`),
    columns: all(columns),
    referencedSchema: null,
    referencedTable: stored(target),
    referencedColumns: all(referenced),
    deleteRule: deleteRule ?? 'no-action',
    enforced: true,
  }))
  return {
    name,
    kind: 'table',
    storageEngine: engine === 'mysql' ? 'InnoDB' : null,
    rowFormat: engine === 'mysql' ? 'Dynamic' : null,
    characterSet: null,
    collation: null,
    estimatedRows: '0',
    estimatedBytes: '16384',
    columns: table.columns.map((column, index) => columnOf(column, index + 1, stored)),
    primaryKey,
    uniques: table.uniques.map((columns, index) => ({ name: stored(`${table.name}_KEY${index}`), columns: all(columns), enforced: true })),
    foreignKeys,
    indexes: [
      ...(table.primaryKey === null ? [] : [made('primary-key', `${table.name}_PKEY`, table.primaryKey, true)]),
      ...table.uniques.map((columns, index) => made('unique-constraint', `${table.name}_KEY${index}`, columns, true)),
      ...(engine === 'mysql' ? table.foreignKeys.map(({ columns }) => made('foreign-key', columns[0] ?? '', columns, false)) : []),
      ...table.indexes.map((index) => ({
        name: stored(index.name),
        unique: index.unique,
        columns: index.columns.map((column) => ({ ...column, name: stored(column.name), expression: null })),
        condition: null,
        valid: true,
        madeFor: null,
      })),
    ],
    triggers: table.triggers.map((trigger) => ({
      name: stored(trigger.name),
      timing: 'before' as const,
      events: ['insert' as const],
      perRow: true,
      enabled: true,
      valid: true,
      sequences: [stored(trigger.sequence)],
    })),
  }
}

const columnOf = (
  { name, type, nullable, defaults, generation, sequence }: ExpectedColumn,
  position: number,
  stored: (name: string) => string,
): CatalogueColumn => {
  if (type === null) throw new Error(`the column ${name} is expected without a type`)
  return {
    name: stored(name),
    position,
    type,
    nullable: nullable ?? true,
    default: defaults[0] ?? null,
    generation: { kind: generation ?? 'none', sequence: sequence === null ? null : stored(sequence) },
    onUpdate: null,
    characterSet: null,
    collation: null,
  }
}
