import type { JsonObject } from './json.ts'
import type { TargetType } from './target.ts'
import type { Phase } from './vocabulary.ts'

/** What may become of a place in a fact between two snapshots. */
export type ChangeKind = 'changed' | 'appeared' | 'disappeared'

/**
 * One clause of the drift contract: what an upgrade may, must and must not change. What no clause allows is unexpected; `mustNot` says so in words and
 * prevails over `may`.
 */
export type DriftRule = {
  /** Glob over fact ids; `target` stands for the targets of the plan themselves. */
  readonly fact: string
  /** Parameters of the fact that the clause is about; absent: whatever they are. */
  readonly params?: JsonObject
  /** Glob over pointers (core/difference.ts): `*` is any text within one segment, `**` any number of segments. The whole fact is the empty one only. */
  readonly pointer: string
  readonly why: string
} & (
  | { readonly may: readonly ChangeKind[] }
  | { readonly mustNot: readonly ChangeKind[] }
  /** Every such place in the earlier value has changed, or one above or below it. */
  | { readonly must: 'change' }
)

/** One upgrade path: data (DESIGN §3, "Profile"). */
export interface Profile {
  readonly id: string
  readonly title: string
  readonly from: string
  readonly to: string
  readonly roles: readonly { readonly role: string; readonly type: TargetType; readonly min: number; readonly max: number | null }[]
  /** What the profile asks the plan, with the values allowed. */
  readonly options: readonly { readonly name: string; readonly values: readonly string[]; readonly why: string }[]
  /** Ordered steps a phase is divided into. */
  readonly steps: { readonly [K in Phase]?: readonly string[] }
  /** Ids of the checks, sorted. */
  readonly checks: readonly string[]
  /** Holds between a snapshot from before the upgrade and one from after it. Between any other two nothing may change. */
  readonly drift: readonly DriftRule[]
}

export const defineProfile = (profile: Profile): Profile => profile
