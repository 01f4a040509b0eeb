import { createServer } from 'node:http'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { textOf } from '../../src/formats/text-decoding.ts'
import { attributeOf, elementsOf, xmlDocumentOf, xmlTextOf } from '../../src/formats/xml.ts'
import { LIMITS } from '../../src/limits.ts'

const MB = 1024 * 1024

const refusal = (text: string): FormatError => {
  try {
    xmlDocumentOf(text)
  } catch (error) {
    if (error instanceof FormatError) return error
    throw error
  }
  throw new Error('accepted')
}

describe('xmlDocumentOf', () => {
  test('gives elements, attributes and text with their places', () => {
    const text =
      '<?xml version="1.0"?>\r\n<Server port="8005"\r\n   shutdown=\'A&lt;B\'>\n  <!-- no <Service/> -->one<Service name="x"/><![CDATA[<two>]]>&#51;\n</Server>'
    const root = xmlDocumentOf(text)
    expect(root).toMatchObject({ name: 'Server', line: 2, column: 1, text: '\n  one<two>3\n' })
    expect(root.attributes).toEqual([
      { name: 'port', value: '8005', line: 2, column: 9 },
      { name: 'shutdown', value: 'A<B', line: 3, column: 4 },
    ])
    expect(root.children.map(({ name, line, column }) => [name, line, column])).toEqual([['Service', 4, 28]])
  })

  test('places attributes whose name occurs in the value before', () => {
    const [, second] = xmlDocumentOf('<a x="b c=" c="1"/>').attributes
    expect(second).toEqual({ name: 'c', value: '1', line: 1, column: 13 })
  })

  test('elementsOf walks in document order', () => {
    expect([...elementsOf(xmlDocumentOf('<a><b><c/></b><d/></a>'))].map((element) => element.name)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('elementsOf walks 300,000 children', () => {
    let count = 0
    for (const _element of elementsOf(xmlDocumentOf(`<a>${'<b/>'.repeat(300_000)}</a>`))) count++
    expect(count).toBe(300_001)
  })

  test('attributeOf tells an empty value from none', () => {
    const root = xmlDocumentOf('<a b=""/>')
    expect([attributeOf(root, 'b'), attributeOf(root, 'c'), attributeOf(root, 'constructor')]).toEqual(['', null, null])
  })
})

describe('hostile documents', () => {
  const entity = (declaration: string, use: string): string => `<!DOCTYPE a [${declaration}]>\n<a>${use}</a>`
  const laughs = Array.from({ length: 10 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')

  test.each([
    ['X1 external entity of a file', entity('<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;')],
    ['X3 billion laughs', entity(`<!ENTITY l0 "lol">${laughs}`, '&l10;')],
    ['X4 quadratic blow-up', entity(`<!ENTITY x "${'y'.repeat(100_000)}">`, '&x;'.repeat(10_000))],
    ['X5 parameter entity', entity('<!ENTITY % p SYSTEM "http://127.0.0.1:9/">%p;', '')],
    ['a subset behind an identifier', '<!DOCTYPE a SYSTEM "x.dtd" [<!ENTITY x "y">]><a/>'],
    ['an entity nobody declared', '<a>&x;</a>'],
    ['an entity named like a member of every object', '<a>&constructor;</a>'],
    ['the same in an attribute', '<a b="&toString;"/>'],
    ['two DOCTYPEs', '<!DOCTYPE a><!DOCTYPE b><a/>'],
    ['X12 NUL', '<a>\0</a>'],
    ['X12 a reference to NUL', '<a>&#0;</a>'],
    ['X13 an element that does not end', '<a><b>'],
    ['X13 a tag that does not end', '<a><b c="'],
    ['X13 a comment that does not end', '<a><!-- '],
    ['X13 CDATA that does not end', '<a><![CDATA[ '],
    ['elements that cross', '<a><b></a></b>'],
    ['X15 two roots', '<a/><b/>'],
    ['text beside the root', '<a/>b'],
    ['nothing', ''],
    ['blanks only', ' \n'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute without quotes', '<a b=1/>'],
    ['JSON', '{"a":1}'],
  ])('%s is refused with its place', (_name, text) => {
    const error = refusal(text)
    expect(error.kind).toBe('parse-failed')
    expect(error.message).toMatch(/^\d+:\d+: /)
  })

  test('the place is where the fault is', () => {
    expect(refusal('<a>\n  <b>&x;</b>\n</a>').message).toMatch(/^2:8: /)
  })

  test('no content of a damaged file gets into the message', () => {
    for (const text of ['<a></s3cret>', '<s3cret>', '<a s3cret="1" s3cret="2"/>', '<a>&s3cret;</a>', '<a b="s3cret', '<a>s3cret']) {
      expect(refusal(text).message).not.toContain('s3cret')
    }
  })

  test('X2, X6, X17: nothing is fetched', async () => {
    let requests = 0
    const server = createServer((_request, response) => {
      requests++
      response.end('<!ENTITY x "fetched">')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/x.dtd`
    expect(() => xmlDocumentOf(`<!DOCTYPE a [<!ENTITY x SYSTEM "${url}">]><a>&x;</a>`)).toThrow(FormatError)
    expect(xmlDocumentOf(`<!DOCTYPE a SYSTEM "${url}"><a>1</a>`).text).toBe('1')
    expect(() => xmlDocumentOf(`<!DOCTYPE a SYSTEM "${url}"><a>&x;</a>`)).toThrow('undefined entity')
    const webApp = `<!DOCTYPE web-app PUBLIC "-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN"\n  "${url}">\n<web-app/>`
    expect(xmlDocumentOf(webApp)).toMatchObject({ name: 'web-app', line: 3 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    server.close()
    expect(requests).toBe(0)
  })

  test.each([
    ['X7 200,000 levels', '<a>'.repeat(200_000)],
    ['one level too many', `${'<a>'.repeat(201)}${'</a>'.repeat(201)}`],
    ['X8 300,000 attributes', `<a ${Array.from({ length: 300_000 }, (_, n) => `a${n}=""`).join(' ')}/>`],
    ['one attribute too many', `<a ${Array.from({ length: 1001 }, (_, n) => `a${n}=""`).join(' ')}/>`],
    ['X9 50 MB of text', `<a>${'x'.repeat(50 * MB)}</a>`],
  ])('%s: limit', (_name, text) => {
    const started = performance.now()
    expect(refusal(text).kind).toBe('limit')
    expect(performance.now() - started).toBeLessThan(8_000)
  })

  test('what is just within the limits is read', () => {
    expect([...elementsOf(xmlDocumentOf(`${'<a>'.repeat(200)}${'</a>'.repeat(200)}`))]).toHaveLength(LIMITS.xmlDepth.value)
    expect(xmlDocumentOf(`<a ${Array.from({ length: 1000 }, (_, n) => `a${n}=""`).join(' ')}/>`).attributes).toHaveLength(1000)
    expect(xmlDocumentOf(`<a>${'x'.repeat(15 * MB)}</a>`).text).toHaveLength(15 * MB)
  })

  test('X14 names of Object.prototype are plain names', () => {
    const root = xmlDocumentOf('<__proto__ constructor="1" __proto__="2"><constructor/></__proto__>')
    expect([root.name, attributeOf(root, 'constructor'), attributeOf(root, '__proto__'), root.children[0]?.name]).toEqual([
      '__proto__',
      '1',
      '2',
      'constructor',
    ])
  })

  test('X16 an XInclude is an element like any other', () => {
    const root = xmlDocumentOf('<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd" parse="text"/></a>')
    expect(root.text).toBe('')
    expect(root.children.map((child) => child.name)).toEqual(['xi:include'])
  })

  test('X18 placeholders stay as they are', () => {
    expect(attributeOf(xmlDocumentOf('<Connector port="${HOME}" path="${env.PATH}"/>'), 'port')).toBe('${HOME}')
  })
})

describe('xmlTextOf', () => {
  const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?><a>\u00e9</a>`

  test.each([
    ['UTF-8', Buffer.from(declared('UTF-8'))],
    ['no declaration', Buffer.from('<a>\u00e9</a>')],
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1'), 'latin1')],
    ['X10 UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(declared('UTF-16'), 'utf16le')])],
  ])('%s', (_name, bytes) => {
    expect(xmlDocumentOf(xmlTextOf(bytes)).text).toBe('\u00e9')
  })

  test.each([
    ['X11 invalid UTF-8', Buffer.from(declared('UTF-8'), 'latin1'), 'parse-failed'],
    ['another encoding', Buffer.from(declared('EBCDIC-CP-US')), 'unsupported'],
    ['UTF-16 that is none', Buffer.from(declared('UTF-16')), 'unsupported'],
  ])('%s is refused', (_name, bytes, kind) => {
    expect(() => xmlTextOf(bytes)).toThrow(expect.objectContaining({ kind }))
  })

  test('X10 UTF-16 without a mark is not taken for text', () => {
    expect(() => xmlDocumentOf(textOf(Buffer.from('<a/>', 'utf16le')))).toThrow(FormatError)
  })
})
