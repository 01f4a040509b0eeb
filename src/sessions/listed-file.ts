import { type BigIntStats, closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { FactError } from '../core/fact-error.ts'
import type { WalkEntry } from '../core/session.ts'
import { factErrorOf } from './fact-error-of.ts'
import { faultPoint } from './fault-points.ts'
import { assertRegular, assertSize, OPEN_FLAGS, replaced } from './safe-reader.ts'

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
 * thousands of them. The walk has established that it lies in the plan; being the same file as then, it still does. Throws FactError.
 */
export function contentOfSeen({ open, dev, ino }: SeenFile, path: string, max: number): Uint8Array {
  let descriptor: number | null = null
  try {
    faultPoint('file.open', open)
    descriptor = openSync(open, OPEN_FLAGS)
    const before = statsOf(descriptor, open)
    assertRegular(before, path)
    if (before.ino !== ino || before.dev !== dev) throw replaced(path)
    const size = Number(before.size)
    assertSize(size, path, max)
    const bytes = readUpTo(descriptor, size, path)
    const after = statsOf(descriptor, open)
    if (after.size !== before.size || after.mtimeNs !== before.mtimeNs || after.ctimeNs !== before.ctimeNs)
      throw new FactError('changed', `${path} changed while it was read`)
    return bytes
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'ELOOP' ? replaced(path) : factErrorOf(error, path)
  } finally {
    if (descriptor !== null) closed(descriptor, path)
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

/** One byte more than there should be is asked for: files whose size is not known beforehand (those of /proc) would look empty. */
function readUpTo(descriptor: number, size: number, path: string): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(size + 1)
  let done = 0
  while (done <= size) {
    faultPoint('file.read', path)
    const count = readSync(descriptor, bytes, done, size + 1 - done, done)
    if (count === 0) break
    done += count
  }
  if (done < size) throw new FactError('changed', `${path} became shorter while it was read`)
  if (done > size) throw new FactError('changed', `${path} holds more than its size says`)
  return bytes.subarray(0, size)
}
