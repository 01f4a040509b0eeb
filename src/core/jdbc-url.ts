import { ENGINE_NAMES, ENGINE_PORTS, ENGINES, type Engine } from './sql.ts'

/** What a JDBC URL says, in its own words; a port that it does not name is the engine's. */
export interface JdbcPlace {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly naming: 'service' | 'sid'
}

/**
 * What a JDBC URL of an engine says (facts/wso2.md §1.2), or what is wrong with it, in words that quote nothing of it: it may hold a password. Properties
 * behind it are not the tool's business, but for those that say where the database is.
 */
export const jdbcPlaceOf = (engine: Engine, url: string): JdbcPlace | string => {
  const refusal = REFUSALS.find(({ form, of }) => (of === undefined || of === engine) && form.test(url))?.why ?? foreignTo(engine, url)
  if (refusal !== null) return refusal
  return engine === 'mssql' ? sqlServerPlace(url) : engine === 'oracle' ? oraclePlace(url) : uriPlace(engine, url)
}

const EXAMPLES: Readonly<Record<Engine, string>> = {
  postgres: 'jdbc:postgresql://host:5432/database',
  mysql: 'jdbc:mysql://host:3306/database',
  mssql: 'jdbc:sqlserver://host:1433;databaseName=database',
  oracle: 'jdbc:oracle:thin:@//host:1521/service',
  db2: 'jdbc:db2://host:50000/database',
}

/** What each engine's URLs begin with. */
const BEGINNINGS: Readonly<Record<Engine, RegExp>> = {
  postgres: /^jdbc:postgresql:/i,
  mysql: /^jdbc:(?:mysql|mariadb):/i,
  mssql: /^jdbc:sqlserver:/i,
  oracle: /^jdbc:oracle:/i,
  db2: /^jdbc:db2:/i,
}

const SEVERAL = 'the url names several hosts; give one of them as host, port and database, and each of the others as a target of its own'
const CREDENTIALS = 'the url holds a user or a password; they are given as user and password, and the url without them'

