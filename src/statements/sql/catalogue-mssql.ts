import type { SqlStatement } from '../../core/sql.ts'
import { COLUMN_COLUMNS, KEY_COLUMNS, OBJECT_COLUMNS } from './catalogue-layout.ts'

const common = { engine: 'mssql', parameters: ['schema'], facts: ['database-catalogue'] } as const

/**
 * Catalogue views of SQL Server. They show an account what it has some right to, and texts (defaults, triggers) only with VIEW DEFINITION: the first asks
 * for that right, which proves that nothing is hidden.
 */
export const MSSQL_CATALOGUE = {
  objects: {
    ...common,
    id: 'catalogue-objects',
    text: `SELECT TOP (60001) x.what, x.name, x.of_table, x.kind, x.a, x.b, x.c, x.d, x.e FROM (
SELECT 'schema' AS what, s.name AS name, NULL AS of_table, CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS nvarchar(4000)) AS kind,
  CAST(HAS_PERMS_BY_NAME(QUOTENAME(s.name), 'SCHEMA', 'VIEW DEFINITION') AS nvarchar(4000)) AS a, CAST(NULL AS nvarchar(4000)) AS b, NULL AS c, NULL AS d, NULL AS e
FROM sys.schemas s WHERE s.name = @p1
UNION ALL
SELECT 'table', t.name, NULL, 'table', CAST(r.total AS nvarchar(4000)), CAST(u.pages * 8192 AS nvarchar(4000)), NULL, NULL, NULL
FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id
LEFT JOIN (SELECT p.object_id, SUM(p.rows) AS total FROM sys.partitions p WHERE p.index_id IN (0, 1) GROUP BY p.object_id) r ON r.object_id = t.object_id
LEFT JOIN (SELECT p.object_id, SUM(a.total_pages) AS pages FROM sys.partitions p JOIN sys.allocation_units a ON a.container_id = p.partition_id GROUP BY p.object_id) u
  ON u.object_id = t.object_id
WHERE s.name = @p1 AND t.is_ms_shipped = 0
UNION ALL
SELECT 'table', v.name, NULL, 'view', NULL, NULL, NULL, NULL, NULL FROM sys.views v JOIN sys.schemas s ON s.schema_id = v.schema_id WHERE s.name = @p1
UNION ALL
SELECT 'sequence', q.name, NULL, NULL, CAST(q.start_value AS nvarchar(4000)), CAST(q.increment AS nvarchar(4000)),
  CASE WHEN q.is_cached = 0 THEN '0' ELSE CAST(q.cache_size AS nvarchar(4000)) END, CAST(q.is_cycling AS nvarchar(4000)), NULL
FROM sys.sequences q JOIN sys.schemas s ON s.schema_id = q.schema_id WHERE s.name = @p1
UNION ALL
SELECT 'trigger', g.name, t.name, CASE WHEN g.is_instead_of_trigger = 1 THEN 'instead-of' ELSE 'after' END, LOWER(e.type_desc), '0',
  CASE WHEN g.is_disabled = 1 THEN '0' ELSE '1' END, NULL, SUBSTRING(m.definition, 1, 16384)
FROM sys.triggers g JOIN sys.tables t ON t.object_id = g.parent_id JOIN sys.schemas s ON s.schema_id = t.schema_id
JOIN sys.trigger_events e ON e.object_id = g.object_id LEFT JOIN sys.sql_modules m ON m.object_id = g.object_id
WHERE s.name = @p1
UNION ALL
SELECT 'other', o.name, NULL, LOWER(REPLACE(o.type_desc, '_', ' ')), NULL, NULL, NULL, NULL, NULL
FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
WHERE s.name = @p1 AND o.type IN ('P', 'PC', 'FN', 'FS', 'FT', 'IF', 'TF', 'AF', 'SN', 'X')
) x`,
    columns: OBJECT_COLUMNS,
    rows: 60_000,
    purpose: 'tables, views, sequences, triggers, procedures and synonyms, and the right to see them',
  },
  columns: {
    ...common,
    id: 'catalogue-columns',
    text: `SELECT TOP (60001) o.name, c.name, c.column_id, y.name, CASE WHEN y.is_user_defined = 1 THEN z.name END, c.max_length, c.precision, c.scale, NULL,
  c.is_nullable, d.definition, CASE WHEN c.is_computed = 1 THEN 'computed' WHEN c.is_identity = 1 THEN 'identity' WHEN c.default_object_id <> 0 AND d.definition IS NULL THEN 'hidden' ELSE 'none' END,
  NULL, c.collation_name
FROM sys.columns c JOIN sys.objects o ON o.object_id = c.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
JOIN sys.types y ON y.user_type_id = c.user_type_id JOIN sys.schemas z ON z.schema_id = y.schema_id
LEFT JOIN sys.default_constraints d ON d.object_id = c.default_object_id
WHERE s.name = @p1 AND o.type IN ('U', 'V')`,
    columns: COLUMN_COLUMNS,
    rows: 60_000,
    purpose: 'columns with type, nullability and default',
  },
  keys: {
    ...common,
    id: 'catalogue-keys',
    text: `SELECT TOP (60001) x.what, x.table_name, x.name, x.place, x.column_name, x.expression, x.descending, x.is_unique, x.valid, x.condition, x.index_name, x.target_schema,
  x.target_table, x.target_column, x.delete_rule FROM (
SELECT CASE WHEN i.is_primary_key = 1 THEN 'primary' WHEN i.is_unique_constraint = 1 THEN 'unique' ELSE 'index' END AS what, o.name AS table_name, i.name AS name,
  k.key_ordinal AS place, c.name AS column_name, CAST(NULL AS nvarchar(4000)) AS expression, CASE WHEN k.is_descending_key = 1 THEN '1' ELSE '0' END AS descending, CASE WHEN i.is_unique = 1 THEN '1' ELSE '0' END AS is_unique,
  CASE WHEN i.is_disabled = 1 THEN '0' ELSE '1' END AS valid, i.filter_definition AS condition, i.name AS index_name, CAST(NULL AS nvarchar(4000)) AS target_schema,
  CAST(NULL AS nvarchar(4000)) AS target_table, CAST(NULL AS nvarchar(4000)) AS target_column, CAST(NULL AS nvarchar(4000)) AS delete_rule
FROM sys.indexes i JOIN sys.objects o ON o.object_id = i.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
LEFT JOIN sys.index_columns k ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.key_ordinal > 0
LEFT JOIN sys.columns c ON c.object_id = k.object_id AND c.column_id = k.column_id
WHERE s.name = @p1 AND o.type IN ('U', 'V') AND i.index_id > 0 AND i.is_hypothetical = 0
UNION ALL
SELECT 'foreign', o.name, f.name, k.constraint_column_id, c.name, NULL, NULL, NULL, CASE WHEN f.is_disabled = 0 AND f.is_not_trusted = 0 THEN '1' ELSE '0' END, NULL, NULL,
  CASE WHEN z.schema_id <> s.schema_id THEN z.name END, r.name, d.name, LOWER(REPLACE(f.delete_referential_action_desc, '_', '-'))
FROM sys.foreign_keys f JOIN sys.objects o ON o.object_id = f.parent_object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
JOIN sys.foreign_key_columns k ON k.constraint_object_id = f.object_id
JOIN sys.columns c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
LEFT JOIN sys.objects r ON r.object_id = f.referenced_object_id LEFT JOIN sys.schemas z ON z.schema_id = r.schema_id
LEFT JOIN sys.columns d ON d.object_id = k.referenced_object_id AND d.column_id = k.referenced_column_id
WHERE s.name = @p1
) x`,
    columns: KEY_COLUMNS,
    rows: 60_000,
    purpose: 'indexes, primary keys, unique constraints and foreign keys, a row for each column',
  },
} as const satisfies Record<string, SqlStatement>
