import { describe, it } from 'vitest'
import check from '../../../checks/pingam/javax-webapp.ts'
import type { AmServers, WebappReferences } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Reference = WebappReferences['references'][number]

const WAR = '/srv/AM-8.1.0-acme.war'
const OLD = '/opt/tomcat/webapps/am'
const CONF = '/opt/tomcat-10.1/conf'
const LISTENER = 'javax.servlet.ServletContextListener'

const reference = (entry: string | null, more: Partial<Reference> = {}): Reference => ({
  path: WAR,
  entry,
  kind: 'text',
  name: LISTENER,
  line: 12,
  parameter: false,
  ...more,
})
const place = (path: string, ...references: readonly Reference[]): WebappReferences => ({ roots: [{ path, found: 'file' }], files: 40, references })
const war = (...references: readonly Reference[]) => place(WAR, ...references)
const old = (...references: readonly Partial<Reference>[]) =>
  place(OLD, ...references.map((one) => reference(null, { path: `${OLD}/WEB-INF/web.xml`, ...one })))

type Property = AmServers['properties'][number]
const property = (more: Partial<Property> = {}): Property => ({
  server: 'server-default',
  key: 'acme.filter',
  advanced: null,
  value: null,
  fingerprint: null,
  unresolved: [],
  declaredIn: '/srv/am/config/services/server-default.json',
  line: 7,
  ...more,
})
const servers = (properties: readonly Property[], more: Partial<AmServers['tree']> = {}): AmServers => ({
  tree: { form: 'file-based', root: '/srv/am/config/services', layer: 'whole', ...more },
  servers: [],
  sites: [],
  properties,
})
const ABSENT = servers([], { form: 'absent', root: null, layer: 'unknown' })

