const OLDEST = [22, 19]

/** Whether this Node can run the program; says so in one sentence and sets exit code 2 when not. Plain syntax: it must load on a Node that is too old. */
export const startable = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return true
  process.stderr.write(
    `iam-preflight needs Node.js ${OLDEST.join('.')} or newer, and this is ${process.versions.node}: install a newer Node.js and run it again.\n`,
  )
  process.exitCode = 2
  return false
}
