import type { AmAnswers } from '../../../src/api.ts'

export type Answering = Extract<AmAnswers, { state: 'answers' }>
export type Probe = Answering['probes'][number]

/** The document on the health endpoints: 200, or 503 when not; without a body, with the header Content-API-Version. */
export const MONITORING_PAGE = 'PingAM 8.1: Monitor AM instances'

/** The page of old versions; whether 8.1 still has it is not known (facts/pingam 3.1). */
export const ALIVE_PAGE = '/isAlive.jsp'
export const READY = '/json/health/ready'

/** How AM itself answers a probe, whatever its status. A login page, or the page of a proxy, is none. */
export const isOfAm = ({ path, body, apiVersion }: Probe): boolean =>
  path === ALIVE_PAGE ? body === 'alive' : apiVersion !== null && (body === 'empty' || body === 'json')

export const isRedirect = ({ status, location }: Probe): boolean => status >= 300 && status < 400 && location !== null

/** `302 to /am/config/options.htm`, `200 with an HTML page`: for sentences. */
export const said = ({ status, location, body }: Probe): string => {
  if (status >= 300 && status < 400 && location !== null) return `${status} to ${location}`
  return status === 200 ? `200 with ${BODIES[body]}` : String(status)
}

const BODIES: Readonly<Record<Probe['body'], string>> = {
  empty: 'nothing',
  json: 'JSON',
  alive: '"Server is ALIVE"',
  html: 'an HTML page',
  other: 'something that is not its own',
}

/** Statuses by which something in front of AM refuses to let the question through. */
export const DENIED: readonly number[] = [401, 403, 407, 429]
/** Statuses a proxy gives in place of a server that is gone. */
export const GATEWAY: readonly number[] = [502, 503, 504]

/**
 * Whether a redirect leads to AM's installer or upgrader (facts/pingam 3.2: `config/options.htm` and `config/upgrade/upgrade.htm`; any other page below
 * `config/` as well), in whatever case and however it is escaped. It is recognised, and never followed.
 */
export const isUpgradePage = (location: string): boolean =>
  /(?:^|\/)config(?:\/|$)/i.test(unescaped(location).replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/]*/i, ''))

const unescaped = (text: string): string => {
  try {
    const once = decodeURIComponent(text)
    return once === text ? text : unescaped(once)
  } catch {
    return text
  }
}
