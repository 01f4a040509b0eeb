import type { JsonObject } from './json.ts'
import type { Secret } from './secret.ts'

/**
 * A small builder of JSON Schemas (2020-12) that carry their TypeScript type. Objects are always closed and texts and lists always bounded, so nothing
 * undeclared, a password above all, can slip into a snapshot (DESIGN §3, "Fact schemas are closed").
 */
export interface Schema<T> {
  readonly json: JsonObject
  /** Phantom: never set, exists for inference only. */
  readonly type?: T
}

export type TypeOf<S> = S extends Schema<infer T> ? T : never

type Members = Readonly<Record<string, Schema<unknown>>>
type ObjectOf<R extends Members, O extends Members> = { readonly [K in keyof R]: TypeOf<R[K]> } & { readonly [K in keyof O]?: TypeOf<O[K]> }

const described = (json: JsonObject, description?: string): JsonObject => (description === undefined ? json : { ...json, description })
const jsonOf = (members: Members): JsonObject => Object.fromEntries(Object.entries(members).map(([key, schema]) => [key, schema.json]))

/** A text of at most `max` characters. */
export const text = (description?: string, max = 4096): Schema<string> => ({ json: described({ type: 'string', maxLength: max }, description) })

/** A text that matches a regular expression. */
export const textLike = (pattern: string, description?: string, max = 4096): Schema<string> => ({
  json: described({ type: 'string', pattern, maxLength: max }, description),
})

export const integer = (description?: string, minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER): Schema<number> => ({
  json: described({ type: 'integer', minimum, maximum }, description),
})

export const flag = (description?: string): Schema<boolean> => ({ json: described({ type: 'boolean' }, description) })

export const choice = <const V extends readonly string[]>(values: V, description?: string): Schema<V[number]> => ({
  json: described({ enum: values }, description),
})

export const list = <T>(item: Schema<T>, description?: string, max = 10_000): Schema<readonly T[]> => ({
  json: described({ type: 'array', items: item.json, maxItems: max }, description),
})

export const nullable = <T>(schema: Schema<T>, description?: string): Schema<T | null> => ({
  json: described({ anyOf: [schema.json, { type: 'null' }] }, description),
})

/** One of several shapes. */
export const either = <const S extends readonly Schema<unknown>[]>(schemas: S, description?: string): Schema<TypeOf<S[number]>> => ({
  json: described({ anyOf: schemas.map((schema) => schema.json) }, description),
})

/** A closed object: `required` members must be there, `optional` ones may. */
export const object = <const R extends Members, const O extends Members = Record<never, never>>(
  required: R,
  optional?: O,
  description?: string,
): Schema<ObjectOf<R, O>> => ({
  json: described(
    {
      type: 'object',
      properties: { ...jsonOf(required), ...jsonOf(optional ?? {}) },
      required: Object.keys(required),
      additionalProperties: false,
    },
    description,
  ),
})

/** An object with free keys and values of one kind. */
export const mapOf = <T>(value: Schema<T>, description?: string): Schema<{ readonly [key: string]: T }> => ({
  json: described({ type: 'object', additionalProperties: value.json, maxProperties: 10_000 }, description),
})

/**
 * Keywords by which a schema says how two values of it are compared (core/difference.ts); validation passes over them, so every compiler of fact schemas
 * is told of them.
 */
export const COMPARISON_KEYWORDS = ['x-identity', 'x-volatile'] as const

/** A list whose items are told apart by these members, whatever their order: `keyedBy(list(entry), 'alias')`. */
export const keyedBy = <T extends object>(
  schema: Schema<readonly T[]>,
  ...members: readonly [keyof T & string, ...(keyof T & string)[]]
): Schema<readonly T[]> => ({ json: { ...schema.json, 'x-identity': members } })

/** A list whose order means nothing: each item is told apart by its value. */
export const anyOrder = <T>(schema: Schema<readonly T[]>): Schema<readonly T[]> => ({ json: { ...schema.json, 'x-identity': [] } })

/** What differs between two collections without anything having changed (times, sizes, lines of a file): left out when snapshots are compared. */
export const volatile = <T>(schema: Schema<T>): Schema<T> => ({ json: { ...schema.json, 'x-volatile': true } })

/** Any JSON value: only for what is checked elsewhere (parameters of a check, whose own schema decides). */
export const anything = (description?: string): Schema<unknown> => ({ json: described({}, description) })

/** Plan only: a path, relative to the plan; what the collector sees is absolute. `x-kind` tells the plan loader. */
export const path = (description?: string): Schema<string> => ({
  json: described({ type: 'string', minLength: 1, maxLength: 4096, 'x-kind': 'path' }, description),
})

/** Plan only: an address; what is wrong with it is told by core/address. `x-kind` tells the plan loader, which shows none that may hold a password. */
export const url = (description?: string): Schema<string> => ({
  json: described({ type: 'string', minLength: 1, maxLength: 2048, 'x-kind': 'url' }, description),
})

/** Plan only: a secret by reference; what the collector sees is a Secret. */
export const secret = (description?: string): Schema<Secret> => ({
  json: described({ $ref: '#/$defs/secret' }, description),
})
