import {
  compareVersions,
  defineCheck,
  judged,
  notApplicable,
  oneLower,
  own,
  ownIfNamed,
  tomcat,
  tomcatReleaseOf,
  undetermined,
  type CheckFinding,
  type Severity,
  type ValueOf,
} from '../../src/api.ts'
import { FIRST_TOMCAT_MAJOR, RECOMMENDED_TOMCAT, TOMCAT_LINES, type TomcatLine } from './data/tomcat-support.ts'

type Tomcat = ValueOf<typeof tomcat>

export default defineCheck({
  id: 'pingam/tomcat-version',
  title: 'AM runs in a Tomcat that AM 8.1 supports',
  why: 'AM 8 is built against the jakarta API: in Tomcat 9 or older it does not deploy at all, and a Tomcat past its end of life gets no security fixes.',
  remedy: `Install Apache Tomcat ${RECOMMENDED_TOMCAT}, carry over the settings of server.xml, setenv and the service unit, and name it as newTomcat until AM runs in it`,
  references: [
    { title: 'PingAM 8.1: Upgrade AM instances', section: 'Upgrade Tomcat' },
    { title: 'PingAM 8.1: Release notes', section: 'Requirements' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'blocker', staged: 'blocker', 'post-upgrade': 'blocker', compliance: 'blocker' },
  facts: { current: own(tomcat, { which: 'current' }), prepared: ownIfNamed(tomcat, { which: 'new' }) },
  messages: {
    unsupported: 'AM 8.1 does not run in Tomcat {release} ({home})',
    toReplace: 'work to do: AM still runs in Tomcat {release} ({home}), in which AM 8.1 does not run',
    endOfLife: 'Tomcat {release} ({home}) is past its end of life; Tomcat 10.1 takes its place',
    preRelease: 'Tomcat {release} ({home}) is a pre-release build, not a release',
    releaseNotesOnly: 'Tomcat {release} ({home}) is listed by the release notes of AM 8.1, but the upgrade page names only Tomcat 10',
    otherName: '{path} makes Tomcat call itself "{info}"; lib/catalina.jar is release {release}',
  },
  traps: {
    'tomcat-9': 'Tomcat 9 once AM 8.1 is to run in it',
    'tomcat-8.5': 'Tomcat 8.5',
    'old-at-pre': 'Tomcat 9 under AM 7 before the upgrade is work to do, not a blocker',
    'new-is-judged': 'with newTomcat named it is judged, and the current Tomcat is a note',
    'new-too-old': 'the prepared Tomcat is itself too old',
    'new-is-current': 'newTomcat and tomcat are the same directory',
    'new-ignored-later': 'after the upgrade the Tomcat AM runs in is judged, whatever is prepared',
    'end-of-life': 'Tomcat 10.0 works and is past its end of life',
    'tomcat-11': 'Tomcat 11 is only in the release notes',
    newer: 'a Tomcat newer than the table',
    'unknown-minor': 'a minor release that the table does not list',
    milestone: '10.0.0-M4 shows only in server.info',
    'milestone-of-supported': 'a milestone of a supported line is no release',
    hardened: 'a copy of ServerInfo.properties that hides the release is reported, not believed',
    'hardened-lie': 'a copy that claims a supported release does not save an old one',
    'hardened-jar': 'properties blanked inside the archive: the manifest still tells',
    contradiction: 'properties and manifest of one archive disagree',
    'wrong-api': 'properties and manifest say 10, the servlet API beside them is javax',
    'jar-in-base': 'CATALINA_BASE holds another catalina.jar than CATALINA_HOME',
    'no-release': 'an archive that states no release at all',
    'debian-link': 'catalina.jar is a link into /usr/share/java',
    'home-is-not-base': 'CATALINA_HOME is not CATALINA_BASE',
    tomee: 'TomEE states two versions in server.info',
    vendor: 'a vendor build with a suffix is a release',
    'another-container': 'JBoss, Liberty, Jetty and others are not Tomcat',
  },
  evaluate: ({ facts: { current, prepared }, phase, finding }) => {
    const before = phase === 'pre-upgrade' || phase === 'staged'
    const replacement = before ? prepared : null
    const chosen = replacement ?? current
    if (chosen.container !== 'tomcat') return notApplicable(`the container is not Tomcat: ${chosen.recognisedBy} belongs to ${chosen.container}`)
    const release = tomcatReleaseOf(chosen)
    if (!release.known) return undetermined(release.code, release.text)
    const place = { subject: chosen.home, location: { path: release.jar } }
    const data = { release: release.text, home: chosen.home }

    const findings: CheckFinding[] = []
    const line = lineOf(release.numbers)
    if ((release.numbers[0] ?? 0) < FIRST_TOMCAT_MAJOR) {
      const expected = { ...place, expected: `Tomcat ${RECOMMENDED_TOMCAT}`, actual: release.text }
      if (phase === 'pre-upgrade' && replacement === null) findings.push(finding('toReplace', data, { ...expected, severity: oneLower('blocker') }))
      else findings.push(finding('unsupported', data, expected))
    } else if (line === undefined) {
      return undetermined('unsupported', `whether AM 8.1 runs in Tomcat ${release.text} (${chosen.home}) is not known here: it is none of ${LISTED}`)
    } else if (line.standing === 'end-of-life') findings.push(finding('endOfLife', data, { ...place, severity: 'medium' }))
    else if (release.preRelease) findings.push(finding('preRelease', data, { ...place, severity: 'medium' }))
    else if (line.standing === 'release-notes-only') findings.push(finding('releaseNotesOnly', data, { ...place, severity: 'info' }))

    for (const copy of copiesThatDiffer(chosen)) {
      findings.push(
        finding(
          'otherName',
          { path: copy.path, info: copy.info ?? '', release: release.text },
          { severity: 'info', subject: copy.path, location: { path: copy.path } },
        ),
      )
    }
    if (replacement !== null && replacement.home !== current.home) findings.push(...notesOn(current, finding))
    return judged(`Tomcat ${release.text} by ${release.jar}`, findings, 'blocker')
  },
})

const LISTED = TOMCAT_LINES.map(({ major, minor }) => `${major}.${minor}`).join(', ')

const lineOf = ([major, minor]: readonly number[]): TomcatLine | undefined =>
  TOMCAT_LINES.find((line) => line.major === major && line.minor === minor)

const copiesThatDiffer = ({ copies, jars }: Tomcat): Tomcat['copies'] =>
  copies.filter(({ info, number }) => !jars.some((jar) => jar.info === info && jar.number === number))

/** What is said of the Tomcat that is about to be replaced. */
const notesOn = (
  current: Tomcat,
  finding: (id: 'toReplace', data: { release: string; home: string }, more: { severity: Severity; subject: string }) => CheckFinding,
): readonly CheckFinding[] => {
  const release = current.container === 'tomcat' ? tomcatReleaseOf(current) : null
  if (release === null || !release.known || compareVersions(release.numbers, [FIRST_TOMCAT_MAJOR]) >= 0) return []
  return [finding('toReplace', { release: release.text, home: current.home }, { severity: 'info', subject: current.home })]
}
