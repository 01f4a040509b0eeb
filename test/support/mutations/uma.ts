import type { ExpectedColumn, ExpectedTable } from '../../../src/api.ts'
import { columnDdl } from '../expected-ddl.ts'

/** One change to the six UMA tables, and the subjects of all findings that it must make, and no other. */
export interface UmaMutation {
  readonly name: string
  readonly sql: string
  readonly subjects: readonly string[]
}

type Dialect = 'postgres' | 'mysql'

/**
 * Everything the expectation says, dropped or altered one at a time: each table, column, type, length, nullability, default, key, delete rule, index,
 * sequence or generation.
 */
export const umaMutations = (engine: Dialect, tables: readonly ExpectedTable[]): readonly UmaMutation[] => [
  ...tables.map((table) => droppedTable(engine, table, tables)),
  ...tables.flatMap((table) => table.columns.flatMap((column) => columnMutations(engine, table, column))),
  ...tables.flatMap((table) => primaryKeyMutations(engine, table, tables)),
  ...tables.flatMap((table) => table.foreignKeys.flatMap((key, index) => foreignKeyMutations(engine, table, key, index))),
  ...tables.flatMap((table) => table.indexes.flatMap((index) => indexMutations(engine, table, index))),
  ...tables.flatMap((table) => (engine === 'postgres' ? sequenceMutations(table) : engineMutations(table))),
]

const isKey = (table: ExpectedTable, column: string): boolean => table.primaryKey?.includes(column) ?? false
const isForeign = (table: ExpectedTable, column: string): boolean => table.foreignKeys.some(({ columns }) => columns.includes(column))

const referring = (target: string, tables: readonly ExpectedTable[]) =>
  tables.flatMap((table) =>
    table.foreignKeys.flatMap((key, index) =>
      key.table === target && table.name !== target ? [{ table, index, subject: `${table.name}.${key.columns.join(', ')} foreign key` }] : [],
    ),
  )

const droppedTable = (engine: Dialect, table: ExpectedTable, tables: readonly ExpectedTable[]): UmaMutation => {
  const keys = referring(table.name, tables)
  const sql =
    engine === 'postgres'
      ? `DROP TABLE ${table.name} CASCADE`
      : [
          ...keys.map((key) => `ALTER TABLE ${key.table.name} DROP FOREIGN KEY ${key.table.name}_ibfk_${key.index + 1}`),
          `DROP TABLE ${table.name}`,
        ].join(';')
  return { name: `${table.name} dropped`, sql, subjects: [table.name, ...keys.map(({ subject }) => subject)] }
}

/** A column's declaration with something else in it. */
const changed = (
  engine: Dialect,
  table: ExpectedTable,
  column: ExpectedColumn,
  more: { readonly native?: string; readonly nullable?: boolean },
): string => {
  const type = column.type === null || more.native === undefined ? column.type : { ...column.type, native: more.native }
  return `ALTER TABLE ${table.name} MODIFY ${columnDdl(engine, { ...column, type, nullable: more.nullable ?? column.nullable })}`
}

