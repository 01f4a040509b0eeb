import type { CatalogueTable } from '../../facts/database-catalogue.ts'
import type { CreateTable, SqlOperation } from '../../formats/sql-ddl/operation.ts'
import { sameType } from '../../formats/sql-type.ts'
import { MADE_UP, columnOf, indexMade, sequenceMade, tableMade } from './made.ts'
import {
  columnNamed,
  fails,
  hasSequence,
  indexNamed,
  may,
  notModelled,
  runs,
  sameName,
  skipped,
  tableNamed,
  withIndex,
  withSequence,
  withTable,
  type Step,
  type World,
} from './world.ts'

/**
 * SQL Server, Oracle and Db2, from their manuals: no server of theirs has borne it out (facts/wso2.md §3.2, "inference"). The scripts for them create and drop
 * nothing.
 */
interface Engine {
  readonly is: 'mssql' | 'oracle' | 'db2'
  readonly exists: string
  readonly indexExists: string
  readonly noTable: string
  readonly noIndexTable: string
  readonly noColumn: string
  readonly noKey: string
  readonly wrongType: string
  readonly noRight: string
  /** Sequences are in the namespace of tables. */
  readonly sequencesAmongTables: boolean
  /** An index name is taken in the whole schema, not on its table alone. */
  readonly indexPerSchema: boolean
  readonly sequenceCache: string
}

export const OTHER_ENGINES = {
  mssql: {
    is: 'mssql',
    exists: '2714',
    indexExists: '1913',
    noTable: '1767',
    noIndexTable: '1088',
    noColumn: '1911',
    noKey: '1776',
    wrongType: '1778',
    noRight: '262',
    sequencesAmongTables: true,
    indexPerSchema: false,
    sequenceCache: '50',
  },
  oracle: {
    is: 'oracle',
    exists: 'ORA-00955',
    indexExists: 'ORA-00955',
    noTable: 'ORA-00942',
    noIndexTable: 'ORA-00942',
    noColumn: 'ORA-00904',
    noKey: 'ORA-02270',
    wrongType: 'ORA-02267',
    noRight: 'ORA-01031',
    sequencesAmongTables: true,
    indexPerSchema: true,
    sequenceCache: '20',
  },
  db2: {
    is: 'db2',
    exists: 'SQL0601N',
    indexExists: 'SQL0601N',
    noTable: 'SQL0204N',
    noIndexTable: 'SQL0204N',
    noColumn: 'SQL0205N',
    noKey: 'SQL0573N',
    wrongType: 'SQL0538N',
    noRight: 'SQL0552N',
    sequencesAmongTables: false,
    indexPerSchema: true,
    sequenceCache: '20',
  },
} as const satisfies Record<string, Engine>

export const otherStep =
  (engine: Engine) =>
  (world: World, operation: SqlOperation): Step => {
    switch (operation.kind) {
      case 'create-table':
        return createTable(engine, world, operation)
      case 'create-sequence':
        return createSequence(engine, world, operation)
      case 'create-index':
        return createIndex(engine, world, operation)
      case 'create-trigger':
        return createTrigger(engine, world, operation)
      case 'not-modelled':
        return notModelled(operation.why)
      case 'add-column':
      case 'drop-index':
      case 'drop-sequence':
      case 'drop-table':
        return notModelled(`${operation.kind} on this engine`)
    }
  }

type Of<K extends SqlOperation['kind']> = Extract<SqlOperation, { kind: K }>

/** What has a name in the namespace of tables. */
const holder = (engine: Engine, world: World, name: string): string | null => {
  const table = tableNamed(world.catalogue, name)
  if (table !== undefined) return table.kind === 'other' ? 'table' : table.kind
  if (engine.sequencesAmongTables && hasSequence(world, name)) return 'sequence'
  return world.catalogue.others.find((other) => sameName(world.catalogue, 'others', other.name, name))?.kind ?? null
}

const createTable = (engine: Engine, world: World, operation: CreateTable): Step => {
  const { catalogue } = world
  const found = holder(engine, world, operation.table)
  if (engine.is === 'mssql' && catalogue.schema.toLowerCase() !== 'dbo') return notModelled('a schema other than dbo, which the script asks about')
  if (found === 'table' && operation.ifNotExists) return skipped(`there is a table ${operation.table}`)
  if (!may(world, 'create-table')) return fails(engine.noRight, 'the account may not create tables', 'create-table')
  if (found !== null) return fails(engine.exists, `there is a ${found} ${operation.table}`)
  const columns = operation.columns.map((column, index) => columnOf(column, index + 1, engine.is))
  const strange = columns.find(({ type }) => type.family === 'other')
  if (strange !== undefined) return notModelled(`a column of the type ${strange.type.native}`)
  const given = { primaryKey: MADE_UP, uniques: [], foreignKeys: [], foreignKeyIndexes: [] }
  const made = tableMade(operation, columns, given, {})
  for (const key of operation.foreignKeys) {
    const own = key.referencedTable === operation.table
    const kind = own ? 'table' : holder(engine, world, key.referencedTable)
    const table = own ? made : tableNamed(catalogue, key.referencedTable)
    if (table === undefined || kind !== 'table') return fails(engine.noTable, `there is no table ${key.referencedTable} to refer to`)
    if (table.kind !== 'table') return notModelled(`${table.name} is of another kind of table`)
    if (!may(world, 'references')) return fails(engine.noRight, `the account may not refer to ${table.name}`, 'references')
    const problem = keyProblem(engine, world, made, table, key)
    if (problem !== null) return problem
  }
  return runs(withTable(world, made))
}

