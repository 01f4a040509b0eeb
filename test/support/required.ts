import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const skipped = new Map<string, number>()

/** Whether a program is on the PATH. */
export const toolAvailable = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((directory) => directory !== '' && executable(join(directory, name)))

/**
 * For `describe.skipIf(!requireTool('keytool'))`. True when the tool is there; when it is not, in CI (environment variable CI) it throws, since a
 * suite that silently tests less is no suite, and elsewhere says on standard error what is skipped and for the how many-eth time.
 */
export function requireTool(name: string): boolean {
  return required(name, toolAvailable(name), `${name}, which is not on the PATH`)
}

/** The same for a file that a package of the system brings along. */
export const requireFile = (path: string): boolean => required(path, existsSync(path), `${path}, which is not there`)

/** The same for anything else: `what` is a noun with the reason. */
export function required(name: string, there: boolean, what: string): boolean {
  if (there) return true
  if (process.env['CI']) throw new Error(`tests need ${what}; in CI nothing is skipped`)
  const times = (skipped.get(name) ?? 0) + 1
  skipped.set(name, times)
  process.stderr.write(`skipped (${times}): tests that need ${what}\n`)
  return false
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
