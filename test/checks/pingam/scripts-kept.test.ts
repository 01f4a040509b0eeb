import { describe, it } from 'vitest'
import check from '../../../checks/pingam/scripts-kept.ts'
import type { AmScripts } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { CLASSIC, OVERLAY, script, WHOLE } from '../../support/configuration-facts.ts'

type Script = AmScripts['scripts'][number]

const JAVAX: Script['references'] = [{ kind: 'code', name: 'javax.servlet.http.Cookie', line: 3 }]
const COMMENT: Script['references'] = [{ kind: 'comment', name: 'javax.servlet.http.Cookie', line: 3 }]
const one = (more: Partial<Script> = {}): Script => ({ ...script([]), isDefault: false, sha256: 'a'.repeat(64), ...more })
const OTHER = { sha256: 'b'.repeat(64) }
const scripts = (items: readonly Script[], tree = WHOLE) => ({ scripts: { tree, scripts: items } })

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'kept',
      facts: scripts([one(), one({ id: '2', isDefault: null })]),
      before: scripts([one(), one({ id: '2', isDefault: null })]),
      observed: '2 of 2',
    },
    {
      name: 'in another file, under another name, and one more',
      trap: 'moved-file',
      facts: scripts([one({ textIn: '/elsewhere', name: 'Renamed' }), one({ id: 'new' })]),
      before: scripts([one()]),
      observed: '1 of 1',
    },
    {
      name: 'rewritten for jakarta',
      trap: 'rewritten-for-jakarta',
      facts: scripts([one({ ...OTHER, references: COMMENT })]),
      before: scripts([one({ references: JAVAX })]),
      messages: ['rewritten'],
      observed: '1 of 1',
    },
    {
      name: 'kept with its references',
      trap: 'still-javax',
      facts: scripts([one({ references: JAVAX })]),
      before: scripts([one({ references: JAVAX })]),
      messages: ['stillRefers'],
      observed: '1 of 1',
    },
    {
      name: "the vendor's own, changed and gone",
      trap: 'of-the-vendor',
      facts: scripts([one({ ...OTHER, isDefault: true })]),
      before: scripts([one({ isDefault: true }), one({ id: '2', isDefault: true })]),
      observed: '0 of 0',
    },
    { name: 'no script at all', facts: scripts([]), before: scripts([]), observed: '0 of 0' },
  ],
  fail: [
    { name: 'lost', facts: scripts([]), before: scripts([one()]), messages: ['lost'] },
    { name: 'changed', facts: scripts([one(OTHER)]), before: scripts([one()]), messages: ['changed'] },
    {
      name: 'changed, and naming javax.servlet as before',
      facts: scripts([one({ ...OTHER, references: JAVAX })]),
      before: scripts([one({ references: JAVAX })]),
      messages: ['changed'],
    },
    { name: 'emptied', facts: scripts([one({ sha256: null })]), before: scripts([one()]), messages: ['changed'] },
    {
      name: 'nobody says whose it is',
      trap: 'origin-unknown',
      facts: scripts([one({ ...OTHER, isDefault: null })]),
      before: scripts([one({ isDefault: null })]),
      messages: ['changed'],
      severity: 'medium',
    },
    {
      name: 'of one of two realms',
      trap: 'same-name',
      facts: scripts([one({ scope: '/alpha' }), one({ scope: '/beta', ...OTHER })]),
      before: scripts([one({ scope: '/alpha' }), one({ scope: '/beta' })]),
      messages: ['changed'],
      says: ['/beta'],
    },
    {
      name: 'customised, and not above what AM 8 has in its web application',
      trap: 'in-the-web-application',
      facts: scripts([], OVERLAY),
      before: scripts([one(), one({ id: '2', isDefault: null })]),
      messages: ['lost'],
    },
  ],
  error: [
    {
      name: 'perhaps in the web application',
      trap: 'in-the-web-application',
      facts: scripts([], OVERLAY),
      before: scripts([one({ isDefault: null })]),
      code: 'missing-evidence',
      says: 'web application',
    },
    {
      name: 'in a directory server',
      trap: 'not-seen',
      facts: scripts([], CLASSIC),
      before: scripts([one()]),
      code: 'missing-evidence',
      says: 'amsterExport',
    },
    { name: 'in a directory server before', trap: 'not-seen', facts: scripts([one()]), before: scripts([], CLASSIC), code: 'missing-evidence' },
  ],
})
