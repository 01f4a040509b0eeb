import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { controlDecisionOf, type AciSource, type ControlDecision } from '../../src/formats/aci-decision.ts'
import { ldifValues } from '../support/ldif-values.ts'

const SORT = '1.2.840.113556.1.4.473'
const AM = 'uid=am-config,ou=admins,ou=am-config'

interface Places {
  readonly base?: AciSource['acis']
  readonly above?: AciSource['acis']
  readonly global?: AciSource['acis']
  readonly elsewhere?: AciSource['acis']
}

/** The decision for AM's account on ou=services,ou=am-config. */
const decided = (
  { base = [], above = [], global = [], elsewhere = [] }: Places,
  question: { subject?: string; target?: string; control?: string } = {},
): ControlDecision =>
  controlDecisionOf({
    subject: AM,
    target: 'ou=services,ou=am-config',
    control: SORT,
    ...question,
    sources: [
      { on: 'OU=Services, ou=am-config', acis: base },
      { on: 'ou=am-config', acis: above },
      { on: 'ou=tokens', acis: elsewhere },
      { on: 'global', acis: global },
    ],
  })

const aci = (rule: string, effect = 'allow (read)', targets = `(targetcontrol="${SORT}")`): string =>
  `${targets}(version 3.0; acl "${effect} ${rule.slice(0, 2)}"; ${effect} ${rule};)`
const ALLOW = aci(`userdn="ldap:///${AM}"`)
const DENY = aci('userdn="ldap:///all"', 'deny (read)')
const group = 'groupdn="ldap:///cn=g"'

describe('the verdict', () => {
  it.for<[string, Places, ControlDecision['verdict']]>([
    ['nothing allows', {}, 'denied'],
    ['allowed on the entry', { base: [ALLOW] }, 'allowed'],
    ['allowed above', { above: [ALLOW] }, 'allowed'],
    ['allowed globally', { global: [ALLOW] }, 'allowed'],
    ['allowed elsewhere', { elsewhere: [ALLOW] }, 'denied'],
    ['denied beside', { base: [ALLOW, DENY] }, 'denied'],
    ['denied above', { base: [ALLOW], above: [DENY] }, 'denied'],
    ['denied globally', { base: [ALLOW], global: [DENY] }, 'denied'],
    ['denied elsewhere', { base: [ALLOW], elsewhere: [DENY] }, 'allowed'],
    ['a group may be allowed', { base: [aci(group)] }, 'unknown'],
    ['a group may be allowed, and the account is', { base: [aci(group), ALLOW] }, 'allowed'],
    ['a group may be denied', { base: [ALLOW, aci(group, 'deny (read)')] }, 'unknown'],
    ['a group may be denied, and nothing allows', { base: [aci(group, 'deny (read)')] }, 'denied'],
    ['a group may be allowed, the account is denied', { base: [aci(group), DENY] }, 'denied'],
    ['unreadable', { base: 'unreadable', above: [ALLOW] }, 'unknown'],
    ['unreadable, and denied', { base: 'unreadable', above: [DENY] }, 'denied'],
    ['unreadable elsewhere', { elsewhere: 'unreadable', above: [ALLOW] }, 'allowed'],
    ['global unreadable', { base: [ALLOW], global: 'unreadable' }, 'unknown'],
    ['no entry there', { base: 'no-entry', above: [ALLOW] }, 'allowed'],
    ['damaged, about controls', { base: [ALLOW, '(targetcontrol="*")(version'] }, 'unknown'],
    ['damaged, about controls, in capitals', { base: [ALLOW, '(TARGETCONTROL="*")(version'] }, 'unknown'],
    ['damaged, about controls, and denied', { base: [DENY, '(targetcontrol="*")(version'] }, 'denied'],
    ['damaged, about controls, elsewhere', { base: [ALLOW], elsewhere: ['(TargetControl="*")(version'] }, 'allowed'],
    ['damaged, about something else', { base: [ALLOW, '(targetattr="*")(version'] }, 'allowed'],
    ['not about controls', { base: [aci('userdn="ldap:///all"', 'allow (all)', '(targetattr="*")')] }, 'denied'],
    ['denied, but not for controls', { base: [ALLOW, aci('userdn="ldap:///all"', 'deny (all)', '(targetattr="*")')] }, 'allowed'],
  ])('%s', ([, places, verdict]) => expect(decided(places).verdict).toBe(verdict))
})

