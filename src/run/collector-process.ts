import { FactError } from '../core/fact-error.ts'
import type { EvidenceError, EvidenceValue, Evidence } from '../core/fact.ts'
import { Secret } from '../core/secret.ts'
import { revive } from '../core/target-wire.ts'
import type { AnyCollector, Collected } from '../core/collector.ts'
import type { JsonValue } from '../core/json.ts'
import type { Operation } from '../core/session.ts'
import { LIMITS } from '../limits.ts'
import { loadCollector } from '../registry/registry.ts'
import { SharesWanted } from '../sessions/archive-parts.ts'
import type { ScanHelp } from '../sessions/archive-scan-session.ts'
import { KeptReads } from '../sessions/kept-reads.ts'
import type { NetworkDoors } from '../sessions/network-doors.ts'
import { fileSession } from '../sessions/file-session.ts'
import { factErrorOf } from '../sessions/fact-error-of.ts'
import { jobFromInput } from './job-input.ts'
import type { AnswerOfShare, CollectJob, CollectTask, SharesAnswer } from './protocol.ts'
import { writeRecord, writeSoon } from './record-writer.ts'
import { userCollectors } from './user-modules.ts'
import { forbiddenBy, onForbidden } from './write-guard.ts'

/**
 * The collector process: one per target. It gets its job over standard input, reads the facts one after another, so that what blocks or breaks is exactly
 * the one begun and not ended, and writes records. It holds no right but to read what the plan names (child-flags).
 */
const main = async (): Promise<void> => {
  const tainted = (text: string): void => writeRecord({ t: 'tainted', text })
  onForbidden(tainted)
  // What ends this process too early is told by the missing last record; a late rejection of one collector must not silence the next.
  process.on('unhandledRejection', (error) => {
    reportForbidden(error, tainted)
    // For --debug: the kind only, since what an unforeseen error says may quote what was read.
    process.stderr.write(`unhandled rejection: ${error instanceof Error ? error.name : typeof error}\n`)
  })

  const job = await jobFromInput<CollectJob>()
  const target = revive(job.target, job.secrets)
  const own = await userCollectors(job.modules)
  const doors = once(async () => (await import('../sessions/network-doors.ts')).networkDoorsOf(target, job.imported ?? null))
  const shared = { own, kept: new KeptReads(), keep: keeper(), doors, tainted }
  for (const [index, task] of job.tasks.entries()) {
    writeRecord({ t: 'start', index })
    const answer = task.share === undefined ? await evidenceOf(task, job, target, shared) : await shareFor(task.share, job)
    writeRecord({ t: 'answer', index, answer })
    // At once: a process that has to be stopped later has said it.
    const witness = shared.doors.made ? (await shared.doors.value().catch(() => null))?.witness?.() : null
    if (witness !== null && witness !== undefined) writeRecord({ t: 'witness', witness })
  }
  // What is logged in nowhere needs no farewell.
  if (shared.doors.made) await (await shared.doors.value())?.close()
  writeRecord({ t: 'done' })
}

/** What all facts of the target use. */
interface Shared {
  readonly own: readonly AnyCollector[]
  readonly kept: KeptReads
  readonly keep: ScanHelp['keep']
  readonly doors: Once<Promise<NetworkDoors | null>>
  readonly tainted: (text: string) => void
}

/** Something that is made when it is first needed. One that cannot be made says so each time. */
interface Once<T> {
  readonly made: boolean
  readonly value: () => T
}

const once = <T>(make: () => T): Once<T> => {
  let known: { readonly value: T } | null = null
  return {
    get made() {
      return known !== null
    },
    value: () => (known ??= { value: make() }).value,
  }
}

/** Hands scans to the supervisor for the next run, as long as they leave facts their room among what a process may send. */
const keeper = (): ScanHelp['keep'] => {
  let room: number = LIMITS.scanMemory.value
  return (name, text) => {
    const bytes = Buffer.byteLength(JSON.stringify(text))
    if (bytes > room) return
    room -= bytes
    writeRecord({ t: 'remember', name, text })
  }
}

