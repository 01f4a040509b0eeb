import { readFileSync } from 'node:fs'

/** A process as /proc shows it. */
export interface SeenProcess {
  readonly pid: number
  /** When it was started, in clock ticks since boot: tells it from a later process with the same number. */
  readonly startedAt: string
  readonly command: readonly string[]
  /** `NAME=value`, as it was started with. */
  readonly environment: readonly string[]
}

const INTERVAL_MS = 5

/** Watches the processes below one, and everything they were started with, until stopped. */
export interface ProcessWatch {
  /** Every process seen so far below the one watched, that one not among them; each once. */
  readonly seen: () => readonly SeenProcess[]
  /** Resolves once a process whose command holds the text is there; never, when none comes. */
  readonly until: (text: string) => Promise<SeenProcess>
  readonly stop: () => void
}

export const watchProcesses = (pid: number): ProcessWatch => {
  const seen = new Map<string, SeenProcess>()
  const waiting: { readonly text: string; readonly resolve: (found: SeenProcess) => void }[] = []
  const look = (): void => {
    for (const found of descendantsOf(pid)) {
      // Between fork and exec a child still shows what its parent was started with: the last look counts.
      seen.set(`${found.pid} ${found.startedAt}`, found)
      for (const { text, resolve } of waiting) if (found.command.some((part) => part.includes(text))) resolve(found)
    }
  }
  const timer = setInterval(look, INTERVAL_MS)
  return {
    seen: () => [...seen.values()],
    until: (text) => {
      const { promise, resolve } = Promise.withResolvers<SeenProcess>()
      waiting.push({ text, resolve })
      return promise
    },
    stop: () => clearInterval(timer),
  }
}

/** Sends a signal to a process, or with a negative number to its group; nothing, when it has ended in the meantime. */
export const signalled = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Which of these processes still run: not those that have ended and only wait to be asked for, and not others with their numbers. */
export const stillRunning = (processes: readonly SeenProcess[]): readonly SeenProcess[] =>
  processes.filter(({ pid, startedAt }) => {
    const now = stateOf(pid)
    return now !== null && now.startedAt === startedAt && now.state !== 'Z' && now.state !== 'X'
  })

const descendantsOf = (pid: number): readonly SeenProcess[] =>
  childrenOf(pid).flatMap((child) => {
    const found = processAt(child)
    return [...(found === null ? [] : [found]), ...descendantsOf(child)]
  })

/** Every thread of a process may have started some. */
const childrenOf = (pid: number): readonly number[] => (readOrNull(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number)

const processAt = (pid: number): SeenProcess | null => {
  const startedAt = stateOf(pid)?.startedAt
  const command = readOrNull(`/proc/${pid}/cmdline`)
  const environment = readOrNull(`/proc/${pid}/environ`)
  if (startedAt === undefined || command === null || command === '' || environment === null) return null
  return { pid, startedAt, command: command.split('\0').slice(0, -1), environment: environment.split('\0').filter(Boolean) }
}

/** Fields 3 and 22 of /proc/PID/stat (proc(5)); the name before them may hold anything but ends with the last bracket. */
const stateOf = (pid: number): { readonly state: string; readonly startedAt: string } | null => {
  const fields = readOrNull(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')
  const [state] = fields ?? []
  const startedAt = fields?.[19]
  return state === undefined || startedAt === undefined ? null : { state, startedAt }
}

const readOrNull = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
