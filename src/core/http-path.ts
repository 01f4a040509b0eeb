import { FactError } from './fact-error.ts'

/**
 * What keeps a request from doing anything (DESIGN §4.2, facts/pingam.md §3.2: a GET of `config/upgrade/upgrade.htm` runs an upgrade). The paths that can be
 * asked for are data of ours, but the deployment URL in front of them is the plan's: the whole is looked at right before it is sent.
 */

/** Letters, digits and what a path of a product needs; no escape, no parameter, no empty or dot segment can be written with these. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+\/?$/

/** Whole segments and endings that act, whatever the case. */
const ACTING: readonly (readonly [RegExp, string])[] = [
  [/\.htm(?:\/|$)/i, 'a page of the installer and upgrader of AM'],
  [/\/config(?:\/|$)/i, 'below /config/, where AM installs and upgrades itself'],
  [/\/(?:setup|upgrade)\//i, 'a page of the installer and upgrader of AM'],
  [/\/(?:getServerInfo|encode|ssoadm|Debug|validat[^/]*|configurator)(?:\.jsp)?(?:\/|$)/i, 'a page of AM that acts'],
  [/\/(?:sessionservice|notificationservice)(?:\/|$)/i, 'a service of AM that acts'],
  [/\/json\/(?:.*\/)?authenticate(?:\/|$)/i, 'a login, which opens a session'],
  [/\/UI\//i, 'a page of AM that acts'],
]

/** Why a path must not be asked for; null when it may. */
export const pathProblem = (path: string): string | null => {
  if (!PLAIN_PATH.test(path)) return 'it holds an escape, a parameter, a query, a dot segment or another character that a server may read otherwise'
  const acting = ACTING.find(([pattern]) => pattern.test(path))
  return acting === undefined ? null : `it is ${acting[1]}`
}

/** Throws `unsupported` for a path that is not known to be harmless. */
export const assertHarmlessPath = (path: string): void => {
  const problem = pathProblem(path)
  if (problem !== null) throw new FactError('unsupported', `the path ${path.slice(0, 200)} is never asked for: ${problem}`)
}
