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

const isSmall = (format: string | null | undefined): boolean => /^(?:compact|redundant)$/i.test(format ?? '')

/** Bytes of one column that an index may take: as the server sees it, which may cut, and as InnoDB does, which refuses. */
const limitsOf = (world: World, table: CatalogueTable): { readonly server: number; readonly engine: number } => {
  if (table.storageEngine?.toLowerCase() !== 'innodb') return { server: MYISAM_KEY, engine: MYISAM_KEY }
  const explicit = world.rowFormats.get(table.name)
  if (isMariadb(world)) return { server: INNODB_PART, engine: isSmall(table.rowFormat) ? INNODB_SMALL_PART : INNODB_PART }
  // The server goes by what the table was made with, InnoDB by what it would be made with now, whatever it is.
  const now = explicit ?? world.settings.get('innodb_default_row_format')
  return {
    server: isSmall(explicit) || !isOn(world.settings.get('innodb_large_prefix')) ? INNODB_SMALL_PART : INNODB_PART,
    engine: isSmall(now) ? INNODB_SMALL_PART : INNODB_PART,
  }
}

/**
 * How much of each column an index may hold: null is all of it. What is too long for the server it cuts where the index is not unique (MySQL 5.7: and the mode not
 * strict) and refuses otherwise (1071); what is too long for InnoDB alone is always refused (1709). Measured on MySQL 5.7.29 and MariaDB 10.11.
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
  const limits = limitsOf(world, table)
  const prefixes: (number | null)[] = []
  let total = 0
  let refused: Step | null = null
  for (const column of columns) {
    const width = widthOf(column, table)
    if (width === null) return notModelled(`an index over ${column.name} of the type ${column.type.native}, character set ${column.characterSet}`)
    const tooLong = (code: string, most: number): Step =>
      fails(code, `${column.name} takes ${width.bytes} bytes in an index, and ${table.name} (${table.rowFormat}) allows ${most}`)
    const cut = width.bytes > limits.server
    if (cut && (unique || (!isMariadb(world) && isStrict(world)))) return tooLong('1071', limits.server)
    const characters = cut ? Math.floor(limits.server / width.each) : null
    const bytes = characters === null ? width.bytes : characters * width.each
    if (bytes > limits.engine) refused ??= tooLong('1709', limits.engine)
    prefixes.push(characters)
    total += bytes
  }
  const most = innodb ? INNODB_PART : MYISAM_KEY
  if (total > most) return fails('1071', `an index of ${total} bytes, ${table.storageEngine} allows ${most}`)
  return refused ?? prefixes
}
