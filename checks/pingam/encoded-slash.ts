import {
  compareVersions,
  defineCheck,
  judged,
  notApplicable,
  oneLower,
  own,
  ownIfNamed,
  serverXml,
  systemProperties,
  tomcat,
  tomcatReleaseOf,
  undetermined,
  type CheckFinding,
  type ValueOf,
} from '../../src/api.ts'
import { ATTRIBUTE, EQUIVALENT, LETTING_THROUGH, OLD_PROPERTY, VALUES } from './data/encoded-solidus.ts'

type Xml = ValueOf<typeof serverXml>
type Connector = Xml['connectors'][number]
type Setting = ValueOf<typeof systemProperties>['settings'][number]

export default defineCheck({
  id: 'pingam/encoded-slash',
  title: 'Encoded slashes in requests are let through by the Connector, not by the removed system property',
  why: `Tomcat 10 no longer knows ${OLD_PROPERTY}: without ${ATTRIBUTE} every request with %2F in its path is answered 400, for example for resource names that hold a slash.`,
  remedy: `Set ${ATTRIBUTE}="${EQUIVALENT}" (the equivalent of the old property set to true) on each Connector named, and remove the old property; better, avoid resource names with a slash`,
  references: [
    { title: 'PingAM 8.1: Upgrade AM instances', section: 'Upgrade Tomcat' },
    { title: 'Apache Tomcat 10.1: Configuration Reference', section: 'The HTTP Connector, encodedSolidusHandling' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'high', staged: 'high', 'post-upgrade': 'high', compliance: 'high' },
  facts: {
    container: own(tomcat, { which: 'current' }),
    preparedContainer: ownIfNamed(tomcat, { which: 'new' }),
    currentXml: own(serverXml, { which: 'current' }),
    currentProperties: own(systemProperties, { which: 'current' }),
    preparedXml: ownIfNamed(serverXml, { which: 'new' }),
    preparedProperties: ownIfNamed(systemProperties, { which: 'new' }),
  },
  messages: {
    noEffect: `{path}:{line} sets ${OLD_PROPERTY} to {value}, which Tomcat 10 does not know: %2F is rejected on {connectors}`,
    toReplace: `work to do: {path}:{line} sets ${OLD_PROPERTY} to {value}; under Tomcat 10 %2F will be rejected on {connectors}`,
    notCarriedOver: `the current Tomcat lets %2F through ({from}); the one prepared rejects it on {connectors}`,
    invalidValue: `${ATTRIBUTE}="{value}" of {connector} is none of ${VALUES.join(', ')}: Tomcat only warns and rejects %2F`,
    deadProperty: `{path}:{line} sets ${OLD_PROPERTY}, which has no effect any more: remove it`,
  },
  traps: {
    'in-catalina-properties': 'conf/catalina.properties, where the property usually is',
    'in-setenv': 'setenv.sh or setenv.bat',
    'in-service': 'the service unit',
    'in-server-xml': 'an attribute of the Connector, where the upgrade page looks for it',
    'last-start-only': 'only the command line of the last start shows it',
    'log-repeats': 'the log of the last start repeats what setenv says: one finding',
    'both-present': 'old property and attribute: the property is dead, and no more than that',
    'false-value': 'the old property set to false asked for nothing: dead, low',
    'not-boolean': 'any value but true meant false',
    'upper-case': 'TRUE is true, DECODE is decode, blanks are trimmed',
    'invalid-value': 'a value that Tomcat does not know',
    'invalid-and-property': 'an invalid value does not replace the property',
    'one-of-two-connectors': 'only one of two connectors has the attribute',
    'reject-on-purpose': 'reject is a decision',
    'old-at-pre': 'under Tomcat 9 the property works today: work to do',
    'already-10': 'before the upgrade under Tomcat 10 it is already broken',
    'new-is-judged': 'with newTomcat named its own Connectors count',
    'not-carried-over': 'the current Tomcat decodes, the prepared one has neither property nor attribute',
    'attribute-not-carried-over': 'the current Connector decodes by the attribute, the prepared one does not',
    'service-when-staged': 'the unit that will start the prepared Tomcat still sets the property',
    unresolved: 'a value that only the running script knows',
    'odd-value': 'a value in backquotes, or stranger than any that is recorded',
    'placeholder-attribute': 'the attribute is a ${...} placeholder',
    'no-connector': 'a server.xml without a Connector',
    'commented-out': 'a commented-out line is not a setting',
    'another-container': 'not Tomcat',
    'another-prepared': 'the prepared container is not Tomcat, or it is and the current one is not: the prepared one decides',
  },
  evaluate: ({ facts: { container, preparedContainer, currentXml, currentProperties, preparedXml, preparedProperties }, phase, finding }) => {
    const before = phase === 'pre-upgrade' || phase === 'staged'
    const prepared = before && preparedXml !== null
    const judgedContainer = prepared ? (preparedContainer ?? container) : container
    if (judgedContainer.container !== 'tomcat')
      return notApplicable(`the container is not Tomcat: ${judgedContainer.recognisedBy} belongs to ${judgedContainer.container}`)
    const xml = prepared ? preparedXml : currentXml
    const labelled = labelledIn(xml)
    const current = settingsIn(currentProperties.settings)
    // Once staged, the unit that starts the old Tomcat is the one that will start the new one.
    const settings = prepared
      ? [...settingsIn(preparedProperties?.settings ?? []), ...current.filter(({ where }) => phase === 'staged' && where === 'service')]
      : current

    const findings: CheckFinding[] = []
    const placeholders: string[] = []
    for (const { connector, label } of labelled) {
      const value = valueOf(connector)
      if (value === null || VALUES.includes(value)) continue
      if (value.includes('${')) placeholders.push(`${ATTRIBUTE} of ${label}`)
      else
        findings.push(
          finding(
            'invalidValue',
            { value, connector: label },
            { subject: label, location: placeIn(xml, connector), expected: VALUES.join(', '), actual: value },
          ),
        )
    }
    const without = labelled.filter(({ connector }) => !VALUES.includes(valueOf(connector) ?? '') && !(valueOf(connector) ?? '').includes('${'))
    const connectors = without.map(({ label }) => label).join(', ') || `${xml.path}, which has no Connector`
    const unanswered = without.length > 0 || labelled.length === 0

    const stillWorks = phase === 'pre-upgrade' && !prepared && worksIn(container)
    for (const { path, line, value, where } of settings) {
      const more = { subject: `${OLD_PROPERTY} in ${path}`, location: { path, line } }
      const asksFor = value?.toLowerCase() === 'true' || (where === 'server.xml' && value === '(mentioned)')
      if (unanswered && !asksFor && (value === null || /[$%]/.test(value))) placeholders.push(`${OLD_PROPERTY} in ${path}:${line}`)
      else if (!unanswered || !asksFor) {
        if (!stillWorks) findings.push(finding('deadProperty', { path, line }, { ...more, severity: 'low' }))
      } else if (stillWorks)
        findings.push(finding('toReplace', { path, line, value: value ?? '', connectors }, { ...more, severity: oneLower('high') }))
      else findings.push(finding('noEffect', { path, line, value: value ?? '', connectors }, more))
    }
    if (prepared && unanswered && !findings.some(({ messageId }) => messageId === 'noEffect')) {
      const from = lettingThrough(current, currentXml)
      if (from !== null)
        findings.push(finding('notCarriedOver', { from, connectors }, { subject: `${ATTRIBUTE} in ${xml.path}`, location: { path: xml.path } }))
    }

    if (placeholders.length > 0 && findings.every(({ severity }) => severity === 'info' || severity === 'low')) {
      return undetermined('unresolved', `${placeholders.join(', ')} holds a variable that only the running server knows: write the value itself`)
    }
    const shown = labelled.map(({ connector, label }) => `${label}: ${valueOf(connector) ?? 'reject (the default)'}`).join('; ')
    return judged(
      `${ATTRIBUTE} by Connector: ${shown || 'none'}; ${OLD_PROPERTY} looked for in ${currentProperties.looked.join(', ') || 'no file'}`,
      findings,
      'high',
    )
  },
})

/** Settings of the old property, one for each file; what the last start logged only when no file explains it. */
const settingsIn = (settings: readonly Setting[]): readonly Setting[] => {
  const ours = settings.filter(({ name }) => name === OLD_PROPERTY)
  const inFiles = ours.filter(({ where }) => where !== 'last-start')
  const counted = inFiles.length > 0 ? inFiles : ours
  // Of several in one file the last one counts, for a script and for a properties file alike.
  return counted.filter(({ path }, index) => counted.findLastIndex((other) => other.path === path) === index)
}

const attributeOf = ({ attributes }: Connector, wanted: string): string | null => attributes.find(({ name }) => name === wanted)?.value ?? null

/** As Tomcat compares it. */
const valueOf = (connector: Connector): string | null => attributeOf(connector, ATTRIBUTE)?.trim().toLowerCase() ?? null

/** Connectors with the words that name them in a message; distinct, and the same when lines move. */
const labelledIn = ({ path, connectors }: Xml): readonly { readonly connector: Connector; readonly label: string }[] => {
  const names = connectors.map((connector) => `Connector port ${attributeOf(connector, 'port') ?? '(none)'} of ${path}`)
  return connectors.map((connector, index) => {
    const name = names[index] ?? ''
    const before = names.slice(0, index).filter((other) => other === name).length
    return { connector, label: before === 0 ? name : `${name} (${before + 1}.)` }
  })
}

const placeIn = ({ path }: Xml, { line, column }: Connector) => ({ path, line, column })

/** The property is read up to Tomcat 9. */
const worksIn = (container: ValueOf<typeof tomcat>): boolean => {
  const release = tomcatReleaseOf(container)
  return release.known && compareVersions(release.numbers, [10]) < 0
}

/** Where the current Tomcat is told to let encoded slashes through, or null. */
const lettingThrough = (settings: readonly Setting[], xml: Xml): string | null => {
  const setting = settings.find(({ value, where }) => value?.toLowerCase() === 'true' && where !== 'server.xml')
  if (setting !== undefined) return `${setting.path}:${setting.line}`
  const connector = xml.connectors.find((one) => LETTING_THROUGH.includes(valueOf(one) ?? ''))
  return connector === undefined ? null : `${xml.path}:${connector.line}`
}
