import { loadPlan, type Plan } from '../config/plan.ts'
import { problemsText } from '../config/problem-text.ts'
import type { AnyCheck } from '../core/check.ts'
import { matchesGlob } from '../core/glob.ts'
import type { JsonObject } from '../core/json.ts'
import { nearestTo } from '../core/nearest.ts'
import type { Profile } from '../core/profile.ts'
import { selectedChecks, type Selection } from '../core/selection.ts'
import { UserError } from '../core/user-error.ts'
import type { Phase } from '../core/vocabulary.ts'
import { CHECKS, loadCheck, loadProfile, PROFILES } from '../registry/registry.ts'
import { parameterProblems } from './parameters.ts'
import { moduleFiles, readablePaths } from './user-modules.ts'
import { describedChecks } from './user-evaluation.ts'

/** What the command line says about which checks to run. */
export interface SelectionFlags {
  readonly phase?: Phase | undefined
  readonly step?: string | undefined
  readonly profile?: string | undefined
  readonly targets: readonly string[]
  readonly checks: readonly string[]
  readonly exclude: readonly string[]
}

/** The checks of a run, and what is selected of them. */
export interface CheckSet {
  readonly builtIn: readonly AnyCheck[]
  readonly own: readonly AnyCheck[]
  /** Module files of the user's own. */
  readonly modules: readonly string[]
  /** What the processes that run them may read: the plan's `checks` paths, and where links in them lead. */
  readonly readable: readonly string[]
}

export interface Prepared {
  readonly plan: Plan
  readonly profile: Profile
  readonly checks: CheckSet
  readonly selection: Selection
}

const didYouMean = (word: string, known: readonly string[]): string => {
  const guess = nearestTo(word, known)
  return guess === null ? '' : `; did you mean "${guess}"?`
}

/** The plan read and held against profile and checks. Throws UserError for everything the user must mend; nothing was contacted by then. */
export const prepare = async (planFile: string, flags: SelectionFlags, signal: AbortSignal): Promise<Prepared> => {
  const profiles = new Map<string, Profile>()
  for (const { id } of PROFILES) {
    const profile = await loadProfile(id)
    if (profile !== null) profiles.set(id, profile)
  }
  const known = { profiles, checks: CHECKS.map(({ id }) => id) }
  const outcome = await loadPlan(planFile, known, { profile: flags.profile, phase: flags.phase })
  if (!outcome.ok) throw new UserError(problemsText(outcome.problems))
  const { plan } = outcome
  const profile = await profileNamed(flags.profile ?? plan.profile)
  const phase = flags.phase ?? plan.phase
  if (phase === null) throw new UserError(`${planFile} names no phase`, 'Add `phase: pre-upgrade` to the plan, or give --phase.')
  for (const name of flags.targets)
    if (!plan.targets.some((target) => target.name === name))
      throw new UserError(
        `--target ${name}: the plan has no such target${didYouMean(
          name,
          plan.targets.map((target) => target.name),
        )}`,
      )

  const selection: Selection = {
    phase,
    step: stepOf(profile, phase, flags.step ?? (flags.phase === undefined ? plan.step : null)),
    options: plan.options,
    parameters: plan.parameters,
    only: flags.checks,
    exclude: flags.exclude,
    targets: flags.targets.length === 0 ? null : flags.targets,
  }
  const checks = await checkSet(profile, plan.checks, plan.parameters, signal)
  const unknown = outcome.unknownChecks([...known.checks, ...checks.own.map(({ id }) => id)])
  if (unknown.length > 0) throw new UserError(problemsText(unknown))
  assertSelection(checks, selection)
  return { plan, profile, checks, selection }
}

/** A profile by name. Throws UserError when there is none. */
export const profileNamed = async (id: string): Promise<Profile> => {
  const profile = await loadProfile(id)
  if (profile !== null) return profile
  throw new UserError(
    `there is no profile "${id}"${didYouMean(
      id,
      PROFILES.map((one) => one.id),
    )}`,
    'See: iam-preflight list profiles',
  )
}

const stepOf = (profile: Profile, phase: Phase, step: string | null): string | null => {
  if (step === null) return null
  const steps = profile.steps[phase] ?? []
  if (!steps.includes(step))
    throw new UserError(
      steps.length === 0
        ? `phase ${phase} of ${profile.id} has no steps, but step "${step}" was given`
        : `there is no step "${step}" in phase ${phase}${didYouMean(step, steps)}`,
      steps.length === 0 ? null : `The steps are, in order: ${steps.join(', ')}.`,
    )
  return step
}

/** The checks of a profile and the user's own, with the plan's parameters held against their schemas. */
export const checkSet = async (
  profile: Profile,
  ownPaths: readonly string[],
  parameters: { readonly [check: string]: JsonObject },
  signal: AbortSignal,
): Promise<CheckSet> => {
  const builtIn: AnyCheck[] = []
  for (const id of profile.checks) {
    const check = await loadCheck(id)
    if (check === null) throw new Error(`the profile ${profile.id} names a check that is not there: ${id}`)
    builtIn.push(check)
  }
  const modules = modulesAt(ownPaths)
  const readable = readablePaths(ownPaths)
  const own = await describedChecks(modules, readable, parameters, signal)
  const ids = [...builtIn, ...own].map((check) => check.id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new UserError(`two checks have the id ${twice}`, 'Give the check of your own another id.')
  const problems = parameterProblems([...builtIn, ...own], parameters)
  if (problems.length > 0) throw new UserError(problems.join('\n'), 'See: iam-preflight explain CHECK-ID')
  return { builtIn, own, modules, readable }
}

const modulesAt = (paths: readonly string[]): readonly string[] => {
  try {
    return moduleFiles(paths)
  } catch (error) {
    throw new UserError(
      `the checks of your own cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'Mend `checks` in the plan.',
    )
  }
}

/** Throws UserError when flags name no check, or nothing at all is selected. */
export const assertSelection = (checks: CheckSet, selection: Selection): void => {
  const all = [...checks.builtIn, ...checks.own]
  for (const glob of [...selection.only, ...selection.exclude])
    if (!all.some((check) => matchesGlob(glob, check.id)))
      throw new UserError(
        `no check matches "${glob}"${didYouMean(
          glob,
          all.map((check) => check.id),
        )}`,
        'See: iam-preflight list checks',
      )
  const selected = selectedChecks(all, selection).filter((check) => !selection.exclude.some((glob) => matchesGlob(glob, check.id)))
  if (selected.length === 0)
    throw new UserError(
      `no check is selected in phase ${selection.phase}${selection.step === null ? '' : `, step ${selection.step}`}`,
      'See: iam-preflight list checks --phase …',
    )
}
