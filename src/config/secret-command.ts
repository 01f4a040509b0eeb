import { spawn, type ChildProcess } from 'node:child_process'
import { LIMITS } from '../limits.ts'
import { sizeInWords } from './own-file.ts'

/** What a command printed, or a clause that says why it gave no secret and goes with its name: "... ended with exit code 3". */
export type CommandOutcome = { readonly ok: true; readonly output: Buffer } | { readonly ok: false; readonly why: string }

export interface CommandOptions {
  /** Working directory: the plan's. */
  readonly directory: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** ms; LIMITS.secretCommand unless a test says otherwise. */
  readonly deadline?: number
}

/** How long the output may stay open after the command has ended: a process it left behind may hold it for ever. */
const DRAIN = 1_000

/**
 * Runs a command that prints a secret: no shell, nothing on its standard input, its standard error discarded (it may quote the secret), no terminal to ask
 * on. It is killed with all its children at its deadline, when it prints more than a secret can be, and when the run is stopped.
 */
export const commandOutput = ([command = '', ...args]: readonly string[], options: CommandOptions): Promise<CommandOutcome> =>
  new Promise((resolve) => {
    if (options.signal.aborted) return resolve({ ok: false, why: STOPPED })
    const deadline = options.deadline ?? LIMITS.secretCommand.value
    const chunks: Buffer[] = []
    let size = 0
    let child: ChildProcess
    try {
      // A process group of its own: so that it can be killed as a whole, and has no terminal.
      child = spawn(command, args, {
        cwd: options.directory,
        env: options.env,
        stdio: ['ignore', 'pipe', 'ignore'],
        detached: process.platform !== 'win32',
        windowsHide: true,
      })
    } catch {
      return resolve({ ok: false, why: 'could not be started' })
    }

    const settle = (outcome: CommandOutcome): void => {
      clearTimeout(timer)
      clearTimeout(drain)
      options.signal.removeEventListener('abort', stop)
      child.stdout?.destroy()
      resolve(outcome)
    }
    const giveUp = (why: string): void => {
      killGroup(child)
      settle({ ok: false, why })
    }
    const stop = (): void => giveUp(STOPPED)
    const timer = setTimeout(() => giveUp(`did not end within ${deadline / 1_000} s`), deadline)
    let drain: NodeJS.Timeout | undefined
    options.signal.addEventListener('abort', stop, { once: true })

    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > LIMITS.secretFile.value) giveUp(`prints more than ${sizeInWords(LIMITS.secretFile.value)}`)
      else chunks.push(chunk)
    })
    child.on('error', (error) => settle({ ok: false, why: notStarted(error) }))
    child.on('exit', () => {
      drain = setTimeout(() => giveUp('left a process behind that keeps its output open'), DRAIN)
    })
    child.on('close', (code, signal) => {
      if (code === 0) settle({ ok: true, output: Buffer.concat(chunks) })
      else settle({ ok: false, why: code === null ? `was ended by signal ${signal}` : `ended with exit code ${code}` })
    })
  })

const STOPPED = 'was stopped with the run'

const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended in the meantime.
  }
}

const notStarted = (error: NodeJS.ErrnoException): string => {
  if (error.code === 'ENOENT') return 'was not found'
  return error.code === 'EACCES' ? 'may not be run by this user' : `could not be started (${error.code ?? 'unknown'})`
}
