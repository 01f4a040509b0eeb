import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { attributeTypeOf, definitionsOf, objectClassOf, type AttributeType, type ObjectClass } from '../../src/formats/ldap-schema.ts'
import { ldifValues } from '../support/ldif-values.ts'

const refusal = (read: () => unknown): FormatError => {
  try {
    read()
  } catch (error) {
    if (error instanceof FormatError) return error
    throw error
  }
  throw new Error('accepted')
}

const NO_ATTRIBUTE: AttributeType = {
  oid: '1.2.3',
  names: [],
  description: null,
  obsolete: false,
  sup: null,
  equality: null,
  ordering: null,
  substring: null,
  syntax: null,
  syntaxLength: null,
  singleValue: false,
  usage: 'userApplications',
}
const NO_CLASS: ObjectClass = { oid: '1.2.3', names: [], description: null, obsolete: false, sup: [], kind: 'structural', must: [], may: [] }

describe('attributeTypeOf', () => {
  it.for<[string, Partial<AttributeType>]>([
    ['( 1.2.3 )', {}],
    ['(1.2.3)', {}],
    ["( 1.2.3 NAME 'a' )", { names: ['a'] }],
    ["( 1.2.3 NAME ( 'a' 'b' ) )", { names: ['a', 'b'] }],
    ["(1.2.3 NAME('a' 'b')DESC'x'SUP name)", { names: ['a', 'b'], description: 'x', sup: 'name' }],
    ['( 1.2.3 NAME a )', { names: ['a'] }],
    ['( 1.2.3 NAME ( a b ) )', { names: ['a', 'b'] }],
    ['( 1.2.3 NAME ( ) )', {}],
    ["( foo-oid NAME 'foo' )", { oid: 'foo-oid', names: ['foo'] }],
    ["( NetscapeLDAPattributeType:198 NAME 'memberURL' )", { oid: 'NetscapeLDAPattributeType:198', names: ['memberURL'] }],
    ["( '1.2.3' NAME 'a' )", { names: ['a'] }],
    ["{12}( 1.2.3 NAME 'a' )", { names: ['a'] }],
    ["  ( 1.2.3\n\tNAME 'a'\r\n  SINGLE-VALUE   )  \n", { names: ['a'], singleValue: true }],
    ["( 1.2.3 name 'a' single-value usage DIRECTORYoperation )", { names: ['a'], singleValue: true, usage: 'directoryOperation' }],
    ['( 1.2.3 SYNTAX 1.3.6.1{64} )', { syntax: '1.3.6.1', syntaxLength: 64 }],
    ['( 1.2.3 SYNTAX 1.3.6.1 {64} )', { syntax: '1.3.6.1', syntaxLength: 64 }],
    ['( 1.2.3 SYNTAX 1.3.6.1{} )', { syntax: '1.3.6.1' }],
    ["( 1.2.3 SYNTAX '1.3.6.1' )", { syntax: '1.3.6.1' }],
    ["( 1.2.3 SYNTAX '1.3.6.1{64}' )", { syntax: '1.3.6.1', syntaxLength: 64 }],
    ["( 1.2.3 SYNTAX '1.3.6.1'{64} )", { syntax: '1.3.6.1', syntaxLength: 64 }],
    ["( 1.2.3 DESC 'Sun\\27s \\5C \\5c27 $ ( ) {1} \\41' )", { description: "Sun's \\ \\27 $ ( ) {1} \\41" }],
    ["( 1.2.3 DESC '' )", { description: '' }],
    ["( 1.2.3 X-ORIGIN 'a' X-SCHEMA-FILE ( 'b' 'c' ) X-EMPTY ( ) OBSOLETE )", { obsolete: true }],
    ["( 1.2.3 x-origin 'NAME' X-ORIGIN 'again' COLLECTIVE NO-USER-MODIFICATION )", {}],
    [
      "( 1.2.3 USAGE dSAOperation SUBSTR s ORDERING o EQUALITY e SUP 2.5.4.41 NAME 'a' )",
      { usage: 'dSAOperation', substring: 's', ordering: 'o', equality: 'e', sup: '2.5.4.41', names: ['a'] },
    ],
  ])('%s', ([text, expected]) => expect(attributeTypeOf(text)).toEqual({ ...NO_ATTRIBUTE, ...expected }))

  it.for<[string, number]>([
    ['', 0],
    ['   ', 3],
    ['1.2.3', 0],
    ['(', 1],
    ['( )', 2],
    ['( 1.2.3', 7],
    ["( 1.2.3 NAME 'a'", 16],
    ["( 1.2.3 NAME 'a )", 13],
    ["( NAME 'a' )", 7],
    ['( 1.2.3 NAME )', 13],
    ["( 1.2.3 NAME '' )", 13],
    ["( 1.2.3 NAME ( 'a' 'b' )", 24],
    ["( 1.2.3 NAME ( $ 'a' ) )", 15],
    ["( 1.2.3 NAME 'a' ) x", 19],
    ["( 1.2.3 NAME 'a' ) )", 19],
    ["( 1.2.3 MAY 'a' )", 8],
    ["( 1.2.3 FOO 'a' )", 8],
    ["( 1.2.3 constructor 'a' )", 8],
    ["( 1.2.3 DESC 'user's name' )", 19],
    ['( 1.2.3 DESC word )', 13],
    ['( 1.2.3 X-FOO SINGLE-VALUE )', 14],
    ['( 1.2.3 SUP ( a ) )', 12],
    ['( 1.2.3 SYNTAX )', 15],
    ['dn: cn=schema', 0],
  ])('%j is refused at %i', ([text, offset]) => {
    const error = refusal(() => attributeTypeOf(text))
    expect([error.kind, /offset (\d+):/.exec(error.message)?.[1]]).toEqual(['parse-failed', String(offset)])
  })

  it.for<[string, FormatError['kind']]>([
    ["( 1.2.3 NAME 'a' NAME 'b' )", 'ambiguous'],
    ['( 1.2.3 SINGLE-VALUE SINGLE-VALUE )', 'ambiguous'],
    ['( 1.2.3 USAGE often )', 'parse-failed'],
    [`( 1.2.3 NAME (${" 'a'".repeat(10_001)} ) )`, 'limit'],
    [`( 1.2.3 DESC '${'a'.repeat(256 * 1024)}' )`, 'limit'],
  ])('%.40s is %s', ([text, kind]) => expect(refusal(() => attributeTypeOf(text)).kind).toBe(kind))
})

