import type { ReasonCode } from '../core/vocabulary.ts'
import type { AmKeystore, AmKeystores } from '../facts/am-keystores.ts'
import { entriesNamed, isGlobal, isMapped, keyStandingOf, nameOf, type KeyStanding } from './am-key-standing.ts'

/** A keystore and how the key stands in it. */
export interface Looked<S extends KeyStanding['is'] = KeyStanding['is']> {
  readonly keystore: AmKeystore
  readonly standing: Extract<KeyStanding, { is: S }>
}

/** How an AES-256 key under an alias stands in an instance as a whole. */
export type InstanceKey =
  /** `others`: further keystores that hold the alias wrongly, or could not be judged. */
  | { readonly is: 'held'; readonly by: readonly Looked<'good'>[]; readonly others: readonly Looked<'bad' | 'unknown'>[] }
  | { readonly is: 'faulty'; readonly by: readonly Looked<'bad'>[] }
  /** `elsewhere`: keystores that hold the alias and do not count. */
  | { readonly is: 'missing'; readonly looked: readonly Looked<'missing'>[]; readonly elsewhere: readonly AmKeystore[] }
  | { readonly is: 'unknown'; readonly code: ReasonCode; readonly text: string }

/**
 * The keystores in which an alias counts: those of globally configured secret stores. Where these cannot be seen (the configuration is kept in a directory
 * server), the ones the plan names stand in for them, except those known to belong to a realm only; they stand in for nothing that is here and could not be
 * read.
 */
export const countedKeystores = ({ declared, keystores }: AmKeystores): readonly AmKeystore[] =>
  keystores.filter((keystore) => isGlobal(keystore) || (!declared.visible && !declared.unread && keystore.stores.length === 0))

/**
 * One good key suffices, unless another counted keystore holds a wrong one: which of the two the upgrade takes is not documented, so then only an existing
 * mapping of the label decides. A key that may be where this tool cannot look is unknown, not missing.
 */
export const instanceKeyOf = (value: AmKeystores, alias: string, label: string): InstanceKey => {
  const looked = countedKeystores(value).map((keystore) => ({ keystore, standing: keyStandingOf(keystore, alias) }))
  const good = looked.flatMap(({ keystore, standing }) => (standing.is === 'good' ? [{ keystore, standing }] : []))
  const bad = looked.flatMap(({ keystore, standing }) => (standing.is === 'bad' ? [{ keystore, standing }] : []))
  const unread = looked.flatMap(({ keystore, standing }) => (standing.is === 'unknown' ? [{ keystore, standing }] : []))
  if (good.length > 0) {
    if (bad.length === 0) return { is: 'held', by: good, others: unread }
    const mapped = looked.filter(({ keystore }) => isMapped(keystore, label, alias))
    const wronglyMapped = bad.filter(({ keystore }) => isMapped(keystore, label, alias))
    if (wronglyMapped.length > 0) return { is: 'faulty', by: wronglyMapped }
    if (mapped.length > 0 && mapped.every(({ standing }) => standing.is === 'good')) return { is: 'held', by: good, others: [...bad, ...unread] }
    const places = [...good, ...bad].map(({ keystore }) => nameOf(keystore)).join(' and ')
    return {
      is: 'unknown',
      code: 'ambiguous',
      text: `${places} hold "${alias}", and not all as an AES-256 key that AM can open: replace or remove the wrong one`,
    }
  }
  const [first] = unread
  if (first !== undefined) return { is: 'unknown', code: first.standing.code, text: unread.map(({ standing }) => standing.text).join('; ') }
  if (bad.length > 0) return { is: 'faulty', by: bad }
  return (
    unseen(value, alias, looked.length) ?? {
      is: 'missing',
      looked: looked.flatMap(({ keystore, standing }) => (standing.is === 'missing' ? [{ keystore, standing }] : [])),
      elsewhere: value.keystores.filter((keystore) => entriesNamed(keystore, alias).length > 0),
    }
  )
}

/** Why a key that was not found may be there all the same; null when everything was looked at. */
const unseen = ({ declared }: AmKeystores, alias: string, counted: number): InstanceKey | null => {
  const unknown = (code: ReasonCode, text: string): InstanceKey => ({ is: 'unknown', code, text })
  if (declared.keyHolders.length > 0) {
    const stores = declared.keyHolders.map(({ kind, name }) => `${name} (${kind})`).join(', ')
    return unknown('unsupported', `"${alias}" is in no key store configured globally; it may be in ${stores}, which this tool cannot read`)
  }
  if (declared.visible && declared.layer === 'overlay')
    return unknown(
      'missing-evidence',
      `"${alias}" is in no key store of the files seen; AM 8 keeps the baseline of its configuration in the web application, where another may be declared: give an Amster export (amsterExport) instead of config`,
    )
  if (!declared.visible && declared.unread)
    return unknown(
      'missing-evidence',
      'which secret stores are configured globally is not known: their configuration is among the files, and could not be read or understood',
    )
  if (!declared.visible && counted === 0)
    return unknown(
      'missing-evidence',
      `neither the globally configured secret stores nor any keystore was seen: name the keystores of the instance under keystores, or give amsterExport`,
    )
  return null
}
