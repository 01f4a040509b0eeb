import type { SqlStatement } from '../../core/sql.ts'

const common = {
  facts: ['database-server'],
  /** `fact`, `setting`, `extension` (version, available), `page-size`, `role`, `right` and `right-to-some` (in our words) or `privilege` (in the engine's, with what it is over). */
  columns: ['what', 'name', 'value', 'more'],
  rows: 5000,
  purpose: 'product, version, settings, rights of the account, size',
} as const

/** Where the rehearsal of a script asks it for the rights, too. */
const rehearsed = { ...common, facts: ['database-server', 'uma-script-rehearsal'] } as const

/**
 * Settings as sessions of the application get them (reset_val): the one that reads has some of its own. Where there is no table yet, whoever may create one has
 * every right to it.
 */
const postgres = {
  ...common,
  engine: 'postgres',
  id: 'server',
  text: `WITH s AS (SELECT n.oid, pg_catalog.has_schema_privilege(n.oid, 'CREATE') AS may_create FROM pg_catalog.pg_namespace n WHERE n.nspname = $1),
t AS (
  SELECT pg_catalog.bool_and(pg_catalog.has_table_privilege(c.oid, 'SELECT')) AS may_select, pg_catalog.bool_and(pg_catalog.has_table_privilege(c.oid, 'INSERT')) AS may_insert,
    pg_catalog.bool_and(pg_catalog.has_table_privilege(c.oid, 'UPDATE')) AS may_update, pg_catalog.bool_and(pg_catalog.has_table_privilege(c.oid, 'DELETE')) AS may_delete,
    pg_catalog.bool_and(pg_catalog.has_table_privilege(c.oid, 'TRUNCATE')) AS may_truncate, pg_catalog.bool_and(pg_catalog.has_table_privilege(c.oid, 'REFERENCES')) AS may_refer,
    pg_catalog.bool_and(pg_catalog.has_table_privilege(c.oid, 'TRIGGER')) AS may_trigger, pg_catalog.bool_and(pg_catalog.pg_has_role(c.relowner, 'USAGE')) AS owns
  FROM pg_catalog.pg_class c JOIN s ON s.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')
),
o AS (
  SELECT pg_catalog.bool_or(pg_catalog.has_any_column_privilege(c.oid, 'INSERT')) AS may_insert, pg_catalog.bool_or(pg_catalog.has_any_column_privilege(c.oid, 'UPDATE')) AS may_update,
    pg_catalog.bool_or(pg_catalog.has_table_privilege(c.oid, 'DELETE')) AS may_delete, pg_catalog.bool_or(pg_catalog.has_table_privilege(c.oid, 'TRUNCATE')) AS may_truncate,
    pg_catalog.bool_or(pg_catalog.has_table_privilege(c.oid, 'TRIGGER')) AS may_trigger, pg_catalog.bool_or(pg_catalog.has_any_column_privilege(c.oid, 'REFERENCES')) AS may_refer,
    pg_catalog.bool_or(pg_catalog.pg_has_role(c.relowner, 'USAGE')) AS owns
  FROM pg_catalog.pg_class c JOIN s ON s.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'f')
)
SELECT 'fact' AS what, f.name, f.value, NULL AS more FROM (VALUES
  ('product', pg_catalog.version()), ('version', pg_catalog.current_setting('server_version')), ('standby', pg_catalog.pg_is_in_recovery()::text),
  ('bytes', pg_catalog.pg_database_size(pg_catalog.current_database())::text)) AS f(name, value)
UNION ALL
SELECT 'fact', 'superuser', r.rolsuper::text, NULL FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
UNION ALL
SELECT 'setting', pg_catalog.lower(g.name), g.reset_val, NULL FROM pg_catalog.pg_settings g
WHERE g.name IN ('server_encoding', 'server_version_num', 'default_transaction_isolation', 'default_transaction_read_only', 'standard_conforming_strings', 'search_path',
  'lc_messages', 'max_connections', 'block_size')
UNION ALL
SELECT 'setting', x.name, x.value, NULL FROM pg_catalog.pg_database d
CROSS JOIN LATERAL (VALUES ('encoding', pg_catalog.pg_encoding_to_char(d.encoding)::text), ('lc_collate', d.datcollate::text), ('lc_ctype', d.datctype::text)) AS x(name, value)
WHERE d.datname = pg_catalog.current_database()
UNION ALL
SELECT 'extension', x.name, e.extversion, a.default_version FROM (VALUES ('uuid-ossp'), ('pgcrypto')) AS x(name)
LEFT JOIN pg_catalog.pg_extension e ON e.extname = x.name LEFT JOIN pg_catalog.pg_available_extensions() AS a ON a.name = x.name
UNION ALL
SELECT 'right', r.name, r.held::text, NULL FROM s CROSS JOIN t CROSS JOIN LATERAL (VALUES
  ('create-table', s.may_create), ('create-sequence', s.may_create),
  ('create-index', COALESCE(t.owns, s.may_create)), ('alter', COALESCE(t.owns, s.may_create)), ('drop', COALESCE(t.owns, s.may_create)),
  ('create-trigger', COALESCE(t.may_trigger, s.may_create)), ('references', COALESCE(t.may_refer, s.may_create)),
  ('select', COALESCE(t.may_select, s.may_create)), ('insert', COALESCE(t.may_insert, s.may_create)), ('update', COALESCE(t.may_update, s.may_create)),
  ('delete', COALESCE(t.may_delete, s.may_create)), ('truncate', COALESCE(t.may_truncate, s.may_create)),
  ('create-extension', EXISTS (SELECT 1 FROM pg_catalog.pg_roles r WHERE r.rolname = current_user AND r.rolsuper)
    OR (pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AND EXISTS (
      SELECT 1 FROM pg_catalog.pg_available_extension_versions v WHERE v.name = 'uuid-ossp' AND pg_catalog.to_jsonb(v) ->> 'trusted' = 'true')))
) AS r(name, held)
UNION ALL
SELECT 'role', CASE WHEN r.rolname = current_user THEN 'any role (CREATEROLE)' ELSE r.rolname END, NULL, NULL FROM pg_catalog.pg_roles r
WHERE pg_catalog.pg_has_role(r.oid, 'MEMBER') AND (NOT pg_catalog.pg_has_role(r.oid, 'USAGE') OR r.rolcreaterole
  OR (r.rolsuper AND r.rolname <> current_user) OR r.rolname IN ('pg_execute_server_program', 'pg_write_server_files'))
UNION ALL
SELECT 'right-to-some', r.name, COALESCE(r.held, s.may_create)::text, NULL FROM s CROSS JOIN o CROSS JOIN LATERAL (VALUES
  ('insert', o.may_insert), ('update', o.may_update), ('delete', o.may_delete), ('truncate', o.may_truncate), ('create-trigger', o.may_trigger),
  ('references', o.may_refer), ('alter', o.owns), ('drop', o.owns), ('create-index', o.owns)) AS r(name, held)`,
  parameters: ['schema'],
} as const satisfies SqlStatement

