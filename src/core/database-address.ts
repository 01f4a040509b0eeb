import type { Destination } from './address.ts'
import { FactError } from './fact-error.ts'
import { ENGINE_NAMES, ENGINE_PORTS, type Engine } from './sql.ts'

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
}

/** What is wrong with the place of a database target, in words that quote no url: it may hold a password. Null when nothing is. */
export const databaseProblem = (place: DatabasePlace): string | null => {
  const parsed = parsedOf(place)
  return typeof parsed === 'string' ? parsed : null
}

/** The address of a database target. Throws FactError `parse-failed` for what the plan should not have let pass. */
export const databaseAddressOf = (place: DatabasePlace): DatabaseAddress => {
  const parsed = parsedOf(place)
  if (typeof parsed === 'string') throw new FactError('parse-failed', `the place of the database: ${parsed}`)
  return parsed
}

const HOST = String.raw`(?<host>\[[0-9A-Fa-f:.]+\]|[^/?#@:;,[\]\s\\]+)(?::(?<port>\d{1,5}))?`
const NAME = String.raw`(?<database>[^/?#;:&\s]+)`

/** The JDBC URLs of each engine (facts/wso2.md §1.2); properties behind them are not the tool's business. */
const JDBC: Readonly<Record<Engine, readonly RegExp[]>> = {
  postgres: [new RegExp(String.raw`^jdbc:postgresql://${HOST}/${NAME}(?:\?.*)?$`)],
  mysql: [new RegExp(String.raw`^jdbc:(?:mysql|mariadb)://${HOST}/${NAME}(?:\?.*)?$`)],
  mssql: [new RegExp(String.raw`^jdbc:sqlserver://${HOST}(?:;[^;]*)*?;database(?:Name)?=${NAME}(?:;.*)?$`, 'i')],
  oracle: [
    new RegExp(String.raw`^jdbc:oracle:thin:@(?://)?${HOST}/${NAME}(?:\?.*)?$`),
    new RegExp(String.raw`^jdbc:oracle:thin:@${HOST.replace('?::', ':')}:(?<sid>[^/?#;:&\s]+)$`),
  ],
  db2: [new RegExp(String.raw`^jdbc:db2://${HOST}/${NAME}(?::.*)?$`)],
}

const EXAMPLES: Readonly<Record<Engine, string>> = {
  postgres: 'jdbc:postgresql://host:5432/database',
  mysql: 'jdbc:mysql://host:3306/database',
  mssql: 'jdbc:sqlserver://host:1433;databaseName=database',
  oracle: 'jdbc:oracle:thin:@//host:1521/service',
  db2: 'jdbc:db2://host:50000/database',
}

const parsedOf = ({ engine, url, host, port, database }: DatabasePlace): DatabaseAddress | string => {
  if (url === undefined) {
    if (host === undefined || database === undefined) return 'it needs url, or host and database'
    return { host: host.replace(/^\[|\]$/g, ''), port: port ?? ENGINE_PORTS[engine], database, naming: 'service' }
  }
  if (host !== undefined || port !== undefined || database !== undefined) return 'it has a url and its parts as well; give one of them'
  const match = JDBC[engine].map((form) => form.exec(url)?.groups).find((groups) => groups !== undefined)
  if (match === undefined) return `the url is none of ${ENGINE_NAMES[engine]}, such as ${EXAMPLES[engine]}`
  const named = match['port'] === undefined ? ENGINE_PORTS[engine] : Number(match['port'])
  if (named < 1 || named > 65_535) return 'the port in the url is none'
  return {
    host: (match['host'] ?? '').replace(/^\[|\]$/g, ''),
    port: named,
    database: match['sid'] ?? match['database'] ?? '',
    naming: match['sid'] === undefined ? 'service' : 'sid',
  }
}
