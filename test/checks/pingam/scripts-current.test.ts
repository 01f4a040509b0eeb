import { describe, it } from 'vitest'
import check from '../../../checks/pingam/scripts-current.ts'
import type { AmScripts } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { CLASSIC, EXPORT, OVERLAY, script, WHOLE } from '../../support/configuration-facts.ts'

const of = (id: string, digit: string | null, more: Partial<AmScripts['scripts'][number]> = {}) =>
  script([], { id, scope: 'global', sha256: digit === null ? null : digit.repeat(64), ...more })
const scripts = (...items: AmScripts['scripts']): AmScripts => ({ tree: WHOLE, scripts: items })
const facts = (own: AmScripts, reference: AmScripts = { tree: EXPORT, scripts: [of('a', '1'), of('b', '2')] }) => ({
  scripts: own,
  references: [{ target: 'am-ref', value: reference }],
})

testCheck({ describe, it }, check, {
  pass: [
    { name: 'alike', facts: facts(scripts(of('a', '1'), of('b', '2'))), observed: '2 scripts are those of am-ref, of 2' },
    {
      name: 'one of the customer beside',
      trap: 'customised',
      facts: facts(scripts(of('a', '1'), of('b', '2'), of('c', '3'))),
      observed: '2 scripts',
    },
    { name: 'renamed', trap: 'renamed', facts: facts(scripts(of('a', '1', { name: 'Ours' }), of('b', '2'))), observed: '2 scripts' },
    { name: 'one not there', trap: 'new-default', facts: facts(scripts(of('a', '1'))), observed: '1 scripts', messages: ['missing'] },
    {
      name: 'the same id elsewhere',
      trap: 'other-realm',
      facts: facts(scripts(of('a', '1'), of('b', '9', { scope: '/alpha' }))),
      observed: '1 scripts',
      messages: ['missing'],
    },
    {
      name: 'without texts',
      trap: 'no-text',
      facts: facts(scripts(of('a', null)), { tree: EXPORT, scripts: [of('a', null)] }),
      observed: '1 scripts',
    },
    {
      name: 'a layer',
      trap: 'layered-configuration',
      facts: facts({ tree: OVERLAY, scripts: [of('a', '1')] }),
      observed: '1 scripts',
      messages: ['missing'],
    },
  ],
  fail: [
    {
      name: 'one that differs',
      facts: facts(scripts(of('a', '1'), of('b', '9'))),
      messages: ['differs'],
      subjects: ['global b'],
      severity: 'medium',
      says: ['am-ref'],
    },
    { name: 'one whose text is gone', facts: facts(scripts(of('a', '1'), of('b', null))), messages: ['differs'] },
  ],
  error: [
    {
      name: 'a reference without scripts',
      trap: 'empty-reference',
      facts: facts(scripts(of('a', '1')), scripts()),
      code: 'missing-evidence',
      says: 'am-ref',
    },
    {
      name: 'a classic reference',
      trap: 'classic-reference',
      facts: facts(scripts(of('a', '1')), { tree: CLASSIC, scripts: [] }),
      code: 'missing-evidence',
    },
    {
      name: 'a classic instance',
      trap: 'classic-configuration',
      facts: facts({ tree: CLASSIC, scripts: [] }),
      code: 'missing-evidence',
      says: 'Amster',
    },
    { name: 'an empty layer', facts: facts({ tree: OVERLAY, scripts: [] }), code: 'missing-evidence' },
    { name: 'no reference', facts: { scripts: scripts(of('a', '1')), references: [] }, code: 'missing-evidence' },
  ],
  notApplicable: [{ name: 'the reference', trap: 'the-reference', target: { role: 'reference' }, facts: facts(scripts()) }],
})