const reportForbidden = (error: unknown, report: (text: string) => void): void => {
  const text = forbiddenBy(error)
  if (text !== null) report(text)
}

const shareFor = async ({ scan, index }: NonNullable<CollectTask['share']>, job: CollectJob): Promise<AnswerOfShare> => {
  const limit = AbortSignal.timeout(job.collectorDeadline)
  try {
    const { sharedScanOf } = await import('../sessions/archive-scan-session.ts')
    const part = await within(sharedScanOf(scan, index, { roots: [...job.roots, ...job.alsoRead], signal: limit }), limit)
    writeRecord({ t: 'operation', at: new Date().toISOString(), operation: { kind: 'file', verb: 'scan', what: scan.path, amount: part.bytesRead } })
    return { part }
  } catch (error) {
    return { failure: failureOf(error, limit).reason }
  }
}

const evidenceOf = async (
  task: CollectTask,
  job: CollectJob,
  target: ReturnType<typeof revive>,
  { own, kept, keep, doors, tainted }: Shared,
): Promise<Evidence | SharesAnswer> => {
  const head = { target: target.name, fact: task.fact, params: task.params }
  const sources = new Set<string>()
  const limit = AbortSignal.timeout(job.collectorDeadline)
  try {
    const collector = own.find((one) => one.fact.id === task.fact && one.type === target.type) ?? (await loadCollector(task.fact, target.type))
    if (collector === null) throw new FactError('unsupported', `no collector reads "${task.fact}" from a target of type ${target.type}`)
    const needs = collector.needs(target as never, task.params as never)
    if (needs !== null) return { ...head, state: 'not-in-plan', needs }
    const record = (operation: Operation): void => {
      sources.add(operation.what)
      writeSoon({ t: 'operation', at: new Date().toISOString(), operation })
    }
    const reused = (what: string): void => void sources.add(what)
    const files = fileSession({
      roots: job.roots,
      alsoRead: job.alsoRead,
      salt: { saltId: job.salt.saltId, key: Secret.of(job.salt.key) },
      signal: limit,
      record,
      reused,
      kept,
      help: {
        ...(job.scans ?? { processes: 1, memory: null }),
        done: task.done ?? [],
        keep,
      },
    })
    const network = collector.network === true ? (await doors.value())?.network({ files, signal: limit, record, reused }) : undefined
    const input = { target, params: task.params, plan: job.plan, signal: limit, files, network }
    const collected = await within(collector.collect(input as never), limit)
    return { ...head, ...valueOf(collected, sources) }
  } catch (error) {
    if (error instanceof SharesWanted) return { wanted: error.scan }
    reportForbidden(error, tainted)
    return { ...head, ...failureOf(error, limit) }
  }
}

const within = async <T>(work: Promise<T>, limit: AbortSignal): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>()
  limit.addEventListener('abort', () => reject(limit.reason), { once: true })
  return Promise.race([work, promise])
}

const valueOf = (collected: Collected<unknown>, sources: ReadonlySet<string>): EvidenceValue => {
  const text = JSON.stringify(collected.value)
  if (text === undefined) throw new FactError('internal', 'the collector returned nothing')
  if (text.length > LIMITS.factSize.value) throw new FactError('limit', `the fact is larger than ${LIMITS.factSize.value} bytes`)
  const value: JsonValue = JSON.parse(text)
  return { state: 'value', value, complete: collected.omitted.length === 0, omitted: collected.omitted, sources: [...sources].sort() }
}

const failureOf = (error: unknown, limit: AbortSignal): EvidenceError => {
  if (limit.aborted) return { state: 'error', reason: { code: 'timeout', text: 'reading took longer than its time limit (see `explain limits`)' } }
  const { code, message } = error instanceof FactError ? error : factErrorOf(error, 'the collector broke')
  return { state: 'error', reason: { code, text: message } }
}

await main()
