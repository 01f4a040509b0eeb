/**
 * How a name is referred to:
 *
 * - in class files: `defines` (the class itself belongs to the package), `extends`, `class`, `descriptor` (also signatures and annotation types), `string`
 *   (also in annotations);
 * - in archives: `service-name` (a file in META-INF/services), `service` (a line of one), `manifest`, `name` (of an entry);
 * - in scripts and sources: `code`, `literal`, `comment`; in other text: `text`, `comment`;
 * - `binary`: in a file of another kind.
 */
export const REFERENCE_KINDS = [
  'defines',
  'extends',
  'class',
  'descriptor',
  'string',
  'service-name',
  'service',
  'manifest',
  'name',
  'code',
  'literal',
  'text',
  'comment',
  'binary',
] as const
export type ReferenceKind = (typeof REFERENCE_KINDS)[number]

export interface ArchiveReference {
  /** Path of the entry in its archive, or of the file below the directory; made printable. */
  readonly entry: string
  readonly kind: ReferenceKind
  /** Dotted: `javax.servlet.http.HttpServletRequest`. */
  readonly name: string
  /** From 1; null where there are no lines. */
  readonly line: number | null
  /** In class files the field (`cookie`) or method (`service()`) that refers, where one does; in JSON `script`, of which the line is one; made printable, at most 1,024 characters. */
  readonly member?: string
}

/** One archive, or the loose files below a directory as if they were one. */
export interface ArchiveFindings {
  /** The file on disk, or the directory of the loose files. */
  readonly path: string
  /** Names of the archives from the file inwards; empty for the file itself. */
  readonly chain: readonly string[]
  readonly entries: number
  readonly classes: number
  /** The class of the highest class file version that every runtime loads; null when there is none. */
  readonly newest: { readonly major: number; readonly entry: string } | null
  /** Sorted. */
  readonly references: readonly ArchiveReference[]
}

/** What a scan found (FileSession.scanArchives). */
export interface ArchiveScanResult {
  /** Files looked into. */
  readonly files: number
  /** Sorted by path and chain. */
  readonly archives: readonly ArchiveFindings[]
  /** What could not be looked into and why, a line each; empty when the scan is complete. */
  readonly omitted: readonly string[]
  /** What the scan did, for tests and benchmarks. */
  readonly counters: {
    readonly reads: number
    readonly bytesRead: number
    readonly bytesInflated: number
    readonly gunzipCalls: number
    /** Archives within archives that were met again and not scanned again. */
    readonly repeated: number
  }
}

/** A scan so large that several processes share it, as the process that met it asks for it. It is plain data and crosses to other processes. */
export interface SharedScan {
  readonly path: string
  readonly prefixes: readonly string[]
  /** How many processes. */
  readonly of: number
  /** Of the names, sizes and times of all files there: whoever finds another must not take part. */
  readonly digest: string
  /** Files that are known from an earlier scan and no part of this one, by their paths below `path`; sorted. */
  readonly known: readonly string[]
}

/** A shared scan that was done: what each process found, in the order of the shares (archive-parts.ts reads it). */
export interface SharesDone {
  readonly scan: SharedScan
  readonly parts: readonly unknown[]
}
