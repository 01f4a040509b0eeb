import { describe, it } from 'vitest'
import check from '../../../checks/pingam/transient-state-key-shared.ts'
import type { AmKeystore } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { globalKeystore, instanceOf, keyOf, keyPair, read, secretKey, storeOf } from '../../support/keystore-facts.ts'

const keystoreWith = (hmac: string, change: Parameters<typeof keyOf>[0] = {}, more: Partial<AmKeystore> = {}) =>
  globalKeystore(read([secretKey('directenctest', keyOf({ hmac, ...change }))]), more)
const unopened = globalKeystore(read([secretKey('directenctest', null)]), { storePassword: 'not-given', entryPassword: 'not-given' })
const without = globalKeystore(read([]))
const facts = (...instances: readonly (AmKeystore | readonly AmKeystore[])[]) => ({
  instances: instances.map((one, index) => ({ target: `am-${index + 1}`, value: instanceOf([one].flat()) })),
})
const mapped = [{ label: 'am.authn.trees.transientstate.encryption', alias: 'directenctest' }]
const second = { path: '/opt/keys/second.jceks', stores: [storeOf({ name: 'second' })] }

const LABEL = 'am.authn.trees.transientstate.encryption'
/** As after the upgrade: the label mapped to an alias, which need not be the vendor's. */
const labelled = (alias: string, hmac: string | null, more: Partial<AmKeystore> = {}) =>
  globalKeystore(read([secretKey('directenctest', keyOf({ hmac: 'dd' })), ...(hmac === null ? [] : [secretKey(alias, keyOf({ hmac }))])]), {
    stores: [storeOf({ mapped: [{ label: LABEL, alias }] })],
    ...more,
  })

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'after the upgrade, under different aliases',
      trap: 'renamed',
      phase: 'post-upgrade',
      facts: facts(labelled('transient', 'aa'), labelled('Other', 'aa')),
      observed: /^2 instances hold one key/,
    },
    {
      name: 'two instances, one key',
      facts: facts(keystoreWith('abcdef0123'), keystoreWith('abcdef0123')),
      observed: /^2 instances hold one key of 256 bits, fingerprint abcdef01: am-1, am-2$/,
    },
    { name: 'one instance', trap: 'one-instance', facts: facts(keystoreWith('aa')), observed: 'one instance' },
    {
      name: 'another container, another name for the algorithm',
      trap: 'other-container',
      facts: facts(
        keystoreWith('aa', { algorithm: 'RAW' }),
        globalKeystore(read([secretKey('directenctest', keyOf({ hmac: 'aa' }))], { format: 'PKCS12' })),
      ),
      observed: 'am-1, am-2',
    },
    {
      name: 'the same key of 128 bits',
      trap: 'same-wrong-key',
      facts: facts(keystoreWith('aa', { bits: 128 }), keystoreWith('aa', { bits: 128 })),
      observed: '128 bits',
    },
    {
      name: 'one instance holds two keys, and the label is mapped to the shared one',
      facts: facts(keystoreWith('aa'), [keystoreWith('aa', {}, { stores: [storeOf({ mapped })] }), keystoreWith('bb', {}, second)]),
      observed: 'am-1, am-2',
    },
  ],
  fail: [
    {
      name: 'after the upgrade, different keys under the label',
      trap: 'old-alias-alike',
      phase: 'compliance',
      facts: facts(labelled('transient', 'aa'), labelled('transient', 'bb')),
      messages: ['different'],
      subjects: ['am-2'],
      says: [LABEL],
    },
    {
      name: 'after the upgrade, the alias is not there',
      trap: 'not-mapped-here',
      phase: 'post-upgrade',
      facts: facts(labelled('transient', 'aa'), labelled('transient', null)),
      messages: ['lacking'],
      says: ['no entry "transient", to which the label is mapped'],
    },
    {
      name: 'after the upgrade, the label is not mapped',
      phase: 'post-upgrade',
      facts: facts(labelled('transient', 'aa'), keystoreWith('aa')),
      messages: ['lacking'],
      says: ['no mapping of the label'],
    },
    {
      name: 'two keys',
      facts: facts(keystoreWith('aa1'), keystoreWith('bb1')),
      messages: ['different'],
      subjects: ['am-2'],
      says: ['am-2', 'than am-1', 'aa100000', /bb100000\)/],
    },
    {
      name: 'one of three differs',
      trap: 'majority',
      facts: facts(keystoreWith('bb'), keystoreWith('aa'), keystoreWith('aa')),
      messages: ['different'],
      subjects: ['am-1'],
      says: ['than am-2, am-3'],
    },
    { name: 'one lacks it', facts: facts(keystoreWith('aa'), without), messages: ['lacking'], subjects: ['am-2'], says: ['no entry'] },
    {
      name: 'one has a key pair of that name',
      facts: facts(keystoreWith('aa'), globalKeystore(read([keyPair('directenctest')]))),
      messages: ['lacking'],
      subjects: ['am-2'],
      says: ['no secret key'],
    },
    { name: 'none has it', facts: facts(without, without), messages: ['nowhere'], subjects: ['directenctest'], says: ['am-1, am-2'] },
    {
      name: 'two differ, the third is not opened',
      trap: 'different-beside-not-opened',
      facts: facts(keystoreWith('aa'), keystoreWith('bb'), unopened),
      messages: ['different'],
      subjects: ['am-2'],
    },
  ],
  error: [
    {
      name: 'after the upgrade, two mappings',
      trap: 'mapped-twice',
      phase: 'post-upgrade',
      facts: facts(labelled('transient', 'aa'), [
        labelled('transient', 'aa'),
        labelled('other', 'bb', {
          path: '/opt/keys/second.jceks',
          stores: [storeOf({ name: 'second', mapped: [{ label: LABEL, alias: 'other' }] })],
        }),
      ]),
      code: 'ambiguous',
      says: 'different keys',
    },
    {
      name: 'after the upgrade, a layer',
      trap: 'layered-configuration',
      phase: 'post-upgrade',
      facts: {
        instances: [
          { target: 'am-1', value: instanceOf([labelled('transient', 'aa')]) },
          { target: 'am-2', value: instanceOf([keystoreWith('aa')], { layer: 'overlay' }) },
        ],
      },
      code: 'missing-evidence',
      says: 'amsterExport',
    },
    {
      name: 'after the upgrade, not opened',
      phase: 'post-upgrade',
      facts: facts(
        labelled('transient', 'aa'),
        globalKeystore(read([secretKey('transient', null)]), {
          storePassword: 'not-given',
          entryPassword: 'not-given',
          stores: [storeOf({ mapped: [{ label: LABEL, alias: 'transient' }] })],
        }),
      ),
      code: 'secret-unavailable',
    },
    { name: 'one could not be opened', trap: 'not-opened', facts: facts(keystoreWith('aa'), unopened), code: 'secret-unavailable', says: /^am-2: / },
    {
      name: 'other salts, though the fingerprints are equal',
      trap: 'other-salt',
      facts: facts(keystoreWith('aa'), keystoreWith('aa', { saltId: 'salt-2' })),
      code: 'missing-evidence',
      says: 'fingerprintSalt',
    },
    {
      name: 'one instance holds two keys',
      trap: 'two-keys-in-one',
      facts: facts(keystoreWith('aa'), [keystoreWith('aa'), keystoreWith('bb', {}, second)]),
      code: 'ambiguous',
      says: /^am-2: /,
    },
    { name: 'none opened', facts: facts(unopened, unopened), code: 'secret-unavailable', says: /am-1: .*; am-2: / },
  ],
  notApplicable: [{ name: 'one instance without the key', facts: facts(without), says: 'pingam/transient-state-key' }],
})
