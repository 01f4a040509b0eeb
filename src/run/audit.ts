import { resolveSecrets } from '../config/secrets.ts'
import type { Report } from '../core/report.ts'
import { scrubberOf, type Scrubber } from '../core/scrubber.ts'
import type { Selection } from '../core/selection.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { TargetName } from '../core/target.ts'
import type { Threshold } from '../core/vocabulary.ts'
import { assertInOrder, baselineFrom } from './baseline.ts'
import { collect, type Collection, type TargetEvent } from './collect.ts'
import type { Imports } from './imports.ts'
import { prepare, type Judging, type Prepared } from './prepare.ts'
import { reportOf } from './report-of.ts'
import { saltOf } from './salt.ts'
import { lookedAt, type SelectionFlags } from './selection-of-flags.ts'
import { savedSnapshot } from './saved-snapshot.ts'
import { evaluateAll } from './user-evaluation.ts'

/** How a run is bounded and watched. */
export interface RunOptions {
  readonly concurrency: number
  /** Per target, ms. */
  readonly timeout: number
  /** The whole run, ms. */
  readonly deadline: number
  /** Ends the collection; what is known by then is kept. */
  readonly signal: AbortSignal
  /** Archive scans of earlier runs may be used, and those of this one kept (not with --no-cache). */
  readonly cache: boolean
  /** Databases whose answers a client of theirs has written; absent: none. */
  readonly imports?: Imports
  readonly onTarget: (event: TargetEvent) => void
}

export interface AuditOptions extends RunOptions {
  /** Ends the evaluation, which `signal` does not: what was collected before the stop is still judged and reported. */
  readonly abandon: AbortSignal
}

/** A live collection with what its outputs must be scrubbed of. */
export interface LiveRun extends Collection {
  readonly scrubber: Scrubber
  /** Sentences for standard error: a secret file others may read, a weak password. */
  readonly warnings: readonly string[]
}

/** Reads the targets of a prepared plan. Throws UserError before anything is contacted when the salt cannot be read. */
export const collectLive = async ({ plan, profile, checks, selection }: Prepared, options: RunOptions): Promise<LiveRun> => {
  const contacted = lookedAt(plan, selection)
  // Nobody logs in where the answers are there already.
  const targets = contacted.targets.filter(({ name }) => options.imports?.has(name) !== true)
  const secrets = await resolveSecrets({ ...contacted, targets }, process.env, options.signal)
  const salt = saltOf(secrets.salt)
  const scrubber = scrubberOf(
    [...secrets.known, { value: salt.key, weak: false }],
    namesIn(
      plan.targets.map(({ name }) => name),
      selection,
    ),
  )
  const { snapshot, transcript } = await collect({
    ...options,
    plan,
    profile: profile.id,
    secrets,
    scrubber,
    salt,
    checks,
    selection,
  })
  return { snapshot, transcript, scrubber, warnings: secrets.warnings }
}

/** Names that facts and reports hold by right; a password equal to one of them does not taint. */
const namesIn = (targets: readonly string[], selection: Selection): ReadonlySet<string> => {
  const parameters = Object.values(selection.parameters).flatMap((one) => Object.values(one).filter((value) => typeof value === 'string'))
  return new Set([...targets, ...Object.values(selection.options), ...parameters])
}

/** What an audit comes to, before it is rendered. */
export interface Audit {
  readonly report: Report
  readonly snapshot: Snapshot
  readonly live: LiveRun | null
}

/** The main job: prepare, collect, evaluate, judge. `baselines`: snapshots from before the upgrade; empty: none. */
export const audit = async (
  planFile: string,
  flags: SelectionFlags,
  failOn: Threshold,
  options: AuditOptions,
  baselines: readonly string[] = [],
): Promise<Audit> => {
  const prepared = await prepare(planFile, flags, options.signal)
  // Read before anything is contacted: a mistaken file is said at once.
  const judging = await comparing(prepared, baselines, prepared.plan.targets)
  const live = await collectLive(prepared, options)
  return { report: await judged(live.snapshot, judging, failOn, options.abandon), snapshot: live.snapshot, live }
}

/** The same from saved snapshots: nothing is contacted. */
export const auditSaved = async (
  files: readonly string[],
  latest: boolean,
  planFile: string | null,
  flags: SelectionFlags,
  failOn: Threshold,
  baselines: readonly string[] = [],
): Promise<Audit> => {
  const { snapshot, ...saved } = await savedSnapshot(files, latest, planFile, flags)
  const judging = await comparing(saved, baselines, snapshot.targets)
  if (judging.baseline !== undefined)
    assertInOrder(judging.baseline, snapshot, 'Give --from what was collected after the upgrade, and --baseline what was before.')
  return { report: await judged(snapshot, judging, failOn, new AbortController().signal), snapshot, live: null }
}

const comparing = async (judging: Judging, baselines: readonly string[], targets: readonly TargetName[]): Promise<Judging> =>
  baselines.length === 0 ? judging : { ...judging, baseline: await baselineFrom(baselines, judging, targets) }

const judged = async (snapshot: Snapshot, judging: Judging, failOn: Threshold, signal: AbortSignal): Promise<Report> =>
  reportOf(snapshot, judging, await evaluateAll(snapshot, judging.checks, judging.selection, signal, judging.baseline), failOn)
