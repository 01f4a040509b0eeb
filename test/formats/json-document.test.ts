import { describe, expect, test } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { jsonDocumentOf } from '../../src/formats/json-document.ts'

describe('jsonDocumentOf', () => {
  test.each([
    ['an object', '{"a":[1,-2.5e3,"x\\u00e9\\n",true,false,null,{}],"b":{"c":[]}}'],
    ['a number alone', '1'],
    ['a string alone', ' "a" '],
    ['a key with odd characters', '{"":1,"a/b~c":2," ":3}'],
    ['names of Object.prototype', '{"__proto__":{"x":1},"constructor":2,"toString":3}'],
  ])('reads %s as JSON.parse does', (_name, text) => {
    expect(JSON.stringify(jsonDocumentOf(text).value)).toBe(JSON.stringify(JSON.parse(text)))
  })

  test('Y18: a byte-order mark is skipped', () => {
    expect(jsonDocumentOf('\ufeff{"a":1}').value).toEqual({ a: 1 })
  })

  test('an object has the keys of the file and no others', () => {
    const { value } = jsonDocumentOf('{"a":{}}')
    expect(typeof value === 'object' && value !== null && 'constructor' in value).toBe(false)
  })

  test('a part is what the value has there, and no more', () => {
    const document = jsonDocumentOf('{"a":{"b":[{"c":1}],"__proto__":{"d":{}},"constructor":null}}')
    expect(document.part('a', 'b')).toEqual([{ c: 1 }])
    expect(document.part('a', '__proto__')).toEqual({ d: {} })
    expect(document.part('a', 'constructor')).toBeNull()
    for (const keys of [['constructor'], ['a', 'toString'], ['a', '__proto__', 'e'], ['a', 'b', 'length'], ['a', 'constructor', 'c'], ['b', 'c']])
      expect(document.part(...keys)).toBeUndefined()
    expect([[], ['a'], ['a', '__proto__', 'd'], ['a', 'b'], ['a', 'constructor'], ['c']].map((keys) => document.hasObject(...keys))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })

  test('no object of a part or of the value has a prototype, whichever is asked for first', () => {
    const prototypesIn = (value: unknown): number =>
      typeof value !== 'object' || value === null
        ? 0
        : (Array.isArray(value) || Object.getPrototypeOf(value) === null ? 0 : 1) +
          Object.values(value).reduce((sum: number, item) => sum + prototypesIn(item), 0)
    for (const text of ['{"a":{"b":[[{"c":{}}]]},"d":{"e":{}}}', '{"a":{"b":[[{"c":{}}]],"\\u0064":{}},"d":{"e":{}}}']) {
      const document = jsonDocumentOf(text)
      for (const part of [document.part('a', 'b'), document.part('a'), document.value, document.part('d')]) expect(prototypesIn(part)).toBe(0)
      expect(prototypesIn(jsonDocumentOf(`[${text}]`).value)).toBe(0)
    }
  })

  test.each([
    ['', { line: 1, column: 1 }],
    ['/a', { line: 2, column: 8 }],
    ['/a/1/b~1c', { line: 3, column: 12 }],
    ['/a/1/d~0e', { line: 3, column: 23 }],
    ['/a/2', null],
    ['/a/01', null],
    ['/a/-', null],
    ['/none', null],
    ['/constructor', null],
    ['a', null],
  ])('positionOf(%j)', (pointer, expected) => {
    expect(jsonDocumentOf('{\n  "a": [1,\n   {"b/c": {}, "d~e": 2}]}').positionOf(pointer)).toEqual(expected)
  })

  test('positionOf finds keys that look like indices', () => {
    expect(jsonDocumentOf('{"0": [7]}').positionOf('/0/0')).toEqual({ line: 1, column: 8 })
  })
})

describe('what is no JSON is refused with its place', () => {
  test.each([
    ['nothing', ''],
    ['a comment', '{"a":1} // x'],
    ['a comment in front', '/* x */ {}'],
    ['a trailing comma', '[1,]'],
    ['a trailing comma of an object', '{"a":1,}'],
    ['two values', '{} {}'],
    ['a bare word', 'undefined'],
    ['NaN', '[NaN]'],
    ['single quotes', "{'a':1}"],
    ['a leading zero', '[01]'],
    ['a leading plus', '[+1]'],
    ['a number that stops', '[1.]'],
    ['a raw line break in a string', '["a\nb"]'],
    ['a bad escape', '["\\x"]'],
    ['half an escape', '["\\u12"]'],
    ['a string that does not end', '{"a":"b'],
    ['an array that does not end', '[1'],
    ['more ends than begins', '{}}'],
    ['no colon', '{"a" 1}'],
    ['Y19 a number too large', '{"a": 1e999999}'],
    ['Y19 a negative one', '[-1e400]'],
    ['Y19 a number of 5 MB', `[${'9'.repeat(5 * 1024 * 1024)}]`],
  ])('%s', (_name, text) => {
    expect(() => jsonDocumentOf(text)).toThrow(FormatError)
    expect(() => jsonDocumentOf(text)).toThrow(expect.objectContaining({ kind: 'parse-failed', message: expect.stringMatching(/^\d+:\d+: /) }))
  })

  test.each(['{"a": "s3cret', '{"a": s3cret}', '{"s3cret": 1,, }', '{"s3cret":1,"s3cret":2}', '["s3cret" "s3cret"]'])(
    'and without its content: %s',
    (text) => {
      expect(() => jsonDocumentOf(text)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('s3cret') }))
    },
  )

  test.each([
    ['{"a":1,\n "a":1}', '2:2: '],
    ['[{"b":{"a":1,"\\u0061":2}}]', '1:14: '],
    ['{"__proto__":1,"__proto__":2}', '1:16: '],
    ['{"a":1,"a":"\\u003a"}', '1:8: '],
  ])('Y17: a key twice is ambiguous: %j', (text, place) => {
    expect(() => jsonDocumentOf(text)).toThrow(expect.objectContaining({ kind: 'ambiguous', message: expect.stringContaining(place) }))
  })

  test.each([
    ['a million arrays', '['.repeat(1_000_000)],
    ['a million objects', '{"a":'.repeat(1_000_000)],
    ['101 levels', `${'['.repeat(101)}${']'.repeat(101)}`],
    ['33 MB', `"${'x'.repeat(33 * 1024 * 1024)}"`],
  ])('Y16: %s is a limit', (_name, text) => {
    const started = performance.now()
    expect(() => jsonDocumentOf(text)).toThrow(expect.objectContaining({ kind: 'limit' }))
    expect(performance.now() - started).toBeLessThan(8_000)
  })

  test('brackets within strings do not count as levels, 100 levels do not yet', () => {
    expect(jsonDocumentOf(`["${'['.repeat(500)}\\"${'{'.repeat(500)}"]`).value).toHaveLength(1)
    expect(jsonDocumentOf(`${'['.repeat(100)}${']'.repeat(100)}`).value).toHaveLength(1)
  })
})
