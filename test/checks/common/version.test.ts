import { describe, it } from 'vitest'
import check from '../../../checks/common/version.ts'
import type { ValueOf, statedVersion } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Stated = ValueOf<typeof statedVersion>
const stated = (version: string | null, state: Stated['state'] = 'stated'): { stated: Stated } => ({
  stated: { path: '/srv/product/version.properties', state, version },
})
type Parameters = { readonly path: string; readonly key: string; readonly min?: string; readonly below?: string }
const asked: Parameters = { path: 'version.properties', key: 'version' }
const range: Parameters = { ...asked, min: '10.1.10', below: '11' }

testCheck({ describe, it }, check, {
  pass: [
    { name: 'in the range', parameters: range, facts: stated('10.1.60'), observed: '/srv/product/version.properties: 10.1.60' },
    { name: 'the lower bound', parameters: range, facts: stated('10.1.10'), observed: '10.1.10' },
    { name: 'a shorter version', trap: 'shorter-version', parameters: { ...asked, min: '8.1.0' }, facts: stated('8.1'), observed: '8.1' },
    { name: 'a suffix', trap: 'suffix', parameters: range, facts: stated('10.1.60-beta.2'), observed: '10.1.60-beta.2' },
    { name: 'an upper bound only', phase: 'compliance', parameters: { ...asked, below: '11' }, facts: stated('2'), observed: ': 2' },
  ],
  fail: [
    {
      name: 'numbers, not letters, decide',
      trap: 'numeric-order',
      parameters: range,
      facts: stated('10.1.9'),
      messages: ['tooOld'],
      subjects: ['version.properties version'],
    },
    { name: 'the upper bound itself', trap: 'upper-bound', parameters: range, facts: stated('11.0'), messages: ['tooNew'] },
  ],
  error: [
    { name: 'no bound', trap: 'no-range', parameters: asked, facts: stated('10.1.60'), code: 'missing-evidence' },
    { name: 'no file', parameters: range, facts: stated(null, 'no-file'), code: 'missing-evidence' },
    { name: 'no key', trap: 'absent-key', parameters: range, facts: stated(null, 'no-key'), code: 'missing-evidence', says: '"version"' },
    { name: 'no version', parameters: range, facts: stated(null, 'not-a-version'), code: 'parse-failed' },
  ],
})
