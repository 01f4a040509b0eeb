import { umaScript } from '../../../src/derived/script-rehearsal/uma-script.ts'
import { ddlText } from './ddl-text.ts'
import type { StartingCase } from './postgres-cases.ts'
import { randomOf, type Random } from './random.ts'

/** A database as it may be before the script runs, on a server set up in one way or another. */
export interface MysqlCase extends StartingCase {
  readonly charset: string
  /** Of the whole server: what a new session starts with. */
  readonly settings: readonly string[]
  readonly grants: string
}

const SCRIPT = umaScript('mysql')
const TABLES = SCRIPT.flatMap((operation) => (operation.kind === 'create-table' ? [operation.table] : []))
const HOLDERS = [
  ['IDX_RID', 'IDN_UMA_RESOURCE', 'RESOURCE_ID'],
  ['IDX_USER', 'IDN_UMA_RESOURCE', 'CLIENT_ID'],
  ['IDX_RS', 'IDN_UMA_RESOURCE_SCOPE', 'SCOPE_NAME'],
  ['IDX_PT', 'IDN_UMA_PERMISSION_TICKET', 'PT'],
] as const
const STRICT = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'

interface Circumstances {
  readonly random: Random
  readonly mariadb: boolean
  /** Tables of the script that are there. */
  readonly there: readonly string[]
  readonly settings: string[]
  readonly setup: string[]
  grants: string
}

const any = <T>(random: Random, items: readonly T[]): T => {
  const item = items[random.below(items.length)]
  if (item === undefined) throw new Error('nothing to choose from')
  return item
}

/** What each kind of circumstance does to a case; false when it does not fit. */
const KINDS: Readonly<Record<string, (circumstances: Circumstances) => boolean>> = {
  'taken-index': ({ random, there, setup }) => {
    const free = HOLDERS.filter(([, table]) => there.includes(table))
    if (free.length === 0) {
      setup.push('CREATE TABLE shop (a INT, KEY IDX_USER (a))')
      return true
    }
    const [index, table, column] = any(random, free)
    // A name in another case is the same to MySQL.
    setup.push(`CREATE INDEX ${random.chance(0.5) ? index : index.toLowerCase()} ON ${table} (${column}(20))`)
    return true
  },
  'taken-table': ({ random, there, setup }) => {
    const free = TABLES.filter((name) => !there.includes(name))
    if (free.length === 0) return false
    const table = any(random, free)
    setup.push(
      random.of([
        `CREATE VIEW ${table} AS SELECT 1 AS ID`,
        `CREATE VIEW ${table} AS SELECT 1 AS ID, 'x' AS SCOPE_NAME`,
        `CREATE TABLE ${table} (A INT)`,
        `CREATE TABLE ${table} (ID INT PRIMARY KEY, RESOURCE_ID VARCHAR(20), PT TEXT)`,
        `CREATE TABLE ${table} (ID BIGINT PRIMARY KEY, SCOPE_NAME VARCHAR(255), PT VARCHAR(255))`,
        `CREATE TABLE ${table} (ID INT UNSIGNED PRIMARY KEY)`,
        `CREATE TABLE ${table.toLowerCase()} (ID INT PRIMARY KEY)`,
      ]),
    )
    return true
  },
  'altered-tables': ({ random, there, setup }) => {
    if (there.length === 0) return false
    const table = any(random, there)
    setup.push(
      random.of([
        `ALTER TABLE ${table} ADD COLUMN EXTRA VARCHAR(255) NOT NULL DEFAULT 'x'`,
        `ALTER TABLE ${table} MODIFY ID BIGINT NOT NULL AUTO_INCREMENT`,
        `ALTER TABLE ${table} MODIFY ID INT NOT NULL, DROP PRIMARY KEY`,
        `ALTER TABLE ${table} MODIFY ID INT NOT NULL, DROP PRIMARY KEY, ADD KEY K (ID)`,
        `ALTER TABLE ${table} RENAME TO RENAMED_ONE`,
        `ALTER TABLE ${table} CONVERT TO CHARACTER SET latin1`,
        `SET foreign_key_checks = 0; DROP TABLE ${table}; SET foreign_key_checks = 1`,
      ]),
    )
    return true
  },
  timestamps: ({ random, settings }) => {
    settings.push(
      `explicit_defaults_for_timestamp = ${random.of(['OFF', 'OFF', 'ON'])}`,
      `sql_mode = '${random.of(['', 'NO_ZERO_DATE', STRICT, `${STRICT},NO_ZERO_DATE`, `STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE`])}'`,
    )
    return true
  },
  'row-formats': ({ random, there, settings, setup, mariadb }) => {
    const [first] = there
    const choice = random.below(4)
    if (choice === 0 && first !== undefined)
      setup.push(`ALTER TABLE ${any(random, there)} ROW_FORMAT = ${random.of(['COMPACT', 'REDUNDANT', 'COMPRESSED'])}`)
    // Made under another default than is set now.
    else if (choice === 3 && first !== undefined)
      setup.push(
        `SET GLOBAL innodb_default_row_format = compact; ALTER TABLE ${any(random, there)} FORCE; SET GLOBAL innodb_default_row_format = dynamic`,
      )
    else if (choice === 1 && !mariadb) settings.push('innodb_large_prefix = OFF')
    else settings.push(`innodb_default_row_format = ${random.of(['compact', 'redundant'])}`)
    if (random.chance(0.3)) settings.push(`sql_mode = '${random.of(['', STRICT])}'`)
    return true
  },
  'storage-engines': ({ random, there, settings, setup }) => {
    if (there.length > 0 && random.chance(0.5))
      setup.push(...there.flatMap((table) => [`SET foreign_key_checks = 0; ALTER TABLE ${table} ENGINE = MyISAM`]))
    else settings.push('default_storage_engine = MyISAM')
    if (random.chance(0.3)) settings.push(`sql_mode = '${random.of(['', STRICT])}'`)
    return true
  },
  'missing-rights': (circumstances) => {
    circumstances.grants = circumstances.random.of([
      'SELECT, SHOW VIEW',
      'SELECT, SHOW VIEW, CREATE',
      'SELECT, SHOW VIEW, CREATE, INDEX',
      'SELECT, SHOW VIEW, CREATE, REFERENCES',
      'SELECT, SHOW VIEW, INDEX, REFERENCES',
      'SELECT, INSERT, UPDATE, DELETE, SHOW VIEW, CREATE, INDEX',
    ])
    return true
  },
  'taken-foreign-key': ({ random, setup }) => {
    const name = any(random, ['IDN_UMA_RESOURCE_META_DATA_ibfk_1', 'IDN_UMA_PT_RESOURCE_ibfk_2', 'idn_uma_resource_scope_ibfk_1'])
    setup.push('CREATE TABLE a_parent (id INT PRIMARY KEY) ENGINE = InnoDB')
    setup.push(`CREATE TABLE a_child (id INT PRIMARY KEY, p INT, CONSTRAINT ${name} FOREIGN KEY (p) REFERENCES a_parent (id)) ENGINE = InnoDB`)
    return true
  },
  orphans: ({ random, there, setup }) => {
    const free = TABLES.filter((name) => !there.includes(name))
    if (free.length === 0) return false
    const type = random.of(['INT', 'INT', 'BIGINT', 'VARCHAR(20)'])
    setup.push(
      `SET foreign_key_checks = 0; CREATE TABLE waiting (id INT PRIMARY KEY, p ${type}, FOREIGN KEY (p) REFERENCES ${any(random, free)} (ID)) ENGINE = InnoDB`,
    )
    return true
  },
}

