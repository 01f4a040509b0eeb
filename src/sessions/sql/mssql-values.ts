import { FactError } from '../../core/fact-error.ts'

/** What the driver says of a column; of these fields only. */
export interface MssqlColumn {
  readonly type: { readonly name: string }
  readonly precision?: number | undefined
  readonly scale?: number | undefined
}

const DECIMALS = /^(?:Decimal|Numeric)N?$/
const MONEY = /^(?:Small)?MoneyN?$/
const SAFE_DIGITS = 15
const MONEY_SCALE = 4

/** A value as text. The driver makes numbers of decimals, which hold 15 digits: one of more is refused, rather than given as another. Throws FactError. */
export const mssqlText = (value: unknown, column: MssqlColumn): string | null => {
  const { type, precision, scale } = column
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return value.toString('hex')
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') {
    if (DECIMALS.test(type.name)) return exact(value, precision ?? SAFE_DIGITS + 1, scale ?? 0)
    if (MONEY.test(type.name)) return exact(value, digitsOf(value) + MONEY_SCALE, MONEY_SCALE)
    return String(value)
  }
  throw new FactError('unsupported', `a value of the type ${type.name} is not read`)
}

const exact = (value: number, precision: number, scale: number): string => {
  if (precision <= SAFE_DIGITS || digitsOf(value) + scale <= SAFE_DIGITS) return value.toFixed(scale)
  throw new FactError('unsupported', `a number of ${precision} digits is not read exactly by the driver`)
}

/** Before the point. */
const digitsOf = (value: number): number => Math.trunc(Math.abs(value)).toString().length
