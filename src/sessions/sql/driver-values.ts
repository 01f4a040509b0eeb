import { FactError } from '../../core/fact-error.ts'

/** A value as text; numbers come as text already, whatever their size. */
export const driverText = (value: unknown, what: string): string | null => {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return value.toString('hex')
  if (typeof value === 'number' && (!Number.isInteger(value) || Number.isSafeInteger(value))) return String(value)
  throw new FactError('unsupported', `${what}: a value of a type that is not read`)
}