describe('the right', () => {
  it.for<[string, ControlDecision['verdict']]>([
    ['allow (read)', 'allowed'],
    ['allow (all)', 'allowed'],
    ['allow (search, READ)', 'allowed'],
    ['allow (search,compare,write,add,delete,proxy)', 'denied'],
  ])('%s', ([effect, verdict]) => expect(decided({ base: [aci('userdn="ldap:///all"', effect)] }).verdict).toBe(verdict))

  it('one that is denied something else is not denied', () =>
    expect(decided({ base: [ALLOW, aci('userdn="ldap:///all"', 'deny (search)')] }).verdict).toBe('allowed'))
})

describe('who is meant', () => {
  it.for<[string, ControlDecision['verdict']]>([
    ['userdn="ldap:///UID=AM-Config , OU=admins,ou=am-config"', 'allowed'],
    ['userdn="ldap:///uid%3Dam-config%2Cou=admins,ou=am-config"', 'allowed'],
    ['userdn="LDAP:///ALL"', 'allowed'],
    ['userdn="ldap:///anyone"', 'allowed'],
    ['userdn="ldap:///self"', 'denied'],
    ['userdn="ldap:///parent"', 'denied'],
    ['userdn="ldap:///uid=other,ou=am-config || ldap:///all"', 'allowed'],
    ['userdn="ldap:///uid=other,ou=am-config"', 'denied'],
    ['userdn!="ldap:///uid=other,ou=am-config"', 'allowed'],
    ['userdn!="ldap:///all"', 'denied'],
    ['not userdn="ldap:///all"', 'denied'],
    ['userdn="ldap:///uid=#0401"', 'unknown'],
    ['userdn="ldap:///no name"', 'unknown'],
    ['userdn="ldap:///%zz"', 'unknown'],
    ['userdn="all"', 'unknown'],
    ['userdn<"ldap:///all"', 'unknown'],
    ['userdn="ldap:///uid=*,ou=admins,ou=am-config"', 'allowed'],
    ['userdn="ldap:///cn=*,ou=admins,ou=am-config"', 'unknown'],
    ['userdn="ldap:///uid=am*,ou=admins,ou=am-config"', 'unknown'],
    ['userdn="ldap:///uid=*,ou=am-config"', 'unknown'],
    ['userdn="ldap:///uid=*,ou=identities"', 'denied'],
    ['userdn="ldap:///*,ou=identities"', 'denied'],
    ['userdn="ldap:///*"', 'unknown'],
    [String.raw`userdn="ldap:///uid=*\,ou=x,ou=identities"`, 'unknown'],
    ['userdn="ldap:///ou=am-config??sub?(uid=*)"', 'unknown'],
    ['userdn="ldap:///ou=identities??sub?(uid=*)"', 'denied'],
    ['userdn="ldap:///uid=am,($dn),ou=x"', 'unknown'],
    ['userdn="ldap:///uid=am,[$dn],ou=x"', 'unknown'],
    ['userdn="ldap:///uid=am-config,ou=[$dn],ou=am-config"', 'unknown'],
    ['userdn="ldap:///uid=am-config,ou=($dn),ou=am-config"', 'unknown'],
    [group, 'unknown'],
    ['groupdn!="ldap:///cn=g"', 'unknown'],
    ['roledn="ldap:///cn=r"', 'unknown'],
    ['userattr="owner#USERDN"', 'unknown'],
    ['ip="10.0.0.*"', 'unknown'],
    ['dns="*.example.com"', 'unknown'],
    ['timeofday<"1800"', 'unknown'],
    ['dayofweek="mon"', 'unknown'],
    ['authmethod="ssl"', 'unknown'],
    ['ssf>="128"', 'unknown'],
    ['userdn="ldap:///all" and ssf>="128"', 'unknown'],
    ['userdn="ldap:///self" and ssf>="128"', 'denied'],
    ['userdn="ldap:///all" or ssf>="128"', 'allowed'],
    ['userdn="ldap:///self" or ssf>="128"', 'unknown'],
    ['not (userdn="ldap:///self" or ssf>="128")', 'unknown'],
    ['not (userdn="ldap:///self" and ssf>="128")', 'allowed'],
    ['userdn="ldap:///all" and groupdn="ldap:///cn=g" or userdn="ldap:///self"', 'unknown'],
  ])('%s: %s', ([rule, verdict]) => expect(decided({ base: [aci(rule)] }).verdict).toBe(verdict))

  it('the entry itself, and the one above', () => {
    expect(decided({ above: [aci('userdn="ldap:///self"')] }, { subject: 'ou=services,OU=AM-config' }).verdict).toBe('allowed')
    expect(decided({ above: [aci('userdn="ldap:///parent"')] }, { subject: 'ou=am-config' }).verdict).toBe('allowed')
  })

  it.for([
    ['userdn="ldap:///anyone"', 'allowed'],
    ['userdn="ldap:///all"', 'denied'],
    ['userdn="ldap:///uid=*,ou=x"', 'denied'],
  ] as const)('without a login, %s: %s', ([rule, verdict]) => expect(decided({ base: [aci(rule)] }, { subject: '' }).verdict).toBe(verdict))
})