describe('objectClassOf', () => {
  it.for<[string, Partial<ObjectClass>]>([
    ['( 1.2.3 MAY a )', { may: ['a'] }],
    ['( 1.2.3 MAY ( a ) )', { may: ['a'] }],
    ['( 1.2.3 MAY ( a $ b ) MUST c )', { may: ['a', 'b'], must: ['c'] }],
    ['(1.2.3 MUST(a$b)MAY( c $d$ e)SUP top)', { must: ['a', 'b'], may: ['c', 'd', 'e'], sup: ['top'] }],
    ["( 1.2.3 MAY ( 'a' $ 'b' ) )", { may: ['a', 'b'] }],
    ['( 1.2.3 MAY ( a b ) )', { may: ['a', 'b'] }],
    ['( 1.2.3 MAY ( ) )', {}],
    ['( 1.2.3 SUP ( a $ b ) AUXILIARY )', { sup: ['a', 'b'], kind: 'auxiliary' }],
    ["( 1.2.3 NAME 'a$b' DESC 'x $ y' ABSTRACT OBSOLETE )", { names: ['a$b'], description: 'x $ y', kind: 'abstract', obsolete: true }],
    ['( 1.2.3 sup top auxiliary may ( a $ 2.5.4.3 ) )', { sup: ['top'], kind: 'auxiliary', may: ['a', '2.5.4.3'] }],
  ])('%s', ([text, expected]) => expect(objectClassOf(text)).toEqual({ ...NO_CLASS, ...expected }))

  it.for<[string, FormatError['kind']]>([
    ['( 1.2.3 ABSTRACT AUXILIARY )', 'ambiguous'],
    ['( 1.2.3 MAY ( a $ $ b ) )', 'parse-failed'],
    ['( 1.2.3 MAY ( a $ b )', 'parse-failed'],
    ['( 1.2.3 MAY a $ b )', 'parse-failed'],
    ['( 1.2.3 SINGLE-VALUE )', 'parse-failed'],
  ])('%s is %s', ([text, kind]) => expect(refusal(() => objectClassOf(text)).kind).toBe(kind))
})

