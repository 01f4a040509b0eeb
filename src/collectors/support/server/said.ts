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
  /** By what there are rights beside these, which are not known. */
  readonly unlisted: string | null
  readonly takesOn: string | null
  readonly bytes: string | null
  readonly pageSizes: readonly number[]
}

const ROLES_NAMED = 20

/** Names of roles in a line; null when there are none. */
export const rolesNamed = (names: readonly string[]): string | null => {
  if (names.length === 0) return null
  const named = names.toSorted().slice(0, ROLES_NAMED)
  const more = names.length - named.length
  return `${named.map((name) => name.slice(0, 64)).join(', ')}${more === 0 ? '' : ` and ${more} more`}`
}

export const versionSaid = (version: string | null): string => {
  if (version === null) throw new FactError('parse-failed', 'the server does not say its version')
  return version.slice(0, 256)
}
