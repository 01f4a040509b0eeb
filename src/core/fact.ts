import type { JsonObject, JsonValue } from './json.ts'
import type { Schema } from './schema.ts'
import type { ReasonCode } from './vocabulary.ts'

/** A declared, typed, schema-checked piece of knowledge about one target. `P` are its parameters (an empty object for most). */
export interface Fact<V = unknown, P extends JsonObject = JsonObject> {
  readonly id: string
  /** What it says, in a line. */
  readonly title: string
  readonly value: Schema<V>
  readonly params: Schema<P>
}

/** Declares a fact; exists for inference. */
export const defineFact = <V, P extends JsonObject = Record<never, never>>(fact: {
  readonly id: string
  readonly title: string
  readonly value: Schema<V>
  readonly params?: Schema<P>
}): Fact<V, P> => ({ params: { json: { type: 'object', additionalProperties: false } }, ...fact })

export type ValueOf<F> = F extends Fact<infer V, infer _P> ? V : never
export type ParamsOf<F> = F extends Fact<infer _V, infer P> ? P : never

/**
 * One fact of one target as recorded. Exactly one of three states: a value (complete or not), the reason there is none, or `not-in-plan`: the plan does
 * not name what the fact would be read from. The last is itself recorded, so that evidence that was merely lost is never taken for it (DESIGN §2, law 1).
 */
export type Evidence = EvidenceHead & (EvidenceValue | EvidenceError | EvidenceNotInPlan)

export interface EvidenceHead {
  readonly target: string
  readonly fact: string
  readonly params: JsonObject
}
export interface EvidenceValue {
  readonly state: 'value'
  readonly value: JsonValue
  /** False: some of it could not be read; a check over the whole then never passes. */
  readonly complete: boolean
  readonly omitted: readonly string[]
  /** Files and other places it was read from, sorted. */
  readonly sources: readonly string[]
}
export interface EvidenceError {
  readonly state: 'error'
  readonly reason: { readonly code: ReasonCode; readonly text: string }
}
export interface EvidenceNotInPlan {
  readonly state: 'not-in-plan'
  /** What the plan would have to name, for example "tomcat or catalinaHome". */
  readonly needs: string
}
