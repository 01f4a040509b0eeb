import { FormatError } from './format-error.ts'

/** Where the pool begins in a class file, behind its count. */
export const POOL_START = 10

/** Roles of Utf8 constants, to be combined. */
export const CLASS = 1
export const STRING = 2
export const DESCRIPTOR = 4

/** Bytes that follow the tag of a constant, by tag (JVMS 25, table 4.4-A); 0: there is no such tag. Utf8 says its own length. */
const LENGTHS = [0, 2, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2] as const

/** Constants by their index, of which 0 is none. */
export interface ConstantPool {
  readonly tags: Uint8Array
  /** Of Utf8 constants, what they are used as. */
  readonly roles: Uint8Array
  /** Of Utf8 constants, where their bytes begin; of others, where what follows the tag begins. */
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  /** Where the pool ends. */
  readonly end: number
}

/** Throws FormatError `parse-failed` when it is cut or damaged. */
export function constantPoolOf(bytes: Buffer): ConstantPool {
  const count = bytes.readUInt16BE(8)
  const pool = { tags: new Uint8Array(count), roles: new Uint8Array(count), starts: new Uint32Array(count), ends: new Uint32Array(count) }
  let at = POOL_START
  for (let index = 1; index < count; index++) {
    const tag = bytes[at] ?? 0
    const length = LENGTHS[tag] ?? 0
    if (length === 0 || at + 1 + length > bytes.length) throw broken(index, count)
    const start = tag === 1 ? at + 3 : at + 1
    const end = tag === 1 ? start + bytes.readUInt16BE(at + 1) : start + length
    if (end > bytes.length) throw broken(index, count)
    pool.tags[index] = tag
    pool.starts[index] = start
    pool.ends[index] = end
    const target = targetOf(bytes, tag, at + 1)
    if (target !== null) {
      if (target.index === 0 || target.index >= count) throw broken(index, count)
      pool.roles[target.index] = (pool.roles[target.index] ?? 0) | target.role
    }
    // A long or double takes two places, of which the second is none.
    if (tag === 5 || tag === 6) index++
    at = end
  }
  return { ...pool, end: at }
}

/** The Utf8 constant that a constant refers to, and as what. */
function targetOf(bytes: Buffer, tag: number, at: number): { readonly index: number; readonly role: number } | null {
  switch (tag) {
    case 7:
      return { index: bytes.readUInt16BE(at), role: CLASS }
    case 8:
      return { index: bytes.readUInt16BE(at), role: STRING }
    case 12:
      return { index: bytes.readUInt16BE(at + 2), role: DESCRIPTOR }
    case 16:
      return { index: bytes.readUInt16BE(at), role: DESCRIPTOR }
    default:
      return null
  }
}

const broken = (index: number, count: number): FormatError =>
  new FormatError('parse-failed', `the constant pool is cut or damaged at constant ${index} of ${count - 1}`)
