import { partial } from '../../../core/collector.ts'
import { FactError } from '../../../core/fact-error.ts'
import type { SqlRow, SqlStatement } from '../../../core/sql.ts'
import type { CatalogueForeignKey, CatalogueTable, CatalogueTrigger } from '../../../facts/database-catalogue.ts'
import { FormatError } from '../../../formats/format-error.ts'
import { mysqlListOf } from '../../../formats/mysql-list.ts'
import { MYSQL_CATALOGUE, MYSQL_COLUMN, MYSQL_INDEX_COLUMN } from '../../../statements/sql/catalogue-mysql.ts'
import { byName, cellsOf, groupedBy, type Cells } from './cells.ts'
import type { EngineCatalogue } from './engine-catalogue.ts'
import { mysqlColumnOf, quotesDefaults } from './mysql-column.ts'
import { mysqlIndexesOf } from './mysql-indexes.ts'
import { hiddenFrom } from './mysql-visible.ts'

const KINDS: Readonly<Record<string, CatalogueTable['kind']>> = { 'BASE TABLE': 'table', VIEW: 'view' }
/** To InnoDB RESTRICT and NO ACTION are one thing, and versions differ in what they call a foreign key without a rule. */
const DELETE_RULES: Readonly<Record<string, CatalogueForeignKey['deleteRule']>> = {
  'NO ACTION': 'no-action',
  RESTRICT: 'no-action',
  CASCADE: 'cascade',
  'SET NULL': 'set-null',
  'SET DEFAULT': 'set-default',
}

export const mysqlCatalogue: EngineCatalogue = {
  statements: [MYSQL_CATALOGUE.tables, MYSQL_CATALOGUE.columns, MYSQL_CATALOGUE.indexes, MYSQL_CATALOGUE.keyColumns, MYSQL_CATALOGUE.foreignKeys],
  read: ([tableRows = [], columnRows = [], indexRows = [], keyColumnRows = [], foreignKeyRows = []], { database, schema }) => {
    const relations = groupedBy(cellsOf(MYSQL_CATALOGUE.tables, tableRows), (row) => row.text('what'))
    const itself = relations.get('schema')?.[0]
    if (itself === undefined)
      throw new FactError('permission-denied', `there is no database ${schema}, or the account has no right to anything in it`)
    const quoting = quotesDefaults(itself.text('kind'))
    const columns = listsOf(MYSQL_CATALOGUE.columns, MYSQL_COLUMN, columnRows)
    const indexes = listsOf(MYSQL_CATALOGUE.indexes, MYSQL_INDEX_COLUMN, indexRows)
    const keyColumns = groupedBy(cellsOf(MYSQL_CATALOGUE.keyColumns, keyColumnRows), (row) => row.text('table_name'))
    const rules = new Map(
      cellsOf(MYSQL_CATALOGUE.foreignKeys, foreignKeyRows).map((row) => [`${row.text('table_name')}\n${row.text('name')}`, row.text('delete_rule')]),
    )
    const triggers = groupedBy(relations.get('trigger') ?? [], (row) => row.text('of_table'))
    const stored = (relations.get('table') ?? []).filter((row) => row.maybe('kind') !== 'SEQUENCE')
    const tables = stored
      .map((row): CatalogueTable => {
        const name = row.text('name')
        const foreignKeys = foreignKeysOf(keyColumns.get(name) ?? [], schema, rules)
        return {
          ...tableOf(row),
          columns: (columns.get(name) ?? []).map((column) => mysqlColumnOf(column, quoting, schema)).sort((a, b) => a.position - b.position),
          ...mysqlIndexesOf(indexes.get(name) ?? [], foreignKeys),
          foreignKeys,
          triggers: (triggers.get(name) ?? []).map(triggerOf).sort(byName),
        }
      })
      .sort(byName)
    return partial(
      {
        engine: 'mysql',
        database,
        schema,
        folding: { tables: itself.text('a') === '0' ? 'exact' : 'insensitive', others: 'insensitive' },
        tables,
        // MariaDB's; their properties are in the sequence itself.
        sequences: (relations.get('table') ?? [])
          .filter((row) => row.maybe('kind') === 'SEQUENCE')
          .map((row) => ({ name: row.text('name'), start: null, increment: null, cache: null, cycle: null }))
          .sort(byName),
        others: [],
      },
      [...hiddenFrom(relations.get('right') ?? [], schema), ...unreadableIn(stored), ...unknownRules(tables)],
    )
  },
}