const keyProblem = (
  engine: Engine,
  world: World,
  made: CatalogueTable,
  table: CatalogueTable,
  key: CreateTable['foreignKeys'][number],
): Step | null => {
  const wanted = key.referencedColumns.map((name) => columnNamed(world.catalogue, table, name))
  if (wanted.some((column) => column === undefined)) return fails(engine.noColumn, `${table.name} has no column ${key.referencedColumns.join(', ')}`)
  const names = wanted.map((column) => column?.name ?? '').join('\0')
  const keys = [table.primaryKey, ...table.uniques].flatMap((one) => (one === null ? [] : [one]))
  const enforced = keys.some((one) => one.enforced && one.columns.join('\0') === names)
  const unique = table.indexes.some(
    (index) => index.unique && index.valid && index.condition === null && index.columns.map(({ name }) => name ?? '').join('\0') === names,
  )
  if (!enforced && !(engine.is === 'mssql' && unique))
    return fails(engine.noKey, `${table.name} has no primary or unique key over ${key.referencedColumns.join(', ')}`)
  const differs = wanted.find((column, index) => {
    const from = columnNamed(world.catalogue, made, key.columns[index] ?? '')
    return column !== undefined && (from === undefined || !sameType(column.type, from.type))
  })
  return differs === undefined
    ? null
    : fails(engine.wrongType, `${table.name}.${differs.name} is ${differs.type.native}, the column that refers to it is not`)
}

const createSequence = (engine: Engine, world: World, operation: Of<'create-sequence'>): Step => {
  if (!may(world, 'create-sequence')) return fails(engine.noRight, 'the account may not create sequences', 'create-sequence')
  const found = hasSequence(world, operation.sequence) ? 'sequence' : engine.sequencesAmongTables ? holder(engine, world, operation.sequence) : null
  if (found !== null)
    return operation.ifNotExists ? skipped(`${operation.sequence} is there`) : fails(engine.exists, `there is a ${found} ${operation.sequence}`)
  return runs(withSequence(world, sequenceMade(operation, engine.sequenceCache)))
}

const createIndex = (engine: Engine, world: World, operation: Of<'create-index'>): Step => {
  const table = tableNamed(world.catalogue, operation.table)
  if (table === undefined) return fails(engine.noIndexTable, `there is no table ${operation.table}`)
  if (table.kind !== 'table') return notModelled(`an index on ${table.name}, which is no plain table`)
  if (!may(world, 'create-index')) return fails(engine.noRight, `the account may not make an index on ${table.name}`, 'create-index')
  const taken = indexNamed(world, operation.index, engine.indexPerSchema ? undefined : table)
  if (taken !== undefined) return fails(engine.indexExists, `${taken.table.name} has an index ${taken.index.name}`)
  const found = operation.columns.map(({ name }) => columnNamed(world.catalogue, table, name))
  const missing = operation.columns.find((_, at) => found[at] === undefined)
  if (missing !== undefined) return fails(engine.noColumn, `${table.name} has no column ${missing.name}`)
  const columns = operation.columns.map(({ name }) => name).join('\0')
  const same = table.indexes.find((index) => index.columns.map(({ name }) => name ?? '').join('\0') === columns)
  // Oracle refuses a second index over the same columns; Db2 warns and makes none.
  if (same !== undefined && engine.is === 'oracle') return fails('ORA-01408', `the index ${same.name} of ${table.name} is over the same columns`)
  if (same !== undefined && engine.is === 'db2') return skipped(`the index ${same.name} of ${table.name} is over the same columns (SQL0605W)`)
  return runs(withIndex(world, table, indexMade(operation)))
}

const createTrigger = (engine: Engine, world: World, operation: Of<'create-trigger'>): Step => {
  const { trigger, orReplace, sequence } = operation
  const table = tableNamed(world.catalogue, operation.table)
  if (table === undefined) return fails(engine.noIndexTable, `there is no table ${operation.table}`)
  if (table.kind !== 'table') return notModelled(`a trigger on ${table.name}, which is no plain table`)
  if (!may(world, 'create-trigger')) return fails(engine.noRight, 'the account may not create triggers', 'create-trigger')
  const owner = world.catalogue.tables.find(({ triggers }) => triggers.some(({ name }) => name === trigger))
  if (owner !== undefined && (!orReplace || owner.name !== table.name))
    return fails(orReplace ? 'ORA-04095' : engine.exists, `${owner.name} has a trigger ${trigger}`)
  if (columnNamed(world.catalogue, table, operation.column) === undefined)
    return notModelled(`${table.name} has no column ${operation.column}, which the trigger sets`)
  const known = hasSequence(world, sequence)
  if (!known && engine.is === 'db2') return fails('SQL0204N', `there is no sequence ${sequence}`)
  if (!known) return notModelled(`there is no sequence ${sequence} for the trigger ${trigger}`)
  const made = { name: trigger, timing: 'before', events: ['insert'], perRow: true, enabled: true, valid: true, sequences: [sequence] } as const
  return runs(withTable(world, { ...table, triggers: [...table.triggers.filter(({ name }) => name !== trigger), made] }))
}
