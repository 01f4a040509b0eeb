import type { AmKeystore, AmKeystores } from '../facts/am-keystores.ts'
import type { AmSecretStores } from '../facts/am-secret-stores.ts'
import { entriesNamed, isGlobal, keyStandingOf, nameOf, type KeyStanding } from './am-key-standing.ts'
import type { HeldKey } from './am-shared-key.ts'

type Mapping = AmSecretStores['mappings'][number]

/** How the key that a label is mapped to stands, for one mapping of it. */
export interface MappedKey {
  readonly mapping: Mapping
  /** The active alias; null when the mapping names none. */
  readonly alias: string | null
  readonly standing: KeyStanding | { readonly is: 'no-alias' } | { readonly is: 'no-store' }
  /** The keystore looked into. */
  readonly path: string | null
  /** Further aliases, for what was encrypted earlier, that are surely not in the keystore. */
  readonly lost: readonly string[]
}

/** Every mapping of a label, global ones and those of realms, with how the AES-256 key it leads to stands. */
export const mappedKeysOf = (declared: AmSecretStores, keystores: AmKeystores, label: string): readonly MappedKey[] =>
  declared.mappings.filter((mapping) => mapping.label === label).map((mapping) => mappedKey(mapping, keystores))

const KEY_STORE = 'KeyStoreSecretStore'

const mappedKey = (mapping: Mapping, { keystores }: AmKeystores): MappedKey => {
  const [alias, ...older] = mapping.aliases
  const is = (standing: MappedKey['standing'], path: string | null = null, lost: readonly string[] = []): MappedKey => ({
    mapping,
    alias: alias ?? null,
    standing,
    path,
    lost,
  })
  if (alias === undefined || alias === '') return is({ is: 'no-alias' })
  if (/[&$]\{/.test(alias))
    return is({
      is: 'unknown',
      code: 'unresolved',
      text: `the alias is ${alias}, an expression: which alias that is, is not known (${mapping.declaredIn})`,
    })
  if (mapping.kind !== KEY_STORE)
    return is({
      is: 'unknown',
      code: 'unsupported',
      text: `the label is mapped to "${alias}" in ${mapping.store} (${mapping.kind}), a kind of store that this tool cannot look into`,
    })
  const keystore = keystores.find(({ stores }) => stores.some(({ scope, name }) => scope === mapping.scope && name === mapping.store))
  if (keystore === undefined) return is({ is: 'no-store' })
  const lost = isListed(keystore) ? older.filter((one) => entriesNamed(keystore, one).length === 0) : []
  return is(keyStandingOf(keystore, alias), nameOf(keystore), lost)
}

const isListed = ({ reading }: AmKeystore): boolean => reading.state === 'listed' && reading.listing.complete

/** Which key an instance holds under the alias that a globally configured key store maps the label to, as its fingerprint. */
export const labelledKeyOf = (value: AmKeystores, label: string): HeldKey => {
  const { declared, keystores } = value
  const mapped = keystores.filter(isGlobal).flatMap((keystore) => {
    const aliases = keystore.stores.flatMap(({ scope, mapped: labels }) => (scope === 'global' ? labels.filter((one) => one.label === label) : []))
    return [...new Set(aliases.map(({ alias }) => alias))].map((alias) => ({ keystore, alias }))
  })
  const keys = mapped.flatMap(({ keystore, alias }) =>
    entriesNamed(keystore, alias).flatMap(({ key }) => (key?.fingerprint ? [{ ...key.fingerprint, bits: key.bits }] : [])),
  )
  const [first] = keys
  if (first !== undefined && keys.length === mapped.length && new Set(keys.map(({ hmac }) => hmac)).size === 1) return { is: 'held', ...first }
  if (new Set(keys.map(({ hmac }) => hmac)).size > 1)
    return {
      is: 'unknown',
      code: 'ambiguous',
      text: `the label is mapped to different keys: ${mapped.map(({ keystore, alias }) => `"${alias}" in ${nameOf(keystore)}`).join(', ')}`,
    }
  for (const { keystore, alias } of mapped) {
    const standing = keyStandingOf(keystore, alias)
    if (standing.is === 'unknown') return standing
    if (standing.is === 'missing') return { is: 'lacking', text: `no entry "${alias}", to which the label is mapped` }
  }
  if (mapped.length > 0) return { is: 'lacking', text: `no key that was opened under ${mapped.map(({ alias }) => `"${alias}"`).join(', ')}` }
  if (!declared.visible || declared.unread || declared.layer !== 'whole' || declared.keyHolders.length > 0)
    return {
      is: 'unknown',
      code: 'missing-evidence',
      text: 'no globally configured key store of the files seen maps the label: another store, or one that is not in these files, may; give an Amster export (amsterExport)',
    }
  return { is: 'lacking', text: 'no mapping of the label in a globally configured key store' }
}
