import { LIMITS } from '../limits.ts'
import { ByteReader } from './byte-reader.ts'
import { FormatError } from './format-error.ts'
import { modifiedUtf8 } from './modified-utf8.ts'
import { printable } from './printable.ts'

/** What a stream can hold here: text, an array of bytes, an enum constant or an object of an allowed class. Nothing is ever instantiated or run. */
export type JavaValue =
  | null
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'enum'; readonly constant: string }
  | JavaObject

export interface JavaObject {
  readonly kind: 'object'
  readonly className: string
  /** Object fields by name, those of superclasses included; primitive fields are passed over. */
  readonly fields: ReadonlyMap<string, JavaValue>
}

interface ClassDescription {
  readonly name: string
  readonly flags: number
  readonly fields: readonly { readonly type: string; readonly name: string }[]
  readonly parent: ClassDescription | null
}

/** `null` holds the place of a class description that is still being read, so that it cannot be its own ancestor. */
type Handle = { readonly description: ClassDescription | null } | { readonly value: JavaValue }

/** Classes a keystore's stream may name, with their serial version; the list the JDK's own jceks.key.serialFilter lets pass (facts 6.2). */
const ALLOWED: ReadonlyMap<string, bigint> = new Map([
  ['com.sun.crypto.provider.SealedObjectForKeyProtector', -3650226485480866989n],
  ['javax.crypto.SealedObject', 4482838265551344752n],
  ['javax.crypto.spec.SecretKeySpec', 6577238317307289933n],
  ['java.security.KeyRep', -4757683898830641853n],
  ['java.security.KeyRep$Type', 0n],
  ['java.lang.Enum', 0n],
  ['[B', -5984413125824719648n],
])

const CODE = { null: 0x70, reference: 0x71, class: 0x72, object: 0x73, text: 0x74, array: 0x75, end: 0x78, longText: 0x7c, enum: 0x7e } as const
const FLAG = { writeMethod: 0x01, serializable: 0x02, enum: 0x10 } as const
const FIRST_HANDLE = 0x7e0000
const PRIMITIVE_SIZES: Readonly<Record<string, number>> = { B: 1, C: 2, D: 8, F: 4, I: 4, J: 8, S: 2, Z: 1 }
const MAGIC = 0xaced0005

/** Whether the bytes begin as a Java serialization stream does. */
export const looksSerialized = (bytes: Uint8Array): boolean => bytes.length > 4 && new ByteReader(bytes).u4('stream header') === MAGIC

/**
 * The one object of a serialization stream that begins at the reader's place; the reader is left just behind it. Throws `unsupported` for every class
 * and construct outside the allow-list, `limit` beyond LIMITS.serializationDepth, `parse-failed` for anything malformed.
 * Source: Java Object Serialization Specification, chapter 6; facts 6.2.
 */
export function javaObjectAt(reader: ByteReader): JavaObject {
  if (reader.u4('serialization header') !== MAGIC) throw new FormatError('parse-failed', 'no Java serialization stream where one must begin')
  const value = new Stream(reader).value(0)
  if (value === null || value.kind !== 'object') throw new FormatError('unsupported', 'the Java serialization stream holds no object')
  return value
}

/** Text of a field; `unsupported` when the field is not there or holds something else. */
export function textField(object: JavaObject, name: string): string {
  const value = object.fields.get(name)
  if (value === undefined || value === null || value.kind !== 'text') throw wrongField(object, name)
  return value.text
}

/** Bytes of a field; `unsupported` when the field is not there or holds something else. */
export function bytesField(object: JavaObject, name: string): Uint8Array {
  const value = object.fields.get(name)
  if (value === undefined || value === null || value.kind !== 'bytes') throw wrongField(object, name)
  return value.bytes
}

const wrongField = (object: JavaObject, name: string): FormatError =>
  new FormatError('unsupported', `${object.className} has no readable field ${name}`)

class Stream {
  readonly #reader: ByteReader
  readonly #handles: Handle[] = []

  constructor(reader: ByteReader) {
    this.#reader = reader
  }

  value(depth: number): JavaValue {
    if (depth > LIMITS.serializationDepth.value) throw tooDeep()
    const code = this.#reader.u1('serialized value')
    switch (code) {
      case CODE.null:
        return null
      case CODE.reference:
        return this.#valueReferred()
      case CODE.text:
        return this.#text(this.#reader.u2('string length'))
      case CODE.array:
        return this.#bytes(depth)
      case CODE.enum:
        return this.#constant(depth)
      case CODE.object:
        return this.#object(depth)
      default:
        throw unsupportedCode(code)
    }
  }

