import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { LdapFraming } from '../../src/formats/ldap-framing.ts'
import { bound, done, entry } from '../servers/scripted-ldap.ts'

const LIMIT = 1024 * 1024
const messages = [bound(1), entry(2, 'cn=a', { cn: ['a', 'x'.repeat(300)], sn: [] }), done(2), entry(3, '', { big: ['y'.repeat(70_000)] })]

describe('framing of LDAP messages', () => {
  test('the same messages come out wherever the stream is cut', () => {
    const stream = Buffer.concat(messages)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
        const framing = new LdapFraming(LIMIT)
        const ends = [...cuts.toSorted((a, b) => a - b), stream.length]
        const out = ends.flatMap((end, index) => framing.take(stream.subarray(ends[index - 1] ?? 0, end)).map((one) => Buffer.from(one)))
        expect(Buffer.concat(out).equals(stream)).toBe(true)
        expect(out).toHaveLength(messages.length)
      }),
    )
  })

  test.each([
    ['a list that claims more than its message holds', Buffer.from('300b02010264060400307f0000', 'hex'), 'parse-failed'],
    ['an indefinite length', Buffer.from('3080020101', 'hex'), 'parse-failed'],
    ['a length of five bytes', Buffer.from('30850000000001', 'hex'), 'parse-failed'],
    ['text', Buffer.from('HTTP/1.1 400 Bad Request'), 'parse-failed'],
    ['a TLS alert', Buffer.from('15030300020228', 'hex'), 'parse-failed'],
    ['2 GB', Buffer.from('30847fffffff020102', 'hex'), 'limit'],
    ['no message id', Buffer.from('3003040161', 'hex'), 'parse-failed'],
  ])('%s is refused', (_name, bytes, kind) => {
    expect(() => new LdapFraming(LIMIT).take(bytes)).toThrow(expect.objectContaining({ kind }))
  })

  test('a thousand levels are refused, and random bytes throw nothing but FormatError', () => {
    let nested = Buffer.from([0x30, 0])
    for (let level = 0; level < 1000; level++)
      nested = Buffer.concat([Buffer.from([0x30, 0x84]), Buffer.from([0, 0, nested.length >> 8, nested.length & 0xff]), nested])
    const whole = Buffer.concat([Buffer.from([0x30, 0x84, 0, 0, (nested.length + 3) >> 8, (nested.length + 3) & 0xff, 2, 1, 1]), nested])
    expect(() => new LdapFraming(LIMIT).take(whole)).toThrow(FormatError)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          new LdapFraming(LIMIT).take(Buffer.concat([Buffer.from([0x30]), bytes]))
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError)
        }
      }),
    )
  })
})
