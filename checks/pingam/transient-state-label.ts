import {
  amKeystores,
  amSecretStores,
  defineCheck,
  judged as verdict,
  mappedKeysOf,
  own,
  undetermined,
  type AmSecretStores,
  type CheckFinding,
  type Judgement,
  type MappedKey,
} from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { unseenStoresOf } from './data/secret-stores-seen.ts'
import { TRANSIENT_STATE_LABEL } from './data/transient-state.ts'

export default defineCheck({
  id: 'pingam/transient-state-label',
  title: 'The label of the transient-state key is mapped to an AES-256 key that AM can open, globally and wherever a realm maps it',
  why: 'AM 8.1 encrypts the transient state of authentication trees with it: where the label leads nowhere AM does not start, and where a realm maps it to nothing that realm cannot be logged in to',
  remedy: `Map ${TRANSIENT_STATE_LABEL} to the alias of an AES key of 256 bits: Configure > Secret Stores > STORE > Mappings (for a realm: Realms > REALM > Secret Stores)`,
  references: [
    {
      title: UPGRADE_PAGE,
      section: 'Before you upgrade, step 5: "Make sure the secret label is always mapped to an existing, resolvable secret or key alias"',
    },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'post-upgrade': 'blocker', compliance: 'blocker' },
  facts: {
    stores: own(amSecretStores),
    keystores: own(amKeystores, { aliases: [], labels: [TRANSIENT_STATE_LABEL] }),
  },
  messages: {
    unmapped: 'no globally configured secret store maps {label}; there are {stores}',
    noAlias: '{whose} store "{store}" maps {label} to no alias',
    noStore: '{whose} mapping of {label} belongs to the key store "{store}", which is not configured',
    missing: '{whose} store "{store}" maps {label} to "{alias}", which is not in {path}',
    wrongKey:
      '{whose} store "{store}" maps {label} to "{alias}" in {path}: {found}, where AM needs a secret key, AES, 256 bits, that opens with the entry password',
    lost: '{whose} store "{store}" lists the older alias "{alias}" for {label}, which is not in {path}: what was encrypted with it cannot be read',
  },
  traps: {
    renamed: 'the alias may have another name than directenctest',
    'active-alias': 'the first alias is the active one; that an older one is right does not help',
    'older-alias-lost': 'an older alias that is no longer there',
    'no-aliases': 'a mapping with an empty list of aliases',
    'realm-mapping': 'a realm maps the label to nothing, while the global mapping is right',
    'realm-only': 'only a realm maps the label',
    'wrong-key': 'the key has 128 bits, or is a key pair',
    'return-key': 'the key opens with the store password only',
    'store-gone': 'the mapping of a store that is no longer configured',
    'unresolved-alias': 'the alias is an expression',
    'other-kind': 'the label is mapped in a store of a kind that is not read',
    'by-name': 'a store without mappings may hold a secret by the name of the label',
    'password-store': 'the file-system store of passwords of every installation holds no keys',
    'no-password': 'the keystore is listed and not opened',
    'label-case': 'a label in another case is another label',
    'classic-configuration': 'the secret stores are kept in the directory server',
    'layered-configuration': 'AM 8 keeps a layer of its configuration in the web application: not here is not unmapped',
  },
  evaluate: ({ facts: { stores, keystores }, finding }) => {
    const keys = mappedKeysOf(stores, keystores, TRANSIENT_STATE_LABEL)
    const findings: CheckFinding[] = []
    for (const key of keys) {
      const data = dataOf(key)
      const place = placeOf(key)
      const { standing } = key
      if (standing.is === 'no-alias') findings.push(finding('noAlias', data, place))
      else if (standing.is === 'no-store' && stores.layer === 'whole') findings.push(finding('noStore', data, place))
      else if (standing.is === 'missing') findings.push(finding('missing', data, { ...place, expected: 'an AES-256 key', actual: 'no entry' }))
      else if (standing.is === 'bad') findings.push(finding('wrongKey', { ...data, found: standing.found }, { ...place, actual: standing.found }))
      for (const alias of key.lost)
        findings.push(finding('lost', { ...data, alias }, { ...place, subject: `${place.subject} ${alias}`, severity: 'low' }))
    }
    const globally = keys.filter(({ mapping }) => mapping.scope === 'global')
    const elsewhere = globally.length === 0 ? unseenStoresOf(stores, TRANSIENT_STATE_LABEL) : null
    if (globally.length === 0 && elsewhere === null)
      findings.push(finding('unmapped', { label: TRANSIENT_STATE_LABEL, stores: storesIn(stores) }, { subject: TRANSIENT_STATE_LABEL }))
    const answer = verdict(keys.map(seen).join('; '), findings, 'blocker')
    if (answer.outcome === 'fail' && findings.some(({ severity }) => severity === undefined)) return answer
    return elsewhere ?? unknownOf(keys) ?? answer
  },
})

const dataOf = ({ mapping: { scope, store }, alias, path }: MappedKey) => ({
  whose: scope === 'global' ? 'the global' : `realm ${scope}'s`,
  store,
  label: TRANSIENT_STATE_LABEL,
  alias: alias ?? '',
  path: path ?? '',
})

const placeOf = ({ mapping: { scope, store, declaredIn } }: MappedKey) => ({ subject: `${scope} ${store}`, location: { path: declaredIn } })

const seen = (key: MappedKey): string => {
  const { whose, store, alias, path } = dataOf(key)
  return `${whose} store "${store}": "${alias}" in ${path}${key.standing.is === 'good' ? `, ${key.standing.algorithm}, ${key.standing.bits} bits` : ''}`
}

const storesIn = ({ keyStores, otherStores }: AmSecretStores): string => {
  const names = [...keyStores, ...otherStores].filter(({ scope }) => scope === 'global').map(({ name }) => name)
  return names.length === 0 ? 'none' : names.join(', ')
}

const unknownOf = (keys: readonly MappedKey[]): Judgement | null => {
  for (const { standing, mapping } of keys) {
    if (standing.is === 'unknown') return undetermined(standing.code, standing.text)
    if (standing.is === 'no-store')
      return undetermined('missing-evidence', `the key store "${mapping.store}" of the mapping ${mapping.declaredIn} is not among the files seen`)
  }
  return null
}
