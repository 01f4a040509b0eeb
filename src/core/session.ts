import type { ArchiveScanResult } from './archive-scan.ts'
import type { FactError } from './fact-error.ts'
import type { Secret } from './secret.ts'

/**
 * The read-only doors to a target, as collectors see them. Each verb reads; there is none that could write (DESIGN §4.1).
 * Every verb throws FactError (see core/vocabulary REASONS) when it cannot do what it says; it never answers with less than the whole unless its
 * answer says so.
 */
export interface FileSession {
  /** The whole content of a regular file inside the roots of the plan. Throws `limit` above `max` bytes (default LIMITS.configFile). */
  read(path: string, max?: number): Promise<Uint8Array>
  /** As read, decoded as strict UTF-8 (a byte-order mark of UTF-8 or UTF-16 is honoured and removed). Throws `parse-failed` on invalid bytes. */
  readText(path: string, max?: number): Promise<string>
  /**
   * The texts of files that a walk of this target listed, as readText reads them; in place of one that cannot be read stands why. They are kept while there
   * is room, so that thousands of small files are read once however many facts look at them. Texts that are not `wanted` are left out; one that is kept is
   * asked once, so facts that ask the same should ask with the same function. Throws FactError only when there is no time left.
   */
  readTexts(entries: readonly WalkEntry[], options?: { readonly wanted?: (text: string) => boolean }): Promise<readonly ListedText[]>
  /** The last `max` bytes of a file, with whether that was the whole; for logs. */
  readTail(path: string, max?: number): Promise<{ bytes: Uint8Array; whole: boolean }>
  /** What is at a path, or null when nothing is. Links are followed; `link` says that the path itself is one. A path outside the plan throws. */
  stat(path: string): Promise<FileStat | null>
  /** Names in a directory, sorted. Throws when it is not a readable directory. */
  list(path: string): Promise<readonly DirectoryEntry[]>
  /** Everything below a directory, depth first, sorted; bounded by LIMITS.walk*. `complete` is false, with the reason, when anything was left out. */
  walk(path: string, options?: { readonly accept?: (relative: string) => boolean }): Promise<Walk>
  /** SHA-256 (lower-case hex) and size of a file of any size, streamed. */
  digest(path: string): Promise<{ sha256: string; size: number }>
  /** A text that may be a secret, as its fingerprint under the salt of the run: what tells one from another without saying what it is. */
  fingerprint(text: string): Fingerprint
  /** The directory of a ZIP archive (WAR, JAR); entries can then be read one by one. The caller closes it. */
  openArchive(path: string): Promise<ArchiveSession>
  /**
   * References to Java packages (dotted prefixes) in an archive and the archives in it, or in everything below a directory. What could not be looked into
   * is named in `omitted`, so that it is never taken for clean.
   */
  scanArchives(path: string, options: { readonly prefixes: readonly string[] }): Promise<ArchiveScanResult>
  /** Opens a keystore: lists it, proves its integrity where a password allows, and tries the entries named in `unseal`. No key leaves the session. */
  openKeystore(path: string, options: KeystoreOptions): Promise<KeystoreListing>
}

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other'
  /** The path itself is a symbolic link; `resolved` is where it leads. */
  readonly link: boolean
  readonly resolved: string
  readonly size: number
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number
  /** Permission bits (octal 0o777 mask); on Windows not meaningful. */
  readonly mode: number
}

export interface DirectoryEntry {
  /** Name for people and for joining; bytes that are not UTF-8 are written \xNN, and then `odd` is true and the entry cannot be opened by name. */
  readonly name: string
  readonly kind: 'file' | 'directory' | 'link' | 'other'
  readonly odd: boolean
}

export interface WalkEntry {
  /** Path relative to the root walked, with "/" between segments. */
  readonly relative: string
  readonly path: string
  readonly kind: 'file' | 'directory' | 'other'
  readonly size: number
  readonly modifiedAt: number
}

