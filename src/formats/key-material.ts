import { createPrivateKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { TAG, countOf, derOf, expectTag, octetsOf, oidOf, partAt, partsOf } from './der.ts'
import { FormatError } from './format-error.ts'

/** An opened key. Only `sessions/` holds one, and wipes it when the fingerprint is taken. */
export interface KeyMaterial {
  /** The bare key of a secret key, the PKCS#8 encoding of a private key. */
  readonly bytes: Buffer
  /** As the key itself says: AES, RAW, RSA, EC; an object identifier where no name is known. */
  readonly algorithm: string
  /** Size in bits, parity bits included for DES; null when the algorithm does not tell. */
  readonly bits: number | null
}

/** Names as Java uses them for key algorithms; by object identifier. */
const KEY_ALGORITHMS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.1': 'RSA',
  '1.2.840.113549.1.1.10': 'RSASSA-PSS',
  '1.2.840.10040.4.1': 'DSA',
  '1.2.840.113549.1.3.1': 'DH',
  '1.2.840.10045.2.1': 'EC',
  '1.3.101.110': 'X25519',
  '1.3.101.111': 'X448',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
  '2.16.840.1.101.3.4.1': 'AES',
  '1.3.14.3.2.7': 'DES',
  '1.2.840.113549.3.2': 'RC2',
  '1.2.840.113549.3.4': 'RC4',
  '1.2.840.113549.3.7': 'DESede',
  '1.2.840.113549.2.5': 'HmacMD5',
  '1.2.840.113549.2.7': 'HmacSHA1',
  '1.2.840.113549.2.8': 'HmacSHA224',
  '1.2.840.113549.2.9': 'HmacSHA256',
  '1.2.840.113549.2.10': 'HmacSHA384',
  '1.2.840.113549.2.11': 'HmacSHA512',
}

/** Name of a key algorithm; the identifier itself when it has none here. Every AES cipher identifier (2.16.840.1.101.3.4.1.x) names an AES key. */
export const keyAlgorithmOf = (oid: string): string => KEY_ALGORITHMS[oid] ?? (oid.startsWith('2.16.840.1.101.3.4.1.') ? 'AES' : oid)

const FIXED_BITS: Readonly<Record<string, number>> = { ed25519: 255, x25519: 255, ed448: 448, x448: 448 }

/** Size of an asymmetric key in bits: modulus or field; null for curves given by explicit parameters and algorithms not known. */
export function keyBitsOf(key: KeyObject): number | null {
  const details = key.asymmetricKeyDetails
  const curve = /\d{3}/.exec(details?.namedCurve ?? '')
  return details?.modulusLength ?? FIXED_BITS[key.asymmetricKeyType ?? ''] ?? (curve === null ? null : Number(curve[0]))
}

/** Algorithm and inner octets of a PKCS#8 PrivateKeyInfo; secret keys in PKCS#12 have the same shape. Throws `parse-failed` for any other bytes. */
export function pkcs8Parts(der: Uint8Array): { readonly oid: string; readonly inner: Uint8Array } {
  const parts = partsOf(derOf(der, 'key'), 'key')
  countOf(partAt(parts, 0, 'key'), 'key version')
  const algorithm = partAt(partsOf(partAt(parts, 1, 'key'), 'key algorithm'), 0, 'key algorithm')
  expectTag(partAt(parts, 2, 'key'), TAG.octetString, 'key')
  return { oid: oidOf(algorithm, 'key algorithm'), inner: octetsOf(partAt(parts, 2, 'key'), 'key') }
}

/** A private key from its PKCS#8 bytes; null when they are no PKCS#8 at all, which is how a wrong password shows where nothing else tells. */
export function privateKeyMaterial(pkcs8: Buffer): KeyMaterial | null {
  const parts = orNull(() => pkcs8Parts(pkcs8))
  return parts === null ? null : { bytes: pkcs8, algorithm: keyAlgorithmOf(parts.oid), bits: privateKeyBits(pkcs8) }
}

/** What `read` gives; null when it throws FormatError. */
export function orNull<Value>(read: () => Value): Value | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof FormatError) return null
    throw error
  }
}

/** Null for keys OpenSSL cannot read (an algorithm it lacks): the key is there all the same. */
function privateKeyBits(pkcs8: Buffer): number | null {
  try {
    return keyBitsOf(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }))
  } catch {
    return null
  }
}
