import { FactError } from '../../../core/fact-error.ts'
import type { SqlQuestion, SqlSession, SqlStatement } from '../../../core/sql.ts'
import type { DatabaseServer } from '../../../facts/database-server.ts'
import { SERVER_STATEMENTS } from '../../../statements/sql/server.ts'
import { cellsOf, type Cells } from '../catalogue/cells.ts'
import { rolesNamed, type ServerRows } from './said.ts'

type Beside = Pick<DatabaseServer, 'unlisted' | 'takesOn'>

/**
 * By what an account of MySQL or MariaDB has rights, or may take some on, that information_schema does not list for it: it lists those granted to the account
 * itself only, and those of a role to nobody but administrators. `rows` are what the statement `server` answered.
 */
export const besideOnMysql = async (sql: SqlSession, rows: ServerRows, schema: string): Promise<Beside> => {
  const version = rows.fact('version') ?? ''
  const mariadb = /mariadb/i.test(version)
  if (rows.of('view').length === 0)
    return { unlisted: NO_ROLES.test(version) ? null : 'roles, if it has any: this server does not list them', takesOn: null }
  const roles = await told(sql, SERVER_STATEMENTS.mysqlRoles)
  const shared = mariadb && knowsPublic(version) ? await grantsToPublic(sql, schema) : null
  if (roles === null)
    return { unlisted: ['roles, if it has any: they could not be read', ...(shared === null ? [] : [shared])].join('; '), takesOn: null }
  const names = (what: string): readonly string[] => roles.filter((row) => row.text('what') === what).map((row) => row.text('name'))
  const active = new Set(names('active'))
  const held = rolesNamed([...active])
  return {
    unlisted: [...(held === null ? [] : [`roles: ${held}`]), ...(shared === null ? [] : [shared])].join('; ') || null,
    takesOn: rolesNamed(names('granted').filter((name) => !active.has(name))),
  }
}

/** MySQL before 8.0 as Oracle, Percona, Amazon, Google and distributions call it. TiDB and OceanBase call themselves 5.7, too, and have roles. */
const NO_ROLES =
  /^5\.[567]\.(?:\d+|mysql_aurora\.[\d.]+)(?:-(?:\d[\w.+~]*|log|debug|community|enterprise|commercial|advanced|standard|google|azure|rds[\d.]*))*$/i

/** From 10.11 on; where the version is not one, it is asked. */
const knowsPublic = (version: string): boolean => {
  const [, major, minor] = /(\d+)\.(\d+)\.\d+-mariadb/i.exec(version) ?? []
  return major === undefined || Number(major) * 100 + Number(minor) >= 1011
}

/** A grant of rights to everything, or on the database or something in it: `ON \`db\`.*`, `ON PROCEDURE \`db\`.\`p\``. */
const GRANT =
  /^GRANT (?<rights>.+?) ON (?:(?:TABLE|FUNCTION|PROCEDURE|PACKAGE(?: BODY)?) )?(?:\*|`(?<database>(?:[^`]|``)+)`)\.(?:\*|`(?:[^`]|``)+`) TO PUBLIC\b/i

const grantsToPublic = async (sql: SqlSession, schema: string): Promise<string | null> => {
  const grants = await told(sql, SERVER_STATEMENTS.mysqlPublic)
  if (grants === null) return 'grants to PUBLIC, if there are any: they are in no file that is imported, and could not be read'
  return grants.some((row) => concerns(row.text('name'), schema)) ? 'grants to PUBLIC (SHOW GRANTS FOR PUBLIC)' : null
}

/** Whether a line of SHOW GRANTS gives a right in a database. What is not understood does. */
const concerns = (line: string, schema: string): boolean => {
  const { rights = '', database } = GRANT.exec(line)?.groups ?? {}
  if (rights === 'USAGE') return false
  return database === undefined || likePattern(database.replaceAll('``', '`')).test(schema)
}

/** A name of a grant, in which % and _ stand for others unless a backslash is before them. */
const likePattern = (pattern: string): RegExp => {
  const parts = pattern.match(/\\.|[\s\S]/g) ?? []
  const quoted = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/, String.raw`\$&`)
  const source = parts.map((part) => (part === '%' ? '[\\s\\S]*' : part === '_' ? '[\\s\\S]' : quoted(part.length > 1 ? part.slice(1) : part)))
  return new RegExp(`^${source.join('')}$`, 'iu')
}

/** The rows of a statement; null where the server, or the file in its place, has no answer: that takes no other answer with it, a lost connection does. */
const told = async (sql: SqlSession, statement: SqlStatement): Promise<readonly Cells[] | null> => {
  const question: SqlQuestion = { statement, values: [] }
  try {
    const [rows = []] = await sql.readOnce([question])
    return cellsOf(statement, rows)
  } catch (error) {
    if (error instanceof FactError && (error.code === 'missing-evidence' || error.code === 'permission-denied')) return null
    throw error
  }
}
