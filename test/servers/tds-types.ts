/** A value with its type, as a SQL Server sends it. */
export interface TdsColumn {
  readonly name: string
  readonly type: 'nvarchar' | 'nvarchar(max)' | 'int' | 'bigint' | 'decimal' | 'bit' | 'varbinary' | 'float' | 'money' | 'datetime'
  readonly precision?: number
  readonly scale?: number
}

const COLLATION = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34])
const ucs2 = (text: string): Buffer => Buffer.from(text, 'utf16le')
const u8 = (value: number): Buffer => Buffer.from([value])
export const u16 = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8])
export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
export const u64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(value)
  return bytes
}
export const counted8 = (text: string): Buffer => Buffer.concat([u8(text.length), ucs2(text)])
export const counted16 = (text: string): Buffer => Buffer.concat([u16(text.length), ucs2(text)])

const typeInfo = ({ type, precision = 18, scale = 0 }: TdsColumn): Buffer => {
  switch (type) {
    case 'nvarchar':
      return Buffer.concat([u8(0xe7), u16(8000), COLLATION])
    case 'nvarchar(max)':
      return Buffer.concat([u8(0xe7), u16(0xffff), COLLATION])
    case 'int':
      return Buffer.from([0x26, 4])
    case 'bigint':
      return Buffer.from([0x26, 8])
    case 'decimal':
      return Buffer.from([0x6a, 17, precision, scale])
    case 'bit':
      return Buffer.from([0x68, 1])
    case 'varbinary':
      return Buffer.concat([u8(0xa5), u16(8000)])
    case 'float':
      return Buffer.from([0x6d, 8])
    case 'money':
      return Buffer.from([0x6e, 8])
    case 'datetime':
      return Buffer.from([0x6f, 8])
  }
}

/** COLMETADATA. */
export const columnsToken = (columns: readonly TdsColumn[]): Buffer =>
  Buffer.concat([u8(0x81), u16(columns.length), ...columns.flatMap((column) => [u32(0), u16(0x0009), typeInfo(column), counted8(column.name)])])

/** ROW; values as text, null, or (varbinary) hexadecimal digits. */
export const rowToken = (columns: readonly TdsColumn[], row: readonly (string | null)[]): Buffer =>
  Buffer.concat([u8(0xd1), ...columns.map((column, index) => valueOf(column, row[index] ?? null))])

const valueOf = (column: TdsColumn, value: string | null): Buffer => {
  const { type, scale = 0 } = column
  if (type === 'nvarchar(max)') {
    if (value === null) return Buffer.alloc(8, 0xff)
    const bytes = ucs2(value)
    return Buffer.concat([u64(BigInt(bytes.length)), u32(bytes.length), bytes, u32(0)])
  }
  if (type === 'nvarchar' || type === 'varbinary') {
    if (value === null) return u16(0xffff)
    const bytes = type === 'nvarchar' ? ucs2(value) : Buffer.from(value, 'hex')
    return Buffer.concat([u16(bytes.length), bytes])
  }
  if (value === null) return u8(0)
  switch (type) {
    case 'int':
      return Buffer.concat([u8(4), u32(Number(value) >>> 0)])
    case 'bigint':
      return Buffer.concat([u8(8), u64(BigInt(value))])
    case 'bit':
      return Buffer.from([1, value === 'true' ? 1 : 0])
    case 'float': {
      const bytes = Buffer.alloc(8)
      bytes.writeDoubleLE(Number(value))
      return Buffer.concat([u8(8), bytes])
    }
    case 'money': {
      const units = BigInt(value.replace('.', ''))
      return Buffer.concat([u8(8), u32(Number((units >> 32n) & 0xffffffffn)), u32(Number(units & 0xffffffffn))])
    }
    case 'datetime': {
      const at = Date.parse(value)
      const days = Math.floor(at / 86_400_000)
      return Buffer.concat([u8(8), u32(days + 25_567), u32(Math.round(((at - days * 86_400_000) * 3) / 10))])
    }
    case 'decimal': {
      const [whole = '0', fraction = ''] = value.replace('-', '').split('.')
      const units = BigInt(whole + fraction.padEnd(scale, '0'))
      const bytes = Buffer.alloc(16)
      bytes.writeBigUInt64LE(units & 0xffffffffffffffffn)
      bytes.writeBigUInt64LE(units >> 64n, 8)
      return Buffer.concat([u8(17), u8(value.startsWith('-') ? 0 : 1), bytes])
    }
  }
}

/** DONE (0xfd), DONEPROC (0xfe), DONEINPROC (0xff). */
export const doneToken = (token: number, rows: number | null, more = false): Buffer =>
  Buffer.concat([u8(token), u16((rows === null ? 0 : 0x10) | (more ? 1 : 0)), u16(0), u64(BigInt(rows ?? 0))])

/** DONE that acknowledges an attention. */
export const attentionToken = (): Buffer => Buffer.concat([u8(0xfd), u16(0x20), u16(0), u64(0n)])

export const errorToken = (number: number, message: string): Buffer => messageToken(0xaa, number, message)
/** INFO: what nobody has to hear. */
export const informationToken = (message: string): Buffer => messageToken(0xab, 5701, message)

const messageToken = (token: number, number: number, message: string): Buffer => {
  const body = Buffer.concat([u32(number), Buffer.from([1, 14]), counted16(message), counted8('sql1'), counted8(''), u32(1)])
  return Buffer.concat([u8(token), u16(body.length), body])
}

export const statusToken = (status: number): Buffer => Buffer.concat([u8(0x79), u32(status)])

/** ENVCHANGE with binary values (transactions), or of texts. */
export const changeToken = (type: number, fresh: Buffer, old: Buffer): Buffer => {
  const body = Buffer.concat([u8(type), u8(fresh.length), fresh, u8(old.length), old])
  return Buffer.concat([u8(0xe3), u16(body.length), body])
}

/** ENVCHANGE 20: go to another server. */
export const routingToken = (host: string, port: number): Buffer => {
  const data = Buffer.concat([u8(0), u16(port), counted16(host)])
  const body = Buffer.concat([u8(20), u16(data.length), data, u16(0)])
  return Buffer.concat([u8(0xe3), u16(body.length), body])
}

export const loginAck = (): Buffer => {
  const body = Buffer.concat([u8(1), Buffer.from([0x74, 0, 0, 4]), counted8('Microsoft SQL Server'), Buffer.from([15, 0, 0x07, 0xd0])])
  return Buffer.concat([u8(0xad), u16(body.length), body])
}
