import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/database-server.ts'
import { Secret } from '../../src/core/secret.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import type { DatabaseServer } from '../../src/facts/database-server.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { databaseFields } from '../support/database-fields.ts'
import { networkCollected } from '../support/network-collected.ts'
import { required } from '../support/required.ts'

type Fields = FieldsOf<'database'>

const PASSWORD = 'the word of an account 3141'
const account = (user: string): Partial<Fields> => ({ user, password: Secret.of(PASSWORD) })
const settingIn = ({ settings }: DatabaseServer, name: string): string | null | undefined => settings.find((setting) => setting.name === name)?.value

describe.skipIf(!required('postgres', postgresAvailable(), 'PostgreSQL'))('PostgreSQL says', () => {
  let server: RunningDatabase
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())
  const read = (more: Partial<Fields> = {}) => networkCollected(collector, databaseFields(server, 'postgres', more))

  it('who it is, how it is set up, and that the administrator may do everything', async () => {
    server.sql('postgres', `alter database postgres set default_transaction_isolation = 'repeatable read'`)
    const { value, omitted, operations } = await read()
    expect(omitted).toEqual([])
    expect(value).toMatchObject({
      engine: 'postgres',
      host: '127.0.0.1',
      port: server.port,
      database: 'postgres',
      schema: 'public',
      user: 'postgres',
      product: 'PostgreSQL',
      version: expect.stringMatching(/^\d+\.\d+/),
      standby: false,
      superuser: true,
      pageSizes: [],
    })
    expect(Number(value.bytes)).toBeGreaterThan(1_000_000)
    expect(settingIn(value, 'server_encoding')).toBe('UTF8')
    expect(settingIn(value, 'lc_collate')).toBe('C')
    expect(settingIn(value, 'default_transaction_isolation')).toBe('repeatable read')
    expect(settingIn(value, 'standard_conforming_strings')).toBe('on')
    // The application's, not the reader's.
    expect(settingIn(value, 'search_path')).toBe('"$user", public')
    expect(value.rights).toContain('create-extension')
    expect(operations.filter(({ verb }) => verb === 'select')).toHaveLength(1)
    const uuid = value.extensions.find(({ name }) => name === 'uuid-ossp')
    expect(uuid?.installed).toBeNull()
    if (uuid?.available === null) return
    server.sql('postgres', 'create extension "uuid-ossp"')
    expect((await read()).value.extensions.find(({ name }) => name === 'uuid-ossp')?.installed).toBe(uuid?.available)
  })

  it('what another account may do', async () => {
    server.sql(
      'postgres',
      `create role reader login password '${PASSWORD}'; create schema app; create table app.a (id int); create table app.b (id int);
       grant usage on schema app to reader; grant select on all tables in schema app to reader`,
    )
    expect((await read({ schema: 'app', ...account('reader') })).value).toMatchObject({
      superuser: false,
      rights: ['select'],
      rightsToSome: [],
      unlisted: null,
      takesOn: null,
    })
    const takesOn = async (): Promise<string | null> => (await read({ schema: 'app', ...account('reader') })).value.takesOn
    server.sql('postgres', 'create role writer; create role giver; grant writer to giver; alter role reader noinherit; grant giver to reader')
    expect(await takesOn()).toBe('giver, writer')
    server.sql('postgres', 'alter role reader inherit')
    expect(await takesOn()).toBeNull()
    // Attributes are not inherited, and whoever is a member takes the role on.
    server.sql('postgres', 'create role dba superuser; grant dba to reader; grant pg_write_server_files to reader')
    expect(await takesOn()).toBe('dba, pg_write_server_files')
    server.sql('postgres', 'revoke dba, pg_write_server_files from reader; alter role reader createrole')
    expect(await takesOn()).toBe('any role (CREATEROLE)')
    server.sql('postgres', 'alter role reader nocreaterole; grant trigger on app.a to reader; grant references (id) on app.b to reader')
    expect((await read({ schema: 'app', ...account('reader') })).value.rightsToSome).toEqual(['create-trigger', 'references'])
    server.sql('postgres', 'revoke trigger on app.a from reader; revoke references (id) on app.b from reader')
    server.sql('postgres', 'revoke select on app.b from reader; grant insert on app.b to reader')
    expect((await read({ schema: 'app', ...account('reader') })).value).toMatchObject({ rights: [], rightsToSome: ['insert'] })
    server.sql('postgres', 'revoke insert on app.b from reader; grant update (id) on app.b to reader; grant delete on app.b to reader')
    expect((await read({ schema: 'app', ...account('reader') })).value).toMatchObject({ rights: [], rightsToSome: ['update', 'delete'] })
    server.sql('postgres', 'create schema own authorization reader')
    expect([...(await read({ schema: 'own', ...account('reader') })).value.rights].sort()).toEqual(
      [
        'alter',
        'create-index',
        'create-sequence',
        'create-table',
        'create-trigger',
        'delete',
        'drop',
        'insert',
        'references',
        'select',
        'truncate',
        'update',
      ].sort(),
    )
  })
})

