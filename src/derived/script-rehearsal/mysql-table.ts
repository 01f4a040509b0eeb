import type { CatalogueColumn, CatalogueTable } from '../../facts/database-catalogue.ts'
import type { CreateTable, DeclaredColumn, DeclaredForeignKey } from '../../formats/sql-ddl/operation.ts'
import { sameType } from '../../formats/sql-type.ts'
import { columnOf, tableMade } from './made.ts'
import { isMariadb } from './mysql-keys.ts'
import { impliedTimestamps, isExplicit } from './mysql-timestamps.ts'
import { columnNamed, fails, may, notModelled, runs, skipped, tableNamed, withTable, type Step, type World } from './world.ts'

const isOn = (value: string | undefined): boolean => /^(?:1|on|true)$/i.test(value ?? '')
const TEXTS: readonly string[] = ['char', 'varchar', 'clob', 'enum']

/** CREATE TABLE on MySQL and MariaDB: rights, whether it is there, its columns, its foreign keys. */
export const createTable = (world: World, operation: CreateTable): Step => {
  const { table, ifNotExists, foreignKeys } = operation
  if (!may(world, 'create-table')) return fails('1142', `the account may not create ${table}`, 'create-table')
  if (foreignKeys.length > 0 && !mayRefer(world))
    return fails('1142', `the account may not refer to ${foreignKeys[0]?.referencedTable ?? ''}`, 'references')
  const columns = columnsOf(world, operation)
  // MySQL looks at the columns before it looks whether the table is there, MariaDB after.
  if ('outcome' in columns && !isMariadb(world)) return columns
  const found = tableNamed(world.catalogue, table)
  if (found !== undefined)
    return ifNotExists ? skipped(`there is a ${found.kind} ${found.name}`) : fails('1050', `there is a ${found.kind} ${found.name}`)
  if ('outcome' in columns) return columns
  const storageEngine = engineOf(operation.storageEngine ?? world.settings.get('default_storage_engine'))
  if (storageEngine === null) return notModelled(`the storage engine ${operation.storageEngine ?? world.settings.get('default_storage_engine')}`)
  const innodb = storageEngine === 'InnoDB'
  const names = foreignKeys.map(({ name }, index) => name ?? `${table}_ibfk_${index + 1}`)
  const made = tableMade(
    innodb ? operation : { ...operation, foreignKeys: [] },
    columns,
    { primaryKey: 'PRIMARY', uniques: [], foreignKeys: names, foreignKeyIndexes: innodb ? indexNames(foreignKeys) : [] },
    {
      storageEngine,
      rowFormat: innodb
        ? capital(world.settings.get('innodb_default_row_format') ?? '')
        : columns.some(({ type }) => type.family === 'varchar')
          ? 'Dynamic'
          : 'Fixed',
      characterSet: world.characterSet,
      collation: world.collation,
    },
  )
  if (!innodb) return runs(withTable(world, withIndexes(made, foreignKeys)), foreignKeys.length > 0 ? { note: 'no-foreign-keys' } : {})
  const problem = foreignKeys.length === 0 ? null : foreignKeysProblem(world, made, foreignKeys, names)
  if (problem !== null) return problem
  return orphansProblem(world, made) ?? runs(withTable(world, made))
}

/** REFERENCES; MariaDB takes any right to the rows for it. */
const mayRefer = (world: World): boolean =>
  may(world, 'references') || (isMariadb(world) && (['select', 'insert', 'update', 'delete'] as const).some((right) => may(world, right)))

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()
const engineOf = (name: string | undefined): 'InnoDB' | 'MyISAM' | null => {
  if (/^innodb$/i.test(name ?? '')) return 'InnoDB'
  return /^myisam$/i.test(name ?? '') ? 'MyISAM' : null
}

/** An index made for a foreign key has the name of its first column. */
const indexNames = (keys: readonly DeclaredForeignKey[]): readonly string[] => keys.map(({ columns }) => columns[0] ?? '')

