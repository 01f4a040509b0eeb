import fc from 'fast-check'
import { parse, stringify, TomlDate } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { tomlDocumentOf, type TomlData } from '../../src/formats/toml-document.ts'

const lines = (...text: readonly string[]): string => text.join('\n')
const placed = (text: string, pointer: string): string | null => {
  const place = tomlDocumentOf(text).positionOf(pointer)
  return place === null ? null : `${place.line}:${place.column}`
}
const refused = (text: string): unknown => {
  try {
    return tomlDocumentOf(text).value
  } catch (error) {
    return error instanceof FormatError ? `${error.kind} ${error.message}` : error
  }
}

/** A part of deployment.toml as the product ships it (facts/wso2 1.1). */
const DEPLOYMENT = lines(
  '[server]',
  'hostname = "localhost"',
  'offset = 0',
  '',
  '[oauth.endpoints]',
  'token = "https://x" # where',
  '[[event_listener]]',
  'id = "first"',
  '[[event_listener]]',
  'id = "second"',
  '[event_listener.properties]',
  '\'header.X-WSO2-KEY-MANAGER\' = "WSO2-IS"',
  'list = [ "a",',
  '  { name = "b", "q\\u0022" = [1, 2] },',
  ']',
  '[oauth]',
  'grant.code.enable = true',
)

describe('tomlDocumentOf', () => {
  test('reads what the product writes; tables of a list belong to its last item', () => {
    expect(tomlDocumentOf(DEPLOYMENT).value).toEqual({
      server: { hostname: 'localhost', offset: 0 },
      oauth: { endpoints: { token: 'https://x' }, grant: { code: { enable: true } } },
      event_listener: [
        { id: 'first' },
        { id: 'second', properties: { 'header.X-WSO2-KEY-MANAGER': 'WSO2-IS', list: ['a', { name: 'b', 'q"': [1, 2] }] } },
      ],
    })
  })

  test.each([
    ['', '1:1'],
    ['/server', '1:1'],
    ['/server/offset', '3:1'],
    ['/oauth/endpoints', '5:1'],
    ['/oauth/endpoints/token', '6:1'],
    ['/event_listener', '7:1'],
    ['/event_listener/0', '7:1'],
    ['/event_listener/0/id', '8:1'],
    ['/event_listener/1', '9:1'],
    ['/event_listener/1/properties', '11:1'],
    ['/event_listener/1/properties/header.X-WSO2-KEY-MANAGER', '12:1'],
    ['/event_listener/1/properties/list/0', '13:10'],
    ['/event_listener/1/properties/list/1', '14:3'],
    ['/event_listener/1/properties/list/1/q"/1', '14:33'],
    ['/oauth', '16:1'],
    ['/oauth/grant', '17:1'],
    ['/oauth/grant/code/enable', '17:1'],
    ['/oauth/grant/code/none', null],
    ['/event_listener/2', null],
    ['/constructor', null],
    ['server', null],
  ])('positionOf(%j)', (pointer, place) => expect(placed(DEPLOYMENT, pointer)).toBe(place))

  test('names with slashes and tildes, empty ones and those of Object.prototype are names', () => {
    const text = '"a/b~c" = 1\n__proto__.x = 2\n[constructor]\n"" = { __proto__ = 3 }\n'
    const { value } = tomlDocumentOf(text)
    expect(JSON.stringify(value)).toBe('{"a/b~c":1,"__proto__":{"x":2},"constructor":{"":{"__proto__":3}}}')
    expect(['/a~1b~0c', '/__proto__/x', '/constructor/', '/constructor//__proto__'].map((pointer) => placed(text, pointer))).toEqual([
      '1:1',
      '2:1',
      '4:1',
      '4:8',
    ])
    expect('toString' in value).toBe(false)
  })

  test('Y18: a byte-order mark is skipped, and Windows ends lines as it does', () => {
    expect(tomlDocumentOf('\ufeffa = 1\r\n\r\n[b] # c\r\nd = """\r\nx"""\r\n').value).toEqual({ a: 1, b: { d: 'x' } })
    expect(placed('\ufeffa = 1\r\n[b] # c\r\nd = 2', '/b/d')).toBe('3:1')
  })

  test('nothing at all is an empty table', () => expect(tomlDocumentOf(' # only\n').value).toEqual({}))

  test('strings in all forms do not hide what follows them', () => {
    const text = lines('a = """x\\""" ] = 1', '[no]', '""""', "b = '''\\''''", 'c = "\\\\" # "', "d = 'it\"s'", '[e]')
    expect(tomlDocumentOf(text).value).toEqual({ a: 'x""" ] = 1\n[no]\n"', b: "\\'", c: '\\', d: 'it"s', e: {} })
    expect(['/b', '/c', '/d', '/e'].map((pointer) => placed(text, pointer))).toEqual(['4:1', '5:1', '6:1', '7:1'])
  })
})

