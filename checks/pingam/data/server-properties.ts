import type { AmServers } from '../../../src/api.ts'

/** One server property as recorded. */
export type ServerProperty = AmServers['properties'][number]

/** Name spaces of AM's own properties (facts/pingam 2.3). A property of another name can only be the customer's. */
const VENDOR = /^(?:am|com\.forgerock|com\.iplanet|com\.sun|openam|openidm|opensso|org\.forgerock|securidHelper|unixHelper|bootstrap)\./

/** What AM says of its own release and build, which an upgrade changes (facts/pingam 7, "Custom advanced properties lost"). */
const OF_A_RELEASE = /^com\.iplanet\.am\.(?:version|build\w*)$|Build/

/** Properties of every server begin with this name. */
const DEFAULTS = 'server-default'

/** What can have been set by hand: not known to be another kind of property, and not what AM says of its release. */
export const advancedProperties = ({ properties }: AmServers): readonly ServerProperty[] =>
  properties.filter(({ advanced, key }) => advanced !== false && !OF_A_RELEASE.test(key))

/**
 * Whether the property was surely set by hand: it is of no name space of AM, or stands among the advanced properties of one server, which begins with
 * none. Of the others nothing tells the vendor's default from what was set.
 */
export const isCustom = ({ key, server, advanced }: ServerProperty): boolean => !VENDOR.test(key) || (advanced === true && server !== DEFAULTS)

/** `acme.retries of server-default`. */
export const propertyName = ({ key, server }: ServerProperty): string => `${key} of ${server}`

/** Whether two recorded properties have one value; null: that cannot be told. */
export const sameValue = (one: ServerProperty, other: ServerProperty): boolean | null => {
  if (one.value !== null && other.value !== null) return one.value === other.value
  if (one.fingerprint === null || other.fingerprint === null || one.fingerprint.saltId !== other.fingerprint.saltId) return null
  return one.fingerprint.hmac === other.fingerprint.hmac
}
