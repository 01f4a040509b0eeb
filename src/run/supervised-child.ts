import { ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { ReasonCode } from '../core/vocabulary.ts'
import { LIMITS } from '../limits.ts'
import { CHILD_ENVIRONMENT, childFlags } from './child-flags.ts'
import { entryFile } from './installation.ts'
import { RECORD_DESCRIPTOR, type ChildRecord } from './protocol.ts'

/** Why something could not be determined. */
export interface Failure {
  readonly code: ReasonCode
  readonly text: string
}

/** How a child process ended. */
export interface ChildEnd {
  /** Null when the last record came: everything asked was answered. */
  readonly failure: Failure | null
  /** Index of the task that was begun and not answered. */
  readonly begun: number | null
  /** Largest resident memory seen, bytes. */
  readonly peakMemory: number
  /** What it printed beside its records, bounded; for --debug only. */
  readonly printed: string
}

export interface ChildOptions {
  readonly entry: 'collector-process' | 'evaluator-process'
  readonly job: object
  /** Paths it may read besides the application. */
  readonly readable: readonly string[]
  /** Time the whole process may take, ms. */
  readonly timeLeft: number
  /** Time one task may take, ms. */
  readonly taskDeadline: number
  readonly signal: AbortSignal
  readonly onRecord: (record: ChildRecord) => void
}

const MEMORY_POLL_MS = 50
const PAGE_BYTES = 4096

/**
 * Runs one child process to its end. It is killed hard when it exceeds its time, its memory or its output, or when the run is cancelled; the end is
 * reported as a value. Its exit code is never trusted: only the last record says that it finished.
 */
export const runChild = async (options: ChildOptions): Promise<ChildEnd> => {
  const child = started(options)
  if (!(child instanceof ChildProcess)) return { failure: child, begun: null, peakMemory: 0, printed: '' }
  const ended = exitOf(child)
  // Without a process there are no pipes to listen to either.
  if (child.pid === undefined) return { failure: endWithoutRecord(await ended), begun: null, peakMemory: 0, printed: '' }
  const watch = new Watch(child, options)
  // A child that dies early closes its input: that is told by its end, not by this write.
  child.stdin?.on('error', () => {})
  child.stdin?.end(JSON.stringify(options.job))
  return watch.end(await ended)
}

/** The child, or why there is none: most errors of spawn are told by an event, and some are thrown. */
const started = ({ entry, readable }: ChildOptions): ChildProcess | Failure => {
  try {
    return spawn(process.execPath, [...childFlags(readable, false), entryFile(entry)], {
      env: CHILD_ENVIRONMENT,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    })
  } catch (error) {
    return notStarted(error)
  }
}

/** What keeps a process from being started, by the code of the operating system. */
const SHORT_OF: Readonly<Record<string, string>> = {
  EMFILE: 'too many files are open (see ulimit -n)',
  ENFILE: 'too many files are open on this host',
  EAGAIN: 'too many processes are running (see ulimit -u)',
  ENOMEM: 'memory is short',
  E2BIG: 'the plan names more paths for this target than a command line can hold',
}

const notStarted = (error: unknown): Failure => {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  const why = SHORT_OF[code]
  return { code: why === undefined ? 'internal' : 'limit', text: `the process that reads the target could not be started: ${why ?? code}` }
}

interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly spawnError: Error | null
}

const exitOf = (child: ChildProcess): Promise<Exit> => {
  const { promise, resolve } = Promise.withResolvers<Exit>()
  child.once('error', (error) => resolve({ code: null, signal: null, spawnError: error }))
  child.once('close', (code, signal) => resolve({ code, signal, spawnError: null }))
  return promise
}