describe('which controls are meant', () => {
  it.for<[string, ControlDecision['verdict']]>([
    [`(targetcontrol="1.1||${SORT} || 1.2")`, 'allowed'],
    ['(targetcontrol="1.1 || *")', 'allowed'],
    ['(targetcontrol="1.1")', 'denied'],
    [`(targetcontrol="${SORT}.1")`, 'denied'],
    [`(targetcontrol!="${SORT}")`, 'denied'],
    ['(targetcontrol!="1.1")', 'allowed'],
    ['(targetcontrol="1.2.840.*")', 'unknown'],
    ['(targetcontrol="2.16.*")', 'denied'],
    ['(targetcontrol="ServerSideSort")', 'allowed'],
    ['(targetcontrol="Csn||SORT")', 'allowed'],
    ['(targetcontrol="Vlv||W3cTraceContext")', 'denied'],
    ['(targetcontrol="Tomorrow")', 'unknown'],
    ['(targetcontrol!="Tomorrow")', 'unknown'],
    ['(targetcontrol="constructor")', 'unknown'],
    [`(targetcontrol="${SORT}")(targetattr="*")`, 'unknown'],
    [`(targetcontrol="${SORT}")(targetfilter="(a=b)")`, 'unknown'],
    [`(targetcontrol="1.1")(targetfilter="(a=b)")`, 'denied'],
    ['(extop="*")', 'denied'],
  ])('%s: %s', ([targets, verdict]) => expect(decided({ base: [aci('userdn="ldap:///all"', 'allow (read)', targets)] }).verdict).toBe(verdict))
})

describe('which entries are meant', () => {
  const control = `(targetcontrol="${SORT}")`

  it.for<[string, ControlDecision['verdict']]>([
    ['(target="ldap:///OU=Services , ou=am-config")', 'allowed'],
    ['(target="ldap:///ou=am-config")', 'allowed'],
    ['(target="ldap:///")', 'allowed'],
    ['(target="ldap:///")(targetscope="base")', 'unknown'],
    ['(target="ldap:///ou=identities")', 'unknown'],
    ['(target!="ldap:///ou=identities")', 'allowed'],
    ['(target!="ldap:///ou=am-config")', 'unknown'],
    ['(target="ldap:///*,ou=am-config")', 'unknown'],
    ['(target="ldap:///nothing")', 'unknown'],
    ['(target="nothing")', 'unknown'],
    ['(targetscope="subtree")', 'allowed'],
    ['(targetscope="SUBORDINATE")', 'allowed'],
    ['(targetscope="onelevel")', 'allowed'],
    ['(targetscope="base")', 'unknown'],
    ['(targetscope="sub")', 'unknown'],
    ['(target="ldap:///ou=services,ou=am-config")(targetscope="base")', 'allowed'],
    ['(target="ldap:///ou=services,ou=am-config")(targetscope="subordinate")', 'unknown'],
  ])('%s: %s', ([targets, verdict]) =>
    expect(decided({ above: [aci('userdn="ldap:///all"', 'allow (read)', control + targets)] }).verdict).toBe(verdict),
  )

  it('a denial for other entries may be one for this', () =>
    expect(decided({ base: [ALLOW], global: [aci('userdn="ldap:///all"', 'deny (all)', `${control}(target="ldap:///cn=monitor")`)] })).toMatchObject({
      verdict: 'unknown',
      reasons: [{ is: 'allows' }, { is: 'may-deny', on: 'global', because: ['target'] }],
    }))
})

