import { lstat, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { writeFileSafely } from '../config/write-file.ts'
import { isBelow, type Root } from '../sessions/roots.ts'
import { isOursAlone } from '../sessions/scan-memory.ts'

/** Files kept; the oldest go. */
const MOST_FILES = 64

/**
 * Where archive scans are kept for the next run: a directory of this user's alone, below XDG_CACHE_HOME, LOCALAPPDATA or ~/.cache. Nothing of it is needed:
 * whatever is wrong with it, nothing is kept. Null without a home that is an absolute path: what is kept must not end up wherever the tool was started.
 */
export const cacheDirectory = (environment: NodeJS.ProcessEnv): string | null => {
  const places = [environment['XDG_CACHE_HOME'], environment['LOCALAPPDATA'], join(homedir(), '.cache')]
  const place = places.find((path) => path !== undefined && isAbsolute(path))
  return place === undefined ? null : join(place, 'iam-preflight')
}

/** Whether a directory may be read from and written to: it, or the nearest above it that is there, lies outside everything that is audited. */
export const isCacheAllowed = async (directory: string, audited: readonly Root[]): Promise<boolean> => {
  try {
    const real = await realOf(directory)
    if (audited.some((root) => isBelow(real, root.real) || isBelow(directory, root.given))) return false
    return await isPrivate(directory)
  } catch {
    return false
  }
}

/** Keeps a file in the directory, which is made when it is not there yet. Nobody is told when that fails. */
export const keepInCache = async (directory: string, name: string, text: string): Promise<void> => {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    if (!(await isPrivate(directory))) return
    await writeFileSafely(join(directory, `${name}.json`), text)
    await dropOldest(directory)
  } catch {
    // The next scan reads everything anew.
  }
}

/** True also when it is not there yet. A link, or what others may write to, is no place for what is believed later. */
const isPrivate = async (directory: string): Promise<boolean> => {
  const stats = await lstat(directory).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  if (stats === null) return true
  return stats.isDirectory() && isOursAlone(stats)
}

const realOf = async (path: string): Promise<string> => {
  try {
    return await realpath(path)
  } catch {
    const above = join(path, '..')
    return above === path ? path : join(await realOf(above), path.slice(above.length))
  }
}

const dropOldest = async (directory: string): Promise<void> => {
  const names = (await readdir(directory)).filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
  if (names.length <= MOST_FILES) return
  const files = await Promise.all(names.map(async (name) => ({ name, time: (await stat(join(directory, name))).mtimeMs })))
  const old = files.sort((a, b) => b.time - a.time).slice(MOST_FILES)
  await Promise.all(old.map(({ name }) => rm(join(directory, name), { force: true })))
}