describe('Y15, Y9: what is defined twice is ambiguous, with both lines', () => {
  test.each([
    ['[a]\n[b]\n[a]', '3:2', 'in line 1'],
    ['[[l]]\n[l.properties]\nx = 1\n[l.properties]', '4:2', 'in line 2'],
    ['[apim.tenant_sharing.properties]\nx = 1\n\n  [apim.tenant_sharing.properties]', '4:4', 'in line 1'],
    ['a = 1\n\na = 2', '3:1', 'in line 1'],
    ['"a" = 1\na = 2', '2:1', 'in line 1'],
    ['a = 1\n[a]', '2:2', 'in line 1'],
    ['a = 1\na.b = 2', '2:1', 'in line 1'],
    ['[a]\n[a.b.c]\n[a]', '3:2', 'in line 1'],
    ['[a.b]\n[a]\n\n[a]', '4:2', 'in line 2'],
    ['a = 1\n[a.b]', '2:2', 'in line 1'],
    ['[a]\n[[a]]', '2:3', 'in line 1'],
    ['[[a]]\n[a]', '2:2', 'in line 1'],
    ['[a]\nb.c = 1\n[a.b]', '3:2', 'in line 2'],
    ['t = { a = 1,\n b = 2,\n a = 3 }', '3:2', 'in line 1'],
  ])('%j', (text, where, first) => {
    const answer = refused(text)
    expect(answer).toMatch(new RegExp(`^ambiguous ${where}: this table or key is defined `))
    expect(answer).toContain(first)
  })

  test('a list of tables with a table each is none of it', () =>
    expect(tomlDocumentOf('[[l]]\n[l.p]\n[[l]]\n[l.p]\n').value).toEqual({ l: [{ p: {} }, { p: {} }] }))
})

describe('mistakes', () => {
  test.each([
    ['a = 1\nb = \u201cx\u201d', '2:5: ', 'column 5 '],
    ['a = "x\u201d\nb = 1', '1:8: ', 'column 7 '],
    ['a = "x"\n[b]\nc = \u201a\u00c4\u00f9x"', '3:5: ', 'column 5 '],
    ['c = \u00e2\u20ac\u0153x"', '1:5: ', 'column 5 '],
    ['a = "s3cret', '1:5: ', 'unfinished string'],
    ['a = s3cret', '1:5: ', 'invalid value'],
    ['a =', '1:4: ', ''],
    ['[a', '1:2: ', ''],
    ['a = 1 b = 2', '1:7: ', 'end-of-line'],
    ['a = 1979-13-01', '1:5: ', 'invalid date'],
    ['a = [1, 2', '1:10: ', 'expected comma'],
    ['a = [1, ', '1:9: ', 'invalid value'],
    ['a = "\\uD800"', '1:', ''],
    ['"\\UFFFFFFFF" = 1', '1:', ''],
  ])('are told with line and column and without what stands there: %j', (text, where, hint) => {
    const answer = refused(text)
    expect(answer).toMatch(/^parse-failed /)
    expect(answer).toContain(`parse-failed ${where}`)
    expect(answer).toContain(hint)
    expect(answer).not.toContain('s3cret')
  })

  test('where no quotation mark is to blame none is named', () => expect(refused('a = x')).toBe('parse-failed 1:5: invalid value'))
})

