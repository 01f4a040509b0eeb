import type { RunningDatabase } from '../servers/database.ts'

/** Runs SQL in a schema that holds nothing else, in one go: what was there of that name is dropped. */
export const inFreshSchema = (server: RunningDatabase, schema: string, sql: string): void => {
  if (server.engine === 'postgres')
    server.sql(
      'postgres',
      `SET client_min_messages = error; DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}; SET search_path = ${schema};\n${sql}`,
    )
  else server.sql('', `DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}; USE ${schema};\n${sql}`)
}
