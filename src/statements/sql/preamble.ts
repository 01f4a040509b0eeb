import type { Engine } from '../../core/sql.ts'

/**
 * What a session sends beside the registered statements: to set itself up, to begin and to end its transactions, and to ask for the witness. All of it is
 * fixed text, of which `queries` prints each line.
 */
export interface PreambleStatement {
  readonly text: string
  readonly purpose: string
}

const statement = (purpose: string, text: string): PreambleStatement => ({ text, purpose })

/**
 * Operators and functions are qualified until the search_path is set: before that, objects of anyone's schema could stand for them. Nothing outlives the
 * transaction, so that behind a pooler nobody inherits it.
 */
export const POSTGRES_PREAMBLE = {
  begin: statement('a transaction that cannot write and sees one moment', 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'),
  path: statement(
    'unqualified names mean objects of the catalogue and of the schema, never temporary ones',
    `SELECT pg_catalog.set_config('search_path', $1, true)`,
  ),
  settings: statement(
    'short waits, no row hidden in silence, and values written in one way, as far as the server knows the settings',
    `SELECT s.name, pg_catalog.set_config(s.name, v.setting, true)
FROM pg_catalog.pg_settings s
JOIN (VALUES
  ('lock_timeout', '1000'),
  ('statement_timeout', '4500'),
  ('idle_in_transaction_session_timeout', '5000'),
  ('client_connection_check_interval', '1000'),
  ('jit', 'off'),
  ('max_parallel_workers_per_gather', '0'),
  ('row_security', 'off'),
  ('quote_all_identifiers', 'off'),
  ('transform_null_equals', 'off'),
  ('standard_conforming_strings', 'on'),
  ('bytea_output', 'hex'),
  ('extra_float_digits', '1'),
  ('DateStyle', 'ISO, YMD'),
  ('IntervalStyle', 'iso_8601'),
  ('TimeZone', 'UTC')
) AS v (name, setting) ON s.name OPERATOR(pg_catalog.=) v.name`,
  ),
  login: statement(
    'the account, the database and the schema it looks at first',
    'SELECT session_user, pg_catalog.current_database(), pg_catalog.current_schema()',
  ),
  schema: statement(
    'the schema of the plan, as stored, and whether the account may look into it',
    `SELECT n.nspname, pg_catalog.has_schema_privilege(n.oid, 'USAGE')
FROM pg_catalog.pg_namespace n
WHERE n.nspname OPERATOR(pg_catalog.=) $1 OR n.nspname OPERATOR(pg_catalog.=) pg_catalog.lower($1)
ORDER BY n.nspname OPERATOR(pg_catalog.=) $1 DESC
LIMIT 1`,
  ),
  witness: statement('whether the transaction was given a number, as one that writes is', 'SELECT pg_catalog.pg_current_xact_id_if_assigned()'),
  witness10: statement('the same before version 13', 'SELECT pg_catalog.txid_current_if_assigned()'),
  rollback: statement('the end of each transaction', 'ROLLBACK'),
} as const

/** What MySQL and MariaDB are told once, behind the login, and around each transaction. */
export const MYSQL_PREAMBLE = {
  status: statement(
    'what the session has done so far, by kind of statement: the witness, at the login and at the end of each transaction',
    String.raw`SHOW SESSION STATUS LIKE 'Com\_%'`,
  ),
  login: statement('the version, the account, the database', 'SELECT VERSION(), USER(), DATABASE()'),
  readOnly: statement('transactions that cannot write', 'SET SESSION TRANSACTION READ ONLY'),
  names: statement('texts come as UTF-8', 'SET NAMES utf8mb4'),
  settings: statement(
    'short waits, no limit on rows or texts that would cut them in silence, times in UTC',
    `SET SESSION lock_wait_timeout = 1, innodb_lock_wait_timeout = 1, wait_timeout = 60, sql_select_limit = 18446744073709551615,
  group_concat_max_len = 1048576, time_zone = '+00:00'`,
  ),
  mariadbTime: statement('MariaDB: statements end in time', 'SET SESSION max_statement_time = 4.5'),
  mariadbIdle: statement('MariaDB from 10.3: so do transactions', 'SET SESSION idle_transaction_timeout = 5'),
  mysqlTime: statement('MySQL from 5.7.8: statements end in time', 'SET SESSION max_execution_time = 4500'),
  mysqlStatistics: statement('MySQL from 8.0: sizes of tables are read, and kept nowhere', 'SET SESSION information_schema_stats_expiry = 0'),
  begin: statement('a transaction that cannot write and sees one moment', 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY'),
  rollback: statement('the end of each transaction', 'ROLLBACK'),
} as const

/** By engine, for whoever lists them. */
export const PREAMBLES: Readonly<Partial<Record<Engine, Readonly<Record<string, PreambleStatement>>>>> = {
  postgres: POSTGRES_PREAMBLE,
  mysql: MYSQL_PREAMBLE,
}
