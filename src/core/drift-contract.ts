import type { Difference } from './difference.ts'
import { matchesGlob } from './glob.ts'
import { canonicalJson, type JsonObject } from './json.ts'
import type { ChangeKind, DriftRule } from './profile.ts'
import type { Phase } from './vocabulary.ts'

/**
 * The clauses that hold between two phases: all of them from before an upgrade to after it; while the upgrade is under way nothing must have changed yet;
 * and where no upgrade lies between the two, none, so that every change is unexpected.
 */
export const rulesBetween = (rules: readonly DriftRule[], before: Phase, after: Phase): readonly DriftRule[] => {
  if (isUpgraded(before)) return []
  if (isUpgraded(after)) return rules
  return after === 'staged' ? rules.filter((rule) => !('must' in rule)) : []
}

const isUpgraded = (phase: Phase): boolean => phase === 'post-upgrade' || phase === 'compliance'

/** The clauses about a fact with its parameters. */
export const rulesFor = (rules: readonly DriftRule[], fact: string, params: JsonObject): readonly DriftRule[] =>
  rules.filter(
    (rule) =>
      matchesGlob(rule.fact, fact) &&
      Object.entries(rule.params ?? {}).every(([name, value]) => canonicalJson(params[name]) === canonicalJson(value)),
  )

/** Whether the clauses about a fact expect a change, and the clause that says so or forbids it; null: none speaks of it, which is unexpected. */
export const standingOfChange = (
  rules: readonly DriftRule[],
  pointer: string,
  kind: ChangeKind,
): { readonly expected: boolean; readonly why: string | null } => {
  const here = rules.filter((rule) => matchesPointer(rule.pointer, pointer))
  const forbidden = here.find((rule) => 'mustNot' in rule && rule.mustNot.includes(kind))
  if (forbidden !== undefined) return { expected: false, why: forbidden.why }
  const allowed =
    here.find((rule) => 'may' in rule && rule.may.includes(kind)) ??
    rules.find((rule) => 'must' in rule && matchesPointer(`${rule.pointer}/**`, pointer))
  return allowed === undefined ? { expected: false, why: null } : { expected: true, why: allowed.why }
}

/** Pointers of the earlier value that the clauses about its fact say must change, and that did not, nor anything above or below them. */
export const mustHaveChanged = (
  rules: readonly DriftRule[],
  pointers: readonly string[],
  differences: readonly Difference[],
): readonly { readonly pointer: string; readonly why: string }[] => {
  const changed = (pointer: string): boolean =>
    differences.some((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`) || pointer.startsWith(`${one.pointer}/`))
  return rules
    .filter((rule) => 'must' in rule)
    .flatMap(({ pointer: glob, why }) =>
      pointers.filter((pointer) => matchesPointer(glob, pointer) && !changed(pointer)).map((pointer) => ({ pointer, why })),
    )
}

/** `*` is any text within one segment, `**` (a segment of its own) any number of segments, none included. */
const matchesPointer = (glob: string, pointer: string): boolean => {
  // That a whole fact comes or goes is never meant by a glob over what it holds.
  if (pointer === '') return glob === ''
  const segments = glob.split('/').slice(1)
  const pattern = segments.map((segment) =>
    segment === '**'
      ? '(?:/[^/]*)*'
      : `/${segment
          .split('*')
          .map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
          .join('[^/]*')}`,
  )
  return new RegExp(`^${pattern.join('')}$`, 'u').test(pointer)
}
