import { describe, it } from 'vitest'
import check from '../../../checks/pingam/javax-scripts.ts'
import type { AmScripts } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { ABSENT, CLASSIC, EXPORT, OF_UNKNOWN_VERSION, OVERLAY, script, WHOLE } from '../../support/configuration-facts.ts'

type Reference = AmScripts['scripts'][number]['references'][number]

const at = (kind: Reference['kind'], line: number | null = 7, name = 'javax.servlet.http.Cookie'): Reference => ({ kind, name, line })
const scripts = (...items: AmScripts['scripts']): AmScripts => ({ tree: WHOLE, scripts: items })
const facts = (current: AmScripts, upgraded: AmScripts | null = null) => ({ current, upgraded })

testCheck({ describe, it }, check, {
  pass: [
    { name: 'clean scripts', phase: 'staged', facts: facts(scripts(script([]), script([], { id: '2' }))), observed: 'none of 2 scripts' },
    { name: 'a comment', trap: 'in-comment', facts: facts(scripts(script([at('comment')]))), observed: 'none of 1', messages: ['comment'] },
    { name: 'an Amster export', facts: facts({ tree: EXPORT, scripts: [script([])] }), observed: '/srv/export' },
    {
      name: 'the prepared configuration is clean, the one in use is told of',
      trap: 'upgraded-is-judged',
      facts: facts(scripts(script([at('code')])), { tree: EXPORT, scripts: [script([])] }),
      observed: '/srv/export',
      messages: ['replaced'],
    },
  ],
  fail: [
    {
      name: 'amupgrade has not been run yet',
      trap: 'not-upgraded-yet',
      facts: facts(scripts(script([at('code')])), { tree: ABSENT, scripts: [] }),
      messages: ['toDo'],
    },
    {
      name: 'before the upgrade it is work to do',
      trap: 'realm-script',
      facts: facts(scripts(script([at('code'), at('code', 9, 'javax.websocket.Session')]))),
      messages: ['toDo'],
      subjects: ['/alpha Login 248b8a56'],
      severity: 'high',
      says: [
        '"Login" (AUTHENTICATION_TREE_DECISION_NODE, realm /alpha)',
        'javax.servlet.http.Cookie, javax.websocket.Session',
        'line 7 (code), line 9 (code)',
      ],
    },
    { name: 'staged', phase: 'staged', facts: facts(scripts(script([at('code')]))), messages: ['removed'], severity: 'blocker' },
    { name: 'after it', phase: 'post-upgrade', facts: facts(scripts(script([at('code')]))), messages: ['removed'], severity: 'blocker' },
    {
      name: 'ever after',
      phase: 'compliance',
      facts: facts(scripts(script([at('code')], { scope: 'global' }))),
      messages: ['removed'],
      says: [', global)'],
    },
    {
      name: 'in a string',
      trap: 'in-string',
      facts: facts(scripts(script([at('literal', 2, 'javax.servlet.request.X509Certificate')]))),
      messages: ['toDo'],
      says: ['X509Certificate', '(literal)'],
    },
    {
      name: 'in a text of another language',
      trap: 'unknown-language',
      facts: facts(scripts(script([at('text')], { language: null }))),
      messages: ['toDo'],
    },
    {
      name: 'many, in a script inside JSON',
      facts: facts(
        scripts(
          script(
            Array.from({ length: 12 }, (_, line) => at('code', line + 1)),
            { moreReferences: 5, textIn: '/opt/am/248b8a56.json' },
          ),
        ),
      ),
      messages: ['toDo'],
      says: ['and 7 more'],
    },
    {
      name: 'the prepared configuration is the one judged',
      phase: 'staged',
      facts: facts(scripts(script([])), scripts(script([at('code', null)]))),
      messages: ['removed'],
      severity: 'blocker',
    },
    {
      name: 'after the upgrade the one in use is judged',
      trap: 'upgraded-not-later',
      phase: 'post-upgrade',
      facts: facts(scripts(script([at('code')])), scripts(script([]))),
      messages: ['removed'],
    },
    {
      name: 'a layer shows what is wrong in it',
      phase: 'compliance',
      facts: facts({ tree: OVERLAY, scripts: [script([at('code')])] }),
      messages: ['removed'],
    },
  ],
  error: [
    {
      name: 'a directory server',
      trap: 'classic-configuration',
      facts: facts({ tree: CLASSIC, scripts: [] }),
      code: 'missing-evidence',
      says: 'amsterExport',
    },
    {
      name: 'a layer',
      trap: 'layered-configuration',
      phase: 'compliance',
      facts: facts({ tree: OVERLAY, scripts: [script([])] }),
      code: 'missing-evidence',
      says: 'baseline',
    },
    {
      name: 'an unknown version',
      trap: 'unknown-version',
      facts: facts({ tree: OF_UNKNOWN_VERSION, scripts: [script([])] }),
      code: 'missing-evidence',
      says: '.version',
    },
    { name: 'no script at all', trap: 'no-script', facts: facts(scripts()), code: 'missing-evidence', says: 'no script' },
  ],
  trapsElsewhere: {
    'base64-script': 'collectors/am-scripts.test.ts',
    'inline-sibling': 'collectors/am-scripts.test.ts',
    'vendor-comment-url': 'collectors/am-scripts.test.ts',
    'other-javax': 'collectors/am-scripts.test.ts',
    'shaded-package': 'collectors/am-scripts.test.ts',
    unreadable: 'collectors/am-scripts.test.ts',
  },
})
