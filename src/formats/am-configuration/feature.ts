import type { JsonData } from '../json-document.ts'
import type { AmEntity } from './entity.ts'
import { flagOf, isList, memberNamed, membersOf } from './json-value.ts'

/** What a document says of features that releases up to 8.1 removed (facts/pingam 7.2, 7.3). */
export type FeatureDocument =
  | { readonly is: 'soap-sts'; readonly name: string }
  /** `enabled` is null for an expression, and where the port alone is given. */
  | { readonly is: 'snmp'; readonly enabled: boolean | null; readonly fields: readonly string[]; readonly pointer: string }
  | { readonly is: 'module-condition'; readonly policy: string }

const SNMP_ENABLED = ['snmpEnabled', 'iplanet-am-monitoring-snmp-enabled'] as const
const SNMP_PORT = ['snmpPort', 'iplanet-am-monitoring-snmp-port'] as const
const SOAP_STS = /soap_?-?(?:sts|securitytoken)/i
const POLICY = /polic|privilege|entitlement/i

/** Words of which every such document holds one. */
export const FEATURE_MENTIONS = [...SNMP_ENABLED, ...SNMP_PORT, 'AuthScheme', 'oap', 'OAP', 'oapsts']

/** Null for a document about something else. */
export const featureOf = (entity: AmEntity): FeatureDocument | null => {
  const { type, data, names, id, scope } = entity
  const name = names[0] ?? id
  if (SOAP_STS.test(type)) return scope === 'global' || /^(?:default|)$/i.test(name) ? null : { is: 'soap-sts', name }
  if (/monitoring/i.test(type)) {
    const enabled = memberNamed(data, SNMP_ENABLED)
    const port = memberNamed(data, SNMP_PORT)
    const found = [enabled, port].filter((field) => field !== null)
    const [first] = found
    if (first === undefined) return null
    const fields = found.map(({ pointer }) => pointer.split('/').at(-1) ?? '')
    return { is: 'snmp', enabled: enabled === null ? null : flagOf(enabled.value), fields, pointer: `/data${first.pointer}` }
  }
  return POLICY.test(type) && namesModuleCondition(data, 0) ? { is: 'module-condition', policy: name } : null
}

const DEEPEST = 40

/** The policy condition "Authentication by module instance": `{ "type": "AuthScheme" }`, or its class where a policy is stored as text. */
const namesModuleCondition = (value: JsonData | undefined, depth: number): boolean => {
  if (typeof value === 'string') return /\bAuthSchemeCondition\b/.test(value)
  if (depth > DEEPEST) return false
  if (isList(value)) return value.some((item) => namesModuleCondition(item, depth + 1))
  const members = membersOf(value)
  if (members === null) return false
  return members['type'] === 'AuthScheme' || Object.values(members).some((item) => namesModuleCondition(item, depth + 1))
}
