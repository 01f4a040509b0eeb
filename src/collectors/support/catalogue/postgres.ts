import { partial } from '../../../core/collector.ts'
import { FactError } from '../../../core/fact-error.ts'
import type { SqlRow, SqlStatement } from '../../../core/sql.ts'
import type {
  CatalogueColumn,
  CatalogueForeignKey,
  CatalogueIndex,
  CatalogueTable,
  CatalogueTrigger,
  DatabaseCatalogue,
} from '../../../facts/database-catalogue.ts'
import { POSTGRES_CATALOGUE, POSTGRES_COLUMN, POSTGRES_KEY } from '../../../statements/sql/catalogue-postgres.ts'
import { byName, cellsOf, groupedBy, type Cells } from './cells.ts'
import { declared, NOT_GENERATED } from './declared.ts'
import type { EngineCatalogue } from './engine-catalogue.ts'
import { ownName, sequencesNamed } from './sequence-names.ts'

const KINDS: Readonly<Record<string, CatalogueTable['kind']>> = { r: 'table', v: 'view' }
const DELETE_RULES: Readonly<Record<string, CatalogueForeignKey['deleteRule']>> = {
  a: 'no-action',
  r: 'restrict',
  c: 'cascade',
  n: 'set-null',
  d: 'set-default',
}
const TYPE_KINDS: Readonly<Record<string, string>> = {
  b: 'base type',
  d: 'domain',
  e: 'enum type',
  r: 'range type',
  m: 'multirange type',
  p: 'pseudo-type',
}

export const postgresCatalogue: EngineCatalogue = {
  statements: [POSTGRES_CATALOGUE.relations, POSTGRES_CATALOGUE.columns, POSTGRES_CATALOGUE.keys],
  read: ([relationRows = [], columnRows = [], keyRows = []], { database, schema }) => {
    const relations = groupedBy(cellsOf(POSTGRES_CATALOGUE.relations, relationRows), (row) => row.text('what'))
    if (!relations.has('schema')) throw new FactError('missing-evidence', `the database ${database} has no schema ${schema}`)
    const sequences = relations.get('sequence') ?? []
    const identities = new Map(sequences.map((row) => [`${row.maybe('of_table') ?? ''}\n${row.maybe('kind') ?? ''}`, row.text('name')]))
    const columns = listsOf(POSTGRES_CATALOGUE.columns, columnRows, POSTGRES_COLUMN, 'columns')
    const keys = listsOf(POSTGRES_CATALOGUE.keys, keyRows, POSTGRES_KEY, 'keys')
    const triggers = groupedBy(relations.get('trigger') ?? [], (row) => row.text('of_table'))
    const names = new Map([...columns].map(([table, rows]) => [table, new Map(rows.map((row) => [row.text('number'), row.text('name')]))]))
    const namesOf = (table: string): ReadonlyMap<string, string> => names.get(table) ?? new Map<string, string>()
    const relation = (relations.get('relation') ?? []).filter((row) => row.text('kind') !== 'c')
    const value: DatabaseCatalogue = {
      engine: 'postgres',
      database,
      schema,
      folding: { tables: 'lower', others: 'lower' },
      tables: relation
        .map((row): CatalogueTable => {
          const name = row.text('name')
          const own = keys.get(name) ?? []
          return {
            name,
            kind: KINDS[row.text('kind')] ?? 'other',
            storageEngine: null,
            rowFormat: null,
            characterSet: null,
            collation: null,
            estimatedRows: row.maybe('a'),
            estimatedBytes: bytesOf(row, own),
            columns: (columns.get(name) ?? []).map((column) => columnOf(column, name, schema, identities)).sort((a, b) => a.position - b.position),
            ...keysOf(own, namesOf(name), namesOf),
            triggers: (triggers.get(name) ?? []).map((trigger) => triggerOf(trigger, schema)).sort(byName),
          }
        })
        .sort(byName),
      sequences: sequences
        .map((row) => ({ name: row.text('name'), start: row.maybe('a'), increment: row.maybe('b'), cache: cacheOf(row), cycle: cycleOf(row) }))
        .sort(byName),
      others: [
        ...(relations.get('relation') ?? [])
          .filter((row) => row.text('kind') === 'c')
          .map((row) => ({ name: row.text('name'), kind: 'composite type' })),
        ...(relations.get('type') ?? []).map((row) => ({ name: row.text('name'), kind: TYPE_KINDS[row.text('kind')] ?? 'type' })),
      ].sort(byName),
    }
    return partial(value, unshownIn(value))
  },
}

/** Everybody sees that a sequence is there, and only who has a right to it how it counts. */
const unshownIn = ({ sequences, schema }: DatabaseCatalogue): readonly string[] => {
  const unshown = sequences.filter(({ increment }) => increment === null).length
  return unshown === 0
    ? []
    : [
        `how sequences count is not shown to the account (${unshown} of ${sequences.length}): grant it SELECT on all sequences of the schema ${schema}`,
      ]
}

/** PostgreSQL calls a cache of one value what others call none. */
const cacheOf = (row: Cells): string | null => (row.maybe('c') === '1' ? '0' : row.maybe('c'))
const cycleOf = (row: Cells): boolean | null => (row.maybe('d') === null ? null : row.flag('d'))

/** As of the last ANALYZE; null when there was none. */
const bytesOf = (row: Cells, keys: readonly Cells[]): string | null => {
  if (row.maybe('a') === null) return null
  const pages = keys.reduce((sum, key) => sum + Number(key.maybe('pages') ?? 0), Number(row.text('b')) + Number(row.maybe('c') ?? 0))
  return String(pages * row.whole('d'))
}

