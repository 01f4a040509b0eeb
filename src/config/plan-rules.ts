import { addressProblem, SCHEMES } from '../core/address.ts'
import { databaseProblem, type DatabasePlace } from '../core/database-address.ts'
import { matchesGlob } from '../core/glob.ts'
import { nearestTo } from '../core/nearest.ts'
import type { Profile } from '../core/profile.ts'
import { pointerToken } from '../core/target-fields.ts'
import type { Phase } from '../core/vocabulary.ts'
import type { Complain } from './plan-content.ts'
import type { Plan } from './plan-model.ts'
import { isReadable, nodeAt } from './plan-walk.ts'
import type { Problem } from './problem.ts'
import type { Range, SourceText } from './source-text.ts'
import type { YamlNode } from './yaml-document.ts'

/** What a plan can name. */
export interface Known {
  readonly profiles: ReadonlyMap<string, Profile>
  /** Ids of the checks there are, without the user's own. */
  readonly checks: readonly string[]
}

/** Flags that take the place of what the plan says. */
export interface Overrides {
  readonly profile?: string | undefined
  readonly phase?: Phase | undefined
}

/** Complains about what the schema cannot know: profile, options, step, roles and their numbers, check ids. */
export const ruleProblems = (plan: Plan, root: YamlNode, known: Known, overrides: Overrides, complain: Complain): void => {
  checkKeys(plan, root, plan.checks.length === 0 ? known.checks : null, complain)
  if (overrides.profile === undefined && !known.profiles.has(plan.profile)) {
    complain(
      valueAt(root, '/profile'),
      `there is no profile ${shown(plan.profile)}`,
      suggestion(plan.profile, [...known.profiles.keys()], 'the profiles are'),
    )
    return
  }
  // An unknown --profile is told by whoever read the flag.
  const profile = known.profiles.get(overrides.profile ?? plan.profile)
  if (profile === undefined) return
  options(plan, root, profile, complain)
  step(plan, root, profile, overrides.phase, complain)
  roles(plan, root, profile, known.profiles.get(GENERIC) ?? null, complain)
  addresses(plan, root, complain)
}

/** Where the targets are to be reached, and as whom. */
const addresses = (plan: Plan, root: YamlNode, complain: Complain): void => {
  for (const { name, type, fields } of plan.targets) {
    const { url, startTls, bindDn, password } = fields
    const at = (field: string): number => valueAt(root, `/targets/${pointerToken(name)}/${field}`)
    if (type === 'database') {
      // The schema has held the fields against this type's.
      const problem = databaseProblem(fields as unknown as DatabasePlace)
      if (problem !== null) complain(at(url === undefined ? 'engine' : 'url'), `targets.${name}: ${problem}`)
    }
    if (type === 'keystore' || type === 'directory' || type === 'database' || typeof url !== 'string') continue
    const problem = addressProblem(url, SCHEMES[type])
    if (problem !== null) complain(at('url'), `url: ${problem}`, 'a password is given apart, by reference')
    if (type !== 'ldap') continue
    if (startTls === true && url.startsWith('ldaps:'))
      complain(at('startTls'), 'startTls belongs to ldap://; ldaps:// is under TLS already', 'leave startTls out')
    if ((bindDn === undefined) !== (password === undefined))
      complain(
        at(bindDn === undefined ? 'password' : 'bindDn'),
        'bindDn and password are given together or not at all',
        'without them the directory is read anonymously',
      )
  }
}

/** As problems: keys of `parameters`, `gaps` and `attestations` that match none of the ids. */
export const checkKeyProblems = (
  plan: Plan,
  root: YamlNode,
  ids: readonly string[],
  source: SourceText,
  hidden: readonly Range[],
): readonly Problem[] => {
  const problems: Problem[] = []
  checkKeys(plan, root, ids, (offset, message, hint = null) => problems.push(source.problemAt(offset, message, hint, hidden)))
  return problems
}

/** A glob with more than this many `*` is refused: none needs it, and matching them takes time that grows with each. */
const MOST_STARS = 4

/** `ids` null: they are not all known yet, since the plan brings checks of its own. */
const checkKeys = (plan: Plan, root: YamlNode, ids: readonly string[] | null, complain: Complain): void => {
  for (const section of ['parameters', 'gaps', 'attestations'] as const)
    for (const key of Object.keys(plan[section])) {
      const offset = keyAt(root, `/${section}/${pointerToken(key)}`)
      const glob = section === 'gaps'
      if (glob && key.split('*').length - 1 > MOST_STARS) complain(offset, `the glob in gaps has more than ${MOST_STARS} stars`)
      else if (ids !== null && !(glob ? ids.some((id) => matchesGlob(key, id)) : ids.includes(key)))
        complain(offset, glob ? `no check matches ${shown(key)} in gaps` : `there is no check ${shown(key)} (${section})`, suggestion(key, ids, null))
    }
}

