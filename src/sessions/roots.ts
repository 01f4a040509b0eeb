import type { BigIntStats } from 'node:fs'
import { lstat, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { FactError } from '../core/fact-error.ts'
import { LIMITS } from '../limits.ts'
import { factErrorOf } from './fact-error-of.ts'
import { faultPoint } from './fault-points.ts'

/** One path of the plan: as it is written there, and where it really is. Plain data, so that it can be handed to a collector process. */
export interface Root {
  readonly given: string
  readonly real: string
}

/** Where a path leads, once it has been found to lie inside the plan. */
export interface Place {
  readonly asked: string
  /** What to hand to the operating system: the real path, or the link itself where a permitted link leads out of the plan. */
  readonly open: string
  readonly real: string
  /** Reached by a permitted link that leads out of the plan: what is opened must be a trusted file (DESIGN §3). */
  readonly outside: boolean
  /** The path itself is a symbolic link. */
  readonly link: boolean
  readonly stats: BigIntStats
}

/**
 * The plan's paths with their links resolved, once, by the supervisor: only it may look at the directories above them. A path that is not there keeps
 * its name below the nearest directory that is, so that its absence can be seen. Relative paths are taken from the working directory.
 */
export const rootsOf = (paths: readonly string[]): Promise<readonly Root[]> =>
  Promise.all(paths.map(async (path) => ({ given: resolve(path), real: await realPathOf(resolve(path)) })))

async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(await realPathOf(parent), basename(path))
  }
}

/**
 * What is at a path inside the plan, all links followed; null when nothing is (a link that leads nowhere included). `..` is taken lexically, as path.join
 * does. Throws FactError: `permission-denied` for whatever lies or leads outside the plan, `ambiguous` for links in a circle, `limit` for a path above
 * LIMITS.pathLength, and what the operating system refuses.
 */
export async function placeOf(path: string, roots: readonly Root[]): Promise<Place | null> {
  if (Buffer.byteLength(path) > LIMITS.pathLength.value)
    throw new FactError('limit', `a path of more than ${LIMITS.pathLength.value} bytes: ${path.slice(0, 80)}...`)
  if (path.includes('\0')) throw new FactError('permission-denied', 'a path with a NUL byte names nothing')
  const inside = insidePath(path, roots)
  try {
    faultPoint('file.resolve', inside.path)
    const real = await realpath(inside.path)
    const outside = !isInside(real, roots)
    if (outside) await assertLinkMayLeadOut(path, inside, real, roots)
    faultPoint('file.stat', inside.path)
    const link = (await lstat(inside.path)).isSymbolicLink()
    const open = outside ? inside.path : real
    faultPoint('file.stat', open)
    const stats = await (outside ? stat(open, { bigint: true }) : lstat(open, { bigint: true }))
    if (outside && !isTrustedFile(stats)) throw outsideThePlan(path, real)
    faultPoint('file.resolve', inside.path)
    // A directory above it may have become a link before it was looked at: what was seen would lie elsewhere.
    if ((await realpath(inside.path)) !== real) throw new FactError('changed', `${path} was replaced while it was looked at`)
    return { asked: path, open, real, outside, link, stats }
  } catch (error) {
    if (await meansAbsence(error, inside.root)) return null
    throw isDeniedHere(error) ? deniedByTheSystem(path, inside.root) : factErrorOf(error, path)
  }
}

/** A regular file that only root can have put there, as distribution packages do, and that everyone may read: a link is no way to /etc/shadow. */
export const isTrustedFile = (stats: BigIntStats): boolean => stats.isFile() && stats.uid === 0n && (stats.mode & 0o026n) === 0o004n

export const outsideThePlan = (path: string, real: string): FactError => {
  const leads = path === real ? '' : `, which leads to ${real},`
  return new FactError('permission-denied', `${path}${leads} is outside the plan; name ${real} under alsoRead in the plan to have it read`)
}

interface InsidePath {
  /** The path, with the root it lies in spelt as it really is. */
  readonly path: string
  readonly root: Root
}

/** The longest root wins where one lies in another. */
function insidePath(path: string, roots: readonly Root[]): InsidePath {
  if (!isAbsolute(path)) throw outsideThePlan(path, path)
  const whole = resolve(path)
  const candidates = roots
    .flatMap((root) => [root.given, root.real].map((prefix) => ({ root, prefix })))
    .filter(({ prefix }) => isBelow(whole, prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)
  const [best] = candidates
  if (best === undefined) throw outsideThePlan(path, whole)
  return { path: join(best.root.real, relative(best.prefix, whole)), root: best.root }
}

/** Whether an absolute path is another one, or lies below it. */
export const isBelow = (path: string, prefix: string): boolean => path === prefix || path.startsWith(prefix.endsWith(sep) ? prefix : prefix + sep)

const isInside = (real: string, roots: readonly Root[]): boolean => roots.some((root) => isBelow(real, root.real))

/** Kernel interfaces look like root's files, and are anything but: /proc/self/environ holds secrets, others act when read. */
const KERNEL_TREES = ['/proc', '/sys', '/dev'] as const

/** A link may lead out only as the last step: a directory that is elsewhere is a part of the plan only when the plan says so. */
async function assertLinkMayLeadOut(asked: string, inside: InsidePath, real: string, roots: readonly Root[]): Promise<void> {
  if (inside.path === inside.root.real) throw new FactError('changed', `${asked} has become a link to ${real} since the audit began`)
  faultPoint('file.resolve', dirname(inside.path))
  const directory = await realpath(dirname(inside.path))
  if (!isInside(directory, roots) || KERNEL_TREES.some((tree) => isBelow(real, tree))) throw outsideThePlan(asked, real)
}

const isDeniedHere = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED'

/**
 * What the plan names is readable under the permission model, unless it could not even be looked at when this process was started: then the model does not
 * know a directory when it sees one, and answers before the operating system can.
 */
const deniedByTheSystem = (path: string, root: Root): FactError => {
  const where = path === root.given ? 'it' : root.given
  return new FactError('permission-denied', `${path}: the operating system denies looking at ${where}; run as a user who may, or grant access`)
}

/**
 * Whether an error says that nothing is there. Below a root that is missing or a plain file, the permission model answers "denied" before the
 * operating system can say so.
 */
async function meansAbsence(error: unknown, root: Root): Promise<boolean> {
  if (!(error instanceof Error) || !('code' in error)) return false
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return true
  if (!isDeniedHere(error)) return false
  return lstat(root.real).then(
    (stats) => stats.isFile(),
    (reason: unknown) => reason instanceof Error && 'code' in reason && reason.code === 'ENOENT',
  )
}
