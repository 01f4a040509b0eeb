import { defineNetworkCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import { ldapRoot } from '../facts/ldap-root.ts'
import { LDAP_SEARCHES } from '../statements/ldap.ts'
import { bounded, directoryAddress, directoryTouches } from './support/directory.ts'

export default defineNetworkCollector({
  fact: ldapRoot,
  type: 'ldap',
  needs: () => null,
  touches: ({ fields }) => directoryTouches(fields, [LDAP_SEARCHES.rootDse]),
  collect: async ({ target: { fields }, network: { ldap } }) => {
    const { transport, boundAs } = await ldap.connection()
    const entry = await ldap.entry(LDAP_SEARCHES.rootDse, '')
    const { host, port } = directoryAddress(fields)
    const values = (name: string): readonly string[] | null => entry?.attributes.get(name.toLowerCase()) ?? null
    const first = (name: string): string | null => values(name)?.[0]?.slice(0, 512) ?? null
    const several = (name: string): readonly string[] | null => {
      const found = values(name)
      return found === null ? null : bounded(found, name, 1024)
    }
    if (LDAP_SEARCHES.rootDse.attributes.every((name) => values(name) === null))
      throw new FactError(
        'permission-denied',
        `${host}:${port} shows nothing of its root DSE to ${boundAs ?? 'an anonymous reader'}: give bindDn and password of an account that may read it`,
      )
    const { serves } = fields
    return known({
      host,
      port,
      transport,
      boundAs,
      baseDn: fields.baseDn,
      productAccount: fields.productAccount?.bindDn ?? null,
      serves: serves === undefined ? null : { realm: serves.realm ?? null, store: serves.store ?? null },
      subschemaSubentry: first('subschemaSubentry'),
      namingContexts: several('namingContexts'),
      supportedControl: several('supportedControl'),
      vendorName: first('vendorName'),
      vendorVersion: first('vendorVersion'),
      fullVendorVersion: first('fullVendorVersion'),
    })
  },
})
