import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The command as a user starts it, from sources. */
export const COMMAND = fileURLToPath(new URL('../../bin/dev.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly wallMs: number
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Called once the process runs, for example to send a signal. */
  readonly during?: (pid: number) => void
}

/** Runs the command line to its end. Environment: PATH and HOME only, plus what is given. */
export const preflight = (args: readonly string[], options: RunOptions = {}): Promise<Ended> => run(process.execPath, [COMMAND, ...args], options)

/** Runs a program to its end, with everything it prints. */
export const run = async (program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> => {
  const startedAt = performance.now()
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')))
  if (child.pid !== undefined) options.during?.(child.pid)
  const { promise, resolve, reject } = Promise.withResolvers<Ended>()
  child.on('error', reject)
  child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr, wallMs: performance.now() - startedAt }))
  return promise
}
