import {
  defineCheck,
  judged,
  oneLower,
  ownIfNamed,
  undetermined,
  webApplication,
  type CheckFinding,
  type Location,
  type ReferringArchive,
} from '../../src/api.ts'
import { ARCHIVE_FACTS, judgedPlaces, unseenPlace } from './data/archive-places.ts'
import { elsewhereIn, examplesIn, javaxIn, standingOf } from './data/javax-standing.ts'

const subjectOf = ({ path, chain }: ReferringArchive): string => [path, ...chain].join('!/')

const sumOf = (groups: readonly { readonly count: number }[]): number => groups.reduce((sum, { count }) => sum + count, 0)

/** Where the first reference of an archive is. */
const locationOf = ({ path, chain, references }: ReferringArchive): Location => {
  const first = references.find(({ name }) => name.startsWith('javax.'))
  const entry = [...chain, ...(first === undefined ? [] : [first.entry])].join('!/')
  return { path, ...(entry === '' ? {} : { entry }), ...(typeof first?.line === 'number' ? { line: first.line } : {}) }
}

export default defineCheck({
  id: 'pingam/javax-archives',
  title: 'No customised archive or class refers to javax.servlet or javax.websocket',
  why: 'AM 8 and Tomcat 10 know these packages as jakarta.servlet and jakarta.websocket only: a class that refers to the old ones fails when it is loaded, a string when it is looked up',
  remedy:
    'Build the customisation against AM 8.1 with the packages renamed (javax.servlet to jakarta.servlet, javax.websocket to jakarta.websocket), replace third-party libraries by their releases for jakarta, and build the WAR anew',
  references: [
    { title: 'PingAM 8.1: Upgrade AM instances', section: 'Upgrade the AM server software, customisations' },
    { title: 'PingAM 8.1: Release notes', section: 'Migration to Jakarta EE' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'blocker', staged: 'blocker', 'post-upgrade': 'blocker', compliance: 'blocker' },
  facts: {
    ...ARCHIVE_FACTS,
    current: ownIfNamed(webApplication, { which: 'current' }),
    prepared: ownIfNamed(webApplication, { which: 'new' }),
  },
  messages: {
    refers: '{archive} refers to javax in {count} places: {examples}',
    toDo: 'work to do: {archive} refers to javax in {count} places: {examples}',
    thirdParty: '{archive} is a library with parts for servlets that refer to javax in {count} places: {advice}',
    api: '{archive} brings the old API itself ({count} classes), which nothing in AM 8 uses: take it out',
    replaced: '{archive}, which the plan names a replacement for, refers to javax in {count} places',
    elsewhere: '{archive} holds {count} places in scripts, pages or other text that name javax: see pingam/javax-scripts and javax-webapp',
  },
  traps: {
    'shaded-package': 'com/acme/shaded/javax/servlet is no reference',
    'other-javax': 'javax.xml, javax.inject, javax.crypto and javax.naming never count',
    'string-constant': 'Class.forName("javax.servlet.Filter") fails at run time',
    'service-name': 'META-INF/services/javax.servlet.ServletContainerInitializer is a reference by its name alone',
    'folded-manifest': 'an Import-Package that is folded in the middle of the name',
    'nested-archive': 'a JAR in a WAR in an EAR',
    'vendor-of-the-release': "AM's own library of the release deployed is the vendor's",
    'vendor-name-other-release': "a customer's openam-acme-nodes-1.2.jar is not the vendor's, whatever its name",
    'vendor-name-custom-class': "a class of the customer in a library named like the vendor's is not silenced",
    'custom-in-vendor-package': "a customer's node in org.forgerock.openam.auth.nodes is the customer's",
    'known-third-party': 'spring-web 5 refers to servlets only where it is used as such: medium',
    'third-party-name-custom-class': 'spring-web-acme.jar with a class of com.acme is custom',
    'bundled-api': 'javax.servlet-api-4.0.1.jar in WEB-INF/lib',
    'old-at-pre': 'code that runs today is work to do, not a blocker',
    'replacement-named': 'with the new WAR named the new one is judged in full, the current one is told as info',
    'current-clean-replacement-not': 'a clean deployed application does not excuse the new WAR',
    'tomcat-own': "Tomcat 9's own libraries refer to javax throughout",
    'custom-in-tomcat-lib': 'a valve of the customer in CATALINA_BASE/lib',
    'not-inspected': 'what could not be inspected never passes',
    'comment-only': 'a comment in a source is no reference',
    'script-in-sources': 'a Groovy script, a Java source or a zipped export of scripts among the sources is looked at by no other check',
  },
  evaluate: ({ facts, phase, finding }) => {
    const places = judgedPlaces(facts, phase)
    const unseen = unseenPlace(places)
    if (unseen !== null) return undetermined('missing-evidence', unseen)
    const findings: CheckFinding[] = []
    let archives = 0
    let classes = 0
    let vendors = 0
    for (const place of places) {
      const application = place.place === 'newWar' ? facts.prepared : facts.current
      for (const archive of place.scan.archives) {
        const subject = subjectOf(archive)
        const count = sumOf(javaxIn(archive, place.place))
        const more = { subject, location: locationOf(archive) }
        const elsewhere = elsewhereIn(archive, place.place)
        if (place.judged !== 'replaced') {
          archives += 1
          classes += archive.classes
          if (elsewhere > 0)
            findings.push(
              finding('elsewhere', { archive: subject, count: elsewhere }, { subject, severity: 'info', location: { path: archive.path } }),
            )
        }
        if (count === 0) continue
        const standing = standingOf(archive, place, application)
        if (standing.is === 'vendor') vendors += count
        else if (place.judged === 'replaced') findings.push(finding('replaced', { archive: subject, count }, { ...more, severity: 'info' }))
        else if (standing.is === 'api') findings.push(finding('api', { archive: subject, count }, { ...more, severity: 'medium' }))
        else if (standing.is === 'third-party')
          findings.push(finding('thirdParty', { archive: subject, count, advice: standing.advice }, { ...more, severity: 'medium' }))
        else if (place.judged === 'to-do')
          findings.push(
            finding('toDo', { archive: subject, count, examples: examplesIn(archive, place.place) }, { ...more, severity: oneLower('blocker') }),
          )
        else findings.push(finding('refers', { archive: subject, count, examples: examplesIn(archive, place.place) }, more))
      }
    }
    const looked = places
      .filter((place) => place.judged !== 'replaced')
      .flatMap(({ scan }) => scan.roots.filter(({ found }) => found !== 'nothing').map(({ path }) => path))
    const own = vendors === 0 ? '' : `; libraries of AM and Tomcat themselves: ${vendors} places`
    return judged(
      `${classes} classes in ${archives} archives and directories of ${looked.join(', ')}: none refers to javax.servlet or javax.websocket${own}`,
      findings,
      'blocker',
    )
  },
})
