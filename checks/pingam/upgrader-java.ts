import { defineCheck, javaRuntime, judged, own, undetermined, type CheckFinding } from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { statedJavaIn } from './data/java-release-file.ts'
import { NEWEST_JAVA, SUPPORTED_JAVA } from './data/java-support.ts'

const LISTED = SUPPORTED_JAVA.join(', ')

export default defineCheck({
  id: 'pingam/upgrader-java',
  title: 'The Java that amupgrade will run on is one that AM 8.1 supports',
  why: 'amupgrade has the same Java requirements as AM: an older Java cannot load its classes, and a conversion that breaks off leaves half a configuration',
  remedy: `Set JAVA_HOME to a JDK of one of ${LISTED} in the shell that runs amupgrade, and name it as javaHome in the plan`,
  references: [
    { title: UPGRADE_PAGE, section: 'amupgrade' },
    { title: 'PingAM 8.1: Release notes', section: 'Requirements' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'high' },
  steps: ['convert'],
  when: { option: 'route', in: ['amster', 'file-based'] },
  facts: { java: own(javaRuntime, { which: 'tools' }) },
  messages: {
    unsupported: 'amupgrade does not run on Java {feature} ({version}, by {path})',
    preRelease: 'Java {version} (by {path}) is an early-access or private build, not a release',
  },
  traps: {
    'java-11': 'Java 11 was fine for AM 7.3 and its amupgrade',
    'java-8': 'version strings of Java 8: 1.8.0_392',
    'between-releases': 'Java 19 lies between supported ones and is not supported',
    newer: 'a Java newer than the table is an error, not a pass',
    'early-access': '25-ea is not the release 25',
    'vendor-strings': 'vendors append their own text: 17.0.15+6-Debian-1deb12u1',
    'release-contradicts': 'JAVA_VERSION and JAVA_RUNTIME_VERSION disagree',
    'no-version': 'a release file without a version',
    'container-on-another': 'setenv and logs of the container say nothing about the Java of the tools',
  },
  evaluate: ({ facts, finding }) => {
    const { home } = facts.java
    if (home === null) return undetermined('missing-evidence', 'which Java runs amupgrade is not known: name it as javaHome in the plan')
    const stated = statedJavaIn(home.release)
    if ('outcome' in stated) return stated
    const { version, release } = stated
    const { path } = home.release
    if (release.feature > NEWEST_JAVA)
      return undetermined(
        'unsupported',
        `whether amupgrade runs on Java ${release.feature} (${version}, by ${path}) is not known here: the newest listed is ${NEWEST_JAVA}`,
      )
    const place = { subject: home.path, location: { path }, expected: `Java ${LISTED}`, actual: version }
    const findings: CheckFinding[] = []
    if (!SUPPORTED_JAVA.includes(release.feature)) findings.push(finding('unsupported', { feature: release.feature, version, path }, place))
    else if (release.preRelease) findings.push(finding('preRelease', { version, path }, { ...place, severity: 'medium' }))
    return judged(`Java ${version}, by ${path}`, findings, 'high')
  },
})