/** Prepared in full, and nothing in it names javax. */
const CLEAN = {
  webapp: old(),
  newWar: war(),
  tomcat: place('/opt/tomcat/conf'),
  newTomcat: place(CONF),
  servers: servers([property({ key: 'com.iplanet.am.cookie.name' })]),
  upgradedServers: null,
}
const CURRENT = { ...CLEAN, newWar: null, newTomcat: null }

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'nothing names javax',
      facts: CLEAN,
      observed: `80 files of ${WAR}, ${CONF} and 1 server properties: none names javax.servlet or javax.websocket`,
    },
    {
      name: 'no Tomcat and no configuration named',
      facts: { ...CLEAN, tomcat: null, newTomcat: null, servers: null },
      observed: `40 files of ${WAR}:`,
    },
    {
      name: 'the current ones name it, and what replaces them does not',
      trap: 'replacement-named',
      facts: { ...CLEAN, webapp: old({}), tomcat: place('/opt/tomcat/conf', reference(null, { path: '/opt/tomcat/conf/web.xml' })) },
      observed: 'none names',
      messages: ['replaced', 'replaced'],
    },
    {
      name: 'a comment in a JSP',
      trap: 'comment-in-page',
      facts: { ...CLEAN, newWar: war(reference('a.jsp', { kind: 'comment' })) },
      observed: 'none names',
      messages: ['comment'],
    },
    {
      name: 'a comment in what is replaced is not worth a word',
      facts: { ...CLEAN, webapp: old({ kind: 'comment' }) },
      observed: 'none names',
    },
    {
      name: 'what amupgrade wrote has the new names',
      trap: 'upgraded-properties',
      phase: 'staged',
      facts: { ...CLEAN, servers: servers([property({ refersTo: [LISTENER] })]), upgradedServers: servers([property()]) },
      observed: 'none names',
      messages: ['propertyReplaced'],
    },
    {
      name: 'a variable in a property that is not an advanced one',
      facts: { ...CLEAN, servers: servers([property({ advanced: false, unresolved: ['am.server.fqdn'] })]) },
      observed: 'none names',
    },
    { name: 'the output of amupgrade is not there yet', facts: { ...CLEAN, upgradedServers: ABSENT }, observed: 'none names' },
  ],
  fail: [
    {
      name: 'a filter class in web.xml',
      trap: 'filter-class',
      facts: { ...CLEAN, newWar: war(reference('WEB-INF/web.xml'), reference('WEB-INF/web.xml', { line: 30, name: 'javax.servlet.Filter' })) },
      messages: ['names'],
      subjects: [`${WAR}!/WEB-INF/web.xml`],
      says: [`${WAR}!/WEB-INF/web.xml names ${LISTENER}, javax.servlet.Filter (line 12, 30)`],
    },
    {
      name: 'work to do before the upgrade',
      trap: 'old-at-pre',
      facts: { ...CURRENT, webapp: old({}) },
      messages: ['toDo'],
      severity: 'medium',
      subjects: [`${OLD}/WEB-INF/web.xml`],
    },
    { name: 'after the upgrade', phase: 'post-upgrade', facts: { ...CLEAN, webapp: old({}) }, messages: ['names'] },
    {
      name: 'a parameter of the tag library',
      trap: 'context-parameter',
      facts: {
        ...CLEAN,
        newWar: war(reference('WEB-INF/web.xml', { parameter: true, name: 'javax.servlet.jsp.jstl.fmt.localizationContext' })),
      },
      messages: ['parameter'],
      severity: 'medium',
    },
    {
      name: 'a parameter and a class: the class decides',
      facts: {
        ...CLEAN,
        newWar: war(reference('WEB-INF/web.xml', { parameter: true }), reference('WEB-INF/web.xml', { name: 'javax.servlet.Filter' })),
      },
      messages: ['names'],
    },
    { name: 'an import of a page', trap: 'page-import', facts: { ...CLEAN, newWar: war(reference('acme/login.jsp')) }, messages: ['names'] },
    { name: 'a bean', trap: 'spring-xml', facts: { ...CLEAN, newWar: war(reference('WEB-INF/applicationContext.xml')) }, messages: ['names'] },
    { name: 'a TLD', facts: { ...CLEAN, newWar: war(reference('WEB-INF/acme.TLD')) }, messages: ['names'] },
    {
      name: 'properties',
      trap: 'properties-key',
      facts: { ...CLEAN, newWar: war(reference('WEB-INF/classes/acme.properties', { line: null })) },
      messages: ['names'],
      says: ['(no lines)'],
    },
    {
      name: 'a text for people',
      trap: 'plain-text',
      facts: { ...CLEAN, newWar: war(reference('XUI/help.html'), reference('XUI/a.js', { kind: 'code' })) },
      messages: ['mention', 'mention'],
      severity: 'medium',
    },
    {
      name: "Tomcat's configuration",
      trap: 'tomcat-configuration',
      facts: { ...CLEAN, newTomcat: place(CONF, reference(null, { path: `${CONF}/web.xml` })) },
      messages: ['names'],
      subjects: [`${CONF}/web.xml`],
    },
    {
      name: 'a server property',
      trap: 'server-property',
      phase: 'post-upgrade',
      facts: { ...CLEAN, servers: servers([property({ refersTo: ['javax.servlet.http.Cookie'] })]) },
      messages: ['property'],
      says: ['acme.filter of server-default names javax.servlet.http.Cookie'],
    },
    {
      name: 'a server property before the upgrade',
      facts: { ...CLEAN, servers: servers([property({ refersTo: ['javax.servlet.http.Cookie'] })], { layer: 'unknown' }) },
      messages: ['propertyToDo'],
      severity: 'medium',
    },
    {
      name: 'a server property that amupgrade kept',
      phase: 'staged',
      facts: { ...CLEAN, upgradedServers: servers([property({ refersTo: ['javax.servlet.http.Cookie'], line: null })]) },
      messages: ['property'],
    },
  ],
  error: [
    {
      name: 'a property with a variable',
      trap: 'property-with-a-variable',
      facts: { ...CLEAN, servers: servers([property({ unresolved: ['am.acme.filter'] })]) },
      code: 'unresolved',
      says: 'am.acme.filter',
    },
    {
      name: 'server properties in a directory server',
      trap: 'properties-elsewhere',
      facts: { ...CLEAN, servers: servers([], { form: 'classic', root: null }) },
      code: 'missing-evidence',
      says: 'amsterExport',
    },
    {
      name: 'the upper layer of an AM 8',
      phase: 'compliance',
      facts: { ...CLEAN, servers: servers([], { layer: 'overlay' }) },
      code: 'missing-evidence',
    },
    {
      name: 'nothing at the path of the web application',
      trap: 'nothing-to-look-at',
      facts: { ...CURRENT, webapp: { roots: [{ path: OLD, found: 'nothing' }], files: 0, references: [] } },
      code: 'missing-evidence',
      says: OLD,
    },
    {
      name: 'no conf in the new Tomcat',
      facts: { ...CLEAN, newTomcat: { roots: [{ path: CONF, found: 'nothing' }], files: 0, references: [] } },
      code: 'missing-evidence',
      says: CONF,
    },
    { name: 'no web application named', facts: { ...CLEAN, webapp: null, newWar: null }, code: 'missing-evidence', says: 'webapp or newWar' },
  ],
  trapsElsewhere: {
    namespaces: 'collectors/webapp-references.test.ts',
    'document-types': 'collectors/webapp-references.test.ts',
    'web-fragment': 'collectors/webapp-references.test.ts',
    'shaded-package': 'collectors/webapp-references.test.ts',
    'other-javax': 'collectors/webapp-references.test.ts',
    'utf-16': 'collectors/webapp-references.test.ts',
  },
})
