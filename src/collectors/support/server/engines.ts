import type { Engine } from '../../../core/sql.ts'
import { RIGHTS, type Right } from '../../../facts/database-server.ts'
import { heldOn } from '../catalogue/mysql-visible.ts'
import { rolesNamed, versionSaid, type ServerRows, type ServerSaid } from './said.ts'

/** What may be granted for single tables. */
const TO_TABLES: readonly Right[] = ['insert', 'update', 'delete', 'truncate', 'alter', 'drop', 'create-index', 'create-trigger', 'references']

const named = (rows: ServerRows, what: 'right' | 'right-to-some'): readonly Right[] => {
  const held = new Set(rows.of(what).flatMap((row) => (/^(?:true|1)$/.test(row.maybe('value') ?? '') ? [row.text('name')] : [])))
  return RIGHTS.filter((right) => held.has(right))
}

const namesOf = (rows: ServerRows, what: string): readonly string[] => rows.of(what).map((row) => row.text('name'))

const postgres = (rows: ServerRows): ServerSaid => ({
  product: productIn(rows.fact('product') ?? 'PostgreSQL'),
  version: versionSaid(rows.fact('version')),
  standby: rows.fact('standby') === 'true',
  superuser: rows.fact('superuser') === null ? null : rows.fact('superuser') === 'true',
  rights: named(rows, 'right'),
  rightsToSome: named(rows, 'right-to-some'),
  unlisted: null,
  takesOn: rolesNamed(namesOf(rows, 'role')),
  bytes: rows.fact('bytes'),
  pageSizes: [],
})

/** `PostgreSQL 15.18 on x86_64-pc-linux-gnu, …`: what stands before the number. */
const productIn = (text: string): string => (/^\D{1,200}?(?= v?\d)/.exec(text)?.[0] ?? text).trim().slice(0, 256)

/** What each right takes of MySQL's own. TRUNCATE is DROP and CREATE to it; MariaDB's sequences are made with CREATE. */
const MYSQL_RIGHTS: Readonly<Partial<Record<Right, string>>> = {
  'create-table': 'CREATE',
  'create-index': 'INDEX',
  'create-trigger': 'TRIGGER',
  alter: 'ALTER',
  drop: 'DROP',
  references: 'REFERENCES',
  insert: 'INSERT',
  update: 'UPDATE',
  delete: 'DELETE',
  select: 'SELECT',
  truncate: 'DROP',
}

const mysql = (rows: ServerRows, schema: string, settings: ReadonlyMap<string, string | null>): ServerSaid => {
  const version = versionSaid(rows.fact('version'))
  const mariadb = /mariadb/i.test(version)
  const held = heldOn(
    rows.of('privilege').map((row) => ({ privilege: row.text('name'), over: row.maybe('value') })),
    schema,
  )
  const toSome = new Set(rows.of('table-privilege').map((row) => row.text('name')))
  const holds = (right: Right): boolean => {
    if (right === 'create-sequence') return mariadb && held('CREATE')
    const privilege = MYSQL_RIGHTS[right]
    return privilege !== undefined && held(privilege)
  }
  const holdsForSome = (right: Right): boolean => holds(right) || toSome.has(MYSQL_RIGHTS[right] ?? '')
  const standby = ['read_only', 'super_read_only', 'innodb_read_only'].flatMap((name) => settings.get(name) ?? [])
  return {
    product: mariadb ? 'MariaDB' : 'MySQL',
    version,
    standby: standby.length === 0 ? null : standby.some((value) => !/^(?:off|0)$/i.test(value)),
    superuser: held('SUPER'),
    rights: RIGHTS.filter(holds),
    rightsToSome: TO_TABLES.filter(holdsForSome),
    // Asked by other statements, which not every version knows.
    unlisted: null,
    takesOn: null,
    bytes: rows.fact('bytes'),
    pageSizes: [],
  }
}

const mssql = (rows: ServerRows): ServerSaid => ({
  product: 'Microsoft SQL Server',
  version: versionSaid(rows.fact('version')),
  standby: rows.fact('updateability') === null ? null : rows.fact('updateability') === 'READ_ONLY',
  superuser: rows.fact('superuser') === null ? null : rows.fact('superuser') === '1',
  // TRUNCATE, DROP and the rest of a schema go with ALTER on it.
  rights: named(rows, 'right'),
  rightsToSome: TO_TABLES.filter((right) => [...named(rows, 'right'), ...named(rows, 'right-to-some')].includes(right)),
  unlisted: null,
  takesOn: null,
  bytes: rows.fact('bytes'),
  pageSizes: [],
})

