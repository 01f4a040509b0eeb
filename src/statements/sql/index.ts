import type { SqlStatement } from '../../core/sql.ts'
import { DB2_CATALOGUE } from './catalogue-db2.ts'
import { MSSQL_CATALOGUE } from './catalogue-mssql.ts'
import { MYSQL_CATALOGUE } from './catalogue-mysql.ts'
import { ORACLE_CATALOGUE } from './catalogue-oracle.ts'
import { POSTGRES_CATALOGUE } from './catalogue-postgres.ts'
import { REHEARSAL, REHEARSAL_ROWS } from './rehearsal.ts'
import { ROW_STATEMENTS } from './rows.ts'
import { SERVER_STATEMENTS } from './server.ts'

/** Every statement the tool can send to a database: `queries` prints it, the session sends nothing else. */
export const SQL_STATEMENTS: readonly SqlStatement[] = [
  ...Object.values(POSTGRES_CATALOGUE),
  ...Object.values(MYSQL_CATALOGUE),
  ...Object.values(REHEARSAL),
  ...REHEARSAL_ROWS.values(),
  ...Object.values(MSSQL_CATALOGUE),
  ...Object.values(ORACLE_CATALOGUE),
  ...Object.values(DB2_CATALOGUE),
  ...Object.values(SERVER_STATEMENTS),
  ...ROW_STATEMENTS,
]
