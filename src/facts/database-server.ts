import { defineFact, type ValueOf } from '../core/fact.ts'
import { DATABASE_TRANSPORTS } from '../core/transport.ts'
import { anyOrder, choice, flag, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'
import { ENGINES } from '../core/sql.ts'

/** Rights that the WSO2 scripts and the migration need of an account, one word whatever the engine calls it (facts/wso2.md §3.5 n, o). */
export const RIGHTS = [
  'create-table',
  'create-index',
  'create-sequence',
  'create-trigger',
  'create-extension',
  'alter',
  'drop',
  'references',
  'insert',
  'update',
  'delete',
  'select',
  'truncate',
  'call-admin-cmd',
] as const
export type Right = (typeof RIGHTS)[number]

/** Who a database server says it is, how it is set up, and what the account that reads it may do. */
export const databaseServer = defineFact({
  id: 'database-server',
  title: 'A database server: product, version, settings that the upgrade depends on, rights of the account, size',
  value: object({
    engine: choice(ENGINES),
    host: text('as in the plan'),
    port: integer(undefined, 1, 65_535),
    database: text(),
    schema: text('the one that is looked at, as stored'),
    user: text('as logged in'),
    transport: choice(DATABASE_TRANSPORTS),
    product: text('as the server says it: PostgreSQL, MySQL, MariaDB, Microsoft SQL Server, Oracle Database, Db2', 256),
    version: text('as the server says it: 15.18, 10.11.6-MariaDB, 5.7.29', 256),
    /** D23: what reads from it may lag behind. */
    standby: nullable(flag('true: a replica that only reads'), 'null: not told'),
    settings: keyedBy(
      list(object({ name: text(undefined, 256), value: nullable(text()) }), 'variables by name, lower case; those a check asks for'),
      'name',
    ),
    extensions: keyedBy(
      list(
        object({
          name: text(undefined, 256),
          installed: nullable(text('version', 256), 'null: not installed'),
          available: nullable(text('version', 256)),
        }),
      ),
      'name',
    ),
    rights: anyOrder(list(choice(RIGHTS), 'what the account may do in the schema, and to every table of it')),
    rightsToSome: anyOrder(list(choice(RIGHTS), 'what it may do to some table, view or column at least')),
    unlisted: nullable(
      text('by what the account has rights beside these that are not known: active roles, groups, what everybody may do', 2048),
      'null: by nothing',
    ),
    takesOn: nullable(text('roles with other rights that it may take on for a session (SET ROLE)', 2048), 'null: none'),
    superuser: nullable(flag(), 'null: not told'),
    /** Db2: by table space that the account may use; empty elsewhere. */
    pageSizes: anyOrder(list(integer('bytes'))),
    bytes: volatile(nullable(text('of the whole database, decimal digits', 40), 'null: not told')),
  }),
})

export type DatabaseServer = ValueOf<typeof databaseServer>