const columnOf = (row: Cells, table: string, schema: string, identities: ReadonlyMap<string, string>): CatalogueColumn => {
  const { type, given } = declared('postgres', row.text('type'), row.maybe('default_text'))
  const generation = (): CatalogueColumn['generation'] => {
    if (row.flag('generated')) return { kind: 'computed', sequence: null }
    if (row.text('identity') !== '') return { kind: 'identity', sequence: identities.get(`${table}\n${row.text('name')}`) ?? null }
    return given.sequence === null ? NOT_GENERATED : { kind: 'sequence', sequence: ownName(given.sequence, schema) }
  }
  return {
    name: row.text('name'),
    position: row.whole('number'),
    type,
    nullable: !row.flag('required'),
    default: given.value,
    generation: generation(),
    onUpdate: null,
    characterSet: null,
    collation: row.maybe('collation'),
  }
}

type Keys = Pick<CatalogueTable, 'primaryKey' | 'uniques' | 'foreignKeys' | 'indexes'>

const keysOf = (rows: readonly Cells[], names: ReadonlyMap<string, string>, namesOf: (table: string) => ReadonlyMap<string, string>): Keys => {
  const named = (numbers: string, of = names): string[] => numbers.split(' ').map((number) => of.get(number) ?? unknownColumn(number))
  const by = (what: string): readonly Cells[] => rows.filter((row) => row.text('what') === what)
  const keyOf = (row: Cells) => ({ name: row.text('name'), columns: named(row.text('columns')), enforced: row.flag('valid') })
  const made = new Map([
    ...by('primary').map((row) => [row.text('options'), 'primary-key'] as const),
    ...by('unique').map((row) => [row.text('options'), 'unique-constraint'] as const),
  ])
  return {
    primaryKey: by('primary').map(keyOf)[0] ?? null,
    uniques: by('unique').map(keyOf).sort(byName),
    foreignKeys: by('foreign')
      .map((row): CatalogueForeignKey => {
        const elsewhere = row.maybe('target_schema')
        const targets = row.text('target_columns')
        return {
          name: row.text('name'),
          columns: named(row.text('columns')),
          referencedSchema: elsewhere,
          referencedTable: row.text('target_table'),
          referencedColumns: elsewhere === null ? named(targets, namesOf(row.text('target_table'))) : textsOf(targets).map((name) => name ?? ''),
          deleteRule: DELETE_RULES[row.text('delete_rule')] ?? unknownRule(row),
          enforced: row.flag('valid'),
        }
      })
      .sort(byName),
    indexes: by('index')
      .map((row) => ({ ...indexOf(row, names), madeFor: made.get(row.text('name')) ?? null }))
      .sort(byName),
  }
}

const indexOf = (row: Cells, names: ReadonlyMap<string, string>): CatalogueIndex => {
  const options = row.text('options').split(' ')
  const expressions = row.maybe('expressions') === null ? [] : textsOf(row.text('expressions'))
  return {
    name: row.text('name'),
    unique: row.flag('is_unique'),
    columns: row
      .text('columns')
      .split(' ')
      .slice(0, options.length)
      .map((number, place) => ({
        name: number === '0' ? null : (names.get(number) ?? unknownColumn(number)),
        expression: number === '0' ? (expressions[place] ?? null) : null,
        prefix: null,
        // The first bit of indoption is DESC, the second NULLS FIRST.
        descending: (Number(options[place]) & 1) === 1,
      })),
    condition: row.maybe('condition'),
    valid: row.flag('valid'),
    madeFor: null,
    ...(row.text('kind') === 'btree' ? {} : { kind: row.text('kind') }),
  }
}

/** A list of texts that the server wrote as JSON. */
const textsOf = (json: string): SqlRow => {
  const value = parsed(json)
  if (!isTexts(value)) throw new FactError('parse-failed', 'the server sends no list of texts where it was asked for one')
  return value
}

/** The items of each table's list, by table. */
const listsOf = (statement: SqlStatement, rows: readonly SqlRow[], item: Pick<SqlStatement, 'id' | 'columns'>, column: string) =>
  new Map(
    cellsOf(statement, rows).map((row): readonly [string, readonly Cells[]] => {
      const value = parsed(row.text(column))
      if (!Array.isArray(value) || !value.every(isTexts) || value.some(({ length }) => length !== item.columns.length))
        throw new FactError('parse-failed', 'the server sends no lists of texts where it was asked for them')
      return [row.text('table_name'), cellsOf(item, value)]
    }),
  )

const isTexts = (value: unknown): value is SqlRow => Array.isArray(value) && value.every((item) => item === null || typeof item === 'string')

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw new FactError('parse-failed', 'the server sends no JSON where it was asked for some', { cause: error })
  }
}

const unknownColumn = (number: string): never => {
  throw new FactError('changed', `a key names column ${number} of a table that has no such column: the schema was changed while it was read`)
}
const unknownRule = (row: Cells): never => {
  throw new FactError('parse-failed', `the foreign key ${row.text('name')} has a delete rule that is not known`)
}

/** Bits of pg_trigger.tgtype (src/include/catalog/pg_trigger.h). */
const triggerOf = (row: Cells, schema: string): CatalogueTrigger => {
  const bits = row.whole('kind')
  const events = (
    [
      [4, 'insert'],
      [8, 'delete'],
      [16, 'update'],
      [32, 'other'],
    ] as const
  ).filter(([bit]) => (bits & bit) !== 0)
  return {
    name: row.text('name'),
    timing: (bits & 64) !== 0 ? 'instead-of' : (bits & 2) !== 0 ? 'before' : 'after',
    events: events.map(([, event]) => event),
    perRow: (bits & 1) !== 0,
    enabled: row.text('a') === 'O' || row.text('a') === 'A',
    valid: null,
    sequences: sequencesNamed('postgres', row.maybe('b') ?? '', schema),
  }
}
