import { X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { LIMITS } from '../limits.ts'
import { certificateFields } from './certificate-fields.ts'
import { FormatError } from './format-error.ts'
import { keyAlgorithmOf, keyBitsOf } from './key-material.ts'
import { printable } from './printable.ts'

/** The facts of one certificate; the same shape as core's CertificateFacts, which this folder may not import. */
export interface CertificateDescription {
  readonly subject: string
  readonly issuer: string
  readonly serial: string
  readonly sha256: string
  readonly sha1: string
  readonly notBefore: string | null
  readonly notAfter: string | null
  readonly keyAlgorithm: string
  readonly keyBits: number | null
  readonly signatureAlgorithm: string | null
  readonly names: readonly string[]
  readonly selfIssued: boolean
}

/** Most names a certificate may have here; real ones stay below a few hundred. */
const MOST_NAMES = 2_000
const MOST_NAME_CHARACTERS = 512

/** Names as Java has them; by object identifier. */
const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'MD2withRSA',
  '1.2.840.113549.1.1.4': 'MD5withRSA',
  '1.2.840.113549.1.1.5': 'SHA1withRSA',
  '1.2.840.113549.1.1.10': 'RSASSA-PSS',
  '1.2.840.113549.1.1.11': 'SHA256withRSA',
  '1.2.840.113549.1.1.12': 'SHA384withRSA',
  '1.2.840.113549.1.1.13': 'SHA512withRSA',
  '1.2.840.113549.1.1.14': 'SHA224withRSA',
  '1.2.840.10040.4.3': 'SHA1withDSA',
  '2.16.840.1.101.3.4.3.1': 'SHA224withDSA',
  '2.16.840.1.101.3.4.3.2': 'SHA256withDSA',
  '1.2.840.10045.4.1': 'SHA1withECDSA',
  '1.2.840.10045.4.3.1': 'SHA224withECDSA',
  '1.2.840.10045.4.3.2': 'SHA256withECDSA',
  '1.2.840.10045.4.3.3': 'SHA384withECDSA',
  '1.2.840.10045.4.3.4': 'SHA512withECDSA',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
}

/**
 * What an X.509 certificate says. It judges nothing: expired, weak and odd certificates have facts like any other. Names are written as RFC 4514 has
 * them (most specific first), made printable and bounded. Throws `parse-failed` for bytes that are no certificate, `limit` for one that is too
 * large or has too many names.
 */
export function certificateFacts(der: Uint8Array): CertificateDescription {
  if (der.length > LIMITS.certificateSize.value) {
    throw new FormatError('limit', `a certificate takes ${der.length} bytes, more than ${LIMITS.certificateSize.value}`)
  }
  const fields = certificateFields(der)
  const certificate = parsed(der)
  const key = publicKeyOf(certificate)
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    serial: certificate.serialNumber,
    sha256: certificate.fingerprint256,
    sha1: certificate.fingerprint,
    notBefore: fields.notBefore,
    notAfter: fields.notAfter,
    keyAlgorithm: keyAlgorithmOf(fields.keyAlgorithm),
    keyBits: key === null ? null : keyBitsOf(key),
    signatureAlgorithm: SIGNATURES[fields.signatureAlgorithm] ?? fields.signatureAlgorithm,
    names: alternativeNames(certificate.subjectAltName),
    selfIssued: fields.subject === fields.issuer,
  }
}

function parsed(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der)
  } catch {
    throw new FormatError('parse-failed', 'is no certificate that OpenSSL can read')
  }
}

/** Null when OpenSSL lacks the algorithm or refuses the key; the certificate has facts all the same. */
function publicKeyOf(certificate: X509Certificate): KeyObject | null {
  try {
    return certificate.publicKey
  } catch {
    return null
  }
}

/** Node gives one relative name a line, most general first, line breaks within a value escaped; an empty name is undefined whatever its type says. */
function nameOf(lines: string | undefined): string {
  return printable((lines ?? '').split('\n').reverse().join(', '))
}

/** Node joins the names by ", " and quotes those that could be mistaken for several. */
function alternativeNames(text: string | undefined): readonly string[] {
  const names = text?.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? []
  if (names.length > MOST_NAMES) throw new FormatError('limit', `a certificate has ${names.length} alternative names, more than ${MOST_NAMES}`)
  return names.map((name) => printable(unquoted(name.trim()), MOST_NAME_CHARACTERS))
}

function unquoted(name: string): string {
  const quoted = /^([^:"]+:)("(?:[^"\\]|\\.)*")$/.exec(name)
  if (quoted === null) return name
  try {
    const value: unknown = JSON.parse(quoted[2] ?? '')
    return typeof value === 'string' ? `${quoted[1]}${value}` : name
  } catch {
    return name
  }
}
