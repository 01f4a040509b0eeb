import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { controlDecisionOf } from '../../src/formats/aci-decision.ts'
import { isAllowed, isRule, type Circumstances, type ModelAci } from '../support/opendj-access.ts'

const SORT = '1.2.840.113556.1.4.473'
const AM = 'uid=am,ou=admins,ou=c'
const ENTRY = 'ou=s,ou=c'

/** Tests of bind rules with what they come to for AM's account; null for what nobody can tell. */
const TESTS: ReadonlyMap<string, boolean | null> = new Map([
  ['userdn = "ldap:///all"', true],
  ['userdn = "ldap:///self"', false],
  ['userdn = "ldap:///UID=am, ou=admins,ou=c"', true],
  ['userdn != "ldap:///uid=x,ou=c"', true],
  ['userdn = "ldap:///uid=x,ou=c || ldap:///anyone"', true],
  ['groupdn = "ldap:///cn=g"', null],
  ['ip != "1.2.3.4"', null],
  ['dns = "x"', null],
])
const UNTOLD = [...TESTS].flatMap(([test, is]) => (is === null ? [test] : []))
const outcomes = new Map([...TESTS].map(([test, is]) => [test.toLowerCase().replaceAll('"', ''), is]))

/** Every way things may be that cannot be told. */
const WORLDS: readonly Circumstances[] = Array.from({ length: 2 ** UNTOLD.length }, (_, bits) => {
  const untold = new Map(UNTOLD.map((test, index) => [test.toLowerCase().replaceAll('"', ''), ((bits >> index) & 1) === 1]))
  return (test) => outcomes.get(test) ?? untold.get(test) ?? expect.unreachable(test)
})

const { rule } = fc.letrec<{ rule: string }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...TESTS.keys()),
    tie('rule').map((text) => `(${text})`),
    tie('rule').map((text) => `not ${text}`),
    fc.tuple(fc.array(tie('rule'), { minLength: 2, maxLength: 3 }), fc.constantFrom(' and ', ' or ')).map(([texts, join]) => texts.join(join)),
  ),
}))

const pair = fc.record({
  effect: fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const),
  rights: fc.constantFrom('read', 'all', 'write', 'search,read'),
  rule: rule.filter(isRule),
})

/** Targets, and whether OpenDJ takes them to mean the sort control and the entry. */
const targets = fc.constantFrom(
  { text: `(targetcontrol="${SORT}")`, isApplicable: true },
  { text: '(targetcontrol="*")', isApplicable: true },
  { text: '(targetcontrol!="1.1")(targetscope="subtree")', isApplicable: true },
  { text: `(targetcontrol="1.1 || ${SORT}")(target="ldap:///${ENTRY}")(targetscope="base")`, isApplicable: true },
  { text: `(targetcontrol!="${SORT}")`, isApplicable: false },
  { text: `(targetcontrol="${SORT}")(target="ldap:///ou=elsewhere")`, isApplicable: false },
)

interface Placed extends ModelAci {
  readonly on: string
  readonly text: string
}

const placed: fc.Arbitrary<Placed> = fc
  .tuple(targets, fc.array(pair, { minLength: 1, maxLength: 2 }), fc.constantFrom(ENTRY, 'ou=c', 'global'))
  .map(([{ text, isApplicable }, pairs, on]) => ({
    on,
    isApplicable,
    pairs,
    text: `${text}(version 3.0; acl "x"; ${pairs.map((one) => `${one.effect} (${one.rights}) ${one.rule};`).join(' ')})`,
  }))

describe('the decision', () => {
  it('never says what OpenDJ would not do, however the rest may be', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(fc.array(placed, { maxLength: 4 }), (acis) => {
        const sources = [ENTRY, 'ou=c', 'global'].map((on) => ({ on, acis: acis.flatMap((aci) => (aci.on === on ? [aci.text] : [])) }))
        const { verdict } = controlDecisionOf({ subject: AM, target: ENTRY, control: SORT, sources })
        seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
        if (verdict === 'unknown') return
        for (const world of WORLDS) expect(isAllowed(acis, world) ? 'allowed' : 'denied').toBe(verdict)
      }),
      { numRuns: 3_000 },
    )
    for (const verdict of ['allowed', 'denied', 'unknown']) expect(seen.get(verdict)).toBeGreaterThan(100)
  })
})
