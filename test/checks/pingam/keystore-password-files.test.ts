import { describe, it } from 'vitest'
import check from '../../../checks/pingam/keystore-password-files.ts'
import type { passwordFiles, ValueOf } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Value = ValueOf<typeof passwordFiles>
const PATH = '/opt/am/security/secrets/default/.storepass'
const file = (change: Partial<Value['files'][number]> = {}): Value['files'][number] => ({
  path: PATH,
  purpose: 'store',
  namedBy: 'default',
  exists: true,
  empty: false,
  ending: 'none',
  mode: 0o400,
  ...change,
})
const facts = (files: Value['files'], more: Partial<Value> = {}) => ({ passwords: { boot: [], files, unresolved: [], ...more } })
const placeholder = { key: '/opt/am/boot.json#/keystores/default/keyPasswordFile', value: '${env.KEYPASS}', variables: ['KEYPASS'] }

testCheck({ describe, it }, check, {
  pass: [
    { name: 'owner may read', facts: facts([file(), file({ path: '/opt/am/.keypass', purpose: 'entry' })]), observed: '2 password files' },
    { name: 'owner may read and write', trap: 'read-only', facts: facts([file({ mode: 0o600 })]), observed: '1 password files' },
    {
      name: 'no permission bits',
      trap: 'windows-mode',
      facts: facts([file({ path: 'C:\\am\\.storepass', mode: null })]),
      observed: '1 password files',
    },
  ],
  fail: [
    {
      name: 'LF at the end',
      facts: facts([file({ ending: 'LF' })]),
      messages: ['lineEnd'],
      subjects: [PATH],
      says: [PATH, 'ends with LF', 'printf'],
    },
    { name: 'CR LF at the end', facts: facts([file({ ending: 'CRLF' })]), messages: ['lineEnd'] },
    { name: 'group may read', facts: facts([file({ mode: 0o440 })]), messages: ['exposed'], says: ['its group (mode 0440)'] },
    { name: 'everybody may read', facts: facts([file({ mode: 0o604 })]), messages: ['exposed'], says: ['by everybody'] },
    { name: 'everybody may write', facts: facts([file({ mode: 0o622 })]), messages: ['exposed'], says: ['its group and everybody'] },
    { name: 'empty', facts: facts([file({ empty: true, ending: 'LF' })]), messages: ['empty'] },
    { name: 'line end and mode, each its own finding', facts: facts([file({ ending: 'CR', mode: 0o644 })]), messages: ['lineEnd', 'exposed'] },
    {
      name: 'named by boot.json and not there',
      facts: facts([file({ path: '/run/.storepass', namedBy: 'boot.json', exists: false, mode: null })]),
      messages: ['absent'],
      subjects: ['/run/.storepass'],
    },
    { name: 'a finding beside a placeholder', facts: facts([file({ ending: 'LF' })], { unresolved: [placeholder] }), messages: ['lineEnd'] },
  ],
  error: [
    {
      name: 'a placeholder',
      trap: 'placeholder',
      facts: facts([file()], { unresolved: [placeholder] }),
      code: 'unresolved',
      says: 'add KEYPASS under variables',
    },
  ],
  notApplicable: [{ name: 'no files', trap: 'no-files', facts: facts([]) }],
  trapsElsewhere: {
    'last-byte': 'collectors/password-files.test.ts',
    'named-by-boot': 'collectors/password-files.test.ts',
    'no-content': 'collectors/password-files.test.ts',
  },
})
