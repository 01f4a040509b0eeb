import { generateKeyPairSync } from 'node:crypto'
import { der, derInteger, derOid } from '../../fixtures/keystores/java-bytes.ts'

/** Parts of a certificate, each as DER; what is left out is ordinary. The signature is nonsense: nothing here verifies it. */
export interface CertificateParts {
  readonly serial?: Buffer
  readonly subject?: Buffer
  readonly issuer?: Buffer
  readonly notBefore?: Buffer
  readonly notAfter?: Buffer
  readonly spki?: Buffer
  readonly signature?: string
  /** dNSName texts. */
  readonly names?: readonly string[]
}

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11'

const ordinaryKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' })

export function certificate(parts: CertificateParts = {}): Buffer {
  const subject = parts.subject ?? distinguishedName([['2.5.4.3', 0x0c, 'ordinary']])
  const algorithm = der(0x30, derOid(parts.signature ?? SHA256_WITH_RSA), der(0x05))
  const body = der(
    0x30,
    der(0xa0, derInteger(2)),
    parts.serial ?? derInteger(1),
    algorithm,
    parts.issuer ?? subject,
    der(0x30, parts.notBefore ?? utcTime('240101000000Z'), parts.notAfter ?? utcTime('340101000000Z')),
    subject,
    parts.spki ?? ordinaryKey,
    ...(parts.names === undefined ? [] : [der(0xa3, der(0x30, alternativeNames(parts.names)))]),
  )
  return der(0x30, body, algorithm, der(0x03, Buffer.alloc(65)))
}

/** A name of relative names: attribute type, string tag, and text (UTF-8) or bytes. */
export const distinguishedName = (rdns: readonly (readonly [string, number, string | Uint8Array])[]): Buffer =>
  der(0x30, ...rdns.map(([oid, tag, value]) => der(0x31, der(0x30, derOid(oid), der(tag, Buffer.from(value))))))

export const utcTime = (text: string): Buffer => der(0x17, Buffer.from(text))
export const generalizedTime = (text: string): Buffer => der(0x18, Buffer.from(text))

const alternativeNames = (names: readonly string[]): Buffer =>
  der(0x30, derOid('2.5.29.17'), der(0x04, der(0x30, ...names.map((name) => der(0x82, Buffer.from(name))))))
