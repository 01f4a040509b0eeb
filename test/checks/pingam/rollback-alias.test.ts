import { describe, it } from 'vitest'
import check from '../../../checks/pingam/rollback-alias.ts'
import type { AmKeystore } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { globalKeystore, instanceOf, planKeystore, read, secretKey } from '../../support/keystore-facts.ts'

const facts = (version: string | null, ...keystores: readonly AmKeystore[]) => ({
  am: { statements: [{ source: 'version-file' as const, path: '/opt/am/.version', version }], configuration: null },
  keystores: instanceOf(keystores),
})
const holding = (alias = 'dsameuserpwd') => read([secretKey(alias, null)])
const without = globalKeystore(read([secretKey()]))

testCheck({ describe, it }, check, {
  pass: [
    { name: 'in the keystore', facts: facts('7.3.0', globalKeystore(holding())), observed: '"dsameuserpwd" in /opt/am' },
    {
      name: 'in the keystore AM starts with',
      trap: 'boot-keystore',
      facts: facts('7.2.1', without, planKeystore('/opt/am/boot.jceks', holding())),
      observed: 'boot.jceks',
    },
    { name: 'in another case', trap: 'alias-case', facts: facts('7.0.0', globalKeystore(holding('DsameUserPwd'))), observed: 'dsameuserpwd' },
    {
      name: 'one of them unreadable',
      facts: facts('7.3.0', globalKeystore({ state: 'unread', code: 'parse-failed', text: 'damaged' }), planKeystore('/b.jceks', holding())),
      observed: '/b.jceks',
    },
  ],
  fail: [
    { name: 'nowhere', facts: facts('7.3.2', without), messages: ['missing'], subjects: ['dsameuserpwd'], severity: 'low', says: ['AM 7.3.2'] },
    { name: 'OpenAM', trap: 'openam-release', facts: facts('13.5.0', without), messages: ['missing'] },
  ],
  error: [
    { name: 'not listed', trap: 'unlisted', facts: facts('7.3.0', globalKeystore(read([], { complete: false, omitted: ['x'] }))), code: 'truncated' },
    { name: 'not read', facts: facts('7.3.0', globalKeystore({ state: 'unread', code: 'unsupported', text: 'BCFKS' })), code: 'unsupported' },
    { name: 'no keystore', trap: 'no-keystore', facts: facts('7.3.0'), code: 'missing-evidence' },
    { name: 'no release', trap: 'unknown-release', facts: facts(null, globalKeystore(holding())), code: 'missing-evidence' },
  ],
  notApplicable: [{ name: 'AM 7.4', trap: 'no-roll-back-below', facts: facts('7.4.0', without), says: 'AM 7.4.0' }],
})
