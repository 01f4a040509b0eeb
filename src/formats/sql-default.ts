import type { SqlDialect, SqlType, SqlTypeFamily } from './sql-type.ts'

/** What a column takes when a row does not say. */
export interface SqlDefault {
  /** A literal as SQL writes it ('ACTIVE', -1234, TRUE), CURRENT_TIMESTAMP, or the expression as it is; null: none, or a sequence. */
  readonly value: string | null
  /** A sequence whose next value it is, with its schema in front when the text names one. */
  readonly sequence: string | null
}

const NUMBERS: readonly SqlTypeFamily[] = ['smallint', 'tinyint', 'mediumint', 'integer', 'bigint', 'decimal', 'real', 'double', 'bit']
const TEXTS: readonly SqlTypeFamily[] = ['char', 'varchar', 'nchar', 'nvarchar', 'clob', 'enum']
const TIMES: readonly SqlTypeFamily[] = ['datetime', 'timestamp', 'timestamp-tz']

/**
 * A default expression, as the engine's catalogue or as a script spells it: what means the same for a column of the type comes out the same. An expression
 * that is none of the known forms comes out as it is. Defaults of MySQL's catalogue, which may be bare texts, must have been quoted before.
 */
export const normalDefault = (dialect: SqlDialect, text: string, type: SqlType): SqlDefault => {
  const expression = stripped(dialect, text)
  const sequence = sequenceOf(dialect, expression)
  if (sequence !== null) return { value: null, sequence }
  if (/^null$/i.test(expression)) return { value: null, sequence: null }
  const value = literalOf(dialect, expression, type) ?? momentOf(dialect, expression, type) ?? expression
  return { value, sequence: null }
}

/** Without brackets around the whole, and on PostgreSQL without the casts that a literal or a moment carries. */
const stripped = (dialect: SqlDialect, text: string): string => {
  let expression = text.trim()
  for (;;) {
    const shorter = withoutCast(dialect, withoutBrackets(expression))
    if (shorter === expression) return expression
    expression = shorter
  }
}

const withoutBrackets = (text: string): string => {
  if (!text.startsWith('(') || !text.endsWith(')')) return text
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === "'") quoted = !quoted
    if (quoted) continue
    if (character === '(') depth++
    if (character === ')') depth--
    if (depth === 0 && at < text.length - 1) return text
  }
  return text.slice(1, -1).trim()
}

/** PostgreSQL writes a literal with its type, `'ACTIVE'::character varying`: the value is the same, unless the type cuts it or rounds it. */
const withoutCast = (dialect: SqlDialect, text: string): string => {
  if (dialect !== 'postgres') return text
  const match = /^('(?:[^']|'')*'|null|-?\d+|true|false|\(.*\)|[a-z_]+\(\))::("[^"]+"|[a-z][a-z0-9_. ]*)(?:\((\d+)\))?$/is.exec(text)
  if (match === null) return text
  const [, inner = '', type = '', most] = match
  if (inner.startsWith('(') && withoutBrackets(inner) === inner) return text
  if (most !== undefined && inner.startsWith("'") && inner.length - 2 > Number(most)) return text
  if (inner.startsWith("'") && /^(?:date|time|timestamp|interval|regclass)/i.test(type)) return text
  return inner
}

const literalOf = (dialect: SqlDialect, expression: string, type: SqlType): string | null => {
  const quoted = quotedText(dialect, expression)
  const bare = /^[+-]?\s*\d+(?:\.\d+)?$/.test(expression) ? numberOf(expression) : null
  const truth = /^(?:true|false)$/i.test(expression) ? expression.toUpperCase() : null
  if (quoted === null && bare === null && truth === null) return bitOf(dialect, expression, type)
  if (type.family === 'boolean') return truth ?? truthOf(quoted ?? bare ?? '') ?? expression
  // MySQL has no truth but numbers.
  if (truth !== null) return dialect === 'mysql' ? (truth === 'TRUE' ? '1' : '0') : truth
  if (NUMBERS.includes(type.family))
    return bare ?? (/^[+-]?\d+(?:\.\d+)?$/.test(quoted ?? '') ? numberOf(quoted ?? '') : `'${doubled(quoted ?? '')}'`)
  if (quoted !== null) return `'${doubled(quoted)}'`
  return TEXTS.includes(type.family) ? `'${bare ?? ''}'` : bare
}

/** b'0' for a column of bits. */
const bitOf = (dialect: SqlDialect, expression: string, { family }: SqlType): string | null => {
  const bits = /^b'([01]{1,52})'$/i.exec(expression)?.[1]
  return dialect === 'mysql' && family === 'bit' && bits !== undefined ? String(Number.parseInt(bits, 2)) : null
}

