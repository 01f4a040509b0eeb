/**
 * What AM's LDIF files for identity stores define. Sources: PingAM 8.1, "Upgrade AM instances", "Update the schema"; names and OIDs after the schema
 * reference of PingDS 8.1 (facts/pingam 1.1). Names are compared without regard to case; forks give the same names other OIDs.
 */
export interface DirectoryDefinitions {
  /** In WEB-INF/template/ldif/opendj of AM. */
  readonly file: string
  readonly attribute: { readonly name: string; readonly oid: string }
  readonly objectClass: { readonly name: string; readonly oid: string }
}

const FORGEROCK = '1.3.6.1.4.1.36733.2.2'

export const RETRY_LIMIT_DEFINITIONS: DirectoryDefinitions = {
  file: 'opendj_retry_limit_node_count.ldif',
  attribute: { name: 'retryLimitNodeCount', oid: `${FORGEROCK}.1.9` },
  // This class is older: the file adds the attribute to it.
  objectClass: { name: 'iplanet-am-auth-configuration-service', oid: '1.3.6.1.4.1.42.2.27.9.2.23' },
}

export const WEBAUTHN_DEFINITIONS: DirectoryDefinitions = {
  file: 'opendj_webauthndevices.ldif',
  attribute: { name: 'webauthnDeviceProfiles', oid: `${FORGEROCK}.1.12` },
  objectClass: { name: 'webauthnDeviceProfilesContainer', oid: `${FORGEROCK}.2.12` },
}

export const DEVICE_PROFILE_DEFINITIONS: DirectoryDefinitions = {
  file: 'opendj_deviceprofiles.ldif',
  attribute: { name: 'deviceProfiles', oid: `${FORGEROCK}.1.13` },
  objectClass: { name: 'deviceProfilesContainer', oid: `${FORGEROCK}.2.13` },
}

export const BOUND_DEVICE_DEFINITIONS: DirectoryDefinitions = {
  file: 'opendj_bounddevices.ldif',
  attribute: { name: 'boundDevices', oid: `${FORGEROCK}.1.14` },
  objectClass: { name: 'boundDevicesContainer', oid: `${FORGEROCK}.2.14` },
}

export const SCHEMA_PAGE = 'PingAM 8.1, Upgrade AM instances'

/** What to type; the file is that of the AM that is deployed. */
export const loadingOf = ({ file }: DirectoryDefinitions): string =>
  `ldapmodify --continueOnError … WEB-INF/template/ldif/opendj/${file} on the directory (--continueOnError passes over what is there already), then audit again`
