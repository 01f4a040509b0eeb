import type { Engine } from '../core/sql.ts'

/** Whom an account of the auditor's is for. */
export interface Reader {
  readonly account: string
  readonly database: string
  readonly schema: string
}

/**
 * What an administrator runs to make an account that reads one schema and can do nothing else, a statement a line; the password is his to choose. README and
 * docs/hardening.md print the same, and the tests run it.
 */
export const grantsFor = (engine: Engine, reader: Reader): readonly string[] => GRANTS[engine](reader)

const GRANTS: Readonly<Record<Engine, (reader: Reader) => readonly string[]>> = {
  postgres: ({ account, database, schema }) => [
    `CREATE ROLE ${ansi(account)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 4 PASSWORD '...'`,
    `GRANT CONNECT ON DATABASE ${ansi(database)} TO ${ansi(account)}`,
    `GRANT USAGE ON SCHEMA ${ansi(schema)} TO ${ansi(account)}`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${ansi(schema)} TO ${ansi(account)}`,
    `GRANT SELECT ON ALL SEQUENCES IN SCHEMA ${ansi(schema)} TO ${ansi(account)}`,
  ],
  mysql: ({ account, database }) => [
    `CREATE USER ${user(account)} IDENTIFIED BY '...'`,
    // MariaDB shows what foreign keys do on a delete only to accounts with some right beyond SELECT; this one lets nobody change anything.
    `GRANT SELECT, SHOW VIEW ON ${backtick(database)}.* TO ${user(account)}`,
  ],
  mssql: ({ account, database, schema }) => [
    `CREATE LOGIN ${bracket(account)} WITH PASSWORD = '...', DEFAULT_DATABASE = ${bracket(database)}`,
    `USE ${bracket(database)}`,
    `CREATE USER ${bracket(account)} FOR LOGIN ${bracket(account)} WITH DEFAULT_SCHEMA = ${bracket(schema)}`,
    `GRANT SELECT, VIEW DEFINITION ON SCHEMA::${bracket(schema)} TO ${bracket(account)}`,
  ],
  oracle: ({ account, schema }) => [
    `CREATE USER ${folded(account)} IDENTIFIED BY "..."`,
    `GRANT CREATE SESSION TO ${folded(account)}`,
    // READ, unlike SELECT, does not let an account lock rows (12.1).
    `BEGIN FOR t IN (SELECT OWNER, TABLE_NAME FROM ALL_TABLES WHERE OWNER = ${text(schema)}) LOOP EXECUTE IMMEDIATE 'GRANT READ ON "' || t.OWNER || '"."' || t.TABLE_NAME || ${text(`" TO ${folded(account)}`)}; END LOOP; END`,
  ],
  db2: ({ account, schema }) => [
    `GRANT CONNECT ON DATABASE TO USER ${folded(account)}`,
    // From 11.5.4; before it, GRANT SELECT ON TABLE for each.
    `GRANT SELECTIN ON SCHEMA ${ansi(schema)} TO USER ${folded(account)}`,
  ],
}

const ansi = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)
/** Oracle and Db2 take a plain name for one in upper case. */
const folded = (name: string): string => (/^[A-Za-z][A-Za-z0-9_$#]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
const backtick = (name: string): string => `\`${name.replaceAll('`', '``')}\``
const bracket = (name: string): string => `[${name.replaceAll(']', ']]')}]`

/** user@host as the server shows it, each part in quotes. */
const user = (account: string): string => {
  const at = account.lastIndexOf('@')
  const [name, host] = at < 0 ? [account, '%'] : [account.slice(0, at), account.slice(at + 1)]
  return `${text(name)}@${text(host)}`
}