export interface ListedText {
  readonly entry: WalkEntry
  readonly text: string | FactError
}

export interface Walk {
  readonly entries: readonly WalkEntry[]
  readonly complete: boolean
  /** Why it is not complete: one line each. */
  readonly omitted: readonly string[]
}

export interface ArchiveEntry {
  /** Name as in the central directory, decoded as UTF-8 or CP437. */
  readonly name: string
  readonly size: number
  readonly compressedSize: number
  /** Of the content, as the central directory states it; readEntry holds the content to it. */
  readonly crc32: number
  readonly directory: boolean
}

export interface ArchiveSession {
  readonly entries: readonly ArchiveEntry[]
  /** Content of one entry, CRC checked. Throws `limit`, `parse-failed` (CRC, sizes, unknown method, encrypted) and `ambiguous` (name there twice). Null when there is no such entry. */
  readEntry(name: string): Promise<Uint8Array | null>
  close(): Promise<void>
}

export interface KeystoreOptions {
  /** Password of the store; null when the plan gives none. */
  readonly storepass: Secret | null
  /** Password of the entries; null means: not given apart, the store's is tried for containers where both are one (PKCS#12). */
  readonly keypass: Secret | null
  /** Aliases (compared without regard to case) to open and fingerprint. */
  readonly unseal: readonly string[]
}

export interface KeystoreListing {
  readonly format: 'JKS' | 'JCEKS' | 'PKCS12' | 'BCFKS'
  /** Digest or MAC against the store password. `not-checked`: no password given. `none`: the container has no MAC. */
  readonly integrity: 'verified' | 'mismatch' | 'not-checked' | 'none'
  /** False when entries could not all be listed (unknown entry, certificates that need the password); `omitted` says why. */
  readonly complete: boolean
  readonly omitted: readonly string[]
  /** Sorted by alias. */
  readonly entries: readonly KeystoreEntry[]
}

export interface KeystoreEntry {
  readonly alias: string
  readonly kind: 'secret-key' | 'private-key' | 'certificate'
  /** Milliseconds since the epoch, when the container records it. */
  readonly createdAt: number | null
  readonly key: OpenedKey | null
  /** Leaf first. Empty for secret keys and where the certificates could not be read. */
  readonly certificates: readonly CertificateFacts[]
}

/** What opening a key entry showed; null on the entry when it was not tried. */
export interface OpenedKey {
  /** Which password opened it: the entry's, the store's although another entry password was given, or neither. */
  readonly opensWith: 'entry-password' | 'store-password' | 'neither'
  /** Algorithm as the key itself says (AES, RAW, RSA, EC …); null when not opened. */
  readonly algorithm: string | null
  readonly bits: number | null
  /** Over the algorithm-free key bytes; null when not opened. */
  readonly fingerprint: Fingerprint | null
}

/** HMAC-SHA-256 under the salt of the run, lower-case hex. Fingerprints of different salts are incomparable. */
export interface Fingerprint {
  readonly saltId: string
  readonly hmac: string
}

export interface CertificateFacts {
  readonly subject: string
  readonly issuer: string
  readonly serial: string
  /** Upper-case hex pairs joined by colons. */
  readonly sha256: string
  readonly sha1: string
  /** ISO 8601 in UTC; null when the date cannot be represented. */
  readonly notBefore: string | null
  readonly notAfter: string | null
  readonly keyAlgorithm: string
  readonly keyBits: number | null
  readonly signatureAlgorithm: string | null
  /** Subject alternative names as `DNS:host`, `IP Address:…`. */
  readonly names: readonly string[]
  readonly selfIssued: boolean
}

/** One operation a session did, for the transcript (DESIGN §4.5). */
export interface Operation {
  readonly kind: 'file' | 'sql' | 'ldap' | 'http'
  readonly verb: string
  readonly what: string
  /** Bytes or rows received, when known. */
  readonly amount: number | null
}
