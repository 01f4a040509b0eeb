import { membersUsing } from './class-members.ts'
import { FormatError } from './format-error.ts'

/** What the constant pool says a Utf8 constant is used as; several at once are possible. Annotations and debug data are used as none of these. */
export interface ConstantRoles {
  /** The name of a class (CONSTANT_Class). */
  readonly isClass: boolean
  /** A string constant. */
  readonly isString: boolean
  /** A descriptor of a field, method or method type. */
  readonly isDescriptor: boolean
}

export interface Utf8Constant extends ConstantRoles {
  /** One character for each byte of the modified UTF-8: names of packages are ASCII. */
  readonly text: string
  /** The field or method that uses it (class-members.ts); null: none does, the class itself or an annotation does, or it is not known. */
  readonly member: string | null
}

export interface ClassFile {
  /** Class file version: 52 is Java 8, 61 is Java 17. */
  readonly major: number
  /** Internal name, with slashes; one character for each byte. */
  readonly name: string
  /** Internal name of the super class; null for java/lang/Object and module descriptors. */
  readonly superName: string | null
  readonly constants: readonly Utf8Constant[]
}

const MAGIC = 0xcafebabe
const HEADER = 10
/** Oldest class file version there is; below it the same magic begins a Mach-O file for several processors. */
const OLDEST_MAJOR = 45

/** Class file version of bytes that begin like a class file; null for everything else. */
export function classVersionOf(bytes: Buffer, start = 0, end = bytes.length): number | null {
  if (end - start < HEADER || bytes.readUInt32BE(start) !== MAGIC) return null
  const major = bytes.readUInt16BE(start + 6)
  return bytes.readUInt32BE(start + 4) >= OLDEST_MAJOR && major >= OLDEST_MAJOR ? major : null
}

const CLASS = 1
const STRING = 2
const DESCRIPTOR = 4

/** Bytes that follow the tag of a constant, by tag (JVMS 25, table 4.4-A); 0: there is no such tag. Utf8 says its own length. */
const LENGTHS = [0, 2, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2] as const

/**
 * The constant pool of a class file and the two names behind it (JVMS 4.1, 4.4); members are read only for what is wanted. Of the Utf8 constants only those are given
 * whose bytes `wanted` asks for; it is asked in ascending order. Throws FormatError `parse-failed` when it is no class file, or cut, or its pool is damaged.
 */
export function classFileOf(bytes: Buffer, wanted: (start: number, end: number) => boolean): ClassFile {
  const major = classVersionOf(bytes)
  if (major === null) throw new FormatError('parse-failed', 'not a class file')
  const pool = poolOf(bytes)
  const met: number[] = []
  for (let index = 1; index < pool.roles.length; index++) {
    const start = pool.starts[index] ?? 0
    const end = pool.ends[index] ?? 0
    if (pool.tags[index] === 1 && wanted(start, end)) met.push(index)
  }
  if (pool.end + 6 > bytes.length) throw new FormatError('parse-failed', 'the class file ends right behind its constant pool')
  const superClass = bytes.readUInt16BE(pool.end + 4)
  const members = met.length === 0 ? null : membersUsing(bytes, pool, new Set(met))
  return {
    major,
    name: classNameAt(bytes, pool, bytes.readUInt16BE(pool.end + 2)),
    superName: superClass === 0 ? null : classNameAt(bytes, pool, superClass),
    constants: met.map((index) => {
      const roles = pool.roles[index] ?? 0
      return {
        text: bytes.toString('latin1', pool.starts[index], pool.ends[index]),
        isClass: (roles & CLASS) !== 0,
        isString: (roles & STRING) !== 0,
        isDescriptor: (roles & DESCRIPTOR) !== 0,
        member: members?.get(index) ?? null,
      }
    }),
  }
}

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

function poolOf(bytes: Buffer): ConstantPool {
  const count = bytes.readUInt16BE(8)
  const pool = { tags: new Uint8Array(count), roles: new Uint8Array(count), starts: new Uint32Array(count), ends: new Uint32Array(count) }
  let at = HEADER
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

function classNameAt(bytes: Buffer, pool: ConstantPool, index: number): string {
  const name = pool.tags[index] === 7 ? bytes.readUInt16BE(pool.starts[index] ?? 0) : 0
  if (pool.tags[name] !== 1) throw new FormatError('parse-failed', 'the class file does not name its class')
  return bytes.toString('latin1', pool.starts[name], pool.ends[name])
}

const broken = (index: number, count: number): FormatError =>
  new FormatError('parse-failed', `the constant pool is cut or damaged at constant ${index} of ${count - 1}`)
