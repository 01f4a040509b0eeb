import type { SqlStatement } from '../../core/sql.ts'
import { COLUMN_COLUMNS, KEY_COLUMNS, OBJECT_COLUMNS } from './catalogue-layout.ts'

const common = { engine: 'oracle', facts: ['database-catalogue'] } as const

/**
 * The ALL_ views of the data dictionary (Oracle Database Reference): they show the account its own objects and those it may use. In another's schema only ANY
 * privileges prove that nothing is hidden; the first asks for them. DATA_DEFAULT and COLUMN_EXPRESSION are of type LONG, which may stand in no expression and
 * no UNION: hence a statement of their own each.
 */
export const ORACLE_CATALOGUE = {
  objects: {
    ...common,
    id: 'catalogue-objects',
    text: `SELECT 'schema' AS what, u.USERNAME AS name, NULL AS of_table, NULL AS kind,
  CASE WHEN SYS_CONTEXT('USERENV', 'SESSION_USER') = u.USERNAME OR EXISTS (SELECT 1 FROM SESSION_PRIVS p WHERE p.PRIVILEGE IN ('SELECT ANY TABLE', 'READ ANY TABLE')) THEN '1' ELSE '0' END AS a,
  CASE WHEN SYS_CONTEXT('USERENV', 'SESSION_USER') = u.USERNAME OR (EXISTS (SELECT 1 FROM SESSION_PRIVS p WHERE p.PRIVILEGE = 'SELECT ANY SEQUENCE')
    AND EXISTS (SELECT 1 FROM SESSION_PRIVS p WHERE p.PRIVILEGE = 'CREATE ANY TRIGGER')) THEN '1' ELSE '0' END AS b, NULL AS c, NULL AS d, NULL AS e
FROM ALL_USERS u WHERE u.USERNAME = :1
UNION ALL
SELECT 'table', t.TABLE_NAME, NULL, CASE WHEN t.TEMPORARY = 'Y' OR t.PARTITIONED = 'YES' OR m.MVIEW_NAME IS NOT NULL THEN 'other' ELSE 'table' END, TO_CHAR(t.NUM_ROWS), NULL, NULL, NULL, NULL
FROM ALL_TABLES t LEFT JOIN ALL_MVIEWS m ON m.OWNER = t.OWNER AND m.CONTAINER_NAME = t.TABLE_NAME
WHERE t.OWNER = :2 AND t.TABLE_NAME NOT LIKE 'BIN$%'
UNION ALL
SELECT 'table', v.VIEW_NAME, NULL, 'view', NULL, NULL, NULL, NULL, NULL FROM ALL_VIEWS v WHERE v.OWNER = :3
UNION ALL
SELECT 'sequence', q.SEQUENCE_NAME, NULL, NULL, NULL, TO_CHAR(q.INCREMENT_BY), TO_CHAR(q.CACHE_SIZE), q.CYCLE_FLAG, NULL FROM ALL_SEQUENCES q WHERE q.SEQUENCE_OWNER = :4
UNION ALL
SELECT 'trigger', g.TRIGGER_NAME, g.TABLE_NAME,
  CASE WHEN g.TRIGGER_TYPE LIKE 'BEFORE%' THEN 'before' WHEN g.TRIGGER_TYPE LIKE 'AFTER%' THEN 'after' WHEN g.TRIGGER_TYPE LIKE 'INSTEAD%' THEN 'instead-of' ELSE 'other' END,
  LOWER(g.TRIGGERING_EVENT), CASE WHEN g.TRIGGER_TYPE LIKE '%EACH ROW' OR g.TRIGGER_TYPE LIKE 'INSTEAD%' THEN '1' ELSE '0' END,
  CASE WHEN g.STATUS = 'ENABLED' THEN '1' ELSE '0' END, CASE WHEN o.STATUS = 'VALID' THEN '1' WHEN o.STATUS = 'INVALID' THEN '0' END, NULL
FROM ALL_TRIGGERS g LEFT JOIN ALL_OBJECTS o ON o.OWNER = g.OWNER AND o.OBJECT_NAME = g.TRIGGER_NAME AND o.OBJECT_TYPE = 'TRIGGER'
WHERE g.TABLE_OWNER = :5 AND g.TABLE_NAME IS NOT NULL AND g.TABLE_NAME NOT LIKE 'BIN$%'
UNION ALL
SELECT 'trigger-sequence', d.NAME, NULL, d.REFERENCED_OWNER, d.REFERENCED_NAME, NULL, NULL, NULL, NULL
FROM ALL_DEPENDENCIES d WHERE d.OWNER = :6 AND d.TYPE = 'TRIGGER' AND d.REFERENCED_TYPE = 'SEQUENCE'
UNION ALL
SELECT 'other', o.OBJECT_NAME, NULL, LOWER(o.OBJECT_TYPE), NULL, NULL, NULL, NULL, NULL
FROM ALL_OBJECTS o WHERE o.OWNER = :7 AND o.OBJECT_TYPE IN ('SYNONYM', 'PROCEDURE', 'FUNCTION', 'PACKAGE', 'TYPE', 'CLUSTER', 'OPERATOR', 'QUEUE')
FETCH FIRST 60001 ROWS ONLY`,
    parameters: ['schema', 'schema', 'schema', 'schema', 'schema', 'schema', 'schema'],
    columns: OBJECT_COLUMNS,
    rows: 60_000,
    purpose: 'tables, views, sequences, triggers and what else has a name, and the right to see them',
  },
  columns: {
    ...common,
    id: 'catalogue-columns',
    text: `SELECT c.TABLE_NAME, c.COLUMN_NAME, c.COLUMN_ID, c.DATA_TYPE, c.DATA_TYPE_OWNER, CASE WHEN c.CHAR_USED IS NULL THEN c.DATA_LENGTH ELSE c.CHAR_LENGTH END, c.DATA_PRECISION,
  c.DATA_SCALE, c.CHAR_USED, c.NULLABLE, c.DATA_DEFAULT,
  CASE WHEN c.VIRTUAL_COLUMN = 'YES' THEN 'computed' WHEN c.IDENTITY_COLUMN = 'YES' THEN 'identity' ELSE 'none' END, c.CHARACTER_SET_NAME, NULL
FROM ALL_TAB_COLS c WHERE c.OWNER = :1 AND c.HIDDEN_COLUMN = 'NO' AND c.TABLE_NAME NOT LIKE 'BIN$%' AND ROWNUM <= 60001`,
    parameters: ['schema'],
    columns: COLUMN_COLUMNS,
    rows: 60_000,
    purpose: 'columns with type, nullability and default',
  },
  keys: {
    ...common,
    id: 'catalogue-keys',
    text: `SELECT 'index' AS what, i.TABLE_NAME AS table_name, i.INDEX_NAME AS name, k.COLUMN_POSITION AS place, k.COLUMN_NAME AS column_name, NULL AS expression,
  CASE WHEN k.DESCEND = 'DESC' THEN '1' ELSE '0' END AS descending, CASE WHEN i.UNIQUENESS = 'UNIQUE' THEN '1' ELSE '0' END AS is_unique,
  CASE WHEN i.STATUS = 'UNUSABLE' OR i.FUNCIDX_STATUS = 'DISABLED' OR i.VISIBILITY = 'INVISIBLE' OR i.INDEX_TYPE LIKE '%BITMAP%' OR i.INDEX_TYPE LIKE '%DOMAIN%'
    THEN '0' ELSE '1' END AS valid, NULL AS condition, i.INDEX_NAME AS index_name, NULL AS target_schema,
  NULL AS target_table, NULL AS target_column, NULL AS delete_rule
FROM ALL_INDEXES i JOIN ALL_IND_COLUMNS k ON k.INDEX_OWNER = i.OWNER AND k.INDEX_NAME = i.INDEX_NAME
WHERE i.TABLE_OWNER = :1 AND i.TABLE_NAME NOT LIKE 'BIN$%'
UNION ALL
SELECT CASE n.CONSTRAINT_TYPE WHEN 'P' THEN 'primary' ELSE 'unique' END, n.TABLE_NAME, n.CONSTRAINT_NAME, k.POSITION, k.COLUMN_NAME, NULL, NULL, '1',
  CASE WHEN n.STATUS = 'ENABLED' AND n.VALIDATED = 'VALIDATED' THEN '1' ELSE '0' END, NULL, n.INDEX_NAME, NULL, NULL, NULL, NULL
FROM ALL_CONSTRAINTS n JOIN ALL_CONS_COLUMNS k ON k.OWNER = n.OWNER AND k.CONSTRAINT_NAME = n.CONSTRAINT_NAME AND k.TABLE_NAME = n.TABLE_NAME
WHERE n.OWNER = :2 AND n.CONSTRAINT_TYPE IN ('P', 'U') AND n.TABLE_NAME NOT LIKE 'BIN$%'
UNION ALL
SELECT 'foreign', n.TABLE_NAME, n.CONSTRAINT_NAME, k.POSITION, k.COLUMN_NAME, NULL, NULL, NULL,
  CASE WHEN n.STATUS = 'ENABLED' AND n.VALIDATED = 'VALIDATED' THEN '1' ELSE '0' END, NULL, NULL, CASE WHEN n.R_OWNER <> n.OWNER THEN n.R_OWNER END, r.TABLE_NAME, r.COLUMN_NAME,
  LOWER(REPLACE(n.DELETE_RULE, ' ', '-'))
FROM ALL_CONSTRAINTS n JOIN ALL_CONS_COLUMNS k ON k.OWNER = n.OWNER AND k.CONSTRAINT_NAME = n.CONSTRAINT_NAME AND k.TABLE_NAME = n.TABLE_NAME
LEFT JOIN ALL_CONS_COLUMNS r ON r.OWNER = n.R_OWNER AND r.CONSTRAINT_NAME = n.R_CONSTRAINT_NAME AND r.POSITION = k.POSITION
WHERE n.OWNER = :3 AND n.CONSTRAINT_TYPE = 'R' AND n.TABLE_NAME NOT LIKE 'BIN$%'
FETCH FIRST 60001 ROWS ONLY`,
    parameters: ['schema', 'schema', 'schema'],
    columns: KEY_COLUMNS,
    rows: 60_000,
    purpose: 'indexes, primary keys, unique constraints and foreign keys, a row for each column',
  },
  expressions: {
    ...common,
    id: 'catalogue-expressions',
    text: `SELECT x.TABLE_NAME, x.INDEX_NAME, x.COLUMN_POSITION, x.COLUMN_EXPRESSION FROM ALL_IND_EXPRESSIONS x
WHERE x.TABLE_OWNER = :1 AND x.TABLE_NAME NOT LIKE 'BIN$%' AND ROWNUM <= 10001`,
    parameters: ['schema'],
    columns: ['table_name', 'name', 'place', 'expression'],
    rows: 10_000,
    purpose: 'expressions of indexes; a descending column is one, too',
  },
} as const satisfies Record<string, SqlStatement>
