import type { SqlSession } from '../../../core/sql.ts'
import type { Dependent, World } from '../../../derived/script-rehearsal/world.ts'
import { REHEARSAL } from '../../../statements/sql/rehearsal.ts'
import { cellsOf, groupedBy, type Cells } from '../catalogue/cells.ts'
import type { Standing } from './standing.ts'

/** What decides on PostgreSQL beside the catalogue: owners, rights, dependents, and what would meddle. */
export const postgresStanding = async (sql: SqlSession, schema: string, names: readonly string[]): Promise<Standing> => {
  const [answer = []] = await sql.read([{ statement: REHEARSAL.postgres, values: [schema, names.join('\n')] }])
  const rows = groupedBy(cellsOf(REHEARSAL.postgres, answer), (row) => row.text('what'))
  const of = (what: string): readonly Cells[] => rows.get(what) ?? []
  const itself = of('schema')[0]
  const relations = of('relation')
  const settings = new Map(of('setting').map((row) => [row.text('name'), row.maybe('a') ?? '']))
  const foreign = relations.filter((row) => !row.flag('a'))
  const ownsSchema = itself?.flag('a') ?? false
  const mayCreate = itself?.flag('b') ?? false
  const rights: World['rights'] = new Set(mayCreate ? (['create-table', 'create-sequence', 'create-index'] as const) : [])
  return {
    rights,
    settings,
    characterSet: null,
    collation: null,
    foreign: new Set(foreign.map((row) => row.text('name'))),
    unreferable: new Set(relations.filter((row) => row.maybe('b') === 'false').map((row) => row.text('name'))),
    dependents: of('dependent').map((row): Dependent => ({ on: row.text('name'), with: row.maybe('a'), what: row.text('b') })),
    belongs: new Map(of('along').map((row) => [row.text('name'), row.text('a')])),
    obstacles: [
      ...(itself?.flag('c') === true ? ['the server is a standby'] : []),
      ...(settings.get('default_transaction_read_only') === 'on' ? ['transactions of the account are read only by default'] : []),
      ...of('event trigger').map((row) => `the event trigger ${row.text('name')}`),
      ...of('deferrable').map((row) => `the index ${row.text('name')} of ${row.text('a')}, which is deferrable`),
      ...(ownsSchema ? foreign.map((row) => `${row.text('name')}, which the owner of the schema does not own`) : []),
      ...relations.flatMap((row) => [
        ...(row.text('c') === 'p' ? [] : [`${row.text('name')}, which is temporary or unlogged`]),
        ...(row.flag('d') ? [`${row.text('name')}, which is partitioned or inherits`] : []),
        ...(row.flag('e') ? [`${row.text('name')}, which belongs to an extension`] : []),
      ]),
      ...elsewhere(of('elsewhere'), settings.get('search_path') ?? '', schema),
    ],
  }
}

/** Names in other schemas that the search_path of the account would find. */
const elsewhere = (rows: readonly Cells[], path: string, schema: string): readonly string[] => {
  const schemas = path.split(',').map((one) =>
    one
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"'),
  )
  return rows
    .filter((row) => row.text('a') !== schema && (schemas.includes(row.text('a')) || schemas.includes('$user')))
    .map((row) => `${row.text('a')}.${row.text('name')}, which the search_path (${path}) may find`)
}
