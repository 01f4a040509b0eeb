import { FactError } from '../../core/fact-error.ts'
import type { FileSession } from '../../core/session.ts'

/**
 * Throws `missing-evidence` when a directory that the plan names is not there: what is looked for in it would be found absent, and where absence is what a
 * check asks for, a mistyped path would pass.
 */
export const assertDirectory = async (files: FileSession, path: string, field: string): Promise<void> => {
  if ((await files.stat(path))?.kind !== 'directory')
    throw new FactError('missing-evidence', `${path}: there is no such directory; correct ${field} in the plan`)
}

/** Where a path leads, links followed; null when nothing is there, or it lies outside the plan. */
export const realPathOf = async (files: FileSession, path: string): Promise<string | null> => {
  try {
    return (await files.stat(path))?.resolved ?? null
  } catch (error) {
    if (error instanceof FactError && error.code === 'permission-denied') return null
    throw error
  }
}
