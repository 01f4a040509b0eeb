import type { ReasonCode } from '../core/vocabulary.ts'
import type { AmKeystores } from '../facts/am-keystores.ts'
import { countedKeystores, instanceKeyOf } from './am-instance-key.ts'
import { entriesNamed, isMapped, nameOf } from './am-key-standing.ts'

/** Which key an instance holds under an alias, as its fingerprint, good or not: whether it is the right kind of key is another question. */
export type HeldKey =
  | { readonly is: 'held'; readonly hmac: string; readonly saltId: string; readonly bits: number | null }
  | { readonly is: 'lacking'; readonly text: string }
  | { readonly is: 'unknown'; readonly code: ReasonCode; readonly text: string }

/** The one key that counts in an instance; where keystores hold different ones, only an existing mapping of the label decides. */
export const heldKeyOf = (value: AmKeystores, alias: string, label: string): HeldKey => {
  const opened = countedKeystores(value).flatMap((keystore) =>
    entriesNamed(keystore, alias).flatMap(({ key }) => (key?.fingerprint ? [{ keystore, fingerprint: key.fingerprint, bits: key.bits }] : [])),
  )
  const keys = new Set(opened.map(({ fingerprint }) => fingerprint.hmac))
  const counting = keys.size > 1 ? opened.filter(({ keystore }) => isMapped(keystore, label, alias)) : opened
  const [first] = counting
  if (first !== undefined && new Set(counting.map(({ fingerprint }) => fingerprint.hmac)).size === 1)
    return { is: 'held', ...first.fingerprint, bits: first.bits }
  if (keys.size > 1)
    return {
      is: 'unknown',
      code: 'ambiguous',
      text: `${opened.map(({ keystore }) => nameOf(keystore)).join(' and ')} hold different keys under "${alias}"`,
    }

  const standing = instanceKeyOf(value, alias, label)
  if (standing.is === 'unknown') return standing
  if (standing.is === 'missing') return { is: 'lacking', text: `no entry "${alias}"` }
  return { is: 'lacking', text: standing.is === 'faulty' ? `no secret key "${alias}"` : `no key "${alias}" that was opened` }
}
