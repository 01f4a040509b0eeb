import { DB2_TYPES, MSSQL_TYPES, MYSQL_TYPES, ORACLE_TYPES, POSTGRES_TYPES, type TypeRule } from './sql-type-rules.ts'

/** The type of a column in the words that all engines share (facts/database-catalogue.ts, `columnType`). */
export interface SqlType {
  readonly family: SqlTypeFamily
  readonly length: number | null
  readonly precision: number | null
  readonly scale: number | null
  readonly native: string
}

export type SqlTypeFamily = TypeRule['family']
export type SqlDialect = 'postgres' | 'mysql' | 'mssql' | 'oracle' | 'db2'

const RULES: Readonly<Record<SqlDialect, readonly TypeRule[]>> = {
  postgres: POSTGRES_TYPES,
  mysql: MYSQL_TYPES,
  mssql: MSSQL_TYPES,
  oracle: ORACLE_TYPES,
  db2: DB2_TYPES,
}

/**
 * A native type, as the engine's catalogue or as a script spells it: `VARCHAR (20)` and `character varying(20)` are the same. What an engine fills in
 * where nothing is declared is filled in, so that both spellings agree; display widths of MySQL's integers mean nothing and go. A type that is none of the
 * families, or that is more than its family says (`int unsigned`, an array, a domain), is `other`, which equals nothing but its own spelling.
 */
export const sqlTypeOf = (dialect: SqlDialect, native: string): SqlType => {
  const spelled = spellingOf(native)
  const { word, numbers } = partsOf(spelled)
  for (const rule of RULES[dialect]) {
    const read = rule.words.includes(word) ? (rule.read === undefined ? {} : rule.read(numbers)) : null
    if (read === null) continue
    const { family = rule.family, length = null, precision = null, scale = null } = read
    return { family, length, precision, scale, native: bounded(native) }
  }
  const family = dialect === 'mysql' && spelled.startsWith('enum(') ? 'enum' : 'other'
  return { family, length: null, precision: null, scale: null, native: bounded(native) }
}

/** Whether two types of one engine are the same thing. */
export const sameType = (a: SqlType, b: SqlType): boolean =>
  a.family === b.family &&
  a.length === b.length &&
  a.precision === b.precision &&
  a.scale === b.scale &&
  ((a.family !== 'other' && a.family !== 'enum') || (spellingOf(a.native) === spellingOf(b.native) && !CUT.test(a.native)))

/** Types of a thousand words are shown by their beginning; then they equal nothing. */
const bounded = (native: string): string => (native.length <= 256 ? native : `${native.slice(0, 200)}… (${native.length} characters)`)
const CUT = /… \(\d+ characters\)$/

/** Lower case outside of quotes, one blank between words, none around brackets and commas. */
const spellingOf = (native: string): string =>
  native
    .trim()
    .split(/('(?:[^']|'')*')/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .toLowerCase()
            .replaceAll(/\s+/g, ' ')
            .replaceAll(/ ?([(),]) ?/g, '$1')
            .replaceAll(/\)(?=[a-z])/g, ') '),
    )
    .join('')
    .trim()

/** `timestamp(6) with time zone`: the words `timestamp with time zone`, the numbers 6. What is in brackets and no number stays in the words. */
const partsOf = (spelled: string): { readonly word: string; readonly numbers: readonly string[] } => {
  const match = /^([^(]+)\(([^()']*)\)(.*)$/.exec(spelled)
  if (match === null) return { word: spelled, numbers: [] }
  const [, before = '', inside = '', after = ''] = match
  return { word: `${before}${after}`.replaceAll(/\s+/g, ' ').trim(), numbers: inside.split(',') }
}