/** What new sessions get; names that a version does not know are left out. */
const mysqlVariables = {
  ...common,
  engine: 'mysql',
  id: 'server-variables',
  text: `SHOW GLOBAL VARIABLES WHERE Variable_name IN ('explicit_defaults_for_timestamp', 'sql_mode', 'innodb_large_prefix', 'innodb_default_row_format',
  'innodb_file_format', 'innodb_file_per_table', 'innodb_page_size', 'innodb_strict_mode', 'innodb_read_only', 'default_storage_engine', 'storage_engine', 'lower_case_table_names',
  'character_set_server', 'collation_server', 'foreign_key_checks', 'tx_isolation', 'transaction_isolation', 'read_only', 'super_read_only', 'sql_require_primary_key',
  'log_bin_trust_function_creators', 'log_bin', 'max_allowed_packet', 'autocommit', 'version_comment')`,
  parameters: [],
  columns: ['name', 'value'],
} as const satisfies SqlStatement

/** Where there are such views (MariaDB from 10.0.5, MySQL from 8.0.19): roles granted, and those of them that are active, with those that come by others. */
const mysqlRoles = {
  ...common,
  engine: 'mysql',
  id: 'server-roles',
  text: `SELECT DISTINCT 'granted' AS what, ROLE_NAME AS name FROM information_schema.APPLICABLE_ROLES
UNION ALL SELECT DISTINCT 'active', ROLE_NAME FROM information_schema.ENABLED_ROLES WHERE ROLE_NAME IS NOT NULL
LIMIT 5001`,
  parameters: [],
  columns: ['what', 'name'],
  purpose: 'roles of the account',
} as const satisfies SqlStatement

