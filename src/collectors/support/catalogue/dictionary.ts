import { partial } from '../../../core/collector.ts'
import { FactError } from '../../../core/fact-error.ts'
import type { Engine, SqlStatement } from '../../../core/sql.ts'
import type {
  CatalogueColumn,
  CatalogueForeignKey,
  CatalogueIndex,
  CatalogueTable,
  CatalogueTrigger,
  DatabaseCatalogue,
} from '../../../facts/database-catalogue.ts'
import { byName, cellsOf, groupedBy, type Cells } from './cells.ts'
import { declared, NOT_GENERATED } from './declared.ts'
import type { EngineCatalogue } from './engine-catalogue.ts'
import { ownName, sequencesNamed } from './sequence-names.ts'

type Folding = DatabaseCatalogue['folding']['tables']

/** What tells SQL Server, Oracle and Db2 apart where their statements have one layout (statements/sql/catalogue-layout.ts). */
export interface Dictionary {
  readonly engine: Engine & ('mssql' | 'oracle' | 'db2')
  readonly statements: {
    readonly objects: SqlStatement
    readonly columns: SqlStatement
    readonly keys: SqlStatement
    readonly expressions?: SqlStatement
  }
  /** The type of a column as a script would spell it. */
  readonly nativeOf: (row: Cells) => string
  readonly foldingOf: (schema: Cells) => Folding
  /** What to grant for what is hidden: from tables, and from what else there is. */
  readonly grants: { readonly tables: string; readonly others: string }
}

export const dictionaryCatalogue = (dictionary: Dictionary): EngineCatalogue => {
  const { engine, statements, foldingOf, grants } = dictionary
  const all = [statements.objects, statements.columns, statements.keys, ...(statements.expressions === undefined ? [] : [statements.expressions])]
  return {
    statements: all,
    read: ([objectRows = [], columnRows = [], keyRows = [], expressionRows = []], { database, schema }) => {
      const objects = groupedBy(cellsOf(statements.objects, objectRows), (row) => row.text('what'))
      const itself = objects.get('schema')?.[0]
      if (itself === undefined)
        throw new FactError('missing-evidence', `the database ${database} has no schema ${schema}, or does not show it to the account`)
      const columns = groupedBy(cellsOf(statements.columns, columnRows), (row) => row.text('table_name'))
      const keys = groupedBy(cellsOf(statements.keys, keyRows), (row) => row.text('table_name'))
      const expressions = statements.expressions === undefined ? [] : cellsOf(statements.expressions, expressionRows)
      const expressed = new Map(expressions.map((row) => [placeKey(row), row.text('expression')]))
      const triggers = groupedBy(objects.get('trigger') ?? [], (row) => row.text('of_table'))
      const taken = groupedBy(objects.get('trigger-sequence') ?? [], (row) => row.text('name'))
      const omitted = new Set<string>()
      if (itself.maybe('a') !== '1') omitted.add(`objects of ${schema} that the account has no right to are not shown: ${grants.tables}`)
      else if (itself.maybe('b') === '0')
        omitted.add(`sequences and triggers of ${schema} that the account has no right to are not shown: ${grants.others}`)
      const tables = (objects.get('table') ?? [])
        .map((row): CatalogueTable => {
          const name = row.text('name')
          const own = keys.get(name) ?? []
          return {
            name,
            kind: kindOf(row.text('kind')),
            storageEngine: null,
            rowFormat: null,
            characterSet: null,
            collation: null,
            estimatedRows: row.maybe('a'),
            estimatedBytes: row.maybe('b'),
            columns: (columns.get(name) ?? []).map((column) => columnOf(column, dictionary, schema, omitted)).sort((a, b) => a.position - b.position),
            ...keysOf(own, expressed),
            foreignKeys: foreignKeysOf(own, omitted),
            triggers: triggersOf(triggers.get(name) ?? [], taken, engine, schema),
          }
        })
        .sort(byName)
      return partial(
        {
          engine,
          database,
          schema,
          folding: { tables: foldingOf(itself), others: foldingOf(itself) },
          tables,
          sequences: (objects.get('sequence') ?? [])
            .map((row) => ({
              name: row.text('name'),
              start: row.maybe('a'),
              increment: row.maybe('b'),
              cache: row.maybe('c'),
              cycle: row.maybe('d') === null ? null : row.flag('d'),
            }))
            .sort(byName),
          others: (objects.get('other') ?? []).map((row) => ({ name: row.text('name'), kind: row.text('kind') })).sort(byName),
        },
        [...omitted].sort(),
      )
    },
  }
}

const kindOf = (kind: string): CatalogueTable['kind'] => (kind === 'table' || kind === 'view' ? kind : 'other')
const placeKey = (row: Cells): string => `${row.text('name')}\n${row.text('place')}`

const columnOf = (row: Cells, { engine, nativeOf }: Dictionary, schema: string, omitted: Set<string>): CatalogueColumn => {
  const kind = row.text('generation')
  const { type, given } = declared(engine, nativeOf(row), kind === 'computed' ? null : row.maybe('default_text'))
  if (kind === 'hidden') omitted.add(`the default of ${row.text('table_name')}.${row.text('name')} is not shown to the account`)
  const sequence = given.sequence === null ? null : ownName(given.sequence, schema)
  const generation = (): CatalogueColumn['generation'] => {
    if (kind === 'computed') return { kind, sequence: null }
    if (kind === 'identity') return { kind, sequence }
    return sequence === null ? NOT_GENERATED : { kind: 'sequence', sequence }
  }
  return {
    name: row.text('name'),
    position: row.whole('number'),
    type,
    nullable: row.flag('is_nullable'),
    default: kind === 'identity' ? null : given.value,
    generation: generation(),
    onUpdate: null,
    characterSet: row.maybe('character_set'),
    collation: row.maybe('collation'),
  }
}

