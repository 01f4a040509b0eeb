import { isJsonObject, jsonObjectOf, type JsonObject, type JsonValue } from './json.ts'
import { TARGET_FIELDS, type TargetType } from './target.ts'

/** What is done with the paths and secrets of a target; everything else is copied. `at` is the JSON pointer of the value within what is walked. */
export interface FieldVisitor<T> {
  readonly path: (value: string, at: string) => string
  readonly secret: (value: unknown, at: string) => T
}

/** A value in which every secret has become a `T`. */
export type FieldValue<T> = JsonValue | T | readonly FieldValue<T>[] | { readonly [key: string]: FieldValue<T> }

/**
 * A copy of a value that follows a plan schema, with its paths (`x-kind: path`) and secrets (`$ref: #/$defs/secret`) replaced by what the visitor
 * answers. What the schema does not describe is left out, so nothing undeclared travels.
 */
export const mapFields = <T>(schema: JsonObject, value: unknown, visitor: FieldVisitor<T>, at = ''): FieldValue<T> => {
  if (schema['$ref'] === '#/$defs/secret') return visitor.secret(value, at)
  if (typeof value === 'string') return schema['x-kind'] === 'path' ? visitor.path(value, at) : value
  if (Array.isArray(value)) return value.map((item: unknown, index) => mapFields(jsonObjectOf(schema['items']), item, visitor, `${at}/${index}`))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, member]) => {
        const declared = memberSchema(schema, key)
        return declared === null ? [] : [[key, mapFields(declared, member, visitor, `${at}/${pointerToken(key)}`)]]
      }),
    )
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : null
}

/** The schema of a member of an object, or null when the object may not have it. */
export const memberSchema = (schema: JsonObject, key: string): JsonObject | null => {
  const declared = jsonObjectOf(schema['properties'])
  if (Object.hasOwn(declared, key)) return jsonObjectOf(declared[key])
  return isJsonObject(schema['additionalProperties']) ? schema['additionalProperties'] : null
}

/** A key as a part of a JSON pointer (RFC 6901). */
export const pointerToken = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** The schema of the fields of a target type. */
export const fieldsSchema = (type: TargetType): JsonObject => TARGET_FIELDS[type].json

/** Every path that the plan names for a target, in the order of its fields, each once: what its collectors may read. */
export const rootsOf = (target: { readonly type: TargetType; readonly fields: object }): string[] => {
  const roots = new Set<string>()
  mapFields(fieldsSchema(target.type), target.fields, {
    path: (path) => {
      roots.add(path)
      return path
    },
    secret: () => null,
  })
  return [...roots]
}
