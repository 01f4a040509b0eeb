import { FactError } from '../../../core/fact-error.ts'
import type { SqlRow } from '../../../core/sql.ts'

/** A row as clients print it that pad, wrap or recode what is no plain ASCII: `R`, then for each value `-` for NULL, `T` for one too long, or `x` and its bytes. */
const ROW = /^R(?<values>(?: (?:-|T|x(?:[0-9A-Fa-f]{2})*))+)$/

export const hexRowOf = (line: string, encoding: 'utf8' | 'utf16le'): SqlRow => {
  const values = ROW.exec(line.trim())?.groups?.['values']
  if (values === undefined) throw new FactError('parse-failed', 'there is a line that is no row')
  return values
    .trim()
    .split(' ')
    .map((value) => {
      if (value === '-') return null
      if (value === 'T') throw new FactError('truncated', 'a value is longer than the script prints')
      return textOf(Buffer.from(value.slice(1), 'hex'), encoding)
    })
}

const textOf = (bytes: Buffer, encoding: 'utf8' | 'utf16le'): string => {
  try {
    return new TextDecoder(encoding === 'utf8' ? 'utf-8' : 'utf-16le', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new FactError('parse-failed', 'a value is no text')
  }
}
