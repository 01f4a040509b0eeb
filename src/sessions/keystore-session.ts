import { createHmac } from 'node:crypto'
import { compareText } from '../core/json.ts'
import type { Secret } from '../core/secret.ts'
import type { CertificateFacts, KeystoreEntry, KeystoreListing, KeystoreOptions, OpenedKey } from '../core/session.ts'
import { certificateFacts } from '../formats/certificate.ts'
import { FormatError } from '../formats/format-error.ts'
import { readKeystore } from '../formats/keystore.ts'
import type { Keystore } from '../formats/keystore.ts'
import { RoundBudget } from '../formats/pbe.ts'
import { printable } from '../formats/printable.ts'
import type { StoredEntry } from '../formats/stored-entry.ts'
import { factErrorOf } from './fact-error-of.ts'

/** What keys are fingerprinted under: the salt of the run, and its public name. */
export interface FingerprintSalt {
  readonly saltId: string
  readonly key: Secret
}

const MOST_OMITTED = 100
const NEITHER: OpenedKey = { opensWith: 'neither', algorithm: null, bits: null, fingerprint: null }

/**
 * Lists a keystore, proves its integrity where the store password is given, and opens the entries whose alias is in `unseal`. Keys are fingerprinted
 * and wiped here; neither key nor password is in any answer or error. A wrong store password still lists what can be listed. Errors name it as `what`.
 * Throws FactError: `unsupported`, `parse-failed` and `limit` for the file or for an entry that was asked for, `secret-unavailable`.
 */
export async function openKeystore(
  bytes: Uint8Array,
  options: KeystoreOptions,
  salt: FingerprintSalt,
  budget: RoundBudget = new RoundBudget(),
  what = 'keystore',
): Promise<KeystoreListing> {
  const storepass = options.storepass?.reveal() ?? null
  const asked = new Set(options.unseal.map(folded))
  try {
    const keystore = await readKeystore(bytes, storepass, budget)
    const omitted = [...keystore.omitted]
    const entries: KeystoreEntry[] = []
    let unread = 0
    for (const stored of keystore.entries) {
      const passwords = stored.open === null || !asked.has(folded(stored.alias)) ? [] : passwordsFor(keystore, storepass, options.keypass)
      const key = await openedKey(stored, passwords, salt)
      const { certificates, problems } = certificatesOf(stored)
      unread += problems.length
      omitted.push(...problems)
      entries.push({ alias: printable(stored.alias), kind: stored.kind, createdAt: stored.createdAt, key, certificates })
    }
    return {
      format: keystore.format,
      integrity: keystore.integrity,
      complete: keystore.complete && unread === 0,
      omitted: bounded(omitted),
      entries: entries.sort((a, b) => compareText(a.alias, b.alias)),
    }
  } catch (error) {
    throw factErrorOf(error, what)
  }
}

/** Aliases are equal for Java when they are in lower case, whatever the locale. */
const folded = (alias: string): string => alias.toLowerCase()

interface Attempt {
  readonly password: string
  readonly as: 'entry-password' | 'store-password'
}

/** Passwords to try on an entry, in order. Empty: none given, so nothing is tried. */
function passwordsFor({ onePassword }: Keystore, storepass: string | null, keypass: Secret | null): readonly Attempt[] {
  const entryPassword = keypass?.reveal() ?? (onePassword ? storepass : null)
  const attempts: Attempt[] = []
  if (entryPassword !== null) attempts.push({ password: entryPassword, as: 'entry-password' })
  if (storepass !== null && storepass !== entryPassword) attempts.push({ password: storepass, as: 'store-password' })
  return attempts
}

async function openedKey(stored: StoredEntry, attempts: readonly Attempt[], salt: FingerprintSalt): Promise<OpenedKey | null> {
  if (stored.open === null || attempts.length === 0) return null
  for (const { password, as } of attempts) {
    const material = await openedOrNamed(stored, stored.open, password)
    if (material === null) continue
    try {
      const hmac = createHmac('sha256', salt.key.reveal()).update(material.bytes).digest('hex')
      return { opensWith: as, algorithm: printable(material.algorithm, 100), bits: material.bits, fingerprint: { saltId: salt.saltId, hmac } }
    } finally {
      material.bytes.fill(0)
    }
  }
  return NEITHER
}

/** An entry that was asked for and that no password could open is an error with its alias, not a key that does not open. */
async function openedOrNamed(stored: StoredEntry, open: NonNullable<StoredEntry['open']>, password: string): ReturnType<typeof open> {
  try {
    return await open(password)
  } catch (error) {
    if (error instanceof FormatError) throw new FormatError(error.kind, `entry "${printable(stored.alias, 100)}": ${error.message}`)
    throw error
  }
}

function certificatesOf(stored: StoredEntry): { readonly certificates: readonly CertificateFacts[]; readonly problems: readonly string[] } {
  const certificates: CertificateFacts[] = []
  const problems: string[] = []
  for (const [index, der] of stored.certificates.entries()) {
    try {
      certificates.push(certificateFacts(der))
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      problems.push(`certificate ${index + 1} of entry "${printable(stored.alias, 100)}": ${error.message}`)
    }
  }
  return { certificates, problems }
}

const bounded = (lines: readonly string[]): readonly string[] =>
  lines.length <= MOST_OMITTED ? lines : [...lines.slice(0, MOST_OMITTED), `and ${lines.length - MOST_OMITTED} more`]
