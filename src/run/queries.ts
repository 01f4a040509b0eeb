import { PROFILES, CHECKS, loadCheck, loadProfile } from '../registry/registry.ts'
import type { LdapSearch } from '../core/network.ts'
import { HTTP_REQUESTS } from '../statements/http.ts'
import { LDAP_SEARCHES } from '../statements/ldap.ts'

/** One thing the tool can send to a running system, for whoever has to approve it. */
export interface Query {
  readonly id: string
  readonly door: 'ldap' | 'http'
  /** As it is sent, with words where the plan or the server fills in a name. */
  readonly text: string
  /** Checks that need it; empty: only `doctor` does. */
  readonly checks: readonly string[]
}

/** Everything that can be sent, of a profile's checks or of all, in a fixed order. Beside it there are only logins, logouts, and handshakes without a request. */
export const queriesOf = async (profile: string | null): Promise<readonly Query[]> => {
  const users = await checksByFact(profile)
  const checksOf = (facts: readonly string[]): readonly string[] => [...new Set(facts.flatMap((fact) => users.get(fact) ?? []))].sort()
  const all: readonly Query[] = [
    ...Object.values(LDAP_SEARCHES).map(({ id, base, scope, filter, attributes, manner, facts }: LdapSearch) => ({
      id,
      door: 'ldap' as const,
      text: `search ${base}, scope ${scope}, filter ${filter}, attributes ${attributes.join(' ')}${manner === undefined ? '' : `; ${manner}`}`,
      checks: checksOf(facts),
    })),
    ...Object.values(HTTP_REQUESTS).map(({ id, path, authenticated, facts }) => ({
      id,
      door: 'http' as const,
      text: `GET <url>${path}${authenticated ? ', with the administrator token' : ''}`,
      checks: checksOf(facts),
    })),
  ]
  // What doctor alone sends, it sends whatever the profile.
  return profile === null ? all : all.filter(({ id, checks }) => checks.length > 0 || DOCTOR_ONLY.has(id))
}

const DOCTOR_ONLY: ReadonlySet<string> = new Set([LDAP_SEARCHES.effectiveRights.id])

/** Ids of the checks that ask for a fact. */
const checksByFact = async (profile: string | null): Promise<ReadonlyMap<string, readonly string[]>> => {
  const ids = profile === null ? CHECKS.map(({ id }) => id) : ((await loadProfile(profile))?.checks ?? [])
  const users = new Map<string, string[]>()
  for (const check of await Promise.all(ids.map((id) => loadCheck(id))))
    if (check !== null)
      for (const { fact } of [...Object.values(check.facts), ...Object.values(check.before ?? {})]) {
        const known = users.get(fact.id) ?? []
        known.push(check.id)
        users.set(fact.id, known)
      }
  return users
}

/** Names of the profiles there are. */
export const profileNames = (): readonly string[] => PROFILES.map(({ id }) => id)