/** In the own schema the owner may do everything with what is there, and create with the CREATE privileges; in another's only with ANY privileges. */
const oracle = (rows: ServerRows): ServerSaid => {
  const privileges = new Set(rows.of('privilege').map((row) => row.text('name')))
  const toSome = new Set(rows.of('table-privilege').map((row) => row.text('name')))
  const own = rows.of('privilege').some((row) => row.maybe('value') === 'own')
  const any = (verb: string, noun = 'TABLE'): boolean => privileges.has(`${verb} ANY ${noun}`)
  const creates = (noun: string): boolean => any('CREATE', noun) || (own && privileges.has(`CREATE ${noun}`))
  const holds: Readonly<Partial<Record<Right, boolean>>> = {
    'create-table': creates('TABLE'),
    'create-index': own || any('CREATE', 'INDEX'),
    'create-sequence': creates('SEQUENCE'),
    'create-trigger': creates('TRIGGER'),
    alter: own || any('ALTER'),
    drop: own || any('DROP'),
    references: own,
    insert: own || any('INSERT'),
    update: own || any('UPDATE'),
    delete: own || any('DELETE'),
    select: own || any('SELECT') || any('READ'),
    truncate: own || any('DROP'),
  }
  const product = rows.of('fact').find((row) => row.text('name') === 'product')
  const active = new Set(namesOf(rows, 'role'))
  const inactive = namesOf(rows, 'granted-role').filter((name) => !active.has(name))
  return {
    product: 'Oracle Database',
    version: versionSaid(product?.maybe('more') ?? null),
    standby: rows.fact('standby') === null ? null : /STANDBY/.test(rows.fact('standby') ?? ''),
    superuser: active.has('DBA'),
    rights: RIGHTS.filter((right) => holds[right] === true),
    rightsToSome: TO_TABLES.filter((right) => holds[right] === true || toSome.has(right === 'create-index' ? 'INDEX' : right.toUpperCase())),
    unlisted: null,
    takesOn: rolesNamed(inactive),
    bytes: null,
    pageSizes: [],
  }
}

/** `Y`, or `G` for a right that may be passed on. */
const isHeld = (value: string | null): boolean => value === 'Y' || value === 'G'

const db2 = (rows: ServerRows, _schema: string, settings: ReadonlyMap<string, string | null>): ServerSaid => {
  const held = (privilege: string): boolean => rows.of('privilege').some((row) => row.text('name') === privilege && isHeld(row.maybe('value')))
  const counts = new Map(rows.of('tables').map((row) => [row.text('name'), Number(row.maybe('value') ?? 0)]))
  const count = (name: string): number => counts.get(name) ?? 0
  const all = count('all')
  const admin = held('DBADM')
  const data = held('DATAACCESS')
  const creates = admin || (held('CREATETAB') && held('CREATEIN'))
  const every = (privilege: string): boolean => (all === 0 ? creates : count(privilege) >= all)
  const owns = admin || every('CONTROL')
  const holds: Readonly<Partial<Record<Right, boolean>>> = {
    'create-table': creates,
    'create-index': owns,
    'create-sequence': admin || held('CREATEIN'),
    'create-trigger': admin || (held('CREATEIN') && (owns || held('ALTERIN'))),
    alter: owns || held('ALTERIN'),
    drop: owns || held('DROPIN'),
    references: owns,
    insert: data || owns || every('INSERT'),
    update: data || owns || every('UPDATE'),
    delete: data || owns || every('DELETE'),
    select: data || owns || every('SELECT'),
    truncate: data || owns || every('DELETE'),
    'call-admin-cmd': admin || data || held('ADMIN_CMD'),
  }
  const role = settings.get('hadr_db_role') ?? null
  return {
    product: 'Db2',
    version: versionSaid(rows.fact('version')),
    standby: role === null ? null : /STANDBY/i.test(role),
    superuser: admin,
    rights: RIGHTS.filter((right) => holds[right] === true),
    rightsToSome: TO_TABLES.filter((right) => holds[right] === true || count(right === 'truncate' ? 'DELETE' : right.toUpperCase()) > 0),
    unlisted: 'groups of the operating system or LDAP, if it is in any: they are not asked for',
    takesOn: null,
    bytes: null,
    pageSizes: [...new Set(rows.of('page-size').map((row) => row.whole('value')))].sort((a, b) => a - b),
  }
}

/** What the rows say of each engine; `settings` by name. */
export const SERVERS: Readonly<Record<Engine, (rows: ServerRows, schema: string, settings: ReadonlyMap<string, string | null>) => ServerSaid>> = {
  postgres,
  mysql,
  mssql,
  oracle,
  db2,
}
