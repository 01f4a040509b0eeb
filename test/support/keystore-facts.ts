import type { AmKeystore, AmKeystores } from '../../src/api.ts'
import type { CertificateFacts, KeystoreEntry, KeystoreListing, OpenedKey } from '../../src/core/session.ts'

/** Facts about keystores as the collectors record them, for tables of checks. */
export const keyOf = (change: Partial<OpenedKey> & { readonly hmac?: string; readonly saltId?: string } = {}): OpenedKey => {
  const { hmac = 'a', saltId = 'salt-1', ...key } = change
  return { opensWith: 'entry-password', algorithm: 'AES', bits: 256, fingerprint: { saltId, hmac: hmac.padEnd(64, '0') }, ...key }
}

export const NOT_OPENED: OpenedKey = { opensWith: 'neither', algorithm: null, bits: null, fingerprint: null }

export const secretKey = (alias = 'directenctest', key: OpenedKey | null = keyOf()): KeystoreEntry => ({
  alias,
  kind: 'secret-key',
  createdAt: 0,
  key,
  certificates: [],
})

export const certificateOf = (change: Partial<CertificateFacts> = {}): CertificateFacts => ({
  subject: 'CN=am.example.test, O=Example',
  issuer: 'CN=am.example.test, O=Example',
  serial: '01',
  sha256: Array.from({ length: 32 }, () => 'AB').join(':'),
  sha1: Array.from({ length: 20 }, () => 'CD').join(':'),
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  keyAlgorithm: 'RSA',
  keyBits: 2048,
  signatureAlgorithm: 'SHA256withRSA',
  names: ['DNS:am.example.test'],
  selfIssued: true,
  ...change,
})

export const keyPair = (
  alias: string,
  certificates: readonly CertificateFacts[] = [certificateOf()],
  key: OpenedKey | null = null,
): KeystoreEntry => ({
  alias,
  kind: 'private-key',
  createdAt: 0,
  key,
  certificates,
})

export const trusted = (alias: string, certificate: CertificateFacts = certificateOf()): KeystoreEntry => ({
  alias,
  kind: 'certificate',
  createdAt: 0,
  key: null,
  certificates: [certificate],
})

export const listingOf = (entries: readonly KeystoreEntry[], change: Partial<KeystoreListing> = {}): KeystoreListing => ({
  format: 'JCEKS',
  integrity: 'verified',
  complete: true,
  omitted: [],
  entries,
  ...change,
})

type Listing = Extract<AmKeystore['reading'], { state: 'listed' }>['listing']

export const read = (entries: readonly KeystoreEntry[], change: Partial<KeystoreListing> = {}): AmKeystore['reading'] => ({
  state: 'listed',
  listing: listingOf(entries, change) satisfies Listing,
})

export const STORE_PATH = '/opt/am/security/keystores/keystore.jceks'

/** A store as am-keystores has it. */
export const storeOf = (change: Partial<AmKeystore['stores'][number]> = {}): AmKeystore['stores'][number] => ({
  scope: 'global',
  name: 'default-keystore',
  file: STORE_PATH,
  type: 'JCEKS',
  mapped: [],
  ...change,
})

/** The keystore of a global secret store that the plan gives both passwords for. */
export const globalKeystore = (reading: AmKeystore['reading'], change: Partial<AmKeystore> = {}): AmKeystore => ({
  path: STORE_PATH,
  stores: [storeOf()],
  inPlan: true,
  byDefault: false,
  declaredType: null,
  storePassword: 'given',
  entryPassword: 'given',
  sha256: '0'.repeat(64),
  reading,
  ...change,
})

/** A keystore that only the plan names. */
export const planKeystore = (path: string, reading: AmKeystore['reading'], change: Partial<AmKeystore> = {}): AmKeystore =>
  globalKeystore(reading, { path, stores: [], ...change })

export const instanceOf = (
  keystores: readonly AmKeystore[],
  declared: Partial<AmKeystores['declared']> = {},
  configDirectory: string | null = '/opt/am',
): AmKeystores => ({ declared: { visible: true, unread: false, layer: 'whole', keyHolders: [], ...declared }, configDirectory, keystores })
