import { describe, expect, test } from 'vitest'
import { der, derInteger, derOid } from '../../fixtures/keystores/java-bytes.ts'
import { TAG, countOf, derOf, octetsOf, oidOf, partsOf } from '../../src/formats/der.ts'

const value = (hex: string): ReturnType<typeof derOf> => derOf(Buffer.from(hex.replaceAll(' ', ''), 'hex'), 'value')

describe('object identifiers', () => {
  test.each(['0.9.2342.19200300.100.1.1', '1.2.840.113549.1.12.10.1.2', '2.5.4.3', '2.16.840.1.101.3.4.1.42', '1.3.6.1.4.1.42.2.19.1'])(
    '%s',
    (dotted) => expect(oidOf(derOf(derOid(dotted), 'oid'), 'oid')).toBe(dotted),
  )
  test('2.999 has a first arc of two octets', () => expect(oidOf(value('06 02 8837'), 'oid')).toBe('2.999'))
  test.each([
    ['empty', '06 00'],
    ['cut off', '06 02 2a86'],
    ['an arc beyond 2^53', '06 0b 2a ffffffffffffffffff 7f'],
    ['another tag', '04 01 2a'],
  ])('%s: parse-failed', (_, hex) => expect(() => oidOf(value(hex), 'oid')).toThrow(expect.objectContaining({ kind: 'parse-failed' })))
})

describe('numbers', () => {
  test.each([0, 1, 127, 128, 255, 256, 65_535, 200_000, 2 ** 31 - 1, 2 ** 32 - 1])('%i', (number) =>
    expect(countOf(derOf(derInteger(number), 'number'), 'number')).toBe(number),
  )
  test.each([
    ['negative', '02 01 ff', 'parse-failed'],
    ['empty', '02 00', 'parse-failed'],
    ['of 8 bytes', '02 08 0123456789abcdef', 'limit'],
    ['no number', '0c 01 41', 'parse-failed'],
  ])('%s: %s', (_, hex, kind) => expect(() => countOf(value(hex), 'number')).toThrow(expect.objectContaining({ kind })))
})

describe('lengths', () => {
  test.each([
    ['short', '04 02 abcd'],
    ['long', '04 81 02 abcd'],
    ['long with leading zeros (BER)', '04 84 00000002 abcd'],
    ['in pieces (BER)', '24 06 04 01 ab 04 01 cd'],
    ['in pieces of indefinite length (BER)', '24 80 04 01 ab 24 80 04 01 cd 0000 0000'],
  ])('%s', (_, hex) => expect(Buffer.from(octetsOf(value(hex), 'octets')).toString('hex')).toBe('abcd'))

  test.each([
    ['longer than what is there', '04 03 abcd'],
    ['shorter than what is there', '04 01 abcd'],
    ['of five bytes', '04 85 0000000002 abcd'],
    ['a part that reaches beyond its whole', '30 04 04 05 abcd'],
    ['end of contents where none belongs', '30 80 00 01 00'],
    ['multi-byte tag', '1f 81 01 00'],
  ])('%s: parse-failed', (_, hex) => expect(() => partsOf(value(hex), 'value')).toThrow(expect.objectContaining({ kind: 'parse-failed' })))
})

test('a primitive value has no parts, whatever tag is expected', () => {
  expect(() => partsOf(derOf(der(0x04), 'value'), 'value', TAG.octetString)).toThrow(/not a constructed/)
})
