import type { CatalogueColumn } from '../../facts/database-catalogue.ts'
import { isMariadb } from './mysql-keys.ts'
import { fails, notModelled, type Step, type World } from './world.ts'

const ZERO = "'0000-00-00 00:00:00'"

export const isExplicit = ({ settings }: World): boolean => /^(?:1|on)$/i.test(settings.get('explicit_defaults_for_timestamp') ?? '')

/**
 * explicit_defaults_for_timestamp=OFF: of the columns that are NOT NULL and have no default, the first TIMESTAMP of a table takes the time of each change, and
 * every other one a date of zeroes, which NO_ZERO_DATE refuses, with a strict mode or without.
 * Measured on MySQL 5.7.29 and MariaDB 10.11 (facts/wso2.md §3.2 has the rest).
 */
export const impliedTimestamps = (world: World, columns: readonly CatalogueColumn[]): readonly CatalogueColumn[] | Step => {
  if (isExplicit(world)) return columns
  const first = columns.findIndex(isTimestamp)
  const zero = columns.find((column, index) => index !== first && isSilent(column))
  if (zero !== undefined && refusesZero(world)) return refusal(zero)
  return columns.map((column, index) => {
    if (!isSilent(column)) return column
    return index === first ? { ...column, default: NOW, onUpdate: NOW } : { ...column, default: ZERO }
  })
}

/**
 * What an index made on a table does to its columns in the same setting: the server takes them as if they were declared anew, but for the zeroes. Measured on the
 * same versions; MySQL gives the first no default.
 */
export const indexedTimestamps = (world: World, columns: readonly CatalogueColumn[]): readonly CatalogueColumn[] | Step => {
  if (isExplicit(world)) return columns
  const first = columns.findIndex(isTimestamp)
  const zero = columns.find((column, index) => index !== first && isSilent(column))
  if (zero !== undefined && refusesZero(world))
    return isMariadb(world) ? refusal(zero) : notModelled(`an index on a table with ${zero.name}, NOT NULL without default`)
  return columns.map((column, index) => {
    if (index !== first || !isSilent(column)) return column
    return { ...column, default: isMariadb(world) ? NOW : null, onUpdate: NOW }
  })
}

const NOW = 'CURRENT_TIMESTAMP'
const isTimestamp = ({ type }: CatalogueColumn): boolean => type.family === 'timestamp'
const isSilent = (column: CatalogueColumn): boolean => isTimestamp(column) && !column.nullable && column.default === null && column.onUpdate === null
const refusesZero = ({ settings }: World): boolean => /NO_ZERO_DATE/i.test(settings.get('sql_mode') ?? '')
const refusal = ({ name }: CatalogueColumn): Step =>
  fails('1067', `${name} would be 0000-00-00 by default (explicit_defaults_for_timestamp=OFF), which NO_ZERO_DATE refuses`)
