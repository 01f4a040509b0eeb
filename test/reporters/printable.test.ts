import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable, printableJson } from '../../src/reporters/printable.ts'
import { HOSTILE_TEXTS } from '../support/report-samples.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
)

describe('printable', () => {
  it.each([
    ['plain', 'plain'],
    ['caf\u00e9 \u6f22\u5b57', 'caf\u00e9 \u6f22\u5b57'],
    ['\x1b[31mred', '\\x1b[31mred'],
    ['a\r\nb\tc', 'a\\x0d\\x0ab\\x09c'],
    ['\x9b31m', '\\x9b31m'],
    ['a\u202eb', 'a\\u{202e}b'],
    ['\u2028', '\\u{2028}'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['filler\u3164', 'filler\\u{3164}'],
    ['\ud800', '\\u{d800}'],
    ['\u{1f600}', '\u{1f600}'],
    ['\uffff\ufffe', '\\u{ffff}\\u{fffe}'],
  ])('shows %j as %j', (given, shown) => {
    expect(printable(given)).toBe(shown)
  })

  it('says how much is missing, counting what the reader was not shown', () => {
    expect(printable('abcdef', 4)).toBe('abcd... (2 more characters)')
    expect(printable('abc\x1bdef', 5)).toBe('abc... (4 more characters)')
    expect(printable('abcd', 4)).toBe('abcd')
  })

  it('never cuts a character in half', () => {
    expect(printable('abc\u{1f600}\u{1f600}', 4)).toBe('abc... (4 more characters)')
  })

  it('is ASCII throughout when asked', () => {
    expect(printable('caf\u00e9 \u{1f600}', 100, true)).toBe('caf\\xe9 \\u{1f600}')
    fc.assert(fc.property(text, (given) => /^[\x20-\x7e]*$/.test(printable(given, 200, true))))
  })

  it('holds nothing a terminal obeys and nothing XML forbids, is bounded, and leaves its own output alone', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 10, max: 80 }), (given, max) => {
        const shown = printable(given, max)
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/u)
        expect(shown.length).toBeLessThanOrEqual(max + ' ...(1000000 more characters)'.length)
        expect(printable(shown, 1000)).toBe(shown)
      }),
    )
  })
})

describe('printableJson', () => {
  it('changes no value and leaves no control or format character', () => {
    fc.assert(
      fc.property(text, (given) => {
        const json = printableJson(JSON.stringify({ [given]: [given] }, null, 2))
        expect(JSON.parse(json)).toEqual({ [given]: [given] })
        expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      }),
    )
  })
})