describe('real instructions', () => {
  const sample = ldifValues('aci.ldif', 'aci', 'ou=am-config')

  it('the one in the document on upgrading AM', () => {
    expect(decided({ above: sample }, { subject: 'UID=am,ou=admins,DC=example,dc=com' }).verdict).toBe('allowed')
    expect(decided({ above: sample }).verdict).toBe('denied')
    expect(decided({ above: sample }, { subject: 'uid=am,ou=admins,dc=example,dc=com', control: '1.2.840.113556.1.4.319' }).verdict).toBe('denied')
  })

  it.for([
    ['cn=OpenDJ', 'Authenticated users control access'],
    ['cn=PingDS', 'Authenticated users extended operation access'],
  ] as const)('the defaults of %s', ([dn, acl]) => {
    const global = ldifValues('aci.ldif', 'aci', dn)
    expect(decided({ global })).toEqual({ verdict: 'allowed', reasons: [{ is: 'allows', on: 'global', acl }] })
    expect(decided({ global: global.filter((text) => !text.includes(acl)) })).toEqual({ verdict: 'denied', reasons: [] })
    expect(decided({ global }, { subject: '' }).verdict).toBe('denied')
  })
})

describe('the reasons', () => {
  it('name what decides', () => {
    expect(decided({ base: [aci(group), ALLOW] }).reasons).toEqual([{ is: 'allows', on: 'OU=Services, ou=am-config', acl: 'allow (read) us' }])
    expect(decided({ base: [ALLOW], above: [DENY] }).reasons).toEqual([{ is: 'denies', on: 'ou=am-config', acl: 'deny (read) us' }])
  })

  it('name what stands in the way', () =>
    expect(decided({ base: [ALLOW, aci(`${group} and ip="1.2.3.4"`)], above: ['(targetcontrol="*"'], global: 'unreadable' }).reasons).toEqual([
      { is: 'allows', on: 'OU=Services, ou=am-config', acl: 'allow (read) us' },
      { is: 'may-allow', on: 'OU=Services, ou=am-config', acl: 'allow (read) gr', because: ['groupdn', 'ip'] },
      { is: 'not-understood', on: 'ou=am-config', why: 'an ACI: offset 0: a target or the version is missing' },
      { is: 'not-read', on: 'global' },
    ]))
})

describe('an ACI that allows and denies', () => {
  const both = (pairs: string): ControlDecision => decided({ base: [`(targetcontrol="*")(version 3.0; acl "both"; ${pairs})`] })

  it.for<[string, ControlDecision['verdict']]>([
    ['allow (read) userdn="ldap:///all"; allow (write) userdn="ldap:///self";', 'allowed'],
    ['allow (read) userdn="ldap:///self"; allow (read) userdn="ldap:///all";', 'allowed'],
    ['allow (read) userdn="ldap:///all"; deny (read) userdn="ldap:///all";', 'denied'],
    ['deny (read) userdn="ldap:///self"; allow (read) userdn="ldap:///all";', 'unknown'],
    ['deny (write) userdn="ldap:///all"; allow (read) userdn="ldap:///all";', 'unknown'],
    ['deny (write) userdn="ldap:///all"; allow (read) userdn="ldap:///self";', 'denied'],
  ])('%s %s', ([pairs, verdict]) => expect(both(pairs).verdict).toBe(verdict))

  it('may deny what another allows', () => {
    const mixed = '(targetcontrol="*")(version 3.0; acl "both"; deny (write) userdn="ldap:///all"; allow (read) userdn="ldap:///all";)'
    expect(decided({ base: [ALLOW], above: [mixed] })).toMatchObject({
      verdict: 'unknown',
      reasons: [{ is: 'allows' }, { is: 'may-deny', acl: 'both', because: ['allow and deny'] }, { is: 'may-allow' }],
    })
  })
})

