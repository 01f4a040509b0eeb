import type { TlsPeerFact } from '../../../src/api.ts'
import { SMALLEST_KEYS } from './key-sizes.ts'

export type Certificate = TlsPeerFact['chain'][number]

const DAY = 86_400_000

export interface DateFault {
  readonly id: 'expired' | 'notYetValid' | 'expiresSoon'
  readonly date: string
  readonly days: number
}

/** What is wrong with the dates of a certificate; nothing where they are not understood (see datesUnderstood). */
export const dateFaults = ({ notBefore, notAfter }: Certificate, now: number, warnDays: number): readonly DateFault[] => {
  const end = notAfter === null ? Number.NaN : Date.parse(notAfter)
  const begin = notBefore === null ? Number.NaN : Date.parse(notBefore)
  const days = Math.floor((end - now) / DAY)
  if (now > end) return [{ id: 'expired', date: notAfter ?? '', days }]
  if (now < begin) return [{ id: 'notYetValid', date: notBefore ?? '', days }]
  return end - now < warnDays * DAY ? [{ id: 'expiresSoon', date: notAfter ?? '', days }] : []
}

export const datesUnderstood = ({ notBefore, notAfter }: Certificate): boolean => notBefore !== null && notAfter !== null

/** The key where it is shorter than it may be. */
export const keyFaults = ({
  keyAlgorithm,
  keyBits,
}: Certificate): readonly { readonly algorithm: string; readonly bits: number; readonly smallest: number }[] => {
  const smallest = SMALLEST_KEYS[keyAlgorithm]
  return smallest !== undefined && keyBits !== null && keyBits < smallest ? [{ algorithm: keyAlgorithm, bits: keyBits, smallest }] : []
}

/** Whether the strength of its key can be told at all. */
export const keyUnderstood = ({ keyAlgorithm, keyBits }: Certificate): boolean => {
  const smallest = SMALLEST_KEYS[keyAlgorithm]
  return smallest !== undefined && (keyBits !== null || smallest === 0)
}

const FOR_A_DATE: readonly string[] = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']
const FOR_THE_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID'

/**
 * Why the authorities do not vouch for what a server shows, in words; null when they do. `told` says what has been judged by itself: a date of the chain that
 * is wrong, or the name. Distrust for another reason is told even then.
 */
export const distrustIn = ({ distrust }: TlsPeerFact, told: { readonly date: boolean; readonly name: boolean }): string | null => {
  if (distrust === null) return null
  if (FOR_A_DATE.includes(distrust.code)) return told.date ? null : distrust.text
  return distrust.code === FOR_THE_NAME && told.name ? null : distrust.text
}
