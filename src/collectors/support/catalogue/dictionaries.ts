import { DB2_CATALOGUE } from '../../../statements/sql/catalogue-db2.ts'
import { MSSQL_CATALOGUE } from '../../../statements/sql/catalogue-mssql.ts'
import { ORACLE_CATALOGUE } from '../../../statements/sql/catalogue-oracle.ts'
import type { Cells } from './cells.ts'
import { dictionaryCatalogue } from './dictionary.ts'

/** A type of someone's own, by its full name. */
const foreign = (row: Cells): string | null => (row.maybe('type_schema') === null ? null : `${row.text('type_schema')}.${row.text('type')}`)

/** max_length is in bytes, -1 for max; the scale of a time its fractions. */
const mssqlNative = (row: Cells): string => {
  const type = row.text('type')
  const length = row.whole('length')
  if (/^n(?:var)?char$/i.test(type)) return `${type}(${length === -1 ? 'max' : length / 2})`
  if (/^(?:var)?(?:char|binary)$/i.test(type)) return `${type}(${length === -1 ? 'max' : length})`
  if (/^(?:decimal|numeric)$/i.test(type)) return `${type}(${row.text('digits')},${row.text('scale')})`
  if (/^(?:datetime2|time|datetimeoffset)$/i.test(type)) return `${type}(${row.text('scale')})`
  return /^float$/i.test(type) && row.text('digits') !== '53' ? `${type}(${row.text('digits')})` : type
}

export const mssqlCatalogue = dictionaryCatalogue({
  engine: 'mssql',
  statements: MSSQL_CATALOGUE,
  nativeOf: (row) => foreign(row) ?? mssqlNative(row),
  // The names of a database are compared by its own collation.
  foldingOf: (schema) => (/_CS_|_BIN/i.test(schema.maybe('kind') ?? '') ? 'exact' : 'insensitive'),
  grants: { tables: 'grant it VIEW DEFINITION on the schema', others: 'grant it VIEW DEFINITION on the schema' },
})

const UNITS: Readonly<Record<string, string>> = { C: ' CHAR', B: ' BYTE' }

const oracleNative = (row: Cells): string => {
  const type = row.text('type')
  if (/^N?(?:VAR)?CHAR2?$/.test(type)) return `${type}(${row.text('length')}${type.startsWith('N') ? '' : (UNITS[row.maybe('unit') ?? ''] ?? '')})`
  if (type === 'RAW') return `${type}(${row.text('length')})`
  if (type === 'FLOAT') return `${type}(${row.maybe('digits') ?? '126'})`
  if (type !== 'NUMBER') return type
  if (row.maybe('digits') !== null) return `${type}(${row.text('digits')},${row.maybe('scale') ?? '0'})`
  return row.maybe('scale') === null ? type : `${type}(*,${row.text('scale')})`
}

export const oracleCatalogue = dictionaryCatalogue({
  engine: 'oracle',
  statements: ORACLE_CATALOGUE,
  nativeOf: (row) => foreign(row) ?? oracleNative(row),
  foldingOf: () => 'upper',
  grants: {
    tables: 'grant it READ ANY TABLE, or let the owner of the schema run the exported queries (queries --export)',
    others:
      'let the owner of the schema run the exported queries (queries --export); SELECT ANY SEQUENCE and CREATE ANY TRIGGER would show them, too',
  },
})

const db2Native = (row: Cells): string => {
  const type = row.text('type').trim()
  const bits = row.maybe('unit') === '0' ? ' FOR BIT DATA' : ''
  if (/^(?:CHARACTER|VARCHAR)$/.test(type)) return `${type}(${row.text('length')})${bits}`
  if (/^(?:(?:VAR)?GRAPHIC|(?:VAR)?BINARY|CLOB|BLOB|DBCLOB)$/.test(type)) return `${type}(${row.text('length')})`
  if (type === 'DECIMAL') return `${type}(${row.text('digits')},${row.text('scale')})`
  return type === 'TIMESTAMP' ? `${type}(${row.text('scale')})` : type
}

export const db2Catalogue = dictionaryCatalogue({
  engine: 'db2',
  statements: DB2_CATALOGUE,
  nativeOf: (row) => foreign(row) ?? db2Native(row),
  foldingOf: () => 'upper',
  grants: { tables: 'grant it SELECT on the SYSCAT views', others: 'grant it SELECT on the SYSCAT views' },
})
