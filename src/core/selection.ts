import type { AnyCheck, FactRequests, Selector } from './check.ts'
import { matchesGlob } from './glob.ts'
import type { JsonObject } from './json.ts'
import type { TargetName } from './target.ts'
import type { Phase } from './vocabulary.ts'

/** Which checks are run in which phase, and what flags left out. */
export interface Selection {
  readonly phase: Phase
  readonly step: string | null
  readonly options: { readonly [name: string]: string }
  readonly parameters: { readonly [check: string]: JsonObject }
  /** `--check`: empty for all. */
  readonly only: readonly string[]
  /** `--exclude`. */
  readonly exclude: readonly string[]
  /** `--target`: null for all. */
  readonly targets: readonly string[] | null
}

/** What one result is about. */
export type Unit =
  | { readonly of: 'target'; readonly target: TargetName }
  | { readonly of: 'role'; readonly role: string }
  | { readonly of: 'deployment' }

/** The checks that hold in the phase (and step), and that `--check` names. */
export const selectedChecks = <C extends Pick<AnyCheck, 'id' | 'phases' | 'steps'>>(checks: readonly C[], selection: Selection): readonly C[] =>
  checks.filter(
    (check) =>
      check.phases[selection.phase] !== undefined &&
      (selection.phase !== 'staged' || selection.step === null || check.steps === undefined || check.steps.includes(selection.step)) &&
      (selection.only.length === 0 || selection.only.some((glob) => matchesGlob(glob, check.id))),
  )

/** Whether a check asks anything in this run: `moot` and `unknown` say why not. */
export type Standing = { readonly state: 'holds' } | { readonly state: 'moot' | 'unknown'; readonly text: string }

/** Whether the rule holds under the options and parameters given; `unknown` when the plan does not say. */
export const standingOf = (check: Pick<AnyCheck, 'id' | 'when' | 'parameters' | 'defaults'>, selection: Selection): Standing => {
  // A generic check asks nothing until the plan parameterises it.
  if (check.parameters !== undefined && check.defaults === undefined && selection.parameters[check.id] === undefined)
    return { state: 'moot', text: `the plan gives it no parameters (parameters: { ${check.id}: … })` }
  const { when } = check
  if (when === undefined || (when.phases !== undefined && !when.phases.includes(selection.phase))) return { state: 'holds' }
  const value = selection.options[when.option]
  if (value === undefined)
    return { state: 'unknown', text: `the plan does not say options.${when.option} (this check applies with ${when.in.join(', ')})` }
  return when.in.includes(value) ? { state: 'holds' } : { state: 'moot', text: `applies only with ${when.option} ${when.in.join(' or ')}` }
}

/** Types of the targets a check judges; null: any. */
export const typesOf = ({ type }: Pick<AnyCheck, 'type'>): readonly string[] | null =>
  type === null ? null : typeof type === 'string' ? [type] : type

const concerns = (check: AnyCheck, target: TargetName): boolean =>
  typesOf(check)?.includes(target.type) !== false && (check.roles === undefined || check.roles.includes(target.role))

/** The units a check is judged on, among these targets. Empty when the plan has no target for it. */
export const unitsOf = (check: AnyCheck, targets: readonly TargetName[]): readonly Unit[] => {
  const concerned = targets.filter((target) => concerns(check, target))
  switch (check.scope) {
    case 'target':
      return concerned.map((target) => ({ of: 'target', target }))
    case 'role':
      return [...new Set(concerned.map((target) => target.role))].sort().map((role) => ({ of: 'role', role }))
    case 'deployment':
      return check.attested === true || concerned.length > 0 ? [{ of: 'deployment' }] : []
  }
}

/** Whether a check's request for its target's own fact is one to a target of this type. */
const isAskedOf = ({ types }: Extract<Selector, { of: 'own' }>, { type }: TargetName): boolean =>
  types === undefined || types.some((one) => one === type)

const isAskedByRole = ({ role, type }: Extract<Selector, { of: 'role' }>, target: TargetName, check: AnyCheck): boolean =>
  target.role === role && (type === undefined ? concerns(check, target) : target.type === type)

/** One fact of one target that a check needs. */
export interface Want {
  /** Name of the request in the check's `facts`. */
  readonly request: string
  readonly fact: string
  readonly target: TargetName
  readonly params: JsonObject
}

/** The facts a check needs for a unit; `requests` are its own, or those it has to the baseline. */
export const wantsOf = (
  check: AnyCheck,
  unit: Unit,
  targets: readonly TargetName[],
  parameters: JsonObject,
  requests: FactRequests = check.facts,
): readonly Want[] =>
  Object.entries(requests).flatMap(([request, { fact, select, params }]) => {
    const chosen =
      select.of === 'own'
        ? unit.of === 'target' && isAskedOf(select, unit.target)
          ? [unit.target]
          : []
        : targets.filter((target) => (select.of === 'role' ? isAskedByRole(select, target, check) : target.type === select.type))
    return chosen.map((target) => ({ request, fact: fact.id, target, params: params(parameters) }))
  })

/**
 * Every fact that the checks selected need, each as often as one of them asks for it. Before an upgrade also what checks will compare with after it: it is
 * not to be had later.
 */
export const wantedFacts = (checks: readonly AnyCheck[], targets: readonly TargetName[], selection: Selection): readonly Want[] => {
  const wants = (check: AnyCheck, requests: FactRequests): readonly Want[] =>
    unitsOf(check, targets).flatMap((unit) => wantsOf(check, unit, targets, parametersOf(check, selection), requests))
  const holding = (when: Selection): readonly AnyCheck[] => selectedChecks(checks, when).filter((check) => standingOf(check, when).state === 'holds')
  const later = selection.phase === 'pre-upgrade' ? holding({ ...selection, phase: BASELINE_PHASE, step: null }) : []
  return [...holding(selection).flatMap((check) => wants(check, check.facts)), ...later.flatMap((check) => wants(check, check.before ?? {}))].filter(
    ({ target }) => selection.targets === null || selection.targets.includes(target.name),
  )
}

/** The phase in which a check is answered what it asks of the baseline. */
export const BASELINE_PHASE = 'post-upgrade'

/** The parameters a check runs with: its defaults, overridden by the plan's. */
export const parametersOf = (check: AnyCheck, selection: Selection): JsonObject => ({
  ...(check.defaults as JsonObject | undefined),
  ...selection.parameters[check.id],
})
