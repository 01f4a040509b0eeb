import { LIMITS } from '../limits.ts'
import type { Der } from './der.ts'
import { TAG, context, derOf, expectTag, inside, octetsOf, oidOf, partAt, partsOf, countOf } from './der.ts'
import { FormatError } from './format-error.ts'
import { orNull } from './key-material.ts'
import type { RoundBudget } from './pbe.ts'
import { algorithmOf, macMatches, passwordDecrypted } from './pkcs12-crypto.ts'
import { entriesOf } from './pkcs12-entries.ts'
import type { Bag } from './pkcs12-entries.ts'
import type { StoredEntry } from './stored-entry.ts'

export interface Pkcs12 {
  readonly integrity: 'verified' | 'mismatch' | 'not-checked' | 'none'
  readonly entries: readonly StoredEntry[]
  /** False when a part could not be opened or held something unknown. */
  readonly complete: boolean
  /** Why not, one line each; and, when complete, certificates Java does not count as entries. */
  readonly omitted: readonly string[]
}

const OID = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  nested: '1.2.840.113549.1.12.10.1.6',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  trusted: '2.16.840.1.113894.746875.1.1',
  pbes2: '1.2.840.113549.1.5.13',
} as const

/**
 * Contents of a PKCS#12 file in DER or BER. Keys and secrets are listed without a password, certificates mostly only with it. Throws FormatError
 * `parse-failed`, `limit`, and `unsupported` for what is not PKCS#12 in password mode. Source: RFC 7292; facts 6.4.
 */
export async function pkcs12Of(bytes: Uint8Array, storepass: string | null, budget: RoundBudget): Promise<Pkcs12> {
  const pfx = partsOf(derOf(bytes, 'PKCS#12'), 'PKCS#12')
  const first = partAt(pfx, 0, 'PKCS#12')
  if (first.tag !== TAG.integer) throw notPkcs12(first)
  const version = countOf(first, 'PKCS#12 version')
  if (version !== 3) throw new FormatError('unsupported', `PKCS#12 version ${version} is not known; 3 is`)
  const safe = contentOf(partAt(pfx, 1, 'PKCS#12'))
  if (safe.oid !== OID.data) throw new FormatError('unsupported', `PKCS#12 whose integrity rests on something other than a password (${safe.oid})`)
  const content = octetsOf(safe.value, 'PKCS#12 content')
  const integrity = await integrityOf(pfx[2], content, storepass, budget)
  const bags: Bag[] = []
  const omitted: string[] = []
  for (const part of partsOf(derOf(content, 'PKCS#12 content'), 'PKCS#12 content')) {
    const why = await addBags(part, storepass, budget, bags)
    if (why !== null) omitted.push(why)
  }
  const { entries, unknown, notes } = entriesOf(bags, budget)
  const missing = [...omitted, ...unknown]
  return { integrity, entries, complete: missing.length === 0, omitted: [...missing, ...notes] }
}

/** Told apart by what stands first: BCFKS begins with its encrypted store, whose scheme is PBES2. */
function notPkcs12(first: Der): FormatError {
  const scheme = orNull(() => algorithmOf(partAt(partsOf(first, 'store'), 0, 'store'), 'store').oid)
  return scheme === OID.pbes2
    ? new FormatError(
        'unsupported',
        'is a BCFKS keystore (Bouncy Castle, FIPS mode), which this tool does not read; list it with keytool and the BCFIPS provider',
      )
    : new FormatError('unsupported', 'is ASN.1 data but no keystore (a bare certificate or key?); PKCS#12, JKS and JCEKS are read')
}

function contentOf(info: Der): { readonly oid: string; readonly value: Der } {
  const parts = partsOf(info, 'content')
  return { oid: oidOf(partAt(parts, 0, 'content'), 'content type'), value: inside(partAt(parts, 1, 'content'), context(0), 'content') }
}

