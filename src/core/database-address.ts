import type { Destination } from './address.ts'
import { FactError } from './fact-error.ts'
import { jdbcPlaceOf } from './jdbc-url.ts'
import { ENGINE_PORTS, type Engine } from './sql.ts'

/** Where a database is and what it is called there. */
export interface DatabaseAddress extends Destination {
  readonly database: string
  /** Oracle: what `database` is. */
  readonly naming: 'service' | 'sid'
}

/** What the plan says of a database's place: a url, or its parts. */
export interface DatabasePlace {
  readonly engine: Engine
  readonly url?: string
  readonly host?: string
  readonly port?: number
  readonly database?: string
  readonly schema?: string
}

/** What is wrong with the place of a database target, in words that quote no url: it may hold a password. Null when nothing is. */
export const databaseProblem = (place: DatabasePlace): string | null => {
  const parsed = parsedOf(place)
  if (typeof parsed === 'string') return parsed
  // The product would look there, and the tool elsewhere: at the schema of its own account.
  const named = place.schema === undefined ? /[?&:;](currentSchema)=|search_path/i.exec(place.url ?? '') : null
  return named === null ? null : `the url names a schema (${named[1] ?? 'search_path'}); give it as schema, which the tool goes by`
}

/** The address of a database target. Throws FactError `parse-failed` for what the plan should not have let pass. */
export const databaseAddressOf = (place: DatabasePlace): DatabaseAddress => {
  const parsed = parsedOf(place)
  if (typeof parsed === 'string') throw new FactError('parse-failed', `the place of the database: ${parsed}`)
  return parsed
}

const parsedOf = ({ engine, url, host, port, database }: DatabasePlace): DatabaseAddress | string => {
  if (url !== undefined) {
    if (host !== undefined || port !== undefined || database !== undefined) return 'it has a url and its parts as well; give one of them'
    return jdbcPlaceOf(engine, url)
  }
  if (host === undefined || database === undefined) return 'it needs url, or host and database'
  return hostProblem(host) ?? { host: host.replaceAll(/^\[|\]$/g, ''), port: port ?? ENGINE_PORTS[engine], database, naming: 'service' }
}

const hostProblem = (host: string): string | null => {
  if (host.includes('\\')) return 'its host names an instance of SQL Server; give the host alone, and the port of the instance'
  if (host.includes(',')) return 'its host names several; give one of them, and each of the others as a target of its own'
  if (/^\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?$/.test(host)) return null
  if (/^[^:]+:\d+$/.test(host)) return 'its host holds a port; give it as port'
  return /^[^/?#@:;()[\]\s\\]+$/.test(host) ? null : 'its host is none'
}
