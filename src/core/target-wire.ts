import { isJsonObject, type JsonObject, type JsonValue } from './json.ts'
import { Secret } from './secret.ts'
import { fieldsSchema, mapFields } from './target-fields.ts'
import { TARGET_TYPES, type Target, type TargetType } from './target.ts'

/** A secret on its way to a collector process: its value, or the sentence that says why there is none. */
export type WireSecret = { readonly value: string } | { readonly unavailable: string }

/** A target as JSON, its secrets replaced by `{ $secret: index }` into a list that travels beside it and is written nowhere. */
export interface WireTarget {
  readonly name: string
  readonly type: TargetType
  readonly role: string
  readonly fields: JsonObject
}

/**
 * The target a collector process works with, made from what it was sent. Throws when the message does not hold together: that is our bug, so the process
 * ends without its last record and the supervisor reports `internal`.
 */
export const revive = (wire: JsonValue, secrets: readonly WireSecret[]): Target => {
  if (!isJsonObject(wire)) throw new TypeError('the target sent is not an object')
  const { name, type, role, fields } = wire
  const known = TARGET_TYPES.find((candidate) => candidate === type)
  if (known === undefined || typeof name !== 'string' || typeof role !== 'string' || !isJsonObject(fields))
    throw new TypeError('the target sent is not complete')
  const revived = mapFields<Secret>(fieldsSchema(known), fields, { path: (path) => path, secret: (reference) => secretOf(reference, secrets) })
  // The supervisor has held the fields against this type's schema, and mapFields keeps their shape.
  return { name, type: known, role, fields: revived } as Target
}

const secretOf = (reference: unknown, secrets: readonly WireSecret[]): Secret => {
  const index = isJsonObject(reference) ? reference['$secret'] : undefined
  const secret = typeof index === 'number' ? secrets[index] : undefined
  if (secret === undefined) throw new TypeError('the target sent refers to a secret that was not sent')
  return 'value' in secret ? Secret.of(secret.value) : Secret.unavailable(secret.unavailable)
}
