import type { RunningDatabase } from '../servers/database.ts'

/** Makes schemas that hold nothing but what their SQL makes, all in one run of the client. */
export const freshSchemas = (server: RunningDatabase, schemas: Readonly<Record<string, string>>): void => {
  const made = Object.entries(schemas).map(([name, sql]) =>
    server.engine === 'postgres'
      ? `DROP SCHEMA IF EXISTS ${name} CASCADE; CREATE SCHEMA ${name}; SET search_path = ${name};\n${sql}`
      : `DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name} CHARACTER SET latin1; USE ${name}; SET FOREIGN_KEY_CHECKS = 1;\n${sql}`,
  )
  if (server.engine === 'postgres') server.sql('postgres', `SET client_min_messages = error;\n${made.join('\n')}`)
  else server.sql('', made.join('\n'))
}

/** What the plan calls the place of such a schema. */
export const placeOf = (server: RunningDatabase, schema: string): { readonly database: string; readonly schema: string } => ({
  database: server.engine === 'postgres' ? 'postgres' : schema,
  schema,
})
