import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { LdapAnswers } from '../../src/formats/ldap-answers.ts'
import { ber, bound, done, entry, extended, message } from '../servers/scripted-ldap.ts'

const BIND = message(1, ber(0x60))
const SEARCH = message(2, ber(0x63))
const UNBIND = message(3, ber(0x42))

const asked = (): LdapAnswers => {
  const answers = new LdapAnswers()
  for (const request of [BIND, SEARCH, UNBIND]) answers.asked(request)
  return answers
}

const attribute = (name: string, ...values: readonly string[]): Buffer =>
  ber(0x30, ber(0x04, name), ber(0x31, ...values.map((one) => ber(0x04, one))))
const entryOf = (...parts: readonly Buffer[]): Buffer => message(2, ber(0x64, ...parts))

describe('answers held against what was asked', () => {
  test.each([
    ['the end of a bind', bound(1)],
    ['the end of a search', done(2)],
    ['a reference', message(2, ber(0x73, ber(0x04, 'ldap://other.test')))],
    ['an entry', entry(2, 'cn=a', { cn: ['a', 'b'], sn: [] })],
    ['an entry without attributes', entry(2, 'cn=a', {})],
    ['a notice that it hangs up', extended(0, 52)],
  ])('%s is taken', (_name, bytes) => {
    expect(() => asked().assertAnswer(bytes)).not.toThrow()
  })

  test.each([
    ['an entry of a search that was not made', entry(77, 'cn=a', { cn: ['a'] })],
    ['an entry for a bind', entry(1, 'cn=a', { cn: ['a'] })],
    ['the end of a search for a bind', done(1)],
    ['the end of a bind for a search', bound(2)],
    ['an extended answer to a search', extended(2)],
    ['an intermediate answer', message(2, ber(0x79))],
    ['an answer to the farewell', done(3)],
    ['an entry with number 0', entry(0, 'cn=a', {})],
    ['a number of five bytes', ber(0x30, ber(0x02, Buffer.from([0, 0, 0, 0, 2])), ber(0x65))],
    ['an attribute twice', entryOf(ber(0x04, 'cn=a'), ber(0x30, attribute('aci', 'deny'), attribute('aci', 'allow')))],
    ['an attribute twice, in another case', entryOf(ber(0x04, 'cn=a'), ber(0x30, attribute('aci', 'deny'), attribute('ACI', 'allow')))],
    ['an entry without a name', entryOf(ber(0x30))],
    ['an entry without a list', entryOf(ber(0x04, 'cn=a'))],
    ['an entry with two lists', entryOf(ber(0x04, 'cn=a'), ber(0x30), ber(0x30))],
    ['an attribute that is no sequence', entryOf(ber(0x04, 'cn=a'), ber(0x30, ber(0x31, ber(0x04, 'cn'), ber(0x31))))],
    ['an attribute without a set', entryOf(ber(0x04, 'cn=a'), ber(0x30, ber(0x30, ber(0x04, 'cn'))))],
    ['a list in place of the set', entryOf(ber(0x04, 'cn=a'), ber(0x30, ber(0x30, ber(0x04, 'cn'), ber(0x30))))],
    ['a third part of an attribute', entryOf(ber(0x04, 'cn=a'), ber(0x30, ber(0x30, ber(0x04, 'cn'), ber(0x31), ber(0x31))))],
    ['a value that is none', entryOf(ber(0x04, 'cn=a'), ber(0x30, ber(0x30, ber(0x04, 'cn'), ber(0x31, ber(0x02, 'a')))))],
  ])('%s is refused', (_name, bytes) => {
    expect(() => asked().assertAnswer(bytes)).toThrow(expect.objectContaining({ kind: 'parse-failed' }))
  })

  test('changed bytes throw nothing but FormatError', () => {
    const whole = entry(2, 'cn=a', { cn: ['a', 'b'], sn: ['c'] })
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(whole)
        changed[at] = byte
        try {
          asked().assertAnswer(changed)
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError)
        }
      }),
    )
  })
})
