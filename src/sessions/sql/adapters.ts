import type { Engine } from '../../core/sql.ts'
import type { ConnectAdapter } from './adapter.ts'

/** The adapter of each engine; its driver is loaded with it. Throws FactError `driver-missing`. */
export const loadAdapter = async (engine: Engine): Promise<ConnectAdapter> => {
  switch (engine) {
    case 'postgres':
      return (await import('./postgres.ts')).connectPostgres
    case 'mysql':
      return (await import('./mysql.ts')).connectMysql
    case 'mssql':
      return (await import('./mssql.ts')).connectMssql
    case 'oracle':
      return (await import('./oracle.ts')).connectOracle
    case 'db2':
      return (await import('./db2.ts')).connectDb2
  }
}
