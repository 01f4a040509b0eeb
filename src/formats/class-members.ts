import { codeConstantsOf } from './class-code.ts'
import type { ConstantPool } from './constant-pool.ts'

/**
 * The field or method that uses each of some Utf8 constants, `service()` or `cookie`: by its descriptor or signature, by what it throws or catches, by its
 * local variables, or by an instruction of its code. Constants that belong to the class itself (its name, its parents), to annotations or to call sites
 * made at run time have none; of several members the first is told. A class file damaged behind its constant pool has no members from there on.
 */
export function membersUsing(bytes: Buffer, pool: ConstantPool, wanted: ReadonlySet<number>): ReadonlyMap<number, string> {
  const reader = new MemberReader(bytes, pool, wanted)
  try {
    reader.read()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return reader.found
}

/** Reads past the end of the bytes throw RangeError. */
class MemberReader {
  readonly found = new Map<number, string>()
  readonly #bytes: Buffer
  readonly #pool: ConstantPool
  readonly #wanted: ReadonlySet<number>
  readonly #ofTheClass = new Set<number>()
  #member = ''

  constructor(bytes: Buffer, pool: ConstantPool, wanted: ReadonlySet<number>) {
    this.#bytes = bytes
    this.#pool = pool
    this.#wanted = wanted
  }

  read(): void {
    let at = this.#pool.end + 2
    for (const parent of [0, 2]) this.#ofTheClass.add(this.#operand(at + parent))
    const interfaces = this.#u2(at + 4)
    at += 6
    for (let index = 0; index < interfaces; index++, at += 2) this.#ofTheClass.add(this.#operand(at))
    for (const suffix of ['', '()']) {
      const count = this.#u2(at)
      at += 2
      for (let index = 0; index < count; index++) at = this.#memberAt(at, suffix)
    }
  }

  /** Where the next member begins. */
  #memberAt(start: number, suffix: string): number {
    this.#member = `${this.#textOf(this.#u2(start + 2)).slice(0, LONGEST)}${suffix}`
    this.#note(this.#u2(start + 4))
    return this.#attributesAt(start + 6, this.#bytes.length, (name, from, to) => {
      if (name === 'Signature') this.#note(this.#u2(from))
      else if (name === 'ConstantValue') this.#use(this.#u2(from))
      else if (name === 'Exceptions') for (let at = from + 2; at + 2 <= to; at += 2) this.#use(this.#u2(at))
      else if (name === 'Code') this.#code(from, to)
    })
  }

  #code(from: number, to: number): void {
    const start = from + 8
    const end = start + this.#bytes.readUInt32BE(from + 4)
    assertWithin(end, to)
    for (const index of codeConstantsOf(this.#bytes, start, end)) this.#use(index)
    const handlers = this.#u2(end)
    let at = end + 2
    assertWithin(at + handlers * 8, to)
    for (let index = 0; index < handlers; index++, at += 8) this.#use(this.#u2(at + 6))
    this.#attributesAt(at, to, (name, first, last) => {
      if (LOCAL_VARIABLES.has(name)) for (let entry = first + 2; entry + 10 <= last; entry += 10) this.#note(this.#u2(entry + 6))
    })
  }

  /** Where what follows the attributes begins; that is not behind `limit`, so that no byte is read by more than one attribute of a kind. */
  #attributesAt(start: number, limit: number, visit: (name: string, from: number, to: number) => void): number {
    const count = this.#u2(start)
    let at = start + 2
    for (let index = 0; index < count; index++) {
      const from = at + 6
      const to = from + this.#bytes.readUInt32BE(at + 2)
      assertWithin(to, limit)
      visit(this.#textOf(this.#u2(at)), from, to)
      at = to
    }
    return at
  }

  /** A constant that an instruction or attribute names: of it and of what it refers to. */
  #use(index: number): void {
    const tag = this.#pool.tags[index] ?? 0
    if (TYPES.has(tag)) return this.#note(this.#partOf(index, 0))
    if (tag >= 9 && tag <= 11) this.#noteType(this.#partOf(index, 0), 7, 0)
    if ((tag >= 9 && tag <= 11) || tag === 17 || tag === 18) this.#noteType(this.#partOf(index, 2), 12, 2)
  }

  #noteType(index: number, tag: number, part: number): void {
    if (this.#pool.tags[index] === tag) this.#note(this.#partOf(index, part))
  }

  #partOf(index: number, part: number): number {
    return this.#u2((this.#pool.starts[index] ?? 0) + part)
  }

  #note(utf8: number): void {
    if (this.#wanted.has(utf8) && !this.#ofTheClass.has(utf8) && !this.found.has(utf8)) this.found.set(utf8, this.#member)
  }

  /** The name of the class that a class constant is of. */
  #operand(at: number): number {
    const index = this.#u2(at)
    return this.#pool.tags[index] === 7 ? this.#partOf(index, 0) : 0
  }

  #textOf(utf8: number): string {
    if (this.#pool.tags[utf8] !== 1) throw new RangeError('not a Utf8 constant')
    return this.#bytes.toString('utf8', this.#pool.starts[utf8], this.#pool.ends[utf8])
  }

  #u2(at: number): number {
    return this.#bytes.readUInt16BE(at)
  }
}

const LONGEST = 100
/** Tags of classes, strings and method types. */
const TYPES: ReadonlySet<number> = new Set([7, 8, 16])
const LOCAL_VARIABLES: ReadonlySet<string> = new Set(['LocalVariableTable', 'LocalVariableTypeTable'])

const assertWithin = (end: number, limit: number): void => {
  if (end > limit) throw new RangeError('it runs into what follows it')
}
