import { X509Certificate } from 'node:crypto'
import { checkServerIdentity, rootCertificates, type TLSSocket } from 'node:tls'
import { FactError } from '../core/fact-error.ts'
import type { FileSession } from '../core/session.ts'
import type { TlsFields } from '../core/target.ts'

/** Whom a connection trusts, and what it shows of itself: the plan's `tls`, read. */
export interface TlsTrust {
  /** Authorities, PEM; null: those that Node brings. */
  readonly ca: string | null
  /** The file they come from, for a driver that reads it itself (Db2). */
  readonly caFile?: string
  /** SHA-256 of the certificate, upper-case pairs joined by colons; it takes the place of every other verification. */
  readonly fingerprint: string | null
  readonly insecure: boolean
  /** Name to ask for and to verify, where it is not the host's. */
  readonly serverName: string | null
  readonly client: ClientCertificate | null
}

interface ClientCertificate {
  readonly cert?: string
  readonly key?: string
  readonly pfx?: Buffer
  readonly passphrase?: string
}

/** Of a plan that says nothing about TLS. */
export const DEFAULT_TRUST: TlsTrust = { ca: null, fingerprint: null, insecure: false, serverName: null, client: null }

/** Reads what the plan names under `tls`. Throws FactError for a file that cannot be read or is not what it should be. */
export const trustOf = async (tls: TlsFields | undefined, files: FileSession): Promise<TlsTrust> => {
  if (tls === undefined) return DEFAULT_TRUST
  const ca = tls.ca === undefined ? null : await files.readText(tls.ca)
  if (ca?.includes('-----BEGIN CERTIFICATE-----') === false)
    throw new FactError('parse-failed', `${tls.ca}: it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)`)
  return {
    ca,
    ...(tls.ca === undefined ? {} : { caFile: tls.ca }),
    fingerprint: tls.fingerprint?.toUpperCase() ?? null,
    insecure: tls.insecure === true,
    serverName: tls.serverName ?? null,
    client: await clientOf(tls, files),
  }
}

const clientOf = async ({ clientCert, clientKey, passphrase }: TlsFields, files: FileSession): Promise<ClientCertificate | null> => {
  if (clientCert === undefined) return null
  const bytes = await files.read(clientCert)
  const unlocked = passphrase === undefined ? {} : { passphrase: passphrase.reveal() }
  const pem = Buffer.from(bytes).toString('latin1')
  if (!pem.includes('-----BEGIN ')) return { pfx: Buffer.from(bytes), ...unlocked }
  const key = clientKey === undefined ? pem : await files.readText(clientKey)
  if (!key.includes('PRIVATE KEY-----'))
    throw new FactError('parse-failed', `${clientKey ?? clientCert}: it holds no private key in PEM form; name it as tls.clientKey`)
  return { cert: pem, key, ...unlocked }
}

/**
 * Why the other side of a connection is not to be talked to; null when it is whom the plan means. The connection has been made without verification, and
 * nothing but its handshake been sent.
 */
export const distrustOf = (
  socket: TLSSocket,
  certificate: X509Certificate | undefined,
  { ca, client, fingerprint, insecure }: TlsTrust,
  name: string,
): Error | null => {
  if (certificate === undefined) return new FactError('unreachable', 'the other side showed no certificate, so nothing was sent')
  if (fingerprint !== null)
    return certificate.fingerprint256 === fingerprint
      ? null
      : new FactError(
          'unreachable',
          `its certificate is not the one the plan pins (tls.fingerprint): it is ${certificate.fingerprint256}; nothing was sent`,
        )
  if (insecure) return null
  if (!socket.authorized) return distrust(String(socket.authorizationError))
  if (client?.pfx !== undefined && !isVouchedFor(certificate, ca)) return distrust('SELF_SIGNED_CERT_IN_CHAIN')
  return checkServerIdentity(name, certificate.toLegacyObject()) ?? null
}

/** What Node would have thrown: an error with a code. */
const distrust = (code: string): Error => Object.assign(new Error('not trusted'), { code })

const MOST_ISSUERS = 20

/**
 * Whether a chain leads to an authority of `ca` (PEM; null: those that Node brings). Node takes every certificate that lies beside the key in a PKCS#12 file
 * for an authority: whoever issued the client's certificate could vouch for any server.
 */
const isVouchedFor = (leaf: X509Certificate, ca: string | null): boolean => {
  const authorities = (ca === null ? rootCertificates : (ca.match(PEM) ?? [])).flatMap(certificatesIn)
  const isIssued = (certificate: X509Certificate, by: X509Certificate): boolean => certificate.checkIssued(by) && certificate.verify(by.publicKey)
  let certificate = leaf
  for (let left = MOST_ISSUERS; left > 0; left--) {
    if (authorities.some((one) => one.fingerprint256 === certificate.fingerprint256 || isIssued(certificate, one))) return true
    const issuer = certificate.issuerCertificate
    if (issuer === undefined || !issuer.ca || !isIssued(certificate, issuer)) return false
    certificate = issuer
  }
  return false
}

/** One; none where it is damaged, as OpenSSL passes it over too. */
const certificatesIn = (pem: string): readonly X509Certificate[] => {
  try {
    return [new X509Certificate(pem)]
  } catch {
    return []
  }
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** Why no connection can be begun with what the plan names under `tls`: OpenSSL's error, in words. */
export const unusable = (error: unknown): FactError => {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const text = error instanceof Error ? error.message : ''
  if (/BAD_DECRYPT|BAD_PASSWORD|INTERRUPTED_OR_CANCELLED|mac verify failure/i.test(`${code} ${text}`))
    return new FactError(
      'auth-failed',
      'the key of the client certificate (tls.clientCert, tls.clientKey) does not open: tls.passphrase is wrong or missing',
    )
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') return new FactError('parse-failed', 'tls.clientKey is not the key of tls.clientCert')
  return new FactError(
    'parse-failed',
    `the client certificate or key under tls is not understood${/^ERR_[A-Z0-9_]{1,80}$/.test(code) ? ` (${code})` : ''}`,
  )
}