describe('Y14: numbers and dates', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['0xff_ff', 65535],
    ['-inf', -Infinity],
    ['1.5e3', 1500],
    ['1979-05-27', '1979-05-27'],
    ['1979-05-27 07:32:00.5Z', '1979-05-27 07:32:00.5Z'],
    ['1979-05-27T07:32:00-07:00', '1979-05-27T07:32:00-07:00'],
    ['07:32:00', '07:32:00'],
    ['2024-02-29', '2024-02-29'],
  ])('%s', (written, value) => expect(tomlDocumentOf(`[t]\na = [${written} , ${written}]# x`).value).toEqual({ t: { a: [value, value] } }))

  test('NaN is a number too', () => expect(tomlDocumentOf('a = nan').value).toEqual({ a: Number.NaN }))

  test.each(['9223372036854775808', '-9223372036854775809', '0xffffffffffffffffff', '1e999', '2023-02-29', '1979-02-30T00:00:00Z', '1979-04-31'])(
    '%s is out of range',
    (written) => {
      expect(refused(`[t]\na = [1,\n  { b = ${written} }]`)).toMatch(/^parse-failed 3:9: /)
    },
  )

  test.each(['1979-05-27T24:00:00Z', '10000-01-01', '25:00:00', '1979-00-01'])('%s is none', (written) =>
    expect(refused(`a = ${written}`)).toMatch(/^parse-failed 1:/),
  )
})

describe('bounds', () => {
  const within = (text: string): unknown => {
    const started = performance.now()
    const answer = refused(text)
    expect(performance.now() - started).toBeLessThan(5_000)
    return answer
  }

  test('Y12: 20,000 dotted keys', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `a.b${index}.c = ${index}`).join('\n')
    expect(within(text)).toHaveProperty(['a', 'b19999', 'c'], 19_999)
    expect(placed(text, '/a/b19999/c')).toBe('20000:1')
  })

  test.each([
    ['Y12: a key of 20,000 parts', `${'a.'.repeat(20_000)}a = 1`],
    ['Y12: a header of 2,000,000 parts', `[${'a.'.repeat(2_000_000)}a]`],
    ['Y13: a million lists', `a = ${'['.repeat(1_000_000)}`],
    ['Y13: 300,000 tables in a line', `a = ${'{ a = '.repeat(300_000)}`],
    ['lists of tables in lists of tables', Array.from({ length: 100 }, (_, index) => `[[${'a.'.repeat(index)}a]]`).join('\n')],
    ['Y5: 200,000 keys', Array.from({ length: 200_000 }, (_, index) => `a${index} = 1`).join('\n')],
    ['a list of a million', `a = [${'1,'.repeat(1_000_000)}]`],
    ['4 MB and a bit', `# ${'x'.repeat(4 * 1024 * 1024)}`],
  ])('%s: a limit', (_name, text) => expect(within(text)).toMatch(/^limit /))

  test.each([
    ['Y10: 2 MB without a closing quotation mark', `a = "${'x'.repeat(2_000_000)}`],
    ['2 MB of lines without closing quotation marks', `a = """${'x\n'.repeat(1_000_000)}`],
    ['Y19: an integer of 4 MB', `a = ${'1'.repeat(4_000_000)}`],
    ['an integer of 4 MB with letters', `a = 0x${'f'.repeat(4_000_000)}`],
    ['two million comments, then a word', `${'#\n'.repeat(2_000_000)}x`],
    ['4 MB of blanks, then a word', `${' \n'.repeat(2_000_000)}x`],
    ['a key of 4 MB', 'k'.repeat(4_000_000)],
    ['99,000 times the same header', '[a]\n'.repeat(99_000)],
  ])('%s: refused', (_name, text) => expect(within(text)).toMatch(/^(?:parse-failed|ambiguous) \d+:\d+: /))

  test('a float of 4 MB, and 4 MB of comments and blanks, are read', () => {
    expect(within(`a = 1.${'0'.repeat(4_000_000)}`)).toEqual({ a: 1 })
    expect(within('# \n\t'.repeat(1_000_000))).toEqual({})
  })

  test('100 levels are not too deep', () => {
    expect(refused(`a = ${'['.repeat(99)}${']'.repeat(99)}`)).toHaveProperty('a')
    expect(refused(`a = ${'['.repeat(101)}${']'.repeat(101)}`)).toMatch(/^limit 1:\d+: /)
  })
})

