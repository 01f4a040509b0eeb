import { createHash } from 'node:crypto'
import { unlinkSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import collector from '../../src/collectors/web-application.ts'
import { COMPARISON_KEYWORDS } from '../../src/core/schema.ts'
import { webApplication } from '../../src/facts/web-application.ts'
import { sessionOver } from '../support/files.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const WEB_XML = `<?xml version="1.0" encoding="UTF-8"?>
<j:web-app xmlns:j="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <!-- <servlet><servlet-name>click-servlet</servlet-name><servlet-class>org.apache.click.ClickServlet</servlet-class></servlet> -->
  <j:servlet>
    <j:servlet-name>pages</j:servlet-name>
    <j:servlet-class> org.apache.click.ClickServlet </j:servlet-class>
  </j:servlet>
  <j:servlet><j:servlet-name>help</j:servlet-name><j:servlet-class>com.acme.HelpServlet</j:servlet-class></j:servlet>
  <j:servlet-mapping>
    <j:servlet-name>pages</j:servlet-name>
    <j:url-pattern>*.htm</j:url-pattern>
    <j:url-pattern>/setup/*</j:url-pattern>
  </j:servlet-mapping>
  <j:servlet-mapping><j:servlet-name>help</j:servlet-name><j:url-pattern>*.HTM</j:url-pattern></j:servlet-mapping>
  <j:servlet-mapping><j:servlet-name>help</j:servlet-name><j:url-pattern>/help/*</j:url-pattern></j:servlet-mapping>
</j:web-app>
`
const COMMENTED = WEB_XML.replace(/ {2}<j:servlet>[^]*<\/j:servlet-mapping>\n/, '')
const war = zipOf({
  'WEB-INF/web.xml': COMMENTED,
  'WEB-INF/lib/openam-core-7.5.0.jar': 'x',
  'WEB-INF/lib/deeper/no-1.0.jar': 'x',
  'lib/no-1.0.jar': 'x',
})
const current = { which: 'current' } as const
const namesOf = (form: { readonly libraries: readonly { readonly name: string }[] } | undefined): readonly string[] =>
  (form?.libraries ?? []).map(({ name }) => name)

describe('web-application', () => {
  it('finds the Click servlet by name and by class, with lines, and nothing in comments', async () => {
    const root = treeOf({ 'am/WEB-INF/web.xml': WEB_XML, 'am/WEB-INF/lib/velocity-1.7-p1.jar': '', 'am/WEB-INF/lib/README.txt': '' })
    const { value, omitted } = await collectedFrom(collector, { webapp: `${root}/am` }, current)
    expect(omitted).toEqual([])
    expect(value.forms).toEqual([
      {
        kind: 'directory',
        path: `${root}/am`,
        link: false,
        sha256: null,
        libraries: [{ name: 'velocity-1.7-p1.jar', artifact: 'velocity', version: '1.7-p1' }],
        descriptor: {
          path: `${root}/am/WEB-INF/web.xml`,
          servlets: [{ name: 'pages', line: 4 }],
          mappings: [
            { servlet: 'pages', pattern: '*.htm', line: 11 },
            { servlet: 'pages', pattern: '/setup/*', line: 12 },
            { servlet: 'help', pattern: '*.HTM', line: 14 },
          ],
        },
      },
    ])
  })

  it('looks at a WAR and a directory beside each other, whichever the plan names, and at no other application', async () => {
    const root = treeOf({
      'webapps/am.WAR': war,
      'webapps/am/WEB-INF/web.xml': COMMENTED,
      'webapps/am2.war': war,
      'webapps/docs/WEB-INF/web.xml': COMMENTED,
    })
    for (const name of ['am', 'am.WAR']) {
      const { value } = await collectedFrom(collector, { webapp: `${root}/webapps/${name}`, tomcat: root }, current)
      expect(value.forms.map(({ kind, path }) => `${kind} ${path}`)).toEqual([`directory ${root}/webapps/am`, `war ${root}/webapps/am.WAR`])
      expect(namesOf(value.forms[1])).toEqual(['openam-core-7.5.0.jar'])
      expect(value.forms[1]?.sha256).toBe(createHash('sha256').update(war).digest('hex'))
      expect(value.forms[1]?.descriptor).toEqual({ path: `${root}/webapps/am.WAR`, servlets: [], mappings: [] })
    }
  })

  it('follows a linked directory, and finds the WAR beside the link', async () => {
    const root = treeOf({ 'srv/exploded/WEB-INF/web.xml': COMMENTED, 'srv/exploded/WEB-INF/lib/velocity-1.7.jar': '', 'tomcat/webapps/am.war': war })
    const { symlinkSync } = await import('node:fs')
    symlinkSync(`${root}/srv/exploded`, `${root}/tomcat/webapps/am`)
    const { value } = await collectedFrom(collector, { webapp: `${root}/srv/exploded`, tomcat: `${root}/tomcat` }, current)
    expect(value.forms.map(({ kind, path, link }) => [kind, path, link])).toEqual([
      ['directory', `${root}/tomcat/webapps/am`, true],
      ['war', `${root}/tomcat/webapps/am.war`, false],
    ])
    expect(namesOf(value.forms[0])).toEqual(['velocity-1.7.jar'])
  })

  it('is not led astray by a link in webapps that leads out of the plan', async () => {
    const root = treeOf({ 'elsewhere/WEB-INF/web.xml': COMMENTED, 'tomcat/webapps/am/WEB-INF/web.xml': COMMENTED })
    const { symlinkSync } = await import('node:fs')
    symlinkSync(`${root}/elsewhere`, `${root}/tomcat/webapps/aaa`)
    const { value } = await collectedFrom(collector, { webapp: `${root}/tomcat/webapps/am`, tomcat: `${root}/tomcat` }, current)
    expect(value.forms.map(({ path }) => path)).toEqual([`${root}/tomcat/webapps/am`])
  })

  it('says that nothing is there, and that a web.xml is missing', async () => {
    const root = treeOf({ 'am/index.html': '' })
    expect((await collectedFrom(collector, { webapp: `${root}/none` }, current)).value.forms).toEqual([])
    expect((await collectedFrom(collector, { webapp: `${root}/am` }, current)).value.forms).toMatchObject([{ libraries: [], descriptor: null }])
  })

  it('reads the new WAR apart from the current one', async () => {
    const root = treeOf({ 'new.WAR': war, 'am/WEB-INF/web.xml': COMMENTED })
    const { value } = await collectedFrom(collector, { webapp: `${root}/am`, newWar: `${root}/new.WAR` }, { which: 'new' })
    expect(value.forms.map(({ kind, path }) => [kind, path])).toEqual([['war', `${root}/new.WAR`]])
  })

  it('names the file when a descriptor or a WAR is broken', async () => {
    const root = treeOf({ 'am/WEB-INF/web.xml': '<web-app><servlet></web-app>', 'broken.war': 'PK, or not' })
    await expect(collectedFrom(collector, { webapp: `${root}/am` }, current)).rejects.toThrow(`${root}/am/WEB-INF/web.xml: 1:`)
    await expect(collectedFrom(collector, { newWar: `${root}/broken.war` }, { which: 'new' })).rejects.toThrow(`${root}/broken.war`)
  })

  it('reads files and does nothing else: no page is ever requested', async () => {
    const root = treeOf({ 'am/WEB-INF/web.xml': WEB_XML })
    const { files, operations } = sessionOver([root])
    const target = { name: 'am-1', type: 'pingam' as const, role: 'instance', fields: { webapp: `${root}/am`, url: 'https://am.example.com/am' } }
    const plan = { variables: { env: {}, properties: {} }, options: {} }
    await collector.collect({ target, params: current, plan, files, signal: new AbortController().signal })
    expect(new Set(operations.map(({ kind }) => kind))).toEqual(new Set(['file']))
    expect(operations.every(({ what }) => what.startsWith(root))).toBe(true)
  })

  it('throws where the folder of the web application is not there, in which one could have been undeployed', async () => {
    const root = treeOf({ 'webapps/am/WEB-INF/web.xml': COMMENTED })
    await expect(collectedFrom(collector, { webapp: `${root}/webaps/am`, tomcat: root }, current)).rejects.toMatchObject({ code: 'missing-evidence' })
    expect((await collectedFrom(collector, { webapp: `${root}/webapps/gone`, tomcat: root }, current)).value.forms).toEqual([])
  })

  it('tells a mistyped web application from one that was undeployed', async () => {
    const root = treeOf({ 'webapps/am.war': war, 'webapps/docs/index.html': '', 'webapps/notes.txt': '' })
    await expect(collectedFrom(collector, { webapp: `${root}/webapps/amm`, tomcat: root }, current)).rejects.toMatchObject({
      code: 'ambiguous',
      message: expect.stringContaining(`${root}/webapps/am.war is a web application of AM`),
    })
    unlinkSync(`${root}/webapps/am.war`)
    expect((await collectedFrom(collector, { webapp: `${root}/webapps/am`, tomcat: root }, current)).value.forms).toEqual([])
  })

  it('holds as many forms as lie there', async () => {
    const root = treeOf({ 'webapps/am/WEB-INF/web.xml': COMMENTED, 'webapps/am.war': war, 'webapps/am.WAR': war })
    const { value } = await collectedFrom(collector, { webapp: `${root}/webapps/am`, tomcat: root }, current)
    expect(value.forms).toHaveLength(3)
    expect(new Ajv2020({ strict: true, allowUnionTypes: true, keywords: [...COMPARISON_KEYWORDS] }).validate(webApplication.value.json, value)).toBe(
      true,
    )
  })
})
