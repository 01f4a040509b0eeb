import type { ZipTable } from './zip-table.ts'

const LOCAL_SIGNATURE = 0x04034b50
const LOCAL_SIZE = 30
const DEFLATED = 8
/** How well it was compressed (bits 1 and 2), sizes behind the data (3), UTF-8 (11). */
const HARMLESS_FLAGS = 0x080e
const FLAG_DESCRIPTOR = 0x0008
/** Above it the ratio is looked at (zip-entry.ts). */
const SMALL = 1024 * 1024
const SLASH = 0x2f
const LINK_MODE = 0xa000

/**
 * Where in `bytes`, which begin at offset `from` of the source, the data of an entry begins; -1 when the entry is anything but a small deflated file that
 * lies in them whole and whose headers agree in all they say. It finds nothing out about others: zip-entry.ts says what is wrong with them, if anything.
 */
export function plainDataStart(table: ZipTable, index: number, bytes: Buffer, from: number): number {
  const { view } = table
  const central = table.starts[index] ?? 0
  const flags = view.getUint16(central + 8, true)
  const size = table.sizes[index] ?? 0
  const packedSize = table.compressedSizes[index] ?? 0
  if (view.getUint16(central + 10, true) !== DEFLATED || (flags & ~HARMLESS_FLAGS) !== 0 || size > SMALL) return -1
  if (view.getUint8(central + 5) === 3 && (view.getUint16(central + 40, true) & 0xf000) === LINK_MODE) return -1
  const nameStart = table.nameStart(index)
  const nameLength = table.nameLength(index)
  if (nameLength === 0 || table.bytes[nameStart + nameLength - 1] === SLASH) return -1

  const local = (table.localOffsets[index] ?? 0) - from
  if (local < 0 || local + LOCAL_SIZE > bytes.length) return -1
  const start = local + LOCAL_SIZE + nameLength + bytes.readUInt16LE(local + 28)
  const end = start + packedSize
  if (end > bytes.length || from + end > (table.endOffsets[index] ?? 0)) return -1
  if (bytes.readUInt32LE(local) !== LOCAL_SIGNATURE || bytes.readUInt16LE(local + 26) !== nameLength) return -1
  const localFlags = bytes.readUInt16LE(local + 6)
  if ((localFlags & ~HARMLESS_FLAGS) !== 0 || bytes.readUInt16LE(local + 8) !== DEFLATED) return -1
  const deferred = (localFlags & FLAG_DESCRIPTOR) !== 0
  if (!agrees(bytes.readUInt32LE(local + 22), size, deferred)) return -1
  if (!agrees(bytes.readUInt32LE(local + 18), packedSize, deferred)) return -1
  if (!agrees(bytes.readUInt32LE(local + 14), table.crc32(index), deferred)) return -1
  for (let at = 0; at < nameLength; at++) if (bytes[local + LOCAL_SIZE + at] !== table.bytes[nameStart + at]) return -1
  return start
}

const agrees = (stated: number, central: number, deferred: boolean): boolean => stated === central || (deferred && stated === 0)
