import {
  compareVersions,
  defineCheck,
  judged,
  notApplicable,
  oneLower,
  own,
  ownIfNamed,
  serverXml,
  tomcat,
  tomcatReleaseOf,
  undetermined,
  type CheckFinding,
  type Severity,
  type ValueOf,
} from '../../src/api.ts'
import { REMOVED_ATTRIBUTES, REMOVED_CLASSES, REMOVED_PROTOCOLS, TLS_ATTRIBUTES, type Removed } from './data/tomcat-removed.ts'

type Xml = ValueOf<typeof serverXml>
type Connector = Xml['connectors'][number]
type MessageId = 'missingClass' | 'removedProtocol' | 'noHostConfig' | 'ignoredTls' | 'ignoredAttribute'

/** What AM 8.1 needs at least, and therefore what an older Tomcat's server.xml will have to suit. */
const TARGET = [10, 1] as const

export default defineCheck({
  id: 'pingam/server-xml',
  title: 'server.xml says nothing that keeps Tomcat 10.1 or a Connector from starting',
  why: 'A class that is gone keeps the whole server from starting; a Connector with TLS attributes of its own and no SSLHostConfig does not come up, while the others do and hide it.',
  remedy:
    'Change each construct named: move TLS attributes into <SSLHostConfig> and <Certificate> below the Connector, and use the class or protocol named in its place; bin/configtest.sh of the new Tomcat shows the rest',
  references: [
    { title: 'Apache Tomcat: Migration guide', section: '9.0.x to 10.0.x; 10.0.x to 10.1.x; 10.1.x to 11.0.x' },
    { title: 'PingAM 8.1: Upgrade AM instances', section: 'Upgrade Tomcat' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'high', staged: 'high' },
  facts: {
    container: own(tomcat, { which: 'current' }),
    preparedContainer: ownIfNamed(tomcat, { which: 'new' }),
    current: own(serverXml, { which: 'current' }),
    prepared: ownIfNamed(serverXml, { which: 'new' }),
  },
  messages: {
    missingClass: '{place}: the class {name} is gone since Tomcat {since}, and without it the server does not start; in its place: {instead}',
    removedProtocol: '{place}: the protocol {name} is gone since Tomcat {since}, and that Connector does not start; in its place: {instead}',
    noHostConfig: '{place}: SSLEnabled without an SSLHostConfig, so that this Connector does not start; TLS attributes set on it: {names}',
    ignoredTls: '{place}: ignored on a Connector since Tomcat 10.1, so that what they ask for is lost: {names}',
    ignoredAttribute: '{place}: ignored with a warning since Tomcat {since}: {names}',
  },
  traps: {
    'removed-class': 'JDBCRealm',
    'class-of-the-user': 'classes of the user are not known here and not complained about',
    'removed-protocol': 'Http11AprProtocol',
    'tls-without-host-config': 'TLS attributes and SSLEnabled on the Connector, no SSLHostConfig',
    'tls-with-host-config': 'TLS attributes beside an SSLHostConfig are ignored, and the Connector starts',
    'enabled-only': 'SSLEnabled alone: Tomcat 9 then took ~/.keystore',
    'enabled-upper-case': 'SSLEnabled="TRUE" is true',
    'tls-not-enabled': 'TLS attributes without SSLEnabled had no effect before either',
    'proper-tls': 'SSLHostConfig with Certificate',
    'http2-attributes': 'compression on UpgradeProtocol',
    'listener-attributes': 'attributes of listeners that are gone',
    'old-at-pre': 'under Tomcat 9 before the upgrade: one level lower, work to do',
    'already-10.1': 'before the upgrade under 10.1 already: full severity',
    'new-is-judged': 'with newTomcat named it is judged, the current one is a note',
    'tomcat-11': 'what only Tomcat 11 dropped counts for Tomcat 11 only',
    'same-port-twice': 'two connectors on one port are told apart',
    'placeholder-protocol': 'protocol is a ${...} placeholder',
    'placeholder-enabled': 'SSLEnabled is a ${...} placeholder and there is no SSLHostConfig',
    'placeholder-port': 'a placeholder where nothing depends on it does not matter',
    'commented-out': 'a commented-out Connector is not there',
    'secret-values': 'values of attributes never enter the fact',
    'another-container': 'not Tomcat',
  },
  evaluate: ({ facts: { container, preparedContainer, current, prepared }, phase, finding }) => {
    const chosen = prepared === null ? container : (preparedContainer ?? container)
    if (chosen.container !== 'tomcat') return notApplicable(`the container is not Tomcat: ${chosen.recognisedBy} belongs to ${chosen.container}`)
    const release = tomcatReleaseOf(chosen)
    if (!release.known) return undetermined(release.code, release.text)
    const old = compareVersions(release.numbers, TARGET) < 0
    const target = old ? TARGET : release.numbers
    const xml = prepared ?? current
    const lowered = phase === 'pre-upgrade' && prepared === null && old

    const reported = ({ id, data, subject, severity, at }: Complaint, path: string, worst: (severity: Severity) => Severity): CheckFinding =>
      finding(
        id,
        { ...data, place: `${path}:${at.line}` },
        { subject: `${subject} in ${path}`, severity: worst(severity), location: { path, line: at.line, column: at.column } },
      )
    const findings = complaintsOn(xml, target).map((complaint) => reported(complaint, xml.path, lowered ? oneLower : (severity) => severity))
    if (prepared !== null && current.path !== xml.path)
      findings.push(...complaintsOn(current, target).map((complaint) => reported(complaint, current.path, () => 'info')))

    const unresolved = placeholdersIn(xml)
    if (unresolved.length > 0 && findings.every(({ severity }) => severity === 'info')) {
      return undetermined('unresolved', `${unresolved.join(', ')}: a placeholder that only the running server resolves; write the value itself`)
    }
    return judged(
      `${xml.path}: ${xml.connectors.length} connectors and ${xml.classes.length} classes suit Tomcat ${target.slice(0, 2).join('.')}`,
      findings,
      'high',
    )
  },
})

interface Complaint {
  readonly id: MessageId
  readonly subject: string
  readonly severity: Severity
  readonly data: { readonly [name: string]: string }
  readonly at: { readonly line: number; readonly column: number }
}

/** What a server.xml says that a release no longer knows, in document order by kind. */
const complaintsOn = (xml: Xml, target: readonly number[]): readonly Complaint[] => {
  const gone = <R extends Removed>(removed: readonly R[], name: string | null): R | undefined =>
    removed.find((one) => one.name === name && compareVersions(target, one.since) >= 0)
  const complaints: Complaint[] = []
  for (const { className, element, ...at } of xml.classes) {
    const removed = gone(REMOVED_CLASSES, className)
    if (removed !== undefined)
      complaints.push({ id: 'missingClass', subject: `${className} of ${element}`, severity: 'high', data: dataOf(removed), at })
  }
  for (const connector of xml.connectors) {
    const subject = `Connector port ${valueOf(connector, 'port') ?? '(none)'}`
    const removed = gone(REMOVED_PROTOCOLS, valueOf(connector, 'protocol')?.trim() ?? null)
    if (removed !== undefined) complaints.push({ id: 'removedProtocol', subject, severity: 'high', data: dataOf(removed), at: connector })
    const names = connector.attributes.map(({ name }) => name).filter((name) => TLS_ATTRIBUTES.has(name))
    const enabled = valueOf(connector, 'SSLEnabled')?.trim().toLowerCase() === 'true'
    const listed = { names: names.join(', ') || 'none' }
    if (enabled && connector.hostConfigs === 0) complaints.push({ id: 'noHostConfig', subject, severity: 'high', data: listed, at: connector })
    else if (names.length > 0)
      complaints.push({ id: 'ignoredTls', subject, severity: connector.hostConfigs > 0 ? 'medium' : 'low', data: listed, at: connector })
  }
  const elements = [
    ...xml.connectors.map((connector) => ({
      element: 'Connector',
      subject: `Connector port ${valueOf(connector, 'port') ?? '(none)'}`,
      ...connector,
    })),
    ...xml.connectors.flatMap((connector) =>
      connector.upgradeProtocols.map((child) => ({
        element: 'UpgradeProtocol',
        subject: `UpgradeProtocol of Connector port ${valueOf(connector, 'port') ?? '(none)'}`,
        ...child,
      })),
    ),
    ...xml.components.map((component) => ({ subject: `${component.element} ${component.className ?? ''}`.trim(), ...component })),
  ]
  for (const { element, subject, attributes, line, column } of elements) {
    const removed = attributes.flatMap(
      ({ name }) =>
        gone(
          REMOVED_ATTRIBUTES.filter((one) => one.element === element),
          name,
        ) ?? [],
    )
    const [first] = removed
    if (first !== undefined) {
      const data = { names: removed.map(({ name }) => name).join(', '), since: first.since.join('.') }
      complaints.push({ id: 'ignoredAttribute', subject, severity: 'low', data, at: { line, column } })
    }
  }
  return complaints.map((complaint, index) => ({ ...complaint, subject: distinct(complaint, complaints.slice(0, index)) }))
}

/** Two things of one name get a number, so that each is a finding of its own. */
const distinct = ({ id, subject }: Complaint, before: readonly Complaint[]): string => {
  const same = before.filter((other) => other.id === id && other.subject === subject).length
  return same === 0 ? subject : `${subject} (${same + 1}.)`
}

const dataOf = ({ name, since, instead }: Removed): { readonly [name: string]: string } => ({ name, since: since.join('.'), instead })

const valueOf = ({ attributes }: Connector, wanted: string): string | null => attributes.find(({ name }) => name === wanted)?.value ?? null

/** Placeholders on which the verdict depends. */
const placeholdersIn = ({ path, connectors, classes }: Xml): readonly string[] => [
  ...classes.filter(({ className }) => className.includes('${')).map(({ className, line }) => `className="${className}" in ${path}:${line}`),
  ...connectors.flatMap((connector) =>
    ['protocol', ...(connector.hostConfigs === 0 ? ['SSLEnabled'] : [])]
      .filter((name) => valueOf(connector, name)?.includes('${'))
      .map((name) => `${name}="${valueOf(connector, name) ?? ''}" in ${path}:${connector.line}`),
  ),
]
