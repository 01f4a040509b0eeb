import type { TargetType } from './target.ts'
import type { Phase } from './vocabulary.ts'

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
}

export const defineProfile = (profile: Profile): Profile => profile
