import { describe, expect, it } from 'vitest'
import { cellsOf } from '../../src/collectors/support/catalogue/cells.ts'
import { SERVERS } from '../../src/collectors/support/server/engines.ts'
import { serverRows, type ServerSaid } from '../../src/collectors/support/server/said.ts'
import type { Engine } from '../../src/core/sql.ts'
import { SERVER_STATEMENTS } from '../../src/statements/sql/server.ts'

/** Contract fixtures: what, name, value, more, as the manuals say the views of engines that cannot be had here answer. */
const said = (engine: Engine, rows: readonly (readonly (string | null)[])[], settings: readonly (readonly [string, string])[] = []): ServerSaid =>
  SERVERS[engine](
    serverRows(
      cellsOf(
        SERVER_STATEMENTS[engine],
        rows.map(([what = null, name = null, value = null, more = null]) => [what, name, value, more]),
      ),
    ),
    'WSO2',
    new Map(settings),
  )

describe('what a server says', () => {
  it('SQL Server: rights to the schema, and writes to any table of it', () => {
    const rows = [
      ['fact', 'version', '15.0.2000.5'],
      ['fact', 'updateability', 'READ_WRITE'],
      ['fact', 'superuser', '0'],
      ['fact', 'bytes', '16777216'],
      ['right', 'select', '1'],
      ['right', 'insert', '0'],
      ['right-to-some', 'insert', '1'],
      ['right', 'alter', null],
      ['right', 'create-table', '0'],
    ]
    expect(said('mssql', rows)).toEqual({
      product: 'Microsoft SQL Server',
      version: '15.0.2000.5',
      standby: false,
      superuser: false,
      rights: ['select'],
      rightsToSome: ['insert'],
      unlisted: null,
      takesOn: null,
      bytes: '16777216',
      pageSizes: [],
    })
  })

  it('Oracle: the owner of the schema may use what is there, and create what a privilege says', () => {
    const facts = [
      ['fact', 'product', 'Oracle Database 19c Enterprise Edition ', '19.0.0.0.0'],
      ['fact', 'standby', 'PRIMARY'],
    ]
    const own = said('oracle', [...facts, ['privilege', 'CREATE SESSION', 'own'], ['privilege', 'CREATE TABLE', 'own']])
    expect(own).toMatchObject({ product: 'Oracle Database', version: '19.0.0.0.0', standby: false, superuser: false })
    expect(own.rights).toEqual(['create-table', 'create-index', 'alter', 'drop', 'references', 'insert', 'update', 'delete', 'select', 'truncate'])
    const other = said('oracle', [
      ...facts,
      ['privilege', 'SELECT ANY TABLE', 'other'],
      ['privilege', 'CREATE TABLE', 'other'],
      ['table-privilege', 'UPDATE', '3'],
    ])
    expect(other).toMatchObject({ rights: ['select'], rightsToSome: ['update'] })
    expect(said('oracle', [...facts, ['role', 'DBA', null]]).superuser).toBe(true)
    expect(said('oracle', [...facts, ['role', 'READER'], ['granted-role', 'READER'], ['granted-role', 'WRITER']]).takesOn).toBe('WRITER')
    expect(said('oracle', [facts[0] ?? [], ['fact', 'standby', 'PHYSICAL STANDBY']]).standby).toBe(true)
  })

  it('Db2: rights by database, schema and table, and page sizes of the table spaces it may use', () => {
    const facts = [
      ['fact', 'version', 'DB2 v11.5.8.0'],
      ['page-size', 'TS32K', '32768'],
      ['page-size', 'USERSPACE1', '4096'],
      ['page-size', 'TS2', '4096'],
      ['tables', 'all', '2'],
    ]
    const nobody = [
      ['privilege', 'DBADM', 'N'],
      ['privilege', 'CREATETAB', 'Y'],
      ['privilege', 'CREATEIN', null],
    ]
    const reader = said('db2', [...facts, ...nobody, ['tables', 'SELECT', '2'], ['tables', 'INSERT', '1']])
    expect(reader).toMatchObject({ product: 'Db2', version: 'DB2 v11.5.8.0', superuser: false, standby: null, pageSizes: [4096, 32_768] })
    expect(reader).toMatchObject({ rights: ['select'], rightsToSome: ['insert'] })
    expect(said('db2', [...facts, ...nobody, ['tables', 'SELECT', '1']]).rights).toEqual([])
    const admin = said('db2', [...facts, ['privilege', 'DBADM', 'Y'], ['privilege', 'ADMIN_CMD', 'G']], [['hadr_db_role', 'STANDBY']])
    expect(admin).toMatchObject({ superuser: true, standby: true })
    expect(admin.rights).toEqual(expect.arrayContaining(['create-table', 'create-sequence', 'create-trigger', 'alter', 'drop', 'call-admin-cmd']))
  })

  it('an answer without a version is not understood', () => {
    for (const engine of ['postgres', 'mysql', 'mssql', 'oracle', 'db2'] as const) expect(() => said(engine, [])).toThrow(/version/)
  })
})