const PRODUCTS = [
  ['mariadb', mariadbAvailable, 'MariaDB', /^10\.\d+\.\d+-MariaDB/],
  ['mysql', mysqlAvailable, 'MySQL', /^5\.7\.\d+/],
] as const

describe.each(PRODUCTS)('%s says', (product, available, name, version) => {
  describe.skipIf(!required(product, available(), name))('', () => {
    let server: RunningDatabase
    beforeAll(async () => {
      server = await startMysql(product, ['--sql-mode=NO_ZERO_DATE,STRICT_TRANS_TABLES', '--explicit-defaults-for-timestamp=0'])
    }, 120_000)
    afterAll(() => server.stop())
    const read = (database: string, more: Partial<Fields> = {}) => networkCollected(collector, databaseFields(server, database, more))

    it('who it is and how it is set up', async () => {
      server.sql('', 'create database db character set utf8mb4; use db; create table t (id int) engine=InnoDB')
      const { value, operations } = await read('db')
      expect(value).toMatchObject({
        engine: 'mysql',
        product: name,
        version: expect.stringMatching(version),
        standby: false,
        superuser: true,
        schema: 'db',
      })
      expect(settingIn(value, 'explicit_defaults_for_timestamp')).toBe('OFF')
      // The application's, not the reader's.
      expect(settingIn(value, 'sql_mode')).toMatch(/^STRICT_TRANS_TABLES,NO_ZERO_DATE$/)
      expect(settingIn(value, 'character_set_database')).toBe('utf8mb4')
      expect(settingIn(value, 'collation_database')).toBe('utf8mb4_general_ci')
      expect(settingIn(value, 'innodb')).toMatch(/^(?:DEFAULT|YES)$/)
      expect(settingIn(value, 'innodb_page_size')).toBe('16384')
      expect(settingIn(value, 'lower_case_table_names')).toBe('0')
      expect(settingIn(value, 'tx_isolation') ?? settingIn(value, 'transaction_isolation')).toBe('REPEATABLE-READ')
      expect(settingIn(value, 'innodb_file_format')).toBe(product === 'mysql' ? 'Barracuda' : undefined)
      expect(value.rights).toEqual(
        expect.arrayContaining(['create-table', 'create-index', 'create-trigger', 'alter', 'drop', 'references', 'select']),
      )
      expect(value.rights.includes('create-sequence')).toBe(product === 'mariadb')
      expect(Number(value.bytes)).toBeGreaterThan(0)
      expect(operations.filter(({ verb }) => verb === 'select')).toHaveLength(product === 'mariadb' ? 4 : 2)
    })

    it('what another account may do', async () => {
      server.sql(
        '',
        `create database app; create table app.a (id int); create user reader identified by '${PASSWORD}'; grant select on app.* to reader;
         create user writer identified by '${PASSWORD}'; grant select, insert, update (id) on app.a to writer`,
      )
      expect((await read('app', account('reader'))).value).toMatchObject({ superuser: false, rights: ['select'], unlisted: null, takesOn: null })
      expect((await read('app', account('writer'))).value).toMatchObject({ rights: [], rightsToSome: ['insert', 'update'] })
    })

    it('rights to one table that change more than its rows', async () => {
      server.sql(
        '',
        `create user builder identified by '${PASSWORD}'; grant select on app.* to builder; grant alter, trigger, index on app.a to builder`,
      )
      expect((await read('app', account('builder'))).value).toMatchObject({
        rights: ['select'],
        rightsToSome: ['alter', 'create-index', 'create-trigger'],
      })
    })

    it.skipIf(product === 'mysql')('that there are rights by roles and by what everybody may', async () => {
      server.sql(
        '',
        `create user member identified by '${PASSWORD}'; grant select on app.* to member; create role inner_one; create role writer;
         grant delete on app.* to inner_one; grant inner_one to writer; grant writer to member`,
      )
      const beside = async (user: string) => {
        const { unlisted, takesOn } = (await read('app', account(user))).value
        return [unlisted, takesOn]
      }
      expect(await beside('member')).toEqual([null, 'inner_one, writer'])
      server.sql('', 'set default role writer for member')
      expect(await beside('member')).toEqual(['roles: inner_one, writer', null])
      // As Debian's installation leaves it.
      server.sql('', 'grant usage on *.* to public; grant all on `test\\_%`.* to public; grant insert on `test`.* to public')
      expect(await beside('reader')).toEqual([null, null])
      for (const over of ['app.a', '`a%`.*', '`APP`.*', '*.*']) {
        server.sql('', `grant insert on ${over} to public`)
        expect(await beside('reader'), over).toEqual(['grants to PUBLIC (SHOW GRANTS FOR PUBLIC)', null])
        server.sql('', `revoke insert on ${over} from public`)
      }
      expect(await beside('reader')).toEqual([null, null])
    })

    it('that it only reads', async () => {
      server.sql('', 'set global read_only = 1')
      expect((await read('db')).value.standby).toBe(true)
    })
  })
})
