import { execFileSync, spawnSync } from 'node:child_process'
import { COMMAND, preflight, run, type Ended, type RunOptions } from './cli.ts'
import { required, requireTool } from './required.ts'

/** Whether the tests run as the super-user, who is denied nothing. */
export const isRoot = process.getuid?.() === 0

/** For `it.skipIf(!requireRoot())`: what needs to mount a file system or to become somebody else. */
export const requireRoot = (): boolean => required('root', isRoot, 'the super-user, and these run as another')

/** For `it.skipIf(!requireOrdinaryUser())`: what is about permissions. The super-user becomes `nobody` for it, who must be able to read the sources. */
export const requireOrdinaryUser = (): boolean => {
  if (!isRoot) return true
  if (!requireTool('runuser')) return false
  const { status } = spawnSync('runuser', ['-u', 'nobody', '--', process.execPath, COMMAND, 'list', 'reporters'], {
    env: { ...process.env, HOME: '/nonexistent' },
  })
  return required('ordinary user', status === 0, 'a checkout that the user nobody can read, and this is none')
}

/** Runs the command line as somebody whom permissions bind. Files that user must be able to read are handed over by `giveTo`. */
export const asOrdinaryUser = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  isRoot
    ? run('runuser', ['-u', 'nobody', '--', process.execPath, COMMAND, ...args], { ...options, env: { HOME: '/nonexistent', ...options.env } })
    : preflight(args, options)

/** Makes a directory and all below it belong to the user of `asOrdinaryUser`. */
export const giveToOrdinaryUser = (directory: string): void => {
  if (isRoot) execFileSync('chown', ['-R', '-h', 'nobody', directory])
}
