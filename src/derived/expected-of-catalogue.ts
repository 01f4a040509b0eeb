import type { CatalogueTable } from '../facts/database-catalogue.ts'
import type { ExpectedTable } from './expected-schema.ts'

/** A table of a catalogue as an expectation: what is there later should be this. Its names are as stored, which fold to themselves. */
export const expectedOf = (table: CatalogueTable): ExpectedTable => ({
  name: table.name,
  columns: table.columns.map(({ name, type, nullable, default: value, generation, onUpdate }) => ({
    name,
    type,
    nullable,
    // A timestamp that MySQL sets anew has a default of the engine's own.
    defaults: onUpdate === null ? [value] : [],
    generation: generation.kind === 'computed' ? null : generation.kind,
    sequence: generation.sequence,
  })),
  primaryKey: table.primaryKey?.columns ?? null,
  uniques: table.uniques.map(({ columns }) => columns),
  foreignKeys: table.foreignKeys.map(({ columns, referencedTable, referencedColumns, deleteRule }) => ({
    columns,
    table: referencedTable,
    referenced: referencedColumns,
    deleteRule: deleteRule === 'set-default' || deleteRule === 'unknown' ? null : deleteRule === 'restrict' ? 'no-action' : deleteRule,
  })),
  indexes: table.indexes.flatMap(({ name, unique, columns, madeFor }) => {
    const plain = columns.flatMap((column) =>
      column.name === null ? [] : [{ name: column.name, prefix: column.prefix, descending: column.descending }],
    )
    return madeFor === null && plain.length === columns.length ? [{ name, unique, columns: plain }] : []
  }),
  triggers: table.triggers.flatMap(({ name, sequences: [sequence] }) => (sequence === undefined ? [] : [{ name, sequence }])),
})
