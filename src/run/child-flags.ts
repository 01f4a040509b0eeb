import { LIMITS } from '../limits.ts'
import { isBelow } from '../sessions/roots.ts'
import { applicationPaths, type TargetDriver } from './installation.ts'

/**
 * The Node flags of a child process: permission model on, read access to the application and the paths given, no write access, no children, no workers,
 * no add-ons (DESIGN §3 "Three rings", §4.4). Where the running Node has a switch for the network, it is given only to who needs it. The driver for Db2 is an
 * add-on: native code, which no flag of Node's binds. Where it is read with, the permission model holds the rest of the process only, and the witness says so.
 */
export const childFlags = (readable: readonly string[], network: boolean, driver: TargetDriver | null = null): readonly string[] => [
  '--permission',
  // The plan holds no path with a star, which would grant everything that begins like it; a link in it may still lead to one.
  ...grantsFor([...applicationPaths(driver), ...readable.filter((path) => !path.includes('*'))]).map((grant) => `--allow-fs-read=${grant}`),
  ...(network && process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []),
  ...(driver === 'ibm_db' ? ['--allow-addons'] : []),
  `--max-old-space-size=${LIMITS.childHeap.value}`,
  '--disable-proto=delete',
  '--no-warnings',
]

/** The environment of a child process: emptied, with a fixed locale and time zone so that the same input gives the same bytes everywhere. */
export const CHILD_ENVIRONMENT = { LANG: 'C', LC_ALL: 'C', TZ: 'UTC' } as const

/**
 * The paths as the permission model must be told them. It keeps grants in a tree by letters and forgets the path itself where a longer grant begins with
 * it (Node 24: `/srv/am` beside `/srv/am-old`, or below which another was granted first). So what lies below another path is left out, and a path that a
 * sibling begins like is granted with a star; what a session opens stays bounded by its own roots.
 */
export const grantsFor = (paths: readonly string[]): readonly string[] => {
  const distinct = [...new Set(paths)].sort()
  const outer = distinct.filter((path) => !distinct.some((other) => other !== path && isBelow(path, other)))
  return outer.map((path) => (outer.some((other) => other !== path && other.startsWith(path)) ? `${path}*` : path))
}
