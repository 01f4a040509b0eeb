import { homedir } from 'node:os'

const OLDEST = [22, 19]

/** Whether this program can run here; says why not in one sentence and sets exit code 2. Plain syntax: it must load on a Node that is too old. */
export const startable = () => {
  const obstacle = tooOld() || tooTalkative()
  if (obstacle === null) {
    nameShellAndHome()
    return true
  }
  process.stderr.write(`${obstacle}\n`)
  process.exitCode = 2
  return false
}

const tooOld = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null
  return `iam-preflight needs Node.js ${OLDEST.join('.')} or newer, and this is ${process.versions.node}: install a newer Node.js and run it again.`
}

/** With it Node itself prints what passes through pipes and the environment of processes it starts: passwords, which nothing here could mask. */
const tooTalkative = () =>
  process.env.NODE_DEBUG ? 'NODE_DEBUG is set, and would make Node.js print passwords to standard error: unset it and run iam-preflight again.' : null

/**
 * oclif asks for the user's shell and home directory as it starts. Where the environment does not name them (cron, containers), that asks the account
 * database: over a socket, and in vain when the user has no entry there, which would end the program.
 */
const nameShellAndHome = () => {
  if (process.platform === 'win32') return
  if (!process.env.SHELL) process.env.SHELL = '/bin/sh'
  try {
    homedir()
  } catch {
    process.env.HOME = '/'
  }
}

/**
 * What happens when nobody reads the output any more, or the disk it goes to is full: the exit code says so, and nothing else. To be called once oclif is
 * loaded, which throws what it does not know and would wait for ever for a closed pipe to take more.
 */
export const expectClosedOutput = () => {
  process.stdout.removeAllListeners('error')
  const failed = () => {
    if (!process.exitCode) process.exitCode = 1
  }
  process.stdout.on('error', failed)
  process.stderr.on('error', failed)
}
