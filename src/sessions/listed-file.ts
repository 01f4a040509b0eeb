import { type BigIntStats, closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { WalkEntry } from '../core/session.ts'
import { factErrorOf } from './fact-error-of.ts'
import { faultPoint } from './fault-points.ts'
import { assertSeen, assertSize, assertUntouched, becameShorter, holdsMore, OPEN_FLAGS, openErrorOf } from './open-file.ts'

/** A file as a walk saw it, reached without a link: it must be the same when it is opened. */
export interface SeenFile {
  readonly open: string
  readonly dev: bigint
  readonly ino: bigint
}

/** What the walks of this process saw; an entry that is not among them was reached by a link. */
const seen = new WeakMap<WalkEntry, SeenFile>()

export const remember = (entry: WalkEntry, open: string, { dev, ino }: BigIntStats): void => void seen.set(entry, { open, dev, ino })

/** Where a walk found a file, or null when it cannot be opened but by the rules for links. */
export const seenAt = (entry: WalkEntry): SeenFile | null => seen.get(entry) ?? null

/**
 * The whole content of a file that a walk has listed, at most `max` bytes, read as `contentOf` reads it and in as few calls as can be: a configuration has
 * thousands of them. The walk has established that it lies in the plan; being the same file as then, it still does. Throws FactError. The bytes are those
 * of the file only until the next one is read.
 */
export function contentOfSeen(file: SeenFile, path: string, max: number): Uint8Array {
  const { descriptor, before } = openedSeen(file, path)
  try {
    const size = Number(before.size)
    assertSize(size, path, max)
    const bytes = readUpTo(descriptor, size, path)
    assertUntouched(before, statsOf(descriptor, file.open), path)
    return bytes
  } catch (error) {
    throw factErrorOf(error, path)
  } finally {
    closed(descriptor, path)
  }
}

/** Opens a file that a walk has listed. Throws FactError: `unsupported` for anything but a regular file, `changed` when it is not the one that was seen. */
export function openedSeen(file: SeenFile, path: string): { readonly descriptor: number; readonly before: BigIntStats } {
  let descriptor: number | null = null
  try {
    faultPoint('file.open', file.open)
    descriptor = openSync(file.open, OPEN_FLAGS)
    const before = statsOf(descriptor, file.open)
    assertSeen(before, file, path)
    return { descriptor, before }
  } catch (error) {
    if (descriptor !== null) closed(descriptor, path)
    throw openErrorOf(error, path)
  }
}

export function closed(descriptor: number, path: string): void {
  try {
    faultPoint('file.close', path)
  } finally {
    closeSync(descriptor)
  }
}

export function statsOf(descriptor: number, open: string): BigIntStats {
  faultPoint('file.fstat', open)
  return fstatSync(descriptor, { bigint: true })
}

/** Where files are read into one after another: memory of its own for each of thousands takes longer to come by than to fill. */
const BUFFER = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * One byte more than there should be is asked for. A regular file gives less than is asked for where it ends; if it was cut or grew meanwhile, its size and
 * times tell.
 */
function readUpTo(descriptor: number, size: number, path: string): Uint8Array {
  const bytes = size < BUFFER.length ? BUFFER : Buffer.allocUnsafeSlow(size + 1)
  let done = 0
  while (done < size || done === 0) {
    faultPoint('file.read', path)
    const count = readSync(descriptor, bytes, done, size + 1 - done, done)
    if (count === 0) break
    done += count
  }
  if (done < size) throw becameShorter(path)
  if (done > size) throw holdsMore(path)
  return bytes.subarray(0, size)
}
