import type { KeyMaterial } from './key-material.ts'

/** One entry of a keystore as it stands in the container, nothing opened. */
export interface StoredEntry {
  /** As stored; compare without regard to case, and print it with `printable`. */
  readonly alias: string
  readonly kind: 'secret-key' | 'private-key' | 'certificate'
  /** Milliseconds since the epoch; null when not recorded or not a date. */
  readonly createdAt: number | null
  /** DER, leaf first; as stored, not yet proven to be certificates. */
  readonly certificates: readonly Uint8Array[]
  /**
   * Tries a password; null when it does not open the entry. Throws FormatError when the entry could not be opened by any. The caller wipes the key.
   * Null for certificate entries, which hold no key.
   */
  readonly open: ((password: string) => Promise<KeyMaterial | null>) | null
}

/** A time in milliseconds; null when it is outside the range of dates. */
export const dateOrNull = (milliseconds: number): number | null => (Math.abs(milliseconds) <= 8.64e15 ? milliseconds : null)