/** MariaDB from 10.11: what everybody may do, which no view holds. */
const mysqlPublic = {
  ...common,
  engine: 'mysql',
  id: 'server-public',
  text: 'SHOW GRANTS FOR PUBLIC',
  parameters: [],
  columns: ['name'],
  purpose: 'rights of every account',
  // FOUND_ROWS() is not set by it.
  uncounted: true,
} as const satisfies SqlStatement

const GRANTEE = String.raw`CONCAT('''', LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1), '''@''',
  SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')`

const mysql = {
  ...rehearsed,
  engine: 'mysql',
  id: 'server',
  text: `SELECT 'fact' AS what, 'version' AS name, VERSION() AS value, NULL AS more
UNION ALL SELECT 'setting', 'character_set_database', DEFAULT_CHARACTER_SET_NAME, NULL FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?
UNION ALL SELECT 'setting', 'collation_database', DEFAULT_COLLATION_NAME, NULL FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?
UNION ALL SELECT 'setting', 'innodb', SUPPORT, NULL FROM information_schema.ENGINES WHERE ENGINE = 'InnoDB'
UNION ALL SELECT 'fact', 'bytes', SUM(DATA_LENGTH + INDEX_LENGTH), NULL FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?
UNION ALL SELECT 'privilege', PRIVILEGE_TYPE, NULL, NULL FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = ${GRANTEE}
UNION ALL SELECT 'privilege', PRIVILEGE_TYPE, TABLE_SCHEMA, NULL FROM information_schema.SCHEMA_PRIVILEGES WHERE GRANTEE = ${GRANTEE} AND ? LIKE TABLE_SCHEMA
UNION ALL SELECT DISTINCT 'table-privilege', PRIVILEGE_TYPE, NULL, NULL FROM information_schema.TABLE_PRIVILEGES WHERE GRANTEE = ${GRANTEE} AND TABLE_SCHEMA = ?
UNION ALL SELECT DISTINCT 'table-privilege', PRIVILEGE_TYPE, NULL, NULL FROM information_schema.COLUMN_PRIVILEGES WHERE GRANTEE = ${GRANTEE} AND TABLE_SCHEMA = ?
UNION ALL SELECT 'view', TABLE_NAME, NULL, NULL FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'information_schema' AND TABLE_NAME = 'APPLICABLE_ROLES'
LIMIT 5001`,
  parameters: ['schema', 'schema', 'schema', 'schema', 'schema', 'schema'],
} as const satisfies SqlStatement

/**
 * HAS_PERMS_BY_NAME counts what comes by roles; it is null for what is not there. No text of a catalogue view is among the values: theirs are of more than one
 * collation, which UNION refuses. snapshot_isolation_state: 0 off, 1 on, 2 and 3 on the way.
 */
