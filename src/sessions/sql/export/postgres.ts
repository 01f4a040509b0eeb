import { FactError } from '../../../core/fact-error.ts'
import type { SqlRow } from '../../../core/sql.ts'
import { places, type ExportDialect } from './dialect.ts'
import { answerOf, MARK, segmentsOf, type Segment } from './marks.ts'

/** As in the live session: short waits, and values written in one way. */
const SETTINGS = [
  "lock_timeout = '1s'",
  "statement_timeout = '60s'",
  'row_security = off',
  'standard_conforming_strings = on',
  'quote_all_identifiers = off',
  "bytea_output = 'hex'",
  'extra_float_digits = 1',
  "DateStyle = 'ISO, YMD'",
  "IntervalStyle = 'iso_8601'",
  "TimeZone = 'UTC'",
  // The schema as psql quotes it, wherever this comes to stand.
  'search_path = pg_catalog, :"iam_schema", pg_temp',
] as const

/** Nothing outlives the transaction, as in the live session: behind a pooler someone else would inherit it, and a later transaction lack it. */
const BEGIN = ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;', ...SETTINGS.map((setting) => `SET LOCAL ${setting};`)]

/** psql 11 or later: each row is one JSON array of texts. */
export const POSTGRES_EXPORT: ExportDialect = {
  usage: ['psql -X -d DATABASE -f THIS_SCRIPT > answers.txt'],
  // The search_path is narrowed in each transaction, and with it the meaning of current_schema(): psql keeps what it was.
  schema: () => ":'iam_schema'",
  login: (schema) => `SELECT session_user, pg_catalog.current_database(), n.nspname,
  pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')\nFROM pg_catalog.pg_namespace n WHERE n.nspname = ${schema}`,
  opening: (schema) => [
    '\\set QUIET on',
    '\\set ON_ERROR_STOP off',
    '\\set ON_ERROR_ROLLBACK off',
    '\\set AUTOCOMMIT on',
    '\\set ECHO none',
    '\\timing off',
    '\\pset format unaligned',
    '\\pset tuples_only on',
    '\\pset pager off',
    '\\encoding UTF8',
    schema === null ? 'SELECT pg_catalog.current_schema() AS iam_schema \\gset' : `\\set iam_schema '${schema.replaceAll("'", "''")}'`,
    // One variable, so that a reader has it before his eyes once.
    `\\set iam_begin '${BEGIN.join(' ').replaceAll("'", "''")}'`,
  ],
  print: (line) => [`\\qecho '${line}'`],
  ask: ({ statement, sql }, number) => {
    const names = places(statement.columns)
    return [
      ':iam_begin',
      `SELECT pg_catalog.json_build_array(${names.map((name) => `q.${name}::text`).join(', ')}) FROM (`,
      sql,
      `) AS q (${names.join(', ')});`,
      `\\qecho '${MARK} rows ${number}' :ROW_COUNT :SQLSTATE`,
      'ROLLBACK;',
    ]
  },
  answers: (text) => segmentsOf(text.split(/\r?\n/), 'postgres').map((segment) => answerOf(segment, rowsOf)),
}

const rowsOf = ({ lines, said }: Segment): readonly SqlRow[] => {
  if (said === null) throw new FactError('changed', 'psql does not say how many rows came')
  return lines.filter((line) => line.trim() !== '').map(rowOf)
}

const rowOf = (line: string): SqlRow => {
  const row: unknown = parsed(line)
  if (Array.isArray(row) && row.every((value): value is string | null => value === null || typeof value === 'string')) return row
  throw new FactError('parse-failed', 'there is a line that is no row')
}

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
