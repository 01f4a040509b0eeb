import { defineNetworkCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import { ldapSortProbe } from '../facts/ldap-sort-probe.ts'
import { LDAP_SEARCHES } from '../statements/ldap.ts'
import { directoryTouches } from './support/directory.ts'

/** Every server has it and can put it in order; whether the control may be used does not depend on the attribute. */
const SORT_BY = 'createTimestamp'

export default defineNetworkCollector({
  fact: ldapSortProbe,
  type: 'ldap',
  needs: ({ fields }) => (fields.productAccount === undefined ? 'productAccount' : null),
  touches: ({ fields }) => directoryTouches(fields, [LDAP_SEARCHES.sortProbe]),
  collect: async ({ target: { fields }, network: { ldap } }) => {
    const account = fields.productAccount?.bindDn
    if (account === undefined) throw new FactError('internal', 'the plan names no productAccount')
    const resultCode = await ldap.sortProbe(LDAP_SEARCHES.sortProbe, ldap.baseDn, SORT_BY)
    return known({ account, baseDn: ldap.baseDn, resultCode })
  },
})
