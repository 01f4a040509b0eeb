import { FactError } from '../../../core/fact-error.ts'
import type { SqlRow } from '../../../core/sql.ts'
import { ORACLE_PREAMBLE } from '../../../statements/sql/preamble.ts'
import type { ExportDialect } from './dialect.ts'
import { quotedName, withValues } from './literals.ts'
import { answerOf, MARK, segmentsOf, type Segment } from './marks.ts'

/** Before the one value of a row: NULL alone would be an empty line, as there are between results. */
const ROW = `${MARK}-row`

/** SQL*Plus 12.2 or later: CSV with every text in quotes; Oracle knows no empty text beside NULL, so that nothing between commas is NULL. */
export const ORACLE_EXPORT: ExportDialect = {
  usage: ['sqlplus -S -L USER@SERVICE @THIS_SCRIPT > answers.txt      (NLS_LANG=.AL32UTF8 in the environment)'],
  // With a name, too: where ALTER SESSION has failed, what answers is not of that name.
  schema: () => "SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')",
  login: (schema) =>
    `SELECT SYS_CONTEXT('USERENV', 'SESSION_USER'), SYS_CONTEXT('USERENV', 'DB_NAME'), ${schema},
  TO_CHAR(SYS_EXTRACT_UTC(SYSTIMESTAMP), 'YYYY-MM-DD HH24:MI:SS')\nFROM SYS.DUAL\nWHERE NOT EXISTS (${withValues('oracle', ORACLE_PREAMBLE.shadows.text, [schema])})`,
  opening: (schema) => [
    'WHENEVER SQLERROR CONTINUE NONE',
    'SET ECHO OFF VERIFY OFF DEFINE OFF FEEDBACK OFF HEADING OFF PAGESIZE 0 TERMOUT ON TIMING OFF AUTOTRACE OFF SERVEROUTPUT OFF SQLPROMPT ""',
    'SET LINESIZE 32767 LONG 1000000 LONGCHUNKSIZE 32767 NUMWIDTH 50 TRIMOUT ON TAB OFF WRAP ON SQLBLANKLINES ON',
    'SET MARKUP CSV ON DELIMITER , QUOTE ON',
    "ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS';",
    "ALTER SESSION SET NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF';",
    "ALTER SESSION SET NLS_NUMERIC_CHARACTERS = '.,';",
    ...(schema === null ? [] : [`ALTER SESSION SET CURRENT_SCHEMA = ${quotedName(schema)};`]),
  ],
  print: (line) => [`PROMPT ${line}`],
  ask: ({ statement, sql }) => [
    'SET TRANSACTION READ ONLY;',
    ...(statement.columns.length > 1 ? [`${sql};`] : [`SELECT '${ROW}', q.* FROM (`, sql, ') q;']),
    'ROLLBACK;',
  ],
  answers: (text) => segmentsOf(text.split(/\r?\n/), 'oracle').map((segment) => answerOf(segment, rowsOf)),
}

/** An error stands in lines of its own; what is a row begins with a quote, a digit, a sign or a comma. */
const ERROR = /^(?<code>(?:ORA|SP2|PLS)-\d{4,5}):/

const rowsOf = ({ lines }: Segment): readonly SqlRow[] | { readonly error: string } => {
  const text = lines.join('\n')
  const rows = csvRowsOf(text)
  if (rows !== null) return rows
  const code = lines.map((line) => ERROR.exec(line)?.groups?.['code']).find((found) => found !== undefined)
  if (code !== undefined) return { error: code }
  throw new FactError('parse-failed', 'there is a line that is no row')
}

/** A value: in quotes, a number, or nothing. */
const VALUE = /(?:"(?<text>(?:[^"]|"")*)"|(?<number>[-+]?[\d.]+(?:E[-+]?\d+)?)|)(?<end>,|\n|$)/y

/** Rows of CSV; null when there is anything else. Empty lines stand between results. */
const csvRowsOf = (text: string): readonly SqlRow[] | null => {
  const rows: SqlRow[] = []
  let row: (string | null)[] = []
  for (let at = 0; at < text.length; at = VALUE.lastIndex) {
    VALUE.lastIndex = at
    const groups = VALUE.exec(text)?.groups
    if (groups === undefined) return null
    row.push(groups['text']?.replaceAll('""', '"') ?? groups['number'] ?? null)
    if (groups['end'] === ',' && VALUE.lastIndex < text.length) continue
    if (groups['end'] === ',') row.push(null)
    if (row.length > 1 || row[0] !== null) rows.push(row[0] === ROW ? row.slice(1) : row)
    row = []
  }
  return rows
}
