import { describe, it } from 'vitest'
import check from '../../../checks/common/file-digest.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

const parameters = { path: 'lib/driver.jar', sha256: 'ab'.repeat(32) }
const file = (sha256: string | null, size = 12) => ({
  file: { path: '/srv/product/lib/driver.jar', found: sha256 === null ? null : { sha256, size } },
})

testCheck({ describe, it }, check, {
  pass: [
    { name: 'the approved file', parameters, facts: file('ab'.repeat(32)), observed: '12 bytes' },
    {
      name: 'a digest in upper case',
      trap: 'upper-case-digest',
      parameters: { ...parameters, sha256: 'AB'.repeat(32) },
      facts: file('ab'.repeat(32)),
      observed: 'sha256 abab',
    },
    {
      name: 'an empty file that is meant to be',
      trap: 'empty-file',
      phase: 'compliance',
      parameters: { ...parameters, sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
      facts: file('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 0),
      observed: '0 bytes',
    },
  ],
  fail: [
    { name: 'another content', parameters, facts: file('cd'.repeat(32)), messages: ['differs'], subjects: ['lib/driver.jar'] },
    { name: 'no such file', trap: 'absent-file', parameters, facts: file(null), messages: ['missing'] },
  ],
})
