import { FactError } from '../../../core/fact-error.ts'
import type { SqlRow } from '../../../core/sql.ts'
import { FormatError } from '../../../formats/format-error.ts'
import { attributeOf, xmlDocumentOf, type XmlElement } from '../../../formats/xml.ts'
import type { ExportDialect } from './dialect.ts'
import { answerOf, MARK, segmentsOf, type Answer, type Segment } from './marks.ts'

/** mysql or mariadb with --xml: it tells NULL from a text, and says of each answer what was asked. */
export const MYSQL_EXPORT: ExportDialect = {
  usage: [
    'mysql --xml --force --skip-quick --unbuffered --default-character-set=utf8mb4 DATABASE < THIS_SCRIPT > answers.txt',
    'The same with mariadb. Without --xml and --force the file cannot be read.',
  ],
  // With a name, too: where USE has failed, what answers is not of that name.
  schema: () => 'DATABASE()',
  login: () => `SELECT USER(), DATABASE(), DATABASE(), DATE_FORMAT(UTC_TIMESTAMP(), '%Y-%m-%d %H:%i:%s')`,
  opening: (schema) => [
    ...(schema === null ? [] : [`USE \`${schema}\`;`]),
    'SET SESSION TRANSACTION READ ONLY;',
    // The time limit has a name of its own in each of the two.
    'SET SESSION lock_wait_timeout = 1, innodb_lock_wait_timeout = 1, sql_select_limit = 18446744073709551615',
    '  /*M!100101 , max_statement_time = 60 */ /*!50708 , max_execution_time = 60000 */ /*!80000 , information_schema_stats_expiry = 0 */;',
    "SET SESSION time_zone = '+00:00';",
    'SET SESSION group_concat_max_len = 1048576;',
  ],
  print: (line) => [`SELECT '${line}' AS mark;`],
  ask: ({ sql }, number) => [
    'START TRANSACTION READ ONLY;',
    `${sql};`,
    'SHOW ERRORS;',
    `SELECT CONCAT('${MARK} rows ${number} ', FOUND_ROWS()) AS mark;`,
    'ROLLBACK;',
  ],
  answers: (text) => answersIn(text),
}

/** Each result is a document of its own; what it begins with cannot stand in a value, where `<` is escaped. */
const DOCUMENT = '<?xml version="1.0"?>'

const answersIn = (text: string): readonly Answer[] => {
  const [head = '', ...documents] = unixText(text).split(DOCUMENT)
  if (documents.length === 0 || head.trim() !== '') throw new FactError('parse-failed', 'it is not what the client writes with --xml')
  const results = documents.map((document) => resultOf(document))
  // Marks are lines to what tells them apart; of a result stands its place in the list.
  const lines = results.map((result, index) => (result instanceof FactError ? null : result.mark) ?? `result ${index}`)
  return segmentsOf(lines, 'mysql').map((segment) => answerOf(segment, (one) => rowsOf(one, results)))
}

/** On Windows the client ends lines by CR LF, those within values too; then every line does. */
const unixText = (text: string): string => (/(?<!\r)\n/.test(text) ? text : text.replaceAll('\r\n', '\n'))

interface Result {
  readonly rows: readonly SqlRow[]
  readonly statement: string
  readonly mark: string | null
}

const resultOf = (document: string): Result | FactError => {
  try {
    const root = xmlDocumentOf(document.trim())
    const rows = root.children.map((row) => row.children.map(valueOf))
    const statement = attributeOf(root, 'statement') ?? ''
    const names = root.children[0]?.children.map((field) => attributeOf(field, 'name')) ?? []
    const mark = names[0] === 'mark' ? (rows[0]?.[0] ?? null) : null
    return { rows, statement, mark: mark !== null && mark.startsWith(MARK) ? mark : null }
  } catch (error) {
    if (error instanceof FormatError) return new FactError(error.kind, 'it is not well-formed')
    throw error
  }
}

const valueOf = (field: XmlElement): string | null => (attributeOf(field, 'xsi:nil') === 'true' ? null : field.text)

/** The result, and what SHOW ERRORS said; nothing else. */
const rowsOf = ({ lines, said }: Segment, results: readonly (Result | FactError)[]): readonly SqlRow[] | { readonly error: string } => {
  const found = lines.map((line) => results[Number(line.slice('result '.length))])
  const broken = found.find((result) => result instanceof FactError)
  if (broken instanceof FactError) throw broken
  const told = found.filter((result): result is Result => result !== undefined && !(result instanceof FactError))
  const errors = told.at(-1)
  if (said === null || errors === undefined || !/^SHOW ERRORS$/i.test(errors.statement))
    throw new FactError('changed', 'the client does not say what came of it')
  const [rows, ...more] = told.slice(0, -1)
  if (more.length > 0) throw new FactError('changed', 'there is not one answer')
  const code = errors.rows[0]?.[1]
  // MariaDB keeps errors of earlier statements when a statement reads no table; one that does may have ended in it half-way, behind rows of its own.
  if (rows !== undefined && (typeof code !== 'string' || !/\bfrom\b/i.test(rows.statement))) return rows.rows
  if (typeof code === 'string') return { error: code }
  throw new FactError('changed', 'there is neither an answer nor an error')
}
