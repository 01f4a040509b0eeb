import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { chainOf, isAtOrBelow, ldapNameOf, ldapValuesOf, parentOf } from '../../src/formats/ldap-name.ts'

describe('names that are the same', () => {
  it.for([
    ['uid=am,ou=admins,dc=example,dc=com', 'UID = AM , OU=Admins;DC=example,dc= com ', 'uid=am,ou=admins,dc=example,dc=com'],
    ['cn=a  b,o=x', ' cn= A B ,o=x', 'cn=a b,o=x'],
    ['cn=a+sn=b,o=x', 'SN=b + CN=a,o=x', 'cn=a+sn=b,o=x'],
    [String.raw`cn=Doe\, John,o=x`, String.raw`cn="doe, john",o=x`, String.raw`cn=doe\, john,o=x`],
    [String.raw`cn=Doe\2C John,o=x`, String.raw`cn=Doe\, John,o=x`, String.raw`cn=doe\, john,o=x`],
    [String.raw`cn=\20a\ ,o=x`, 'cn=a,o=x', 'cn=a,o=x'],
    [String.raw`cn=Lu\C4\8Di\C4\87`, 'cn=LUČIĆ', 'cn=lučić'],
    [String.raw`cn=\#a`, 'cn="#a"', String.raw`cn=\#a`],
    ['cn=#04024869,o=x', 'CN=#04024869 ,o=x', 'cn=#04024869,o=x'],
    ['2.5.4.3=a,OID.2.5.4.11=b,0.9.2342.19200300.100.1.25=c', 'commonName=a,ou=b,dc=c', 'cn=a,ou=b,dc=c'],
    ['1.2.3=a', 'oid.1.2.3=a', '1.2.3=a'],
    ['ou=', 'ou= ', 'ou='],
    ['', '  ', ''],
    ['cn=a=b', String.raw`cn=a\=b`, 'cn=a=b'],
    ['cn=ﬁ', 'cn=FI', 'cn=fi'],
  ])('%s and %s', ([one = '', other = '', key]) => {
    expect(ldapNameOf(one).key).toBe(key)
    expect(ldapNameOf(other).key).toBe(key)
  })
})

describe('names that differ', () => {
  it.for([
    ['cn=a,o=x', 'cn=a,o=y'],
    ['cn=a,o=x', 'cn=a'],
    ['cn=a,cn=b', 'cn=b,cn=a'],
    ['cn=a+sn=b', 'cn=a,sn=b'],
    [String.raw`cn=a\,sn=b`, 'cn=a,sn=b'],
    [String.raw`cn=a\+sn=b`, 'cn=a+sn=b'],
    [String.raw`cn=\#04024869`, 'cn=#04024869'],
    [String.raw`cn=\ff`, String.raw`cn=\fe`],
    [String.raw`cn=\ff`, String.raw`cn=\\ff`],
    [String.raw`cn=\ff`, 'cn=ff'],
    [String.raw`cn=a\\,o=x`, String.raw`cn=a\,o=x`],
    ['cn=ab', 'cn=a b'],
  ])('%s and %s', ([one = '', other = '']) => expect(ldapNameOf(one).key).not.toBe(ldapNameOf(other).key))
})

describe('what is no DN', () => {
  it.for<[string, number]>([
    ['a', 0],
    ['=a', 0],
    ['cn', 0],
    ['cn=a,', 5],
    ['cn=a,,o=x', 5],
    ['cn=a+', 5],
    [',cn=a', 0],
    ['cn=a"b', 4],
    ['cn="a', 3],
    ['cn="a"b,o=x', 3],
    ['cn=#', 3],
    ['cn=#0', 3],
    ['cn=#zz', 3],
    [String.raw`cn=a\2`, 3],
    ['cn=a\\', 4],
    ['cn=a\0b', 4],
    ['ldap:///cn=a', 0],
    ['c n=a', 0],
  ])('%j is refused at %i', ([text, offset]) => {
    expect(() => ldapNameOf(text)).toThrow(FormatError)
    expect(() => ldapNameOf(text)).toThrow(`offset ${offset}:`)
  })

  it('the message holds nothing of the name', () => expect(() => ldapNameOf('cn=s3cret"x')).toThrow(/^(?!.*s3cret)/))
  it('longer than any', () => expect(() => ldapNameOf(`cn=${'a'.repeat(20_000)}`)).toThrow(expect.objectContaining({ kind: 'limit' }) as Error))
})

