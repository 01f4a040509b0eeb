import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { collectorTargets } from '../config/targets.ts'
import type { Plan } from '../config/plan.ts'
import type { ResolvedSecrets } from '../config/secrets.ts'
import type { AnyCheck } from '../core/check.ts'
import type { Evidence } from '../core/fact.ts'
import { canonicalJson, compareText } from '../core/json.ts'
import type { Scrubber } from '../core/scrubber.ts'
import { selectedChecks, wantedFacts, type Selection } from '../core/selection.ts'
import { orderedEvidence, type Snapshot, type TargetWitness } from '../core/snapshot.ts'
import type { TargetName } from '../core/target.ts'
import { collectTarget } from './collect-target.ts'
import { FactSchemas } from './fact-schemas.ts'
import { TOOL } from './installation.ts'
import type { Imports } from './imports.ts'
import { placesOf } from './places.ts'
import { inParallel } from './pool.ts'
import type { CheckSet } from './prepare.ts'
import type { CollectTask } from './protocol.ts'
import { cacheDirectory, isCacheAllowed, keepInCache } from './scan-cache.ts'
import type { Salt } from './salt.ts'
import type { ChildEnd } from './supervised-child.ts'
import { Transcript } from './transcript.ts'

export interface CollectOptions {
  readonly plan: Plan
  /** The upgrade path that is judged; not always the plan's own. */
  readonly profile: string
  readonly secrets: ResolvedSecrets
  readonly scrubber: Scrubber
  readonly salt: Salt
  readonly checks: CheckSet
  readonly selection: Selection
  /** Targets at a time. */
  readonly concurrency: number
  /** Per target, ms. */
  readonly timeout: number
  /** The whole run, ms. */
  readonly deadline: number
  /** Aborted with the name of the signal when the user stops the run. */
  readonly signal: AbortSignal
  /** Archive scans of earlier runs may be used, and those of this one kept. */
  readonly cache: boolean
  readonly imports?: Imports
  readonly onTarget: (event: TargetEvent) => void
}

/** More processes than that share no scan: they would have to share the disk too. */
const MOST_PROCESSES = 4

export type TargetEvent =
  | { readonly event: 'begin'; readonly target: string; readonly facts: number }
  | { readonly event: 'child'; readonly target: string; readonly end: ChildEnd }
  | { readonly event: 'end'; readonly target: string; readonly errors: number; readonly wallMs: number }

export interface Collection {
  readonly snapshot: Snapshot
  readonly transcript: Transcript
}

/** The facts to read of each target, each once however many checks want it (DESIGN §3, "Collection is deduplicated"). */
export const tasksByTarget = (
  checks: readonly AnyCheck[],
  targets: readonly TargetName[],
  selection: Selection,
): ReadonlyMap<string, readonly CollectTask[]> => {
  const tasks = new Map<string, Map<string, CollectTask>>()
  for (const { fact, target, params } of wantedFacts(checks, targets, selection)) {
    const known = tasks.get(target.name) ?? new Map<string, CollectTask>()
    known.set(`${fact} ${canonicalJson(params)}`, { fact, params })
    tasks.set(target.name, known)
  }
  return new Map([...tasks].map(([target, known]) => [target, [...known].sort(([a], [b]) => compareText(a, b)).map(([, task]) => task)]))
}