const options = (plan: Plan, root: YamlNode, profile: Profile, complain: Complain): void => {
  for (const [name, value] of Object.entries(plan.options)) {
    const option = profile.options.find((candidate) => candidate.name === name)
    const pointer = `/options/${pointerToken(name)}`
    if (option === undefined) {
      const names = profile.options.map((candidate) => candidate.name)
      complain(
        keyAt(root, pointer),
        `profile ${profile.id} has no option ${shown(name)}`,
        names.length === 0 ? 'it has none' : suggestion(name, names, 'its options are'),
      )
    } else if (!option.values.includes(value))
      complain(valueAt(root, pointer), `option ${name} may not be ${shown(value)}`, suggestion(value, option.values, 'it is one of'))
  }
}

const step = (plan: Plan, root: YamlNode, profile: Profile, override: Phase | undefined, complain: Complain): void => {
  // The plan's step belongs to the plan's phase: another phase, given by flag, has steps of its own.
  if (plan.step === null || (override !== undefined && override !== plan.phase)) return
  const offset = valueAt(root, '/step')
  if (plan.phase === null) {
    complain(offset, 'a step needs a phase that is divided into steps', 'add `phase:` to the plan')
    return
  }
  const steps = profile.steps[plan.phase] ?? []
  if (steps.length === 0) complain(offset, `phase ${plan.phase} of profile ${profile.id} is not divided into steps`, 'leave `step:` out')
  else if (!steps.includes(plan.step))
    complain(offset, `phase ${plan.phase} has no step ${shown(plan.step)}`, suggestion(plan.step, steps, 'its steps are, in order:'))
}

/** The profile whose checks a plan of any other may ask for: then its targets may be named, too. */
const GENERIC = 'common'

const roles = (plan: Plan, root: YamlNode, profile: Profile, generic: Profile | null, complain: Complain): void => {
  const asked = Object.keys(plan.parameters).some((id) => generic?.checks.includes(id) === true)
  for (const target of plan.targets) {
    const pointer = `/targets/${pointerToken(target.name)}`
    const fitting = profile.roles.filter(({ type }) => type === target.type).map(({ role }) => role)
    if (fitting.includes(target.role)) continue
    if (asked && generic?.roles.some(({ role, type }) => role === target.role && type === target.type) === true) continue
    const given = nodeAt(root, `${pointer}/role`)
    const offset = given === null ? keyAt(root, pointer) : given.node.range[0]
    if (fitting.length === 0)
      complain(
        keyAt(root, pointer),
        `profile ${profile.id} looks at no target of type ${target.type}`,
        `it looks at ${rolesInWords(profile)}${generic?.roles.some(({ type }) => type === target.type) === true ? '; a check of pack common may be asked of it under parameters' : ''}`,
      )
    else
      complain(
        offset,
        `profile ${profile.id} has no role ${shown(target.role)} for targets of type ${target.type}`,
        suggestion(target.role, fitting, 'its roles are'),
      )
  }
  for (const { role, type, min, max } of profile.roles) {
    const named = plan.targets.filter((target) => target.type === type && target.role === role)
    if (named.length < min)
      complain(
        keyAt(root, '/targets'),
        `profile ${profile.id} needs ${amount(min)} target of type ${type} with role ${role}, and the plan has ${named.length}`,
      )
    const surplus = max === null ? undefined : named[max]
    if (surplus !== undefined)
      complain(
        keyAt(root, `/targets/${pointerToken(surplus.name)}`),
        `profile ${profile.id} takes at most ${max} target of type ${type} with role ${role}, and this is number ${(max ?? 0) + 1}`,
      )
  }
}

const rolesInWords = (profile: Profile): string => profile.roles.map(({ role, type }) => `${type} (${role})`).join(', ')

const amount = (min: number): string => (min === 1 ? 'a' : `${min} times a`)

const suggestion = (word: string, known: readonly string[], otherwise: string | null): string | null => {
  const near = nearestTo(word, known)
  if (near !== null) return `did you mean "${near}"?`
  return otherwise === null || known.length === 0 ? null : `${otherwise} ${known.join(', ')}`
}

/** A word of the plan, quoted; what is no word is not repeated. */
const shown = (word: string): string => (isReadable(word) ? `"${word}"` : 'of this name')

const keyAt = (root: YamlNode, pointer: string): number => {
  const found = nodeAt(root, pointer)
  return found?.key?.[0] ?? found?.node.range[0] ?? root.range[0]
}

const valueAt = (root: YamlNode, pointer: string): number => nodeAt(root, pointer)?.node.range[0] ?? root.range[0]
