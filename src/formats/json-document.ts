import { findNodeAtLocation, type JSONPath, type Node, parseTree, printParseErrorCode, visit } from 'jsonc-parser'
import { LIMITS } from '../limits.ts'
import { FormatError } from './format-error.ts'
import { lineIndexOf, type LinePlace } from './line-index.ts'

/** A JSON value; objects have no prototype, so that a key like `constructor` is there only when the file has it. */
export type JsonData = null | boolean | number | string | readonly JsonData[] | { readonly [key: string]: JsonData }

export interface JsonDocument {
  readonly value: JsonData
  /** What is in the value, by keys from its outermost object on; undefined when nothing is. Of a document of which little is asked it costs little. */
  part(...keys: readonly string[]): JsonData | undefined
  /** Whether there is an object. */
  hasObject(...keys: readonly string[]): boolean
  /** Where the value at a JSON pointer (RFC 6901; "" is the whole) begins; null when there is none. */
  positionOf(pointer: string): LinePlace | null
}

/**
 * A text as strict JSON (RFC 8259), without comments and trailing commas; a byte-order mark is skipped. Throws FormatError with line and column:
 * `parse-failed` (a number too large for a double included), `ambiguous` when an object has a key twice, `limit` above LIMITS.jsonFile (characters)
 * and LIMITS.jsonDepth, both looked at before anything is parsed.
 */
export function jsonDocumentOf(source: string): JsonDocument {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source
  if (text.length > LIMITS.jsonFile.value) throw new FormatError('limit', `${text.length} characters of JSON, more than ${LIMITS.jsonFile.value}`)
  return new ParsedJson(text, plainValueIn(text) ?? valueIn(text))
}

class ParsedJson implements JsonDocument {
  readonly #text: string
  /** Its objects may have prototypes still: thousands of documents are asked for a few members only, and taking off takes as long as parsing. */
  readonly #value: JsonData
  #tree: { readonly root: Node | undefined; readonly placeOf: (offset: number) => LinePlace } | null = null

  constructor(text: string, value: JsonData) {
    this.#text = text
    this.#value = value
  }

  get value(): JsonData {
    return withoutPrototypes(this.#value)
  }

  part(...keys: readonly string[]): JsonData | undefined {
    const found = this.#found(keys)
    return found === undefined ? undefined : withoutPrototypes(found)
  }

  hasObject(...keys: readonly string[]): boolean {
    return isObject(this.#found(keys))
  }

  positionOf(pointer: string): LinePlace | null {
    if (pointer !== '' && !pointer.startsWith('/')) return null
    // Few documents are ever asked for a place, so the tree is made on the first question.
    this.#tree ??= { root: parseTree(this.#text), placeOf: lineIndexOf(this.#text) }
    const node = this.#tree.root === undefined ? undefined : findNodeAtLocation(this.#tree.root, pathOf(pointer, this.value))
    return node === undefined ? null : this.#tree.placeOf(node.offset)
  }

  #found(keys: readonly string[]): JsonData | undefined {
    let current: JsonData | undefined = this.#value
    for (const key of keys) current = isObject(current) && Object.hasOwn(current, key) ? current[key] : undefined
    return current
  }
}

/** Takes the prototypes off; an object that has none has none below it either. */
function withoutPrototypes(value: JsonData): JsonData {
  if (isArray(value)) for (const item of value) withoutPrototypes(item)
  else if (isObject(value) && Object.getPrototypeOf(value) !== null) {
    Object.setPrototypeOf(value, null)
    for (const key in value) withoutPrototypes(value[key] ?? null)
  }
  return value
}

/**
 * The value of a text with nothing amiss, null for any other: then `valueIn` says what it is, and where. JSON.parse is several times as fast as a walk
 * over the text but lets a key pass that an object has twice; such a text has a colon that the value does not account for.
 */
function plainValueIn(text: string): JsonData {
  // An escape may stand for a colon, and count for one that is missing.
  if (text.includes('\\u00')) return null
  try {
    const value: JsonData = JSON.parse(text)
    return colonsNeeded(value) === colonsIn(text) ? value : null
  } catch {
    return null
  }
}

/**
 * How many colons the text of a value must have; NaN when it holds what JSON.parse lets pass and a document may not. Level by level and in one function:
 * to compile two that call each other took V8 as long as a thousand documents.
 */
function colonsNeeded(whole: JsonData): number {
  let colons = 0
  let level: JsonData[] = [whole]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= LIMITS.jsonDepth.value && level.some((value) => isArray(value) || isObject(value))) return Number.NaN
    const below: JsonData[] = []
    for (const value of level) {
      if (typeof value === 'string') colons += colonsIn(value)
      else if (typeof value === 'number') colons += Number.isFinite(value) ? 0 : Number.NaN
      else if (isArray(value)) for (const item of value) below.push(item)
      else if (isObject(value))
        for (const key in value) {
          colons += 1 + colonsIn(key)
          below.push(value[key] ?? null)
        }
    }
    level = below
  }
  return colons
}

