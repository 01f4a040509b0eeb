import { membersUsing } from './class-members.ts'
import { CLASS, type ConstantPool, constantPoolOf, DESCRIPTOR, POOL_START, STRING } from './constant-pool.ts'
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
/** Oldest class file version there is; below it the same magic begins a Mach-O file for several processors. */
const OLDEST_MAJOR = 45

/** Class file version of bytes that begin like a class file; null for everything else. */
export function classVersionOf(bytes: Buffer, start = 0, end = bytes.length): number | null {
  if (end - start < POOL_START || bytes.readUInt32BE(start) !== MAGIC) return null
  const major = bytes.readUInt16BE(start + 6)
  return bytes.readUInt32BE(start + 4) >= OLDEST_MAJOR && major >= OLDEST_MAJOR ? major : null
}

/**
 * The constant pool of a class file and the two names behind it (JVMS 4.1, 4.4); members are read only for what is wanted. Of the Utf8 constants only those are given
 * whose bytes `wanted` asks for; it is asked in ascending order. Throws FormatError `parse-failed` when it is no class file, or cut, or its pool is damaged.
 */
export function classFileOf(bytes: Buffer, wanted: (start: number, end: number) => boolean): ClassFile {
  const major = classVersionOf(bytes)
  if (major === null) throw new FormatError('parse-failed', 'not a class file')
  const pool = constantPoolOf(bytes)
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

function classNameAt(bytes: Buffer, pool: ConstantPool, index: number): string {
  const name = pool.tags[index] === 7 ? bytes.readUInt16BE(pool.starts[index] ?? 0) : 0
  if (pool.tags[name] !== 1) throw new FormatError('parse-failed', 'the class file does not name its class')
  return bytes.toString('latin1', pool.starts[name], pool.ends[name])
}
