import { catalogueNames, type CatalogueTable, type CheckFinding, type DatabaseCatalogue, type DatabaseServer } from '../../../src/api.ts'
import { UMA_TABLES } from './migration-rules.ts'
import { BYTES_PER_CHARACTER, CORS_KEY, keyBytesOf, PREFIX_KEYS } from './mysql-keys.ts'

/** What breaks the migration whatever the rows are: how the schema and the server are set up (facts/wso2.md §3.5 a, b, c, n, o, p). */
export const ENGINE_MESSAGES = {
  partialUma: 'only {count} of the six IDN_UMA tables are there ({names}): the ALTER of step 5.8.0 fails on what is missing',
  timestampMode:
    'explicit_defaults_for_timestamp is {explicit} and sql_mode is {mode}: a timestamp column without a default is refused (1067), in the UMA script and in step 5.8.0',
  characterSet:
    'new tables get the character set {set} and rows of format {format}: the unique key of IDN_CORS_ORIGIN would have {bytes} bytes, of {most} that are possible (1071)',
  keyLength:
    '{column} has the character set {set} in rows of format {format}: the index of the migration would have {bytes} bytes, of {most} that are possible (1071)',
  storageEngine: '{count} tables are not InnoDB ({names}): no foreign keys, no rollback of what fails',
  defaultEngine: 'new tables are made as {engine}, not as InnoDB',
  noUuid: 'the extension uuid-ossp is not installed in {database}, and the server does not offer it: install the contributed modules of PostgreSQL',
  uuidRight:
    'the extension uuid-ossp is not installed in {database}, and {user} may not create it: CREATE EXTENSION in step 5.10.0 fails unless the account of the product may',
  pageSize: 'no table space with pages of 32 KB that {user} may use (there are {sizes})',
  adminCmd: '{user} may not call ADMIN_CMD: REORG fails unless the account of the product may',
} as const
type EngineMessage = keyof typeof ENGINE_MESSAGES

type Make<M extends EngineMessage> = (
  message: M,
  data: { readonly [name: string]: string | number },
  more: Omit<CheckFinding, 'messageId' | 'message'>,
) => CheckFinding

export interface Conditions {
  readonly findings: readonly CheckFinding[]
  /** What could not be told, a line each. */
  readonly unknowns: readonly string[]
}

const none: Conditions = { findings: [], unknowns: [] }
const found = (...findings: readonly CheckFinding[]): Conditions => ({ findings, unknowns: [] })
const unknown = (...unknowns: readonly string[]): Conditions => ({ findings: [], unknowns })

export const together = (conditions: readonly Conditions[]): Conditions => ({
  findings: conditions.flatMap(({ findings }) => findings),
  unknowns: conditions.flatMap(({ unknowns }) => unknowns),
})

/** A table in other letters is another one where the engine says so, and a view in the place of one is none. */
const named = ({ folding, tables }: DatabaseCatalogue, name: string): CatalogueTable | undefined => {
  const names = catalogueNames(folding)
  return tables.find((table) => table.kind === 'table' && names.storedTable(table.name) === names.table(name))
}
const columnIn = (table: CatalogueTable | undefined, name: string) => table?.columns.find((column) => column.name.toUpperCase() === name)

const settingOf = ({ settings }: DatabaseServer, name: string): string | null => settings.find((setting) => setting.name === name)?.value ?? null

export const umaTablesIn = (catalogue: DatabaseCatalogue): readonly string[] => UMA_TABLES.filter((name) => named(catalogue, name) !== undefined)

export const partialUma = (catalogue: DatabaseCatalogue, make: Make<'partialUma'>): Conditions => {
  const there = umaTablesIn(catalogue)
  if (there.length === 0 || there.length === UMA_TABLES.length) return none
  return found(make('partialUma', { count: there.length, names: there.join(', ') }, { subject: 'IDN_UMA_*' }))
}

/** b. A ticket table whose times have defaults already is not made, and survives the ALTER. */
export const timestampMode = (catalogue: DatabaseCatalogue, server: DatabaseServer, make: Make<'timestampMode'>): Conditions => {
  const explicit = settingOf(server, 'explicit_defaults_for_timestamp')
  const mode = settingOf(server, 'sql_mode')
  if (explicit === null || mode === null) return unknown('explicit_defaults_for_timestamp or sql_mode is not told')
  const modes = mode.toUpperCase().split(',')
  const strict = modes.includes('STRICT_TRANS_TABLES') || modes.includes('STRICT_ALL_TABLES') || modes.includes('TRADITIONAL')
  const refused = strict && (modes.includes('NO_ZERO_DATE') || modes.includes('TRADITIONAL'))
  const ticket = named(catalogue, 'IDN_UMA_PERMISSION_TICKET')
  const settled = ['TIME_CREATED', 'EXPIRY_TIME'].every((name) => (columnIn(ticket, name)?.default ?? null) !== null)
  if (!/^(?:0|off|false)$/i.test(explicit) || !refused || settled) return none
  return found(make('timestampMode', { explicit, mode }, { subject: 'explicit_defaults_for_timestamp' }))
}

