import { FormatError } from './format-error.ts'
import type { SqlOperation } from './sql-ddl/operation.ts'
import { DdlReader } from './sql-ddl/reader.ts'
import { declaredColumn, tableBody } from './sql-ddl/table.ts'
import { tokensOf } from './sql-ddl/tokens.ts'
import { triggerBody } from './sql-ddl/trigger.ts'
import type { SqlDialect } from './sql-type.ts'

/**
 * What one statement of a script does. It reads the part of DDL that the vendors' scripts are written in, whole or not at all: whatever else a statement
 * holds makes it `not-modelled`, with the word that was not understood.
 */
export const operationOf = (statement: string, dialect: SqlDialect): SqlOperation => {
  try {
    const reader = new DdlReader(tokensOf(statement, dialect), dialect)
    const operation = read(reader)
    reader.end()
    return operation
  } catch (error) {
    if (error instanceof FormatError) return { kind: 'not-modelled', why: error.message }
    throw error
  }
}

const read = (reader: DdlReader): SqlOperation => {
  if (reader.take('DROP')) return drop(reader)
  if (reader.take('CREATE')) return create(reader)
  if (reader.take('ALTER', 'TABLE')) return addColumn(reader)
  if (reader.dialect === 'mssql' && reader.take('IF', 'NOT', 'EXISTS', '(')) return guarded(reader)
  return reader.refuse()
}

const drop = (reader: DdlReader): SqlOperation => {
  const { dialect } = reader
  if (reader.take('TABLE')) {
    const ifExists = reader.take('IF', 'EXISTS')
    const table = reader.name()
    return { kind: 'drop-table', table, ifExists, cascade: cascades(reader) }
  }
  if (reader.take('SEQUENCE')) {
    const ifExists = reader.take('IF', 'EXISTS')
    const sequence = reader.name()
    return { kind: 'drop-sequence', sequence, ifExists, cascade: cascades(reader) }
  }
  reader.need('INDEX')
  const ifExists = reader.take('IF', 'EXISTS')
  const index = reader.name()
  const onTable = dialect === 'mysql' || dialect === 'mssql'
  if (onTable) reader.need('ON')
  return { kind: 'drop-index', index, ifExists, table: onTable ? reader.name() : null, cascade: !onTable && cascades(reader) }
}

/** MySQL reads the word and does nothing about it. */
const cascades = (reader: DdlReader): boolean => {
  const said = reader.dialect === 'oracle' ? reader.take('CASCADE', 'CONSTRAINTS') : reader.take('CASCADE')
  if (!said) reader.take('RESTRICT')
  return said && reader.dialect !== 'mysql'
}

const create = (reader: DdlReader): SqlOperation => {
  const orReplace = reader.take('OR', 'REPLACE')
  if ((reader.dialect === 'oracle' || reader.dialect === 'db2') && reader.take('TRIGGER')) return triggerBody(reader, orReplace)
  if (orReplace) return reader.refuse()
  if (reader.take('TABLE')) {
    const ifNotExists = reader.take('IF', 'NOT', 'EXISTS')
    return { kind: 'create-table', table: reader.name(), ifNotExists, ...tableBody(reader) }
  }
  if (reader.take('SEQUENCE')) return createSequence(reader)
  const unique = reader.take('UNIQUE')
  reader.need('INDEX')
  const ifNotExists = reader.take('IF', 'NOT', 'EXISTS')
  const index = reader.name()
  reader.need('ON')
  const table = reader.name()
  const columns = reader.list(() => {
    const name = reader.name()
    const descending = reader.take('DESC')
    if (!descending) reader.take('ASC')
    return { name, descending }
  })
  return { kind: 'create-index', index, table, columns, unique, ifNotExists }
}

const createSequence = (reader: DdlReader): SqlOperation => {
  const ifNotExists = reader.take('IF', 'NOT', 'EXISTS')
  const sequence = reader.name()
  let start = '1'
  let increment = '1'
  let cache: string | null = null
  for (;;) {
    if (reader.take('START')) {
      reader.take('WITH')
      start = reader.number()
    } else if (reader.take('INCREMENT')) {
      reader.take('BY')
      increment = reader.number()
    } else if (reader.takeOne('NOCACHE', 'NO CACHE') !== -1) cache = '0'
    else if (reader.take('CACHE')) cache = reader.number()
    else return { kind: 'create-sequence', sequence, ifNotExists, start, increment, cache }
  }
}

const addColumn = (reader: DdlReader): SqlOperation => {
  const table = reader.name()
  reader.need('ADD')
  reader.take('COLUMN')
  const ifNotExists = reader.take('IF', 'NOT', 'EXISTS')
  const { column, primary } = declaredColumn(reader)
  return primary ? reader.refuse() : { kind: 'add-column', table, column, ifNotExists }
}

/** SQL Server: asks SYS.OBJECTS whether a table of the schema dbo is there, and makes that very table if not. */
const guarded = (reader: DdlReader): SqlOperation => {
  reader.need('SELECT', '*', 'FROM', 'SYS', '.', 'OBJECTS', 'WHERE', 'OBJECT_ID', '=', 'OBJECT_ID', '(')
  const asked = /^\[dbo\]\.\[([^\][]+)\]$/i.exec(reader.text())?.[1]
  reader.need(')', 'AND', 'TYPE', 'IN', '(')
  if (reader.text() !== 'U') return reader.refuse()
  reader.need(')', ')', 'CREATE', 'TABLE')
  const table = reader.name()
  if (asked?.toLowerCase() !== table.toLowerCase()) throw new FormatError('unsupported', 'it asks for another table than it makes')
  return { kind: 'create-table', table, ifNotExists: true, ...tableBody(reader) }
}
