import { FactError } from '../../../core/fact-error.ts'
import type { SqlRow } from '../../../core/sql.ts'
import { unqualifiedTables } from '../../../formats/sql-names.ts'
import { places, type ExportDialect } from './dialect.ts'
import { hexRowOf } from './hex.ts'
import { literal } from './literals.ts'
import { answerOf, MARK, segmentsOf, type Segment } from './marks.ts'

/** sqlcmd: values as hexadecimal UTF-16, since code page and width of the client would change them. */
export const MSSQL_EXPORT: ExportDialect = {
  usage: ['sqlcmd -S SERVER -d DATABASE -E -y 0 -i THIS_SCRIPT -o answers.txt'],
  schema: (name) => (name === null ? 'SCHEMA_NAME()' : `N${literal(name)}`),
  login: (schema) =>
    `SELECT SUSER_SNAME(), DB_NAME(), (SELECT s.name FROM sys.schemas s WHERE s.name = ${schema}), CONVERT(nvarchar(19), SYSUTCDATETIME(), 120)`,
  opening: () => [
    'SET NOCOUNT ON;',
    'SET LOCK_TIMEOUT 1000;',
    'SET DEADLOCK_PRIORITY LOW;',
    'SET XACT_ABORT ON;',
    'SET QUOTED_IDENTIFIER ON;',
    'SET ANSI_NULLS ON;',
    'SET TRANSACTION ISOLATION LEVEL READ COMMITTED;',
    'GO',
  ],
  // Wide types are printed as they are; others are padded.
  print: (line) => [`SELECT CONVERT(nvarchar(max), N'${line}');`, 'GO'],
  ask: ({ statement, sql, schema }, number) => {
    const names = places(statement.columns)
    const values = names.map(
      (name) => `COALESCE(N' x' + CONVERT(nvarchar(max), CONVERT(varbinary(max), CONVERT(nvarchar(max), q.${name}, 126)), 2), N' -')`,
    )
    return [
      'BEGIN TRANSACTION;',
      ...(schema === null ? [] : onlyIn(schema, statement.text)),
      `SELECT N'R' + ${values.join('\n  + ')}`,
      'FROM (',
      sql,
      `) AS q (${names.join(', ')}) OPTION (MAXDOP 1);`,
      `SELECT CONVERT(nvarchar(max), N'${MARK} rows ${number} ' + CONVERT(nvarchar(20), @@ROWCOUNT));`,
      'ROLLBACK TRANSACTION;',
      'GO',
      'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;',
      'GO',
    ]
  },
  answers: (text) => segmentsOf(text.split(/\r?\n/), 'mssql').map((segment) => answerOf(segment, rowsOf)),
}

/** SQL Server looks for a table without a schema in the default one of the account and then in dbo, whatever the script names: a table of the same name would answer. */
const onlyIn = (schema: string, text: string): readonly string[] =>
  unqualifiedTables(text).length === 0
    ? []
    : [`IF COALESCE(SCHEMA_NAME(), N'') <> N${literal(schema)} THROW 50208, N'tables of another schema would be read', 1;`]

/** What sqlcmd writes of an error: number, level, state, server, line. */
const MESSAGE = /^Msg (?<code>\d+), /

const rowsOf = ({ lines, said }: Segment): readonly SqlRow[] | { readonly error: string } => {
  const code = lines.map((line) => MESSAGE.exec(line)?.groups?.['code']).find((found) => found !== undefined)
  if (code !== undefined) return { error: code }
  if (said === null) throw new FactError('parse-failed', 'the client does not say how many rows came')
  return lines.filter((line) => line.trim() !== '').map((line) => hexRowOf(line, 'utf16le'))
}
