import type { Der } from './der.ts'
import { TAG, context, derOf, oidOf, partAt, partsOf } from './der.ts'

/** What a certificate says, read without judging it; for what OpenSSL will not tell. Source: RFC 5280 section 4.1. */
export interface CertificateFields {
  /** Lower-case hex of the encoded names: equal texts are equal names, byte for byte. */
  readonly subject: string
  readonly issuer: string
  /** ISO 8601 in UTC; null when the date is malformed or does not exist. */
  readonly notBefore: string | null
  readonly notAfter: string | null
  /** Identifiers, dotted. */
  readonly signatureAlgorithm: string
  readonly keyAlgorithm: string
}

export function certificateFields(der: Uint8Array): CertificateFields {
  const { body, at } = tbsOf(der)
  const dates = partsOf(partAt(body, at + 3, 'certificate'), 'validity')
  const spki = partsOf(partAt(body, at + 5, 'certificate'), 'public key')
  return {
    ...namesOf(body, at),
    notBefore: dateOf(partAt(dates, 0, 'validity')),
    notAfter: dateOf(partAt(dates, 1, 'validity')),
    signatureAlgorithm: identifierOf(partAt(body, at + 1, 'certificate'), 'signature algorithm'),
    keyAlgorithm: identifierOf(partAt(spki, 0, 'public key'), 'key algorithm'),
  }
}

/** Subject and issuer only; for following chains through certificates that are otherwise odd. */
export function certificateNames(der: Uint8Array): Pick<CertificateFields, 'subject' | 'issuer'> {
  const { body, at } = tbsOf(der)
  return namesOf(body, at)
}

/** Parts of the signed body, and where the serial number stands: the version before it may be left out. */
function tbsOf(der: Uint8Array): { readonly body: readonly Der[]; readonly at: number } {
  const certificate = partsOf(derOf(der, 'certificate'), 'certificate')
  const body = partsOf(partAt(certificate, 0, 'certificate'), 'certificate')
  return { body, at: partAt(body, 0, 'certificate').tag === context(0) ? 1 : 0 }
}

const namesOf = (body: readonly Der[], at: number): Pick<CertificateFields, 'subject' | 'issuer'> => ({
  issuer: hexOf(partAt(body, at + 2, 'certificate')),
  subject: hexOf(partAt(body, at + 4, 'certificate')),
})

const hexOf = (value: Der): string => Buffer.from(value.whole).toString('hex')

const identifierOf = (algorithm: Der, what: string): string => oidOf(partAt(partsOf(algorithm, what), 0, what), what)

/** UTCTime stands for 1950 to 2049 (RFC 5280 section 4.1.2.5.1). */
function dateOf(value: Der): string | null {
  const text = Buffer.from(value.content.subarray(0, 40)).toString('latin1')
  if (value.tag === TAG.generalizedTime) return isoOf(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d+)?(Z|[+-]\d{4})$/.exec(text))
  if (value.tag !== TAG.utcTime) return null
  const century = Number(text.slice(0, 2)) < 50 ? '20' : '19'
  return isoOf(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/.exec(century + text))
}

function isoOf(match: RegExpExecArray | null): string | null {
  if (match === null) return null
  const [, year, month, day, hour, minute, second = '00', zone = 'Z'] = match
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`)
  // A day the month does not have is moved on by some engines: it must read back as it was written.
  const exists = !Number.isNaN(date.getTime()) && (zone !== 'Z' || date.getUTCDate() === Number(day))
  return exists ? date.toISOString() : null
}
