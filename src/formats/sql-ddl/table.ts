import { FormatError } from '../format-error.ts'
import type { CreateTable, DeclaredColumn, DeclaredForeignKey, DeclaredKey } from './operation.ts'
import type { DdlReader } from './reader.ts'
import { foldedName } from './tokens.ts'

type Parts = Pick<CreateTable, 'columns' | 'primaryKey' | 'uniques' | 'foreignKeys' | 'storageEngine'>

interface Building {
  readonly columns: DeclaredColumn[]
  readonly primaryKeys: DeclaredKey[]
  readonly uniques: DeclaredKey[]
  readonly foreignKeys: DeclaredForeignKey[]
}

/** Behind CREATE TABLE [IF NOT EXISTS] name. */
export const tableBody = (reader: DdlReader): Parts => {
  const parts: Building = { columns: [], primaryKeys: [], uniques: [], foreignKeys: [] }
  reader.list(() => element(reader, parts))
  const { columns, primaryKeys, uniques, foreignKeys } = parts
  if (columns.length === 0 || primaryKeys.length > 1) throw new FormatError('unsupported', 'a table without columns, or with two primary keys')
  return { columns, primaryKey: primaryKeys[0] ?? null, uniques, foreignKeys, storageEngine: storageEngine(reader) }
}

const storageEngine = (reader: DdlReader): string | null => {
  if (reader.dialect !== 'mysql' || !reader.take('ENGINE')) return null
  reader.take('=')
  return reader.word()
}

const element = (reader: DdlReader, { columns, primaryKeys, uniques, foreignKeys }: Building): void => {
  const name = reader.take('CONSTRAINT') ? reader.name() : null
  if (reader.take('PRIMARY', 'KEY')) primaryKeys.push({ name, columns: reader.names() })
  else if (reader.take('FOREIGN', 'KEY')) foreignKeys.push(foreignKey(reader, name))
  else if (reader.take('UNIQUE')) uniques.push({ name, columns: reader.names() })
  else if (name !== null) reader.refuse()
  else {
    const { column, primary } = declaredColumn(reader)
    columns.push(column)
    if (primary) primaryKeys.push({ name: null, columns: [column.name] })
  }
}

const foreignKey = (reader: DdlReader, name: string | null): DeclaredForeignKey => {
  const columns = reader.names()
  reader.need('REFERENCES')
  const referencedTable = reader.name()
  const referencedColumns = reader.names()
  return { name, columns, referencedTable, referencedColumns, deleteRule: deleteRule(reader) }
}

const DELETE_RULES = ['cascade', 'restrict', 'no-action', 'set-null'] as const
const deleteRule = (reader: DdlReader): DeclaredForeignKey['deleteRule'] => {
  if (!reader.take('ON', 'DELETE')) return 'no-action'
  const rule = DELETE_RULES[reader.takeOne('CASCADE', 'RESTRICT', 'NO ACTION', 'SET NULL')] ?? reader.refuse()
  // To MySQL both are one thing.
  return rule === 'restrict' && reader.dialect === 'mysql' ? 'no-action' : rule
}

/** A column with what is said of it; keys and references beside the column are left to the table, but for a primary key. */
export const declaredColumn = (reader: DdlReader): { readonly column: DeclaredColumn; readonly primary: boolean } => {
  const column: { -readonly [K in keyof DeclaredColumn]: DeclaredColumn[K] } = {
    name: reader.name(),
    type: declaredType(reader),
    notNull: false,
    saysNull: false,
    default: null,
    sequence: null,
    generation: null,
    onUpdate: null,
  }
  let primary = false
  for (;;) {
    if (reader.take('NOT', 'NULL')) column.notNull = true
    else if (reader.take('NULL')) column.saysNull = true
    else if (reader.take('PRIMARY', 'KEY')) primary = true
    else if (reader.take('DEFAULT')) Object.assign(column, declaredDefault(reader))
    else if (reader.dialect === 'mysql' && reader.take('AUTO_INCREMENT')) column.generation = 'auto-increment'
    else if (reader.dialect === 'mysql' && reader.take('ON', 'UPDATE', 'CURRENT_TIMESTAMP')) column.onUpdate = 'CURRENT_TIMESTAMP'
    else if (reader.dialect === 'mssql' && reader.take('IDENTITY')) {
      if (reader.take('(')) reader.need('1', ',', '1', ')')
      column.generation = 'identity'
    } else return { column, primary }
  }
}

const declaredType = (reader: DdlReader): string => {
  const name = reader.word()
  if (!reader.take('(')) return name
  const numbers = [reader.number()]
  while (reader.take(',')) numbers.push(reader.number())
  reader.need(')')
  return `${name}(${numbers.join(',')})`
}

const declaredDefault = (reader: DdlReader): Pick<DeclaredColumn, 'default' | 'sequence'> => {
  if (reader.take('NULL')) return { default: null, sequence: null }
  if (reader.take('CURRENT_TIMESTAMP')) return { default: 'CURRENT_TIMESTAMP', sequence: null }
  if (reader.isNext('text')) return { default: `'${reader.text().replaceAll("'", "''")}'`, sequence: null }
  if (reader.dialect === 'postgres' && reader.take('NEXTVAL', '(')) {
    const written = reader.text()
    // A text that regclass reads: only a plain name is the same as the name without quotes.
    if (!/^[A-Za-z_][\w$]*$/.test(written)) throw new FormatError('unsupported', 'a sequence that is not a plain name')
    reader.need(')')
    return { default: null, sequence: foldedName('postgres', written) }
  }
  return { default: reader.number(), sequence: null }
}