const mssql = {
  ...rehearsed,
  engine: 'mssql',
  id: 'server',
  text: `SELECT 'fact' AS what, 'product' AS name, CAST('Microsoft SQL Server' AS nvarchar(4000)) AS said, CAST(NULL AS nvarchar(4000)) AS more
UNION ALL SELECT 'fact', 'version', CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(4000)), NULL
UNION ALL SELECT 'fact', 'updateability', CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(4000)), NULL
UNION ALL SELECT 'fact', 'superuser', CAST(IS_SRVROLEMEMBER('sysadmin') AS nvarchar(4000)), NULL
UNION ALL SELECT 'fact', 'bytes', CAST(SUM(CAST(f.size AS bigint)) * 8192 AS nvarchar(4000)), NULL FROM sys.database_files f
UNION ALL SELECT 'setting', 'edition', CAST(SERVERPROPERTY('Edition') AS nvarchar(4000)), NULL
UNION ALL SELECT 'setting', 'server_collation', CAST(SERVERPROPERTY('Collation') AS nvarchar(4000)), NULL
UNION ALL SELECT 'setting', 'collation', CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS nvarchar(4000)), NULL
UNION ALL SELECT 'setting', 'compatibility_level', CAST(d.compatibility_level AS nvarchar(4000)), NULL FROM sys.databases d WHERE d.name = DB_NAME()
UNION ALL SELECT 'setting', 'snapshot_isolation_state', CAST(d.snapshot_isolation_state AS nvarchar(4000)), NULL FROM sys.databases d WHERE d.name = DB_NAME()
UNION ALL SELECT 'setting', 'is_read_committed_snapshot_on', CAST(d.is_read_committed_snapshot_on AS nvarchar(4000)), NULL FROM sys.databases d WHERE d.name = DB_NAME()
UNION ALL SELECT 'setting', 'max_degree_of_parallelism', CAST(c.value_in_use AS nvarchar(4000)), NULL FROM sys.configurations c WHERE c.name = 'max degree of parallelism'
UNION ALL SELECT 'right', 'create-table', CAST(HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'CREATE TABLE') * HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'ALTER') AS nvarchar(4000)), NULL
UNION ALL SELECT 'right', 'create-index', CAST(HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'ALTER') AS nvarchar(4000)), NULL
UNION ALL SELECT 'right', 'create-sequence', CAST(HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'CREATE SEQUENCE') AS nvarchar(4000)), NULL
UNION ALL SELECT 'right', 'create-trigger', CAST(HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'ALTER') AS nvarchar(4000)), NULL
UNION ALL SELECT 'right', 'alter', CAST(HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'ALTER') AS nvarchar(4000)), NULL
UNION ALL SELECT 'right', 'drop', CAST(HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'ALTER') AS nvarchar(4000)), NULL
UNION ALL SELECT 'right', 'truncate', CAST(HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'ALTER') AS nvarchar(4000)), NULL
UNION ALL SELECT 'right', 'references', CAST(HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'REFERENCES') AS nvarchar(4000)), NULL
UNION ALL SELECT 'right', 'select', CAST(HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'SELECT') AS nvarchar(4000)), NULL
UNION ALL SELECT 'right', 'insert', CAST(HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'INSERT') AS nvarchar(4000)), NULL
UNION ALL SELECT 'right-to-some', 'insert', CAST(MAX(HAS_PERMS_BY_NAME(QUOTENAME(@p1) + '.' + QUOTENAME(t.name), 'OBJECT', 'INSERT')) AS nvarchar(4000)), NULL
  FROM sys.tables t WHERE t.schema_id = SCHEMA_ID(@p1)
UNION ALL SELECT 'right-to-some', 'alter', CAST(MAX(HAS_PERMS_BY_NAME(QUOTENAME(@p1) + '.' + QUOTENAME(t.name), 'OBJECT', 'ALTER')) AS nvarchar(4000)), NULL
  FROM sys.tables t WHERE t.schema_id = SCHEMA_ID(@p1)
UNION ALL SELECT 'right', 'update', CAST(HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'UPDATE') AS nvarchar(4000)), NULL
UNION ALL SELECT 'right-to-some', 'update', CAST(MAX(HAS_PERMS_BY_NAME(QUOTENAME(@p1) + '.' + QUOTENAME(t.name), 'OBJECT', 'UPDATE')) AS nvarchar(4000)), NULL
  FROM sys.tables t WHERE t.schema_id = SCHEMA_ID(@p1)
UNION ALL SELECT 'right', 'delete', CAST(HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'DELETE') AS nvarchar(4000)), NULL
UNION ALL SELECT 'right-to-some', 'delete', CAST(MAX(HAS_PERMS_BY_NAME(QUOTENAME(@p1) + '.' + QUOTENAME(t.name), 'OBJECT', 'DELETE')) AS nvarchar(4000)), NULL
  FROM sys.tables t WHERE t.schema_id = SCHEMA_ID(@p1)`,
  parameters: ['schema'],
} as const satisfies SqlStatement