  #text(length: number): JavaValue {
    const value: JavaValue = { kind: 'text', text: modifiedUtf8(this.#reader.take(length, 'string'), 'a serialized string') }
    this.#handles.push({ value })
    return value
  }

  #bytes(depth: number): JavaValue {
    const description = this.#description(depth + 1)
    if (description?.name !== '[B') throw new FormatError('unsupported', 'the Java serialization stream holds an array of something other than bytes')
    const value: JavaValue = { kind: 'bytes', bytes: this.#reader.take(this.#reader.u4('array length'), 'byte array') }
    this.#handles.push({ value })
    return value
  }

  #constant(depth: number): JavaValue {
    const description = this.#description(depth + 1)
    if (description === null || (description.flags & FLAG.enum) === 0)
      throw new FormatError('parse-failed', 'an enum constant of a class that is no enum')
    // The handle belongs to the constant and is given before its name is read.
    const place = this.#handles.push({ value: null }) - 1
    const name = this.value(depth + 1)
    if (name === null || name.kind !== 'text') throw new FormatError('parse-failed', 'an enum constant without a name')
    const value: JavaValue = { kind: 'enum', constant: name.text }
    this.#handles[place] = { value }
    return value
  }

  #object(depth: number): JavaObject {
    const description = this.#description(depth + 1)
    if (description === null || (description.flags & (FLAG.enum | FLAG.serializable)) !== FLAG.serializable) {
      throw new FormatError('unsupported', 'the Java serialization stream holds an object whose class does not serialize by fields')
    }
    const fields = new Map<string, JavaValue>()
    const value: JavaObject = { kind: 'object', className: description.name, fields }
    this.#handles.push({ value })
    for (const level of fromTheTop(description)) {
      for (const field of level.fields) {
        const size = PRIMITIVE_SIZES[field.type]
        if (size === undefined) fields.set(field.name, this.value(depth + 1))
        else this.#reader.take(size, 'primitive field')
      }
      if ((level.flags & FLAG.writeMethod) !== 0) this.#endOfData()
    }
    return value
  }

  #description(depth: number): ClassDescription | null {
    if (depth > LIMITS.serializationDepth.value) throw tooDeep()
    const code = this.#reader.u1('class description')
    if (code === CODE.null) return null
    if (code === CODE.reference) return this.#descriptionReferred()
    if (code !== CODE.class) throw unsupportedCode(code)
    const name = modifiedUtf8(this.#reader.take(this.#reader.u2('class name length'), 'class name'), 'a class name')
    const version = this.#reader.i8('serial version')
    const allowed = ALLOWED.get(name)
    if (allowed === undefined)
      throw new FormatError('unsupported', `class ${printable(name, 200)} has no place in a keystore; it was not deserialized`)
    if (allowed !== version) throw new FormatError('unsupported', `class ${name} has the unknown serial version ${version}`)
    const place = this.#handles.push({ description: null }) - 1
    const flags = this.#reader.u1('class flags')
    const fields = this.#fields(depth)
    this.#endOfData()
    const description: ClassDescription = { name, flags, fields, parent: this.#description(depth + 1) }
    this.#handles[place] = { description }
    return description
  }

  #fields(depth: number): ClassDescription['fields'] {
    const count = this.#reader.u2('field count')
    const fields: { type: string; name: string }[] = []
    for (let index = 0; index < count; index++) {
      const type = String.fromCharCode(this.#reader.u1('field type'))
      const name = modifiedUtf8(this.#reader.take(this.#reader.u2('field name length'), 'field name'), 'a field name')
      if (type === 'L' || type === '[') this.value(depth + 1)
      else if (PRIMITIVE_SIZES[type] === undefined) throw new FormatError('parse-failed', `a serialized field has no type that exists`)
      fields.push({ type, name })
    }
    return fields
  }

  #endOfData(): void {
    const code = this.#reader.u1('end of data')
    if (code !== CODE.end) throw unsupportedCode(code)
  }

  #valueReferred(): JavaValue {
    const handle = this.#handle()
    if (!('value' in handle)) throw new FormatError('parse-failed', 'a serialized value refers to a class')
    return handle.value
  }

  #descriptionReferred(): ClassDescription {
    const handle = this.#handle()
    if (!('description' in handle) || handle.description === null)
      throw new FormatError('parse-failed', 'a serialized class refers to no complete class')
    return handle.description
  }

  #handle(): Handle {
    const handle = this.#handles[this.#reader.u4('reference') - FIRST_HANDLE]
    if (handle === undefined) throw new FormatError('parse-failed', 'a serialized reference leads nowhere')
    return handle
  }
}

function fromTheTop(description: ClassDescription): readonly ClassDescription[] {
  const levels: ClassDescription[] = []
  for (let level: ClassDescription | null = description; level !== null; level = level.parent) levels.unshift(level)
  return levels
}

const tooDeep = (): FormatError =>
  new FormatError('limit', `a Java serialization stream is nested deeper than ${LIMITS.serializationDepth.value} levels`)

const unsupportedCode = (code: number): FormatError =>
  new FormatError('unsupported', `a Java serialization stream holds a construct (0x${code.toString(16)}) that no keystore writes`)
