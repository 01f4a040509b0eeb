import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, closeSync, mkdtempSync, openSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Authority } from './authority.ts'

/** What a client printed of a script. */
export interface ScriptRun {
  readonly status: number
  readonly printed: string
}

/** A database server in a private directory on a free port, under a certificate of a test authority. */
export interface RunningDatabase {
  readonly engine: 'postgres' | 'mysql'
  readonly port: number
  readonly authority: Authority
  readonly directory: string
  readonly admin: { readonly user: string; readonly password: string }
  /** Runs a script in the engine's own client (psql, mysql) as the administrator or another, as a person would: errors do not stop psql, and stop mysql. */
  readonly script: (database: string, sql: string, as?: { readonly user: string; readonly password: string }) => ScriptRun
  /** Runs SQL that must succeed; gives what the client printed, unaligned. */
  readonly sql: (database: string, sql: string) => string
  /** Statements the server has logged. */
  readonly log: () => string
  readonly stop: () => Promise<void>
}

const NOBODY = 65_534

/** Servers refuse to run as root: then they run as nobody, in a directory of nobody's. */
export const serverDirectory = (name: string): string => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)))
  chmodSync(directory, 0o755)
  own(directory)
  return directory
}

/** Gives a directory and what is in it to who runs the server. */
export const own = (directory: string): void => {
  if (process.getuid?.() !== 0) return
  chownSync(directory, NOBODY, NOBODY)
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) chownSync(join(entry.parentPath, entry.name), NOBODY, NOBODY)
}

const asServer = (): { readonly uid?: number; readonly gid?: number } => (process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {})

/** Runs a program of the server to its end. Throws with what it printed when it fails. */
export const runServerTool = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void => {
  const { status, stderr, stdout, error } = spawnSync(program, args, {
    encoding: 'utf8',
    ...asServer(),
    env: { ...process.env, LC_ALL: 'C', ...env },
    cwd: '/',
  })
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? ''}${stdout}${stderr}`)
}

export interface ServerProcess {
  readonly child: ChildProcess
  readonly printed: () => string
  readonly stop: () => Promise<void>
}

/** Starts a server; it is ended when `stop` is called, its directory with it. */
export const startServerProcess = (program: string, args: readonly string[], directory: string, env: NodeJS.ProcessEnv = {}): ServerProcess => {
  const file = join(directory, 'server.log')
  const log = openSync(file, 'a')
  const child = spawn(program, args, { stdio: ['ignore', log, log], ...asServer(), env: { ...process.env, LC_ALL: 'C', ...env }, cwd: '/' })
  closeSync(log)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  return {
    child,
    printed: () => readFileSync(file, 'utf8'),
    stop: async () => {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(late)
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

interface Account {
  readonly user: string
  readonly password: string
}

/** What a client of an engine brings: run with arguments of its own, it gives what it printed. */
export type Client = (
  database: string,
  sql: string,
  as: Account,
  args: readonly string[],
) => { readonly status: number; readonly stdout: string; readonly stderr: string }

/** The two ways to run SQL in a client. `strict`: its arguments for bare values and an end at the first error. */
export const clientVerbs = (client: Client, name: string, admin: Account, strict: readonly string[]): Pick<RunningDatabase, 'script' | 'sql'> => ({
  script: (database, sql, as = admin) => {
    const { status, stdout, stderr } = client(database, sql, as, [])
    return { status, printed: stdout + stderr }
  },
  sql: (database, sql) => {
    const { status, stdout, stderr } = client(database, sql, admin, strict)
    if (status !== 0) throw new Error(`${name}: ${stderr}`)
    return stdout
  },
})

/** A database `identity` on a fresh server, and an account `auditor` that may log in there, and on MySQL read it. */
export const createIdentity = (server: RunningDatabase, password: string): void => {
  if (server.engine === 'postgres') server.sql('postgres', `CREATE USER auditor PASSWORD '${password}'; CREATE DATABASE identity;`)
  else server.sql('', `CREATE DATABASE identity; CREATE USER auditor@'%' IDENTIFIED BY '${password}'; GRANT SELECT ON identity.* TO auditor@'%';`)
}
