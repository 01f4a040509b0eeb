import { Flags } from '@oclif/core'
import type { SelectionFlags } from '../../run/selection-of-flags.ts'
import { PHASES, type Phase } from '../../core/vocabulary.ts'
import { LIMITS } from '../../limits.ts'

/** A day: a timer that is set for more than 24 days rings at once. */
const LONGEST = 86_400

const seconds = (limit: { readonly value: number }): number => limit.value / 1000

/** Flags of the commands that choose checks. */
export const selectionFlags = {
  plan: Flags.string({ description: 'the plan (default preflight.yaml; with --from, none)', helpValue: 'FILE' }),
  phase: Flags.option({ options: PHASES, description: 'overrides the phase of the plan' })(),
  step: Flags.string({ description: 'a step of the phase, as the profile divides it' }),
  profile: Flags.string({ description: 'overrides the profile of the plan' }),
  target: Flags.string({ multiple: true, description: 'only this target; may be repeated', helpValue: 'NAME' }),
  check: Flags.string({ multiple: true, description: 'only checks that match; may be repeated', helpValue: 'GLOB' }),
  exclude: Flags.string({ multiple: true, description: 'leave out checks that match; may be repeated', helpValue: 'GLOB' }),
}

/** Flags of the commands that read targets. */
export const collectFlags = {
  concurrency: Flags.integer({ default: 4, min: 1, max: 64, description: 'targets read at a time', helpValue: 'N' }),
  timeout: Flags.integer({ default: seconds(LIMITS.targetDeadline), min: 1, max: LONGEST, description: 'time for one target', helpValue: 'SECONDS' }),
  deadline: Flags.integer({
    default: seconds(LIMITS.runDeadline),
    min: 1,
    max: LONGEST,
    description: 'time for the whole run',
    helpValue: 'SECONDS',
  }),
  transcript: Flags.string({ description: 'write one line for every file opened and statement sent', helpValue: 'FILE' }),
  'dry-run': Flags.boolean({ description: 'list every file, host and statement that would be touched, and touch none' }),
  'no-cache': Flags.boolean({ description: 'scan all archives anew, and keep nothing of it' }),
}

export const DEFAULT_PLAN = 'preflight.yaml'

interface SelectionValues {
  readonly phase?: Phase | undefined
  readonly step?: string | undefined
  readonly profile?: string | undefined
  readonly target?: string[] | undefined
  readonly check?: string[] | undefined
  readonly exclude?: string[] | undefined
}

export const selectionOf = (flags: SelectionValues): SelectionFlags => ({
  phase: flags.phase,
  step: flags.step,
  profile: flags.profile,
  targets: flags.target ?? [],
  checks: flags.check ?? [],
  exclude: flags.exclude ?? [],
})
