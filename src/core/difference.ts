import { canonicalJson, compareText, isJsonObject, jsonObjectOf, type JsonObject, type JsonValue } from './json.ts'

/** One place where two values of a fact differ, or cannot be told to. */
export interface Difference {
  /** JSON pointer, in which an item of a list that has an identity is named by it and not by its place: `/entries/directenctest/key`. */
  readonly pointer: string
  readonly kind: 'changed' | 'appeared' | 'disappeared' | 'incomparable'
  /** The value on each side; undefined where there is none. */
  readonly before: JsonValue | undefined
  readonly after: JsonValue | undefined
}

/**
 * Where two values of one schema differ, in the order of their pointers. Lists are compared by the identity their schema declares (`keyedBy`,
 * `anyOrder`), else place by place; what it declares `volatile` is left out. A value that takes the place of null appeared, for in facts null is
 * absence. Key fingerprints of different salts are incomparable (docs/architecture.md, "Drift").
 */
export const differencesBetween = (schema: JsonObject, before: JsonValue, after: JsonValue): readonly Difference[] =>
  [...compared(schema, '', before, after)].sort((a, b) => compareText(a.pointer, b.pointer))

/** Every pointer of a value, as `differencesBetween` names them; volatile ones are left out. */
export const pointersIn = (schema: JsonObject, value: JsonValue): readonly string[] => [...pointers(schema, '', value)]

type Side = JsonValue | undefined

function* compared(schema: JsonObject, pointer: string, before: Side, after: Side): Generator<Difference> {
  if (isVolatile(schema)) return
  const difference = (kind: Difference['kind']): Difference => ({ pointer, kind, before, after })
  if (isAbsent(before) || isAbsent(after)) {
    if (isAbsent(before) && isAbsent(after)) return
    // A list or object of volatile members alone would differ by nothing that counts, but that it is there at all does.
    yield difference(isAbsent(before) ? 'appeared' : 'disappeared')
  } else if (Array.isArray(before) && Array.isArray(after)) {
    yield* comparedMembers(shapeFor(schema, before), pointer, itemsOf(schema, before), itemsOf(schema, after))
  } else if (isJsonObject(before) && isJsonObject(after)) {
    const shape = shapeFor(schema, before)
    if (shape !== shapeFor(schema, after)) yield difference('changed')
    else if (before['saltId'] !== after['saltId']) yield difference('incomparable')
    else yield* comparedMembers(shape, pointer, new Map(Object.entries(before)), new Map(Object.entries(after)))
  } else if (canonicalJson(before) !== canonicalJson(after)) yield difference('changed')
}

function* comparedMembers(shape: JsonObject, pointer: string, before: ReadonlyMap<string, Side>, after: ReadonlyMap<string, Side>) {
  for (const name of new Set([...before.keys(), ...after.keys()]))
    yield* compared(memberSchema(shape, name), pointerTo(pointer, name), before.get(name), after.get(name))
}

function* pointers(schema: JsonObject, pointer: string, value: JsonValue): Generator<string> {
  if (isVolatile(schema)) return
  yield pointer
  const shape = shapeFor(schema, value)
  const members = Array.isArray(value) ? itemsOf(schema, value) : new Map(Object.entries(jsonObjectOf(value)))
  for (const [name, member] of members) yield* pointers(memberSchema(shape, name), pointerTo(pointer, name), member)
}

/** Declared so itself, or by one of its alternatives: `nullable(volatile(…))` means the same as `volatile(nullable(…))`. */
const isVolatile = (schema: JsonObject): boolean =>
  schema['x-volatile'] === true || (Array.isArray(schema['anyOf']) && schema['anyOf'].some((one) => jsonObjectOf(one)['x-volatile'] === true))

const isAbsent = (side: Side): side is null | undefined => side === null || side === undefined

const pointerTo = (parent: string, name: string): string => `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** Items by their name in a pointer: identity, or place. Items that share an identity are told apart by their order in canonical JSON. */
const itemsOf = (schema: JsonObject, items: readonly JsonValue[]): ReadonlyMap<string, JsonValue> => {
  const identity = shapeFor(schema, items)['x-identity']
  if (!Array.isArray(identity)) return new Map(items.map((item, index) => [String(index), item]))
  const named = new Map<string, JsonValue>()
  for (const item of items.toSorted((a, b) => compareText(canonicalJson(a), canonicalJson(b)))) {
    const name = identity.length === 0 ? wordOf(item) : identity.map((member) => wordOf(jsonObjectOf(item)[String(member)])).join(',')
    let unique = name
    for (let number = 2; named.has(unique); number += 1) unique = `${name}#${number}`
    named.set(unique, item)
  }
  return named
}

const wordOf = (value: Side): string => (typeof value === 'string' ? value : canonicalJson(value ?? null))

const memberSchema = (shape: JsonObject, name: string): JsonObject => {
  if (shape['type'] === 'array') return jsonObjectOf(shape['items'])
  const properties = jsonObjectOf(shape['properties'])
  return Object.hasOwn(properties, name) ? jsonObjectOf(properties[name]) : jsonObjectOf(shape['additionalProperties'])
}

/** The schema itself, or the one of its alternatives that the value follows; none of them: the empty schema, under which all is compared. */
const shapeFor = (schema: JsonObject, value: JsonValue): JsonObject => {
  const alternatives = schema['anyOf']
  if (!Array.isArray(alternatives)) return schema
  const fitting = alternatives.map(jsonObjectOf).find((one) => follows(one, value))
  return fitting === undefined ? EVERYTHING : shapeFor(fitting, value)
}
const EVERYTHING: JsonObject = {}

/** Whether a value has the outline of a schema: type, closed list of members, and members with a choice of words. Enough to tell alternatives apart. */
const follows = (schema: JsonObject, value: JsonValue): boolean => {
  const { type, enum: words, anyOf } = schema
  if (Array.isArray(anyOf)) return anyOf.some((one) => follows(jsonObjectOf(one), value))
  if (Array.isArray(words)) return words.includes(value)
  if (type === 'array') return Array.isArray(value)
  if (type !== 'object') return !Array.isArray(value) && !isJsonObject(value) && value !== null && type !== 'null'
  if (!isJsonObject(value)) return false
  const properties = jsonObjectOf(schema['properties'])
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : []
  return (
    required.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, member]) =>
      Object.hasOwn(properties, name)
        ? !Array.isArray(jsonObjectOf(properties[name])['enum']) || follows(jsonObjectOf(properties[name]), member)
        : schema['additionalProperties'] !== false,
    )
  )
}
