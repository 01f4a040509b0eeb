import type { AnyCheck } from '../core/check.ts'
import type { PreparedInput } from '../core/evaluate.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import type { Operation } from '../core/session.ts'
import type { WireSecret, WireTarget } from '../core/target-wire.ts'
import type { Root } from '../sessions/roots.ts'

/**
 * What crosses the ring between the supervisor and a child process: one job in over standard input, NDJSON records out over descriptor 3. A job holds
 * tasks; each is begun and answered by its index, in order, so that a child that has to be killed was busy with exactly one of them.
 */
export type ChildRecord =
  | { readonly t: 'start'; readonly index: number }
  | { readonly t: 'answer'; readonly index: number; readonly answer: JsonValue }
  | { readonly t: 'operation'; readonly at: string; readonly operation: Operation }
  /** The permission model refused something that would have changed the system. */
  | { readonly t: 'tainted'; readonly text: string }
  /** The last record: a child that ends without it has not finished, whatever its exit code. */
  | { readonly t: 'done' }

/** Descriptor the records go out on: apart from standard output, which a stray print may use. */
export const RECORD_DESCRIPTOR = 3

/** One fact to be read; the answer is the evidence. */
export interface CollectTask {
  readonly fact: string
  readonly params: JsonObject
}

export interface CollectJob {
  /** The target with secrets replaced by references into `secrets` (core/target-wire). */
  readonly target: WireTarget & JsonObject
  readonly secrets: readonly WireSecret[]
  readonly tasks: readonly CollectTask[]
  readonly roots: readonly Root[]
  readonly alsoRead: readonly Root[]
  readonly salt: { readonly saltId: string; readonly key: string }
  readonly plan: {
    readonly variables: { readonly env: { readonly [name: string]: string }; readonly properties: { readonly [name: string]: string } }
    readonly options: { readonly [name: string]: string }
  }
  /** Collectors of the user's own: module files. */
  readonly modules: readonly string[]
  /** Time limit of one collector, ms. */
  readonly collectorDeadline: number
}

/** What the evaluator process is asked: describe the user's checks (one task), or judge prepared inputs. */
export interface EvaluateJob {
  readonly modules: readonly string[]
  readonly tasks: readonly EvaluateTask[]
}

export type EvaluateTask =
  | { readonly ask: 'describe'; readonly parameters: { readonly [check: string]: JsonObject } }
  | { readonly ask: 'judge'; readonly check: string; readonly input: PreparedInput }

/** A check of the user's own as the supervisor knows it: everything but its functions, and the parameters of its fact requests worked out. */
export type CheckDescription = Omit<AnyCheck, 'evaluate' | 'facts' | 'before'> & {
  readonly facts: RequestDescriptions
  readonly before?: RequestDescriptions
}
export type RequestDescriptions = { readonly [request: string]: Omit<AnyCheck['facts'][string], 'params'> & { readonly params: JsonObject } }
