import { Secret } from '../../src/core/secret.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import type { RunningDatabase } from '../servers/database.ts'

type Fields = FieldsOf<'database'>

/** A target's fields for a database of a running server, as its administrator or another account. */
export const databaseFields = (server: RunningDatabase, database: string, more: Partial<Fields> = {}): Fields => ({
  engine: server.engine,
  host: '127.0.0.1',
  port: server.port,
  database,
  user: server.admin.user,
  password: Secret.of(server.admin.password),
  ...more,
})