function colonsIn(text: string): number {
  let count = 0
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) count++
  return count
}

/** Nesting is counted in one linear pass: every parser that recurses would fall over before it could count. */
function assertShallow(text: string): void {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x22) at = endOfString(text, at)
    else if (unit === 0x5b || unit === 0x7b) depth++
    else if (unit === 0x5d || unit === 0x7d) depth--
    if (depth > LIMITS.jsonDepth.value) throw new FormatError('limit', `${placed(text, at)}: values are nested deeper than ${LIMITS.jsonDepth.value}`)
  }
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x5c) at++
    else if (unit === 0x22) return at
  }
  return text.length
}

/** JSON.parse is the judge of what is JSON; the walk that follows finds what it lets pass, and where things are. */
function valueIn(text: string): JsonData {
  assertShallow(text)
  const strict = isJson(text)
  const builder = new ValueBuilder(text)
  visit(
    text,
    {
      onObjectBegin: () => builder.begin({ members: Object.create(null), key: '' }),
      onObjectProperty: (key, offset) => builder.name(key, offset),
      onObjectEnd: () => builder.end(),
      onArrayBegin: () => builder.begin({ items: [] }),
      onArrayEnd: () => builder.end(),
      onLiteralValue: (value: JsonData, offset) => builder.literal(value, offset),
      onError: (code, offset) => refuse(text, offset, printParseErrorCode(code)),
    },
    { disallowComments: true },
  )
  if (!strict) throw new FormatError('parse-failed', 'not JSON')
  return builder.value
}

/** The message of JSON.parse is dropped: it quotes the text, secrets included. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

type OpenContainer = { readonly members: Record<string, JsonData>; key: string } | { readonly items: JsonData[] }

class ValueBuilder {
  readonly #text: string
  readonly #open: OpenContainer[] = []
  value: JsonData = null

  constructor(text: string) {
    this.#text = text
  }

  begin(container: OpenContainer): void {
    this.#put('members' in container ? container.members : container.items)
    this.#open.push(container)
  }

  name(key: string, offset: number): void {
    const container = this.#open.at(-1)
    if (container === undefined || !('members' in container)) return
    if (key in container.members) {
      throw new FormatError('ambiguous', `${placed(this.#text, offset)}: the object has this key a second time`)
    }
    container.key = key
  }

  literal(value: JsonData, offset: number): void {
    if (typeof value === 'number' && !Number.isFinite(value)) refuse(this.#text, offset, 'the number is too large to be read')
    this.#put(value)
  }

  end(): void {
    this.#open.pop()
  }

  #put(value: JsonData): void {
    const container = this.#open.at(-1)
    if (container === undefined) this.value = value
    else if ('members' in container) container.members[container.key] = value
    else container.items.push(value)
  }
}

/** Segments of a pointer, array indices as numbers where the value there is an array. */
function pathOf(pointer: string, value: JsonData): JSONPath {
  let current: JsonData | undefined = value
  return pointer
    .split('/')
    .slice(1)
    .map((escaped) => {
      const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~')
      const isIndex = isArray(current) && /^(?:0|[1-9]\d*)$/.test(key)
      current = isArray(current) ? current[Number(key)] : isObject(current) ? current[key] : undefined
      return isIndex ? Number(key) : key
    })
}

const isArray = (value: JsonData | undefined): value is readonly JsonData[] => Array.isArray(value)

const isObject = (value: JsonData | undefined): value is { readonly [key: string]: JsonData } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const placed = (text: string, offset: number): string => {
  const { line, column } = lineIndexOf(text)(offset)
  return `${line}:${column}`
}

function refuse(text: string, offset: number, reason: string): never {
  throw new FormatError('parse-failed', `${placed(text, offset)}: ${reason}`)
}