const columnMutations = (engine: Dialect, table: ExpectedTable, column: ExpectedColumn): readonly UmaMutation[] => {
  if (isKey(table, column.name)) return []
  const at = `${table.name}.${column.name}`
  const foreign = isForeign(table, column.name)
  const alter = `ALTER TABLE ${table.name} ALTER ${column.name}`
  const index = table.foreignKeys.findIndex(({ columns }) => columns.includes(column.name)) + 1
  const drop =
    engine === 'mysql' && foreign
      ? `ALTER TABLE ${table.name} DROP FOREIGN KEY ${table.name}_ibfk_${index}; ALTER TABLE ${table.name} DROP COLUMN ${column.name}`
      : `ALTER TABLE ${table.name} DROP COLUMN ${column.name}`
  const held = table.indexes.filter(({ columns }) => columns.some(({ name }) => name === column.name)).map(({ name }) => `${table.name}.${name}`)
  const { native, family } = otherType(engine, column)
  const required = column.nullable === false
  const nullability =
    engine === 'postgres' ? `${alter} ${required ? 'DROP' : 'SET'} NOT NULL` : changed(engine, table, column, { nullable: required })
  const [value = null] = column.defaults
  return [
    { name: `${at} dropped`, sql: drop, subjects: [at, ...held, ...(foreign ? [`${at} foreign key`] : [])] },
    { name: `${at} ${required ? 'nullable' : 'not nullable'}`, sql: nullability, subjects: [`${at} nullability`] },
    ...(foreign
      ? []
      : [
          {
            name: `${at} as ${native}`,
            sql: engine === 'postgres' ? `${alter} TYPE ${native}` : changed(engine, table, column, { native }),
            subjects: [`${at} type`],
          },
        ]),
    ...(value === null
      ? []
      : [
          { name: `${at} without default`, sql: `${alter} DROP DEFAULT`, subjects: [`${at} default`] },
          {
            name: `${at} with another default`,
            sql: `${alter} SET DEFAULT ${family === 'varchar' ? "'active'" : '-1'}`,
            subjects: [`${at} default`],
          },
        ]),
    ...(value === null && family === 'varchar'
      ? [{ name: `${at} with a default`, sql: `${alter} SET DEFAULT 'x'`, subjects: [`${at} default`] }]
      : []),
  ]
}

const otherType = (engine: Dialect, { type }: ExpectedColumn): { readonly native: string; readonly family: string } => {
  if (type?.family === 'varchar') return { native: `varchar(${(type.length ?? 0) - 1})`, family: 'varchar' }
  if (type?.family === 'timestamp') return { native: engine === 'postgres' ? 'timestamptz' : 'datetime', family: 'timestamp' }
  return { native: 'bigint', family: type?.family ?? '' }
}

const primaryKeyMutations = (engine: Dialect, table: ExpectedTable, tables: readonly ExpectedTable[]): readonly UmaMutation[] => {
  const subject = `${table.name}.ID primary key`
  const keys = referring(table.name, tables).map((key) => key.subject)
  if (engine === 'mysql') {
    // What AUTO_INCREMENT and foreign keys need is an index, which takes the key's place.
    const index = `ALTER TABLE ${table.name} ADD INDEX IDX_KEPT (ID)`
    return [{ name: `${table.name} without primary key`, sql: `${index}; ALTER TABLE ${table.name} DROP PRIMARY KEY`, subjects: [subject] }]
  }
  const drop = `ALTER TABLE ${table.name} DROP CONSTRAINT ${table.name}_pkey CASCADE`
  const other = table.columns.find(({ nullable, name }) => nullable === false && name !== 'ID')?.name ?? 'ID'
  return [
    { name: `${table.name} without primary key`, sql: drop, subjects: [subject, ...keys] },
    {
      name: `${table.name} with a wider primary key`,
      sql: `${drop}; ALTER TABLE ${table.name} ADD PRIMARY KEY (ID, ${other})`,
      subjects: [subject, ...keys],
    },
  ]
}

const foreignKeyMutations = (
  engine: Dialect,
  { name }: ExpectedTable,
  { columns, table: target, referenced }: ExpectedTable['foreignKeys'][number],
  index: number,
): readonly UmaMutation[] => {
  const column = columns.join(', ')
  const drop =
    engine === 'postgres'
      ? `ALTER TABLE ${name} DROP CONSTRAINT ${name}_${column}_fkey`
      : `ALTER TABLE ${name} DROP FOREIGN KEY ${name}_ibfk_${index + 1}`
  const add = (to: string, rule: string): string => `${drop}; ALTER TABLE ${name} ADD FOREIGN KEY (${column}) REFERENCES ${to}${rule}`
  const to = `${target} (${referenced.join(', ')})`
  const cascade = ' ON DELETE CASCADE'
  const at = `${name}.${column}`
  return [
    { name: `${at}: no foreign key`, sql: drop, subjects: [`${at} foreign key`] },
    { name: `${at}: no action`, sql: add(to, ''), subjects: [`${at} delete rule`] },
    { name: `${at}: to itself`, sql: add(`${name} (ID)`, cascade), subjects: [`${at} foreign key`] },
    ...(engine === 'postgres'
      ? [{ name: `${at}: not validated`, sql: add(to, `${cascade} NOT VALID`), subjects: [`${name}.foreign key (${column})`] }]
      : []),
  ]
}

