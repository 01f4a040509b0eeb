import { FactError } from '../../../core/fact-error.ts'
import type { SqlSession } from '../../../core/sql.ts'
import { SERVER_STATEMENTS } from '../../../statements/sql/server.ts'
import { cellsOf } from '../catalogue/cells.ts'
import { rolesUnlisted } from './said.ts'

/**
 * By what an account of MySQL or MariaDB may have rights that information_schema does not list for it: it lists those granted to the account itself only, and
 * those of a role to nobody but administrators. Null: by nothing.
 */
export const unlistedOnMysql = async (sql: SqlSession, version: string): Promise<string | null> => {
  const [, major = '0', minor = '0', patch = '0'] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []
  const release = (Number(major) * 100 + Number(minor)) * 1000 + Number(patch)
  const mariadb = /mariadb/i.test(version)
  if (release < (mariadb ? 1_000_005 : 800_000)) return null
  if (!mariadb && release < 800_019) return 'roles, which MySQL before 8.0.19 does not list'
  const [roles = []] = await sql.readOnce([{ statement: SERVER_STATEMENTS.mysqlRoles, values: [] }])
  const names = cellsOf(SERVER_STATEMENTS.mysqlRoles, roles).map((row) => row.text('name'))
  const shared = mariadb && release >= 1_011_000 ? await grantsToPublic(sql) : null
  return [rolesUnlisted('roles:', names), shared].filter((text) => text !== null).join('; ') || null
}

/** Every account has it (MariaDB "GRANT", "USAGE"): the right to log in and no other. */
const NOTHING = /^GRANT USAGE ON \*\.\* /

const grantsToPublic = async (sql: SqlSession): Promise<string | null> => {
  try {
    const [grants = []] = await sql.readOnce([{ statement: SERVER_STATEMENTS.mysqlPublic, values: [] }])
    return cellsOf(SERVER_STATEMENTS.mysqlPublic, grants).every((row) => NOTHING.test(row.text('name'))) ? null : 'grants to PUBLIC'
  } catch (error) {
    if (error instanceof FactError && (error.code === 'missing-evidence' || error.code === 'permission-denied'))
      return 'grants to PUBLIC, if there are any: they could not be read'
    throw error
  }
}
