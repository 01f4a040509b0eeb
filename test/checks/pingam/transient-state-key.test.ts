import { describe, it } from 'vitest'
import check from '../../../checks/pingam/transient-state-key.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import {
  globalKeystore,
  instanceOf,
  keyOf,
  keyPair,
  NOT_OPENED,
  planKeystore,
  read,
  secretKey,
  STORE_PATH,
  storeOf,
  trusted,
} from '../../support/keystore-facts.ts'

const good = read([secretKey()])
const empty = read([secretKey('hmacsigningtest', null), keyPair('test')])
const mapped = [{ label: 'am.authn.trees.transientstate.encryption', alias: 'directenctest' }]
const facts = (...args: Parameters<typeof instanceOf>) => ({ keystores: instanceOf(...args) })
const unread = (code: 'unsupported' | 'unresolved' | 'permission-denied', text: string) => ({ state: 'unread' as const, code, text })
const other = (reading: ReturnType<typeof read>, change: Parameters<typeof storeOf>[0] = {}) =>
  globalKeystore(reading, { path: '/opt/keys/second.jceks', stores: [storeOf({ name: 'second', file: '/opt/keys/second.jceks', ...change })] })

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'an AES key of 256 bits that opens with the entry password',
      facts: facts([globalKeystore(good)]),
      observed: `"directenctest" in ${STORE_PATH}: AES, 256 bits`,
    },
    {
      name: "the vendor's own key",
      trap: 'vendor-raw-key',
      facts: facts([globalKeystore(read([secretKey('directenctest', keyOf({ algorithm: 'RAW' }))]))]),
      observed: 'RAW, 256 bits',
    },
    { name: 'another case of the alias', trap: 'alias-case', facts: facts([globalKeystore(read([secretKey('DirectEncTest')]))]), observed: 'AES' },
    { name: 'an alias of the plan', parameters: { alias: 'other' }, facts: facts([globalKeystore(read([secretKey('other')]))]), observed: '"other"' },
    {
      name: 'PKCS#12 has one password, the plan need not say it twice',
      trap: 'pkcs12',
      facts: facts([
        globalKeystore(read([secretKey()], { format: 'PKCS12' }), { entryPassword: 'not-given', stores: [storeOf({ type: 'PKCS12' })] }),
      ]),
      observed: 'AES',
    },
    {
      name: 'PKCS#12 under the type JKS, which Java takes',
      facts: facts([globalKeystore(read([secretKey()], { format: 'PKCS12' }), { stores: [storeOf({ type: 'JKS' })] })]),
      observed: 'AES',
    },
    {
      name: 'another store could not be read',
      trap: 'other-unreadable',
      facts: facts([
        globalKeystore(good),
        globalKeystore(unread('permission-denied', '/root/x: denied'), { path: '/root/x', stores: [storeOf({ name: 'x' })] }),
      ]),
      observed: 'AES',
      messages: ['otherUnread'],
    },
    {
      name: 'the secret stores are in the directory server, the plan names the keystore',
      trap: 'classic-configuration',
      facts: facts([planKeystore('/keys/k.jceks', good)], { visible: false, layer: 'unknown' }),
      observed: '/keys/k.jceks',
      messages: ['notSeen'],
    },
    {
      name: 'only the entry password is given',
      facts: facts([globalKeystore(read([secretKey()], { integrity: 'not-checked' }), { storePassword: 'not-given' })]),
      observed: 'AES',
      messages: ['unproven'],
    },
    {
      name: 'a store without a MAC',
      facts: facts([globalKeystore(read([secretKey()], { integrity: 'none', format: 'PKCS12' }), { stores: [storeOf({ type: null })] })]),
      observed: 'AES',
      messages: ['unproven'],
    },
    {
      name: 'two stores hold the alias, and the label is mapped to the good one',
      facts: facts([globalKeystore(good, { stores: [storeOf({ mapped })] }), other(read([keyPair('directenctest')]))]),
      observed: STORE_PATH,
      messages: ['otherStore'],
    },
    { name: 'part of AM 8 is not seen, but the key is', facts: facts([globalKeystore(good)], { layer: 'overlay' }), observed: 'AES' },
    {
      name: 'a store of another kind beside it',
      facts: facts([globalKeystore(good)], { keyHolders: [{ kind: 'HsmSecretStore', name: 'hsm' }] }),
      observed: 'AES',
    },
    {
      name: 'an incomplete listing that holds it',
      facts: facts([globalKeystore(read([secretKey()], { complete: false, omitted: ['a certificate'] }))]),
      observed: 'AES',
    },
  ],
  fail: [
    {
      name: 'no such alias',
      facts: facts([globalKeystore(empty)]),
      messages: ['missing'],
      subjects: ['directenctest'],
      says: [STORE_PATH, 'keytool -genseckey', 'do not press Return'],
    },
    { name: 'the file is not there', facts: facts([globalKeystore({ state: 'absent' })]), messages: ['missing'], says: ['there is no such file'] },
    {
      name: 'the key is in the keystore of boot.json',
      trap: 'boot-keystore',
      facts: facts([globalKeystore(empty), planKeystore('/opt/am/boot/keystore.jceks', good)]),
      messages: ['missing'],
      says: ['/opt/am/boot/keystore.jceks', 'does not count'],
    },
    {
      name: 'the key is in the store of a realm',
      trap: 'realm-store',
      facts: facts([globalKeystore(empty), other(good, { scope: '/alpha' })]),
      messages: ['missing'],
      says: ['realm /alpha'],
    },
    {
      name: 'the same, with the global stores not seen',
      facts: facts([planKeystore('/keys/k.jceks', empty), other(good, { scope: '/alpha' })], { visible: false }),
      messages: ['missingInPlan'],
    },
    {
      name: 'only the password store of every installation is global',
      trap: 'default-password-store',
      facts: facts([]),
      messages: ['missing'],
      says: ['no key store is configured globally'],
    },
    {
      name: 'not in the keystores of the plan',
      facts: facts([planKeystore('/keys/k.jceks', empty)], { visible: false }),
      messages: ['missingInPlan'],
      says: ['/keys/k.jceks'],
    },
    {
      name: 'only the store password opens it',
      trap: 'return-key',
      facts: facts([globalKeystore(read([secretKey('directenctest', keyOf({ opensWith: 'store-password' }))]))]),
      messages: ['storePasswordOnly'],
      subjects: [STORE_PATH],
      says: ['not with the entry password', 'Return was pressed'],
    },
    {
      name: 'only the store password opens it, in PKCS#12 with an entry password given',
      facts: facts([globalKeystore(read([secretKey('directenctest', keyOf({ opensWith: 'store-password' }))], { format: 'PKCS12' }))]),
      messages: ['storePasswordOnly'],
    },
    {
      name: 'a key pair of that name',
      trap: 'private-key',
      facts: facts([globalKeystore(read([keyPair('directenctest')]))]),
      messages: ['wrongKind'],
      says: ['a private key'],
    },
    {
      name: 'a key pair of that name, no password given',
      facts: facts([
        globalKeystore(read([keyPair('directenctest')], { integrity: 'not-checked' }), { storePassword: 'not-given', entryPassword: 'not-given' }),
      ]),
      messages: ['wrongKind'],
    },
    {
      name: 'a certificate of that name',
      facts: facts([globalKeystore(read([trusted('directenctest')]))]),
      messages: ['wrongKind'],
      says: ['a certificate'],
    },
    {
      name: '128 bits',
      trap: 'aes-128',
      facts: facts([globalKeystore(read([secretKey('directenctest', keyOf({ bits: 128 }))]))]),
      messages: ['wrongKey'],
      says: ['AES, 128 bits'],
    },
    {
      name: '128 bits, opened with the only password given',
      facts: facts([
        globalKeystore(read([secretKey('directenctest', keyOf({ bits: 128, opensWith: 'store-password' }))]), { entryPassword: 'not-given' }),
      ]),
      messages: ['wrongKey'],
    },
    {
      name: 'DESede',
      trap: 'other-algorithm',
      facts: facts([globalKeystore(read([secretKey('directenctest', keyOf({ algorithm: 'DESede', bits: 192 }))]))]),
      messages: ['wrongKey'],
      says: ['DESede, 192 bits'],
    },
    {
      name: 'HMAC with 256 bits',
      facts: facts([globalKeystore(read([secretKey('directenctest', keyOf({ algorithm: 'HmacSHA256' }))]))]),
      messages: ['wrongKey'],
    },
    {
      name: 'PKCS#12 under the type JCEKS',
      trap: 'pkcs12-as-jceks',
      facts: facts([globalKeystore(read([secretKey()], { format: 'PKCS12' }))]),
      messages: ['storeType'],
      says: ['JCEKS in secret store "default-keystore", but PKCS12 in fact'],
    },
    {
      name: 'two stores hold the alias, and the label is mapped to the wrong one',
      facts: facts([globalKeystore(good), other(read([keyPair('directenctest')]), { mapped })]),
      messages: ['wrongKind'],
      subjects: ['/opt/keys/second.jceks'],
    },
    {
      name: 'two stores hold it, both wrongly',
      facts: facts([globalKeystore(read([keyPair('directenctest')])), other(read([secretKey('directenctest', keyOf({ bits: 192 }))]))]),
      messages: ['wrongKind', 'wrongKey'],
    },
  ],
  error: [
    {
      name: 'no password given',
      trap: 'no-password',
      facts: facts([
        globalKeystore(read([secretKey('directenctest', null)], { integrity: 'not-checked' }), {
          inPlan: false,
          storePassword: 'not-given',
          entryPassword: 'not-given',
        }),
      ]),
      code: 'secret-unavailable',
      says: /the listing shows "directenctest", a secret key.*keystores/,
    },
    {
      name: 'only the store password given, and it opens the key',
      trap: 'store-password-only-given',
      facts: facts([globalKeystore(read([secretKey('directenctest', keyOf({ opensWith: 'store-password' }))]), { entryPassword: 'not-given' })]),
      code: 'secret-unavailable',
      says: /keypass \(not given\)/,
    },
    {
      name: 'PKCS#12, and the entry password could not be fetched',
      facts: facts([globalKeystore(read([secretKey()], { format: 'PKCS12' }), { entryPassword: 'unavailable', stores: [storeOf({ type: null })] })]),
      code: 'secret-unavailable',
      says: 'its source could not be read',
    },
    {
      name: 'only the store password given, and it does not open the key',
      facts: facts([globalKeystore(read([secretKey('directenctest', NOT_OPENED)]), { entryPassword: 'not-given' })]),
      code: 'secret-unavailable',
      says: 'keypass (not given)',
    },
    { name: 'no password opens it', facts: facts([globalKeystore(read([secretKey('directenctest', NOT_OPENED)]))]), code: 'auth-failed' },
    {
      name: 'the store password does not match',
      trap: 'integrity-mismatch',
      facts: facts([globalKeystore(read([secretKey()], { integrity: 'mismatch' }))]),
      code: 'auth-failed',
      says: /damaged.*the listing shows/,
    },
    {
      name: 'the store password does not match, and the alias is not listed',
      facts: facts([globalKeystore(read([], { integrity: 'mismatch' }))]),
      code: 'auth-failed',
    },
    {
      name: 'two entries in different case',
      trap: 'two-cases',
      facts: facts([globalKeystore(read([secretKey('DirectEncTest'), secretKey()]))]),
      code: 'ambiguous',
    },
    {
      name: 'algorithm not understood',
      facts: facts([globalKeystore(read([secretKey('directenctest', keyOf({ algorithm: null, bits: null }))]))]),
      code: 'unsupported',
    },
    { name: 'BCFKS', trap: 'bcfks', facts: facts([globalKeystore(unread('unsupported', 'keystore: BCFKS'))]), code: 'unsupported', says: 'BCFKS' },
    {
      name: 'not among what could be listed',
      trap: 'incomplete-listing',
      facts: facts([globalKeystore(read([], { complete: false, omitted: ['an entry of an unknown class'] }))]),
      code: 'truncated',
      says: 'unknown class',
    },
    {
      name: 'not among what could be listed without the password',
      facts: facts([globalKeystore(read([], { complete: false, omitted: ['certificates need the password'] }), { storePassword: 'not-given' })]),
      code: 'secret-unavailable',
    },
    {
      name: "the store's file is an expression",
      trap: 'unresolved-file',
      facts: facts([
        globalKeystore(unread('unresolved', 'the file of key store "default-keystore" is &{am.keystore}: add am.keystore under variables'), {
          path: null,
        }),
      ]),
      code: 'unresolved',
      says: 'am.keystore',
    },
    {
      name: 'not found, but a layer is not seen',
      trap: 'layered-configuration',
      facts: facts([globalKeystore(empty)], { layer: 'overlay' }),
      code: 'missing-evidence',
      says: 'web application',
    },
    {
      name: 'not found, but there is an HSM',
      trap: 'other-kind-of-store',
      facts: facts([globalKeystore(empty)], { keyHolders: [{ kind: 'HsmSecretStore', name: 'hsm' }] }),
      code: 'unsupported',
      says: 'hsm (HsmSecretStore)',
    },
    {
      name: 'the plan names a good keystore, but the secret stores could not be read',
      trap: 'unread-stores',
      facts: facts([planKeystore('/keys/k.jceks', good)], { visible: false, unread: true }),
      code: 'missing-evidence',
      says: 'could not be read or understood',
    },
    {
      name: 'the storetype is an expression with a default',
      trap: 'unresolved-type',
      facts: facts([globalKeystore(good, { stores: [storeOf({ type: '&{am.keystore.type|JCEKS}' })] })]),
      code: 'unresolved',
      says: 'am.keystore.type',
    },
    {
      name: 'the storetype is not known',
      facts: facts([globalKeystore(good, { stores: [storeOf({ type: 'PKCS11' })] })]),
      code: 'unsupported',
      says: 'PKCS11, which is none of JCEKS',
    },
    { name: 'nothing is seen', trap: 'nothing-seen', facts: facts([], { visible: false }), code: 'missing-evidence', says: 'amsterExport' },
    {
      name: 'two stores hold the alias, one of them wrongly',
      trap: 'two-stores',
      facts: facts([globalKeystore(good), other(read([keyPair('directenctest')]))]),
      code: 'ambiguous',
      says: 'second.jceks',
    },
    {
      name: 'one store holds it wrongly, another could not be read',
      facts: facts([
        globalKeystore(read([keyPair('directenctest')])),
        globalKeystore(unread('permission-denied', '/root/x: denied'), { path: '/root/x', stores: [storeOf({ name: 'x' })] }),
      ]),
      code: 'permission-denied',
    },
  ],
  trapsElsewhere: { 'content-not-names': 'collectors/am-secret-stores.test.ts' },
})