describe('definitions of real servers', () => {
  const attributeTypes = definitionsOf(ldifValues('schema.ldif', 'attributeTypes'), attributeTypeOf)
  const objectClasses = definitionsOf(ldifValues('schema.ldif', 'objectClasses'), objectClassOf)

  it('are all read', () => {
    expect([attributeTypes.definitions.length, objectClasses.definitions.length]).toEqual([27, 25])
    expect([...attributeTypes.unread, ...objectClasses.unread]).toEqual([])
    for (const { oid, names } of [...attributeTypes.definitions, ...objectClasses.definitions]) {
      expect(oid).toMatch(/^[\w.:-]+$/)
      expect(names.length).toBeGreaterThan(0)
      for (const name of names) expect(name).toMatch(/^[A-Za-z][\w-]*$/)
    }
  })

  const named = <T extends { readonly names: readonly string[] }>(of: readonly T[], name: string): T | undefined =>
    of.find(({ names }) => names.includes(name))

  it('mail of OpenLDAP', () =>
    expect(named(attributeTypes.definitions, 'mail')).toEqual({
      ...NO_ATTRIBUTE,
      oid: '0.9.2342.19200300.100.1.3',
      names: ['mail', 'rfc822Mailbox'],
      description: 'RFC1274: RFC822 Mailbox',
      equality: 'caseIgnoreIA5Match',
      substring: 'caseIgnoreIA5SubstringsMatch',
      syntax: '1.3.6.1.4.1.1466.115.121.1.26',
      syntaxLength: 256,
    }))

  it('nsUniqueId of 389-ds', () =>
    expect(named(attributeTypes.definitions, 'nsUniqueId')).toMatchObject({
      singleValue: true,
      usage: 'directoryOperation',
      description: 'Netscape defined attribute type',
    }))

  it('eduPerson of 389-ds, with a dollar sign that sticks', () =>
    expect(named(objectClasses.definitions, 'eduPerson')?.may.slice(6, 9)).toEqual([
      'eduPersonEntitlement',
      'eduPersonPrimaryOrgUnitDN',
      'eduPersonScopedAffiliation',
    ]))

  it('iplanet-am-auth-configuration-service of PingDS', () =>
    expect(named(objectClasses.definitions, 'iplanet-am-auth-configuration-service')).toMatchObject({ kind: 'auxiliary', sup: ['top'], must: [] }))
})

describe('definitionsOf', () => {
  it('keeps what cannot be read', () => {
    const { definitions, unread } = definitionsOf(["( 1.2 NAME 'a' )", "( 1.3 NAME 'b'", "( 1.4 NAME 'c' )"], attributeTypeOf)
    expect(definitions.map(({ names }) => names[0])).toEqual(['a', 'c'])
    expect(unread).toEqual([{ text: "( 1.3 NAME 'b'", why: 'a schema definition: offset 14: a keyword or the closing parenthesis is missing' }])
  })

  it('does not take our bugs for theirs', () => {
    const broken = (): never => {
      throw new TypeError('bug')
    }
    expect(() => definitionsOf(['x'], broken)).toThrow(TypeError)
  })
})

/** RFC 4512, with blanks and forms as servers vary them. */
const blank = fc.constantFrom(' ', '  ', '\n ', '\t')
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/)
const oid = fc.oneof(fc.stringMatching(/^[0-2](\.[1-9][0-9]{0,4}){1,6}$/), name)
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const quoted = (value: string): string => `'${value.replaceAll('\\', String.raw`\5C`).replaceAll("'", String.raw`\27`)}'`
const optional = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null })
const listed = (keyword: string, items: readonly string[], join: string): string[] =>
  items.length === 0 ? [] : [items.length === 1 ? `${keyword} ${items[0]}` : `${keyword} ( ${items.join(join)} )`]
const stated = (keyword: string, value: string | null): string[] => (value === null ? [] : [`${keyword} ${value}`])
const flagged = (keyword: string, is: boolean): string[] => (is ? [keyword] : [])

const anAttribute = fc.record<AttributeType>({
  oid,
  names: fc.array(name, { maxLength: 3 }),
  description: optional(text),
  obsolete: fc.boolean(),
  sup: optional(oid),
  equality: optional(name),
  ordering: optional(name),
  substring: optional(name),
  syntax: optional(oid),
  syntaxLength: optional(fc.nat(99_999)),
  singleValue: fc.boolean(),
  usage: fc.constantFrom('userApplications', 'directoryOperation', 'distributedOperation', 'dSAOperation'),
})

