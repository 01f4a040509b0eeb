/**
 * How each engine names its types and what it fills in where a declaration is silent. Sources: PostgreSQL 15 chapter 8; MySQL 5.7/8.0 and MariaDB 10.11
 * "Data Types"; Transact-SQL "Data types"; Oracle SQL Language Reference "Oracle Built-in Data Types" and "ANSI Supported Data Types"; Db2 11.5 CREATE TABLE.
 */
export interface TypeRule {
  /** Spellings in lower case, brackets taken out. */
  readonly words: readonly string[]
  readonly family:
    | 'smallint'
    | 'tinyint'
    | 'mediumint'
    | 'integer'
    | 'bigint'
    | 'decimal'
    | 'real'
    | 'double'
    | 'boolean'
    | 'bit'
    | 'char'
    | 'varchar'
    | 'nchar'
    | 'nvarchar'
    | 'clob'
    | 'binary'
    | 'varbinary'
    | 'blob'
    | 'date'
    | 'time'
    | 'datetime'
    | 'timestamp'
    | 'timestamp-tz'
    | 'uuid'
    | 'json'
    | 'xml'
    | 'enum'
    | 'other'
  /** What the numbers in brackets mean; null when they cannot be there. Without it numbers mean nothing. */
  readonly read?: (numbers: readonly string[]) => Read | null
}

interface Read {
  readonly family?: TypeRule['family']
  readonly length?: number
  readonly precision?: number | null
  readonly scale?: number | null
}
type Reader = NonNullable<TypeRule['read']>

const whole = (text: string | undefined): number | null => (text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : null)

/** No brackets at all. */
const bare: Reader = (numbers) => (numbers.length === 0 ? {} : null)

/** One length; `missing` is what none means. `max`, SQL Server's, is -1. Units of characters or bytes behind it (Oracle, Db2) are not told apart. */
const length =
  (missing: number | null): Reader =>
  (numbers) => {
    if (numbers.length === 0) return missing === null ? null : { length: missing }
    if (numbers.length > 1) return null
    const [first = ''] = numbers
    if (first === 'max') return { length: -1 }
    const match = /^(\d{1,10})( ?[kmg])?(?: (?:char|byte|octets|codeunits32))?$/.exec(first)
    if (match === null) return null
    const unit = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }[(match[2] ?? '').trim()] ?? 1
    // Db2 takes 2G for the largest it has, one byte less.
    return { length: Math.min(Number(match[1]) * unit, 2 ** 31 - 1) }
  }

/** Fractions of a second; `missing` is what none means. */
const fraction =
  (missing: number | null): Reader =>
  (numbers) => {
    if (numbers.length === 0) return { precision: missing }
    const digits = whole(numbers[0])
    return numbers.length === 1 && digits !== null ? { precision: digits } : null
  }

/** Precision and scale; `missing` is what none means, null for no bound. */
const decimal =
  (missing: number | null): Reader =>
  (numbers) => {
    if (numbers.length === 0) return { precision: missing, scale: missing === null ? null : 0 }
    const precision = whole(numbers[0])
    const scale = numbers.length === 1 ? 0 : whole(numbers[1])
    return numbers.length > 2 || precision === null || scale === null ? null : { precision, scale }
  }

/** FLOAT(p) is one of two types by its binary digits. */
const float: Reader = (numbers) => {
  if (numbers.length === 0) return {}
  const digits = whole(numbers[0])
  return numbers.length > 1 || digits === null ? null : { family: digits <= 24 ? 'real' : 'double' }
}

/** Oracle: INTEGER is NUMBER with 38 digits and no fraction, in the catalogue NUMBER(*,0) or, declared so, NUMBER(38,0). */
const oracleNumber: Reader = (numbers) => {
  const [precision = '', scale = '0'] = numbers
  if (numbers.length > 0 && (precision === '*' || precision === '38') && scale === '0') return { family: 'integer' }
  return decimal(null)(numbers)
}

/** MySQL: BLOB(n) is the smallest kind that holds n bytes. */
const mysqlBlob: Reader = (numbers) => {
  if (numbers.length === 0) return { length: 65_535 }
  const wanted = whole(numbers[0])
  const kind = [255, 65_535, 16_777_215, 4_294_967_295].find((most) => wanted !== null && wanted <= most)
  return numbers.length > 1 || kind === undefined ? null : { length: kind }
}

