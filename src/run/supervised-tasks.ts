import type { JsonValue } from '../core/json.ts'
import type { ChildRecord } from './protocol.ts'
import { runChild, type ChildEnd, type ChildOptions, type Failure } from './supervised-child.ts'

/** The answer to a task, or why there is none. */
export type TaskResult = { readonly answer: JsonValue } | { readonly failure: Failure }

export interface TaskOptions<T> extends Pick<ChildOptions, 'entry' | 'readable' | 'network' | 'driver' | 'taskDeadline' | 'signal'> {
  readonly tasks: readonly T[]
  readonly jobFor: (tasks: readonly T[]) => object
  /** Time all the tasks may take together, ms. */
  readonly timeLeft: number
  /** Records other than start, answer and done. Returning true stops the work. */
  readonly onNote: (record: ChildRecord) => boolean
  readonly onEnd?: (end: ChildEnd) => void
}

/**
 * Has tasks done by child processes, one after another. When a child has to be killed, or dies, the task it was busy with is answered by the reason and
 * a new child takes up the rest: one that loops, exits or eats memory spoils its own answer only.
 */
export const superviseTasks = async <T>(options: TaskOptions<T>): Promise<ReadonlyMap<T, TaskResult>> => {
  const results = new Map<T, TaskResult>()
  const endsAt = performance.now() + options.timeLeft
  const stop = new AbortController()
  let pending = [...options.tasks]

  while (pending.length > 0 && !stop.signal.aborted) {
    const asked = pending
    const end = await runChild({
      entry: options.entry,
      job: options.jobFor(asked),
      readable: options.readable,
      ...(options.network === undefined ? {} : { network: options.network }),
      driver: options.driver ?? null,
      timeLeft: Math.max(0, endsAt - performance.now()),
      taskDeadline: options.taskDeadline,
      signal: AbortSignal.any([options.signal, stop.signal]),
      onRecord: (record) => {
        if (record.t === 'answer') {
          const task = asked[record.index]
          if (task !== undefined && !results.has(task)) results.set(task, { answer: record.answer })
        } else if (record.t !== 'start' && record.t !== 'done' && options.onNote(record)) stop.abort()
      },
    })
    options.onEnd?.(end)
    pending = remaining(asked, results, end)
  }
  for (const task of pending) results.set(task, { failure: { code: 'internal', text: 'the work was stopped before this was read' } })
  return results
}

/** The tasks still to be done after a child ended; those that cannot be done any more are answered with its failure. */
const remaining = <T>(asked: readonly T[], results: Map<T, TaskResult>, end: ChildEnd): T[] => {
  const open = asked.filter((task) => !results.has(task))
  const failure = end.failure ?? { code: 'internal', text: 'the process said it was done and had not answered this' }
  const culprit = end.begun === null ? undefined : asked[end.begun]
  // The time is up for all, or nothing was begun: a new child would fare no better.
  if (failure.code === 'deadline' || (culprit === undefined && open.length === asked.length)) {
    for (const task of open) results.set(task, { failure })
    return []
  }
  if (culprit !== undefined) results.set(culprit, { failure })
  return open.filter((task) => task !== culprit)
}