async function integrityOf(mac: Der | undefined, content: Uint8Array, storepass: string | null, budget: RoundBudget): Promise<Pkcs12['integrity']> {
  if (mac === undefined) return 'none'
  if (storepass === null) return 'not-checked'
  return (await macMatches(mac, content, storepass, budget)) ? 'verified' : 'mismatch'
}

/** Adds what one part of the content holds; says why when it could not be opened. */
async function addBags(part: Der, storepass: string | null, budget: RoundBudget, bags: Bag[]): Promise<string | null> {
  const { oid, value } = contentOf(part)
  if (oid === OID.data) {
    collectBags(derOf(octetsOf(value, 'content'), 'content'), bags)
    return null
  }
  if (oid !== OID.encryptedData) return `a part is of a kind this tool does not open (${oid})`
  if (storepass === null) return 'an encrypted part (certificates, as a rule) needs the store password'
  const encrypted = partsOf(partAt(partsOf(value, 'encrypted part'), 1, 'encrypted part'), 'encrypted part')
  const scheme = partAt(encrypted, 1, 'encrypted part')
  const content = octetsOf(partAt(encrypted, 2, 'encrypted part'), 'encrypted part', 0x80)
  try {
    const plain = await passwordDecrypted(scheme, content, storepass, budget)
    // One wrong password in 256 leaves right padding on nonsense, so what comes out must also be one whole SEQUENCE.
    const contents = plain === null ? null : orNull(() => sequence(plain))
    if (contents === null) return 'an encrypted part (certificates, as a rule) does not open with the store password'
    collectBags(contents, bags)
    return null
  } catch (error) {
    if (error instanceof FormatError && error.kind === 'unsupported') return `an encrypted part (certificates, as a rule) ${error.message}`
    throw error
  }
}

function sequence(bytes: Uint8Array): Der {
  const value = derOf(bytes, 'content')
  expectTag(value, TAG.sequence, 'content')
  return value
}

function collectBags(contents: Der, bags: Bag[]): void {
  for (const each of partsOf(contents, 'content')) {
    const parts = partsOf(each, 'bag')
    const oid = oidOf(partAt(parts, 0, 'bag'), 'bag type')
    const value = inside(partAt(parts, 1, 'bag'), context(0), 'bag')
    if (oid === OID.nested) {
      collectBags(value, bags)
      continue
    }
    bags.push({ oid, value, ...attributesOf(parts[2]) })
    if (bags.length > LIMITS.keystoreEntries.value)
      throw new FormatError('limit', `has more than ${LIMITS.keystoreEntries.value} entries and certificates`)
  }
}

function attributesOf(set: Der | undefined): Pick<Bag, 'alias' | 'keyId' | 'trusted'> {
  const attributes: { alias: string | null; keyId: Buffer | null; trusted: boolean } = { alias: null, keyId: null, trusted: false }
  for (const each of set === undefined ? [] : partsOf(set, 'attributes', TAG.set)) {
    const parts = partsOf(each, 'attribute')
    const oid = oidOf(partAt(parts, 0, 'attribute'), 'attribute')
    const value = partsOf(partAt(parts, 1, 'attribute'), 'attribute', TAG.set)[0]
    if (oid === OID.trusted) attributes.trusted = true
    else if (oid === OID.friendlyName && value !== undefined) attributes.alias = bmpText(value)
    else if (oid === OID.localKeyId && value !== undefined) attributes.keyId = Buffer.from(octetsOf(value, 'local key id'))
  }
  return attributes
}

const BMP_STRING = 0x1e

function bmpText(value: Der): string {
  expectTag(value, BMP_STRING, 'alias')
  const { length } = value.content
  if (length % 2 !== 0) throw new FormatError('parse-failed', 'an alias has an odd number of bytes')
  if (length > LIMITS.keystoreAlias.value) throw new FormatError('limit', `an alias takes ${length} bytes, more than ${LIMITS.keystoreAlias.value}`)
  return Buffer.from(value.content).swap16().toString('utf16le')
}
