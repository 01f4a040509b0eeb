import type { SqlRow } from '../../../core/sql.ts'
import { FactError } from '../../../core/fact-error.ts'
import { places, type ExportDialect } from './dialect.ts'
import { hexRowOf } from './hex.ts'
import { literal, quotedName } from './literals.ts'
import { answerOf, segmentsOf, type Segment } from './marks.ts'

/** Bytes that a value may have: the command line processor pads every line to the width its type could have, and a row has no more than 32,672. */
const widestOf = (columns: number): number => Math.min(1500, Math.floor(15_000 / columns))

/** The Db2 command line processor: values as hexadecimal UTF-8, after the number of rows that came. */
export const DB2_EXPORT: ExportDialect = {
  usage: ['db2 connect to DATABASE; db2 +c -x -t -f THIS_SCRIPT > answers.txt'],
  schema: (name) => (name === null ? 'RTRIM(CURRENT SCHEMA)' : literal(name)),
  login: (schema) =>
    `SELECT RTRIM(SESSION_USER), RTRIM(CURRENT SERVER), RTRIM(s.SCHEMANAME),
  VARCHAR_FORMAT(CURRENT TIMESTAMP - CURRENT TIMEZONE, 'YYYY-MM-DD HH24:MI:SS')\nFROM SYSCAT.SCHEMATA s WHERE s.SCHEMANAME = ${schema}`,
  opening: (schema) => [
    'UPDATE COMMAND OPTIONS USING C OFF;',
    'SET CURRENT LOCK TIMEOUT 1;',
    'SET CURRENT ISOLATION CS;',
    ...(schema === null ? [] : [`SET CURRENT SCHEMA ${quotedName(schema)};`]),
  ],
  print: (line) => [`ECHO ${line};`],
  ask: ({ statement, sql }) => {
    const names = places(statement.columns)
    const widest = widestOf(names.length)
    const values = names.map(
      (name) =>
        `CASE WHEN q.${name} IS NULL THEN ' -' WHEN LENGTH(q.${name}) > ${widest} THEN ' T' ELSE ' x' CONCAT HEX(CAST(q.${name} AS VARCHAR(${widest}))) END`,
    )
    return [
      "SELECT 'R x' CONCAT HEX(VARCHAR(COUNT(*) OVER ()))",
      ...values.map((value) => `  CONCAT ${value}`),
      'FROM (',
      sql,
      `) AS q (${names.join(', ')}) ORDER BY ORDER OF q;`,
      'ROLLBACK;',
    ]
  },
  answers: (text) => segmentsOf(text.split(/\r?\n/), 'db2').map((segment) => answerOf(segment, rowsOf)),
}

/** What the client writes of an error; a warning is taken for one, since it may be of a value that was cut. */
const MESSAGE = /^\s*(?<code>SQL\d{4,5}[NCW])\s/

const rowsOf = ({ lines }: Segment): readonly SqlRow[] | { readonly error: string } => {
  const printed = lines.filter((line) => line.trim() !== '' && !line.startsWith('DB20000I '))
  const code = printed.map((line) => MESSAGE.exec(line)?.groups?.['code']).find((found) => found !== undefined)
  if (code !== undefined) return { error: code }
  const rows = printed.map((line) => hexRowOf(line, 'utf8'))
  if (rows.some(([total]) => total !== String(rows.length))) throw new FactError('changed', 'not all rows are there')
  return rows.map(([, ...row]) => row)
}
