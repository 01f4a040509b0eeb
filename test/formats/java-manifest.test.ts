import { describe, expect, test } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { manifestAttributesOf } from '../../src/formats/java-manifest.ts'

const manifest = (text: string): ReadonlyMap<string, string> => manifestAttributesOf(Buffer.from(text))

describe('manifestAttributesOf', () => {
  test('unfolds, ignores case of names, and stops at the first blank line', () => {
    const text =
      'Manifest-Version: 1.0\r\nImplementation-Version: 8.\r\n 1.\r\n 0\r\nX-Empty: \r\n\r\nName: a/B.class\r\nImplementation-Version: 9\r\n'
    expect([...manifest(text)]).toEqual([
      ['manifest-version', '1.0'],
      ['implementation-version', '8.1.0'],
      ['x-empty', ''],
    ])
  })

  test('puts a character together that folding cut in two', () => {
    const euro = Buffer.from('\u20ac')
    const bytes = Buffer.concat([Buffer.from('Vendor: '), euro.subarray(0, 1), Buffer.from('\r\n '), euro.subarray(1), Buffer.from('\r\n')])
    expect(manifestAttributesOf(bytes).get('vendor')).toBe('\u20ac')
  })

  test.each([
    ['nothing', ''],
    ['a blank first line', '\nA: 1\n'],
  ])('%s has no attributes', (_name, text) => {
    expect(manifest(text).size).toBe(0)
  })

  test.each([
    ['LF', 'A: 1\nB: 2\n'],
    ['CR', 'A: 1\rB: 2\r'],
    ['no end of the last line', 'A: 1\r\nB: 2'],
  ])('takes lines that end in %s', (_name, text) => {
    expect(manifest(text).get('b')).toBe('2')
  })

  test.each([
    ['a line without a colon', 'A: 1\nnonsense\n', 'parse-failed', 'line 2'],
    ['no space behind the colon', 'A:1\n', 'parse-failed', 'line 1'],
    ['a continuation of nothing', ' A: 1\n', 'parse-failed', 'continuation'],
    ['a name twice', 'A: 1\na: 2\n', 'ambiguous', 'line 2'],
  ])('refuses %s', (_name, text, kind, place) => {
    expect(() => manifest(text)).toThrow(FormatError)
    expect(() => manifest(text)).toThrow(expect.objectContaining({ kind, message: expect.stringContaining(place) }))
  })

  test('refuses bytes that are not UTF-8', () => {
    expect(() => manifestAttributesOf(Buffer.from('A: 1\nB: \xff\n', 'latin1'))).toThrow('line 2 of the manifest: not UTF-8')
  })
})
