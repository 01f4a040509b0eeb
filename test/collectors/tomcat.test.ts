import { describe, expect, it } from 'vitest'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import collector from '../../src/collectors/tomcat.ts'
import { FactError } from '../../src/core/fact-error.ts'
import { tomcatReleaseOf } from '../../src/derived/tomcat-release.ts'
import { collectedFrom, requireFile } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const SERVER_INFO = 'org/apache/catalina/util/ServerInfo.properties'
const catalina = (info: string, manifest = 'Manifest-Version: 1.0\r\nImplementation-Version: 10.1.60\r\n\r\n'): Uint8Array =>
  zipOf({ 'META-INF/MANIFEST.MF': manifest, [SERVER_INFO]: info })
const INFO = 'server.info=Apache Tomcat/10.1.60\nserver.number=10.1.60.0\nserver.built=Sep 20 2026\n'
const current = { which: 'current' } as const

describe.skipIf(!requireFile('/usr/share/tomcat10/lib/catalina.jar', 'package tomcat10'))("Debian's Tomcat 10.1", () => {
  it('is read through its links', async () => {
    const { value, omitted } = await collectedFrom(collector, { tomcat: '/var/lib/tomcat10', catalinaHome: '/usr/share/tomcat10' }, current)
    expect(omitted).toEqual([])
    expect(value).toMatchObject({ home: '/usr/share/tomcat10', container: 'tomcat', copies: [], servletPackage: 'jakarta.servlet' })
    expect(value.jars).toHaveLength(1)
    expect(value.jars[0]).toMatchObject({
      path: '/usr/share/tomcat10/lib/catalina.jar',
      link: true,
      info: expect.stringMatching(/^Apache Tomcat\/10\.1\.\d+ \(Debian\)$/),
    })
    expect(value.jars[0]?.resolved).toMatch(/^\/usr\/share\/java\/tomcat10-catalina-10\.1\.\d+\.jar$/)
    expect(tomcatReleaseOf(value)).toMatchObject({ known: true, preRelease: false })
  })

  it('needs the home with the binaries', async () => {
    await expect(collectedFrom(collector, { tomcat: '/var/lib/tomcat10' }, current)).rejects.toThrow(
      /\/var\/lib\/tomcat10 holds no lib\/catalina\.jar.*catalinaHome/,
    )
  })
})

describe.skipIf(!requireFile('/usr/share/java/tomcat9-catalina.jar', 'package libtomcat9-java'))("Debian's Tomcat 9 libraries", () => {
  it('are linked from a home of its own', async () => {
    const root = treeOf({
      'lib/catalina.jar': { link: '/usr/share/java/tomcat9-catalina.jar' },
      'lib/servlet-api.jar': { link: '/usr/share/java/tomcat9-servlet-api.jar' },
    })
    const { value } = await collectedFrom(collector, { newTomcat: root }, { which: 'new' })
    expect(value).toMatchObject({
      home: root,
      servletPackage: 'javax.servlet',
      jars: [{ link: true, implementationVersion: '9.0.70', number: '9.0.70.0' }],
    })
    expect(tomcatReleaseOf(value)).toMatchObject({ known: true, text: '9.0.70' })
  })
})

