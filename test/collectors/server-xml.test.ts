import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { REMOVED_CLASSES, REMOVED_PROTOCOLS } from '../../checks/pingam/data/tomcat-removed.ts'
import collector from '../../src/collectors/server-xml.ts'
import { directoryOfZip } from '../support/archive-names.ts'
import { collectedFrom, requireFile } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const current = { which: 'current' } as const
const collected = async (xml: string | Uint8Array) => (await collectedFrom(collector, { tomcat: treeOf({ 'conf/server.xml': xml }) }, current)).value

const CANARY = 'Canary-7f3a'
const XML = `<?xml version="1.0" encoding="UTF-8"?>
<!-- <Connector port="1" protocol="org.apache.coyote.http11.Http11AprProtocol"/> -->
<Server port="8005" shutdown="${CANARY}">
  <Listener className="org.apache.catalina.core.JreMemoryLeakPreventionListener" gcDaemonProtection="${CANARY}"/>
  <GlobalNamingResources><Resource name="x" password="${CANARY}" url="jdbc:x:${CANARY}"/></GlobalNamingResources>
  <Service name="Catalina">
    <Connector port="\${https.port}" SSLEnabled="TRUE" keystorePass="${CANARY}"
               encodedSolidusHandling="decode" KeyAlias="${CANARY}">
      <UpgradeProtocol className="org.apache.coyote.http2.Http2Protocol" compression="${CANARY}"/>
      <SSLHostConfig><Certificate certificateKeystorePassword="${CANARY}"/></SSLHostConfig>
    </Connector>
    <Engine name="Catalina"><Realm className="com.example.Realm" connectionPassword="${CANARY}"/></Engine>
  </Service>
</Server>
`

describe('server-xml', () => {
  it('records names of attributes always, values of a few', async () => {
    const value = await collected(XML)
    expect(JSON.stringify(value)).not.toContain(CANARY)
    expect(value.connectors).toHaveLength(1)
    expect(value.connectors[0]).toMatchObject({ line: 7, column: 5, hostConfigs: 1 })
    expect(value.connectors[0]?.attributes.map(({ name, value: text, line }) => [name, text, line])).toEqual([
      ['port', '${https.port}', 7],
      ['SSLEnabled', 'TRUE', 7],
      ['keystorePass', null, 7],
      ['encodedSolidusHandling', 'decode', 8],
      ['KeyAlias', null, 8],
    ])
    expect(value.connectors[0]?.upgradeProtocols[0]?.attributes.map(({ name, value: text }) => [name, text])).toEqual([
      ['className', 'org.apache.coyote.http2.Http2Protocol'],
      ['compression', null],
    ])
    expect(value.classes.map(({ element, className, line }) => `${element} ${className} ${line}`)).toEqual([
      'Listener org.apache.catalina.core.JreMemoryLeakPreventionListener 4',
      'UpgradeProtocol org.apache.coyote.http2.Http2Protocol 9',
      'Realm com.example.Realm 12',
    ])
    expect(value.components.map(({ element, attributes }) => [element, attributes.map(({ name }) => name)])).toEqual([
      ['Listener', ['className', 'gcDaemonProtection']],
    ])
  })

  it('reads a byte-order mark, UTF-16 and CRLF', async () => {
    const crlf = XML.replaceAll('\n', '\r\n')
    const plain = (await collected(XML)).connectors
    expect((await collected(`\uFEFF${crlf}`)).connectors).toEqual(plain)
    const utf16 = Buffer.from(`\uFEFF${XML.replace('UTF-8', 'UTF-16')}`, 'utf16le')
    expect((await collected(utf16)).connectors.map(({ line }) => line)).toEqual([7])
  })

  it.each([
    ['an external entity', '<!DOCTYPE s [<!ENTITY c SYSTEM "file:///etc/passwd">]><Server>&c;</Server>', /server\.xml: 1:\d+: a DOCTYPE/],
    ['an unclosed element', '<Server><Service></Server>', /server\.xml: 1:\d+: /],
    ['another document', '<web-app/>', /<web-app>, not <Server>/],
    ['an empty file', '', /no root element|server\.xml/],
    ['bytes that are not UTF-8', Buffer.from([0x3c, 0xff]), /server\.xml: not UTF-8/],
  ])('refuses %s', async (_what, xml, message) => {
    await expect(collected(xml)).rejects.toThrow(message)
  })

  it('says that there is none', async () => {
    const root = treeOf({ 'conf/x': '', 'lib/catalina.jar': '' })
    await expect(collectedFrom(collector, { tomcat: root }, current)).rejects.toMatchObject({ code: 'missing-evidence' })
  })

  it.each([
    ['a directory that holds no container', { 'conf/x': '' }, ''],
    ['a directory that is not there', { x: '' }, '/tomcat'],
  ])('does not take %s for one without Connectors', async (_what, content, below) => {
    const root = treeOf(content)
    await expect(collectedFrom(collector, { tomcat: `${root}${below}` }, current)).rejects.toMatchObject({ code: 'missing-evidence' })
  })

  it('has nothing to read in another container', async () => {
    const root = treeOf({ 'jboss-modules.jar': '' })
    expect((await collectedFrom(collector, { tomcat: root }, current)).value).toMatchObject({ connectors: [], classes: [] })
  })
})

describe.skipIf(!requireFile('/usr/share/tomcat10/etc/server.xml', 'package tomcat10'))('as shipped by Debian', () => {
  it('has one connector and the usual listeners', async () => {
    const value = await collected(readFileSync('/usr/share/tomcat10/etc/server.xml'))
    expect(value.connectors.map(({ attributes }) => attributes.map(({ name }) => name))).toEqual([
      ['port', 'protocol', 'connectionTimeout', 'redirectPort', 'maxParameterCount'],
    ])
    expect(value.components.map(({ className }) => className)).toContain('org.apache.catalina.core.AprLifecycleListener')
    expect(value.classes.filter(({ className }) => REMOVED_CLASSES.some(({ name }) => name === className))).toEqual([])
  })
})

/** The data of the check, held against the real libraries. */
const classesOf = async (major: 9 | 10): Promise<ReadonlySet<string>> => {
  const names = await Promise.all(
    ['catalina', 'coyote', 'tribes', 'catalina-ha', 'util'].map((jar) => directoryOfZip(`/usr/share/java/tomcat${major}-${jar}.jar`)),
  )
  return new Set(names.flat().map((name) => name.replace(/\.class$/, '').replaceAll('/', '.')))
}

describe.skipIf(!requireFile('/usr/share/java/tomcat10-coyote.jar', 'package libtomcat10-java'))('what Tomcat 10.1 no longer has', () => {
  it('is not in its libraries, and what takes its place is', async () => {
    const ten = await classesOf(10)
    for (const { name, instead } of [...REMOVED_CLASSES, ...REMOVED_PROTOCOLS]) {
      expect(ten.has(name), name).toBe(false)
      if (instead.startsWith('org.')) expect(ten.has(instead), instead).toBe(true)
    }
  })

  it.skipIf(!requireFile('/usr/share/java/tomcat9-coyote.jar', 'package libtomcat9-java'))(
    'was in those of Tomcat 9, when it went after that',
    async () => {
      const nine = await classesOf(9)
      for (const { name, since } of [...REMOVED_CLASSES, ...REMOVED_PROTOCOLS]) expect(nine.has(name), name).toBe(since[0] >= 10)
    },
  )
})
