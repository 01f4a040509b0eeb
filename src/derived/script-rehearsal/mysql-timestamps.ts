import type { CatalogueColumn } from '../../facts/database-catalogue.ts'
import { fails, type Step, type World } from './world.ts'

const ZERO = "'0000-00-00 00:00:00'"

export const isExplicit = ({ settings }: World): boolean => /^(?:1|on)$/i.test(settings.get('explicit_defaults_for_timestamp') ?? '')

/**
 * explicit_defaults_for_timestamp=OFF: of the columns that are NOT NULL and have no default, the first TIMESTAMP of a table takes the time of each change, and
 * every other one a date of zeroes, which NO_ZERO_DATE refuses, with a strict mode or without. An index made on a table has the same done to its columns.
 * Measured on MySQL 5.7.29 and MariaDB 10.11 (facts/wso2.md §3.2 has the rest).
 */
export const impliedTimestamps = (world: World, columns: readonly CatalogueColumn[]): readonly CatalogueColumn[] | Step => {
  if (isExplicit(world)) return columns
  const first = columns.findIndex(({ type }) => type.family === 'timestamp')
  const made: CatalogueColumn[] = []
  for (const [index, column] of columns.entries()) {
    const silent = column.type.family === 'timestamp' && !column.nullable && column.default === null && column.onUpdate === null
    if (!silent) made.push(column)
    else if (index === first) made.push({ ...column, default: 'CURRENT_TIMESTAMP', onUpdate: 'CURRENT_TIMESTAMP' })
    else if (/NO_ZERO_DATE/i.test(world.settings.get('sql_mode') ?? ''))
      return fails('1067', `${column.name} would be 0000-00-00 by default (explicit_defaults_for_timestamp=OFF), which NO_ZERO_DATE refuses`)
    else made.push({ ...column, default: ZERO })
  }
  return made
}
