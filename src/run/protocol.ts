import type { SharedScan, SharesDone } from '../core/archive-scan.ts'
import type { AnyCheck } from '../core/check.ts'
import type { PreparedInput } from '../core/evaluate.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import type { Operation } from '../core/session.ts'
import type { SqlWitness } from '../core/sql.ts'
import type { WireSecret, WireTarget } from '../core/target-wire.ts'
import type { ReasonCode } from '../core/vocabulary.ts'
import type { Root } from '../sessions/roots.ts'
import type { MemoryPlace } from '../sessions/scan-memory.ts'

/**
 * What crosses the ring between the supervisor and a child process: one job in over standard input, NDJSON records out over descriptor 3. A job holds
 * tasks; each is begun and answered by its index, in order, so that a child that has to be killed was busy with exactly one of them.
 */
export type ChildRecord =
  | { readonly t: 'start'; readonly index: number }
  | { readonly t: 'answer'; readonly index: number; readonly answer: JsonValue }
  | { readonly t: 'operation'; readonly at: string; readonly operation: Operation }
  /** What an archive scan found, for the next one: the text of a file, and its name. */
  | { readonly t: 'remember'; readonly name: string; readonly text: string }
  /** What a server has said so far of what the tool did to it; the last one counts. */
  | { readonly t: 'witness'; readonly witness: SqlWitness }
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
  /** A share of a scan that the fact needs, in place of the fact itself: the answer is an AnswerOfShare. */
  readonly share?: { readonly scan: SharedScan; readonly index: number }
  /** Scans the fact needs that are done already. */
  readonly done?: readonly SharesDone[]
}

/** An answer that is no evidence: the collector has met a scan that is to be shared first. */
export interface SharesAnswer {
  readonly wanted: SharedScan
}

export type AnswerOfShare = { readonly part: object } | { readonly failure: { readonly code: ReasonCode; readonly text: string } }

export interface CollectJob {
  /** The target with secrets replaced by references into `secrets` (core/target-wire). */
  readonly target: WireTarget & JsonObject
  readonly secrets: readonly WireSecret[]
  readonly tasks: readonly CollectTask[]
  readonly roots: readonly Root[]
  readonly alsoRead: readonly Root[]
  /** A file with the answers of the database, in place of its address. */
  readonly imported?: string
  readonly salt: { readonly saltId: string; readonly key: string }
  readonly plan: {
    readonly variables: { readonly env: { readonly [name: string]: string }; readonly properties: { readonly [name: string]: string } }
    readonly options: { readonly [name: string]: string }
  }
  /** Collectors of the user's own: module files. */
  readonly modules: readonly string[]
  readonly scans?: {
    /** Processes that may share the scan of a large archive. */
    readonly processes: number
    /** Bytes from which on a scan is shared, and remembered; both lower than LIMITS in tests only. */
    readonly shareFrom?: number
    readonly rememberFrom?: number
    readonly memory: MemoryPlace | null
  }
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
