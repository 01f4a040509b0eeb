import { anyOrder, choice, either, flag, integer, keyedBy, list, nullable, object, text, textLike } from '../core/schema.ts'
import { REASON_CODES } from '../core/vocabulary.ts'

/** The schema of core/session.ts KeystoreListing: what a keystore shows, never a key. */
const fingerprint = object({ saltId: text(undefined, 200), hmac: textLike('^[0-9a-f]{64}$', 'HMAC-SHA-256 of the key bytes', 64) })

/** The schema of core/session.ts CertificateFacts. */
export const certificate = object({
  subject: text(),
  issuer: text(),
  serial: text(),
  sha256: text('upper-case hex pairs joined by colons', 95),
  sha1: text(undefined, 59),
  notBefore: nullable(text('ISO 8601, UTC', 40)),
  notAfter: nullable(text('ISO 8601, UTC', 40)),
  keyAlgorithm: text(),
  keyBits: nullable(integer(undefined, 0)),
  signatureAlgorithm: nullable(text()),
  names: anyOrder(list(text('DNS:host, IP Address:...'))),
  selfIssued: flag(),
})

export const keystoreListing = object({
  format: choice(['JKS', 'JCEKS', 'PKCS12', 'BCFKS']),
  integrity: choice(['verified', 'mismatch', 'not-checked', 'none']),
  complete: flag('every entry and certificate could be listed'),
  omitted: anyOrder(list(text())),
  entries: keyedBy(
    list(
      object({
        alias: text(),
        kind: choice(['secret-key', 'private-key', 'certificate']),
        createdAt: nullable(integer('ms since the epoch')),
        key: nullable(
          object({
            opensWith: choice(['entry-password', 'store-password', 'neither']),
            algorithm: nullable(text(undefined, 200)),
            bits: nullable(integer(undefined, 0)),
            fingerprint: nullable(fingerprint),
          }),
          'null: not tried',
        ),
        certificates: list(certificate),
      }),
    ),
    'alias',
  ),
})

/** What the plan gives for a password: `unavailable` when it names a source that could not be read. */
export const passwordState = choice(['given', 'not-given', 'unavailable'])

/** What looking at one keystore gave. `absent`: there is no such file, which is knowledge, not an error. */
export const keystoreReading = either([
  object({ state: choice(['listed']), listing: keystoreListing }),
  object({ state: choice(['absent']) }),
  object({ state: choice(['unread']), code: choice(REASON_CODES), text: text() }),
])
