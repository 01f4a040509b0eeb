import type { CatalogueColumn, CatalogueTable } from '../../facts/database-catalogue.ts'
import { fails, notModelled, type Step, type World } from './world.ts'

/** Bytes of one character, at most, as the server counts them for a key. */
const WIDTHS: Readonly<Record<string, number>> = {
  utf8mb4: 4,
  utf8: 3,
  utf8mb3: 3,
  latin1: 1,
  ascii: 1,
  binary: 1,
  latin2: 1,
  cp1252: 1,
  cp1250: 1,
  cp1251: 1,
  greek: 1,
  hebrew: 1,
  ucs2: 2,
  utf16: 4,
  utf32: 4,
}

/** Bytes of a whole row's key: every engine has its own most. */
const MYISAM_KEY = 1000
const INNODB_SMALL_PART = 767
const INNODB_PART = 3072
const PAGE = 16_384

export const isMariadb = (world: World): boolean => /mariadb/i.test(world.settings.get('version') ?? '')
const isStrict = (world: World): boolean => /STRICT_(?:TRANS|ALL)_TABLES/i.test(world.settings.get('sql_mode') ?? '')
const isOn = (value: string | undefined): boolean => /^(?:1|on|true)$/i.test(value ?? '')

/** Bytes that a column takes in a key; null where it is not known. */
const widthOf = (column: CatalogueColumn, table: CatalogueTable): { readonly bytes: number; readonly each: number } | null => {
  const { family, length } = column.type
  if (family === 'integer') return { bytes: 4, each: 0 }
  if (family === 'bigint') return { bytes: 8, each: 0 }
  if (family === 'smallint') return { bytes: 2, each: 0 }
  if (family === 'timestamp' || family === 'datetime') return { bytes: 8, each: 0 }
  if ((family !== 'varchar' && family !== 'char') || length === null || length < 0) return null
  const each = WIDTHS[(column.characterSet ?? table.characterSet ?? '').toLowerCase()]
  return each === undefined ? null : { bytes: each * length, each }
}

/**
 * How much of each column an index may hold: null is all of it. MySQL 5.7 cuts a key of an index that is not unique where the mode is not strict; MariaDB does so
 * whatever the mode, but not where InnoDB has the say (measured on 5.7.29 and 10.11; facts/wso2.md §3.2 names the settings).
 */
export const prefixesOf = (
  world: World,
  table: CatalogueTable,
  columns: readonly CatalogueColumn[],
  unique: boolean,
): readonly (number | null)[] | Step => {
  const innodb = table.storageEngine?.toLowerCase() === 'innodb'
  if (!innodb && table.storageEngine?.toLowerCase() !== 'myisam') return notModelled(`${table.name} has the storage engine ${table.storageEngine}`)
  if (innodb && Number(world.settings.get('innodb_page_size')) !== PAGE) return notModelled('innodb_page_size is not 16384')
  const mariadb = isMariadb(world)
  const small = /^(?:compact|redundant)$/i.test(table.rowFormat ?? '') || (!mariadb && !isOn(world.settings.get('innodb_large_prefix')))
  const mostPart = innodb ? (small ? INNODB_SMALL_PART : INNODB_PART) : MYISAM_KEY
  const prefixes: (number | null)[] = []
  let total = 0
  for (const column of columns) {
    const width = widthOf(column, table)
    if (width === null) return notModelled(`an index over ${column.name} of the type ${column.type.native}, character set ${column.characterSet}`)
    if (width.bytes <= mostPart) {
      prefixes.push(null)
      total += width.bytes
      continue
    }
    if (innodb && mariadb) {
      return fails('1709', `${column.name} takes ${width.bytes} bytes in an index, ${table.name} (${table.rowFormat}) allows ${mostPart}`)
    }
    if (unique || (!mariadb && isStrict(world)))
      return fails('1071', `${column.name} takes ${width.bytes} bytes in an index, ${table.name} (${table.rowFormat}) allows ${mostPart}`)
    const characters = Math.floor(mostPart / width.each)
    prefixes.push(characters)
    total += characters * width.each
  }
  const most = innodb ? INNODB_PART : MYISAM_KEY
  if (total > most) return fails('1071', `an index of ${total} bytes, ${table.storageEngine} allows ${most}`)
  return prefixes
}