const placed = (rows: readonly Cells[]): readonly Cells[] =>
  rows.filter((row) => row.maybe('place') !== null).sort((a, b) => a.whole('place') - b.whole('place'))

/** Rows of an index stand under `primary` and `unique` where the engine tells an index and its constraint apart by a flag only (SQL Server). */
const keysOf = (rows: readonly Cells[], expressed: ReadonlyMap<string, string>): Pick<CatalogueTable, 'primaryKey' | 'uniques' | 'indexes'> => {
  const by = (...what: readonly string[]) =>
    groupedBy(
      rows.filter((row) => what.includes(row.text('what'))),
      (row) => row.text('name'),
    )
  const keyOf = ([name, parts]: readonly [string, readonly Cells[]]) => ({
    name,
    columns: placed(parts).map((row) => row.text('column_name')),
    enforced: parts.every((row) => row.flag('valid')),
  })
  const primary = by('primary')
  const uniques = by('unique')
  const indexOf = (parts: readonly Cells[]): string | null => parts[0]?.maybe('index_name') ?? null
  const made = new Map<string | null, CatalogueIndex['madeFor']>([
    ...[...uniques.values()].map((parts) => [indexOf(parts), 'unique-constraint'] as const),
    ...[...primary.values()].map((parts) => [indexOf(parts), 'primary-key'] as const),
  ])
  const flagged = [...primary, ...uniques].filter(([name, parts]) => indexOf(parts) === name && !by('index').has(name))
  return {
    primaryKey: [...primary].map(keyOf)[0] ?? null,
    uniques: [...uniques].map(keyOf).sort(byName),
    indexes: [...by('index'), ...flagged.filter(([, parts]) => parts.some((row) => row.maybe('descending') !== null))]
      .map(([name, parts]): CatalogueIndex => ({
        name,
        unique: parts.some((row) => row.flag('is_unique')),
        columns: placed(parts).map((row) => indexColumnOf(row, expressed)),
        condition: parts[0]?.maybe('condition') ?? null,
        valid: parts.every((row) => row.flag('valid')),
        madeFor: made.get(name) ?? null,
      }))
      .sort(byName),
  }
}

/** A descending column of Oracle is an expression that is the column's name. */
const indexColumnOf = (row: Cells, expressed: ReadonlyMap<string, string>): CatalogueIndex['columns'][number] => {
  const expression = (expressed.get(placeKey(row)) ?? row.maybe('expression'))?.trim() ?? null
  const name = expression === null ? row.maybe('column_name') : (/^"([^"]+)"$/.exec(expression)?.[1] ?? null)
  return { name, expression: name === null ? expression : null, prefix: null, descending: row.maybe('descending') !== null && row.flag('descending') }
}

const RULES: readonly CatalogueForeignKey['deleteRule'][] = ['cascade', 'restrict', 'no-action', 'set-null', 'set-default']

const foreignKeysOf = (rows: readonly Cells[], omitted: Set<string>): readonly CatalogueForeignKey[] =>
  [
    ...groupedBy(
      rows.filter((row) => row.text('what') === 'foreign'),
      (row) => row.text('name'),
    ),
  ]
    .flatMap(([name, parts]): readonly CatalogueForeignKey[] => {
      const ordered = placed(parts)
      const [first] = ordered
      const targets = ordered.map((row) => row.maybe('target_column'))
      const target = first?.maybe('target_table') ?? null
      if (first === undefined || target === null || targets.includes(null)) {
        omitted.add(`what the foreign key ${name} refers to is not shown to the account`)
        return []
      }
      return [
        {
          name,
          columns: ordered.map((row) => row.text('column_name')),
          referencedSchema: first.maybe('target_schema'),
          referencedTable: target,
          referencedColumns: targets.flatMap((column) => column ?? []),
          deleteRule: RULES.find((rule) => rule === first.maybe('delete_rule')) ?? 'unknown',
          enforced: first.flag('valid'),
        },
      ]
    })
    .sort(byName)

const EVENTS = ['insert', 'update', 'delete'] as const

/** SQL Server gives a row for each event. */
const triggersOf = (
  rows: readonly Cells[],
  taken: ReadonlyMap<string, readonly Cells[]>,
  engine: Engine,
  schema: string,
): readonly CatalogueTrigger[] =>
  [...groupedBy(rows, (row) => row.text('name'))]
    .map(([name, parts]): CatalogueTrigger => {
      const words = new Set(parts.flatMap((row) => (row.maybe('a') ?? '').split(/ or |\s+/).filter((word) => word !== '')))
      const events = EVENTS.filter((event) => words.has(event))
      const first = parts[0]
      const timing = first?.maybe('kind') ?? ''
      const dependent = (taken.get(name) ?? []).map((row) =>
        row.maybe('kind') === schema ? row.text('a') : `${row.maybe('kind') ?? ''}.${row.text('a')}`,
      )
      return {
        name,
        timing: timing === 'before' || timing === 'after' || timing === 'instead-of' ? timing : 'other',
        events: words.size > events.length ? [...events, 'other'] : events,
        perRow: first?.flag('b') ?? false,
        enabled: first?.flag('c') ?? false,
        valid: first === undefined || first.maybe('d') === null ? null : first.flag('d'),
        sequences: [...new Set([...dependent, ...sequencesNamed(engine, first?.maybe('e') ?? '', schema)])].sort(),
      }
    })
    .sort(byName)
