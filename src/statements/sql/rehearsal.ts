import type { SqlStatement } from '../../core/sql.ts'

const facts = ['uma-script-rehearsal'] as const

/** The tables whose rows the script of PostgreSQL would take along (facts/wso2.md §3.2): rows are counted up to this many. */
export const MOST_COUNTED = 10_000
const POSTGRES_TABLES = [
  'idn_uma_resource',
  'idn_uma_resource_meta_data',
  'idn_uma_resource_scope',
  'idn_uma_permission_ticket',
  'idn_uma_pt_resource',
  'idn_uma_pt_resource_scope',
] as const

const rowsOf = (table: (typeof POSTGRES_TABLES)[number]): SqlStatement => ({
  id: `rehearsal-rows-${table.replaceAll('_', '-')}`,
  engine: 'postgres',
  text: `SELECT count(*)::text FROM (SELECT 1 FROM ${table} LIMIT 10001) AS bounded`,
  parameters: [],
  columns: ['rows'],
  rows: 1,
  facts,
  purpose: `how many rows ${table} has, up to ${MOST_COUNTED}: a script that drops it destroys them`,
})

export const REHEARSAL_ROWS: ReadonlyMap<string, SqlStatement> = new Map(POSTGRES_TABLES.map((table) => [table, rowsOf(table)]))

/** What decides beside the catalogue whether a statement of a script would succeed. */
export const REHEARSAL = {
  postgres: {
    id: 'rehearsal-standing',
    engine: 'postgres',
    // Dependents of the tables and sequences, of the indexes and types of the tables, and of sequences that go with a table.
    text: `WITH own AS (
  SELECT c.oid, c.relname, c.reltype, c.relkind, c.relowner, c.relpersistence, c.relispartition
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1
), along AS (
  SELECT s.oid, s.relname, o.relname AS of_table
  FROM own o JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = o.oid AND d.deptype IN ('a', 'i')
  JOIN pg_catalog.pg_class s ON d.classid = 'pg_catalog.pg_class'::regclass AND s.oid = d.objid AND s.relkind = 'S'
), things AS (
  SELECT 'pg_catalog.pg_class'::regclass::oid AS classid, oid, relname FROM own
  UNION SELECT 'pg_catalog.pg_class'::regclass::oid, oid, relname FROM along
  UNION SELECT 'pg_catalog.pg_class'::regclass::oid, i.oid, i.relname
    FROM own o JOIN pg_catalog.pg_index x ON x.indrelid = o.oid JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
  UNION SELECT 'pg_catalog.pg_type'::regclass::oid, t.oid, o.relname
    FROM own o JOIN pg_catalog.pg_type y ON y.oid = o.reltype JOIN pg_catalog.pg_type t ON t.oid IN (y.oid, y.typarray)
)
SELECT 'schema' AS what, n.nspname AS name, pg_catalog.pg_has_role(n.nspowner, 'USAGE')::text AS a,
  pg_catalog.has_schema_privilege(n.oid, 'CREATE')::text AS b, pg_catalog.pg_is_in_recovery()::text AS c, NULL AS d, NULL AS e
FROM pg_catalog.pg_namespace n WHERE n.nspname = $1
UNION ALL
SELECT 'setting', s.name, s.reset_val, NULL, NULL, NULL, NULL FROM pg_catalog.pg_settings s WHERE s.name IN ('search_path', 'default_transaction_read_only')
UNION ALL
SELECT 'relation', o.relname, pg_catalog.pg_has_role(o.relowner, 'USAGE')::text,
  CASE WHEN o.relkind IN ('r', 'p') THEN pg_catalog.has_table_privilege(o.oid, 'REFERENCES')::text END, o.relpersistence::text,
  (o.relispartition OR EXISTS (SELECT 1 FROM pg_catalog.pg_inherits h WHERE o.oid IN (h.inhrelid, h.inhparent)))::text,
  (EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = o.oid AND d.deptype IN ('e', 'x')))::text
FROM own o
UNION ALL
SELECT 'deferrable', i.relname, o.relname, NULL, NULL, NULL, NULL
FROM own o JOIN pg_catalog.pg_index x ON x.indrelid = o.oid AND NOT x.indimmediate JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
UNION ALL
SELECT 'along', a.relname, a.of_table, NULL, NULL, NULL, NULL FROM along a
UNION ALL
SELECT DISTINCT 'dependent', t.relname, CASE WHEN m.nspname = $1 THEN r.relname END, pg_catalog.pg_describe_object(d.classid, d.objid, 0), NULL, NULL, NULL
FROM things t
JOIN pg_catalog.pg_depend d ON d.refclassid = t.classid AND d.refobjid = t.oid AND d.deptype = 'n'
LEFT JOIN pg_catalog.pg_constraint k ON d.classid = 'pg_catalog.pg_constraint'::regclass AND k.oid = d.objid
LEFT JOIN pg_catalog.pg_attrdef f ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND f.oid = d.objid
LEFT JOIN pg_catalog.pg_class r ON r.oid = COALESCE(k.conrelid, f.adrelid)
LEFT JOIN pg_catalog.pg_namespace m ON m.oid = r.relnamespace
UNION ALL
SELECT 'elsewhere', c.relname, n.nspname, NULL, NULL, NULL, NULL
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_settings s ON s.name = 'search_path'
WHERE n.nspname NOT IN ($1, 'pg_catalog') AND (
  pg_catalog.strpos(s.reset_val, n.nspname) > 0 OR (pg_catalog.strpos(s.reset_val, '$user') > 0 AND n.nspname = session_user))
UNION ALL
SELECT 'event trigger', v.evtname, NULL, NULL, NULL, NULL, NULL FROM pg_catalog.pg_event_trigger v WHERE v.evtenabled IN ('O', 'A')
LIMIT 60001`,
    parameters: ['schema'],
    columns: ['what', 'name', 'a', 'b', 'c', 'd', 'e'],
    rows: 60_000,
    facts,
    purpose: 'who owns what is there, what depends on what, and what would meddle with a script',
  },
  mysqlSettings: {
    id: 'rehearsal-settings',
    engine: 'mysql',
    text: `SHOW GLOBAL VARIABLES WHERE Variable_name IN ('sql_mode', 'explicit_defaults_for_timestamp', 'default_storage_engine', 'foreign_key_checks',
  'innodb_default_row_format', 'innodb_large_prefix', 'innodb_file_format', 'innodb_page_size', 'init_connect', 'version', 'lower_case_table_names', 'read_only',
  'enforce_storage_engine', 'disabled_storage_engines')`,
    parameters: [],
    columns: ['name', 'value'],
    rows: 100,
    facts,
    purpose: 'settings that a new session starts with and that decide what a script comes to',
  },
  mysqlFormats: {
    id: 'rehearsal-formats',
    engine: 'mysql',
    text: `SELECT TABLE_NAME, CREATE_OPTIONS FROM information_schema.TABLES
WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE' AND CREATE_OPTIONS LIKE '%row_format=%' LIMIT 5001`,
    parameters: ['schema'],
    columns: ['name', 'options'],
    rows: 5000,
    facts,
    purpose: 'row formats that tables were made with in so many words',
  },
} as const satisfies Record<string, SqlStatement>