/** MyISAM makes the indexes of foreign keys, and nothing else of them. */
const withIndexes = (made: CatalogueTable, keys: readonly DeclaredForeignKey[]): CatalogueTable => ({
  ...made,
  indexes: [
    ...made.indexes,
    ...keys.map(({ columns }) => ({
      name: columns[0] ?? '',
      unique: false,
      columns: columns.map((name) => ({ name, expression: null, prefix: null, descending: false })),
      condition: null,
      valid: true,
      madeFor: null,
    })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1)),
})

const columnsOf = (world: World, { columns }: CreateTable): readonly CatalogueColumn[] | Step => {
  const made = columns.map((declared, index) => withImplied(declared, index + 1, world))
  const strange = made.find(({ type }) => type.family === 'other' || type.family === 'enum')
  if (strange !== undefined) return notModelled(`a column of the type ${strange.type.native}`)
  if (isExplicit(world)) return made
  // Without the setting a TIMESTAMP is NOT NULL unless NULL is said.
  return impliedTimestamps(
    world,
    made.map((column, index) => (column.type.family === 'timestamp' && columns[index]?.saysNull === false ? { ...column, nullable: false } : column)),
  )
}

const withImplied = (declared: DeclaredColumn, position: number, world: World): CatalogueColumn => {
  const column = columnOf(declared, position, 'mysql')
  return TEXTS.includes(column.type.family) ? { ...column, characterSet: world.characterSet, collation: world.collation } : column
}

const foreignKeysProblem = (world: World, made: CatalogueTable, keys: readonly DeclaredForeignKey[], names: readonly string[]): Step | null => {
  if (!isOn(world.settings.get('foreign_key_checks'))) return notModelled('foreign_key_checks=OFF')
  const code = isMariadb(world) ? '1005' : '1215'
  for (const key of keys) {
    const parent = key.referencedTable === made.name ? made : tableNamed(world.catalogue, key.referencedTable)
    if (parent === undefined || parent.kind === 'view') return fails(code, `there is no table ${key.referencedTable} to refer to`)
    if (parent.kind !== 'table') return notModelled(`${parent.name} is partitioned or of another kind of table`)
    if (parent.storageEngine?.toLowerCase() !== 'innodb') return fails(code, `${parent.name} is ${parent.storageEngine}, which nothing can refer to`)
    for (const [index, name] of key.referencedColumns.entries()) {
      const to = columnNamed(world.catalogue, parent, name)
      const from = columnNamed(world.catalogue, made, key.columns[index] ?? '')
      if (to === undefined || from === undefined) return fails(code, `${parent.name} has no column ${name}`)
      if (!sameType(to.type, from.type))
        return fails(code, `${parent.name}.${to.name} is ${to.type.native}, the column that refers to it ${from.type.native}`)
      if (TEXTS.includes(to.type.family)) return notModelled('a foreign key over texts')
    }
    const [first = ''] = key.referencedColumns
    if (key.referencedColumns.length > 1) return notModelled('a foreign key of several columns')
    if (!parent.indexes.some(({ columns: [leading] }) => leading?.name?.toLowerCase() === first.toLowerCase() && leading.prefix === null))
      return fails(code, `${parent.name} has no index over ${first}`)
  }
  const taken = world.catalogue.tables.flatMap(({ foreignKeys }) => foreignKeys.map(({ name }) => name.toLowerCase()))
  const clash = names.find((name) => taken.includes(name.toLowerCase()))
  return clash === undefined ? null : fails(isMariadb(world) ? '1005' : '1022', `there is a foreign key ${clash}`)
}

/** Foreign keys of other tables that wait for this one: made while foreign_key_checks was off. */
const orphansProblem = (world: World, made: CatalogueTable): Step | null => {
  for (const { name, columns, foreignKeys } of world.catalogue.tables)
    for (const key of foreignKeys) {
      if (key.referencedSchema !== null || key.referencedTable.toLowerCase() !== made.name.toLowerCase()) continue
      const to = columnNamed(world.catalogue, made, key.referencedColumns[0] ?? '')
      const from = columns.find((column) => column.name === key.columns[0])
      const indexed = made.indexes.some(({ columns: [leading] }) => leading?.name === to?.name)
      if (to === undefined || from === undefined || !indexed || !sameType(to.type, from.type))
        return fails(isMariadb(world) ? '1005' : '1215', `the foreign key ${key.name} of ${name} does not fit it`)
    }
  return null
}