const endWithoutRecord = ({ code, signal, spawnError }: Exit): Failure => {
  if (spawnError !== null) return notStarted(spawnError)
  // V8 ends a process that outgrows its heap by SIGABRT.
  if (signal === 'SIGABRT' || code === 134)
    return { code: 'limit', text: `more than ${LIMITS.childHeap.value} MB of heap were needed; the process was stopped` }
  return { code: 'internal', text: `the process ended before its work was done (${signal ?? `exit code ${code ?? 'unknown'}`})` }
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`

/** Time, memory and records of one child. */
class Watch {
  readonly #child: ChildProcess
  readonly #options: ChildOptions
  #finished = false
  #begun: number | null = null
  #killedFor: Failure | null = null
  #peakMemory = 0
  #received = 0
  #printed = ''
  #taskTimer: NodeJS.Timeout | undefined
  readonly #timers: readonly NodeJS.Timeout[]

  constructor(child: ChildProcess, options: ChildOptions) {
    this.#child = child
    this.#options = options
    this.#listen()
    this.#timers = [
      setTimeout(() => this.#kill('deadline', `the target was not read within ${seconds(options.timeLeft)}`), options.timeLeft),
      setInterval(() => void this.#measure(), MEMORY_POLL_MS),
    ]
    if (options.signal.aborted) this.#cancel()
    options.signal.addEventListener('abort', this.#cancel, { once: true })
  }

  end(exit: Exit): ChildEnd {
    clearTimeout(this.#taskTimer)
    for (const timer of this.#timers) clearInterval(timer)
    this.#options.signal.removeEventListener('abort', this.#cancel)
    const failure = this.#killedFor ?? (this.#finished ? null : endWithoutRecord(exit))
    return { failure, begun: this.#begun, peakMemory: this.#peakMemory, printed: this.#printed }
  }

  readonly #cancel = (): void => this.#kill('deadline', 'the run was cancelled before this was read')

  #kill(code: ReasonCode, text: string): void {
    this.#killedFor ??= { code, text }
    this.#child.kill('SIGKILL')
  }

  #listen(): void {
    const records = this.#child.stdio[RECORD_DESCRIPTOR]
    const decoder = new TextDecoder()
    let rest = ''
    records?.on('error', () => {})
    records?.on('data', (chunk: Uint8Array) => {
      this.#received += chunk.length
      if (this.#received > LIMITS.childOutput.value) return this.#kill('limit', `the process sent more than ${LIMITS.childOutput.value} bytes`)
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) this.#accept(line)
    })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Uint8Array) => {
        const room = LIMITS.childErrorOutput.value - this.#printed.length
        if (room > 0) this.#printed += Buffer.from(chunk).toString('utf8').slice(0, room)
      })
  }

  #accept(line: string): void {
    if (this.#killedFor !== null) return
    const record = recordOf(line)
    if (record === null) return this.#kill('internal', 'the process sent a record that is not understood')
    if (record.t === 'start') {
      this.#begun = record.index
      const { taskDeadline } = this.#options
      clearTimeout(this.#taskTimer)
      this.#taskTimer = setTimeout(() => this.#kill('timeout', `it was still busy after ${seconds(taskDeadline)} and was stopped`), taskDeadline)
    } else if (record.t === 'answer') {
      this.#begun = null
      clearTimeout(this.#taskTimer)
    } else if (record.t === 'done') this.#finished = true
    this.#options.onRecord(record)
  }

  async #measure(): Promise<void> {
    const bytes = await residentMemory(this.#child.pid)
    this.#peakMemory = Math.max(this.#peakMemory, bytes)
    if (bytes > LIMITS.childMemory.value)
      this.#kill('limit', `more than ${LIMITS.childMemory.value / 1024 / 1024} MB of memory were needed; the process was stopped`)
  }
}

const recordOf = (line: string): ChildRecord | null => {
  try {
    const record: ChildRecord = JSON.parse(line)
    return typeof record === 'object' && record !== null && typeof record.t === 'string' ? record : null
  } catch {
    return null
  }
}

/** Resident memory of a process in bytes, from /proc; 0 where that is not to be had (then heap limit and deadline alone bound it). */
const residentMemory = async (pid: number | undefined): Promise<number> => {
  try {
    const [, resident] = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')
    return Number(resident) * PAGE_BYTES
  } catch {
    return 0
  }
}
