import type { DirectoryDefinitions } from '../../checks/pingam/data/directory-definitions.ts'
import {
  BOUND_DEVICE_DEFINITIONS,
  DEVICE_PROFILE_DEFINITIONS,
  RETRY_LIMIT_DEFINITIONS,
  WEBAUTHN_DEFINITIONS,
} from '../../checks/pingam/data/directory-definitions.ts'

/** One of AM's LDIF files loaded whole, without one of its definitions, or with a class that does not list the attribute. */
export type Loaded = 'whole' | 'no-attribute' | 'no-class' | 'not-listed'

export const FILES = {
  'retry-limit-schema': RETRY_LIMIT_DEFINITIONS,
  'webauthn-schema': WEBAUTHN_DEFINITIONS,
  'device-profile-schema': DEVICE_PROFILE_DEFINITIONS,
  'bound-device-schema': BOUND_DEVICE_DEFINITIONS,
} as const satisfies Record<string, DirectoryDefinitions>
export type SchemaCheckName = keyof typeof FILES

export interface Definitions {
  readonly attributeTypes: readonly string[]
  readonly objectClasses: readonly string[]
}

/** What a file leaves in a directory. A server refuses a class that lists an attribute it does not know, so without the attribute the class lists nothing. */
export const definitionsOf = ({ attribute, objectClass }: DirectoryDefinitions, loaded: Loaded = 'whole'): Definitions => ({
  attributeTypes:
    loaded === 'no-attribute'
      ? []
      : [`( ${attribute.oid} NAME '${attribute.name}' DESC 'Loaded by a test' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 X-ORIGIN 'OpenAM' )`],
  objectClasses:
    loaded === 'no-class'
      ? []
      : [
          `( ${objectClass.oid} NAME '${objectClass.name}' DESC 'Loaded by a test' SUP top AUXILIARY MAY ( description${loaded === 'whole' ? ` $ ${attribute.name}` : ''} ) X-ORIGIN 'OpenAM' )`,
        ],
})

/** As lines of slapd.conf. */
export const slapdSchema = (sets: readonly Definitions[]): string =>
  sets
    .flatMap(({ attributeTypes, objectClasses }) => [
      ...attributeTypes.map((text) => `attributetype ${text}`),
      ...objectClasses.map((text) => `objectclass ${text}`),
    ])
    .join('\n')

/** As a change of `cn=schema`; `delete` takes classes before attributes, as a server demands. */
export const schemaChange = (what: 'add' | 'delete', { attributeTypes, objectClasses }: Definitions): string => {
  const parts = [
    ['attributeTypes', attributeTypes],
    ['objectClasses', objectClasses],
  ] as const
  const changes = (what === 'add' ? parts : parts.toReversed()).flatMap(([name, values]) =>
    values.length === 0 ? [] : [`${what}: ${name}\n${values.map((value) => `${name}: ${value}`).join('\n')}`],
  )
  return `dn: cn=schema\nchangetype: modify\n${changes.join('\n-\n')}\n`
}
