import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aciOf, type Aci, type AciPair, type AciTarget } from '../../src/formats/aci.ts'
import type { BindRule } from '../../src/formats/aci-bind-rule.ts'
import { FormatError } from '../../src/formats/format-error.ts'
import { ldifValues } from '../support/ldif-values.ts'

const refusal = (text: string): FormatError => {
  try {
    aciOf(text)
  } catch (error) {
    if (error instanceof FormatError) return error
    throw error
  }
  throw new Error('accepted')
}

const user = (...values: readonly string[]): BindRule => ({
  is: 'test',
  keyword: 'userdn',
  operator: '=',
  values: values.map((value) => `ldap:///${value}`),
})

describe('real instructions', () => {
  it('the one in the document on upgrading AM', () =>
    expect(ldifValues('aci.ldif', 'aci', 'ou=am-config').map(aciOf)).toEqual([
      {
        name: 'Allow server-side sorting',
        targets: [{ keyword: 'targetcontrol', negated: false, value: '1.2.840.113556.1.4.473' }],
        pairs: [{ effect: 'allow', rights: ['read'], rule: user('uid=am,ou=admins,dc=example,dc=com') }],
      },
    ]))

  it.for([
    ['cn=OpenDJ', 7],
    ['cn=PingDS', 5],
    ['cn=389-ds', 6],
  ] as const)('%s: all %i', ([dn, count]) => {
    const read = ldifValues('aci.ldif', 'aci', dn).map(aciOf)
    expect(read.length).toBe(count)
    for (const { name, pairs } of read) expect([name.length > 3, pairs.length]).toEqual([true, 1])
  })

  it('values without quotation marks, of 389-ds', () =>
    expect(ldifValues('aci.ldif', 'aci', 'cn=389-ds').map(aciOf)[4]).toMatchObject({
      targets: [
        { keyword: 'target', value: 'ldap:///o=Çéliné Ändrè' },
        { keyword: 'targetattr', value: '*' },
      ],
    }))
})

const withTargets = (targets: string): string => `${targets}(version 3.0; acl "n"; allow (read) userdn="ldap:///all";)`
const withPairs = (pairs: string): string => `(version 3.0; acl "n"; ${pairs})`
const withRule = (rule: string): string => withPairs(`allow (read) ${rule};`)

describe('targets', () => {
  it.for<[string, AciTarget[]]>([
    ['', []],
    ['(targetattr="*")', [{ keyword: 'targetattr', negated: false, value: '*' }]],
    ['\n ( TargetAttr\t!=\n"a || b" ) ', [{ keyword: 'targetattr', negated: true, value: 'a || b' }]],
    [
      '(target="ldap:///ou=a")(targetscope="base") (targetfilter="(&(a=b)(c=d))")',
      [
        { keyword: 'target', negated: false, value: 'ldap:///ou=a' },
        { keyword: 'targetscope', negated: false, value: 'base' },
        { keyword: 'targetfilter', negated: false, value: '(&(a=b)(c=d))' },
      ],
    ],
    [
      '(targattrfilters="add=a:(a=b)")(extop="1.2 || WhoAmI")',
      [
        { keyword: 'targattrfilters', negated: false, value: 'add=a:(a=b)' },
        { keyword: 'extop', negated: false, value: '1.2 || WhoAmI' },
      ],
    ],
    ['(targetattr = * )', [{ keyword: 'targetattr', negated: false, value: '*' }]],
  ])('%j', ([text, targets]) => expect(aciOf(withTargets(text)).targets).toEqual(targets))

  it.for<[string, FormatError['kind']]>([
    ['(target_from="ldap:///ou=a")', 'unsupported'],
    ['(requestcriteria="x")', 'unsupported'],
    ['(constructor="x")', 'unsupported'],
    ['(targetattr="*")(TARGETATTR="a")', 'ambiguous'],
    ['(targetattr<"*")', 'parse-failed'],
    ['(targetattr="")', 'parse-failed'],
    ['(targetattr="*"', 'parse-failed'],
    ['targetattr="*"', 'parse-failed'],
    ['(targetfilter=(a=b))', 'parse-failed'],
    ['()', 'parse-failed'],
  ])('%s is %s', ([text, kind]) => expect(refusal(withTargets(text)).kind).toBe(kind))
})

