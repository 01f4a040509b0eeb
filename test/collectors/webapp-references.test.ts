import { describe, expect, it } from 'vitest'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import collector from '../../src/collectors/webapp-references.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const prefixes = ['javax.servlet', 'javax.websocket']
const params = (place: 'webapp' | 'newWar' | 'tomcat' | 'newTomcat') => ({ place, prefixes })
const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le')

const WEB_XML = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE web-app PUBLIC "-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN" "http://java.sun.com/dtd/web-app_2_3.dtd">
<web-app xmlns="http://xmlns.jcp.org/xml/ns/javaee" xsi:schemaLocation="http://java.sun.com/xml/ns/javaee http://java.sun.com/xml/ns/javaee/web-app_3_0.xsd">
  <!-- javax.servlet.Filter was here -->
  <context-param>
    <param-name>javax.servlet.jsp.jstl.fmt.localizationContext</param-name>
    <param-value>acme</param-value>
  </context-param>
  <filter><filter-class>com.acme.shaded.javax.servlet.Filter</filter-class></filter>
  <filter><filter-class> javax.servlet.Filter </filter-class></filter>
  <env-entry><env-entry-type>javax.naming.Context</env-entry-type></env-entry>
</web-app>
`
const FILES = {
  'WEB-INF/web.xml': WEB_XML,
  'acme/login.jsp':
    '<%@ page import="java.util.List, javax.servlet.http.Cookie" %>\n<%-- javax.servlet.A --%>\n<!-- <%= javax.servlet.B.x() %> -->\n',
  'acme/links.jsp': '<a href="https://docs.acme.com/javax/servlet/http/Cookie.html">javax.inject.Inject</a>\n',
  'WEB-INF/classes/acme.properties': '# javax.servlet.Comment\njavax.servlet.context.tempdir=x\nfilter=javax\\u002eservlet\\u002eFilter\n',
  'WEB-INF/classes/wide.xml': utf16('<bean class="javax.websocket.Session"/>'),
  'WEB-INF/classes/A.class': 'javax/servlet/Filter',
  'META-INF/war-tracker': 'javax.servlet.Filter',
}
const EXPECTED = [
  ['WEB-INF/classes/acme.properties', 'comment', 'javax.servlet.Comment', 1, false],
  ['WEB-INF/classes/acme.properties', 'text', 'javax.servlet.context.tempdir', 2, false],
  ['WEB-INF/classes/acme.properties', 'text', 'javax.servlet.Filter', 3, false],
  ['WEB-INF/classes/wide.xml', 'text', 'javax.websocket.Session', 1, false],
  ['WEB-INF/web.xml', 'comment', 'javax.servlet.Filter', 4, false],
  ['WEB-INF/web.xml', 'text', 'javax.servlet.jsp.jstl.fmt.localizationContext', 6, true],
  ['WEB-INF/web.xml', 'text', 'javax.servlet.Filter', 10, false],
  ['acme/login.jsp', 'text', 'javax.servlet.http.Cookie', 1, false],
  ['acme/login.jsp', 'comment', 'javax.servlet.A', 2, false],
  ['acme/login.jsp', 'text', 'javax.servlet.B.x', 3, false],
] as const

describe('webapp-references', () => {
  it('finds names and nothing that only looks like one, in a WAR', async () => {
    const root = treeOf({ 'am.war': zipOf({ ...FILES, 'WEB-INF/lib/acme.jar': zipOf({ 'META-INF/web-fragment.xml': 'javax.servlet.Filter' }) }) })
    const { value, omitted } = await collectedFrom(collector, { newWar: `${root}/am.war` }, params('newWar'))
    expect(omitted).toEqual([])
    expect(value.roots).toEqual([{ path: `${root}/am.war`, found: 'file' }])
    expect(value.files).toBe(5)
    expect(value.references).toEqual(
      EXPECTED.map(([entry, kind, name, line, parameter]) => ({ path: `${root}/am.war`, entry, kind, name, line, parameter })),
    )
  })

  it('finds the same in the directory and in the WAR beside it', async () => {
    const root = treeOf({
      ...Object.fromEntries(Object.entries(FILES).map(([path, content]) => [`webapps/am/${path}`, content])),
      'webapps/am.war': zipOf(FILES),
    })
    const { value } = await collectedFrom(collector, { webapp: `${root}/webapps/am`, tomcat: root }, params('webapp'))
    expect(value.roots).toEqual([
      { path: `${root}/webapps/am`, found: 'directory' },
      { path: `${root}/webapps/am.war`, found: 'file' },
    ])
    const inDirectory = value.references.filter(({ entry }) => entry === null)
    expect(inDirectory.map(({ path, kind, name, line, parameter }) => [path, kind, name, line, parameter])).toEqual(
      EXPECTED.map(([path, ...rest]) => [`${root}/webapps/am/${path}`, ...rest]),
    )
    expect(value.references.length).toBe(2 * EXPECTED.length)
  })

  it('looks through the conf directory of a Tomcat, and says what is not there', async () => {
    const root = treeOf({
      'base/conf/context.xml': '<Context><Valve className="com.acme.V" type="javax.servlet.Filter"/></Context>',
      'base/conf/Catalina/localhost/am.xml': '<Context/>',
      'base/conf/tomcat.keystore': 'javax.servlet',
      'home/conf/web.xml': 'javax.servlet.Filter',
    })
    const { value } = await collectedFrom(collector, { tomcat: `${root}/base`, catalinaHome: `${root}/home` }, params('tomcat'))
    expect(value).toMatchObject({ files: 2, references: [{ path: `${root}/base/conf/context.xml`, entry: null, line: 1 }] })
    expect((await collectedFrom(collector, { newTomcat: `${root}/home/bin` }, params('newTomcat'))).value).toEqual({
      roots: [{ path: `${root}/home/bin/conf`, found: 'nothing' }],
      files: 0,
      references: [],
    })
    expect(collector.needs({ name: 'am-1', type: 'pingam', role: 'instance', fields: { newWar: root } }, params('webapp'))).toBe('webapp')
  })

  it('names what it could not read', async () => {
    const bytes = zipOf({ 'WEB-INF/web.xml': WEB_XML.repeat(3), 'a.jsp': 'x' })
    bytes[60] = (bytes[60] ?? 0) ^ 0xff
    const root = treeOf({ 'am.war': bytes })
    const { value, omitted } = await collectedFrom(collector, { newWar: `${root}/am.war` }, params('newWar'))
    expect(omitted).toHaveLength(1)
    expect(omitted[0]).toContain('am.war!/WEB-INF/web.xml')
    expect(value.files).toBe(1)
  })
})
