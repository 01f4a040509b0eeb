import {
  defineCheck,
  javaReleaseOf,
  javaRuntime,
  judged,
  oneLower,
  own,
  ownIfNamed,
  undetermined,
  type CheckFinding,
  type JavaRelease,
  type Judgement,
  type Phase,
  type ValueOf,
} from '../../src/api.ts'
import { javaIn, javaNotUnderstood, statedJavaIn } from './data/java-release-file.ts'
import { NEWEST_JAVA, SUPPORTED_JAVA } from './data/java-support.ts'

type Runtime = ValueOf<typeof javaRuntime>
type Declared = Runtime['declared'][number]
type Release = NonNullable<Runtime['home']>['release']

const LISTED = SUPPORTED_JAVA.join(', ')

export default defineCheck({
  id: 'pingam/java-version',
  title: 'The container runs on a Java that AM 8.1 supports',
  why: 'AM 8.1 is compiled for Java 17: an older Java cannot load its classes, and on a release that is not supported nothing is tested or fixed.',
  remedy: `Install a JDK of one of ${LISTED}, point JAVA_HOME (setenv or the service unit) to it, and name it as javaHome in the plan`,
  references: [
    { title: 'PingAM 8.1: Release notes', section: 'Requirements' },
    { title: 'PingAM 8.1: Upgrade AM instances', section: 'amupgrade' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'blocker', staged: 'blocker', 'post-upgrade': 'blocker', compliance: 'blocker' },
  facts: { current: own(javaRuntime, { which: 'current' }), prepared: ownIfNamed(javaRuntime, { which: 'new' }) },
  messages: {
    unsupported: 'AM 8.1 does not support Java {feature} ({version}, {where})',
    toReplace: 'work to do: the container still runs on Java {feature} ({version}, {where}), which AM 8.1 does not support',
    preRelease: 'Java {version} ({where}) is an early-access or private build, not a release',
    startedOnAnother:
      'the last start, {time}, was on Java {feature} ({version}, {path}:{line}): restart the container to have it run on the Java judged here',
    unexpanded: '{path}:{line} sets {name} to {value}, which only the running script knows: make sure that it is the Java judged here',
  },
  traps: {
    'java-8': 'version strings of Java 8: 1.8.0_392',
    'java-11': 'Java 11 was fine for AM 7.3',
    'between-releases': 'Java 22 lies between supported ones and is not supported',
    newer: 'a Java newer than the table',
    'early-access': '21-ea is not the release 21',
    'vendor-strings': 'vendors append their own text: 17.0.15+6-Debian-1deb12u1, 21.0.4+7-LTS',
    'old-at-pre': 'an old Java before the upgrade is work to do, not a blocker',
    'log-only': 'no javaHome: the log is history and is named as such',
    'log-8': 'the log of IBM Java 8 writes 8.0.8.0 - pxa6480',
    'log-contradicts': 'after the upgrade the last start was on another Java than javaHome',
    'prepared-java': 'before the upgrade javaHome is the prepared one, the last start was on the old one',
    'declared-contradicts': 'setenv declares another Java than the plan names',
    'declared-link': 'setenv names a link that leads to javaHome',
    'declared-other-same': 'setenv names another directory with the same Java',
    'declared-variable': 'setenv computes JAVA_HOME',
    'jre-home-wins': 'JRE_HOME decides where both are declared',
    'new-is-judged': 'with newTomcat named its setenv decides, whatever that of the current Tomcat says',
    'new-unknown': 'how the prepared Tomcat is started is not known: the log of the old one says nothing about it',
    'unit-before-and-after': 'before the upgrade the unit starts the old Tomcat, once staged the new one',
    'setenv-wins': 'setenv overrides the service unit',
    'declared-twice': 'setenv declares two different homes, by a condition',
    'declared-only': 'no javaHome: the declared home is readable and judged',
    'declared-vs-log': 'no javaHome: the declared home is not the one of the last start',
    'release-contradicts': 'JAVA_VERSION and JAVA_RUNTIME_VERSION disagree',
    'no-version': 'a release file without a version',
    'nothing-known': 'neither javaHome nor declaration nor log',
    'not-a-version': 'a version text that is none',
  },
  evaluate: ({ facts: { current, prepared }, phase, finding }) => {
    const replacement = phase === 'pre-upgrade' || phase === 'staged' ? prepared : null
    const runtime = replacement === null ? current : startOf(replacement, phase)
    const notes: CheckFinding[] = []
    const winners = effectiveIn(runtime.declared)
    const chosen = chosenFrom(runtime, winners)
    if ('outcome' in chosen) return chosen
    const { version, where, release } = chosen
    const data = { version, where, feature: release.feature }

    if (chosen.from === 'home') {
      for (const declared of winners) {
        const { name, value, path, line } = declared
        if (runtime.home !== null && namesHome(declared, runtime.home.path)) continue
        if (declared.release !== null && javaIn(declared.release)?.release.feature === release.feature) continue
        if (/[$%`]/.test(value))
          notes.push(
            finding('unexpanded', { name, value, path, line }, { severity: 'info', subject: `${name} in ${path}`, location: { path, line } }),
          )
        else
          return undetermined(
            'ambiguous',
            `the plan names ${runtime.home?.path ?? ''} as javaHome, but ${path}:${line} sets ${name} to ${value}: name the Java that really runs the container, and ${value} in alsoRead if it is the same`,
          )
      }
    }
    const last = current.lastStart
    const logged = javaReleaseOf(last?.jvmVersion ?? '')
    if (last !== null && logged !== null && chosen.from !== 'log' && logged.feature !== release.feature) {
      if (phase === 'post-upgrade' || phase === 'compliance') {
        return undetermined(
          'ambiguous',
          `${where} is Java ${release.feature}, but the last start (${last.time ?? 'time unknown'}, ${last.path}:${last.line}) was on Java ${logged.feature}: restart the container, or name the Java that runs it`,
        )
      }
      const { path, line, time } = last
      notes.push(
        finding(
          'startedOnAnother',
          { time: time ?? 'at an unknown time', feature: logged.feature, version: last.jvmVersion ?? '', path, line },
          { severity: 'info', subject: path, location: { path, line } },
        ),
      )
    }

    if (release.feature > NEWEST_JAVA)
      return undetermined(
        'unsupported',
        `whether AM 8.1 runs on Java ${release.feature} (${version}, ${where}) is not known here: the newest listed is ${NEWEST_JAVA}`,
      )
    const place = { subject: chosen.subject, location: chosen.location }
    if (!SUPPORTED_JAVA.includes(release.feature)) {
      const expected = { ...place, expected: `Java ${LISTED}`, actual: version }
      if (phase === 'pre-upgrade' && replacement === null) notes.unshift(finding('toReplace', data, { ...expected, severity: oneLower('blocker') }))
      else notes.unshift(finding('unsupported', data, expected))
    } else if (release.preRelease) notes.unshift(finding('preRelease', data, { ...place, severity: 'medium' }))
    return judged(`Java ${version}, ${where}`, notes, 'blocker')
  },
})

/** Before the upgrade the service unit still starts the old Tomcat; once staged it is the one that will start the new. */
const startOf = (prepared: Runtime, phase: Phase): Runtime =>
  phase === 'staged' ? prepared : { ...prepared, declared: prepared.declared.filter(({ where }) => where !== 'service') }

interface Chosen {
  readonly from: 'home' | 'declared' | 'log'
  readonly version: string
  readonly release: JavaRelease
  /** Words for where it was read, as they stand in a sentence. */
  readonly where: string
  readonly subject: string
  readonly location: { readonly path: string; readonly line?: number }
}

/** The Java to judge: the plan's, else the declared one, else the one of the last start. */
const chosenFrom = ({ home, lastStart }: Runtime, winners: readonly Declared[]): Chosen | Judgement => {
  if (home !== null) return fromRelease('home', home.release, `by ${home.release.path}`, home.path)
  const [declared, ...others] = winners
  if (declared !== undefined && others.length > 0) {
    return undetermined(
      'ambiguous',
      `${declared.path} declares ${winners.map(({ value, line }) => `${value} (line ${line})`).join(' and ')}: name the Java that runs the container as javaHome`,
    )
  }
  if (declared?.release)
    return fromRelease('declared', declared.release, `by ${declared.release.path}, declared in ${declared.path}:${declared.line}`, declared.value)
  if (lastStart === null || lastStart.jvmVersion === null) {
    return undetermined('missing-evidence', 'which Java runs the container is not known: name it as javaHome in the plan')
  }
  const { path, line, time, jvmVersion, javaHome } = lastStart
  if (declared !== undefined && !/[$%`]/.test(declared.value) && javaHome !== null && !namesHome(declared, javaHome.replace(/\/jre$/, ''))) {
    return undetermined(
      'ambiguous',
      `${declared.path}:${declared.line} declares ${declared.value}, but the last start (${path}:${line}) was on ${javaHome}: name the Java that runs the container as javaHome`,
    )
  }
  const release = javaReleaseOf(jvmVersion)
  if (release === null) return javaNotUnderstood(jvmVersion, `${path}:${line}`)
  return {
    from: 'log',
    version: jvmVersion,
    release,
    where: `as of the last start, ${time ?? 'time unknown'}, by ${path}:${line}`,
    subject: javaHome ?? path,
    location: { path, line },
  }
}

const fromRelease = (from: 'home' | 'declared', file: Release, where: string, subject: string): Chosen | Judgement => {
  const stated = statedJavaIn(file)
  return 'outcome' in stated ? stated : { from, ...stated, where, subject, location: { path: file.path } }
}

/**
 * The declarations that take effect: JRE_HOME decides over JAVA_HOME (setclasspath.sh), the file that is read last over the earlier ones. Several when that
 * file sets different values, since a condition may choose between them.
 */
const effectiveIn = (declared: readonly Declared[]): readonly Declared[] => {
  const jre = declared.filter(({ name }) => name === 'JRE_HOME')
  const deciding = jre.length > 0 ? jre : declared
  const inLastFile = deciding.filter(({ path }) => path === deciding.at(-1)?.path)
  return inLastFile.filter(({ value }, index) => inLastFile.findIndex((other) => other.value === value) === index)
}

const namesHome = ({ value, resolved }: Declared, home: string): boolean =>
  plain(value) === plain(home) || (resolved !== null && plain(resolved) === plain(home))

/** Without a final separator, and without the `jre` below a JDK 8. */
const plain = (path: string): string => path.replace(/[/\\]+$/, '').replace(/[/\\]jre$/, '')
