import type { AnyCheck } from '../core/check.ts'
import type { AnyCollector } from '../core/collector.ts'
import type { Profile } from '../core/profile.ts'
import type { TargetType } from '../core/target.ts'

/** What the generated index holds: enough for `list` and the plan, without loading a check. */
export interface CheckEntry extends Pick<AnyCheck, 'id' | 'title' | 'scope' | 'type' | 'phases' | 'steps' | 'attested'> {
  readonly load: () => Promise<{ readonly default: AnyCheck }>
}

export interface CollectorEntry {
  readonly fact: string
  readonly title: string
  readonly type: TargetType
  readonly load: () => Promise<{ readonly default: AnyCollector }>
}

export interface ProfileEntry extends Pick<Profile, 'id' | 'title' | 'from' | 'to' | 'checks'> {
  readonly load: () => Promise<{ readonly default: Profile }>
}
