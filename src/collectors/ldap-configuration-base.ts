import { defineNetworkCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { LdapEntry } from '../core/network.ts'
import { ldapConfigurationBase, type LdapConfigurationBase } from '../facts/ldap-configuration-base.ts'
import { LDAP_SEARCHES } from '../statements/ldap.ts'
import { directoryTouches, isNotShown } from './support/directory.ts'

type Entry = LdapConfigurationBase['entries'][number]

/** Below the base: made by the set-up profile am-config, and by AM when it writes its configuration (facts/pingam 1.5). */
const ENTRIES = ['', 'ou=admins', 'uid=am-config,ou=admins', 'ou=services'] as const

export default defineNetworkCollector({
  fact: ldapConfigurationBase,
  type: 'ldap',
  needs: () => null,
  touches: ({ fields }) => directoryTouches(fields, [LDAP_SEARCHES.configurationBase]),
  collect: async ({ network: { ldap } }) => {
    const entries: Entry[] = []
    for (const entry of ENTRIES) {
      const dn = entry === '' ? ldap.baseDn : `${entry},${ldap.baseDn}`
      entries.push(recorded(entry, await seen(() => ldap.entry(LDAP_SEARCHES.configurationBase, dn))))
    }
    return known({ baseDn: ldap.baseDn, entries })
  },
})

const seen = async (read: () => Promise<LdapEntry | null>): Promise<LdapEntry | null> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof FactError && isNotShown(error)) return null
    throw error
  }
}

const recorded = (entry: string, found: LdapEntry | null): Entry => {
  const first = (name: string): string | null => found?.attributes.get(name)?.[0]?.slice(0, 256) ?? null
  return { entry, shown: found !== null, createTimestamp: first('createtimestamp'), entryUuid: first('entryuuid') }
}
