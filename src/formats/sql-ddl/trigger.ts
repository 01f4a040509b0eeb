import type { SqlOperation } from './operation.ts'
import type { DdlReader } from './reader.ts'

/**
 * Behind CREATE [OR REPLACE] TRIGGER: the one kind the scripts make, which puts the next value of a sequence into a column before an insert. The two
 * engines write it in their own way.
 */
export const triggerBody = (reader: DdlReader, orReplace: boolean): SqlOperation => {
  const trigger = reader.name()
  if (reader.dialect === 'db2') reader.take('NO', 'CASCADE')
  reader.need('BEFORE', 'INSERT', 'ON')
  const table = reader.name()
  reader.need('REFERENCING', 'NEW', 'AS', 'NEW', 'FOR', 'EACH', 'ROW')
  const body = reader.dialect === 'db2' ? db2Body : oracleBody
  return { kind: 'create-trigger', trigger, table, orReplace, ...body(reader) }
}

const oracleBody = (reader: DdlReader): { readonly column: string; readonly sequence: string } => {
  reader.need('BEGIN', 'SELECT')
  const sequence = reader.qualified('NEXTVAL')
  reader.need('INTO', ':', 'NEW', '.')
  const column = reader.name()
  reader.need('FROM', 'DUAL', ';', 'END')
  return { column, sequence }
}

const db2Body = (reader: DdlReader): { readonly column: string; readonly sequence: string } => {
  reader.take('MODE', 'DB2SQL')
  reader.need('BEGIN', 'ATOMIC', 'SET')
  const bracketed = reader.take('(')
  reader.need('NEW', '.')
  const column = reader.name()
  if (bracketed) reader.need(')')
  reader.need('=')
  const inBrackets = reader.take('(')
  reader.need('NEXTVAL', 'FOR')
  const sequence = reader.name()
  if (inBrackets) reader.need(')')
  reader.need(';', 'END')
  return { column, sequence }
}
