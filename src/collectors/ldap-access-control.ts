import { defineNetworkCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { LdapSearch, LdapSession } from '../core/network.ts'
import { ldapAccessControl, type LdapAccessControl } from '../facts/ldap-access-control.ts'
import { FormatError } from '../formats/format-error.ts'
import { chainOf, isAtOrBelow, ldapNameOf, type LdapName } from '../formats/ldap-name.ts'
import { LDAP_SEARCHES } from '../statements/ldap.ts'
import { bounded, directoryTouches, isNotShown } from './support/directory.ts'

type Place = LdapAccessControl['places'][number]

const { accessControl, globalAccessControl, rootDse } = LDAP_SEARCHES
const DEEPEST = 100

export default defineNetworkCollector({
  fact: ldapAccessControl,
  type: 'ldap',
  needs: () => null,
  touches: ({ fields }) => directoryTouches(fields, [rootDse, accessControl, globalAccessControl]),
  collect: async ({ network: { ldap } }) => {
    const chain = chainOf(nameOf(ldap.baseDn))
    if (chain.length > DEEPEST) throw new FactError('limit', `baseDn has more than ${DEEPEST} parts`)
    const contexts = await namingContextsOf(ldap)
    const places: Place[] = []
    for (const [index, name] of chain.entries()) {
      const dn = index === 0 ? ldap.baseDn : name.key
      // Above what the server holds there are no entries, and so no ACIs.
      const isHeld = contexts === null || contexts.some((context) => isAtOrBelow(name, context)) || !reaches(contexts, chain)
      places.push(isHeld ? await placeAt(ldap, accessControl, dn, dn) : { on: dn, state: 'no-entry', acis: [] })
    }
    places.push(await placeAt(ldap, globalAccessControl, globalAccessControl.base, 'global'))
    return known({ baseDn: ldap.baseDn, places })
  },
})

const nameOf = (dn: string): LdapName => {
  try {
    return ldapNameOf(dn)
  } catch (error) {
    if (error instanceof FormatError) throw new FactError('parse-failed', `"${dn}" is no name of an entry: ${error.message}`)
    throw error
  }
}

/** Null: not shown, or no names; either way nothing follows from them. */
const namingContextsOf = async (ldap: LdapSession): Promise<readonly LdapName[] | null> => {
  const contexts = (await ldap.entry(rootDse, ''))?.attributes.get('namingcontexts') ?? null
  try {
    return contexts?.map(ldapNameOf) ?? null
  } catch (error) {
    if (error instanceof FormatError) return null
    throw error
  }
}

/** Whether the contexts shown hold the base at all: else others are hidden, and nothing follows from them. */
const reaches = (contexts: readonly LdapName[], [base]: readonly LdapName[]): boolean =>
  base !== undefined && contexts.some((context) => context.rdns.length > 0 && isAtOrBelow(base, context))

const placeAt = async (ldap: LdapSession, search: LdapSearch, dn: string, on: string): Promise<Place> => {
  try {
    const entry = await ldap.entry(search, dn)
    const found = search.attributes.flatMap((name) => entry?.attributes.get(name.toLowerCase()) ?? [])
    const acis = bounded(found, `aci of ${on}`, 65_536)
    return acis.length === 0 ? { on, state: 'not-shown', acis: [] } : { on, state: 'read', acis }
  } catch (error) {
    if (error instanceof FactError && isNotShown(error)) return { on, state: 'not-shown', acis: [] }
    throw error
  }
}