describe('what was not handed over', () => {
  const sources: readonly AciSource[] = [
    { on: 'ou=services,ou=am-config', acis: [ALLOW] },
    { on: 'ou=am-config', acis: [] },
    { on: 'global', acis: [] },
  ]
  const question = { subject: AM, target: 'ou=services,ou=am-config', control: SORT }

  it('counts as unread', () => {
    expect(controlDecisionOf({ ...question, sources }).verdict).toBe('allowed')
    for (const missing of sources)
      expect(controlDecisionOf({ ...question, sources: sources.filter((source) => source !== missing) })).toMatchObject({
        verdict: 'unknown',
        reasons: expect.arrayContaining([{ is: 'not-read', on: missing.on }]) as unknown,
      })
  })

  it('and what has no name is not understood', () => {
    expect(controlDecisionOf({ ...question, sources, subject: 'am' })).toMatchObject({
      verdict: 'unknown',
      reasons: [{ is: 'not-understood', on: 'am' }],
    })
    expect(controlDecisionOf({ ...question, sources, target: 'am' })).toMatchObject({
      verdict: 'unknown',
      reasons: [{ is: 'not-understood', on: 'am' }],
    })
    expect(controlDecisionOf({ ...question, sources: [...sources, { on: 'am', acis: [] }] })).toMatchObject({ verdict: 'unknown' })
  })
})

describe('laws', () => {
  const rule = fc.constantFrom(
    'userdn="ldap:///all"',
    'userdn="ldap:///self"',
    `userdn="ldap:///${AM}"`,
    group,
    'ip="1.2.3.4"',
    `userdn="ldap:///all" and ${group}`,
    'nonsense="x"',
  )
  const target = fc.constantFrom(
    `(targetcontrol="${SORT}")`,
    '(targetcontrol="*")',
    '(targetcontrol="1.1")',
    '(targetcontrol="Sort")(targetscope="base")',
    '(targetattr="*")',
  )
  const one = fc
    .tuple(rule, fc.constantFrom('allow (read)', 'deny (read)', 'allow (write)'), target)
    .map(([who, effect, what]) => aci(who, effect, what))
  const acis = fc.oneof({ weight: 5, arbitrary: fc.array(one, { maxLength: 4 }) }, { weight: 1, arbitrary: fc.constant('unreadable' as const) })
  const places = fc.record({ base: acis, above: acis, global: acis })

  it('what is not read never leads to "allowed"', () =>
    fc.assert(
      fc.property(places, (given) => {
        if (Object.values(given).includes('unreadable')) expect(decided(given).verdict).not.toBe('allowed')
      }),
    ))

  it('a denial more never allows, whatever the order', () =>
    fc.assert(
      fc.property(places, fc.constantFrom('base', 'above', 'global'), (given, at) => {
        const there = given[at]
        if (there === 'unreadable') return
        const { verdict } = decided({ ...given, [at]: [...there, DENY] })
        expect(verdict).toBe('denied')
        expect(decided({ ...given, [at]: [...there].reverse() }).verdict).toBe(decided(given).verdict)
      }),
    ))

  it('making a place unreadable never decides what was open', () =>
    fc.assert(
      fc.property(places, fc.constantFrom('base', 'above', 'global'), (given, at) => {
        const before = decided(given).verdict
        const after = decided({ ...given, [at]: 'unreadable' }).verdict
        expect([before, 'unknown']).toContain(after)
      }),
    ))
})
