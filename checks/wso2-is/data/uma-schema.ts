import { expectedTablesOf, sqlTypeOf, type Engine, type ExpectedColumn, type ExpectedTable } from '../../../src/api.ts'
import db2 from './schemas/uma-db2.ts'
import mssql from './schemas/uma-mssql.ts'
import mysql from './schemas/uma-mysql.ts'
import oracle from './schemas/uma-oracle.ts'
import postgres from './schemas/uma-postgres.ts'

/** The six tables, in the order the source's script makes them (facts/wso2.md §3.1). */
export const UMA_TABLES = [
  'IDN_UMA_RESOURCE',
  'IDN_UMA_RESOURCE_META_DATA',
  'IDN_UMA_RESOURCE_SCOPE',
  'IDN_UMA_PERMISSION_TICKET',
  'IDN_UMA_PT_RESOURCE',
  'IDN_UMA_PT_RESOURCE_SCOPE',
] as const

const LINES: Readonly<Record<Engine, string>> = { postgres, mysql, mssql, oracle, db2 }

/** As the source's script leaves them. */
export const umaTables = (engine: Engine): readonly ExpectedTable[] => expectedTablesOf(engine, LINES[engine])

/** What step 5.8.0 of the migration adds (facts/wso2.md §3.4); it needs the tables to be there. */
export const TOKEN_ID = { table: 'IDN_UMA_PERMISSION_TICKET', column: 'TOKEN_ID' } as const

export const migratedUmaTables = (engine: Engine): readonly ExpectedTable[] => umaTables(engine).map((table) => withTokenId(engine, table))

/** A table as the migration leaves it. */
export const withTokenId = (engine: Engine, table: ExpectedTable): ExpectedTable =>
  table.name.toUpperCase() === TOKEN_ID.table ? { ...table, columns: [...table.columns, tokenId(engine)] } : table

const tokenId = (engine: Engine): ExpectedColumn => ({
  name: TOKEN_ID.column,
  type: sqlTypeOf(engine, engine === 'oracle' ? 'varchar2(255)' : 'varchar(255)'),
  nullable: true,
  defaults: [null],
  generation: 'none',
  sequence: null,
})