/** The content of a literal of text; null when it is none. MySQL knows double quotes and backslashes, SQL Server and Oracle N'…'. */
const quotedText = (dialect: SqlDialect, expression: string): string | null => {
  const text = dialect === 'mssql' || dialect === 'oracle' ? expression.replace(/^n(?=')/i, '') : expression
  if (dialect === 'mysql') {
    const match = /^(?:'((?:[^'\\]|''|\\.)*)'|"((?:[^"\\]|""|\\.)*)")$/s.exec(text)
    if (match === null) return null
    const inner = match[1]?.replaceAll("''", "'") ?? match[2]?.replaceAll('""', '"') ?? ''
    return inner.replaceAll(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character)
  }
  return /^'((?:[^']|'')*)'$/s.exec(text)?.[1]?.replaceAll("''", "'") ?? null
}
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' }

const doubled = (text: string): string => text.replaceAll("'", "''")

const numberOf = (text: string): string => {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)\s*0*(\d+?)(\.\d+)?$/.exec(text.trim()) ?? []
  const value = `${whole}${fraction.replace(/\.?0+$/, '')}`
  return sign === '-' && value !== '0' ? `-${value}` : value
}

const truthOf = (text: string): string | null => {
  if (/^(?:t|true|y|yes|on|1)$/i.test(text)) return 'TRUE'
  return /^(?:f|false|n|no|off|0)$/i.test(text) ? 'FALSE' : null
}

/**
 * The moment of the statement or its transaction, in the words of each engine. Oracle's SYSDATE and SYSTIMESTAMP are not among them: they are the time of
 * the server's zone, where CURRENT_TIMESTAMP is that of the session's.
 */
const MOMENTS: Readonly<Record<SqlDialect, RegExp>> = {
  postgres: /^(?:current_timestamp|localtimestamp|now|transaction_timestamp)(?:\((\d*)\))?$/i,
  mysql: /^(?:current_timestamp|now|localtime|localtimestamp)(?:\((\d*)\))?$/i,
  mssql: /^(?:current_timestamp|getdate\(\))$/i,
  oracle: /^(?:current_timestamp|localtimestamp)(?:\((\d*)\))?$/i,
  db2: /^current[ _]timestamp(?:\((\d*)\))?$/i,
}

const momentOf = (dialect: SqlDialect, expression: string, { family, precision }: SqlType): string | null => {
  const match =
    TIMES.includes(family) || (dialect === 'oracle' && family === 'date') ? MOMENTS[dialect].exec(expression.replaceAll(/\s*([()])\s*/g, '$1')) : null
  if (match === null) return null
  // MySQL's CURRENT_TIMESTAMP without brackets has no fraction, and the column must say the same; elsewhere fewer digits than the column's are cut.
  const digits = match[1] ? Number(match[1]) : null
  return dialect === 'mysql' || digits === null || digits >= (precision ?? 0) ? 'CURRENT_TIMESTAMP' : `CURRENT_TIMESTAMP(${digits})`
}

const NAME = String.raw`(?:"(?:[^"]|"")+"|\[(?:[^\]]|\]\])+\]|\x60(?:[^\x60]|\x60\x60)+\x60|[\p{L}_][\p{L}\p{N}_$#]*)`
const PATH = String.raw`${NAME}(?:\s*\.\s*${NAME})?`

const SEQUENCES: Readonly<Record<SqlDialect, RegExp>> = {
  postgres: /^nextval\s*\(\s*\(?\s*'((?:[^']|'')+)'(?:::(?:text|character varying|regclass))*\s*\)?(?:::regclass)?\s*\)$/i,
  mysql: new RegExp(String.raw`^(?:nextval\s*\(\s*(${PATH})\s*\)|next\s+value\s+for\s+(${PATH}))$`, 'iu'),
  mssql: new RegExp(String.raw`^next\s+value\s+for\s+(${PATH})$`, 'iu'),
  oracle: new RegExp(String.raw`^(${PATH})\s*\.\s*"?nextval"?$`, 'iu'),
  db2: new RegExp(String.raw`^(?:next\s+value\s+for|nextval\s+for)\s+(${PATH})$`, 'iu'),
}

const sequenceOf = (dialect: SqlDialect, expression: string): string | null => {
  const match = SEQUENCES[dialect].exec(expression)
  const path = match?.[1] ?? match?.[2]
  if (path === undefined) return null
  const names = (dialect === 'postgres' ? path.replaceAll("''", "'") : path).match(new RegExp(NAME, 'gu')) ?? [path]
  return names.map((name) => unquoted(dialect, name)).join('.')
}

/** A name as it is stored: an unquoted one is folded as the engine folds it. */
const unquoted = (dialect: SqlDialect, name: string): string => {
  if (name.startsWith('"')) return name.slice(1, -1).replaceAll('""', '"')
  if (name.startsWith('[')) return name.slice(1, -1).replaceAll(']]', ']')
  if (name.startsWith('`')) return name.slice(1, -1).replaceAll('``', '`')
  if (dialect === 'postgres') return name.toLowerCase()
  return dialect === 'oracle' || dialect === 'db2' ? name.toUpperCase() : name
}
