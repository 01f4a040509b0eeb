import { existsSync } from 'node:fs'
import type { Evidence } from '../core/fact.ts'
import { isJsonObject, type JsonObject } from '../core/json.ts'
import type { Scrubber } from '../core/scrubber.ts'
import type { Operation } from '../core/session.ts'
import { LIMITS } from '../limits.ts'
import { ENGINES, type SqlWitness } from '../core/sql.ts'
import type { FactSchemas } from './fact-schemas.ts'
import { driverFor, type TargetDriver } from './installation.ts'
import type { CollectJob, CollectTask } from './protocol.ts'
import type { ChildEnd } from './supervised-child.ts'
import { superviseScans } from './shared-scans.ts'
import type { TaskOptions, TaskResult } from './supervised-tasks.ts'
import { Witnesses } from './witnesses.ts'

export interface CollectTargetOptions {
  readonly name: string
  readonly tasks: readonly CollectTask[]
  readonly job: Omit<CollectJob, 'tasks' | 'collectorDeadline'>
  /** What the process may read besides: the user's own modules and what they import. */
  readonly readable: readonly string[]
  /** Time for the whole target, ms. */
  readonly timeout: number
  readonly signal: AbortSignal
  readonly schemas: FactSchemas
  readonly scrubber: Scrubber
  readonly onOperation: (at: string, operation: Operation) => void
  readonly onEnd: (end: ChildEnd) => void
  /** Told of what archive scans have left for the next run. */
  readonly onRemembered?: (name: string, text: string) => Promise<void>
}

export interface TargetEvidence {
  readonly evidence: readonly Evidence[]
  /** Why the target's evidence was dropped, or null. */
  readonly tainted: string | null
  /** What the target itself said of what was done to it, once for each process that logged in there. */
  readonly witness: readonly SqlWitness[]
}

/**
 * Collects one target in processes of its own. When the read-only guard stopped something there, or a secret turned up in a fact, nothing that target
 * gave is believed: all its evidence is dropped and replaced by errors.
 */
export const collectTarget = async (options: CollectTargetOptions): Promise<TargetEvidence> => {
  const { name, tasks, job } = options
  let tainted: string | null = null
  const taint = (text: string): boolean => {
    tainted ??= text
    return true
  }
  // Half the target's time at most, so that one that blocks leaves time for the rest.
  const collectorDeadline = Math.min(LIMITS.collectorDeadline.value, options.timeout / 2)
  const witnesses = new Witnesses()
  const kept: { readonly name: string; readonly text: string }[] = []
  const work: TaskOptions<CollectTask> = {
    entry: 'collector-process',
    tasks,
    jobFor: (pending) => ({ ...job, tasks: pending, collectorDeadline }) satisfies CollectJob,
    // Who reads a file of answers needs neither.
    network: job.imported === undefined && hasAddress(job.target),
    driver: job.imported === undefined ? driverOf(job.target) : null,
    readable: [...[...job.roots, ...job.alsoRead].map(({ real }) => real), ...options.readable, ...memoryPath(job)],
    timeLeft: options.timeout,
    // The process ends a slow collector itself; this later bound is for one that blocks it.
    taskDeadline: collectorDeadline + TASK_GRACE_MS,
    signal: options.signal,
    onNote: (record) => {
      if (record.t === 'tainted') return taint(`the read-only guard stopped a collector: ${record.text}`)
      if (record.t === 'witness') return witnesses.hear(record.witness) && taint(`the target says that it was written to: ${record.witness.text}`)
      if (record.t === 'operation') {
        options.onOperation(record.at, record.operation)
        witnesses.see(record.operation)
      }
      // Code of the user's own could have said it.
      if (record.t === 'remember' && job.modules.length === 0 && kept.length < MOST_KEPT) kept.push(record)
      return false
    },
    onEnd: (end) => {
      witnesses.end(end)
      options.onEnd(end)
    },
  }
  const results = await superviseScans(work, job.scans?.processes ?? 1)
  const evidence = tasks.map((task) => masked(options.schemas.checked(evidenceOf(name, task, results.get(task), options.schemas)), options.scrubber))
  const leaking = evidence.find((item) => options.scrubber.found(JSON.stringify(item)))
  if (leaking !== undefined) taint(`a secret of the plan turned up in the fact "${leaking.fact}"`)
  if (tainted === null) for (const { name: file, text } of kept) if (!options.scrubber.found(text)) await options.onRemembered?.(file, text)
  return { evidence: tainted === null ? evidence : evidence.map((item) => dropped(item, tainted ?? '')), tainted, witness: witnesses.said }
}

const hasAddress = ({ type, fields }: JsonObject): boolean => type === 'database' || (isJsonObject(fields) && fields['url'] !== undefined)

/** The driver that a process for this target has to be able to load beside those that all can. */
const driverOf = ({ type, fields }: JsonObject): TargetDriver | null => {
  const engine = type === 'database' && isJsonObject(fields) ? ENGINES.find((known) => known === fields['engine']) : undefined
  return engine === undefined ? null : driverFor(engine)
}

const TASK_GRACE_MS = 500
const MOST_KEPT = 32

/** A directory that is not there must not be granted: whoever makes it later would be read. */
const memoryPath = ({ scans }: CollectTargetOptions['job']): readonly string[] => {
  const directory = scans?.memory?.directory
  return directory !== undefined && existsSync(directory) ? [directory] : []
}

const evidenceOf = (target: string, task: CollectTask, result: TaskResult | undefined, schemas: FactSchemas): Evidence => {
  const head = { target, fact: task.fact, params: task.params }
  const sent = result !== undefined && 'answer' in result && isJsonObject(result.answer) ? { ...result.answer, ...head } : null
  if (schemas.isEvidence(sent)) return sent
  const failure =
    result !== undefined && 'failure' in result
      ? result.failure
      : { code: 'internal' as const, text: 'the collector gave something that is no evidence' }
  return { ...head, state: 'error', reason: { code: failure.code, text: `"${task.fact}" of ${target}: ${failure.text}` } }
}

/** Sentences are free text and are masked; a value is structured, and a secret in it taints. */
const masked = (item: Evidence, scrubber: Scrubber): Evidence => {
  if (item.state === 'error') return { ...item, reason: { code: item.reason.code, text: scrubber.mask(item.reason.text) } }
  return item.state === 'value' ? { ...item, omitted: item.omitted.map((line) => scrubber.mask(line)) } : item
}

const dropped = (item: Evidence, why: string): Evidence => ({
  target: item.target,
  fact: item.fact,
  params: item.params,
  state: 'error',
  reason: { code: 'internal', text: `tainted: ${why}; the evidence of ${item.target} was dropped` },
})
