import { describe, expect, it } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { PackageMatcher, prefixOf } from '../../src/formats/package-references.ts'
import { fileReferencesOf } from '../../src/formats/text-references.ts'

const matcher = new PackageMatcher(['javax.servlet', 'javax.websocket'])
/** `line kind name` of each reference; names without their prefix. */
const lines = (file: string, text: string | Buffer): readonly string[] =>
  fileReferencesOf(file, Buffer.from(text), matcher).map(({ line, kind, name }) => `${line ?? '-'} ${kind} ${name.replace('javax.servlet.', '')}`)

describe('scripts: comment, string and code are told apart', () => {
  it.for<readonly [string, string, string, readonly string[]]>([
    ['line comment', 'a.js', '// javax.servlet.A\nx(javax.servlet.B) // javax.servlet.C', ['1 comment A', '2 code B', '2 comment C']],
    ['block comment', 'a.java', '/* javax.servlet.A\n javax.servlet.B */ javax.servlet.C c', ['1 comment A', '2 comment B', '2 code C']],
    ['a comment in a string is a string', 'a.js', 'x = "http://h/ javax.servlet.A"; javax.servlet.B', ['1 literal A', '1 code B']],
    ['a quote in a comment opens nothing', 'a.js', "// don't\njavax.servlet.A // it's", ['2 code A']],
    ['escaped quotes', 'a.js', String.raw`x = "a\" // javax.servlet.A"; javax.servlet.B`, ['1 literal A', '1 code B']],
    ['an open quote ends with its line', 'a.js', 'x = "// open\njavax.servlet.A', ['2 code A']],
    ['a comment that never ends is none', 'a.js', '/* open\njavax.servlet.A', ['2 code A']],
    ['a regular expression is no comment', 'a.js', 'x = /[/]* javax.servlet.A/; y = a / b /* javax.servlet.B */', ['1 literal A', '1 comment B']],
    ['division is no regular expression', 'a.js', 'x = a / 2; // javax.servlet.A / 3', ['1 comment A']],
    ['a template spans lines', 'a.js', 'x = `\n// javax.servlet.A`; javax.servlet.B', ['2 literal A', '2 code B']],
    ['Groovy: long strings', 'a.groovy', "x = '''\n// javax.servlet.A\n'''; javax.servlet.B", ['2 literal A', '3 code B']],
    ['Groovy: dollar-slashy strings', 'a.groovy', 'x = $/ // javax.servlet.A /$; javax.servlet.B', ['1 literal A', '1 code B']],
    ['Java: text blocks', 'A.java', 'x = """\n/* javax.servlet.A""";\njavax.servlet.B b; /* */', ['2 literal A', '3 code B']],
    ['Rhino', 'a.javascript', 'var C = Packages.javax.servlet.http.Cookie', ['1 code http.Cookie']],
    ['an import of all', 'a.groovy', 'import javax.servlet.*', ['1 code *']],
    ['URLs and paths are none', 'a.js', '// https://h/api/javax/servlet/http/X.html\nx = "META-INF/maven/javax.servlet/pom"', []],
    ['Windows lines', 'a.js', '\r\n\r\njavax.servlet.A', ['3 code A']],
  ])('%s', ([, file, text, expected]) => {
    expect(lines(file, text)).toEqual(expected)
  })

  it('takes time in proportion, whatever is left open', () => {
    for (const piece of ['/* ', '`\\`', '"\\"', '/[', "'''", '$/', '<!-- ', '<%-- ', '// ', 'a/b', '\\\\'])
      for (const file of ['a.js', 'a.groovy', 'a.java', 'a.xml', 'a.jsp', 'a.properties'])
        expect(lines(file, `${piece.repeat(200_000)}\njavax.servlet.A`).length, `${piece} in ${file}`).toBe(1)
  })
})

