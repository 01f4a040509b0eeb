import type { Collected } from '../../../core/collector.ts'
import { FactError } from '../../../core/fact-error.ts'
import type { SqlSession } from '../../../core/sql.ts'
import { rehearsed, type Rehearsed, type Statement } from '../../../derived/script-rehearsal/rehearse.ts'
import type { SqlOperation } from '../../../formats/sql-ddl/operation.ts'
import type { DatabaseCatalogue } from '../../../facts/database-catalogue.ts'
import type { UmaScriptRehearsal } from '../../../facts/uma-script-rehearsal.ts'
import { MOST_COUNTED, REHEARSAL_ROWS } from '../../../statements/sql/rehearsal.ts'
import { readCatalogue } from '../catalogue/read.ts'
import { postgresStanding } from './postgres-standing.ts'
import { serverStanding } from './server-standing.ts'
import type { Standing } from './standing.ts'

export interface ReadRehearsal {
  readonly before: Collected<DatabaseCatalogue>
  readonly rehearsed: Rehearsed
  readonly rows: UmaScriptRehearsal['rows']
}

/** Reads the database and runs the script on what was read. */
export const readRehearsal = async (
  sql: SqlSession,
  script: readonly Statement[],
  runBy: 'the-account' | 'an-administrator',
): Promise<ReadRehearsal> => {
  const before = await readCatalogue(sql)
  const standing = await standingOf(sql, before.value.schema, namesOf(script))
  if (standing.obstacles.length > 0) throw new FactError('unsupported', `the rehearsal does not model: ${standing.obstacles.join('; ')}`)
  const world = { ...standing, catalogue: before.value }
  const all = { ...world, rights: null, foreign: new Set<string>(), unreferable: new Set<string>() }
  const outcome = rehearsed(runBy === 'an-administrator' ? all : world, script)
  const dropped = outcome.statements.flatMap(({ dropsTable }) => (dropsTable === null ? [] : [dropsTable]))
  const there = new Set(before.value.tables.map(({ name }) => name))
  const rows: UmaScriptRehearsal['rows'][number][] = []
  for (const table of [...new Set(dropped)].filter((name) => there.has(name))) rows.push(await rowsOf(sql, table))
  return { before, rehearsed: outcome, rows }
}

const standingOf = (sql: SqlSession, schema: string, names: readonly string[]): Promise<Standing> =>
  sql.engine === 'postgres' ? postgresStanding(sql, schema, names) : serverStanding(sql, schema)

/** How many rows a table has; the account may not be allowed to look. */
const rowsOf = async (sql: SqlSession, table: string): Promise<UmaScriptRehearsal['rows'][number]> => {
  const statement = REHEARSAL_ROWS.get(table)
  if (sql.engine !== 'postgres' || statement === undefined) return { table, rows: null, more: false }
  try {
    const [[[counted] = []] = []] = await sql.read([{ statement, values: [] }])
    const rows = Math.min(Number(counted), MOST_COUNTED)
    return { table, rows, more: Number(counted) > MOST_COUNTED }
  } catch (error) {
    if (error instanceof FactError && error.code === 'permission-denied') return { table, rows: null, more: false }
    throw error
  }
}

/** Every name that stands in a script. */
const namesOf = (script: readonly Statement[]): readonly string[] => [...new Set(script.flatMap(({ operation }) => mentioned(operation)))]

const mentioned = (operation: SqlOperation): readonly string[] => {
  switch (operation.kind) {
    case 'drop-table':
    case 'add-column':
      return [operation.table]
    case 'drop-sequence':
    case 'create-sequence':
      return [operation.sequence]
    case 'drop-index':
      return operation.table === null ? [operation.index] : [operation.index, operation.table]
    case 'create-index':
      return [operation.index, operation.table]
    case 'create-trigger':
      return [operation.table, operation.sequence]
    case 'create-table':
      return [
        operation.table,
        ...operation.foreignKeys.map(({ referencedTable }) => referencedTable),
        ...operation.columns.flatMap(({ sequence }) => sequence ?? []),
      ]
    case 'not-modelled':
      return []
  }
}
