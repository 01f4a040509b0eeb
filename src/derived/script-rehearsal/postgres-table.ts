import type { CatalogueTable, DatabaseCatalogue } from '../../facts/database-catalogue.ts'
import type { CreateTable, DeclaredForeignKey } from '../../formats/sql-ddl/operation.ts'
import { columnOf, tableMade, type GivenNames } from './made.ts'
import { foreignKeyName, keyName, relationKind } from './postgres-names.ts'
import { columnNamed, fails, may, notModelled, runs, skipped, tableNamed, withTable, type Dependent, type Step, type World } from './world.ts'

/** CREATE TABLE on PostgreSQL: the table, then its defaults, then its keys, each with its own questions. */
export const createTable = (world: World, operation: CreateTable): Step => {
  const { table, ifNotExists } = operation
  const { catalogue } = world
  if (!may(world, 'create-table')) return fails('42501', 'the account may not create anything in the schema', 'create-table')
  const found = relationKind(catalogue, table)
  if (found !== null) return ifNotExists ? skipped(`${table} is there`) : fails('42P07', `there is a ${found} ${table}`)
  if (catalogue.others.some(({ name }) => name === table)) return fails('42710', `there is a type ${table}`)
  for (const { sequence } of operation.columns)
    if (sequence !== null && relationKind(catalogue, sequence) === null) return fails('42P01', `there is no sequence ${sequence}`)
  const columns = operation.columns.map((column, index) => columnOf(column, index + 1, 'postgres'))
  const strange = columns.find(({ type }) => type.family === 'other')
  if (strange !== undefined) return notModelled(`a column of the type ${strange.type.native}`)
  // PostgreSQL makes one of keys that are over the same columns.
  const keys = [operation.primaryKey, ...operation.uniques].flatMap((key) => (key === null ? [] : [key.columns.join('\0')]))
  if (new Set(keys).size < keys.length) return notModelled(`two keys of ${table} over the same columns`)
  const made = tableMade(operation, columns, namesOf(catalogue, operation), {})
  for (const key of operation.foreignKeys) {
    const problem = foreignKeyProblem(world, made, key)
    if (problem !== null) return problem
  }
  return runs({ ...withTable(world, made), dependents: [...world.dependents, ...dependentsOf(operation, catalogue)] })
}

const namesOf = (catalogue: DatabaseCatalogue, { table, primaryKey, uniques, foreignKeys }: CreateTable): GivenNames => {
  const given: string[] = []
  const next = (name: string): string => {
    given.push(name)
    return name
  }
  return {
    primaryKey: primaryKey === null ? '' : next(primaryKey.name ?? keyName(catalogue, table, primaryKey.columns, 'pkey', given)),
    uniques: uniques.map(({ name, columns }) => next(name ?? keyName(catalogue, table, columns, 'key', given))),
    foreignKeys: foreignKeys.map(({ name, columns }) => next(name ?? foreignKeyName(catalogue, table, columns, given))),
    foreignKeyIndexes: [],
  }
}

/** Types that = compares across, so that a foreign key may join them. */
const NUMBERS: readonly string[] = ['smallint', 'integer', 'bigint', 'decimal', 'real', 'double']
/** Types that no number is compared with. */
const APART: readonly string[] = [
  'char',
  'varchar',
  'clob',
  'date',
  'time',
  'timestamp',
  'timestamp-tz',
  'uuid',
  'boolean',
  'json',
  'xml',
  'varbinary',
  'blob',
]

const foreignKeyProblem = (world: World, made: CatalogueTable, key: DeclaredForeignKey): Step | null => {
  const { catalogue } = world
  const name = key.referencedTable
  const kind = name === made.name ? 'table' : relationKind(catalogue, name)
  if (kind === null) return fails('42P01', `there is no table ${name} to refer to`)
  if (kind === 'another kind of table') return notModelled(`${name} is partitioned, foreign or of another kind of table`)
  if (kind === 'index') return fails('42809', `${name} is an index`)
  const table = name === made.name ? made : tableNamed(catalogue, name)
  if (table === undefined || kind !== 'table') return fails('42809', `${name} is a ${kind}, not a table`)
  const missing = key.referencedColumns.find((column) => columnNamed(catalogue, table, column) === undefined)
  if (missing !== undefined) return fails('42703', `${name} has no column ${missing}`)
  if (!isUnique(table, key.referencedColumns)) return fails('42830', `${name} has no unique key over ${key.referencedColumns.join(', ')}`)
  if (world.unreferable.has(name)) return fails('42501', `the account may not refer to ${name}`, 'references')
  for (const [index, referenced] of key.referencedColumns.entries()) {
    const from = columnNamed(catalogue, made, key.columns[index] ?? '')?.type.family ?? 'other'
    const to = columnNamed(catalogue, table, referenced)?.type.family ?? 'other'
    if (!NUMBERS.includes(from)) return notModelled(`a foreign key from a column of the type ${from}`)
    if (APART.includes(to)) return fails('42804', `${name}.${referenced} is ${to}, the column that refers to it ${from}`)
    if (!NUMBERS.includes(to)) return notModelled(`a foreign key to a column of the type ${to}`)
  }
  return null
}

const isUnique = ({ indexes }: CatalogueTable, columns: readonly string[]): boolean => {
  const wanted = [...columns].sort().join('\0')
  return indexes.some(
    ({ unique, valid, condition, columns: of }) =>
      unique &&
      valid &&
      condition === null &&
      of.every(({ expression }) => expression === null) &&
      of
        .map(({ name }) => name)
        .sort()
        .join('\0') === wanted,
  )
}

const dependentsOf = ({ table, columns, foreignKeys }: CreateTable, catalogue: DatabaseCatalogue): readonly Dependent[] => [
  ...columns.flatMap(({ name, sequence }) => (sequence === null ? [] : [{ on: sequence, with: table, what: `the default of ${table}.${name}` }])),
  ...foreignKeys.flatMap(({ referencedTable, referencedColumns }) => {
    const what = `a foreign key of ${table}`
    const index = tableNamed(catalogue, referencedTable)?.indexes.find(
      ({ unique, columns: of }) => unique && of.map((column) => column.name).join('\0') === referencedColumns.join('\0'),
    )
    return [{ on: referencedTable, with: table, what }, ...(index === undefined ? [] : [{ on: index.name, with: table, what }])]
  }),
]