describe('tomcat', () => {
  it('records a copy of the properties apart from the archive', async () => {
    const root = treeOf({ 'lib/catalina.jar': catalina(INFO), [`lib/${SERVER_INFO}`]: 'server.info=Server\r\nserver.number=\r\n' })
    const { value } = await collectedFrom(collector, { tomcat: root }, current)
    expect(value.copies).toEqual([{ path: `${root}/lib/${SERVER_INFO}`, info: 'Server', number: null, built: null }])
    expect(value.jars[0]).toMatchObject({ info: 'Apache Tomcat/10.1.60', number: '10.1.60.0', built: 'Sep 20 2026', link: false })
    expect(value.servletPackage).toBeNull()
  })

  it('reads a folded manifest, CRLF properties and escapes', async () => {
    const manifest = 'Manifest-Version: 1.0\r\nImplementation-Version: 10.1.\r\n 60\r\n\r\n'
    const root = treeOf({ 'lib/catalina.jar': catalina('server.info = Apache\\u0020Tomcat/10.1.60\r\nserver.number : 10.1.60.0\r\n', manifest) })
    const { value } = await collectedFrom(collector, { tomcat: root }, current)
    expect(value.jars[0]).toMatchObject({ info: 'Apache Tomcat/10.1.60', number: '10.1.60.0', built: null, implementationVersion: '10.1.60' })
  })

  it('records the jar of a base of its own, and not the same one twice', async () => {
    const home = treeOf({ 'lib/catalina.jar': catalina(INFO) })
    const base = treeOf({ 'lib/catalina.jar': catalina(INFO.replaceAll('10.1.60', '9.0.70')) })
    const linked = treeOf({ 'lib/catalina.jar': { link: `${home}/lib/catalina.jar` } })
    const two = await collectedFrom(collector, { catalinaHome: home, tomcat: base }, current)
    expect(two.value.jars.map(({ path, number }) => `${path} ${number}`)).toEqual([
      `${home}/lib/catalina.jar 10.1.60.0`,
      `${base}/lib/catalina.jar 9.0.70.0`,
    ])
    const one = await collectedFrom(collector, { catalinaHome: home, tomcat: linked }, current)
    expect(one.value.jars).toHaveLength(1)
  })

  it('has nulls where the archive says nothing', async () => {
    const root = treeOf({ 'lib/catalina.jar': zipOf({ 'a.txt': 'x' }) })
    const { value } = await collectedFrom(collector, { tomcat: root }, current)
    expect(value.jars).toEqual([
      {
        path: `${root}/lib/catalina.jar`,
        resolved: `${root}/lib/catalina.jar`,
        link: false,
        info: null,
        number: null,
        built: null,
        implementationVersion: null,
      },
    ])
  })

  it.each([
    ['jboss-modules.jar', 'jboss'],
    ['lib/versions/WebSphereApplicationServer.properties', 'liberty'],
    ['lib/versions/openliberty.properties', 'liberty'],
    ['modules/server.mod', 'jetty'],
    ['glassfish/modules/glassfish.jar', 'glassfish'],
    ['wlserver/server/lib/weblogic.jar', 'weblogic'],
  ])('recognises another container by %s', async (file, container) => {
    const root = treeOf({ [file]: 'x' })
    const { value } = await collectedFrom(collector, { tomcat: root }, current)
    expect(value).toEqual({ home: root, container, recognisedBy: `${root}/${file}`, jars: [], copies: [], servletPackage: null })
  })

  it.each([
    ['not a ZIP', { 'lib/catalina.jar': 'hello' }, 'parse-failed'],
    ['a \\u without digits', { 'lib/catalina.jar': catalina('server.info=\\u12') }, 'parse-failed'],
    ['a manifest that is none', { 'lib/catalina.jar': catalina(INFO, 'nonsense') }, 'parse-failed'],
    ['a link out of the plan', { 'lib/catalina.jar': { link: '/etc/hostname-of-nobody' } }, 'missing-evidence'],
    ['nothing', {}, 'missing-evidence'],
  ])('throws on %s', async (_what, files, code) => {
    const error: unknown = await collectedFrom(collector, { tomcat: treeOf(files) }, current).then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(FactError)
    expect(error).toMatchObject({ code, message: expect.stringContaining('catalina.jar') })
  })

  it('says what the plan must name, and touches nothing else', () => {
    const target = (fields: object) => ({ name: 'a', type: 'pingam', role: 'instance', fields }) as const
    expect(collector.needs(target({ newTomcat: '/n' }), current)).toBe('tomcat or catalinaHome')
    expect(collector.needs(target({ tomcat: '/n' }), { which: 'new' })).toBe('newTomcat')
    expect(collector.needs(target({ catalinaHome: '/n' }), current)).toBeNull()
    expect(collector.touches(target({ catalinaHome: '/h', tomcat: '/b' }), current).map(({ what }) => what)).toContain('/b/lib/catalina.jar')
  })
})
