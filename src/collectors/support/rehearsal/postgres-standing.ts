import type { SqlSession } from '../../../core/sql.ts'
import type { Dependent, World } from '../../../derived/script-rehearsal/world.ts'
import { REHEARSAL } from '../../../statements/sql/rehearsal.ts'
import { cellsOf, groupedBy, type Cells } from '../catalogue/cells.ts'
import type { Standing } from './standing.ts'

/** What decides on PostgreSQL beside the catalogue: owners, rights, dependents, and what would meddle. */
export const postgresStanding = async (sql: SqlSession, schema: string, names: readonly string[]): Promise<Standing> => {
  const [answer = []] = await sql.read([{ statement: REHEARSAL.postgres, values: [schema] }])
  const rows = groupedBy(cellsOf(REHEARSAL.postgres, answer), (row) => row.text('what'))
  const named = new Set(names)
  const of = (what: string): readonly Cells[] => rows.get(what) ?? []
  const itself = of('schema')[0]
  const relations = of('relation')
  const settings = new Map(of('setting').map((row) => [row.text('name'), row.maybe('a') ?? '']))
  const touched = relations.filter((row) => named.has(row.text('name')))
  const foreign = relations.filter((row) => !row.flag('a'))
  const ownsSchema = itself?.flag('a') ?? false
  const mayCreate = itself?.flag('b') ?? false
  const rights: World['rights'] = new Set(mayCreate ? (['create-table', 'create-sequence', 'create-index'] as const) : [])
  return {
    rights,
    settings,
    characterSet: null,
    collation: null,
    rowFormats: new Map(),
    foreign: new Set(foreign.map((row) => row.text('name'))),
    unreferable: new Set(relations.filter((row) => row.maybe('b') === 'false').map((row) => row.text('name'))),
    dependents: of('dependent').map((row): Dependent => ({ on: row.text('name'), with: row.maybe('a'), what: row.text('b') })),
    belongs: new Map(of('along').map((row) => [row.text('name'), row.text('a')])),
    obstacles: [
      ...(itself?.flag('c') === true ? ['the server is a standby'] : []),
      ...(settings.get('default_transaction_read_only') === 'on' ? ['transactions of the account are read only by default'] : []),
      ...of('event trigger').map((row) => `the event trigger ${row.text('name')}`),
      ...of('deferrable')
        .filter((row) => named.has(row.text('a')))
        .map((row) => `the index ${row.text('name')} of ${row.text('a')}, which is deferrable`),
      ...(ownsSchema
        ? foreign.filter((row) => named.has(row.text('name'))).map((row) => `${row.text('name')}, which the owner of the schema does not own`)
        : []),
      ...touched.flatMap((row) => [
        ...(row.text('c') === 'p' ? [] : [`${row.text('name')}, which is temporary or unlogged`]),
        ...(row.flag('d') ? [`${row.text('name')}, which is partitioned or inherits`] : []),
        ...(row.flag('e') ? [`${row.text('name')}, which belongs to an extension`] : []),
      ]),
      ...of('elsewhere')
        .filter((row) => named.has(row.text('name')))
        .map((row) => `${row.text('a')}.${row.text('name')}, which the search_path (${settings.get('search_path') ?? ''}) may find`),
    ],
  }
}
