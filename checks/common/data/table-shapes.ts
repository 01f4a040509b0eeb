import {
  list,
  mapOf,
  normalDefault,
  object,
  sqlTypeOf,
  text,
  type Engine,
  type ExpectedColumn,
  type ExpectedForeignKey,
  type ExpectedTable,
  type TypeOf,
} from '../../../src/api.ts'

const columns = list(text(undefined, 256), undefined, 100)

/** Tables as a plan describes them; what it does not say may be anything. */
export const TABLE_SHAPES = object({
  tables: mapOf(
    object(
      {},
      {
        columns: mapOf(
          text("type, then `not null` or `null`, then `default VALUE` or `no default`: varchar(255) not null default 'ACTIVE'", 512),
          'by name; nothing but the name is asked where the text is empty',
        ),
        primaryKey: columns,
        uniques: list(columns, 'the columns of each', 100),
        foreignKeys: list(text('PT_ID -> IDN_UMA_PERMISSION_TICKET(ID) on delete cascade', 512), 'without `on delete`: any rule', 100),
        indexes: mapOf(columns, 'by name; ` desc` behind a column that descends'),
        uniqueIndexes: mapOf(columns, 'as `indexes`'),
      },
    ),
    'by name, as a script writes it without quotes',
  ),
})

type Shapes = TypeOf<typeof TABLE_SHAPES>
type Shape = Shapes['tables'][string]

/** The tables, or what in the parameters cannot be understood. */
export const expectedShapes = (engine: Engine, { tables }: Shapes): readonly ExpectedTable[] | string => {
  const named = Object.entries(tables)
  if (named.length === 0) return 'they name no table'
  const found: ExpectedTable[] = []
  for (const [name, shape] of named) {
    const columns = Object.entries(shape.columns ?? {}).map(([column, said]) => columnOf(engine, column, said))
    const keys = (shape.foreignKeys ?? []).map(foreignKeyOf)
    const unread = [...columns, ...keys].find((one) => typeof one === 'string')
    if (unread !== undefined) return `${name}: ${unread}`
    found.push(tableOf(name, shape, columns.filter(isRead), keys.filter(isRead)))
  }
  return found
}

const isRead = <T extends object>(one: T | string): one is T => typeof one !== 'string'

const tableOf = (name: string, shape: Shape, columns: readonly ExpectedColumn[], foreignKeys: readonly ExpectedForeignKey[]): ExpectedTable => ({
  name,
  columns,
  primaryKey: shape.primaryKey ?? null,
  uniques: shape.uniques ?? [],
  foreignKeys,
  indexes: ([false, true] as const).flatMap((unique) =>
    Object.entries((unique ? shape.uniqueIndexes : shape.indexes) ?? {}).map(([index, of]) => ({
      name: index,
      unique,
      columns: of.map((column) => ({ name: column.replace(/ desc$/i, ''), prefix: null, descending: / desc$/i.test(column) })),
    })),
  ),
  triggers: [],
})

const COLUMN = /^(?<type>.*?)(?<nullability>\s+not null|\s+null)?(?:\s+default (?<value>.+)|(?<none>\s+no default))?$/i

const columnOf = (engine: Engine, name: string, said: string): ExpectedColumn | string => {
  const { type = '', nullability, value, none } = COLUMN.exec(` ${said.trim()}`)?.groups ?? {}
  const native = type.trim()
  const read = native === '' ? null : sqlTypeOf(engine, native)
  if (read?.family === 'other') return `${engine} has no type ${native} (column ${name})`
  const normal = value === undefined ? null : normalDefault(engine, value, read ?? sqlTypeOf(engine, 'varchar(1)'))
  if (normal !== null && normal.sequence !== null) return `a sequence cannot be asked for (column ${name})`
  return {
    name,
    type: read,
    nullable: nullability === undefined ? null : !/not/i.test(nullability),
    defaults: normal !== null ? [normal.value] : none !== undefined ? [null] : [],
    generation: null,
    sequence: null,
  }
}

const RULES = { cascade: 'cascade', 'set null': 'set-null', 'no action': 'no-action', restrict: 'no-action' } as const

const foreignKeyOf = (said: string): ExpectedForeignKey | string => {
  const found =
    /^\s*(?<columns>[^>]+?)\s*->\s*(?<table>[^(\s]+)\s*\((?<referenced>[^)]+)\)(?:\s+on delete (?<rule>cascade|set null|no action|restrict))?\s*$/i.exec(
      said,
    )?.groups
  if (found === undefined) return `not a foreign key: ${said}`
  const { columns = '', table = '', referenced = '', rule } = found
  const parts = (names: string): readonly string[] => names.split(',').map((name) => name.trim())
  return { columns: parts(columns), table, referenced: parts(referenced), deleteRule: ruleOf(rule?.toLowerCase()) }
}

const ruleOf = (rule: string | undefined): ExpectedForeignKey['deleteRule'] =>
  rule === 'cascade' || rule === 'set null' || rule === 'no action' || rule === 'restrict' ? RULES[rule] : null
