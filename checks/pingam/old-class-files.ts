import {
  defineCheck,
  javaReleaseOf,
  javaRuntime,
  judged,
  own,
  ownIfNamed,
  undetermined,
  webApplication,
  type CheckFinding,
  type ValueOf,
} from '../../src/api.ts'
import { ARCHIVE_FACTS, judgedPlaces, unseenPlace } from './data/archive-places.ts'
import { isVendors } from './data/javax-standing.ts'

type Runtime = ValueOf<typeof javaRuntime>

/** Class file version of Java 1.0, less the Java release: version 61 is Java 17. Source: JVMS 4.1, table 4.1-A. */
const MAJOR_BEFORE_JAVA_1 = 44

/** The Java that runs the container, as far as it is known; pingam/java-version says what is wrong when it is not. */
const featureOf = ({ home, declared, lastStart }: Runtime): { readonly feature: number; readonly where: string } | null => {
  const releases = [home?.release, ...declared.map(({ release }) => release)]
  const texts = [
    ...releases.flatMap((release) =>
      release === undefined || release === null ? [] : [{ text: release.version ?? release.runtimeVersion ?? '', where: release.path }],
    ),
    ...(typeof lastStart?.jvmVersion !== 'string' ? [] : [{ text: lastStart.jvmVersion, where: `${lastStart.path}:${lastStart.line}` }]),
  ]
  for (const { text, where } of texts) {
    const release = javaReleaseOf(text)
    if (release !== null) return { feature: release.feature, where }
  }
  return null
}

const packageOf = (entry: string): string => entry.split('/').slice(0, -1).join('.')

export default defineCheck({
  id: 'pingam/old-class-files',
  title: 'Every customised class can be loaded by the Java that runs the container',
  why: 'A class compiled for a newer Java than the one that runs it fails with UnsupportedClassVersionError when it is first used',
  remedy:
    'Compile the customisation with --release of the Java that runs the container, or run the container on the newer Java where AM 8.1 supports it',
  references: [
    { title: 'The Java Virtual Machine Specification', section: '4.1, table 4.1-A' },
    { title: 'PingAM 8.1: Release notes', section: 'Requirements' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'medium', staged: 'medium' },
  facts: {
    ...ARCHIVE_FACTS,
    runtime: own(javaRuntime, { which: 'current' }),
    current: ownIfNamed(webApplication, { which: 'current' }),
    prepared: ownIfNamed(webApplication, { which: 'new' }),
  },
  messages: { newer: '{archive} holds classes for Java {needs}, and the container runs on Java {feature} (by {where}): {entry}' },
  traps: {
    'multi-release': 'classes below META-INF/versions are for newer runtimes and left alone by older ones',
    'module-descriptor': 'module-info.class of a newer Java is not read on the class path',
    'same-release': 'a class of exactly the runtime is loaded',
    'replaced-at-pre': 'where the new WAR is named, the current web application is not judged',
    'runtime-unknown': 'without a known Java nothing can be said',
    'libraries-of-tomcat': "Tomcat's own libraries on too old a Java are told by pingam/java-version",
    'log-only': 'the Java of the last start is taken where nothing else is known',
  },
  evaluate: ({ facts, phase, finding }) => {
    const places = judgedPlaces(facts, phase).filter(({ judged }) => judged !== 'replaced')
    const unseen = unseenPlace(places)
    if (unseen !== null) return undetermined('missing-evidence', unseen)
    const runtime = featureOf(facts.runtime)
    if (runtime === null) return undetermined('missing-evidence', 'which Java runs the container is not known: name it as javaHome in the plan')
    const archives = places.flatMap((place) => place.scan.archives.map((archive) => ({ archive, place })))
    const findings = archives.flatMap(({ archive, place }): CheckFinding[] => {
      const { path, chain, newest } = archive
      if (newest === null || newest.major - MAJOR_BEFORE_JAVA_1 <= runtime.feature) return []
      // What AM and Tomcat themselves need is for pingam/java-version to judge.
      if (isVendors(archive, [packageOf(newest.entry)], place, place.place === 'newWar' ? facts.prepared : facts.current)) return []
      const subject = [path, ...chain].join('!/')
      const needs = newest.major - MAJOR_BEFORE_JAVA_1
      const { entry } = newest
      return [
        finding(
          'newer',
          { archive: subject, needs, feature: runtime.feature, where: runtime.where, entry },
          { subject, expected: `at most Java ${runtime.feature}`, actual: `Java ${needs}`, location: { path, entry: [...chain, entry].join('!/') } },
        ),
      ]
    })
    const classes = archives.reduce((sum, { archive }) => sum + archive.classes, 0)
    return judged(
      `${classes} classes in ${archives.length} archives and directories, those of others than AM and Tomcat for Java ${runtime.feature} or older`,
      findings,
      'medium',
    )
  },
})
