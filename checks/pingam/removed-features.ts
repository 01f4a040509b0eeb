import {
  amAuthentication,
  amFeatures,
  amServers,
  defineCheck,
  judged as verdict,
  own,
  ownIfNamed,
  retiredToolUses,
  undetermined,
  type AmServers,
  type CheckFinding,
} from '../../src/api.ts'
import { unseenPartOf } from './data/configuration-tree.ts'
import { EMBEDDED_STORE_CLASS, LEGACY_LOG, REMOVED_PROPERTIES, STORE_CLASS, TOOL_SUCCESSORS } from './data/removed-features.ts'

type Property = AmServers['properties'][number]

export default defineCheck({
  id: 'pingam/removed-features',
  title: 'Nothing is in use that AM 8.1 no longer has',
  why: 'The upgrade drops the configuration of removed features without asking, or stops at it; what relied on them fails afterwards',
  remedy: 'Replace each feature named on the running AM, before the upgrade: the release notes of the release that removed it say by what',
  references: [
    { title: 'PingAM: Release notes, 7.3, 7.5, 8.0 and 8.1', section: 'Removed functionality' },
    { title: 'PingAM: Release notes, 8.1', section: 'Deprecated: Authentication by Module Instance' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'blocker' },
  facts: {
    features: own(amFeatures, { which: 'current' }),
    servers: own(amServers, { which: 'current' }),
    authentication: own(amAuthentication, { which: 'current' }),
    tools: ownIfNamed(retiredToolUses),
  },
  messages: {
    embedded: 'AM keeps its configuration in the embedded directory server ({proof}), which AM 8 does not have',
    embeddedLeft: '{path} is left over from an embedded directory server that AM no longer uses',
    soapSts: 'realm {realm} has the SOAP security token service "{name}", removed in 8.0',
    snmp: 'monitoring over SNMP is switched on ({path}), removed in 7.5',
    snmpImport: '{path} holds {fields}, removed in 7.5: the import of an Amster export stops at them',
    snmpFields: '{path} still holds {fields}, removed in 7.5; SNMP is off',
    property: '{server} sets {key}, which AM does not read since {since}',
    chain: 'realm {realm} logs in through the chain "{chain}": chains and modules were removed in 8.0 (see pingam/authentication-modules)',
    moduleCondition: 'the policy "{policy}" of realm {realm} has the condition "Authentication by module instance", which is never true in 8.1',
    tool: '{path}:{line} calls {tool}, which AM 8.1 does not come with; in its place: {successor}',
    legacyLog: 'legacy audit logging is switched on ({key}), as it is by default; it was removed in 8.0, and the audit service takes its place',
  },
  traps: {
    'embedded-property': 'no opends directory is seen, and the store class is that of the embedded server',
    'opends-left': 'the opends directory is still there, and AM uses another store',
    'opends-and-unknown-class': 'the opends directory is there, and what AM uses is not known',
    'snmp-off': 'SNMP is off: its fields stop an import all the same, by the Amster route',
    'snmp-other-route': 'by other routes fields of SNMP that is off do no harm',
    'snmp-expression': 'whether SNMP is on is an expression',
    'legacy-log-default': 'legacy audit logging is on in every installation: a note',
    'rest-sts': 'the REST security token service stays',
    'chain-unused': 'a chain that no realm logs in through',
    'tool-in-comment': 'a script names ssoadm in a comment only',
    'tool-like-name': 'my-ssoadm-wrapper and ssoadmin are other names',
    'no-sources': 'no scripts are named in the plan: nothing is said of tools',
    'classic-configuration': 'the configuration is kept in a directory server',
    'classic-embedded': 'the configuration is kept in an embedded directory server, which shows all the same',
    'layered-configuration': 'AM 8 keeps a layer of its configuration in the web application',
  },
  evaluate: ({ facts: { features, servers, authentication, tools }, options, finding }) => {
    const findings: CheckFinding[] = []
    const unresolved: string[] = []
    const setting = (key: string): Property | undefined => servers.properties.find((property) => property.key === key && property.value !== null)
    const high = { severity: 'high' as const }

    const store = setting(STORE_CLASS)
    const { embeddedDirectory } = features
    if (store?.value === EMBEDDED_STORE_CLASS)
      findings.push(finding('embedded', { proof: `${STORE_CLASS} in ${store.declaredIn}` }, { subject: STORE_CLASS, location: placeOf(store) }))
    else if (embeddedDirectory !== null && store === undefined && features.tree.form !== 'file-based')
      findings.push(finding('embedded', { proof: embeddedDirectory }, { subject: embeddedDirectory, location: { path: embeddedDirectory } }))
    else if (embeddedDirectory !== null)
      findings.push(
        finding('embeddedLeft', { path: embeddedDirectory }, { subject: embeddedDirectory, severity: 'low', location: { path: embeddedDirectory } }),
      )

    for (const { realm, name, declaredIn } of features.soapSts)
      findings.push(finding('soapSts', { realm, name }, { subject: `${realm} ${name}`, location: { path: declaredIn }, ...high }))
    for (const { enabled, fields, declaredIn, line } of features.snmp) {
      const place = { subject: declaredIn, location: line === null ? { path: declaredIn } : { path: declaredIn, line } }
      const data = { path: declaredIn, fields: fields.join(', ') }
      if (options['route'] === 'amster') findings.push(finding('snmpImport', data, { ...place, ...high }))
      else if (enabled === null && fields.some((field) => /enabled$/i.test(field)))
        unresolved.push(`whether SNMP is on is an expression in ${declaredIn}`)
      else if (enabled !== true) findings.push(finding('snmpFields', data, { ...place, severity: 'info' }))
      else findings.push(finding('snmp', data, { ...place, ...high }))
    }
    for (const property of servers.properties) {
      const since = REMOVED_PROPERTIES[property.key]
      if (since === undefined) continue
      const { server, key } = property
      findings.push(finding('property', { server, key, since }, { subject: `${server} ${key}`, location: placeOf(property), ...high }))
    }
    for (const { realm, users, administrators, declaredIn } of authentication.settings)
      for (const name of new Set([users, administrators])) {
        if (name === null || authentication.trees.some((tree) => tree.realm === realm && tree.name === name)) continue
        if (!authentication.chains.some((chain) => chain.realm === realm && chain.name === name)) continue
        findings.push(finding('chain', { realm, chain: name }, { subject: `${realm} ${name}`, location: { path: declaredIn }, ...high }))
      }
    for (const { realm, policy, declaredIn } of features.moduleConditions)
      findings.push(finding('moduleCondition', { realm, policy }, { subject: `${realm} ${policy}`, location: { path: declaredIn }, ...high }))
    for (const { tool, path, line } of tools?.uses ?? []) {
      const successor = TOOL_SUCCESSORS.find((one) => one.tool.test(tool))?.successor ?? 'see the release notes'
      findings.push(finding('tool', { tool, path, line, successor }, { subject: `${path}:${line} ${tool}`, location: { path, line }, ...high }))
    }
    const log = setting(LEGACY_LOG)
    if (log?.value?.toLowerCase() === 'active')
      findings.push(finding('legacyLog', { key: `${LEGACY_LOG}=${log.value}` }, { subject: LEGACY_LOG, severity: 'info', location: placeOf(log) }))

    const looked = tools === null ? 'no sources are named' : `${tools.looked} files of the sources`
    const answer = verdict(`looked for ten removed features in ${features.tree.root ?? ''}; for tools: ${looked}`, findings, 'blocker')
    if (answer.outcome === 'fail') return answer
    if (unresolved.length > 0) return undetermined('unresolved', unresolved.join('; '))
    return unseenPartOf(features.tree, 'which features are in use is not known') ?? answer
  },
})

const placeOf = ({ declaredIn, line }: Property): { readonly path: string; readonly line?: number } =>
  line === null ? { path: declaredIn } : { path: declaredIn, line }
