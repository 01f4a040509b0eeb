import { dirname } from 'node:path'
import { realpathSync } from 'node:fs'
import { sessionOver } from './files.ts'

/** Names of the entries of a ZIP archive, links followed. */
export const directoryOfZip = async (path: string): Promise<readonly string[]> => {
  const real = realpathSync(path)
  const archive = await sessionOver([dirname(real)]).files.openArchive(real)
  try {
    return archive.entries.map(({ name }) => name)
  } finally {
    await archive.close()
  }
}
