import { certificateNames } from './certificate-fields.ts'
import type { Der } from './der.ts'
import { context, derOf, inside, octetsOf, oidOf, partAt, partsOf } from './der.ts'
import { FormatError } from './format-error.ts'
import { keyAlgorithmOf, orNull, pkcs8Parts, privateKeyMaterial } from './key-material.ts'
import type { KeyMaterial } from './key-material.ts'
import type { RoundBudget } from './pbe.ts'
import { passwordDecrypted } from './pkcs12-crypto.ts'
import { printable } from './printable.ts'
import { dateOrNull } from './stored-entry.ts'
import type { StoredEntry } from './stored-entry.ts'

/** A SafeBag with the attributes that matter. */
export interface Bag {
  readonly oid: string
  readonly value: Der
  /** friendlyName. */
  readonly alias: string | null
  /** localKeyId. */
  readonly keyId: Buffer | null
  /** Carries Java's trusted-key-usage attribute, without which Java sees no entry in a certificate. */
  readonly trusted: boolean
}

const BAG = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  revocations: '1.2.840.113549.1.12.10.1.4',
  secret: '1.2.840.113549.1.12.10.1.5',
} as const
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1'

interface CertificateBag {
  readonly bag: Bag
  readonly der: Uint8Array
}

export interface Pkcs12Entries {
  readonly entries: readonly StoredEntry[]
  /** One line per bag of a kind not known: the listing is incomplete. */
  readonly unknown: readonly string[]
  /** Certificates that Java does not count as entries. */
  readonly notes: readonly string[]
}

/**
 * Entries as Java sees them: a bag without a name is called by its running number, a chain is followed from the certificate with the key's id to its
 * issuers, and a certificate is an entry of its own only when marked as trusted. Source: JDK sun.security.pkcs12.PKCS12KeyStore.
 */
export function entriesOf(bags: readonly Bag[], budget: RoundBudget): Pkcs12Entries {
  const aliasOf = namer()
  const certificates = bags.filter((bag) => bag.oid === BAG.certificate).map((bag) => ({ bag, der: certificateIn(bag.value) }))
  const chains = new Chains(certificates, bags.filter((bag) => bag.oid === BAG.key || bag.oid === BAG.shroudedKey).length)
  const ders = new Map(certificates.map(({ bag, der }) => [bag, der]))
  const entries: StoredEntry[] = []
  const unknown: string[] = []
  for (const bag of bags) {
    const der = ders.get(bag)
    const createdAt = createdAtOf(bag)
    if (der !== undefined) {
      if (bag.trusted) entries.push({ alias: aliasOf(bag), kind: 'certificate', createdAt, certificates: [der], open: null })
    } else if (bag.oid === BAG.secret) {
      entries.push({
        alias: aliasOf(bag),
        kind: 'secret-key',
        createdAt,
        certificates: [],
        open: (password) => secretKeyOf(bag.value, password, budget),
      })
    } else if (bag.oid === BAG.shroudedKey || bag.oid === BAG.key) {
      const open = (password: string): Promise<KeyMaterial | null> => privateKeyOf(bag, password, budget)
      entries.push({ alias: aliasOf(bag), kind: 'private-key', createdAt, certificates: chains.of(bag), open })
    } else if (bag.oid !== BAG.revocations) {
      unknown.push(`an entry is of a kind this tool does not know (${bag.oid})`)
    }
  }
  return { entries, unknown, notes: certificates.filter(({ bag, der }) => !bag.trusted && !chains.used.has(der)).map(noteOn) }
}

const noteOn = ({ bag }: CertificateBag): string =>
  `a certificate${bag.alias === null ? '' : ` named "${printable(bag.alias, 100)}"`} belongs to no key and is not marked as trusted: Java does not see it as an entry`

function namer(): (bag: Bag) => string {
  let unnamed = 0
  return (bag) => bag.alias ?? String(++unnamed)
}

/** Java writes the time of creation into the local key id, as the text `Time <milliseconds>`. */
function createdAtOf({ keyId }: Bag): number | null {
  const time = /^Time (\d{1,16})$/.exec(keyId?.toString('latin1') ?? '')?.[1]
  return time === undefined ? null : dateOrNull(Number(time))
}

