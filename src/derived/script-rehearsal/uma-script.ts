import type { CreateTable, DeclaredColumn, DeclaredForeignKey, SqlOperation } from '../../formats/sql-ddl/operation.ts'
import { foldedName } from '../../formats/sql-ddl/tokens.ts'
import type { SqlDialect } from '../../formats/sql-type.ts'

/**
 * What the source's script for the IDN_UMA_* tables does on each engine, in our own description (facts/wso2.md §3.1; sources/wso2-is-km-5.7.0-to-5.11.0.md,
 * step 3 of "Step A"). A test holds it against the source's own text where that is at hand.
 */
export const umaScript = (engine: SqlDialect): readonly SqlOperation[] => TABLES.flatMap((table) => partsOf(table, engine))

interface Described {
  readonly name: string
  readonly columns: readonly Column[]
  readonly references?: readonly Reference[]
  readonly indexes?: readonly (readonly [string, readonly string[]])[]
  /** Where it is not the table's name with _TRIG. */
  readonly trigger?: string
}
type Kind = 'integer' | 'time' | number
/** Name, kind (a number: a text of that length), whether it is NOT NULL, default. */
type Column = readonly [name: string, kind: Kind, notNull?: boolean, standard?: string]
interface Reference {
  readonly column: string
  readonly to: string
  /** SQL Server takes no two ways of cascading to one table. */
  readonly mssql?: 'no-action'
}

const REQUIRED = true
const TENANT: Column = ['TENANT_ID', 'integer', false, '-1234']
const toResource: Reference = { column: 'RESOURCE_IDENTITY', to: 'IDN_UMA_RESOURCE' }

const TABLES: readonly Described[] = [
  {
    name: 'IDN_UMA_RESOURCE',
    columns: [
      ['RESOURCE_ID', 255],
      ['RESOURCE_NAME', 255],
      ['TIME_CREATED', 'time', REQUIRED],
      ['RESOURCE_OWNER_NAME', 255],
      ['CLIENT_ID', 255],
      TENANT,
      ['USER_DOMAIN', 50],
    ],
    indexes: [
      ['IDX_RID', ['RESOURCE_ID']],
      ['IDX_USER', ['RESOURCE_OWNER_NAME', 'USER_DOMAIN']],
    ],
  },
  {
    name: 'IDN_UMA_RESOURCE_META_DATA',
    columns: [
      ['RESOURCE_IDENTITY', 'integer', REQUIRED],
      ['PROPERTY_KEY', 40],
      ['PROPERTY_VALUE', 255],
    ],
    references: [toResource],
    // The name with META_DATA has 31 characters; Oracle took 30.
    trigger: 'IDN_UMA_RESOURCE_METADATA_TRIG',
  },
  {
    name: 'IDN_UMA_RESOURCE_SCOPE',
    columns: [
      ['RESOURCE_IDENTITY', 'integer', REQUIRED],
      ['SCOPE_NAME', 255],
    ],
    references: [toResource],
    indexes: [['IDX_RS', ['SCOPE_NAME']]],
  },
  {
    name: 'IDN_UMA_PERMISSION_TICKET',
    columns: [
      ['PT', 255, REQUIRED],
      ['TIME_CREATED', 'time', REQUIRED],
      ['EXPIRY_TIME', 'time', REQUIRED],
      ['TICKET_STATE', 25, false, "'ACTIVE'"],
      TENANT,
    ],
    indexes: [['IDX_PT', ['PT']]],
  },
  {
    name: 'IDN_UMA_PT_RESOURCE',
    columns: [
      ['PT_RESOURCE_ID', 'integer', REQUIRED],
      ['PT_ID', 'integer', REQUIRED],
    ],
    references: [
      { column: 'PT_ID', to: 'IDN_UMA_PERMISSION_TICKET' },
      { column: 'PT_RESOURCE_ID', to: 'IDN_UMA_RESOURCE', mssql: 'no-action' },
    ],
  },
  {
    name: 'IDN_UMA_PT_RESOURCE_SCOPE',
    columns: [
      ['PT_RESOURCE_ID', 'integer', REQUIRED],
      ['PT_SCOPE_ID', 'integer', REQUIRED],
    ],
    references: [
      { column: 'PT_RESOURCE_ID', to: 'IDN_UMA_PT_RESOURCE' },
      { column: 'PT_SCOPE_ID', to: 'IDN_UMA_RESOURCE_SCOPE', mssql: 'no-action' },
    ],
  },
]

