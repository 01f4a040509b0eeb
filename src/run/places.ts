import type { Plan } from '../config/plan-model.ts'
import { rootsOf as fieldPaths } from '../core/target-fields.ts'
import { rootsOf, type Root } from '../sessions/roots.ts'

/** The plan's paths, as it names them and as they really are: a configuration file of the audited system may name either. */
export interface Places {
  /** A path of the plan with its links resolved. */
  readonly real: (path: string) => string
  /** What a target may be read from. */
  readonly of: (target: string) => readonly Root[]
  readonly alsoRead: readonly Root[]
}

/** Looks at where the plan's paths lead, once, before any collector process is started; the paths' contents are not looked at. */
export const placesOf = async (plan: Plan): Promise<Places> => {
  const byTarget = new Map<string, readonly Root[]>()
  for (const target of plan.targets) byTarget.set(target.name, await rootsOf(fieldPaths(target)))
  const alsoRead = await rootsOf(plan.alsoRead)
  const real = new Map([...byTarget.values(), alsoRead].flat().map((root) => [root.given, root.real]))
  return { real: (path) => real.get(path) ?? path, of: (target) => byTarget.get(target) ?? [], alsoRead }
}
