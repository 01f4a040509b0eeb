import { describe, it } from 'vitest'
import check from '../../../checks/pingam/keystore-survives.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { globalKeystore, instanceOf, planKeystore, read, storeOf } from '../../support/keystore-facts.ts'

const some = read([])
const outside = { path: '/etc/am/keystore.jceks' }
const facts = (...args: Parameters<typeof instanceOf>) => ({ keystores: instanceOf(...args) })

testCheck({ describe, it }, check, {
  pass: [
    { name: 'a keystore elsewhere', facts: facts([globalKeystore(some, outside)]), observed: '/etc/am/keystore.jceks' },
    {
      name: 'the configured path is a link out',
      trap: 'link-outside',
      facts: facts([globalKeystore(some, { ...outside, stores: [storeOf()] })]),
      observed: '/etc/am',
    },
    {
      name: 'a directory with a similar name',
      trap: 'similar-directory',
      facts: facts([globalKeystore(some, { path: '/opt/am-keys/k.jceks' })]),
      observed: '/opt/am-keys',
    },
    { name: 'a copy', trap: 'copy', facts: facts([globalKeystore(some), planKeystore('/backup/k.jceks', some)]), observed: 'have a copy' },
    {
      name: 'a keystore of the plan that no store uses is not needed',
      facts: facts([globalKeystore(some, outside), planKeystore('/opt/am/boot.jceks', some, { sha256: '1'.repeat(64) })]),
      observed: '1 keystores',
    },
  ],
  fail: [
    {
      name: 'in the directory that is deleted',
      facts: facts([globalKeystore(some)]),
      messages: ['onlyInside'],
      subjects: ['/opt/am/security/keystores/keystore.jceks'],
      says: ['secret store "default-keystore", global', '/opt/am, which'],
    },
    {
      name: 'elsewhere, but a link into it',
      trap: 'link-inside',
      facts: facts([globalKeystore(some, { path: '/opt/am/k.jceks', stores: [storeOf({ file: '/etc/am/k.jceks' })] })]),
      messages: ['onlyInside'],
    },
    {
      name: 'a copy of other content',
      trap: 'outdated-copy',
      facts: facts([globalKeystore(some), planKeystore('/backup/k.jceks', some, { sha256: '1'.repeat(64) })]),
      messages: ['onlyInside'],
    },
    {
      name: 'a copy that is in the directory too',
      facts: facts([globalKeystore(some), planKeystore('/opt/am/backup.jceks', some)]),
      messages: ['onlyInside'],
    },
    {
      name: "a realm's keystore",
      trap: 'realm-store',
      facts: facts([globalKeystore(some, outside), globalKeystore(some, { sha256: '1'.repeat(64), stores: [storeOf({ scope: '/alpha' })] })]),
      messages: ['onlyInside'],
      says: ['realm /alpha'],
    },
    {
      name: 'the default place, the secret stores not seen',
      facts: facts([planKeystore('/opt/am/security/keystores/keystore.jceks', some, { byDefault: true, inPlan: false })], { visible: false }),
      messages: ['onlyInside'],
    },
    { name: 'Windows', facts: facts([globalKeystore(some, { path: 'C:\\am\\k.jceks' })], {}, 'C:\\am\\'), messages: ['onlyInside'] },
  ],
  error: [
    {
      name: 'an unresolved file',
      trap: 'unknown-file',
      facts: facts([globalKeystore({ state: 'unread', code: 'unresolved', text: 'add am.keystore' }, { path: null })]),
      code: 'unresolved',
      says: 'am.keystore',
    },
    { name: 'a file that is not there', trap: 'absent', facts: facts([globalKeystore({ state: 'absent' }, outside)]), code: 'missing-evidence' },
    { name: 'no keystore known', facts: facts([], { visible: false }), code: 'missing-evidence' },
    { name: 'no configuration directory named', facts: facts([globalKeystore(some, outside)], {}, null), code: 'missing-evidence', says: 'config' },
  ],
})
