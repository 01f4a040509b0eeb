import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

/** JARs and WARs below a directory, links followed, each content once. */
export const archivesBelow = (directory: string): readonly string[] => {
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && /\.(?:jar|war)$/.test(entry.name))
    .map((entry) => realpathSync(join(entry.parentPath, entry.name)))
  return [...new Map([...new Set(paths)].sort().map((path) => [digestOf(path), path])).values()]
}

const digestOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')
