import { type BigIntStats, constants } from 'node:fs'
import { FactError } from '../core/fact-error.ts'
import { factErrorOf } from './fact-error-of.ts'

/**
 * How files are opened, whichever way they are read, and what follows holds each of them to what it was before.
 *
 * O_NONBLOCK: a pipe without a writer must not hold one of the four threads that do all file I/O. O_NOCTTY: a terminal must not become ours.
 * O_NOFOLLOW: what was a file a moment ago may be a link by now. Windows has none of them.
 */
export const FOLLOWING_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)
export const OPEN_FLAGS = FOLLOWING_FLAGS | (constants.O_NOFOLLOW ?? 0)

/** What tells a file from a later one in its place (ByteSource.stamp). */
export const stampOf = ({ dev, ino, mtimeNs, ctimeNs }: BigIntStats): string => `${dev}:${ino}:${mtimeNs}:${ctimeNs}`

/** The FactError for a file that OPEN_FLAGS could not open: a link, which it was not when it was seen, is a loop to the system. */
export const openErrorOf = (error: unknown, path: string): FactError =>
  error instanceof Error && 'code' in error && error.code === 'ELOOP' ? replaced(path) : factErrorOf(error, path)

/** Throws `unsupported` for anything but a regular file. */
export function assertRegular(stats: BigIntStats, path: string): void {
  if (stats.isFile()) return
  const kind = stats.isDirectory() ? 'a directory' : stats.isSymbolicLink() ? 'a link' : 'a pipe, a socket or a device'
  throw new FactError('unsupported', `${path} is ${kind}, not a regular file`)
}

/** Throws as assertRegular, and `changed` unless what was opened is what was seen before. */
export function assertSeen(opened: BigIntStats, seen: Pick<BigIntStats, 'dev' | 'ino'>, path: string): void {
  assertRegular(opened, path)
  if (opened.ino !== seen.ino || opened.dev !== seen.dev) throw replaced(path)
}

export function assertSize(size: number, path: string, max: number): void {
  if (size > max) throw new FactError('limit', `${path} has ${size} bytes, more than the ${max} that are read; see explain limits`)
}

/** Throws `changed` unless size and times are those from before. With `mayGrow`, for logs, bytes added at the end are nothing amiss. */
export function assertUntouched(before: BigIntStats, after: BigIntStats, path: string, mayGrow = false): void {
  const same = after.size === before.size && after.mtimeNs === before.mtimeNs && after.ctimeNs === before.ctimeNs
  if (!same && !(mayGrow && after.size > before.size)) throw new FactError('changed', `${path} changed while it was read`)
}

export const becameShorter = (path: string): FactError => new FactError('changed', `${path} became shorter while it was read`)

/** Files whose size is not known beforehand (those of /proc) would look empty otherwise. */
export const holdsMore = (path: string): FactError => new FactError('changed', `${path} holds more than its size says`)

const replaced = (path: string): FactError => new FactError('changed', `${path} was replaced while it was being opened`)
