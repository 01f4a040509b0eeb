import { isUtf8 } from 'node:buffer'
import type { TypeCastField, TypeCastNext } from 'mysql2'
import { FactError } from '../../core/fact-error.ts'

/** Types whose values the library has to write out; all others come as the bytes of a text. */
const WRITTEN = new Set([
  'TINY',
  'SHORT',
  'LONG',
  'INT24',
  'LONGLONG',
  'FLOAT',
  'DOUBLE',
  'YEAR',
  'DATE',
  'NEWDATE',
  'TIME',
  'TIME2',
  'DATETIME',
  'DATETIME2',
  'TIMESTAMP',
  'TIMESTAMP2',
  'NULL',
])

/** A value as text. Throws FactError for bytes that are no UTF-8, as which every text was asked for: a library that puts marks in their place would make them equal. */
export const asText = (field: TypeCastField, next: TypeCastNext): string | null => {
  if (WRITTEN.has(field.type)) {
    const value = next()
    if (value === null || typeof value === 'string') return value
    if (typeof value === 'number') return String(value)
    throw new FactError('parse-failed', `a value of the column ${field.name} is of a kind that is not known`)
  }
  const bytes = field.buffer()
  if (bytes === null) return null
  if (!isUtf8(bytes)) throw new FactError('parse-failed', `a value of the column ${field.name} is not UTF-8`)
  return bytes.toString('utf8')
}