const partsOf = (table: Described, engine: SqlDialect): readonly SqlOperation[] => {
  const fold = (name: string): string => foldedName(engine, name)
  const named = fold(table.name)
  const sequence = fold(`${table.name}_SEQ`)
  const made = createTable(table, engine)
  const indexes = (table.indexes ?? []).map(([index, columns]): SqlOperation => ({
    kind: 'create-index',
    index: fold(index),
    table: named,
    columns: columns.map((name) => ({ name: fold(name), descending: false })),
    unique: false,
    ifNotExists: false,
  }))
  if (engine === 'mysql' || engine === 'mssql') return [made, ...indexes]
  const numbers: SqlOperation = {
    kind: 'create-sequence',
    sequence,
    ifNotExists: false,
    start: '1',
    increment: '1',
    cache: engine === 'postgres' ? null : '0',
  }
  if (engine === 'postgres')
    return [
      { kind: 'drop-table', table: named, ifExists: true, cascade: false },
      { kind: 'drop-sequence', sequence, ifExists: true, cascade: false },
      numbers,
      made,
      ...indexes.flatMap((index): readonly SqlOperation[] =>
        index.kind === 'create-index' ? [{ kind: 'drop-index', index: index.index, ifExists: true, table: null, cascade: false }, index] : [],
      ),
    ]
  const trigger = (engine === 'oracle' ? table.trigger : undefined) ?? `${table.name}_TRIG`
  return [
    made,
    numbers,
    { kind: 'create-trigger', trigger: fold(trigger), table: named, orReplace: engine === 'oracle', column: fold('ID'), sequence },
    ...indexes,
  ]
}

const GENERATED = { postgres: null, mysql: 'auto-increment', mssql: 'identity', oracle: null, db2: null } as const

const createTable = (table: Described, engine: SqlDialect): CreateTable => {
  const fold = (name: string): string => foldedName(engine, name)
  const id: DeclaredColumn = {
    ...columnOf(['ID', 'integer', engine !== 'oracle'], engine),
    generation: GENERATED[engine],
    sequence: engine === 'postgres' ? fold(`${table.name}_SEQ`) : null,
  }
  return {
    kind: 'create-table',
    table: fold(table.name),
    ifNotExists: engine === 'mysql' || engine === 'mssql',
    columns: [id, ...table.columns.map((column) => columnOf(column, engine))],
    primaryKey: { name: null, columns: [id.name] },
    uniques: [],
    foreignKeys: (table.references ?? []).map((reference): DeclaredForeignKey => ({
      name: null,
      columns: [fold(reference.column)],
      referencedTable: fold(reference.to),
      referencedColumns: [id.name],
      deleteRule: (engine === 'mssql' ? reference.mssql : undefined) ?? 'cascade',
    })),
    storageEngine: null,
  }
}

const columnOf = ([name, kind, notNull = false, standard]: Column, engine: SqlDialect): DeclaredColumn => ({
  name: foldedName(engine, name),
  type: typeOf(kind, engine),
  notNull,
  saysNull: false,
  default: standard ?? null,
  sequence: null,
  generation: null,
  onUpdate: null,
})

const typeOf = (kind: Kind, engine: SqlDialect): string => {
  if (kind === 'integer') return 'INTEGER'
  if (kind === 'time') return engine === 'mssql' ? 'DATETIME' : 'TIMESTAMP'
  return engine === 'oracle' ? `VARCHAR2(${kind})` : `VARCHAR(${kind})`
}
