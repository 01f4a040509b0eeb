import { describe, it } from 'vitest'
import check from '../../../checks/pingam/transient-state-label.ts'
import type { AmKeystore, AmSecretStores } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { globalKeystore, instanceOf, keyOf, keyPair, read, secretKey, storeOf } from '../../support/keystore-facts.ts'
import { keyStore, LABEL, mappingOf, otherStore, PASSWORDS, secretStores } from '../../support/secret-store-facts.ts'

const good = (alias = 'transient') => globalKeystore(read([secretKey(alias)]))
const facts = (mappings: AmSecretStores['mappings'], keystores: readonly AmKeystore[] = [good()], more: Partial<AmSecretStores> = {}) => ({
  stores: secretStores({ mappings, ...more }),
  keystores: instanceOf(keystores),
})
const realmKeystore = (alias: string) =>
  globalKeystore(read([secretKey(alias)]), {
    path: '/opt/am/r.jceks',
    stores: [storeOf({ scope: '/alpha', name: 'alpha-store', file: '/opt/am/r.jceks' })],
  })
const inRealm = (aliases: readonly string[]) => mappingOf(aliases, { scope: '/alpha', store: 'alpha-store' })

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'the alias of the vendor',
      facts: facts([mappingOf(['directenctest'])], [good('directenctest')]),
      observed: '"directenctest" in /opt/am',
    },
    { name: 'another alias', trap: 'renamed', facts: facts([mappingOf(['Transient'])]), observed: 'AES, 256 bits' },
    {
      name: 'a realm of its own',
      facts: facts([mappingOf(['transient']), inRealm(['r'])], [good(), realmKeystore('r')]),
      observed: "realm /alpha's store",
    },
    {
      name: 'passwords beside',
      trap: 'password-store',
      facts: facts([mappingOf(['transient'])], undefined, { otherStores: [PASSWORDS] }),
      observed: 'default-keystore',
    },
    { name: 'a layer that maps it', facts: facts([mappingOf(['transient'])], undefined, { layer: 'overlay' }), observed: 'transient' },
  ],
  fail: [
    { name: 'not mapped', facts: facts([]), messages: ['unmapped'], subjects: [LABEL], severity: 'blocker', says: ['default-keystore'] },
    {
      name: 'not mapped, passwords beside',
      facts: facts([], [], { keyStores: [], otherStores: [PASSWORDS] }),
      messages: ['unmapped'],
      says: ['default-passwords-store'],
    },
    {
      name: 'a label in another case',
      trap: 'label-case',
      facts: facts([{ ...mappingOf(['transient']), label: LABEL.toUpperCase() }]),
      messages: ['unmapped'],
    },
    { name: 'no alias', trap: 'no-aliases', phase: 'compliance', facts: facts([mappingOf([])]), messages: ['noAlias'], severity: 'blocker' },
    { name: 'an alias that is not there', facts: facts([mappingOf(['gone'])]), messages: ['missing'], says: ['"gone"', '/opt/am/security'] },
    { name: 'the older alias is right', trap: 'active-alias', facts: facts([mappingOf(['gone', 'transient'])]), messages: ['missing'] },
    {
      name: 'the older alias is lost',
      trap: 'older-alias-lost',
      facts: facts([mappingOf(['transient', 'gone'])]),
      messages: ['lost'],
      severity: 'low',
    },
    {
      name: 'a realm maps it to nothing',
      trap: 'realm-mapping',
      facts: facts([mappingOf(['transient']), inRealm(['gone'])], [good(), realmKeystore('r')]),
      messages: ['missing'],
      says: ["realm /alpha's"],
    },
    { name: 'only a realm maps it', trap: 'realm-only', facts: facts([inRealm(['r'])], [good(), realmKeystore('r')]), messages: ['unmapped'] },
    {
      name: '128 bits',
      trap: 'wrong-key',
      facts: facts([mappingOf(['t'])], [globalKeystore(read([secretKey('t', keyOf({ bits: 128 }))]))]),
      messages: ['wrongKey'],
      says: ['128 bits'],
    },
    { name: 'a key pair', facts: facts([mappingOf(['t'])], [globalKeystore(read([keyPair('t')]))]), messages: ['wrongKey'], says: ['private key'] },
    {
      name: 'the store password only',
      trap: 'return-key',
      facts: facts([mappingOf(['t'])], [globalKeystore(read([secretKey('t', keyOf({ opensWith: 'store-password' }))]))]),
      messages: ['wrongKey'],
      says: ['entry password'],
    },
    { name: 'a store that is gone', trap: 'store-gone', facts: facts([mappingOf(['t'], { store: 'former' })]), messages: ['noStore'] },
  ],
  error: [
    { name: 'an expression', trap: 'unresolved-alias', facts: facts([mappingOf(['&{am.alias|transient}'])]), code: 'unresolved', says: 'am.alias' },
    {
      name: 'another kind',
      trap: 'other-kind',
      facts: facts([mappingOf(['t'], { kind: 'HsmSecretStore', store: 'hsm' })]),
      code: 'unsupported',
      says: 'hsm',
    },
    {
      name: 'by its name',
      trap: 'by-name',
      facts: facts([], undefined, { otherStores: [otherStore('GoogleSecretManagerSecretStoreProvider')] }),
      code: 'unsupported',
    },
    {
      name: 'not opened',
      trap: 'no-password',
      facts: facts([mappingOf(['t'])], [globalKeystore(read([secretKey('t', null)]), { storePassword: 'not-given', entryPassword: 'not-given' })]),
      code: 'secret-unavailable',
      says: 'storepass',
    },
    {
      name: 'classic',
      trap: 'classic-configuration',
      facts: facts([], [], { form: 'classic', visible: false, layer: 'unknown', keyStores: [] }),
      code: 'missing-evidence',
      says: 'Amster',
    },
    { name: 'a layer', trap: 'layered-configuration', facts: facts([], undefined, { layer: 'overlay' }), code: 'missing-evidence', says: 'baseline' },
    {
      name: 'a layer without the store',
      facts: facts([mappingOf(['t'], { store: 'former' })], undefined, { layer: 'overlay', keyStores: [keyStore()] }),
      code: 'missing-evidence',
      says: 'former',
    },
  ],
})