const sized = (words: readonly string[], family: TypeRule['family'], bytes: number): TypeRule => ({
  words,
  family,
  read: (numbers) => (numbers.length === 0 ? { length: bytes } : null),
})
const plain = (words: readonly string[], family: TypeRule['family']): TypeRule => ({ words, family, read: bare })
const UNBOUND = -1

export const POSTGRES_TYPES: readonly TypeRule[] = [
  plain(['smallint', 'int2', 'smallserial', 'serial2'], 'smallint'),
  plain(['integer', 'int', 'int4', 'serial', 'serial4'], 'integer'),
  plain(['bigint', 'int8', 'bigserial', 'serial8'], 'bigint'),
  { words: ['numeric', 'decimal', 'dec'], family: 'decimal', read: decimal(null) },
  plain(['real', 'float4'], 'real'),
  plain(['double precision', 'float8'], 'double'),
  { words: ['float'], family: 'double', read: float },
  plain(['boolean', 'bool'], 'boolean'),
  { words: ['bit'], family: 'bit', read: length(1) },
  { words: ['character', 'char'], family: 'char', read: length(1) },
  { words: ['bpchar'], family: 'char', read: length(UNBOUND) },
  { words: ['character varying', 'varchar', 'char varying'], family: 'varchar', read: length(UNBOUND) },
  sized(['text'], 'clob', UNBOUND),
  sized(['bytea'], 'blob', UNBOUND),
  plain(['date'], 'date'),
  { words: ['time', 'time without time zone'], family: 'time', read: fraction(6) },
  { words: ['timestamp', 'timestamp without time zone'], family: 'timestamp', read: fraction(6) },
  { words: ['timestamptz', 'timestamp with time zone'], family: 'timestamp-tz', read: fraction(6) },
  plain(['uuid'], 'uuid'),
  plain(['json'], 'json'),
  plain(['xml'], 'xml'),
]

export const MYSQL_TYPES: readonly TypeRule[] = [
  // A width of display says nothing of the values.
  { words: ['tinyint', 'int1'], family: 'tinyint' },
  plain(['boolean', 'bool'], 'tinyint'),
  { words: ['smallint', 'int2'], family: 'smallint' },
  { words: ['mediumint', 'int3', 'middleint'], family: 'mediumint' },
  { words: ['int', 'integer', 'int4'], family: 'integer' },
  { words: ['bigint', 'int8'], family: 'bigint' },
  { words: ['decimal', 'numeric', 'dec', 'fixed'], family: 'decimal', read: decimal(10) },
  { words: ['float'], family: 'real', read: (numbers) => (numbers.length === 0 ? { family: 'real' } : float(numbers)) },
  plain(['double', 'double precision', 'real', 'float8'], 'double'),
  { words: ['bit'], family: 'bit', read: length(1) },
  { words: ['char', 'character'], family: 'char', read: length(1) },
  { words: ['varchar', 'character varying', 'varcharacter'], family: 'varchar', read: length(null) },
  sized(['tinytext'], 'clob', 255),
  sized(['text'], 'clob', 65_535),
  sized(['mediumtext', 'long', 'long varchar'], 'clob', 16_777_215),
  sized(['longtext'], 'clob', 4_294_967_295),
  { words: ['binary'], family: 'binary', read: length(1) },
  { words: ['varbinary'], family: 'varbinary', read: length(null) },
  sized(['tinyblob'], 'blob', 255),
  { words: ['blob'], family: 'blob', read: mysqlBlob },
  sized(['mediumblob', 'long varbinary'], 'blob', 16_777_215),
  sized(['longblob'], 'blob', 4_294_967_295),
  plain(['date'], 'date'),
  { words: ['time'], family: 'time', read: fraction(0) },
  { words: ['datetime'], family: 'datetime', read: fraction(0) },
  { words: ['timestamp'], family: 'timestamp', read: fraction(0) },
  plain(['uuid'], 'uuid'),
  plain(['json'], 'json'),
]

