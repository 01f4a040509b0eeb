import type { DatabaseServer } from '../../src/api.ts'

/** A PostgreSQL read by an account that may only read; what is given differs. */
export const serverOf = (more: Partial<DatabaseServer> = {}): DatabaseServer => ({
  engine: 'postgres',
  host: 'db.example.test',
  port: 5432,
  database: 'wso2am_db',
  schema: 'public',
  user: 'auditor',
  transport: 'verified',
  product: 'PostgreSQL',
  version: '11.22 (Debian 11.22-1)',
  standby: false,
  settings: [{ name: 'default_transaction_isolation', value: 'read committed' }],
  extensions: [],
  rights: ['select'],
  rightsToSome: [],
  unlisted: null,
  takesOn: null,
  superuser: false,
  pageSizes: [],
  bytes: '1000000',
  ...more,
})
