import { LIMITS } from '../limits.ts'
import { applicationPaths } from './installation.ts'

/**
 * The Node flags of a child process: permission model on, read access to the application and the paths given, no write access, no children, no workers,
 * no add-ons (DESIGN §3 "Three rings", §4.4). Where the running Node has a switch for the network, it is given only to who needs it.
 */
export const childFlags = (readable: readonly string[], network: boolean): readonly string[] => [
  '--permission',
  // The plan holds no path with a star, which would grant everything that begins like it; a link in it may still lead to one.
  ...[...applicationPaths(), ...readable.filter((path) => !path.includes('*'))].map((path) => `--allow-fs-read=${path}`),
  ...(network && process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []),
  `--max-old-space-size=${LIMITS.childHeap.value}`,
  '--disable-proto=delete',
  '--no-warnings',
]

/** The environment of a child process: emptied, with a fixed locale and time zone so that the same input gives the same bytes everywhere. */
export const CHILD_ENVIRONMENT = { LANG: 'C', LC_ALL: 'C', TZ: 'UTC' } as const