describe('permissions', () => {
  it.for<[string, AciPair[]]>([
    ['allow(read)userdn="ldap:///all";', [{ effect: 'allow', rights: ['read'], rule: user('all') }]],
    [
      'ALLOW ( Read ,\n SEARCH,compare )\n( userdn = "ldap:///all" ) ;',
      [{ effect: 'allow', rights: ['read', 'search', 'compare'], rule: user('all') }],
    ],
    [
      'allow (all,export,import,proxy) userdn="ldap:///a=b"; deny (write) userdn="ldap:///c=d" ; ',
      [
        { effect: 'allow', rights: ['all', 'export', 'import', 'proxy'], rule: user('a=b') },
        { effect: 'deny', rights: ['write'], rule: user('c=d') },
      ],
    ],
  ])('%j', ([text, pairs]) => expect(aciOf(withPairs(text)).pairs).toEqual(pairs))

  it.for<[string, FormatError['kind']]>([
    ['', 'parse-failed'],
    ['allow (read) userdn="ldap:///all"', 'parse-failed'],
    ['allow () userdn="ldap:///all";', 'parse-failed'],
    ['allow (read,) userdn="ldap:///all";', 'parse-failed'],
    ['allow (read);', 'parse-failed'],
    ['allow userdn="ldap:///all";', 'parse-failed'],
    ['allow (fly) userdn="ldap:///all";', 'unsupported'],
    ['absolute (read) userdn="ldap:///all";', 'unsupported'],
    ['allow (read) userdn="ldap:///all";;', 'parse-failed'],
  ])('%j is %s', ([text, kind]) => expect(refusal(withPairs(text)).kind).toBe(kind))
})

describe('what is around', () => {
  it.for<[string, FormatError['kind']]>([
    ['', 'parse-failed'],
    ['(version 3.0;)', 'parse-failed'],
    ['(version 2.0; acl "n"; allow (read) userdn="ldap:///all";)', 'unsupported'],
    ['(version 3.0; acl n; allow (read) userdn="ldap:///all";)', 'parse-failed'],
    ['(version 3.0; acl "n" allow (read) userdn="ldap:///all";)', 'parse-failed'],
    ['(version 3.0; acl "n"; allow (read) userdn="ldap:///all";) x', 'parse-failed'],
    ['(version 3.0; acl "n"; allow (read) userdn="ldap:///all";', 'parse-failed'],
    [withTargets(`(targetattr="${'a'.repeat(70_000)}")`), 'limit'],
  ])('%.60j is %s', ([text, kind]) => expect(refusal(text).kind).toBe(kind))

  it('is blank, in capitals, or without a name', () => {
    const text = ' \n( VERSION 3.0 ;\n ACL "" ;\tALLOW(READ)USERDN="ldap:///all";\n)\r\n '
    expect(aciOf(text)).toEqual({ name: '', targets: [], pairs: [{ effect: 'allow', rights: ['read'], rule: user('all') }] })
    expect(aciOf('(version3.0;aci"n";deny(all)ip="1.2.3.4";)').name).toBe('n')
  })

  it('the offset is where the fault is', () => {
    expect(refusal('(targetattr="*")  (nonsense="x")(version 3.0; acl "n"; allow (read) userdn="ldap:///all";)').message).toContain('offset 18:')
    expect(refusal(withRule('userdn="ldap:///all" and  hat="x"')).message).toContain(
      `offset ${withRule('userdn="ldap:///all" and  hat="x"').indexOf('hat')}:`,
    )
  })

  it('the message holds nothing of the instruction', () => expect(refusal(withRule('s3cret="s3cret"')).message).not.toContain('s3cret'))
})

const group: BindRule = { is: 'test', keyword: 'groupdn', operator: '=', values: ['ldap:///cn=g'] }
const ip: BindRule = { is: 'test', keyword: 'ip', operator: '!=', values: ['10.0.0.*'] }

