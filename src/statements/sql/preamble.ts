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
    'what the session has done so far, by kind of statement: the witness, at the login and behind each transaction',
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

/** SQL Server knows no transaction that only reads: the rights of the account are what keeps it from writing, and the rollback is for what they do not. */
export const MSSQL_PREAMBLE = {
  /** What tedious sends at the end of a login; its own text, which the tests hold to this one. */
  driver: statement(
    'what the driver (tedious) sets at the login: values are written and compared in one way, whatever the defaults of the database',
    [
      'set ansi_nulls on',
      'set ansi_null_dflt_on on',
      'set ansi_padding on',
      'set ansi_warnings on',
      'set arithabort on',
      'set concat_null_yields_null on',
      'set datefirst 7',
      'set dateformat ymd',
      'set implicit_transactions off',
      'set language us_english',
      'set numeric_roundabort off',
      'set quoted_identifier on',
      'set textsize 2147483647',
      'set transaction isolation level read committed',
      'set xact_abort on',
    ].join('\n'),
  ),
  settings: statement(
    'short waits, and to be the one that gives way',
    'SET LOCK_TIMEOUT 1000; SET DEADLOCK_PRIORITY LOW; SET XACT_ABORT ON; SET NOCOUNT OFF',
  ),
  login: statement(
    'the account, the database, the schema it looks at first, and whether the database keeps row versions',
    `SELECT ORIGINAL_LOGIN() AS login_name, DB_NAME() AS database_name, SCHEMA_NAME() AS schema_name, d.snapshot_isolation_state AS snapshots
FROM sys.databases d WHERE d.name = DB_NAME()`,
  ),
  schema: statement('the schema of the plan, as stored', 'SELECT s.name AS schema_name FROM sys.schemas s WHERE s.name = @p1'),
  table: statement(
    'whether a table that a statement names without a schema is there: else SQL Server would take one of the schema dbo for it',
    `SELECT o.name AS object_name FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
WHERE s.name = @p1 AND o.name = @p2 AND o.type IN ('U', 'V')`,
  ),
  beginSnapshot: statement('a transaction that sees one moment and makes nobody wait', 'SET TRANSACTION ISOLATION LEVEL SNAPSHOT; BEGIN TRANSACTION'),
  begin: statement(
    'the same where the database keeps no row versions: it sees what is committed',
    'SET TRANSACTION ISOLATION LEVEL READ COMMITTED; BEGIN TRANSACTION',
  ),
  rollback: statement('the end of each transaction', 'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION'),
} as const

/** Oracle's transactions can be such that only read; what begins anew by itself, a statement that defines something, ends them. */
export const ORACLE_PREAMBLE = {
  login: statement(
    'the account, the database and the schema it looks at first',
    `SELECT SYS_CONTEXT('USERENV', 'SESSION_USER'), SYS_CONTEXT('USERENV', 'DB_NAME'), SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') FROM SYS.DUAL`,
  ),
  schema: statement(
    'the schema of the plan, as stored',
    'SELECT u.USERNAME FROM SYS.ALL_USERS u WHERE u.USERNAME = :1 OR u.USERNAME = UPPER(:2) ORDER BY u.USERNAME',
  ),
  shadows: statement(
    'whether the schema holds something of the name of a dictionary view, which would be read in its place',
    `SELECT o.OBJECT_NAME FROM SYS.ALL_OBJECTS o JOIN SYS.ALL_SYNONYMS s ON s.SYNONYM_NAME = o.OBJECT_NAME
WHERE o.OWNER = :1 AND o.OWNER <> 'SYS' AND s.OWNER = 'PUBLIC' AND ROWNUM <= 1
  AND (o.OBJECT_NAME IN ('DUAL', 'GLOBAL_NAME', 'PRODUCT_COMPONENT_VERSION') OR REGEXP_LIKE(o.OBJECT_NAME, '^((ALL|USER|DBA|NLS|SESSION)_|G?V[^A-Z0-9_])'))`,
  ),
  /** The name is that which the server gave; Oracle binds none in such a statement. A session keeps it, and no other sees it. */
  path: statement(
    'unqualified names mean objects of the schema; its name as the server has it stands for SCHEMA',
    'ALTER SESSION SET CURRENT_SCHEMA = "SCHEMA"',
  ),
  begin: statement('a transaction that cannot write and sees one moment', 'SET TRANSACTION READ ONLY'),
  rollback: statement('the end of each transaction', 'ROLLBACK'),
} as const

/** Db2 knows no transaction that only reads: the rights of the account are what keeps it from writing, and the rollback is for what they do not. */
export const DB2_PREAMBLE = {
  isolation: statement('what is committed is read, and nothing locked for longer than a row is looked at', 'SET CURRENT ISOLATION CS'),
  waits: statement('short waits', 'SET CURRENT LOCK TIMEOUT 1'),
  login: statement(
    'the account, the database and the schema it looks at first',
    'SELECT SESSION_USER, CURRENT SERVER, CURRENT SCHEMA FROM SYSIBM.SYSDUMMY1',
  ),
  schema: statement(
    'the schema of the plan, as stored',
    'SELECT s.SCHEMANAME FROM SYSCAT.SCHEMATA s WHERE s.SCHEMANAME = ? OR s.SCHEMANAME = UPPER(CAST(? AS VARCHAR(128))) ORDER BY s.SCHEMANAME',
  ),
  path: statement('unqualified names mean objects of the schema; its name as the server has it stands for SCHEMA', 'SET CURRENT SCHEMA = "SCHEMA"'),
  rollback: statement('the end of each transaction', 'ROLLBACK'),
} as const

/** By engine, for whoever lists them. */
export const PREAMBLES: Readonly<Record<Engine, Readonly<Record<string, PreambleStatement>>>> = {
  postgres: POSTGRES_PREAMBLE,
  mysql: MYSQL_PREAMBLE,
  mssql: MSSQL_PREAMBLE,
  oracle: ORACLE_PREAMBLE,
  db2: DB2_PREAMBLE,
}
