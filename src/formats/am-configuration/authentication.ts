import type { AmEntity } from './entity.ts'
import { flagOf, isList, memberNamed, membersOf, textOf, textsOf, unwrapped } from './json-value.ts'

/** What a document says of authentication (facts/pingam 2.3, 2.4, 7.2): of trees, and of the chains and modules that AM 8 no longer has. */
export type AuthenticationDocument =
  | { readonly is: 'tree'; readonly name: string }
  /** `modules` is null when the chain is there and not understood. */
  | { readonly is: 'chain'; readonly name: string; readonly modules: readonly string[] | null }
  | { readonly is: 'module'; readonly name: string; readonly kind: string }
  /** What a realm logs in with; null: not set. */
  | { readonly is: 'settings'; readonly users: string | null; readonly administrators: string | null }
  /** Classes of all module types there are. */
  | { readonly is: 'module-classes'; readonly classes: readonly string[] | null }
  | { readonly is: 'retry-limit-node'; readonly name: string; readonly savesToUser: boolean | null }
  /** A node that keeps something about a device in the entry of the user. */
  | { readonly is: 'device-node'; readonly name: string; readonly type: string }

const CHAIN = ['authChainConfiguration', 'iplanet-am-auth-configuration'] as const
const USERS = ['orgConfig', 'iplanet-am-auth-org-config'] as const
const ADMINISTRATORS = ['adminAuthModule', 'iplanet-am-auth-admin-auth-module'] as const
const CLASSES = ['authenticators', 'iplanet-am-auth-authenticators'] as const
const RETRY_LIMIT = 'RetryLimitDecisionNode'
/** Source: names of AM's nodes in AM's own plug-in and in frodo-lib; the device binding nodes are those of AM 7.5. */
const DEVICE_NODES = [
  'WebAuthnRegistrationNode',
  'WebAuthnAuthenticationNode',
  'WebAuthnDeviceStorageNode',
  'DeviceSaveNode',
  'DeviceMatchNode',
  'DeviceLocationMatchNode',
  'DeviceBindingNode',
  'DeviceBindingStorageNode',
  'DeviceSigningVerifierNode',
] as const

/** Words of which every such document holds one. */
export const AUTHENTICATION_MENTIONS = [
  'entryNodeId',
  ...CHAIN,
  ...USERS,
  ...ADMINISTRATORS,
  ...CLASSES,
  RETRY_LIMIT,
  ...DEVICE_NODES,
  'Module"',
  'AMAuth',
  'amAuth',
]

/** Empty for a document about something else. */
export const authenticationDocumentsOf = (entity: AmEntity): readonly AuthenticationDocument[] => {
  const { data, type, scope, names, id } = entity
  if (type === 'Authentication' || type === 'iPlanetAMAuthService') return settingsOf(entity)
  if (scope === 'global') return []
  const name = names[0] ?? id
  if (textOf(data['entryNodeId']) !== null && membersOf(unwrapped(data['nodes'])) !== null) return [{ is: 'tree', name }]
  const chain = type === 'AuthenticationChains' || type === 'iPlanetAMAuthConfiguration' ? memberNamed(data, CHAIN) : null
  if (chain !== null) return isServiceLevel(name) ? [] : [{ is: 'chain', name, modules: modulesOf(chain.value) }]
  if (isServiceLevel(name) || !isInstance(entity)) return []
  if (type === RETRY_LIMIT) return [{ is: 'retry-limit-node', name, savesToUser: savesToUser(entity) }]
  if (DEVICE_NODES.some((node) => node === type)) return [{ is: 'device-node', name, type }]
  return /^\w+Module$|^(?:iPlanet|sun)AMAuth\w+Service$|^amAuth\w+$/.test(type) ? [{ is: 'module', name, kind: type }] : []
}

/** The node above the instances bears their service's defaults. */
const isServiceLevel = (name: string): boolean => /^(?:default|configurations|)$/i.test(name)

/** In the file-based tree an instance lies right below "default"; an export has instances only. */
const isInstance = ({ names }: AmEntity): boolean => names.length < 2 || names[1]?.toLowerCase() === 'default'

const settingsOf = ({ data, scope }: AmEntity): readonly AuthenticationDocument[] => {
  if (scope === 'global') {
    const classes = memberNamed(data, CLASSES)
    return classes === null ? [] : [{ is: 'module-classes', classes: textsOf(classes.value) }]
  }
  const set = (names: readonly string[]): string | null => {
    const found = memberNamed(data, names)
    const text = found === null ? null : isList(unwrapped(found.value)) ? (textsOf(found.value)?.[0] ?? null) : textOf(found.value)
    return text === null || text === '' || text === '[Empty]' ? null : text
  }
  return [{ is: 'settings', users: set(USERS), administrators: set(ADMINISTRATORS) }]
}

/** A list of `{ module, criteria }` in an export; XML as AM stores it elsewhere: `<Value>LDAP REQUIRED</Value>`. */
const modulesOf = (value: AmEntity['data'][string]): readonly string[] | null => {
  const inner = unwrapped(value)
  if (inner === null || inner === '[Empty]' || inner === '') return []
  if (typeof inner === 'string') return inner.includes('AttributeValuePair') ? modulesInXml(inner) : null
  if (!isList(inner)) return null
  const modules = inner.map((item) => (typeof item === 'string' ? (modulesInXml(item)[0] ?? null) : textOf(membersOf(item)?.['module'])))
  return modules.every((module) => module !== null) ? modules : null
}

const modulesInXml = (text: string): readonly string[] => [...text.matchAll(/<Value>\s*([^<\s]+)[^<]*<\/Value>/g)].flatMap(([, name]) => name ?? [])

/** True unless set otherwise (facts/pingam 1.2); null for an expression. */
const savesToUser = ({ data }: AmEntity): boolean | null => {
  const value = memberNamed(data, ['incrementUserAttributeOnFailure'])?.value
  return value === undefined ? true : flagOf(value)
}