/** Reads every fact the selected checks need, each target in processes of its own, and records them. Never throws for what a target does. */
export const collect = async (options: CollectOptions): Promise<Collection> => {
  const { plan, checks, selection, scrubber } = options
  const all = [...checks.builtIn, ...checks.own]
  const startedAt = new Date().toISOString()
  const transcript = new Transcript((text) => scrubber.mask(text))
  const schemas = new FactSchemas(all)
  const names: readonly TargetName[] = plan.targets.map(({ name, type, role, line }) => ({ name, type, role, line }))
  const tasks = tasksByTarget(all, names, selection)
  const deadline = AbortSignal.timeout(options.deadline)
  const signal = AbortSignal.any([options.signal, deadline])
  const evidence: Evidence[] = []
  const witness: TargetWitness[] = []
  const tainted: { target: string; text: string }[] = []
  const collectedAt = new Map<string, string>()

  const places = await placesOf(plan)
  const cache = cacheDirectory(process.env)
  const audited = [...plan.targets.flatMap(({ name }) => places.of(name)), ...places.alsoRead]
  // What modules of the user's own say is never kept, so what is there is no concern of theirs.
  const remembers = options.cache && checks.modules.length === 0 && cache !== null && (await isCacheAllowed(cache, audited))
  const memory = remembers ? { directory: cache, version: TOOL.version } : null
  const targets = collectorTargets(plan, options.secrets, places.real).filter(({ target }) => tasks.has(target.name))
  await inParallel(targets, options.concurrency, async ({ target, secrets }) => {
    const wanted = tasks.get(target.name) ?? []
    options.onTarget({ event: 'begin', target: target.name, facts: wanted.length })
    const begun = performance.now()
    const imported = options.imports?.get(target.name)
    const result = await collectTarget({
      name: target.name,
      tasks: wanted,
      job: {
        target,
        secrets,
        roots: places.of(target.name),
        alsoRead: imported === undefined ? places.alsoRead : [...places.alsoRead, imported],
        ...(imported === undefined ? {} : { imported: imported.real }),
        salt: options.salt,
        plan: { variables: plan.variables, options: selection.options },
        modules: checks.modules,
        scans: { processes: Math.min(MOST_PROCESSES, availableParallelism()), memory },
      },
      readable: checks.readable,
      timeout: options.timeout,
      signal,
      schemas,
      scrubber,
      onOperation: (at, operation) => transcript.add(at, target.name, operation),
      ...(memory === null ? {} : { onRemembered: (file, text) => keepInCache(memory.directory, file, text) }),
      // It holds the target's passwords, and may have printed one.
      onEnd: (end) => options.onTarget({ event: 'child', target: target.name, end: { ...end, printed: scrubber.mask(end.printed) } }),
    })
    evidence.push(...result.evidence)
    witness.push(...result.witness.map((said) => ({ target: target.name, verdict: said.verdict, text: scrubber.mask(said.text) })))
    if (result.tainted !== null) tainted.push({ target: target.name, text: scrubber.mask(result.tainted) })
    collectedAt.set(target.name, new Date().toISOString())
    const errors = result.evidence.filter((item) => item.state === 'error').length
    options.onTarget({ event: 'end', target: target.name, errors, wallMs: performance.now() - begun })
  })

  const ownChecks = selectedChecks(checks.own, selection)
    .map(({ id }) => id)
    .sort(compareText)
  const snapshot: Snapshot = {
    schemaVersion: 1,
    kind: 'iam-preflight-snapshot',
    tool: TOOL,
    run: { id: randomUUID(), startedAt, collectedAt: new Date().toISOString() },
    planDigest: plan.digest,
    profile: options.profile,
    phase: selection.phase,
    step: selection.step,
    options: selection.options,
    parameters: plan.parameters,
    gaps: plan.gaps,
    attestations: plan.attestations,
    ...(ownChecks.length === 0 ? {} : { ownChecks }),
    saltId: options.salt.saltId,
    targets: names.map((target) => ({ ...target, collectedAt: collectedAt.get(target.name) ?? null })),
    evidence: orderedEvidence(evidence),
    interrupted: options.signal.aborted ? (options.signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT') : null,
    tainted: tainted.sort((a, b) => compareText(a.target, b.target)),
    transcript: transcript.summary(),
    ...(witness.length === 0 ? {} : { witness: witness.sort((a, b) => compareText(a.target, b.target)) }),
  }
  return { snapshot, transcript }
}
