import {
  amServers,
  defineCheck,
  judged as verdict,
  oneLower,
  ownIfNamed,
  undetermined,
  webappReferences,
  type CheckFinding,
  type Severity,
} from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { JAVAX_PREFIXES } from './data/archive-places.ts'
import { judgedOf, unseenPartOf } from './data/configuration-tree.ts'
import { chosenOf, fileOf, linesIn, namesIn, tellingOf, unseenIn } from './data/webapp-texts.ts'

const prefixes = [...JAVAX_PREFIXES]

export default defineCheck({
  id: 'pingam/javax-webapp',
  title: 'No descriptor, page, Spring file or property names javax.servlet or javax.websocket',
  why: 'Tomcat 10 and AM 8.1 look such names up as they stand: a filter class that is not there keeps the web application from starting, a page fails when it is shown, a property is ignored',
  remedy:
    'Write jakarta.servlet for javax.servlet and jakarta.websocket for javax.websocket in the files named, and build the new WAR with them; change server properties in the configuration',
  references: [
    { title: UPGRADE_PAGE, section: 'Upgrade Tomcat' },
    { title: UPGRADE_PAGE, section: 'Before you upgrade, step 2 (Prepare a customized AM .war file)' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'high', staged: 'high', 'post-upgrade': 'high', compliance: 'high' },
  facts: {
    webapp: ownIfNamed(webappReferences, { place: 'webapp', prefixes }),
    newWar: ownIfNamed(webappReferences, { place: 'newWar', prefixes }),
    tomcat: ownIfNamed(webappReferences, { place: 'tomcat', prefixes }),
    newTomcat: ownIfNamed(webappReferences, { place: 'newTomcat', prefixes }),
    servers: ownIfNamed(amServers, { which: 'current' }),
    upgradedServers: ownIfNamed(amServers, { which: 'upgraded' }),
  },
  messages: {
    names: '{file} names {names} ({lines})',
    toDo: 'work to do: {file} names {names} ({lines}), which AM 8.1 does not have',
    replaced: '{file} names {names} ({lines}); the plan names what replaces it',
    parameter: '{file} sets parameters named {names} ({lines}), which are read under their jakarta names now',
    mention: '{file} mentions {names} ({lines}); see whether it is looked up',
    comment: '{file} names {names} in comments only ({lines})',
    property: 'the server property {key} of {server} names {names}',
    propertyToDo: 'work to do: the server property {key} of {server} names {names}, which AM 8.1 does not have',
    propertyReplaced: 'the server property {key} of {server} names {names}; what amupgrade made of it is judged',
  },
  traps: {
    namespaces: 'the XML namespaces of Java EE are still accepted by Tomcat 10',
    'document-types': 'the document type of a web.xml of old names no package',
    'filter-class': 'a filter class of javax in web.xml',
    'context-parameter': 'javax.servlet.jsp.jstl.fmt.localizationContext as the name of a parameter: medium',
    'web-fragment': 'web-fragment.xml and TLDs of a JAR are looked at with the JAR, by pingam/javax-archives',
    'page-import': 'a page directive that imports javax.servlet.http',
    'comment-in-page': 'a JSP comment is a note, an HTML comment in a page is not: what is in it runs',
    'spring-xml': 'an applicationContext.xml with a bean of javax.servlet',
    'properties-key': 'a properties file with the name in a key or a value, also escaped',
    'shaded-package': 'com.acme.shaded.javax.servlet and /javax/servlet/ in a URL are no references',
    'other-javax': 'javax.xml, javax.inject and javax.naming never count',
    'plain-text': 'a README or a script of the user interface that mentions it: medium',
    'old-at-pre': 'what runs today is work to do, one level lower',
    'replacement-named': 'with the new WAR and the new Tomcat named, the current ones are notes',
    'tomcat-configuration': 'conf/web.xml and conf/context.xml of Tomcat hold filters for every web application',
    'server-property': 'an advanced server property names a class of javax.servlet',
    'upgraded-properties': 'what amupgrade wrote is judged where it is there, the configuration in use is a note',
    'property-with-a-variable': 'a property that holds a variable nothing resolves is an error that names it',
    'properties-elsewhere': 'server properties kept in a directory server were not looked at: no pass',
    'utf-16': 'a descriptor in UTF-16 is read like any other',
    'nothing-to-look-at': 'no web application at the path that the plan names',
  },
  evaluate: ({ facts, phase, finding }) => {
    const places = [...chosenOf(facts.webapp, facts.newWar, phase), ...chosenOf(facts.tomcat, facts.newTomcat, phase)]
    const unseen = unseenIn(facts, phase)
    const findings: CheckFinding[] = []
    for (const { value, judged } of places)
      for (const references of Map.groupBy(value.references, fileOf).values()) {
        const told = tellingOf(references, judged)
        if (told === null) continue
        const { message, counting, severity } = told
        const [first] = counting
        if (first === undefined) continue
        const place = {
          path: first.path,
          ...(first.entry === null ? {} : { entry: first.entry }),
          ...(first.line === null ? {} : { line: first.line }),
        }
        findings.push(
          finding(
            message,
            { file: fileOf(first), names: namesIn(counting), lines: linesIn(counting) },
            { subject: fileOf(first), severity, location: place },
          ),
        )
      }

    const properties = facts.servers === null ? null : judgedOf(facts.servers, facts.upgradedServers, phase)
    const told = (value: typeof facts.servers, message: 'property' | 'propertyToDo' | 'propertyReplaced', severity: Severity): void => {
      for (const { server, key, refersTo, declaredIn, line } of value?.properties ?? [])
        if (refersTo !== undefined && refersTo.length > 0)
          findings.push(
            finding(
              message,
              { server, key, names: refersTo.join(', ') },
              { subject: `${server} ${key} (${declaredIn})`, severity, location: { path: declaredIn, ...(line === null ? {} : { line }) } },
            ),
          )
    }
    if (properties !== null) {
      const toDo = phase === 'pre-upgrade' && properties.replaced === null
      told(properties.judged, toDo ? 'propertyToDo' : 'property', toDo ? oneLower('high') : 'high')
      told(properties.replaced, 'propertyReplaced', 'info')
    }

    const looked = places.filter(({ judged }) => judged !== 'replaced').flatMap(({ value }) => value.roots.map(({ path }) => path))
    const count = places.filter(({ judged }) => judged !== 'replaced').reduce((sum, { value }) => sum + value.files, 0)
    const answer = verdict(
      `${count} files of ${looked.join(', ')}${properties === null ? '' : ` and ${properties.judged.properties.length} server properties`}: none names javax.servlet or javax.websocket`,
      findings,
      'high',
    )
    if (answer.outcome === 'fail') return answer
    if (unseen !== null) return undetermined('missing-evidence', unseen)
    if (properties === null) return answer
    const variables = [
      ...new Set(properties.judged.properties.filter(({ advanced }) => advanced !== false).flatMap(({ unresolved }) => unresolved)),
    ].sort()
    if (variables.length > 0)
      return undetermined(
        'unresolved',
        `server properties hold ${variables.slice(0, 5).join(', ')}, which nothing in the plan resolves: add them under variables`,
      )
    return unseenPartOf(properties.judged.tree, 'whether server properties name javax.servlet or javax.websocket is not known') ?? answer
  },
})
