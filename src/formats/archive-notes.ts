import { LIMITS } from '../limits.ts'
import { FormatError, type FormatErrorKind } from './format-error.ts'
import type { PackageMatcher } from './package-references.ts'
import type { Reference } from './reference.ts'

/** A reference and the entry (or file) that holds it. */
export interface EntryReference extends Reference {
  readonly entry: string
}

/** What was found in one archive, without the archives in it. */
export interface ScannedArchive {
  /** Names of the archives from the file inwards; empty for the file itself. */
  readonly chain: readonly string[]
  readonly entries: number
  readonly classes: number
  /** The class of the highest class file version that every runtime loads; null when there is none. */
  readonly newest: { readonly major: number; readonly entry: string } | null
  /** Sorted by entry, kind, name and line. */
  readonly references: readonly EntryReference[]
}

/** Something that could not be looked at, so that nothing can be said about the whole. */
export interface NotInspected {
  readonly chain: readonly string[]
  /** Null: the archive as a whole. */
  readonly entry: string | null
  readonly code: FormatErrorKind
  readonly text: string
}

export interface ArchiveScan {
  /** Sorted by chain; the outermost comes first. */
  readonly archives: readonly ScannedArchive[]
  readonly notInspected: readonly NotInspected[]
}

/** Levels of archives in an archive. */
export const heightOf = ({ archives }: ArchiveScan): number => Math.max(0, ...archives.map(({ chain }) => chain.length))

/** A name that is decoded only when it is asked for. */
export interface Named {
  name(): string
  /** Whether it sorts before another. */
  precedes(other: string): boolean
}

export const namedAs = (name: string): Named => ({ name: () => name, precedes: (other) => name < other })

/** Bounds that hold over all archives of a scan. */
export class ScanBudget {
  #references: number = LIMITS.archiveReferences.value
  #inflated: number = LIMITS.archiveInflatedTotal.value
  #held: number = LIMITS.archiveHeld.value

  /** Takes one reference into account; false when there are too many. */
  reference(): boolean {
    return this.#references-- > 0
  }

  /** Takes bytes to be inflated into account; false, and nothing is taken, when they are too many. */
  allows(bytes: number): boolean {
    if (bytes > this.#inflated) return false
    this.#inflated -= bytes
    return true
  }

  /** Takes bytes to be inflated into account. Throws FormatError `limit` above LIMITS.archiveInflatedTotal. */
  inflate(bytes: number): void {
    this.#inflated -= bytes
    if (this.#inflated < 0) throw new FormatError('limit', `more than ${LIMITS.archiveInflatedTotal.value} bytes would have to be inflated in all`)
  }

  /** Takes bytes into account that are held in memory until `release`. Throws FormatError `limit` above LIMITS.archiveHeld. */
  hold(bytes: number): void {
    if (bytes > this.#held)
      throw new FormatError('limit', `the archive and those around it would take more than ${LIMITS.archiveHeld.value} bytes of memory`)
    this.#held -= bytes
  }

  release(bytes: number): void {
    this.#held += bytes
  }
}

/** What is found in one archive, or in the loose files below a directory, as it is found. */
export class ArchiveNotes {
  entries = 0
  #classes = 0
  #newest: ScannedArchive['newest'] = null
  readonly #references: EntryReference[] = []
  readonly #notInspected: NotInspected[] = []
  readonly #nested: ArchiveScan[] = []
  readonly #budget: ScanBudget

  constructor(budget: ScanBudget) {
    this.#budget = budget
  }

  addClass(major: number, named: Named): void {
    this.#classes += 1
    if (major < (this.#newest?.major ?? 0)) return
    if (major === this.#newest?.major && !named.precedes(this.#newest.entry)) return
    const entry = named.name()
    // An older runtime never loads these: META-INF/versions/N is for N and above, a module descriptor means nothing on the class path.
    if (/(?:^|\/)META-INF\/versions\/|(?:^|\/)module-info\.class$/.test(entry)) return
    this.#newest = { major, entry }
  }

  add(entry: string, references: readonly Reference[]): void {
    for (const reference of references) {
      if (this.#budget.reference()) this.#references.push({ entry, ...reference })
      else return this.leaveOut(entry, new FormatError('limit', `there are more than ${LIMITS.archiveReferences.value} references`))
    }
  }

  /** Records why an entry (null: the archive) was not inspected. Errors that are not about the input pass through. */
  leaveOut(entry: string | null, error: unknown): void {
    if (!(error instanceof FormatError)) throw error
    this.#notInspected.push({ chain: [], entry, code: error.kind, text: error.message })
  }

  /** Takes up what was found in an archive in this one. */
  addNested(name: string, scan: ArchiveScan): void {
    const within = <T extends { readonly chain: readonly string[] }>(item: T): T => ({ ...item, chain: [name, ...item.chain] })
    this.#nested.push({ archives: scan.archives.map(within), notInspected: scan.notInspected.map(within) })
  }

  result(): ArchiveScan {
    const own: ScannedArchive = {
      chain: [],
      entries: this.entries,
      classes: this.#classes,
      newest: this.#newest,
      references: orderedReferences(this.#references),
    }
    const archives = this.#nested.flatMap((scan) => scan.archives)
    return orderedScan(own, archives, [...this.#notInspected, ...this.#nested.flatMap(({ notInspected }) => notInspected)])
  }
}

export const orderedReferences = (references: readonly EntryReference[]): readonly EntryReference[] =>
  sorted(references, ({ entry, kind, name, line }) => [entry, kind, name, String(line ?? 0).padStart(9, '0')])

export const orderedScan = (own: ScannedArchive, nested: readonly ScannedArchive[], notInspected: readonly NotInspected[]): ArchiveScan => ({
  archives: [own, ...sorted(nested, ({ chain }) => chain)],
  notInspected: sorted(notInspected, ({ chain, entry, text }) => [...chain, entry ?? '', text]),
})

export const byKey = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function sorted<T>(items: readonly T[], keyOf: (item: T) => readonly string[]): readonly T[] {
  return items
    .map((item) => ({ item, key: keyOf(item).join('\0') }))
    .sort((a, b) => byKey(a.key, b.key))
    .map(({ item }) => item)
}

/** The reference that the name of a file is: a service by its name, or a base name that holds one. */
export function nameReferencesOf(name: string, matcher: PackageMatcher): readonly Reference[] {
  const slash = name.lastIndexOf('/')
  const kind = /(?:^|\/)META-INF\/services\/$/.test(name.slice(0, slash + 1)) ? 'service-name' : 'name'
  return matcher.namesIn(name.slice(slash + 1)).map((found) => ({ kind, name: found.name, line: null }))
}