describe('markup, properties, services and manifests', () => {
  it.for<readonly [string, string, string, readonly string[]]>([
    ['web.xml', 'WEB-INF/web.xml', '<a>\n<!-- javax.servlet.A -->\n<filter-class>javax.servlet.B</filter-class></a>', ['2 comment A', '3 text B']],
    ['namespaces are none', 'web.xml', '<web-app xmlns="http://java.sun.com/xml/ns/javaee" uri="http://h/javax/servlet/x"/>', []],
    ['a comment within CDATA is none', 'a.xml', '<a><![CDATA[<!-- ]]>javax.servlet.A<!-- javax.servlet.B --></a>', ['1 text A', '1 comment B']],
    ['TLD', 'META-INF/x.tld', '<type>javax.servlet.A</type>', ['1 text A']],
    ['JSP: a page comment', 'a.jsp', '<%-- javax.servlet.A --%><%@ page import="javax.servlet.B" %>', ['1 comment A', '1 text B']],
    ['JSP: code in an HTML comment runs', 'a.jsp', '<!-- <%= javax.servlet.A.x %> -->', ['1 text A.x']],
    [
      'properties',
      'a.properties',
      '# javax.servlet.A\nx=1 \\\n# javax.servlet.B\n!javax.servlet.C\ny=javax\\u002eservlet.D',
      ['1 comment A', '3 text B', '4 comment C', '5 text D'],
    ],
    ['an even number of backslashes continues nothing', 'a.properties', 'x=1 \\\\\n# javax.servlet.A', ['2 comment A']],
    ['JSON escapes', 'a.json', '{"a": "javax\\/servlet\\/A"}', ['1 text A']],
    [
      'a service file',
      'META-INF/services/com.acme.X',
      '# javax.servlet.A\njavax.servlet.B # javax.servlet.C',
      ['1 comment A', '2 service B', '2 comment C'],
    ],
    [
      'a manifest',
      'META-INF/MANIFEST.MF',
      'A: 1\r\nImport-Package: org.x,jav\r\n ax.servlet;version="3",\r\n javax.servlet.http\r\n',
      ['2 manifest javax.servlet', '4 manifest http'],
    ],
    ['Maven paths in names of entries', 'META-INF/MANIFEST.MF', 'Name: META-INF/maven/javax.servlet/pom.xml\n', []],
    ['a file of unknown kind', 'notes', 'see javax.servlet.A and x-javax.servlet.B and javax.servletC', ['1 text A']],
  ])('%s', ([, file, text, expected]) => {
    expect(lines(file, text)).toEqual(expected)
  })
})

describe('encodings', () => {
  it.for<readonly [string, Buffer]>([
    ['UTF-8 with a mark', Buffer.from('\ufeffx\njavax.servlet.A')],
    ['UTF-16 little endian with a mark', Buffer.from('\ufeffx\njavax.servlet.A', 'utf16le')],
    ['UTF-16 big endian with a mark', Buffer.from('\ufeffx\njavax.servlet.A', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('x\njavax.servlet.A', 'utf16le')],
    ['UTF-16 cut in the middle of a letter', Buffer.concat([Buffer.from('\ufeffx\njavax.servlet.A', 'utf16le'), Buffer.from([0x20])])],
    ['Latin-1', Buffer.from('caf\xe9\njavax.servlet.A', 'latin1')],
  ])('%s', ([, bytes]) => {
    expect(lines('a.groovy', bytes)).toEqual(['2 code A'])
  })

  it('bytes that are no text', () => {
    expect(lines('a.ser', Buffer.concat([Buffer.from([0xac, 0xed, 0, 5]), Buffer.from('t\0\x13javax.servlet.A(ILjavax/servlet/B;)')]))).toEqual([
      '- binary A',
      '- binary B',
    ])
  })
})

describe('the matcher', () => {
  it.for(['', 'javax.', '.x', 'a b', 'javax/servlet', 'a..b', '1a'])('refuses "%s"', (prefix) => {
    expect(() => new PackageMatcher([prefix])).toThrow(FormatError)
  })

  it('refuses no prefixes at all', () => {
    expect(() => new PackageMatcher([])).toThrow(FormatError)
  })

  it('sweeps for what prefixes share', () => {
    const needles = (prefixes: readonly string[]): readonly string[] => new PackageMatcher(prefixes).needles.map(({ bytes }) => bytes.toString())
    expect(needles(['javax.servlet', 'javax.websocket'])).toEqual(['javax'])
    expect(needles(['javax.servlet', 'javax.websocket', 'com.sun.identity.authentication.spi.AMLoginModule'])).toEqual(['javax', 'AMLoginModule'])
    expect(needles(['a.b', 'c.d.e'])).toHaveLength(2)
  })

  it('a prefix that is a class, with its inner classes left alone', () => {
    const names = (text: string): readonly string[] => new PackageMatcher(['com.acme.Login']).namesIn(text).map(({ name }) => name)
    expect(names('com.acme.Login com.acme.Login$1 com.acme.LoginX com/acme/Login com.acme.Login.field')).toEqual([
      'com.acme.Login',
      'com.acme.Login',
      'com.acme.Login.field',
    ])
  })

  it('a name belongs to its longest prefix', () => {
    expect(prefixOf('javax.servlet.http.Cookie', ['javax.servlet', 'javax.servlet.http'])).toBe('javax.servlet.http')
    expect(prefixOf('javax.servletx', ['javax.servlet'])).toBe('')
  })
})