const ROWS: Readonly<Record<string, string>> = {
  IDN_UMA_RESOURCE: "(RESOURCE_ID, TIME_CREATED) VALUES ('a', NOW()), ('b', NOW())",
  IDN_UMA_RESOURCE_META_DATA: "(RESOURCE_IDENTITY, PROPERTY_KEY) VALUES (1, 'k')",
  IDN_UMA_RESOURCE_SCOPE: "(RESOURCE_IDENTITY, SCOPE_NAME) VALUES (1, 's')",
  IDN_UMA_PERMISSION_TICKET: "(PT, TIME_CREATED, EXPIRY_TIME) VALUES ('p', NOW(), NOW())",
  IDN_UMA_PT_RESOURCE: '(PT_RESOURCE_ID, PT_ID) VALUES (1, 1)',
  IDN_UMA_PT_RESOURCE_SCOPE: '(PT_RESOURCE_ID, PT_SCOPE_ID) VALUES (1, 1)',
}

export const mysqlCase = (seed: number, mariadb: boolean): MysqlCase => {
  const random = randomOf(seed * 6007 + (mariadb ? 11 : 23))
  const base = random.of(['empty', 'empty', 'half-made', 'half-made', 'complete'])
  const there = base === 'empty' ? [] : base === 'complete' ? TABLES : TABLES.slice(0, 1 + random.below(5))
  const withRows = there.length > 0 && random.chance(0.5)
  const indexed = random.chance(0.4)
  const setup = [
    'SET SESSION explicit_defaults_for_timestamp = ON',
    ...SCRIPT.filter(
      (operation) => 'table' in operation && there.includes(operation.table ?? '') && (indexed || operation.kind === 'create-table'),
    ).map((operation) => ddlText(operation, 'mysql')),
    ...(withRows ? there.map((table) => `INSERT INTO ${table} ${ROWS[table] ?? ''}`) : []),
  ]
  const categories = [base, ...(there.length === 0 ? [] : [withRows ? 'with-rows' : 'without-rows'])]
  const circumstances: Circumstances = { random, mariadb, there, settings: [], setup, grants: 'ALL' }
  const kinds = Object.keys(KINDS)
  const chosen = new Set(Array.from({ length: random.of([0, 1, 2, 2, 3]) }, () => any(random, kinds)))
  for (const kind of chosen) if (KINDS[kind]?.(circumstances) === true) categories.push(kind)
  return {
    name: `${seed}: ${categories.join(', ')}`,
    categories,
    setup,
    charset: random.of(['utf8mb4', 'utf8mb4', 'utf8', 'latin1']),
    settings: circumstances.settings,
    grants: circumstances.grants,
  }
}
