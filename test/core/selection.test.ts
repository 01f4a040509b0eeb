import { describe, expect, it } from 'vitest'
import { defineCheck, fromType, ofRole, ofRoleIfNamed, own, pass } from '../../src/core/check.ts'
import { defineFact } from '../../src/core/fact.ts'
import { object } from '../../src/core/schema.ts'
import { unitsOf, wantsOf } from '../../src/core/selection.ts'
import type { TargetName } from '../../src/core/target.ts'

const factOf = (id: string) => defineFact({ id, title: id, value: object({}) })
const target = (name: string, type: string, role: string): TargetName => ({ name, type, role, line: null })
const TARGETS = [
  target('am-1', 'pingam', 'instance'),
  target('am-2', 'pingam', 'instance'),
  target('reference', 'pingam', 'reference'),
  target('sources', 'directory', 'instance'),
  target('users', 'ldap', 'identity-store'),
  target('tokens', 'ldap', 'cts-store'),
]

const check = defineCheck({
  id: 'test/spanning',
  title: 't',
  why: 'w',
  remedy: 'r',
  references: [],
  scope: 'target',
  type: 'ldap',
  roles: ['identity-store'],
  phases: { compliance: 'high' },
  facts: {
    schema: own(factOf('schema')),
    stores: fromType('pingam', ofRoleIfNamed('instance', factOf('stores'))),
    tokens: fromType('ldap', ofRole('cts-store', factOf('tokens'))),
    same: ofRole('instance', factOf('same')),
  },
  messages: {},
  traps: {},
  evaluate: () => pass('seen'),
})

describe('what a check of one type asks of others', () => {
  const units = unitsOf(check, TARGETS)

  it('is judged on its own type and role only', () => expect(units).toEqual([{ of: 'target', target: TARGETS[4] }]))

  it('asks targets of the type named, whatever it judges itself; a free role of another type is none of them', () => {
    const [unit] = units
    const wants = unit === undefined ? [] : wantsOf(check, unit, TARGETS, {})
    expect(wants.map(({ request, target: { name } }) => `${request} ${name}`)).toEqual([
      'schema users',
      'stores am-1',
      'stores am-2',
      'tokens tokens',
    ])
  })
})
