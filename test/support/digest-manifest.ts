import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Everything that a write could change, of a directory and all below it: one line each with path, kind, size, times of content and of inode in
 * nanoseconds, mode, owner, and digest of the content or the place a link leads to. Access times are left out: reading may change them.
 */
export const digestManifest = (directory: string): readonly string[] =>
  ['', ...readdirSync(directory, { recursive: true, encoding: 'utf8' })].sort().map((relative) => lineOf(join(directory, relative)))

const lineOf = (path: string): string => {
  const stats = lstatSync(path, { bigint: true })
  const kind = stats.isDirectory() ? 'directory' : stats.isFile() ? 'file' : stats.isSymbolicLink() ? 'link' : 'other'
  const content = stats.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : stats.isSymbolicLink() ? readlinkSync(path) : '-'
  const { size, mtimeNs, ctimeNs, mode, uid, gid, nlink } = stats
  return [path, kind, size, mtimeNs, ctimeNs, mode.toString(8), uid, gid, nlink, content].join(' ')
}
