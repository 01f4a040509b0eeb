import type { DatabaseServer, Right } from '../../../src/api.ts'

/** What every engine's script and migration do: tables and indexes made, altered and dropped, rows rewritten, session tables truncated (facts/wso2.md §3.4). */
const EVERYWHERE: readonly Right[] = [
  'create-table',
  'create-index',
  'alter',
  'drop',
  'references',
  'select',
  'insert',
  'update',
  'delete',
  'truncate',
]

/** Beside them (facts/wso2.md §3.1, §3.5 n, o). */
const BY_ENGINE: Readonly<Record<DatabaseServer['engine'], readonly Right[]>> = {
  postgres: ['create-sequence', 'create-extension'],
  mysql: [],
  mssql: [],
  oracle: ['create-sequence', 'create-trigger'],
  db2: ['create-sequence', 'create-trigger', 'call-admin-cmd'],
}

/** The rights an account lacks for the script and the migration. An extension that is installed needs no right any more. */
export const rightsLacking = ({ engine, rights, superuser, extensions }: DatabaseServer): readonly Right[] => {
  if (superuser === true) return []
  const installed = extensions.some(({ name, installed: version }) => name === 'uuid-ossp' && version !== null)
  return [...EVERYWHERE, ...BY_ENGINE[engine]].filter((right) => !rights.includes(right) && !(right === 'create-extension' && installed))
}

/** Rights to read, which are all an auditor needs. */
const READING: ReadonlySet<Right> = new Set(['select'])

/** What an account could change, be it in one table only. */
export const rightsToChange = ({ rights, rightsToSome }: DatabaseServer): readonly Right[] =>
  [...new Set([...rights, ...rightsToSome])].filter((right) => !READING.has(right)).toSorted()
