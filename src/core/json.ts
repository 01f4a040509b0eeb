export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }
export type JsonObject = { readonly [key: string]: JsonValue }

/** JSON with object keys sorted (by code unit, at every level): the same value always gives the same text. `undefined` members are left out. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortedKeys)

/** As canonicalJson, indented by two spaces, with a final newline: what files are written as. */
export const prettyJson = (value: unknown): string => `${JSON.stringify(value, sortedKeys, 2)}\n`

const sortedKeys = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)))
    : value

/** Order of two texts by code unit: the same in every locale, so that reports are byte-equal everywhere. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const isJsonObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value as an object; the empty one when it is none. */
export const jsonObjectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {})
