import { LIMITS } from '../limits.ts'
import { FormatError } from './format-error.ts'
import { JCEKS_MAGIC, JKS_MAGIC, javaKeystoreOf } from './java-keystore.ts'
import type { RoundBudget } from './pbe.ts'
import { pkcs12Of } from './pkcs12.ts'
import type { StoredEntry } from './stored-entry.ts'

/** A keystore as it stands in the file: listed and proven as far as the store password allows; each entry can then be opened on its own. */
export interface Keystore {
  readonly format: 'JKS' | 'JCEKS' | 'PKCS12'
  /** See core/session.ts, KeystoreListing. A wrong password and a damaged file cannot be told apart: both are `mismatch`. */
  readonly integrity: 'verified' | 'mismatch' | 'not-checked' | 'none'
  /** The key password is the store's, as JDKs have it for this container. */
  readonly onePassword: boolean
  readonly entries: readonly StoredEntry[]
  readonly complete: boolean
  readonly omitted: readonly string[]
}

/**
 * Contents of a keystore, recognised by its first bytes, never by a name. Throws FormatError: `unsupported` for containers that are not read (BCFKS,
 * BKS, UBER, PEM), `parse-failed`, and `limit`.
 */
export async function readKeystore(bytes: Uint8Array, storepass: string | null, budget: RoundBudget): Promise<Keystore> {
  if (bytes.length === 0) throw new FormatError('parse-failed', 'is empty')
  if (bytes.length > LIMITS.keystoreFile.value) throw new FormatError('limit', `has ${bytes.length} bytes, more than ${LIMITS.keystoreFile.value}`)
  const magic = Buffer.from(bytes.subarray(0, 4)).readUIntBE(0, Math.min(bytes.length, 4))
  if (magic === JKS_MAGIC || magic === JCEKS_MAGIC) return javaKeystore(bytes, storepass, budget)
  if (bytes[0] === 0x30) return { format: 'PKCS12', onePassword: true, ...(await pkcs12Of(bytes, storepass, budget)) }
  throw notRead(bytes, magic)
}

function javaKeystore(bytes: Uint8Array, storepass: string | null, budget: RoundBudget): Keystore {
  const { digestMatches, ...keystore } = javaKeystoreOf(bytes, budget)
  const integrity = storepass === null ? 'not-checked' : digestMatches(storepass) ? 'verified' : 'mismatch'
  return { ...keystore, onePassword: false, integrity }
}

function notRead(bytes: Uint8Array, magic: number): FormatError {
  const text = Buffer.from(bytes.subarray(0, 64)).toString('latin1')
  if (/^\s*-----BEGIN /.test(text))
    return new FormatError('unsupported', 'is PEM text (certificates or keys), no keystore; PKCS#12, JKS and JCEKS are read')
  if (bytes.length > 4 && (magic === 1 || magic === 2)) {
    return new FormatError('unsupported', 'is a Bouncy Castle keystore (BKS or UBER), which this tool does not read; PKCS#12, JKS and JCEKS are read')
  }
  return new FormatError('unsupported', 'is no keystore this tool knows by its first bytes; PKCS#12, JKS and JCEKS are read')
}
