import { FactError } from '../../../core/fact-error.ts'
import type { Right } from '../../../facts/database-server.ts'
import type { Cells } from '../catalogue/cells.ts'

/** The rows of a `server` statement by what they are. */
export interface ServerRows {
  readonly fact: (name: string) => string | null
  readonly of: (what: string) => readonly Cells[]
}

export const serverRows = (rows: readonly Cells[]): ServerRows => ({
  fact: (name) => rows.find((row) => row.text('what') === 'fact' && row.text('name') === name)?.maybe('value') ?? null,
  of: (what) => rows.filter((row) => row.text('what') === what),
})

/** What an engine says of itself. */
export interface ServerSaid {
  readonly product: string
  readonly version: string
  readonly standby: boolean | null
  readonly superuser: boolean | null
  readonly rights: readonly Right[]
  readonly rightsToSome: readonly Right[]
  /** By what there may be rights beside these, which are not listed. */
  readonly unlisted: string | null
  readonly bytes: string | null
  readonly pageSizes: readonly number[]
}

const ROLES_NAMED = 20

/** Roles of which nothing is told but their names; null when there are none. */
export const rolesUnlisted = (kind: string, names: readonly string[]): string | null => {
  if (names.length === 0) return null
  const named = names.slice(0, ROLES_NAMED).map((name) => name.slice(0, 64))
  const more = names.length - named.length
  return `${kind} ${named.toSorted().join(', ')}${more === 0 ? '' : ` and ${more} more`}`
}

export const versionSaid = (version: string | null): string => {
  if (version === null) throw new FactError('parse-failed', 'the server does not say its version')
  return version.slice(0, 256)
}