class Chains {
  /** Certificates that stand in some chain. */
  readonly used = new Set<Uint8Array>()
  readonly #byKeyId = new Map<string, Uint8Array>()
  readonly #bySubject = new Map<string, Uint8Array>()
  readonly #lone: Uint8Array | null

  constructor(certificates: readonly CertificateBag[], keys: number) {
    for (const { bag, der } of certificates) {
      const id = bag.keyId?.toString('hex')
      if (id !== undefined && !this.#byKeyId.has(id)) this.#byKeyId.set(id, der)
      const subject = orNull(() => certificateNames(der).subject)
      if (subject !== null && !this.#bySubject.has(subject)) this.#bySubject.set(subject, der)
    }
    // Some writers give no ids when there is but one key; its certificate is then the first.
    this.#lone = keys === 1 ? (certificates.find(({ bag }) => bag.keyId === null && !bag.trusted)?.der ?? null) : null
  }

  /** Leaf first; ends at a self-issued certificate, where the issuer is not in the file, and where the chain bites its tail. */
  of(bag: Bag): readonly Uint8Array[] {
    const chain = new Set<Uint8Array>()
    let link = (bag.keyId === null ? this.#lone : this.#byKeyId.get(bag.keyId.toString('hex'))) ?? null
    while (link !== null && !chain.has(link)) {
      chain.add(link)
      this.used.add(link)
      const der = link
      const names = orNull(() => certificateNames(der))
      link = names === null || names.issuer === names.subject ? null : (this.#bySubject.get(names.issuer) ?? null)
    }
    return [...chain]
  }
}

function certificateIn(value: Der): Uint8Array {
  const parts = partsOf(value, 'certificate bag')
  const type = oidOf(partAt(parts, 0, 'certificate bag'), 'certificate type')
  if (type !== X509_CERTIFICATE) throw new FormatError('unsupported', `holds a certificate of a kind other than X.509 (${type})`)
  return octetsOf(inside(partAt(parts, 1, 'certificate bag'), context(0), 'certificate bag'), 'certificate')
}

async function privateKeyOf(bag: Bag, password: string, budget: RoundBudget): Promise<KeyMaterial | null> {
  // A bare key bag opens with any password: nothing protects it.
  const plain = bag.oid === BAG.key ? Buffer.from(bag.value.whole) : await shroudedPlain(bag.value, password, budget)
  const material = plain === null ? null : privateKeyMaterial(plain)
  if (material === null) plain?.fill(0)
  return material
}

/** A secret key as Java stores it: a shrouded bag, in an octet string, whose content looks like PKCS#8 around the bare key. */
async function secretKeyOf(value: Der, password: string, budget: RoundBudget): Promise<KeyMaterial | null> {
  const parts = partsOf(value, 'secret bag')
  const type = oidOf(partAt(parts, 0, 'secret bag'), 'secret type')
  if (type !== BAG.shroudedKey) throw new FormatError('unsupported', `the secret is of a kind this tool does not know (${type})`)
  const shrouded = octetsOf(inside(partAt(parts, 1, 'secret bag'), context(0), 'secret bag'), 'secret')
  const plain = await shroudedPlain(derOf(shrouded, 'secret'), password, budget)
  if (plain === null) return null
  try {
    const key = orNull(() => pkcs8Parts(plain))
    return key === null ? null : { bytes: Buffer.from(key.inner), algorithm: keyAlgorithmOf(key.oid), bits: key.inner.length * 8 }
  } finally {
    plain.fill(0)
  }
}

/** Plain bytes of an EncryptedPrivateKeyInfo. */
function shroudedPlain(value: Der, password: string, budget: RoundBudget): Promise<Buffer | null> {
  const parts = partsOf(value, 'encrypted key')
  return passwordDecrypted(partAt(parts, 0, 'encrypted key'), octetsOf(partAt(parts, 1, 'encrypted key'), 'encrypted key'), password, budget)
}