/** The items of each table's list. One that is cut is not believed. */
const listsOf = (
  statement: SqlStatement,
  item: Pick<SqlStatement, 'id' | 'columns'>,
  rows: readonly SqlRow[],
): ReadonlyMap<string, readonly Cells[]> =>
  new Map(
    cellsOf(statement, rows).map((row) => {
      const table = row.text('table_name')
      const items = itemsOf(row.text('list'), item.id)
      if (items.length !== row.whole('count') || items.some((values) => values.length !== item.columns.length))
        throw new FactError('truncated', `${item.id}: the list of ${table} came cut: group_concat_max_len of the server is too small`)
      return [table, cellsOf(item, items)]
    }),
  )

const itemsOf = (list: string, id: string): readonly SqlRow[] => {
  try {
    return mysqlListOf(list)
  } catch (error) {
    if (error instanceof FormatError)
      throw new FactError('truncated', `${id}: ${error.message}: group_concat_max_len of the server is too small`, { cause: error })
    throw error
  }
}

const tableOf = (row: Cells) => {
  const collation = row.maybe('c')
  const [, bytes = null, options = ''] = /^(\d+) ?(.*)$/.exec(row.maybe('e') ?? '') ?? []
  const kind = KINDS[row.text('kind')] ?? 'other'
  return {
    name: row.text('name'),
    kind: /\bpartitioned\b/.test(options) ? ('other' as const) : kind,
    storageEngine: row.maybe('a'),
    rowFormat: row.maybe('b'),
    characterSet: collation?.split('_')[0] ?? null,
    collation,
    estimatedRows: row.maybe('d'),
    estimatedBytes: bytes,
  }
}

const foreignKeysOf = (rows: readonly Cells[], schema: string, rules: ReadonlyMap<string, string>): readonly CatalogueForeignKey[] =>
  [...groupedBy(rows, (row) => row.text('name'))]
    .map(([name, parts]): CatalogueForeignKey => {
      const ordered = [...parts].sort((a, b) => a.whole('place') - b.whole('place'))
      const [first] = ordered
      const targetSchema = first?.text('target_schema') ?? schema
      const rule = rules.get(`${first?.text('table_name') ?? ''}\n${name}`)
      return {
        name,
        columns: ordered.map((row) => row.text('column_name')),
        referencedSchema: targetSchema === schema ? null : targetSchema,
        referencedTable: first?.text('target_table') ?? '',
        referencedColumns: ordered.map((row) => row.text('target_column')),
        deleteRule: rule === undefined ? 'unknown' : (DELETE_RULES[rule] ?? 'unknown'),
        enforced: true,
      }
    })
    .sort(byName)

/** A table that the server lists and cannot open has no engine. */
const unreadableIn = (rows: readonly Cells[]): readonly string[] =>
  rows
    .filter((row) => row.text('kind') === 'BASE TABLE' && row.maybe('a') === null)
    .map((row) => `the server cannot open the table ${row.text('name')}`)

/** MariaDB shows the rules of foreign keys only to accounts with some right beyond SELECT. */
const unknownRules = (tables: readonly CatalogueTable[]): readonly string[] => {
  const unknown = tables.flatMap(({ foreignKeys }) => foreignKeys).filter(({ deleteRule }) => deleteRule === 'unknown').length
  return unknown === 0 ? [] : [`the delete rules of ${unknown} foreign keys are not shown to the account: grant it SHOW VIEW on the database`]
}

const TIMINGS: Readonly<Record<string, CatalogueTrigger['timing']>> = { BEFORE: 'before', AFTER: 'after' }
const EVENTS: Readonly<Record<string, CatalogueTrigger['events'][number]>> = { INSERT: 'insert', UPDATE: 'update', DELETE: 'delete' }

const triggerOf = (row: Cells): CatalogueTrigger => ({
  name: row.text('name'),
  timing: TIMINGS[row.text('kind')] ?? 'other',
  events: [EVENTS[row.text('a')] ?? 'other'],
  perRow: true,
  enabled: true,
  valid: null,
  sequences: [],
})