export const MSSQL_TYPES: readonly TypeRule[] = [
  plain(['tinyint'], 'tinyint'),
  plain(['smallint'], 'smallint'),
  plain(['int', 'integer'], 'integer'),
  plain(['bigint'], 'bigint'),
  { words: ['decimal', 'numeric', 'dec'], family: 'decimal', read: decimal(18) },
  plain(['real'], 'real'),
  plain(['double precision'], 'double'),
  { words: ['float'], family: 'double', read: float },
  plain(['bit'], 'bit'),
  { words: ['char', 'character'], family: 'char', read: length(1) },
  { words: ['varchar', 'character varying', 'char varying'], family: 'varchar', read: length(1) },
  { words: ['nchar', 'national character', 'national char'], family: 'nchar', read: length(1) },
  { words: ['nvarchar', 'national character varying', 'national char varying'], family: 'nvarchar', read: length(1) },
  sized(['sysname'], 'nvarchar', 128),
  sized(['text'], 'clob', UNBOUND),
  { words: ['binary'], family: 'binary', read: length(1) },
  { words: ['varbinary', 'binary varying'], family: 'varbinary', read: length(1) },
  sized(['image'], 'blob', UNBOUND),
  plain(['date'], 'date'),
  { words: ['time'], family: 'time', read: fraction(7) },
  // `datetime` rounds to 1/300 of a second: no datetime2 is the same. Its `timestamp` counts rows, and is `other`.
  plain(['datetime'], 'datetime'),
  { words: ['datetime2'], family: 'datetime', read: fraction(7) },
  { words: ['datetimeoffset'], family: 'timestamp-tz', read: fraction(7) },
  plain(['uniqueidentifier'], 'uuid'),
  plain(['xml'], 'xml'),
]

export const ORACLE_TYPES: readonly TypeRule[] = [
  plain(['integer', 'int', 'smallint'], 'integer'),
  { words: ['number'], family: 'decimal', read: oracleNumber },
  {
    words: ['numeric', 'decimal', 'dec'],
    family: 'decimal',
    read: (numbers) => (numbers.length === 0 ? { family: 'integer' } : oracleNumber(numbers)),
  },
  plain(['binary_float'], 'real'),
  plain(['binary_double'], 'double'),
  { words: ['char', 'character'], family: 'char', read: length(1) },
  { words: ['varchar2', 'varchar', 'character varying', 'char varying'], family: 'varchar', read: length(null) },
  { words: ['nchar', 'national character', 'national char'], family: 'nchar', read: length(1) },
  { words: ['nvarchar2', 'national character varying', 'national char varying'], family: 'nvarchar', read: length(null) },
  sized(['clob'], 'clob', UNBOUND),
  sized(['blob'], 'blob', UNBOUND),
  { words: ['raw'], family: 'varbinary', read: length(null) },
  plain(['date'], 'date'),
  { words: ['timestamp'], family: 'timestamp', read: fraction(6) },
  { words: ['timestamp with time zone'], family: 'timestamp-tz', read: fraction(6) },
  plain(['json'], 'json'),
  plain(['xmltype'], 'xml'),
]

export const DB2_TYPES: readonly TypeRule[] = [
  plain(['smallint'], 'smallint'),
  plain(['integer', 'int'], 'integer'),
  plain(['bigint'], 'bigint'),
  { words: ['decimal', 'numeric', 'dec', 'num'], family: 'decimal', read: decimal(5) },
  plain(['real'], 'real'),
  plain(['double', 'double precision'], 'double'),
  { words: ['float'], family: 'double', read: float },
  plain(['boolean'], 'boolean'),
  { words: ['character', 'char'], family: 'char', read: length(1) },
  { words: ['varchar', 'character varying', 'char varying'], family: 'varchar', read: length(null) },
  { words: ['graphic', 'nchar'], family: 'nchar', read: length(1) },
  { words: ['vargraphic', 'nvarchar'], family: 'nvarchar', read: length(null) },
  { words: ['binary', 'character for bit data', 'char for bit data'], family: 'binary', read: length(1) },
  { words: ['varbinary', 'varchar for bit data'], family: 'varbinary', read: length(null) },
  { words: ['clob', 'character large object'], family: 'clob', read: length(1_048_576) },
  ...['', ' logged', ' not logged', ' not logged not compact', ' logged not compact'].map((logged): TypeRule => ({
    words: [`blob${logged}`, `binary large object${logged}`],
    family: 'blob',
    read: length(1_048_576),
  })),
  plain(['date'], 'date'),
  plain(['time'], 'time'),
  { words: ['timestamp'], family: 'timestamp', read: fraction(6) },
  plain(['xml'], 'xml'),
]