/** Views that every account may read. Rights in a schema that is another's come by ANY privileges or for single tables. */
const oracle = {
  ...rehearsed,
  engine: 'oracle',
  id: 'server',
  text: `SELECT 'fact' AS what, 'product' AS name, p.PRODUCT AS said, p.VERSION AS more FROM PRODUCT_COMPONENT_VERSION p WHERE p.PRODUCT LIKE 'Oracle%'
UNION ALL SELECT 'fact', 'standby', SYS_CONTEXT('USERENV', 'DATABASE_ROLE'), NULL FROM DUAL
UNION ALL SELECT 'setting', LOWER(n.PARAMETER), n."VALUE", NULL FROM NLS_DATABASE_PARAMETERS n
  WHERE n.PARAMETER IN ('NLS_CHARACTERSET', 'NLS_NCHAR_CHARACTERSET', 'NLS_RDBMS_VERSION', 'NLS_SORT', 'NLS_COMP')
UNION ALL SELECT 'setting', LOWER(n.PARAMETER), n."VALUE", NULL FROM NLS_INSTANCE_PARAMETERS n WHERE n.PARAMETER = 'NLS_LENGTH_SEMANTICS'
UNION ALL SELECT 'privilege', s.PRIVILEGE, CASE WHEN SYS_CONTEXT('USERENV', 'SESSION_USER') = :1 THEN 'own' ELSE 'other' END, NULL FROM SESSION_PRIVS s
UNION ALL SELECT 'role', r.ROLE, NULL, NULL FROM SESSION_ROLES r
UNION ALL SELECT 'granted-role', r.GRANTED_ROLE, NULL, NULL FROM USER_ROLE_PRIVS r
UNION ALL SELECT 'table-privilege', g.PRIVILEGE, TO_CHAR(COUNT(*)), NULL FROM ALL_TAB_PRIVS g
  WHERE g.TABLE_SCHEMA = :2 GROUP BY g.PRIVILEGE
UNION ALL SELECT 'table-privilege', c.PRIVILEGE, TO_CHAR(COUNT(*)), NULL FROM ALL_COL_PRIVS c
  WHERE c.TABLE_SCHEMA = :3 GROUP BY c.PRIVILEGE`,
  parameters: ['schema', 'schema', 'schema'],
} as const satisfies SqlStatement

/** Rights by the account itself, everyone (PUBLIC) and its roles; those that come by a group are not in these views. */
const DB2_GRANTEES = `(a.GRANTEE = SESSION_USER AND a.GRANTEETYPE = 'U' OR a.GRANTEE = 'PUBLIC'
  OR a.GRANTEETYPE = 'R' AND a.GRANTEE IN (SELECT o.ROLENAME FROM SYSCAT.ROLEAUTH o WHERE o.GRANTEE IN (SESSION_USER, 'PUBLIC')))`

