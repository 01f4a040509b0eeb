import { defineNetworkCollector, known } from '../core/collector.ts'
import { databaseAddressOf } from '../core/database-address.ts'
import type { Engine, SqlStatement } from '../core/sql.ts'
import { databaseServer } from '../facts/database-server.ts'
import { SERVER_STATEMENTS } from '../statements/sql/server.ts'
import { byName, cellsOf } from './support/catalogue/cells.ts'
import { databaseTouches, ofSchema } from './support/database.ts'
import { SERVERS } from './support/server/engines.ts'
import { besideOnMysql } from './support/server/mysql-roles.ts'
import { serverRows } from './support/server/said.ts'

/** The last two are asked of some versions only. */
const statementsOf = (engine: Engine): readonly SqlStatement[] =>
  engine === 'mysql'
    ? [SERVER_STATEMENTS.mysql, SERVER_STATEMENTS.mysqlVariables, SERVER_STATEMENTS.mysqlRoles, SERVER_STATEMENTS.mysqlPublic]
    : [SERVER_STATEMENTS[engine]]

export default defineNetworkCollector({
  fact: databaseServer,
  type: 'database',
  needs: () => null,
  touches: ({ fields }) => databaseTouches(fields, statementsOf(fields.engine)),
  collect: async ({ target: { fields }, network: { sql } }) => {
    const schema = await sql.schema()
    const { transport, user, database } = await sql.connection()
    const statement: SqlStatement = SERVER_STATEMENTS[sql.engine]
    const [main = []] = await sql.readOnce(ofSchema([statement], schema))
    const [variables = []] = sql.engine === 'mysql' ? await sql.read(ofSchema([SERVER_STATEMENTS.mysqlVariables], schema)) : []
    const rows = serverRows(cellsOf(statement, main))
    const settings = [...rows.of('setting'), ...cellsOf(SERVER_STATEMENTS.mysqlVariables, variables)].map((row) => ({
      name: row.text('name').toLowerCase(),
      value: row.maybe('value'),
    }))
    const { host, port } = databaseAddressOf(fields)
    return known({
      engine: sql.engine,
      host,
      port,
      database,
      schema,
      user,
      transport,
      ...SERVERS[sql.engine](rows, schema, new Map(settings.map(({ name, value }) => [name, value]))),
      ...(sql.engine === 'mysql' ? await besideOnMysql(sql, rows, schema) : {}),
      settings: settings.sort(byName),
      extensions: rows
        .of('extension')
        .map((row) => ({ name: row.text('name'), installed: row.maybe('value'), available: row.maybe('more') }))
        .sort(byName),
    })
  },
})
