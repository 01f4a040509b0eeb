import type { SqlStatement } from '../../core/sql.ts'

const common = { engine: 'mysql', facts: ['database-catalogue'] } as const

/** The account as information_schema writes it: 'user'@'host'. */
const GRANTEE = String.raw`CONCAT('''', LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1), '''@''',
  SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')`

/**
 * information_schema, each view by itself and each by the schema's name: that is what keeps it from opening every table of the server, and a join of two of
 * its views takes seconds (facts/performance.md §2). No text asks for CARDINALITY, which would have the engine count.
 *
 * Columns and indexes come as a list for each table, each value as QUOTE writes it, each item with a semicolon at its end, and how many there must be: a row
 * for each would cost the reader several times as much, and JSON is not to be had from every version. group_concat_max_len, which would cut the list in
 * silence, is set by the preamble; a list that is cut is not believed.
 *
 * It shows an account only what the account has some right to, so the first also asks for the rights that prove that nothing is hidden. MySQL caches the
 * estimates of TABLES on disk when they have expired, but not in a read-only transaction (sql/dd/info_schema/table_stats.cc).
 */
export const MYSQL_CATALOGUE = {
  tables: {
    ...common,
    id: 'catalogue-tables',
    // One row for the schema itself tells an empty schema from one that is not there.
    text: `SELECT 'schema' AS what, SCHEMA_NAME AS name, NULL AS of_table, VERSION() AS kind, @@lower_case_table_names AS a, NULL AS b, NULL AS c, NULL AS d, NULL AS e
FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?
UNION ALL
SELECT 'table', TABLE_NAME, NULL, TABLE_TYPE, ENGINE, ROW_FORMAT, TABLE_COLLATION, TABLE_ROWS, CONCAT(DATA_LENGTH + INDEX_LENGTH, ' ', COALESCE(CREATE_OPTIONS, ''))
FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?
UNION ALL
SELECT 'trigger', TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, NULL, NULL, NULL, NULL
FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?
UNION ALL
SELECT 'right', PRIVILEGE_TYPE, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = ${GRANTEE}
UNION ALL
SELECT 'right', PRIVILEGE_TYPE, NULL, TABLE_SCHEMA, NULL, NULL, NULL, NULL, NULL
FROM information_schema.SCHEMA_PRIVILEGES WHERE GRANTEE = ${GRANTEE} AND ? LIKE TABLE_SCHEMA
LIMIT 30001`,
    parameters: ['schema', 'schema', 'schema', 'schema'],
    columns: ['what', 'name', 'of_table', 'kind', 'a', 'b', 'c', 'd', 'e'],
    rows: 30_000,
    purpose: 'tables, views, triggers and the rights to see them',
  },
  columns: {
    ...common,
    id: 'catalogue-columns',
    // information_schema compares without regard to case: grouped by their names, two tables that differ in case alone would be one.
    text: `SELECT MIN(TABLE_NAME), COUNT(*), GROUP_CONCAT(QUOTE(COLUMN_NAME), ',', ORDINAL_POSITION, ',', QUOTE(COLUMN_TYPE), ',', QUOTE(IS_NULLABLE), ',', QUOTE(COLUMN_DEFAULT), ',',
  QUOTE(EXTRA), ',', QUOTE(CHARACTER_SET_NAME), ',', QUOTE(COLLATION_NAME), ';' SEPARATOR '')
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? GROUP BY HEX(TABLE_NAME) LIMIT 10001`,
    parameters: ['schema'],
    columns: ['table_name', 'count', 'list'],
    rows: 10_000,
    purpose: 'columns with type, nullability and default',
  },
  indexes: {
    ...common,
    id: 'catalogue-indexes',
    text: `SELECT MIN(TABLE_NAME), COUNT(*), GROUP_CONCAT(QUOTE(INDEX_NAME), ',', SEQ_IN_INDEX, ',', QUOTE(COLUMN_NAME), ',', QUOTE(SUB_PART), ',', QUOTE(COLLATION), ',', NON_UNIQUE, ',', QUOTE(INDEX_TYPE), ';'
  SEPARATOR '')
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? GROUP BY HEX(TABLE_NAME) LIMIT 10001`,
    parameters: ['schema'],
    columns: ['table_name', 'count', 'list'],
    rows: 10_000,
    purpose: 'indexes, primary keys and unique constraints',
  },
  keyColumns: {
    ...common,
    id: 'catalogue-key-columns',
    text: `SELECT TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME IS NOT NULL LIMIT 60001`,
    parameters: ['schema'],
    columns: ['table_name', 'name', 'place', 'column_name', 'target_schema', 'target_table', 'target_column'],
    rows: 60_000,
    purpose: 'columns of foreign keys, a row for each',
  },
  foreignKeys: {
    ...common,
    id: 'catalogue-foreign-keys',
    text: `SELECT TABLE_NAME, CONSTRAINT_NAME, DELETE_RULE FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ? LIMIT 30001`,
    parameters: ['schema'],
    columns: ['table_name', 'name', 'delete_rule'],
    rows: 30_000,
    purpose: 'what foreign keys do when a row is deleted',
  },
} as const satisfies Record<string, SqlStatement>

/** What the values of a list are, in their order. */
export const MYSQL_COLUMN = {
  id: MYSQL_CATALOGUE.columns.id,
  columns: ['name', 'number', 'type', 'is_nullable', 'default_text', 'extra', 'character_set', 'collation'],
} as const
export const MYSQL_INDEX_COLUMN = {
  id: MYSQL_CATALOGUE.indexes.id,
  columns: ['name', 'place', 'column_name', 'prefix', 'direction', 'non_unique', 'kind'],
} as const
