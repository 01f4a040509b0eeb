import { isUtf8 } from 'node:buffer'
import { ChildProcess, spawn } from 'node:child_process'
import type { ReasonCode } from '../core/vocabulary.ts'
import { LIMITS } from '../limits.ts'
import { CHILD_ENVIRONMENT, childFlags } from './child-flags.ts'
import { entryFile, type TargetDriver } from './installation.ts'
import { RECORD_DESCRIPTOR, type ChildRecord } from './protocol.ts'
import { recordOf } from './record-reader.ts'
import { residentMemory } from './resident-memory.ts'

/** Why something could not be determined. */
export interface Failure {
  readonly code: ReasonCode
  readonly text: string
}

/** How a child process ended. */
export interface ChildEnd {
  /** Null when the last record came: everything asked was answered. */
  readonly failure: Failure | null
  /** Index of the task that spoilt it: the one begun and not answered, or the last one when what it sent is not understood. Null when there is none. */
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
  /** Whether it may use the network, where the running Node can forbid it. */
  readonly network?: boolean
  /** The driver it reads a database with, where that is not one that every process may read. */
  readonly driver?: TargetDriver | null
  /** Time the whole process may take, ms. */
  readonly timeLeft: number
  /** Time one task may take, ms. */
  readonly taskDeadline: number
  /** Aborted by a timeout, it is the run that is out of time; by anything else, the user has stopped it. */
  readonly signal: AbortSignal
  readonly onRecord: (record: ChildRecord) => void
}

const MEMORY_POLL_MS = 50
const NEWLINE = 0x0a
/** Scans that are kept come on top: they must not take the room of facts. */
const MOST_RECEIVED = LIMITS.childOutput.value + LIMITS.scanMemory.value

/**
 * Runs one child process to its end. It is killed hard when it exceeds its time, its memory or its output, or when the run is cancelled; the end is
 * reported as a value. Its exit code is never trusted: only the last record says that it finished.
 */
export const runChild = async (options: ChildOptions): Promise<ChildEnd> => {
  if (options.signal.aborted) return withoutProcess(cancelled(options.signal))
  const child = started(options)
  if (!(child instanceof ChildProcess)) return withoutProcess(child)
  const ended = exitOf(child)
  // Without a process there are no pipes to listen to either.
  if (child.pid === undefined) return withoutProcess(endWithoutRecord(await ended))
  const watch = new Watch(child, options)
  // A child that dies early closes its input: that is told by its end, not by this write.
  child.stdin?.on('error', () => {})
  child.stdin?.end(JSON.stringify(options.job))
  return watch.end(await ended)
}

const withoutProcess = (failure: Failure): ChildEnd => ({ failure, begun: null, peakMemory: 0, printed: '' })

const cancelled = ({ reason }: AbortSignal): Failure => ({
  code: 'deadline',
  text:
    reason instanceof DOMException && reason.name === 'TimeoutError'
      ? 'the time for the whole run (--deadline) was up before this was read'
      : 'the run was stopped before this was read',
})

/** The child, or why there is none: most errors of spawn are told by an event, and some are thrown. */
const started = ({ entry, readable, network = false, driver = null }: ChildOptions): ChildProcess | Failure => {
  try {
    return spawn(process.execPath, [...childFlags(readable, network, driver), entryFile(entry)], {
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
  /** Index that the next task must be begun with. */
  #next = 0
  #begun: number | null = null
  #killedFor: Failure | null = null
  #peakMemory = 0
  #received = 0
  /** By standard output and standard error; null once it was too much. */
  readonly #printed: (string | null)[] = ['', '']
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
    options.signal.addEventListener('abort', this.#cancel, { once: true })
  }

  end(exit: Exit): ChildEnd {
    clearTimeout(this.#taskTimer)
    for (const timer of this.#timers) clearInterval(timer)
    this.#options.signal.removeEventListener('abort', this.#cancel)
    const failure = this.#killedFor ?? (this.#finished ? null : endWithoutRecord(exit))
    return { failure, begun: this.#begun, peakMemory: this.#peakMemory, printed: this.#printed.map((text) => text ?? 'more than is kept').join('') }
  }

  readonly #cancel = (): void => {
    const { code, text } = cancelled(this.#options.signal)
    this.#kill(code, text)
  }

  #kill(code: ReasonCode, text: string): void {
    // After its last record nothing that a process does takes its answers back.
    if (!this.#finished) this.#killedFor ??= { code, text }
    this.#child.kill('SIGKILL')
  }

  #listen(): void {
    const records = this.#child.stdio[RECORD_DESCRIPTOR]
    // A record is a line. Its pieces are put together once, when it is whole: a long one comes in hundreds of them.
    let pieces: Uint8Array[] = []
    records?.on('error', () => {})
    records?.on('data', (chunk: Uint8Array) => {
      this.#received += chunk.length
      if (this.#received > MOST_RECEIVED) return this.#kill('limit', `the process sent more than ${MOST_RECEIVED} bytes`)
      let from = 0
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        this.#accept(Buffer.concat([...pieces, chunk.subarray(from, end)]))
        pieces = []
        from = end + 1
      }
      if (from < chunk.length) pieces.push(chunk.subarray(from))
    })
    for (const [index, stream] of ([this.#child.stdout, this.#child.stderr] as const).entries())
      stream?.setEncoding('utf8').on('data', (text: string) => {
        // Apart, since a password that the other stream interrupts could not be masked; and none of it beyond the limit, which could cut one in two.
        const before = this.#printed[index] ?? null
        this.#printed[index] = before === null || before.length + text.length > LIMITS.childErrorOutput.value ? null : before + text
      })
  }

  #accept(line: Buffer): void {
    if (this.#killedFor !== null) return
    const record = isUtf8(line) ? recordOf(line.toString('utf8')) : null
    if (record === null || !this.#isInTurn(record)) {
      // Between two tasks it can only come from what the last one left running.
      if (this.#next > 0) this.#begun ??= this.#next - 1
      return this.#kill('internal', 'the process sent a record that is not understood')
    }
    if (record.t === 'start') {
      this.#begun = record.index
      this.#next = record.index + 1
      const { taskDeadline } = this.#options
      clearTimeout(this.#taskTimer)
      this.#taskTimer = setTimeout(() => this.#kill('timeout', `it was still busy after ${seconds(taskDeadline)} and was stopped`), taskDeadline)
    } else if (record.t === 'answer') {
      this.#begun = null
      clearTimeout(this.#taskTimer)
    } else if (record.t === 'done') {
      this.#finished = true
      // What code of the user's own has left running keeps the process, and this run, waiting for nothing.
      this.#taskTimer = setTimeout(() => this.#child.kill('SIGKILL'), LIMITS.killGrace.value)
    }
    this.#options.onRecord(record)
  }

  /** One task after another, each begun and then answered: what answers for another task, or once more, is forged. */
  #isInTurn(record: ChildRecord): boolean {
    switch (record.t) {
      case 'start':
        return !this.#finished && this.#begun === null && record.index === this.#next
      case 'answer':
        return record.index === this.#begun
      case 'done':
        return !this.#finished && this.#begun === null
      case 'operation':
      case 'remember':
      case 'tainted':
      case 'witness':
        return true
    }
  }

  async #measure(): Promise<void> {
    const bytes = await residentMemory(this.#child.pid)
    this.#peakMemory = Math.max(this.#peakMemory, bytes)
    if (bytes > LIMITS.childMemory.value)
      this.#kill('limit', `more than ${LIMITS.childMemory.value / 1024 / 1024} MB of memory were needed; the process was stopped`)
  }
}
