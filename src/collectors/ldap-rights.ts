import { defineNetworkCollector, known } from '../core/collector.ts'
import { ldapRights } from '../facts/ldap-rights.ts'
import { changingRightsIn } from '../formats/effective-rights.ts'
import { LDAP_SEARCHES } from '../statements/ldap.ts'
import { directoryTouches } from './support/directory.ts'

export default defineNetworkCollector({
  fact: ldapRights,
  type: 'ldap',
  needs: () => null,
  touches: ({ fields }) => directoryTouches(fields, [LDAP_SEARCHES.effectiveRights]),
  collect: async ({ network: { ldap } }) => {
    const { boundAs } = await ldap.connection()
    const entry = boundAs === null ? null : await ldap.rights(LDAP_SEARCHES.effectiveRights, ldap.baseDn)
    return known({ boundAs, baseDn: ldap.baseDn, changes: entry === null ? null : changingRightsIn(entry.attributes) })
  },
})
