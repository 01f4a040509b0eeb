import { accessSync, constants } from 'node:fs'
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
  if (toolAvailable(name)) return true
  if (process.env['CI']) throw new Error(`tests need ${name}, which is not on the PATH; in CI nothing is skipped`)
  const times = (skipped.get(name) ?? 0) + 1
  skipped.set(name, times)
  process.stderr.write(`skipped (${times}): tests that need ${name}, which is not on the PATH\n`)
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