describe('any document', () => {
  /** Values without prototypes as those of literals; in place of a date, what was written in its place if that is it. */
  const plain = (value: unknown, ours: unknown = value): unknown => {
    const at = (key: string): unknown =>
      typeof ours === 'object' && ours !== null ? Object.entries(ours).find(([name]) => name === key)?.[1] : undefined
    if (value instanceof TomlDate) return typeof ours === 'string' && new TomlDate(ours).toISOString() === value.toISOString() ? ours : value
    if (Array.isArray(value)) return value.map((item, index) => plain(item, at(String(index))))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, at(key))]))
  }
  const pointersIn = (value: TomlData, pointer = ''): readonly string[] => [
    pointer,
    ...(typeof value === 'object'
      ? Object.entries(value).flatMap(([key, item]) => pointersIn(item, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`))
      : []),
  ]
  const agree = (text: string): void => {
    let expected: unknown
    try {
      expected = parse(text, { integersAsBigInt: 'asNeeded' })
    } catch {
      expect(refused(text)).toMatch(/^(?:parse-failed|ambiguous) \d+:\d+: /)
      return
    }
    const document = tomlDocumentOf(text)
    expect(plain(document.value)).toEqual(plain(expected, document.value))
    for (const pointer of pointersIn(document.value)) expect(document.positionOf(pointer)).not.toBeNull()
  }
  const key = fc.oneof(
    fc.constantFrom('a', 'b', 'c-1', '__proto__', 'constructor', 'a.b', 'é', '"', "'", '#', ''),
    fc.string({ unit: 'grapheme', maxLength: 5 }),
  )
  const { table } = fc.letrec((tie) => ({
    table: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      fc.integer(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.double({ noNaN: true }),
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(tie('table'), { minLength: 1, maxLength: 3 }),
      tie('table'),
    ),
  }))

  test('written out has the values of smol-toml, and a place for each', () => {
    fc.assert(
      fc.property(table, (value) => agree(stringify(value as never))),
      { numRuns: 500 },
    )
  })

  test('made of pieces at random is read or refused as by smol-toml', () => {
    const statements = ['[a]', '[[a]]', '[a.b]', '[[a.b]]', '[ a . "b" ]', 'a = 1', 'a.b = 1', '"a" = 2', "'a.b' = '''x''' # y", 'd = 07:00:00']
    const values = ['b = [1, [2], { c = "}" }, ]', 'c = { a.b = 1, d = {} }', 'c = { a = 1,\n b = 2 }', 'e = """\n"""']
    const crumbs = ['\r', '', ' ', '\t', '#', '"', "'", '[', ']', '{', '}', ',', '=', '.', '\\', 'b', '1', '\u201c', '\u0000']
    const piece = fc.constantFrom(...statements, ...values, ...crumbs)
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, fc.constantFrom('\n', '\n', '\n', '', ' ', '\r\n')), { maxLength: 12 }), (parts) =>
        agree(parts.flat().join('')),
      ),
      { numRuns: 5_000 },
    )
  })
})