describe('the parts', () => {
  it.for([
    [String.raw`cn=a\\ ,o=x`, '\\'],
    [String.raw`cn=a\\\  ,o=x`, '\\ '],
    [String.raw`cn=a\  ,o=x`, ' '],
    [String.raw`cn=a  ,o=x`, ''],
  ])('%s ends in %j', ([text = '', end]) => expect(ldapNameOf(text).rdns[0]?.parts[0]?.value).toBe(`a${end}`))

  it('are as written, unescaped', () => {
    const { rdns, encoded } = ldapNameOf(String.raw`OU=https://Example.com:8443/am + CN=A  b,ou=\/Alpha\2C\C3\A4 ,O=#0402`)
    expect(rdns.map(({ parts }) => parts)).toEqual([
      [
        { type: 'ou', value: 'https://Example.com:8443/am' },
        { type: 'cn', value: 'A  b' },
      ],
      [{ type: 'ou', value: '/Alpha,ä' }],
      [{ type: 'o', value: '#0402' }],
    ])
    expect([encoded, rdns[1]?.encoded, ldapNameOf('o=x').encoded]).toEqual([true, false, false])
  })
})

describe('entries above', () => {
  const name = ldapNameOf('cn=a+sn=b,ou=c,dc=d')

  it('from the entry up', () => {
    expect(chainOf(name).map(({ key }) => key)).toEqual(['cn=a+sn=b,ou=c,dc=d', 'ou=c,dc=d', 'dc=d'])
    expect(parentOf(name)?.key).toBe('ou=c,dc=d')
    expect([parentOf(ldapNameOf('dc=d'))?.key, parentOf(ldapNameOf(''))]).toEqual(['', null])
    expect(chainOf(ldapNameOf(''))).toEqual([])
  })

  it.for([
    ['SN=b+cn=A,ou=c,dc=d', true],
    ['OU=C,dc=D', true],
    ['dc=d', true],
    ['', true],
    ['ou=x,dc=d', false],
    ['u=c,dc=d', false],
    ['cn=x,cn=a+sn=b,ou=c,dc=d', false],
    ['cn=a,ou=c,dc=d', false],
  ] as const)('%s: %s', ([other, is]) => expect(isAtOrBelow(name, ldapNameOf(other))).toBe(is))
})

describe('any name', () => {
  const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text && !/\s\s/.test(text))
  const type = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/).filter((text) => text !== 'oid')
  const rdn = fc.array(fc.tuple(type, value), { minLength: 1, maxLength: 3 })
  const dn = fc.array(rdn, { minLength: 1, maxLength: 5 })
  const escaped = (text: string): string => text.replaceAll(/[\\,;+"<>#=\0]/g, (one) => (one === '\0' ? String.raw`\00` : `\\${one}`))
  const inBytes = (text: string): string => [...Buffer.from(text.toWellFormed())].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
  const printed = (rdns: readonly (readonly [string, string][])[], write: (text: string) => string): string =>
    rdns.map((parts) => parts.map(([key, text]) => `${key}=${write(text)}`).join('+')).join(',')

  it('is read as it was written, and means the same in bytes, in capitals and turned round', () =>
    fc.assert(
      fc.property(dn, (rdns) => {
        const name = ldapNameOf(printed(rdns, escaped))
        expect(name.rdns.map(({ parts }) => parts.map((part) => part.value))).toEqual(rdns.map((parts) => parts.map(([, text]) => text)))
        expect(ldapNameOf(printed(rdns, inBytes)).key).toBe(name.key)
        expect(
          ldapNameOf(
            printed(
              rdns.map((parts) => [...parts].reverse()),
              escaped,
            ),
          ).key,
        ).toBe(name.key)
        expect(ldapNameOf(name.key).key).toBe(name.key)
      }),
    ))

  it('gives its values alone as it gives them with the rest', () => {
    const outcomeOf = (read: () => readonly string[]): unknown => {
      try {
        return read()
      } catch (error) {
        return error instanceof FormatError ? error.message : error
      }
    }
    const part = fc.constantFrom('cn=', 'Oid.2.5=', 'a', 'ä', ',', '+', ';', '\\', '"', '#', '00', ' ', '\ufeff', '=', '\0', 'a=b,c=d')
    const written = fc.oneof(
      dn.map((rdns) => printed(rdns, escaped)),
      fc.array(part, { maxLength: 8 }).map((parts) => `a=${parts.join('')}`),
    )
    fc.assert(
      fc.property(written, (text) => {
        const values = outcomeOf(() => ldapNameOf(text).rdns.map(({ parts }) => parts[0]?.value ?? ''))
        expect(outcomeOf(() => ldapValuesOf(text))).toEqual(values)
      }),
      { numRuns: 1000 },
    )
  })

  const harmless = (text: string): void => {
    try {
      ldapNameOf(text)
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError)
    }
  }

  it('or no name ends in anything but an answer', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 100 }), harmless))
    fc.assert(
      fc.property(fc.array(fc.constantFrom('cn=', 'a', ',', '+', ';', '\\', '"', '#', '00', ' ', '='), { maxLength: 20 }), (parts) =>
        harmless(parts.join('')),
      ),
      { numRuns: 2000 },
    )
  })

  it.for([' ', '\\', '#0', '"', ',', '\\00', 'a '])('many %j take no time', (part) => {
    const start = performance.now()
    for (const begin of ['cn=', 'cn=#00', 'cn="', '']) harmless(`${begin}${part.repeat(5_000)}"`)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