/** Forms that are known for what they are, before anything else is looked at. */
const REFUSALS: readonly { readonly form: RegExp; readonly of?: Engine; readonly why: string }[] = [
  {
    form: /^jdbc:h2:/i,
    why: 'the url is that of an H2 database, which lies within its product and cannot be read from outside; give the database that the product is to run on',
  },
  { form: /^jdbc:(?:mysql|mariadb):(?:replication|loadbalance|failover|sequential|aurora|load-balance):/i, why: SEVERAL },
  { form: /^jdbc:mysql:\/\/address=|^jdbc:(?:mysql|mariadb):\/\/\(/i, why: 'the url gives its host in parentheses; give host, port and database' },
  { form: /^jdbc:(?:mysql\+srv|oracle:oci|oracle:kprb|db2:[^/])/i, why: 'the url names no host; give host, port and database' },
  { form: /^jdbc:postgresql:(?!\/\/[^/])/i, why: 'the url names no host; give host, port and database' },
  { form: /^jdbc:oracle:thin:[^@]/i, why: CREDENTIALS },
  { form: /^jdbc:[a-z0-9]+:\/\/[^/?#;@]*@/i, why: CREDENTIALS },
  { form: /^jdbc:(?:postgresql|mysql|mariadb|db2):\/\/[^/?#]*,/i, why: SEVERAL },
  {
    form: /integrated\s*security\s*=\s*(?!\s*(?:false|no)\b)|authentication\s*=\s*(?:ntlm|active|javakerberos)/i,
    of: 'mssql',
    why: 'the url asks for a login of Windows (Integrated Security), which is not supported; the tool logs in with an account of SQL Server itself',
  },
  {
    form: /^(?:data source|server|addr(?:ess)?|network address)\s*=/i,
    of: 'mssql',
    why: `the url is a connection string of .NET; write it as ${EXAMPLES.mssql}, or give host, port and database`,
  },
]

const foreignTo = (engine: Engine, url: string): string | null => {
  if (BEGINNINGS[engine].test(url)) return null
  const other = ENGINES.find((one) => BEGINNINGS[one].test(url))
  return other === undefined ? formless(engine) : `the url is one of ${ENGINE_NAMES[other]}, and engine is ${engine}`
}

const formless = (engine: Engine): string => `the url is none of ${ENGINE_NAMES[engine]}, such as ${EXAMPLES[engine]}`

const HOST = String.raw`(?<host>\[[0-9A-Fa-f:.]+\]|[^/?#@:;,()[\]\s\\]+)(?::(?<port>\d{1,5}))?`
const NAME = String.raw`(?<database>[^/?#;:&\s%]+)`

const URIS: Readonly<Record<'postgres' | 'mysql' | 'db2', RegExp>> = {
  postgres: new RegExp(String.raw`^jdbc:postgresql://${HOST}/${NAME}(?:\?.*)?$`, 'i'),
  mysql: new RegExp(String.raw`^jdbc:(?:mysql|mariadb)://${HOST}/${NAME}(?:\?.*)?$`, 'i'),
  db2: new RegExp(String.raw`^jdbc:db2://${HOST}/${NAME}(?::.*)?$`, 'i'),
}

const uriPlace = (engine: 'postgres' | 'mysql' | 'db2', url: string): JdbcPlace | string => {
  const { host, port, database } = URIS[engine].exec(url)?.groups ?? {}
  return placeOf(engine, host, port, database)
}

const placeOf = (
  engine: Engine,
  host: string | undefined,
  port: string | undefined,
  database: string | undefined,
  naming: JdbcPlace['naming'] = 'service',
): JdbcPlace | string => {
  if (host === undefined || database === undefined) return formless(engine)
  const number = port === undefined ? ENGINE_PORTS[engine] : Number(port)
  if (number < 1 || number > 65_535) return 'the port in the url is none'
  return { host: host.replaceAll(/^\[|\]$/g, ''), port: number, database, naming }
}

/** A value is what lies before the next semicolon, or in braces. */
const PROPERTY = /;\s*(?<key>[A-Za-z]+)\s*=\s*(?:\{(?<quoted>(?:[^}]|\}\})*)\}|(?!\{)(?<value>[^;]*))/gy

const sqlServerPlace = (url: string): JdbcPlace | string => {
  const { host, port, instance, rest = '' } = SQL_SERVER.exec(url)?.groups ?? {}
  if (host === undefined) return formless('mssql')
  const properties: (readonly [string, string])[] = []
  PROPERTY.lastIndex = 0
  let end = 0
  for (let match = PROPERTY.exec(rest); match !== null; match = PROPERTY.exec(rest)) {
    const { key = '', quoted, value = '' } = match.groups ?? {}
    properties.push([key.toLowerCase(), quoted?.replaceAll('}}', '}') ?? value.trim()])
    end = PROPERTY.lastIndex
  }
  if (!/^;?\s*$/.test(rest.slice(end))) return formless('mssql')
  const of = (...keys: readonly string[]): readonly string[] => properties.flatMap(([key, value]) => (keys.includes(key) ? [value] : []))
  if ((instance !== undefined || of('instancename').length > 0) && port === undefined)
    return 'the url names an instance and no port; give its port (SQL Server Configuration Manager, TCP/IP), as jdbc:sqlserver://host:port;databaseName=…'
  if (of('failoverpartner').length > 0) return SEVERAL
  if (of('servername', 'server', 'portnumber', 'port').length > 0)
    return 'the url gives its host or its port twice, or as a property; give host, port and database'
  const names = of('databasename', 'database')
  if (names.length > 1) return 'the url names its database twice'
  return placeOf('mssql', host, port, names[0] === '' ? undefined : names[0])
}

const SQL_SERVER = new RegExp(
  String.raw`^jdbc:sqlserver://(?<host>\[[0-9A-Fa-f:.]+\]|[^/?#@:;,()[\]\s\\]+)(?:\\(?<instance>[^:;\s]+))?(?::(?<port>\d{1,5}))?(?<rest>;.*)?$`,
  'is',
)

const ORACLE: readonly RegExp[] = [
  new RegExp(String.raw`^jdbc:oracle:thin:@(?:(?:tcps?:)?//)?${HOST}/${NAME}(?:\?.*)?$`, 'i'),
  new RegExp(String.raw`^jdbc:oracle:thin:@${HOST.replace('?::', ':')}:(?<sid>[^/?#;:&\s%]+)$`, 'i'),
]

const oraclePlace = (url: string): JdbcPlace | string => {
  const behind = url.replace(/^jdbc:oracle:thin:@/i, '')
  if (/^\s*\(/.test(behind)) return descriptorPlace(behind)
  if (/^(?:\/\/)?[^/]*,/.test(behind)) return SEVERAL
  if (/^(?:ldaps?:|config-)/i.test(behind)) return 'the url asks a directory or a file for the place of the database; give host, port and database'
  if (/^[\w.-]+(?:\?.*)?$/.test(behind))
    return 'the url holds a name of tnsnames.ora, which the tool does not read; give host, port and the service as database'
  const { host, port, database, sid } = ORACLE.map((form) => form.exec(url)?.groups).find((groups) => groups !== undefined) ?? {}
  return placeOf('oracle', host, port, sid ?? database, sid === undefined ? 'service' : 'sid')
}

/** A descriptor that says one address and one name, and nothing that would change what is connected to. */
const descriptorPlace = (text: string): JdbcPlace | string => {
  const of = (key: string): readonly string[] =>
    [...text.matchAll(new RegExp(String.raw`\(\s*${key}\s*=\s*([^()\s]+)\s*\)`, 'gi'))].map(([, value = '']) => value)
  const [hosts, ports, services, sids] = [of('HOST'), of('PORT'), of('SERVICE_NAME'), of('SID')]
  if (hosts.length > 1) return SEVERAL
  const simple = /^\s*\(\s*DESCRIPTION\s*=/i.test(text) && !/SOURCE_ROUTE|HTTPS_PROXY|INSTANCE_NAME/i.test(text)
  if (!simple || hosts.length !== 1 || ports.length > 1 || services.length + sids.length !== 1)
    return 'the descriptor in the url is not a simple one; give host, port and the service as database'
  return placeOf('oracle', hosts[0], ports[0], services[0] ?? sids[0], services.length === 1 ? 'service' : 'sid')
}