const indexMutations = (engine: Dialect, table: ExpectedTable, { name, columns }: ExpectedTable['indexes'][number]): readonly UmaMutation[] => {
  const subjects = [`${table.name}.${name}`]
  const drop = engine === 'postgres' ? `DROP INDEX ${name}` : `DROP INDEX ${name} ON ${table.name}`
  const on = columns.map((column) => column.name)
  const [first = ''] = on
  const made = (what: string, text: string, unique = ''): UmaMutation => ({
    name: `${name} ${what}`,
    sql: `${drop}; CREATE ${unique}INDEX ${name} ON ${table.name} ${text}`,
    subjects,
  })
  return [
    { name: `${name} dropped`, sql: drop, subjects },
    made('unique', `(${on.join(', ')})`, 'UNIQUE '),
    made('with one column more', `(${[...on, 'ID'].join(', ')})`),
    made('on other columns', '(ID)'),
    ...(on.length > 1 ? [made('the other way round', `(${[...on].reverse().join(', ')})`), made('with one column less', `(${first})`)] : []),
    ...(engine === 'postgres'
      ? [
          made('descending', `(${on.map((column) => `${column} DESC`).join(', ')})`),
          made('of another kind', `USING brin (${on.join(', ')})`),
          made('partial', `(${on.join(', ')}) WHERE ID > 0`),
          made('of an expression', `(lower(${first}))`),
        ]
      : [made('of the beginning', `(${on.map((column) => `${column}(10)`).join(', ')})`), made('of words', `(${on.join(', ')})`, 'FULLTEXT ')]),
  ]
}

const sequenceMutations = ({ name, columns }: ExpectedTable): readonly UmaMutation[] =>
  columns.flatMap(({ sequence }) => {
    if (sequence === null) return []
    const generation = `${name}.ID generation`
    return [
      { name: `${sequence} dropped`, sql: `DROP SEQUENCE ${sequence} CASCADE`, subjects: [`${name}.${sequence}`, generation] },
      { name: `${sequence} by 10`, sql: `ALTER SEQUENCE ${sequence} INCREMENT BY 10`, subjects: [`${name}.${sequence}`] },
      { name: `${sequence} in a cycle`, sql: `ALTER SEQUENCE ${sequence} CYCLE`, subjects: [`${name}.${sequence}`] },
      { name: `${name} takes from no sequence`, sql: `ALTER TABLE ${name} ALTER ID DROP DEFAULT`, subjects: [generation] },
      {
        name: `${name} takes from another sequence`,
        sql: `CREATE SEQUENCE other_seq; ALTER TABLE ${name} ALTER ID SET DEFAULT nextval('other_seq')`,
        subjects: [generation],
      },
    ]
  })

const engineMutations = (table: ExpectedTable): readonly UmaMutation[] => [
  {
    name: `${table.name} without AUTO_INCREMENT`,
    sql: `SET FOREIGN_KEY_CHECKS = 0; ALTER TABLE ${table.name} MODIFY ID INT NOT NULL`,
    subjects: [`${table.name}.ID generation`],
  },
  {
    name: `${table.name} with a column that must be filled`,
    sql: `ALTER TABLE ${table.name} ADD NEEDED INT NOT NULL`,
    subjects: [`${table.name}.NEEDED`],
  },
]
