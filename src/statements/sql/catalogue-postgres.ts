import type { SqlStatement } from '../../core/sql.ts'

const common = { engine: 'postgres', parameters: ['schema'], facts: ['database-catalogue'] } as const

/**
 * pg_catalog and nothing else: information_schema needs minutes for the same (facts/performance.md §2), and hides what the account may not read. Every
 * reader sees all of pg_catalog, so what these say is the whole schema. The texts run from PostgreSQL 9.5 on.
 *
 * None waits for a lock that someone holds on a table, with one exception: pg_get_expr with a relation and pg_get_indexdef open the table, so a table with an
 * index over an expression or with a condition that is locked exclusively ends the read at the lock timeout. Defaults are asked for without a relation (none
 * may name a column), and sizes are those of the last ANALYZE instead of pg_relation_size, which waits too (facts/reliability.md §6.1).
 */
export const POSTGRES_CATALOGUE = {
  relations: {
    ...common,
    id: 'catalogue-relations',
    // One row for the schema itself tells an empty schema from one that is not there.
    text: `SELECT 'schema' AS what, n.nspname AS name, NULL AS of_table, pg_catalog.current_database()::text AS kind, NULL AS a, NULL AS b, NULL AS c, NULL AS d, NULL AS e
FROM pg_catalog.pg_namespace n WHERE n.nspname = $1
UNION ALL
SELECT 'relation', c.relname, NULL, c.relkind::text,
  CASE WHEN c.reltuples < 0 OR (c.reltuples = 0 AND c.relpages = 0 AND pg_catalog.current_setting('server_version_num')::int < 140000)
    THEN NULL ELSE c.reltuples::numeric::text END,
  c.relpages::text, t.relpages::text, pg_catalog.current_setting('block_size'), NULL
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
UNION ALL
SELECT 'sequence', c.relname, r.relname, a.attname, s.p ->> 'start_value', s.p ->> 'increment', s.p ->> 'cache_size', s.p ->> 'cycle_option', NULL
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN LATERAL (SELECT CASE WHEN pg_catalog.has_sequence_privilege(c.oid, 'USAGE, SELECT, UPDATE')
  THEN pg_catalog.to_jsonb(pg_catalog.pg_sequence_parameters(c.oid)) END AS p) s ON true
LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_catalog.pg_class'::regclass
  AND d.deptype = 'i' AND d.refobjsubid > 0
LEFT JOIN pg_catalog.pg_class r ON r.oid = d.refobjid
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE n.nspname = $1 AND c.relkind = 'S'
UNION ALL
SELECT 'trigger', t.tgname, c.relname, t.tgtype::text, t.tgenabled::text, pg_catalog.left(p.prosrc, 16384), NULL, NULL, NULL
FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
WHERE n.nspname = $1 AND NOT t.tgisinternal
UNION ALL
SELECT 'type', y.typname, NULL, y.typtype::text, NULL, NULL, NULL, NULL, NULL
FROM pg_catalog.pg_type y JOIN pg_catalog.pg_namespace n ON n.oid = y.typnamespace
WHERE n.nspname = $1 AND y.typrelid = 0 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type e WHERE e.typarray = y.oid)
LIMIT 60001`,
    columns: ['what', 'name', 'of_table', 'kind', 'a', 'b', 'c', 'd', 'e'],
    rows: 60_000,
    purpose: 'tables, views, sequences, triggers and types of the schema',
  },
  columns: {
    ...common,
    id: 'catalogue-columns',
    // attgenerated and attidentity are of PostgreSQL 12 and 10: where there are none, the names mean those of `missing`. A row for each table: one for each
    // column would cost the reader several times as much.
    text: `SELECT x.table_name, x.columns
FROM (SELECT ''::"char" AS attgenerated, ''::"char" AS attidentity) AS missing
CROSS JOIN LATERAL (
  SELECT c.relname AS table_name, pg_catalog.json_agg(pg_catalog.json_build_array(a.attname, a.attnum::text, pg_catalog.format_type(a.atttypid, a.atttypmod),
    a.attnotnull::text, CASE WHEN attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, 0) END, (attgenerated <> '')::text, attidentity::text, l.collname))::text AS columns
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation AND l.collname <> 'default'
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
  GROUP BY c.oid, c.relname
) AS x
LIMIT 10001`,
    columns: ['table_name', 'columns'],
    rows: 10_000,
    purpose: 'columns with type, nullability and default',
  },
  keys: {
    ...common,
    id: 'catalogue-keys',
    // Columns come by number: their names are in the other statement. indoption has an entry for each key column, and none for those merely included.
    text: `SELECT q.table_name, pg_catalog.json_agg(pg_catalog.json_build_array(q.what, q.name, q.columns, q.options, q.is_unique, q.valid, q.expressions, q.condition, q.pages,
  q.target_schema, q.target_table, q.target_columns, q.delete_rule, q.kind))::text AS keys
FROM (
SELECT 'index' AS what, c.relname AS table_name, i.relname AS name, x.indkey::text AS columns, x.indoption::text AS options, x.indisunique::text AS is_unique,
  (x.indisvalid AND x.indisready)::text AS valid,
  CASE WHEN x.indexprs IS NOT NULL THEN (
    SELECT pg_catalog.json_agg(CASE WHEN x.indkey[k] = 0 THEN pg_catalog.pg_get_indexdef(x.indexrelid, k + 1, true) END ORDER BY k)::text
    FROM pg_catalog.generate_series(0, pg_catalog.array_upper(x.indoption, 1)) AS k) END AS expressions,
  CASE WHEN x.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(x.indpred, x.indrelid, true) END AS condition,
  i.relpages::text AS pages, NULL AS target_schema, NULL AS target_table, NULL AS target_columns, NULL AS delete_rule, m.amname AS kind
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = i.relam
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'm')
UNION ALL
SELECT CASE k.contype WHEN 'p' THEN 'primary' WHEN 'u' THEN 'unique' ELSE 'foreign' END, c.relname, k.conname, pg_catalog.array_to_string(k.conkey, ' '),
  i.relname, NULL, (k.convalidated AND o.tgconstraint IS NULL)::text, NULL, NULL, NULL,
  CASE WHEN f.relnamespace <> c.relnamespace THEN m.nspname END, f.relname,
  CASE WHEN f.relnamespace <> c.relnamespace THEN (
    SELECT pg_catalog.json_agg(a.attname ORDER BY z.place)::text FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS z(number, place)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = f.oid AND a.attnum = z.number)
  ELSE pg_catalog.array_to_string(k.confkey, ' ') END,
  k.confdeltype::text, NULL
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class i ON i.oid = k.conindid AND k.contype IN ('p', 'u')
LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace m ON m.oid = f.relnamespace
LEFT JOIN (SELECT DISTINCT g.tgconstraint FROM pg_catalog.pg_trigger g WHERE g.tgconstraint <> 0 AND g.tgenabled NOT IN ('O', 'A')) AS o ON o.tgconstraint = k.oid
WHERE n.nspname = $1 AND k.contype IN ('p', 'u', 'f')
) AS q
GROUP BY q.table_name
LIMIT 10001`,
    columns: ['table_name', 'keys'],
    rows: 10_000,
    purpose: 'indexes, primary keys, unique constraints and foreign keys',
  },
} as const satisfies Record<string, SqlStatement>

/** What each column, and each key or index, is in the list of its table, in this order. */
export const POSTGRES_COLUMN = {
  id: POSTGRES_CATALOGUE.columns.id,
  columns: ['name', 'number', 'type', 'required', 'default_text', 'generated', 'identity', 'collation'],
} as const
export const POSTGRES_KEY = {
  id: POSTGRES_CATALOGUE.keys.id,
  columns: [
    'what',
    'name',
    'columns',
    'options',
    'is_unique',
    'valid',
    'expressions',
    'condition',
    'pages',
    'target_schema',
    'target_table',
    'target_columns',
    'delete_rule',
    'kind',
  ],
} as const