describe('bind rules', () => {
  it.for<[string, BindRule]>([
    ['userdn="ldap:///all"', user('all')],
    ['((userdn = "ldap:///all"))', user('all')],
    ['userdn="ldap:///a=b || ldap:///c=d||ldap:///self"', user('a=b', 'c=d', 'self')],
    ['userattr="owner#USERDN||x"', { is: 'test', keyword: 'userattr', operator: '=', values: ['owner#USERDN||x'] }],
    ['ssf>="128"', { is: 'test', keyword: 'ssf', operator: '>=', values: ['128'] }],
    ['timeofday < "1800"', { is: 'test', keyword: 'timeofday', operator: '<', values: ['1800'] }],
    ['userdn="ldap:///all" AND groupdn="ldap:///cn=g" and (ip!="10.0.0.*")', { is: 'and', of: [user('all'), group, ip] }],
    ['(userdn="ldap:///all")or(groupdn="ldap:///cn=g")', { is: 'or', of: [user('all'), group] }],
    ['userdn="ldap:///all" and (groupdn="ldap:///cn=g" or ip!="10.0.0.*")', { is: 'and', of: [user('all'), { is: 'or', of: [group, ip] }] }],
    ['(userdn="ldap:///all" and groupdn="ldap:///cn=g") or ip!="10.0.0.*"', { is: 'or', of: [{ is: 'and', of: [user('all'), group] }, ip] }],
    ['not userdn="ldap:///all"', { is: 'not', of: user('all') }],
    ['NOT(userdn="ldap:///all")', { is: 'not', of: user('all') }],
    ['not not userdn="ldap:///all"', user('all')],
    ['not userdn="ldap:///all" and groupdn="ldap:///cn=g"', { is: 'and', of: [{ is: 'not', of: user('all') }, group] }],
    ['(not userdn="ldap:///all") and groupdn="ldap:///cn=g"', { is: 'and', of: [{ is: 'not', of: user('all') }, group] }],
    ['userdn="ldap:///all" and not groupdn="ldap:///cn=g"', { is: 'and', of: [user('all'), { is: 'not', of: group }] }],
    [
      'userdn="ldap:///all" and not (groupdn="ldap:///cn=g" or ip!="10.0.0.*")',
      { is: 'and', of: [user('all'), { is: 'not', of: { is: 'or', of: [group, ip] } }] },
    ],
  ])('%s', ([text, rule]) => expect(aciOf(withRule(text)).pairs[0]?.rule).toEqual(rule))

  it.for<[string, FormatError['kind']]>([
    ['userdn="ldap:///all" and groupdn="ldap:///cn=g" or ip!="10.0.0.*"', 'ambiguous'],
    ['(userdn="ldap:///all" or groupdn="ldap:///cn=g" and ip!="10.0.0.*")', 'ambiguous'],
    ['userdn="ldap:///all" and not groupdn="ldap:///cn=g" and ip!="10.0.0.*"', 'ambiguous'],
    ['userdn="ldap:///all" and (not groupdn="ldap:///cn=g")', 'ambiguous'],
    ['userdn="ldap:///all" or not (not groupdn="ldap:///cn=g")', 'ambiguous'],
    ['weather="fine"', 'unsupported'],
    ['constructor="fine"', 'unsupported'],
    ['userdn=="ldap:///all"', 'parse-failed'],
    ['userdn=ldap:///all', 'parse-failed'],
    ['userdn=""', 'parse-failed'],
    ['userdn', 'parse-failed'],
    ['(userdn="ldap:///all"', 'parse-failed'],
    ['userdn="ldap:///all")', 'parse-failed'],
    ['userdn="ldap:///all" and', 'parse-failed'],
    ['and userdn="ldap:///all"', 'unsupported'],
    ['not', 'parse-failed'],
    ['userdn="ldap:///all" groupdn="ldap:///cn=g"', 'parse-failed'],
    ['userdn="ldap:///all" xor groupdn="ldap:///cn=g"', 'parse-failed'],
    ['userdn="ldap:///all" andgroupdn="ldap:///cn=g"', 'parse-failed'],
    [`${'('.repeat(60)}userdn="ldap:///all"${')'.repeat(60)}`, 'limit'],
  ])('%.80s is %s', ([text, kind]) => expect(refusal(withRule(text)).kind).toBe(kind))
})

