import { collectorTargets } from '../config/targets.ts'
import { unresolvedSecrets } from '../config/secrets.ts'
import type { AnyCollector, Touch } from '../core/collector.ts'
import { compareText } from '../core/json.ts'
import { revive } from '../core/target-wire.ts'
import { loadCollector } from '../registry/registry.ts'
import { tasksByTarget } from './collect.ts'
import type { Imports } from './imports.ts'
import { placesOf } from './places.ts'
import type { Prepared } from './prepare.ts'
import { lookedAt } from './selection-of-flags.ts'

/** What an audit would touch, without touching it: for a change board. */
export interface DryRun {
  /** Per target: files and trees that would be read, sorted, and facts the plan does not give enough for. */
  readonly targets: readonly { readonly target: string; readonly touches: readonly Touch[]; readonly notInPlan: readonly string[] }[]
  /** Secrets that would be fetched: by name of variable, file or command, never a value. */
  readonly secrets: readonly string[]
}

/** Contacts nothing, reads no secret and no audited file. What is imported is read in the place of an address. */
export const dryRun = async ({ plan, checks, selection }: Prepared, imports: Imports = new Map()): Promise<DryRun> => {
  const names = plan.targets.map(({ name, type, role, line }) => ({ name, type, role, line }))
  const tasks = tasksByTarget([...checks.builtIn, ...checks.own], names, selection)
  const chosen = lookedAt(plan, selection)
  const secrets = unresolvedSecrets(chosen)
  const contacted = { ...chosen, targets: chosen.targets.filter(({ name }) => !imports.has(name)) }
  const places = await placesOf(chosen)
  const targets: DryRun['targets'][number][] = []
  for (const { target: wire, secrets: values } of collectorTargets(chosen, secrets, places.real)) {
    const target = revive(wire, values)
    const touches = new Map<string, Touch>()
    const notInPlan = new Set<string>()
    const imported = imports.get(target.name)
    if (imported !== undefined) touches.set('imported', { kind: 'file', what: imported.real })
    for (const task of tasks.get(target.name) ?? []) {
      const collector: AnyCollector | null = await loadCollector(task.fact, target.type)
      if (collector === null) {
        touches.set(task.fact, { kind: 'statement', what: `whatever your own collector of "${task.fact}" reads below the target's paths` })
        continue
      }
      const needs = collector.needs(target as never, task.params as never)
      if (needs !== null) notInPlan.add(`${task.fact}: needs ${needs}`)
      else if (imported === undefined)
        for (const touch of collector.touches(target as never, task.params as never)) touches.set(`${touch.kind} ${touch.what}`, touch)
    }
    targets.push({
      target: target.name,
      touches: [...touches].sort(([a], [b]) => compareText(a, b)).map(([, touch]) => touch),
      notInPlan: [...notInPlan].sort(),
    })
  }
  return { targets, secrets: unresolvedSecrets(contacted).described }
}
