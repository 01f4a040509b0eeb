import type { SharedScan, SharesDone } from '../core/archive-scan.ts'
import { isJsonObject, type JsonValue } from '../core/json.ts'
import type { CollectTask } from './protocol.ts'
import type { Failure } from './supervised-child.ts'
import { REASON_CODES } from '../core/vocabulary.ts'
import { superviseTasks, type TaskOptions, type TaskResult } from './supervised-tasks.ts'

/** Scans one fact may have shared: a target names no more paths than that. */
const MOST_SCANS = 32

/**
 * Has tasks done as superviseTasks does; where the answer is that a large scan is to be shared, it is done by several processes at once, and the task once
 * more with what they found. What a process says of the scan decides nothing here but how many there are; each looks at it again. When a share fails, so
 * does the task.
 */
export const superviseScans = async (options: TaskOptions<CollectTask>, processes: number): Promise<ReadonlyMap<CollectTask, TaskResult>> => {
  const endsAt = performance.now() + options.timeLeft
  const answered = async (task: CollectTask): Promise<TaskResult> => {
    const results = await superviseTasks({ ...options, tasks: [task], timeLeft: Math.max(0, endsAt - performance.now()) })
    return results.get(task) ?? { failure: { code: 'internal', text: 'it was not answered' } }
  }
  const results = new Map(await superviseTasks(options))
  for (const [task, first] of results) {
    const done: SharesDone[] = []
    let result = first
    for (let scan = wantedIn(result, processes); scan !== null && done.length < MOST_SCANS; scan = wantedIn(result, processes)) {
      const shared = scan
      const shares = await Promise.all(Array.from({ length: scan.of }, (_, index) => answered({ ...task, share: { scan: shared, index } })))
      const failed = shares.map(failureOf).find((failure) => failure !== null)
      if (failed !== undefined) {
        result = { failure: failed }
        break
      }
      done.push({ scan, parts: shares.map(partIn) })
      result = await answered({ ...task, done: [...done] })
    }
    results.set(task, result)
  }
  return results
}

const wantedIn = (result: TaskResult, processes: number): SharedScan | null => {
  const wanted = 'answer' in result && isJsonObject(result.answer) ? result.answer['wanted'] : undefined
  if (!isJsonObject(wanted)) return null
  const { path, prefixes, of, digest, known } = wanted
  if (typeof path !== 'string' || typeof digest !== 'string' || !isTexts(prefixes) || !isTexts(known)) return null
  return typeof of === 'number' && Number.isInteger(of) && of > 1 && of <= processes ? { path, prefixes, of, digest, known } : null
}

const isTexts = (value: JsonValue | undefined): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string')

const partIn = (result: TaskResult): JsonValue => ('answer' in result && isJsonObject(result.answer) ? (result.answer['part'] ?? null) : null)

/** Why a share gave nothing. */
const failureOf = (result: TaskResult): Failure | null => {
  if ('failure' in result) return result.failure
  if (partIn(result) !== null) return null
  const failure = isJsonObject(result.answer) ? result.answer['failure'] : undefined
  const text = isJsonObject(failure) && typeof failure['text'] === 'string' ? failure['text'] : 'a share of the scan gave something that is none'
  const code = isJsonObject(failure) ? REASON_CODES.find((one) => one === failure['code']) : undefined
  return { code: code ?? 'internal', text }
}
