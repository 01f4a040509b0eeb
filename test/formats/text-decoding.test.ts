import { describe, expect, test } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { latin1TextOf, nameTextOf, textOf } from '../../src/formats/text-decoding.ts'

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

describe('textOf', () => {
  test.each([
    ['nothing', bytes(), ''],
    ['ASCII', bytes(0x61, 0x0a), 'a\n'],
    ['UTF-8 of every length', Buffer.from('\u0061\u00e9\u20ac\u{1f600}'), '\u0061\u00e9\u20ac\u{1f600}'],
    ['UTF-8 with its mark', bytes(0xef, 0xbb, 0xbf, 0x61), 'a'],
    ['a second mark, which is text', bytes(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf), '\ufeff'],
    ['UTF-16 little endian', bytes(0xff, 0xfe, 0x61, 0x00, 0x3d, 0xd8, 0x00, 0xde), 'a\u{1f600}'],
    ['UTF-16 big endian', bytes(0xfe, 0xff, 0x00, 0x61), 'a'],
  ])('decodes %s', (_name, input, expected) => {
    expect(textOf(input)).toBe(expected)
  })

  test.each([
    ['a stray continuation byte', bytes(0x61, 0x80), 'offset 1'],
    ['ISO 8859-1', Buffer.from('caf\u00e9', 'latin1'), 'offset 3'],
    ['a sequence cut at the end', bytes(0x61, 0x62, 0xe2, 0x82), 'offset 2'],
    ['an overlong form', bytes(0xc0, 0xaf), 'offset 0'],
    ['a surrogate in UTF-8', bytes(0x61, 0xed, 0xa0, 0x80), 'offset 1'],
    ['beyond U+10FFFF', bytes(0xf4, 0x90, 0x80, 0x80), 'offset 0'],
    ['a bad byte behind the mark', bytes(0xef, 0xbb, 0xbf, 0xff), 'offset 3'],
    ['half a pair in UTF-16', bytes(0xff, 0xfe, 0x61, 0x00, 0x3d, 0xd8, 0x61, 0x00), 'offset 4'],
    ['a low half first in UTF-16', bytes(0xfe, 0xff, 0xdc, 0x00), 'offset 2'],
    ['half a unit of UTF-16', bytes(0xff, 0xfe, 0x61), 'odd number of bytes'],
  ])('refuses %s and names the place', (_name, input, place) => {
    expect(() => textOf(input)).toThrow(FormatError)
    expect(() => textOf(input)).toThrow(place)
  })

  test.each([
    ['little endian', bytes(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0)],
    ['big endian', bytes(0, 0, 0xfe, 0xff, 0, 0, 0, 0x61)],
  ])('does not take UTF-32 (%s) for UTF-16', (_name, input) => {
    expect(() => textOf(input)).toThrow(expect.objectContaining({ kind: 'unsupported' }))
  })

  test('agrees with the strict decoder of the platform on every sequence of a hard set', () => {
    const hard = [0x00, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff]
    const strict = new TextDecoder('utf-8', { fatal: true })
    const accepted = (decode: () => string): boolean => {
      try {
        decode()
        return true
      } catch {
        return false
      }
    }
    for (const a of hard) {
      for (const b of hard) {
        for (const c of hard) {
          const input = bytes(0x61, a, b, c, 0x61)
          expect(!nameTextOf(input).odd, String([a, b, c])).toBe(accepted(() => strict.decode(input)))
        }
      }
    }
  })
})

test('latin1TextOf keeps every byte', () => {
  expect(latin1TextOf(bytes(0x61, 0xe9, 0xff))).toBe('a\u00e9\u00ff')
})

describe('nameTextOf', () => {
  test.each([
    ['plain', Buffer.from('a\nb\u001b[31m'), 'a\nb\u001b[31m', false],
    ['with bytes that are not UTF-8', Buffer.concat([Buffer.from('a'), bytes(0xff), Buffer.from('\u00e9'), bytes(0xc3)]), 'a\\xFF\u00e9\\xC3', true],
  ])('shows a name %s', (_name, input, text, odd) => {
    expect(nameTextOf(input)).toEqual({ text, odd })
  })
})
