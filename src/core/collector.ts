import type { Fact } from './fact.ts'
import type { JsonObject } from './json.ts'
import type { Network } from './network.ts'
import type { FileSession } from './session.ts'
import type { TargetOf, TargetType } from './target.ts'

/** Something a collector may touch, said beforehand: `audit --dry-run` lists it, and a test holds the transcript against it. */
export interface Touch {
  readonly kind: 'file' | 'tree' | 'host' | 'statement'
  /** A path (for `tree`: everything below may be listed or read), a host:port or a statement. */
  readonly what: string
}

/** What a collector brings home. */
export interface Collected<V> {
  readonly value: V
  /** Empty when the value is complete; else one line for each thing that could not be read. */
  readonly omitted: readonly string[]
}

/** What the plan says for every target, as collectors may need it. */
export interface PlanContext {
  readonly variables: { readonly env: { readonly [name: string]: string }; readonly properties: { readonly [name: string]: string } }
  readonly options: { readonly [name: string]: string }
}

export interface Doors {
  readonly files: FileSession
}

export interface CollectInput<T extends TargetType, P> extends Doors {
  readonly target: TargetOf<T>
  readonly params: P
  readonly plan: PlanContext
  readonly signal: AbortSignal
}

/** Reads one fact from a target of one type. It reads and records; it judges nothing. */
export interface Collector<V = unknown, P extends JsonObject = JsonObject, T extends TargetType = TargetType> {
  readonly fact: Fact<V, P>
  readonly type: T
  /** Null when the plan names what is needed; else what it would have to name ("tomcat or catalinaHome"). */
  readonly needs: (target: TargetOf<T>, params: P) => string | null
  readonly touches: (target: TargetOf<T>, params: P) => readonly Touch[]
  /** Throws FactError when the fact cannot be read. */
  readonly collect: (input: CollectInput<T, P>) => Promise<Collected<V>>
}

/** A collector that talks to the target's address. */
export interface NetworkCollector<V = unknown, P extends JsonObject = JsonObject, T extends TargetType = TargetType> extends Omit<
  Collector<V, P, T>,
  'collect'
> {
  /** Told by defineNetworkCollector: the doors to the target's address are loaded for those who use them. */
  readonly network: true
  /** Throws FactError when the fact cannot be read. */
  readonly collect: (input: CollectInput<T, P> & { readonly network: Network }) => Promise<Collected<V>>
}

/** A collector with its types forgotten, as the registry keeps it. */
export interface AnyCollector {
  readonly network?: true
  readonly fact: Fact
  readonly type: TargetType
  readonly needs: (target: never, params: never) => string | null
  readonly touches: (target: never, params: never) => readonly Touch[]
  readonly collect: (input: never) => Promise<Collected<unknown>>
}

/** Declares a collector; exists for inference. */
export const defineCollector = <V, P extends JsonObject, T extends TargetType>(collector: Collector<V, P, T>): Collector<V, P, T> => collector

/** As defineCollector, for one that talks to the target's address. */
export const defineNetworkCollector = <V, P extends JsonObject, T extends TargetType>(
  collector: Omit<NetworkCollector<V, P, T>, 'network'>,
): NetworkCollector<V, P, T> => ({ ...collector, network: true })

/** A complete value. */
export const known = <V>(value: V): Collected<V> => ({ value, omitted: [] })

/** A value of which some could not be read; `omitted` says what, a line each. With an empty list it is complete. */
export const partial = <V>(value: V, omitted: readonly string[]): Collected<V> => ({ value, omitted })