/** As authors write them; `not` only where all servers read it alike. */
const blank = fc.constantFrom('', ' ', '\n ', '\t')
const value = fc.stringMatching(/^[A-Za-z0-9*#=,.:/-]{1,12}$/)
const aTest = fc.record({
  is: fc.constant('test' as const),
  keyword: fc.constantFrom('userdn', 'groupdn', 'ip', 'dns', 'userattr', 'ssf', 'authmethod'),
  operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
  values: fc.tuple(value),
})
const aRule: fc.Arbitrary<BindRule> = fc.letrec<{ rule: BindRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4 },
    aTest,
    fc.record({ is: fc.constant('not' as const), of: aTest }),
    fc.record({
      is: fc.constantFrom('and', 'or'),
      of: fc.array(
        tie('rule').filter(({ is }) => is !== 'not'),
        { minLength: 2, maxLength: 3 },
      ),
    }),
  ),
})).rule
const anAci = fc.record<Aci>({
  name: fc.stringMatching(/^[^"]{0,20}$/),
  targets: fc.uniqueArray(
    fc.record<AciTarget>({
      keyword: fc.constantFrom('target', 'targetattr', 'targetscope', 'targetfilter', 'targattrfilters', 'targetcontrol', 'extop'),
      negated: fc.boolean(),
      value,
    }),
    { selector: ({ keyword }) => keyword, maxLength: 4 },
  ),
  pairs: fc.array(
    fc.record<AciPair>({
      effect: fc.constantFrom('allow', 'deny'),
      rights: fc.array(fc.constantFrom('read', 'all', 'write'), { minLength: 1, maxLength: 3 }),
      rule: aRule,
    }),
    { minLength: 1, maxLength: 3 },
  ),
})

const ruleText = (rule: BindRule, space: string): string => {
  if (rule.is === 'test') return `${space}${rule.keyword}${space}${rule.operator}${space}"${rule.values.join('||')}"`
  if (rule.is === 'not') return `not ${ruleText(rule.of, space)}`
  return rule.of.map((one) => (one.is === 'test' ? ruleText(one, space) : `(${ruleText(one, space)}${space})`)).join(` ${rule.is} `)
}
const aciText = ({ name, targets, pairs }: Aci, space: string): string =>
  [
    ...targets.map(({ keyword, negated, value: text }) => `(${space}${keyword}${negated ? '!=' : '='}"${text}"${space})`),
    `(version 3.0;acl "${name}";`,
    ...pairs.map(({ effect, rights, rule }) => `${effect}${space}(${rights.join(`${space},`)})${ruleText(rule, space)};`),
    ')',
  ].join(space)

describe('any text', () => {
  it('that was printed is read back', () =>
    fc.assert(
      fc.property(anAci, blank, (aci, space) => {
        expect(aciOf(aciText(aci, space))).toEqual(aci)
      }),
    ))

  const harmless = (text: string): void => {
    try {
      aciOf(text)
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError)
    }
  }

  it('is read or refused, never worse', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), harmless))
    fc.assert(
      fc.property(anAci, fc.nat(), fc.constantFrom('', '(', ')', '"', ';', '=', ' not ', ' and ', '\0'), (aci, at, put) => {
        const text = aciText(aci, ' ')
        harmless(text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1))
      }),
      { numRuns: 1000 },
    )
  })

  it.for([' ', '(', 'not ', 'not(', '"', '(targetattr="*")', '(targetattr=a ', 'allow(read', 'a', '(a=b c '])('many %j take no time', (part) => {
    const many = part.repeat(Math.floor(60_000 / part.length))
    const start = performance.now()
    for (const text of [many, withTargets(many), withRule(many), `(targetattr=${many}`, `(version 3.0; acl "n"; allow (${many}`]) harmless(text)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
