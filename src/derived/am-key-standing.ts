import type { AmKeystore } from '../facts/am-keystores.ts'
import type { ReasonCode } from '../core/vocabulary.ts'

/** What one keystore of an AM instance says about a key under an alias; verdicts after facts/pingam 6.3, as amended by the catalogue. */
export type KeyStanding =
  | { readonly is: 'good'; readonly algorithm: string; readonly bits: number }
  | { readonly is: 'bad'; readonly why: 'wrongKind' | 'wrongKey' | 'storePasswordOnly' | 'storeType'; readonly found: string }
  /** `absent`: the file itself is not there. */
  | { readonly is: 'missing'; readonly absent: boolean }
  | { readonly is: 'unknown'; readonly code: ReasonCode; readonly text: string }

type Listing = Extract<AmKeystore['reading'], { state: 'listed' }>['listing']
export type ListedEntry = Listing['entries'][number]

const AES_256_BITS = 256
/** AM's own default key says RAW, which AM uses as AES (facts/pingam 6.3, decoded from the vendor's keystores). */
const ALGORITHMS: readonly string[] = ['AES', 'RAW']

/** Containers a JDK opens under each store type: JKS and PKCS12 stand for each other, JCEKS takes JKS but no PKCS#12 (seen with keytool 17). */
const OPENED_AS: Readonly<Record<string, readonly Listing['format'][]>> = {
  JCEKS: ['JCEKS', 'JKS'],
  JKS: ['JKS', 'PKCS12'],
  PKCS12: ['PKCS12', 'JKS'],
  BCFKS: ['BCFKS'],
}

/** How people call a keystore: its file, or its store where the file is not known. */
export const nameOf = ({ path, stores }: AmKeystore): string => path ?? `key store "${stores[0]?.name ?? ''}"`

export const entriesNamed = ({ reading }: AmKeystore, alias: string): readonly ListedEntry[] =>
  reading.state === 'listed' ? reading.listing.entries.filter((entry) => entry.alias.toLowerCase() === alias.toLowerCase()) : []

export const isGlobal = ({ stores }: AmKeystore): boolean => stores.some(({ scope }) => scope === 'global')

/** Whether a globally configured store maps the label to this alias in this keystore. */
export const isMapped = ({ stores }: AmKeystore, label: string, alias: string): boolean =>
  stores.some(
    ({ scope, mapped }) => scope === 'global' && mapped.some((one) => one.label === label && one.alias.toLowerCase() === alias.toLowerCase()),
  )

/** How an AES-256 key under `alias` stands in one keystore. */
export const keyStandingOf = (keystore: AmKeystore, alias: string): KeyStanding => {
  const { reading } = keystore
  if (reading.state === 'absent') return { is: 'missing', absent: true }
  if (reading.state === 'unread') return { is: 'unknown', code: reading.code, text: reading.text }
  const { listing } = reading
  const [entry, ...more] = entriesNamed(keystore, alias)
  const where = nameOf(keystore)
  if (more.length > 0)
    return unknown('ambiguous', `${where} holds ${more.length + 1} entries named "${alias}" in different case; which one Java opens is chance`)
  if (listing.integrity === 'mismatch')
    return unknown(
      'auth-failed',
      `${where}: the store password given does not match, or the file is damaged; ${entry === undefined ? `no "${alias}" is listed` : shown(entry)}`,
    )
  if (entry === undefined) return absentFrom(keystore, listing, alias)
  if (entry.kind !== 'secret-key') return { is: 'bad', why: 'wrongKind', found: entry.kind === 'private-key' ? 'a private key' : 'a certificate' }
  return standingOfSecret(keystore, listing, entry)
}

const absentFrom = (keystore: AmKeystore, listing: Listing, alias: string): KeyStanding => {
  if (listing.complete) return { is: 'missing', absent: false }
  const text = `${nameOf(keystore)} could not be listed in full, so "${alias}" may be in it: ${listing.omitted.join('; ')}`
  return unknown(keystore.storePassword === 'given' ? 'truncated' : 'secret-unavailable', text)
}

const standingOfSecret = (keystore: AmKeystore, listing: Listing, entry: ListedEntry): KeyStanding => {
  const where = nameOf(keystore)
  const { key } = entry
  if (key === null) return unknown('secret-unavailable', `${where}: ${shown(entry)}; to open it ${passwordsWanted(keystore)}`)
  if (key.opensWith === 'neither' && keystore.entryPassword !== 'given')
    return unknown('secret-unavailable', `${where}: ${shown(entry)}, which the store password does not open: ${passwordsWanted(keystore)}`)
  if (key.opensWith === 'neither') return unknown('auth-failed', `${where}: ${shown(entry)}, which opens with none of the passwords given`)
  if (key.algorithm === null || key.bits === null)
    return unknown('unsupported', `${where}: "${entry.alias}" opens, but its algorithm and size are not understood`)
  const found = `${key.algorithm}, ${key.bits} bits`
  if (key.bits !== AES_256_BITS || !ALGORITHMS.includes(key.algorithm.toUpperCase())) return { is: 'bad', why: 'wrongKey', found }
  // In PKCS#12 the JDK has one password for both; elsewhere the store's opening it says nothing about AM's entry password.
  const onePassword = listing.format === 'PKCS12' && keystore.entryPassword === 'not-given'
  if (keystore.entryPassword !== 'given' && !onePassword)
    return unknown(
      'secret-unavailable',
      `${where}: "${entry.alias}" (${found}) opens with the store password; whether AM's entry password opens it is not known: ${passwordsWanted(keystore)}`,
    )
  if (key.opensWith === 'store-password') return { is: 'bad', why: 'storePasswordOnly', found }
  const typed = keystore.stores.flatMap(({ scope, name, type }) => (scope === 'global' && type !== null ? [{ name, type }] : []))
  const strange = typed.find(({ type }) => !Object.hasOwn(OPENED_AS, type.toUpperCase()))
  if (strange !== undefined)
    return unknown(
      /[&$%]/.test(strange.type) ? 'unresolved' : 'unsupported',
      `${where}: secret store "${strange.name}" has the storetype ${strange.type}, ${/[&$%]/.test(strange.type) ? 'an expression: give the variable in it under variables' : `which is none of ${Object.keys(OPENED_AS).join(', ')}`}`,
    )
  const unfit = typed.find(({ type }) => OPENED_AS[type.toUpperCase()]?.includes(listing.format) === false)
  if (unfit !== undefined)
    return { is: 'bad', why: 'storeType', found: `${unfit.type} in secret store "${unfit.name}", but ${listing.format} in fact` }
  return { is: 'good', algorithm: key.algorithm, bits: key.bits }
}

const unknown = (code: ReasonCode, text: string): KeyStanding => ({ is: 'unknown', code, text })

/** What the listing alone shows. */
const shown = ({ alias, kind }: ListedEntry): string =>
  `the listing shows "${alias}", ${kind === 'secret-key' ? 'a secret key of unknown size' : kind === 'private-key' ? 'a private key' : 'a certificate'}`

const passwordsWanted = ({ path, inPlan, storePassword, entryPassword }: AmKeystore): string => {
  if (!inPlan) return `add { path: ${path ?? '...'}, storepass: ..., keypass: ... } under keystores of the target`
  const lacking = [
    ...(storePassword === 'given' ? [] : [`storepass (${storePassword === 'unavailable' ? 'its source could not be read' : 'not given'})`]),
    ...(entryPassword === 'given' ? [] : [`keypass (${entryPassword === 'unavailable' ? 'its source could not be read' : 'not given'})`]),
  ]
  return `give ${lacking.join(' and ')} for it under keystores of the target`
}
