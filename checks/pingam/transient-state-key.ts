import {
  amKeystores,
  defineCheck,
  fail,
  instanceKeyOf,
  nameOf,
  own,
  pass,
  undetermined,
  type AmKeystore,
  type AmKeystores,
  type CheckFinding,
} from '../../src/api.ts'
import { ALIAS_PARAMETER, TRANSIENT_STATE_LABEL, type AliasParameter } from './data/transient-state.ts'

export default defineCheck({
  id: 'pingam/transient-state-key',
  title: 'A globally configured secret store holds the transient-state key, AES 256, and AM can open it',
  why: 'The upgrade maps this key to the label am.authn.trees.transientstate.encryption; without it AM does not start after the upgrade',
  remedy:
    'Create it in the keystore of a globally configured secret store: keytool -genseckey -alias directenctest -keyalg AES -keysize 256 -storetype JCEKS -keystore KEYSTORE. When keytool asks for the key password, enter the entry password (the one in .keypass); do not press Return. Then copy the keystore to all instances',
  references: [{ title: 'PingAM 8.1, Upgrade AM instances', section: 'Before you upgrade, step 5' }],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'blocker', staged: 'blocker' },
  quantifier: 'any',
  ...ALIAS_PARAMETER,
  facts: { keystores: own(amKeystores, ({ alias }: AliasParameter) => ({ aliases: [alias], labels: [TRANSIENT_STATE_LABEL] })) },
  messages: {
    missing: '"{alias}" is in no key store configured globally; looked in {places}{elsewhere}',
    missingInPlan: '"{alias}" is in none of the keystores known of this instance; looked in {places}',
    wrongKind: '"{alias}" in {path} is {found}, not a secret key',
    wrongKey: '"{alias}" in {path} is a secret key {found}; AM needs AES, 256 bits',
    storePasswordOnly:
      '"{alias}" in {path} opens with the store password but not with the entry password, and AM uses the entry password: Return was pressed when keytool asked for the key password',
    storeType: '{path} is configured as {found}: Java does not open it as that',
    notSeen:
      'the secret stores of this instance were not seen (no file the plan names holds them): that {path} belongs to a globally configured one is taken from the plan',
    otherStore: '{path} holds "{alias}" too, wrongly ({found}); the label {label} is mapped to the right one',
    otherUnread: 'another keystore could not be judged: {text}',
    unproven: 'that {path} is undamaged was not proven: {why}',
  },
  traps: {
    'vendor-raw-key': "the vendor's own default key says algorithm RAW, not AES",
    'return-key': 'the key opens with the store password only, while the entry password differs',
    'boot-keystore': 'the keystore of boot.json, named in the plan, has the key; the secret store has not',
    'realm-store': 'only the key store of a realm has the key',
    'alias-case': 'the alias is written DirectEncTest',
    'two-cases': 'two entries whose names differ in case only',
    'private-key': 'the entry is a key pair of that name',
    'aes-128': 'the key has 128 bits',
    'other-algorithm': 'a secret key for DESede, or for HmacSHA256 with 256 bits',
    'no-password': 'the listing shows the right entry, and no password is given',
    'store-password-only-given': 'only the store password is given and opens the key: the entry password may be another',
    'integrity-mismatch': 'the store password does not match, or the file is damaged',
    bcfks: 'a BCFKS keystore, which is recognised and not read',
    pkcs12: 'PKCS#12 as current and as old JDKs write it',
    'pkcs12-as-jceks': 'a PKCS#12 file under the store type JCEKS, which Java refuses',
    'incomplete-listing': 'the alias is not among the entries listed, and not all could be listed',
    'other-unreadable': 'one unreadable keystore does not hide the good one',
    'unresolved-file': "the secret store's file is an expression nothing resolves",
    'layered-configuration': 'AM 8 keeps a layer of its configuration in the web application: not here is not absent',
    'other-kind-of-store': 'a global store of a kind that is not read may hold the key',
    'default-password-store': 'the file-system store of every installation holds passwords and does not make a missing key unknown',
    'classic-configuration': 'the secret stores are kept in the directory server',
    'unread-stores': 'the configuration of the global store is there and damaged: the keystores of the plan do not stand in for it',
    'unresolved-type': "the secret store's storetype is an expression, or one that is not known",
    'nothing-seen': 'neither secret stores nor keystores are seen',
    'two-stores': 'two global stores hold the alias, one of them wrongly',
    'content-not-names': 'stores and mappings are recognised by content; file names are lower-cased or UUIDs',
  },
  evaluate: ({ facts: { keystores: value }, parameters: { alias }, finding }) => {
    const key = instanceKeyOf(value, alias, TRANSIENT_STATE_LABEL)
    switch (key.is) {
      case 'unknown':
        return undetermined(key.code, key.text)
      case 'faulty':
        return fail(
          key.by.map(({ keystore, standing: { why, found } }) =>
            finding(
              why,
              { alias, path: nameOf(keystore), found },
              { ...placed(keystore), expected: 'secret key, AES 256 bits, that opens with the entry password', actual: found },
            ),
          ),
        )
      case 'missing': {
        const looked = key.looked.map(({ keystore, standing }) => `${nameOf(keystore)}${standing.absent ? ' (there is no such file)' : ''}`)
        const places = looked.length === 0 ? 'vain: no key store is configured globally' : looked.join(', ')
        const elsewhere =
          key.elsewhere.length === 0 ? '' : `; ${key.elsewhere.map(nameOf).join(', ')} holds it, but does not count: ${whoseIs(key.elsewhere)}`
        return fail([finding(value.declared.visible ? 'missing' : 'missingInPlan', { alias, places, elsewhere }, { subject: alias })])
      }
      case 'held': {
        const notes = key.by.flatMap(({ keystore }): readonly CheckFinding[] => {
          const why = unproven(keystore)
          return [
            ...(value.declared.visible ? [] : [finding('notSeen', { path: nameOf(keystore) }, { ...placed(keystore), severity: 'info' })]),
            ...(why === null ? [] : [finding('unproven', { path: nameOf(keystore), why }, { ...placed(keystore), severity: 'info' })]),
          ]
        })
        const others = key.others.map(({ keystore, standing }) =>
          standing.is === 'bad'
            ? finding(
                'otherStore',
                { alias, path: nameOf(keystore), found: standing.found, label: TRANSIENT_STATE_LABEL },
                { ...placed(keystore), severity: 'info' },
              )
            : finding('otherUnread', { text: standing.text }, { ...placed(keystore), severity: 'info' }),
        )
        const seen = key.by.map(
          ({ keystore, standing }) =>
            `"${alias}" in ${nameOf(keystore)}: ${standing.algorithm}, ${standing.bits} bits, opens with the entry password`,
        )
        return pass(seen.join('; '), [...notes, ...others])
      }
    }
  },
})

const placed = (keystore: AmKeystore): { readonly subject: string; readonly location?: { readonly path: string } } =>
  keystore.path === null ? { subject: nameOf(keystore) } : { subject: keystore.path, location: { path: keystore.path } }

const whoseIs = (keystores: readonly AmKeystore[]): string => {
  const realms = [...new Set(keystores.flatMap(({ stores }) => stores.map(({ scope }) => scope)))]
  return realms.length === 0 ? 'no secret store configured globally uses that file' : `it belongs to realm ${realms.join(', ')} only`
}

/** Why a keystore's integrity is not proven; null when it is. */
const unproven = ({ reading, storePassword }: AmKeystores['keystores'][number]): string | null => {
  if (reading.state !== 'listed' || reading.listing.integrity === 'verified') return null
  if (reading.listing.integrity === 'none') return 'it has no MAC'
  return storePassword === 'unavailable' ? 'the storepass that the plan names could not be read' : 'the plan gives no storepass'
}
