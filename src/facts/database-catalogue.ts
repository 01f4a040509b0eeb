import { defineFact, type ValueOf } from '../core/fact.ts'
import { anyOrder, choice, flag, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'
import { ENGINES } from '../core/sql.ts'

const name = (description?: string) => text(description, 256)
const names = (description?: string) => list(name(), description, 1000)

/**
 * Families of column types, one word for what is the same thing in every engine; what is told apart here is never equal. `datetime` is a date with a time
 * that knows no zone in MySQL and SQL Server; `timestamp` is what each engine calls so (without zone, unless `timestamp-tz`).
 */
export const TYPE_FAMILIES = [
  'smallint',
  'tinyint',
  'mediumint',
  'integer',
  'bigint',
  'decimal',
  'real',
  'double',
  'boolean',
  'bit',
  'char',
  'varchar',
  'nchar',
  'nvarchar',
  'clob',
  'binary',
  'varbinary',
  'blob',
  'date',
  'time',
  'datetime',
  'timestamp',
  'timestamp-tz',
  'uuid',
  'json',
  'xml',
  'enum',
  'other',
] as const

/** The type of a column in the words that all engines share. */
export const columnType = object({
  family: choice(TYPE_FAMILIES),
  length: nullable(integer('of texts and bytes, as declared; -1: without bound'), 'null: the family has none'),
  precision: nullable(integer('decimal digits; fractions of a second for times'), 'null: none declared, the default of the engine'),
  scale: nullable(integer(), 'null: none declared'),
  native: text('as the engine writes it: `character varying(255)`, `int(11)`', 256),
})

const column = object({
  name: name('as stored'),
  position: integer('from 1', 1),
  type: columnType,
  nullable: flag(),
  default: nullable(
    text("normalised: a literal as SQL writes it ('ACTIVE', -1234), CURRENT_TIMESTAMP, or the engine's expression", 4096),
    'null: none, or generated',
  ),
  generation: object({
    kind: choice(['none', 'auto-increment', 'identity', 'sequence', 'computed'], '`sequence`: by its default; a trigger stands with the table'),
    sequence: nullable(name('its name as stored, without schema when it is the own one')),
  }),
  onUpdate: nullable(text('CURRENT_TIMESTAMP (MySQL)', 256)),
  characterSet: nullable(name()),
  collation: nullable(name()),
})

const foreignKey = object({
  name: name(),
  columns: names(),
  referencedSchema: nullable(name(), 'null: the own schema'),
  referencedTable: name(),
  referencedColumns: names(),
  deleteRule: choice(
    ['cascade', 'restrict', 'no-action', 'set-null', 'set-default', 'unknown'],
    '`unknown`: not shown to the account (MariaDB); then the fact is incomplete',
  ),
  /** Disabled, not trusted (SQL Server), not validated (PostgreSQL, Oracle): rows may break it. */
  enforced: flag('false: disabled, or existing rows were never checked'),
})

const index = object(
  {
    name: name(),
    unique: flag(),
    columns: list(
      object({
        name: nullable(name(), 'null: an expression'),
        expression: nullable(text(undefined, 4096), 'null: a column'),
        prefix: nullable(integer('characters of the column that are indexed (MySQL)'), 'null: the whole'),
        descending: flag(),
      }),
      'in their order; included columns are left out',
      1000,
    ),
    condition: nullable(text('of a partial or filtered index', 4096), 'null: over all rows'),
    valid: flag('false: the engine does not use it as it should (invalid, unusable, disabled, invisible; Oracle: of bitmaps or a domain)'),
    /** Made by the engine for a primary key, a unique constraint or (MySQL) a foreign key. */
    madeFor: nullable(choice(['primary-key', 'unique-constraint', 'foreign-key']), 'null: made by itself'),
  },
  { kind: name('where it is none that finds and orders single values: FULLTEXT, SPATIAL; brin, gin, hash') },
)

const key = object({ name: name(), columns: names('in their order; of MySQL, NAME(10) where only the beginning is in it'), enforced: flag() })

const trigger = object({
  name: name(),
  timing: choice(['before', 'after', 'instead-of', 'other']),
  events: anyOrder(list(choice(['insert', 'update', 'delete', 'other']))),
  perRow: flag(),
  enabled: flag(),
  valid: nullable(flag(), 'null: the engine does not tell'),
  /** Sequences that its text names: `NAME.nextval`, `NEXT VALUE FOR NAME`. */
  sequences: anyOrder(list(name(), 'sequences that its text takes values of')),
})

export const catalogueTable = object({
  name: name('as stored'),
  kind: choice(['table', 'view', 'other'], '`other`: partitioned, foreign, temporary, external, materialised'),
  /** MySQL: InnoDB, MyISAM; null elsewhere. */
  storageEngine: nullable(name()),
  rowFormat: nullable(name('MySQL: Dynamic, Compact, Redundant, Compressed')),
  characterSet: nullable(name()),
  collation: nullable(name()),
  estimatedRows: volatile(nullable(text('an estimate of the engine, decimal digits', 40), 'null: it has none')),
  estimatedBytes: volatile(nullable(text('table and indexes together, decimal digits', 40), 'null: it does not tell')),
  columns: keyedBy(list(column, 'by position'), 'name'),
  primaryKey: nullable(key),
  uniques: keyedBy(list(key, 'unique constraints'), 'name'),
  foreignKeys: keyedBy(list(foreignKey), 'name'),
  indexes: keyedBy(list(index, 'all of them, those made for keys as well'), 'name'),
  triggers: keyedBy(list(trigger), 'name'),
})

export const catalogueSequence = object({
  name: name(),
  start: nullable(text(undefined, 40)),
  increment: nullable(text(undefined, 40)),
  cache: nullable(text('0: none', 40)),
  cycle: nullable(flag()),
})

/**
 * The catalogue of one schema: everything in it that a script could meet or a comparison could ask for. Names are as stored; `folding` says how the engine
 * compares them. Sources: facts/wso2.md §3, facts/performance.md §2.
 */
export const databaseCatalogue = defineFact({
  id: 'database-catalogue',
  title: 'Tables, columns, keys, indexes, sequences and triggers of one schema of a database',
  value: object({
    engine: choice(ENGINES),
    database: name(),
    schema: name('as stored'),
    folding: object(
      {
        tables: choice(['lower', 'upper', 'exact', 'insensitive'], 'what an unquoted name of a table means'),
        others: choice(['lower', 'upper', 'exact', 'insensitive'], 'the same for columns, indexes, sequences, triggers'),
      },
      {},
      '`lower`, `upper`: folded to it and then compared exactly',
    ),
    tables: keyedBy(list(catalogueTable, 'by name'), 'name'),
    sequences: keyedBy(list(catalogueSequence), 'name'),
    /** Names in the namespace of tables or of indexes that belong to something else: types, synonyms, procedures, aliases. */
    others: keyedBy(list(object({ name: name(), kind: name('as the engine calls it') }), 'other objects of the schema'), 'name', 'kind'),
  }),
})

export type DatabaseCatalogue = ValueOf<typeof databaseCatalogue>
export type CatalogueTable = DatabaseCatalogue['tables'][number]
export type CatalogueColumn = CatalogueTable['columns'][number]
export type CatalogueForeignKey = CatalogueTable['foreignKeys'][number]
export type CatalogueIndex = CatalogueTable['indexes'][number]
export type CatalogueKey = NonNullable<CatalogueTable['primaryKey']>
export type CatalogueTrigger = CatalogueTable['triggers'][number]
export type CatalogueSequence = DatabaseCatalogue['sequences'][number]
export type ColumnType = CatalogueColumn['type']
