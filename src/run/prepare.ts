import { loadPlan, type Plan } from '../config/plan.ts'
import { problemsText } from '../config/problem-text.ts'
import type { AnyCheck } from '../core/check.ts'
import { matchesGlob } from '../core/glob.ts'
import type { JsonObject } from '../core/json.ts'
import { didYouMean } from '../core/nearest.ts'
import type { Profile } from '../core/profile.ts'
import { selectedChecks, type Selection } from '../core/selection.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { UserError } from '../core/user-error.ts'
import { CHECKS, loadCheck, loadProfile, PROFILES } from '../registry/registry.ts'
import { parameterProblems } from './parameters.ts'
import { selectionOf, type SelectionFlags } from './selection-of-flags.ts'
import { moduleFiles, readablePaths } from './user-modules.ts'
import { describedChecks } from './user-evaluation.ts'

/** The checks of a run, and what is selected of them. */
export interface CheckSet {
  readonly builtIn: readonly AnyCheck[]
  readonly own: readonly AnyCheck[]
  /** Module files of the user's own. */
  readonly modules: readonly string[]
  /** What the processes that run them may read: the plan's `checks` paths, and where links in them lead. */
  readonly readable: readonly string[]
}

/** What evidence is judged by. */
export interface Judging {
  readonly profile: Profile
  readonly checks: CheckSet
  readonly selection: Selection
  /** The snapshot from before the upgrade that drift checks compare with; absent: none was given. */
  readonly baseline?: Snapshot
}

export interface Prepared extends Judging {
  readonly plan: Plan
}

/** The plan read and held against profile and checks. Throws UserError for everything the user must mend; nothing was contacted by then. */
export const prepare = async (planFile: string, flags: SelectionFlags, signal: AbortSignal): Promise<Prepared> => {
  const loaded = await Promise.all(PROFILES.map(async ({ id }) => [id, await loadProfile(id)] as const))
  const profiles = new Map<string, Profile>()
  for (const [id, profile] of loaded) if (profile !== null) profiles.set(id, profile)
  const known = { profiles, checks: CHECKS.map(({ id }) => id) }
  const outcome = await loadPlan(planFile, known, { profile: flags.profile, phase: flags.phase })
  if (!outcome.ok) throw new UserError(problemsText(outcome.problems))
  const { plan } = outcome
  const profile = await profileNamed(flags.profile ?? plan.profile)
  const phase = flags.phase ?? plan.phase
  if (phase === null) throw new UserError(`${planFile} names no phase`, 'Add `phase: pre-upgrade` to the plan, or give --phase.')
  const selection = selectionOf(profile, { ...plan, phase: plan.phase ?? phase }, flags)
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

/** Pack whose checks a plan of any profile may ask for, by giving them parameters (CATALOG, pack common). */
const GENERIC = 'common/'

/** Of a plan's parameters those for generic checks: they hold whatever the profile. */
export const genericOnly = (parameters: Plan['parameters']): Plan['parameters'] =>
  Object.fromEntries(Object.entries(parameters).filter(([id]) => id.startsWith(GENERIC)))

/** The checks of a profile and the user's own, with the plan's parameters held against their schemas. */
export const checkSet = async (
  profile: Profile,
  ownPaths: readonly string[],
  parameters: { readonly [check: string]: JsonObject },
  signal: AbortSignal,
): Promise<CheckSet> => {
  // Generic checks serve any profile, where the plan asks for them.
  const generic = Object.keys(genericOnly(parameters)).filter((id) => CHECKS.some((check) => check.id === id))
  const builtIn = await Promise.all([...new Set([...profile.checks, ...generic])].map((id) => builtInCheck(id, profile)))
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

const builtInCheck = async (id: string, profile: Profile): Promise<AnyCheck> => {
  const check = await loadCheck(id)
  if (check === null) throw new Error(`the profile ${profile.id} names a check that is not there: ${id}`)
  return check
}

const modulesAt = (paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) => {
    const files = filesAt(path)
    if (files.length === 0)
      throw new UserError(
        `there is no check or collector in ${path}`,
        'Name the directory that holds the .ts, .js or .mjs files: those below it are not looked for.',
      )
    return files
  })

const filesAt = (path: string): readonly string[] => {
  try {
    return moduleFiles([path])
  } catch (error) {
    throw new UserError(
      `the checks of your own cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'Mend `checks` in the plan.',
    )
  }
}

/** Throws UserError when flags name no check, when what `--check` names does not hold in the phase, or when nothing at all is selected. */
export const assertSelection = (checks: CheckSet, selection: Selection): void => {
  const all = [...checks.builtIn, ...checks.own]
  const ids = all.map(({ id }) => id)
  const held = selectedChecks(all, { ...selection, only: [] }).map(({ id }) => id)
  const when = `phase ${selection.phase}${selection.step === null ? '' : `, step ${selection.step}`}`
  for (const glob of [...selection.only, ...selection.exclude])
    if (!ids.some((id) => matchesGlob(glob, id)))
      throw new UserError(`no check matches "${glob}"${didYouMean(glob, ids)}`, 'See: iam-preflight list checks')
  for (const glob of selection.only)
    if (!held.some((id) => matchesGlob(glob, id)))
      throw new UserError(`no check that matches "${glob}" holds in ${when}`, `See: iam-preflight list checks --phase ${selection.phase}`)
  const selected = selectedChecks(all, selection).filter((check) => !selection.exclude.some((glob) => matchesGlob(glob, check.id)))
  if (selected.length === 0) throw new UserError(`no check is selected in ${when}`, `See: iam-preflight list checks --phase ${selection.phase}`)
}