const aClass = fc.record<ObjectClass>({
  oid,
  names: fc.array(name, { maxLength: 3 }),
  description: optional(text),
  obsolete: fc.boolean(),
  sup: fc.array(oid, { maxLength: 3 }),
  kind: fc.constantFrom('abstract', 'structural', 'auxiliary'),
  must: fc.array(oid, { maxLength: 5 }),
  may: fc.array(oid, { maxLength: 5 }),
})

const printed = (id: string, fields: readonly string[], space: string): string => ['(', id, ...fields, "X-ORIGIN 'RFC'", ')'].join(space)

describe('what is printed is read back', () => {
  it('attribute types', () =>
    fc.assert(
      fc.property(anAttribute, blank, (made, space) => {
        const definition = { ...made, syntaxLength: made.syntax === null ? null : made.syntaxLength }
        const fields = [
          ...listed('NAME', definition.names.map(quoted), space),
          ...stated('DESC', definition.description === null ? null : quoted(definition.description)),
          ...flagged('OBSOLETE', definition.obsolete),
          ...stated('SUP', definition.sup),
          ...stated('EQUALITY', definition.equality),
          ...stated('ORDERING', definition.ordering),
          ...stated('SUBSTR', definition.substring),
          ...stated(
            'SYNTAX',
            definition.syntax === null ? null : `${definition.syntax}${definition.syntaxLength === null ? '' : `{${definition.syntaxLength}}`}`,
          ),
          ...flagged('SINGLE-VALUE', definition.singleValue),
          ...stated('USAGE', definition.usage),
        ]
        expect(attributeTypeOf(printed(definition.oid, fields, space))).toEqual(definition)
      }),
    ))

  it('object classes', () =>
    fc.assert(
      fc.property(aClass, blank, fc.constantFrom(' $ ', '$', ' $'), (definition, space, dollar) => {
        const fields = [
          ...listed('NAME', definition.names.map(quoted), space),
          ...stated('DESC', definition.description === null ? null : quoted(definition.description)),
          ...flagged('OBSOLETE', definition.obsolete),
          ...listed('SUP', definition.sup, dollar),
          definition.kind.toUpperCase(),
          ...listed('MUST', definition.must, dollar),
          ...listed('MAY', definition.may, dollar),
        ]
        expect(objectClassOf(printed(definition.oid, fields, space))).toEqual(definition)
      }),
    ))
})

describe('anything else', () => {
  const REAL = [...ldifValues('schema.ldif', 'attributeTypes'), ...ldifValues('schema.ldif', 'objectClasses')]

  it('is refused or read, never worse', () => {
    const harmless = (value: string): void => {
      for (const read of [attributeTypeOf, objectClassOf])
        try {
          read(value)
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError)
        }
    }
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), harmless), { numRuns: 500 })
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('(', ')', '$', "'", '{', '}', ' ', 'NAME', 'MAY', 'SYNTAX', 'X-A', '\\', '1.2'), { maxLength: 40 }),
        (parts) => harmless(parts.join('')),
      ),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.constantFrom(...REAL), fc.nat(), fc.constantFrom('', '(', ')', "'", '$', '\0', '{', ' SUP '), (value, at, put) =>
        harmless(value.slice(0, at % value.length) + put + value.slice((at % value.length) + 1)),
      ),
      { numRuns: 1000 },
    )
  })

  it.for([
    ['blanks', `( 1.2.3 ${' '.repeat(250_000)}`],
    ['parentheses', '('.repeat(250_000)],
    ['dollar signs', `( 1.2.3 MAY ( ${'$ '.repeat(100_000)}`],
    ['apostrophes', `( 1.2.3 NAME ( ${"'".repeat(200_000)}`],
    ['braces', `( 1.2.3 SYNTAX '${'{1}'.repeat(80_000)}' )`],
    ['backslashes', `( 1.2.3 DESC '${'\\'.repeat(250_000)}`],
  ])('many %s take no time', ([, value]) => {
    const start = performance.now()
    refusal(() => objectClassOf(value ?? ''))
    refusal(() => attributeTypeOf(value ?? ''))
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  it('5,000 definitions take a fraction of a second', () => {
    const values = Array.from({ length: 5_000 }, (_, index) => (REAL[index % REAL.length] ?? '').replace(/\d+ /, `${index} `))
    const start = performance.now()
    const { definitions } = definitionsOf(values, (value) =>
      /\b(?:MAY|MUST|AUXILIARY)\b/.test(value) ? objectClassOf(value) : attributeTypeOf(value),
    )
    expect(definitions.length).toBe(5_000)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