interface Key {
  readonly set: string
  readonly format: string
  /** Bytes beside the texts. */
  readonly fixed: number
  readonly characters: number
}

/** c. */
export const keyLengths = (catalogue: DatabaseCatalogue, server: DatabaseServer, make: Make<'characterSet' | 'keyLength'>): Conditions => {
  const pageSize = Number(settingOf(server, 'innodb_page_size') ?? NaN)
  if (!Number.isSafeInteger(pageSize)) return unknown('innodb_page_size is not told')
  const judgedKey = (
    { set, format, fixed, characters }: Key,
    finding: (data: { readonly [name: string]: string | number }) => CheckFinding,
  ): Conditions => {
    const perCharacter = BYTES_PER_CHARACTER[set.toLowerCase()]
    if (perCharacter === undefined) return unknown(`how long a character of ${set} is`)
    const bytes = fixed + characters * perCharacter
    const most = keyBytesOf(format, pageSize, settingOf(server, 'innodb_large_prefix'))
    return bytes > most ? found(finding({ set, format, bytes, most })) : none
  }
  const set = settingOf(server, 'character_set_database')
  const format = settingOf(server, 'innodb_default_row_format')
  const fresh =
    set === null || format === null
      ? unknown('character_set_database or innodb_default_row_format is not told')
      : judgedKey({ set, format, ...CORS_KEY }, (data) => make('characterSet', data, { subject: 'character_set_database' }))
  const present = PREFIX_KEYS.map((key) => {
    const table = named(catalogue, key.table)
    const column = columnIn(table, key.column)
    const subject = `${key.table}.${key.column}`
    if (table === undefined || column === undefined) return unknown(`${subject} is not there, or not shown`)
    const columnSet = column.characterSet ?? table.characterSet
    if (columnSet === null || table.rowFormat === null) return unknown(`the character set or the row format of ${subject} is not told`)
    const characters = Math.min(key.characters, lengthOf(column.type.length, key.characters))
    return judgedKey({ set: columnSet, format: table.rowFormat, fixed: 0, characters }, (data) =>
      make('keyLength', { column: subject, ...data }, { subject, location: { table: table.name } }),
    )
  })
  return together([fresh, ...present])
}

const lengthOf = (length: number | null, otherwise: number): number => (length === null || length < 0 ? otherwise : length)

/** p. */
export const storageEngines = (catalogue: DatabaseCatalogue, server: DatabaseServer, make: Make<'storageEngine' | 'defaultEngine'>): Conditions => {
  const tables = catalogue.tables.filter(({ kind }) => kind === 'table')
  const others = tables.filter(({ storageEngine }) => storageEngine !== null && !/^innodb$/i.test(storageEngine)).map(({ name }) => name)
  const unread = tables.filter(({ storageEngine }) => storageEngine === null).map(({ name }) => name)
  const standard = settingOf(server, 'default_storage_engine')
  return together([
    others.length === 0
      ? none
      : found(
          make(
            'storageEngine',
            { count: others.length, names: `${others.slice(0, 10).join(', ')}${others.length > 10 ? ', …' : ''}` },
            { subject: 'storage engine' },
          ),
        ),
    unread.length === 0 ? none : unknown(`the storage engine of ${unread.slice(0, 10).join(', ')} is not told`),
    standard === null
      ? unknown('default_storage_engine is not told')
      : /^innodb$/i.test(standard)
        ? none
        : found(make('defaultEngine', { engine: standard }, { subject: 'default_storage_engine' })),
  ])
}

/** n: in the identity database and in that of the users. */
export const uuidExtension = (server: DatabaseServer, make: Make<'noUuid' | 'uuidRight'>): Conditions => {
  const extension = server.extensions.find(({ name }) => name === 'uuid-ossp')
  const subject = { subject: 'uuid-ossp' }
  if (extension !== undefined && extension.installed !== null) return none
  if (extension === undefined || extension.available === null) return found(make('noUuid', { database: server.database }, subject))
  if (server.superuser === true || server.rights.includes('create-extension')) return none
  return found(make('uuidRight', { database: server.database, user: server.user }, { ...subject, severity: 'high' }))
}

/** o. */
export const db2Setup = (server: DatabaseServer, make: Make<'pageSize' | 'adminCmd'>): Conditions => {
  const { user, pageSizes, rights } = server
  return found(
    ...(pageSizes.includes(32_768) ? [] : [make('pageSize', { user, sizes: pageSizes.join(', ') || 'none' }, { subject: 'TS32K' })]),
    ...(rights.includes('call-admin-cmd') ? [] : [make('adminCmd', { user }, { subject: 'ADMIN_CMD', severity: 'medium' })]),
  )
}