const db2 = {
  ...rehearsed,
  engine: 'db2',
  id: 'server',
  text: `SELECT 'fact' AS what, 'version' AS name, i.SERVICE_LEVEL AS said, CAST(NULL AS VARCHAR(256)) AS more FROM SYSIBMADM.ENV_INST_INFO i
UNION ALL SELECT 'setting', LOWER(c.NAME), c."VALUE", CAST(NULL AS VARCHAR(256)) FROM SYSIBMADM.DBCFG c
  WHERE LOWER(c.NAME) IN ('codepage', 'codeset', 'pagesize', 'collate_info', 'territory', 'cur_commit', 'hadr_db_role', 'varchar2_compat', 'number_compat')
UNION ALL SELECT DISTINCT 'page-size', t.TBSPACE, CAST(t.PAGESIZE AS VARCHAR(20)), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.TABLESPACES t
  JOIN SYSCAT.TBSPACEAUTH a ON a.TBSPACE = t.TBSPACE WHERE t.DATATYPE IN ('A', 'L') AND a.USEAUTH <> 'N' AND ${DB2_GRANTEES}
UNION ALL SELECT 'privilege', 'DBADM', MAX(a.DBADMAUTH), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.DBAUTH a WHERE ${DB2_GRANTEES}
UNION ALL SELECT 'privilege', 'DATAACCESS', MAX(a.DATAACCESSAUTH), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.DBAUTH a WHERE ${DB2_GRANTEES}
UNION ALL SELECT 'privilege', 'CREATETAB', MAX(a.CREATETABAUTH), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.DBAUTH a WHERE ${DB2_GRANTEES}
UNION ALL SELECT 'privilege', 'CREATEIN', MAX(a.CREATEINAUTH), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.SCHEMAAUTH a WHERE a.SCHEMANAME = ? AND ${DB2_GRANTEES}
UNION ALL SELECT 'privilege', 'ALTERIN', MAX(a.ALTERINAUTH), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.SCHEMAAUTH a WHERE a.SCHEMANAME = ? AND ${DB2_GRANTEES}
UNION ALL SELECT 'privilege', 'DROPIN', MAX(a.DROPINAUTH), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.SCHEMAAUTH a WHERE a.SCHEMANAME = ? AND ${DB2_GRANTEES}
UNION ALL SELECT 'privilege', 'ADMIN_CMD', MAX(a.EXECUTEAUTH), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.ROUTINEAUTH a
  WHERE a."SCHEMA" = 'SYSPROC' AND (a.SPECIFICNAME = 'ADMIN_CMD' OR a.SPECIFICNAME IS NULL OR a.SPECIFICNAME = '') AND ${DB2_GRANTEES}
UNION ALL SELECT 'tables', 'all', CAST(COUNT(*) AS VARCHAR(20)), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.TABLES t WHERE t.TABSCHEMA = ? AND t.TYPE = 'T'
UNION ALL SELECT 'tables', 'CONTROL', CAST(COUNT(DISTINCT a.TABNAME) AS VARCHAR(20)), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.TABAUTH a
  JOIN SYSCAT.TABLES t ON t.TABSCHEMA = a.TABSCHEMA AND t.TABNAME = a.TABNAME AND t.TYPE = 'T' WHERE a.TABSCHEMA = ? AND a.CONTROLAUTH = 'Y' AND ${DB2_GRANTEES}
UNION ALL SELECT 'tables', 'SELECT', CAST(COUNT(DISTINCT a.TABNAME) AS VARCHAR(20)), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.TABAUTH a
  JOIN SYSCAT.TABLES t ON t.TABSCHEMA = a.TABSCHEMA AND t.TABNAME = a.TABNAME AND t.TYPE = 'T' WHERE a.TABSCHEMA = ? AND a.SELECTAUTH <> 'N' AND ${DB2_GRANTEES}
UNION ALL SELECT 'tables', 'INSERT', CAST(COUNT(DISTINCT a.TABNAME) AS VARCHAR(20)), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.TABAUTH a
  JOIN SYSCAT.TABLES t ON t.TABSCHEMA = a.TABSCHEMA AND t.TABNAME = a.TABNAME AND t.TYPE = 'T' WHERE a.TABSCHEMA = ? AND a.INSERTAUTH <> 'N' AND ${DB2_GRANTEES}
UNION ALL SELECT 'tables', 'UPDATE', CAST(COUNT(DISTINCT a.TABNAME) AS VARCHAR(20)), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.TABAUTH a
  JOIN SYSCAT.TABLES t ON t.TABSCHEMA = a.TABSCHEMA AND t.TABNAME = a.TABNAME AND t.TYPE = 'T' WHERE a.TABSCHEMA = ? AND a.UPDATEAUTH <> 'N' AND ${DB2_GRANTEES}
UNION ALL SELECT 'tables', 'DELETE', CAST(COUNT(DISTINCT a.TABNAME) AS VARCHAR(20)), CAST(NULL AS VARCHAR(256)) FROM SYSCAT.TABAUTH a
  JOIN SYSCAT.TABLES t ON t.TABSCHEMA = a.TABSCHEMA AND t.TABNAME = a.TABNAME AND t.TYPE = 'T' WHERE a.TABSCHEMA = ? AND a.DELETEAUTH <> 'N' AND ${DB2_GRANTEES}
FETCH FIRST 5001 ROWS ONLY`,
  parameters: ['schema', 'schema', 'schema', 'schema', 'schema', 'schema', 'schema', 'schema', 'schema'],
} as const satisfies SqlStatement

export const SERVER_STATEMENTS = { postgres, mysql, mysqlVariables, mysqlRoles, mysqlPublic, mssql, oracle, db2 } as const
