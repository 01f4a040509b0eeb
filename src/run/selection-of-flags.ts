import type { Plan } from '../config/plan-model.ts'
import type { JsonObject } from '../core/json.ts'
import { didYouMean } from '../core/nearest.ts'
import type { Profile } from '../core/profile.ts'
import type { Selection } from '../core/selection.ts'
import { UserError } from '../core/user-error.ts'
import type { Phase } from '../core/vocabulary.ts'

/** What the command line says about which checks to run. */
export interface SelectionFlags {
  readonly phase?: Phase | undefined
  readonly step?: string | undefined
  readonly profile?: string | undefined
  readonly targets: readonly string[]
  readonly checks: readonly string[]
  readonly exclude: readonly string[]
}

/** What a plan, or the header of a snapshot, says about it. */
export interface Said {
  readonly phase: Phase
  readonly step: string | null
  readonly options: { readonly [name: string]: string }
  readonly parameters: { readonly [check: string]: JsonObject }
  readonly targets: readonly { readonly name: string }[]
}

/**
 * What is judged: what is said, with flags in its place. Throws UserError for a target, a step or the value of an option that there is none of: each would
 * quietly leave checks out.
 */
export const selectionOf = (profile: Profile, said: Said, flags: SelectionFlags): Selection => {
  const names = said.targets.map(({ name }) => name)
  for (const name of flags.targets)
    if (!names.includes(name)) throw new UserError(`--target ${name}: there is no such target${didYouMean(name, names)}`)
  for (const { name, values } of profile.options) {
    const value = said.options[name]
    if (value !== undefined && !values.includes(value))
      throw new UserError(`option ${name} is none of ${values.join(', ')}`, 'Collect again, with a plan that says one of them.')
  }
  const phase = flags.phase ?? said.phase
  return {
    phase,
    // The step that is said belongs to the phase that is said.
    step: knownStep(profile, phase, flags.step ?? (phase === said.phase ? said.step : null)),
    options: said.options,
    parameters: said.parameters,
    only: flags.checks,
    exclude: flags.exclude,
    targets: flags.targets.length === 0 ? null : flags.targets,
  }
}

const knownStep = (profile: Profile, phase: Phase, step: string | null): string | null => {
  if (step === null) return null
  const steps = profile.steps[phase] ?? []
  if (steps.includes(step)) return step
  if (steps.length === 0) throw new UserError(`phase ${phase} of ${profile.id} has no steps, but step "${step}" was given`)
  throw new UserError(`there is no step "${step}" in phase ${phase}${didYouMean(step, steps)}`, `The steps are, in order: ${steps.join(', ')}.`)
}

/** The plan without the targets that `--target` leaves out: nothing of theirs is needed, their passwords least of all. */
export const lookedAt = (plan: Plan, { targets }: Selection): Plan =>
  targets === null ? plan : { ...plan, targets: plan.targets.filter(({ name }) => targets.includes(name)) }
