import type { CreateTable, SqlOperation } from '../../formats/sql-ddl/operation.ts'
import { indexMade, sequenceMade } from './made.ts'
import { relationKind } from './postgres-names.ts'
import { createTable } from './postgres-table.ts'
import {
  columnNamed,
  fails,
  hasSequence,
  indexNamed,
  may,
  notModelled,
  runs,
  skipped,
  tableNamed,
  withIndex,
  withSequence,
  withTable,
  withoutSequences,
  withoutTable,
  type Step,
  type World,
} from './world.ts'

/**
 * What PostgreSQL makes of one statement (9.5 to 17; the order of its questions is that of src/backend/commands, proven on 15 by
 * test/collectors/rehearsal-reality-postgres.test.ts). Each statement is a transaction of its own.
 */
export const postgresStep = (world: World, operation: SqlOperation): Step => {
  switch (operation.kind) {
    case 'drop-table':
      return dropTable(world, operation)
    case 'drop-sequence':
      return dropSequence(world, operation)
    case 'drop-index':
      return dropIndex(world, operation)
    case 'create-sequence':
      return createSequence(world, operation)
    case 'create-table':
      return createTable(world, operation satisfies CreateTable)
    case 'create-index':
      return createIndex(world, operation)
    case 'not-modelled':
      return notModelled(operation.why)
    case 'add-column':
    case 'create-trigger':
      return notModelled(`${operation.kind} on PostgreSQL`)
  }
}

type Of<K extends SqlOperation['kind']> = Extract<SqlOperation, { kind: K }>

/** What a DROP meets before it looks at what depends on the thing; null: the thing itself, the account's own. */
const dropMeets = (world: World, name: string, kind: 'table' | 'sequence' | 'index', ifExists: boolean): Step | null => {
  const found = relationKind(world.catalogue, name)
  if (found === null) return ifExists ? skipped(`there is no ${name}`) : fails('42P01', `there is no ${kind} ${name}`)
  if (found === 'another kind of table') return notModelled(`${name} is partitioned, foreign or of another kind of table`)
  if (found !== kind) return fails('42809', `${name} is a ${found}, not a ${kind}`)
  const owner = kind === 'index' ? (indexNamed(world, name)?.table.name ?? name) : name
  return world.foreign.has(owner) ? fails('42501', `the account does not own ${owner}`, 'drop') : null
}

const dependsOn = (world: World, name: string, going: ReadonlySet<string>): readonly string[] =>
  world.dependents.filter((one) => one.on === name && (one.with === null || !going.has(one.with))).map(({ what }) => what)

const dropTable = (world: World, { table, ifExists, cascade }: Of<'drop-table'>): Step => {
  const met = dropMeets(world, table, 'table', ifExists)
  if (met !== null) return met
  const along = [...world.belongs].filter(([, owner]) => owner === table).map(([sequence]) => sequence)
  const indexes = tableNamed(world.catalogue, table)?.indexes.map(({ name }) => name) ?? []
  const going = new Set([table])
  const held = [table, ...along, ...indexes].flatMap((name) => dependsOn(world, name, going))
  if (held.length > 0) return cascade ? notModelled(`DROP TABLE ${table} CASCADE with ${held[0]}`) : fails('2BP01', `${held.join(', ')} needs it`)
  const without = withoutSequences(withoutTable(world, table), (name) => along.includes(name))
  return runs(
    {
      ...without,
      dependents: world.dependents.filter((one) => one.with !== table),
      belongs: new Map([...world.belongs].filter(([, owner]) => owner !== table)),
    },
    { drops: { table } },
  )
}

const dropSequence = (world: World, { sequence, ifExists, cascade }: Of<'drop-sequence'>): Step => {
  const met = dropMeets(world, sequence, 'sequence', ifExists)
  if (met !== null) return met
  const held = dependsOn(world, sequence, new Set())
  if (held.length > 0)
    return cascade ? notModelled(`DROP SEQUENCE ${sequence} CASCADE with ${held[0]}`) : fails('2BP01', `${held.join(', ')} needs it`)
  const without = withoutSequences(world, (name) => name === sequence)
  return runs({ ...without, belongs: new Map([...world.belongs].filter(([name]) => name !== sequence)) })
}

const dropIndex = (world: World, { index, ifExists, cascade }: Of<'drop-index'>): Step => {
  const met = dropMeets(world, index, 'index', ifExists)
  if (met !== null) return met
  const found = indexNamed(world, index)
  if (found === undefined) return notModelled(`the index ${index} belongs to no table of the catalogue`)
  if (found.table.kind !== 'table') return notModelled(`the index ${index} belongs to ${found.table.name}, which is partitioned or materialised`)
  const constraint = [found.table.primaryKey, ...found.table.uniques].find((key) => key?.name === index)
  if (constraint !== undefined) return fails('2BP01', `the constraint ${index} of ${found.table.name} needs it`)
  const held = dependsOn(world, index, new Set())
  if (held.length > 0) return cascade ? notModelled(`DROP INDEX ${index} CASCADE with ${held[0]}`) : fails('2BP01', `${held.join(', ')} needs it`)
  const table = { ...found.table, indexes: found.table.indexes.filter((one) => one.name !== index) }
  return runs(withTable(world, table), { drops: { index, of: table.name } })
}

const createSequence = (world: World, operation: Of<'create-sequence'>): Step => {
  const { sequence, ifNotExists } = operation
  if (!may(world, 'create-sequence')) return fails('42501', 'the account may not create anything in the schema', 'create-sequence')
  const found = relationKind(world.catalogue, sequence)
  if (found !== null) return ifNotExists ? skipped(`${sequence} is there`) : fails('42P07', `there is a ${found} ${sequence}`)
  if (world.catalogue.others.some(({ name }) => name === sequence)) return fails('42710', `there is a type ${sequence}`)
  return runs(withSequence(world, sequenceMade(operation, '0')))
}

const createIndex = (world: World, operation: Of<'create-index'>): Step => {
  const { index, columns, ifNotExists } = operation
  const found = relationKind(world.catalogue, operation.table)
  if (found === null) return fails('42P01', `there is no table ${operation.table}`)
  if (found === 'another kind of table') return notModelled(`${operation.table} is partitioned, foreign or of another kind of table`)
  if (world.foreign.has(operation.table)) return fails('42501', `the account does not own ${operation.table}`, 'create-index')
  const table = tableNamed(world.catalogue, operation.table)
  if (table === undefined || table.kind !== 'table') return fails('42809', `${operation.table} is a ${found}, not a table`)
  if (!may(world, 'create-table')) return fails('42501', 'the account may not create anything in the schema', 'create-index')
  const taken = relationKind(world.catalogue, index)
  if (taken !== null && ifNotExists) return skipped(`${index} is there`)
  for (const { name } of columns) {
    const column = columnNamed(world.catalogue, table, name)
    if (column === undefined) return fails('42703', `${table.name} has no column ${name}`)
    if (!INDEXABLE.includes(column.type.family)) return notModelled(`an index over ${name} of the type ${column.type.native}`)
  }
  if (taken !== null) return fails('42P07', `there is a ${taken} ${index}`)
  if (hasSequence(world, index)) return fails('42P07', `there is a sequence ${index}`)
  return runs(withIndex(world, table, indexMade(operation)))
}

/** Families whose every type a b-tree can order. */
const INDEXABLE: readonly string[] = [
  'smallint',
  'integer',
  'bigint',
  'decimal',
  'real',
  'double',
  'boolean',
  'char',
  'varchar',
  'clob',
  'date',
  'time',
  'timestamp',
  'timestamp-tz',
  'uuid',
]
