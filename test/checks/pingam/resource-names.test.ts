import { describe, it } from 'vitest'
import check from '../../../checks/pingam/resource-names.ts'
import type { ConfigurationTree } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { CLASSIC, OVERLAY, WHOLE } from '../../support/configuration-facts.ts'

const slashed = (name: string, realm = '/') => ({ type: 'Policies', realm, name, declaredIn: '/opt/am/policy.json' })
const facts = (items: readonly ReturnType<typeof slashed>[], tree: ConfigurationTree = WHOLE, resources = 40) => ({
  names: { tree, resources, slashed: items },
})

testCheck({ describe, it }, check, {
  pass: [{ name: 'none', facts: facts([]), observed: 'none of 40' }],
  fail: [
    {
      name: 'two',
      facts: facts([slashed('a/b'), slashed('c/d', 'global')]),
      messages: ['slash', 'slash'],
      subjects: ['/ Policies a/b', 'global Policies c/d'],
      severity: 'low',
      says: ['"a/b" (realm /)', '"c/d" (global)'],
    },
    { name: 'in a layer', facts: facts([slashed('a/b')], OVERLAY), messages: ['slash'] },
  ],
  error: [
    { name: 'a directory server', trap: 'classic-configuration', facts: facts([], CLASSIC, 0), code: 'missing-evidence' },
    { name: 'a layer', trap: 'layered-configuration', facts: facts([], OVERLAY), code: 'missing-evidence' },
    { name: 'nothing', trap: 'nothing-seen', facts: facts([], WHOLE, 0), code: 'missing-evidence' },
  ],
  trapsElsewhere: { 'path-of-names': 'collectors/am-resource-names.test.ts', 'named-by-url': 'collectors/am-resource-names.test.ts' },
})
