import type { SqlOperation } from '../../formats/sql-ddl/operation.ts'
import { indexMade } from './made.ts'
import { prefixesOf } from './mysql-keys.ts'
import { createTable } from './mysql-table.ts'
import { indexedTimestamps } from './mysql-timestamps.ts'
import { columnNamed, fails, indexNamed, may, notModelled, runs, skipped, tableNamed, withIndex, type Step, type World } from './world.ts'

/**
 * What MySQL (5.7, 8.0) and MariaDB (10, 11) make of one statement, as far as the scripts for them go: they drop nothing. Proven on MySQL 5.7.29 and MariaDB 10.11
 * by test/collectors/rehearsal-reality-mysql.test.ts.
 */
export const mysqlStep = (world: World, operation: SqlOperation): Step => {
  switch (operation.kind) {
    case 'create-table':
      return createTable(world, {
        ...operation,
        table: stored(world, operation.table),
        foreignKeys: operation.foreignKeys.map((key) => ({ ...key, referencedTable: stored(world, key.referencedTable) })),
      })
    case 'create-index':
      return createIndex(world, { ...operation, table: stored(world, operation.table) })
    case 'not-modelled':
      return notModelled(operation.why)
    case 'add-column':
    case 'create-sequence':
    case 'create-trigger':
    case 'drop-index':
    case 'drop-sequence':
    case 'drop-table':
      return notModelled(`${operation.kind} on MySQL`)
  }
}

/** lower_case_table_names=1 stores names in lower case. */
const stored = ({ settings }: World, name: string): string => (settings.get('lower_case_table_names') === '1' ? name.toLowerCase() : name)

const createIndex = (world: World, operation: Extract<SqlOperation, { kind: 'create-index' }>): Step => {
  const { index, columns, unique, ifNotExists } = operation
  if (!may(world, 'create-index')) return fails('1142', `the account may not make an index on ${operation.table}`, 'create-index')
  const table = tableNamed(world.catalogue, operation.table)
  if (table === undefined) return fails('1146', `there is no table ${operation.table}`)
  if (table.kind === 'view') return fails('1347', `${table.name} is a view`)
  if (table.kind !== 'table') return notModelled(`${table.name} is partitioned or of another kind of table`)
  const found = columns.map(({ name }) => columnNamed(world.catalogue, table, name))
  const missing = columns.find((_, at) => found[at] === undefined)
  const taken = indexNamed(world, index, table)
  if (taken !== undefined && ifNotExists) return skipped(`${table.name} has an index ${taken.index.name}`)
  const implied = indexedTimestamps(world, table.columns)
  if ('outcome' in implied) return implied
  if (missing !== undefined) return fails('1072', `${table.name} has no column ${missing.name}`)
  if (replacesAnother(table, columns[0]?.name))
    return notModelled(`an index over ${columns[0]?.name} that takes the place of one made for a foreign key`)
  const prefixes = prefixesOf(
    world,
    table,
    found.flatMap((column) => column ?? []),
    unique,
  )
  // The server looks at lengths before names, InnoDB after.
  if ('outcome' in prefixes && !(prefixes.outcome === 'fails' && prefixes.code === '1709')) return prefixes
  if (taken !== undefined) return fails('1061', `${table.name} has an index ${taken.index.name}`)
  if ('outcome' in prefixes) return prefixes
  const cut = prefixes.some((prefix) => prefix !== null)
  const made = withIndex(
    world,
    { ...table, columns: implied },
    indexMade({ ...operation, columns: columns.map((column, at) => ({ ...column, name: found[at]?.name ?? column.name })) }, prefixes),
  )
  return runs(made, cut ? { note: 'shortened-index' } : {})
}

/** The server drops an index that it made for a foreign key when another one serves. */
const replacesAnother = ({ indexes }: NonNullable<ReturnType<typeof tableNamed>>, first: string | undefined): boolean =>
  indexes.some(({ madeFor, columns: [leading] }) => madeFor === 'foreign-key' && leading?.name?.toLowerCase() === first?.toLowerCase())
