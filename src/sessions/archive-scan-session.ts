import { basename, dirname, join } from 'node:path'
import type { ArchiveFindings, ArchiveScanResult } from '../core/archive-scan.ts'
import { FactError } from '../core/fact-error.ts'
import { ArchiveScanner, type ArchiveScan } from '../formats/archive-scan.ts'
import { PackageMatcher } from '../formats/package-references.ts'
import { printable } from '../formats/printable.ts'
import { factErrorOf } from './fact-error-of.ts'
import { type Place, placeOf, type Root } from './roots.ts'
import { assertGoing, SafeFile } from './safe-reader.ts'
import { walkOf } from './walker.ts'

export interface ArchiveScanOptions {
  readonly roots: readonly Root[]
  readonly signal: AbortSignal
  readonly prefixes: readonly string[]
}

/**
 * Scans the archive or file at a place, or everything below a directory. A file that cannot be read, changes meanwhile or is gone by then is named in
 * `omitted`, the others are scanned; only being out of time ends the scan. Throws FactError for prefixes that are no Java names.
 */
export async function archiveScanOf(place: Place, options: ArchiveScanOptions): Promise<ArchiveScanResult> {
  const whole = place.stats.isDirectory()
  const scanner = new ArchiveScanner(new PackageMatcher(options.prefixes), { alone: !whole })
  const walk = whole ? await walkOf(place, options) : null
  const base = whole ? place.asked : dirname(place.asked)
  const files = walk?.entries.filter(({ kind }) => kind === 'file') ?? [{ path: place.asked, relative: basename(place.asked) }]
  const unread: string[] = [...(walk?.omitted ?? [])]
  for (const { path, relative } of files) {
    const failure = await scanned(path, relative, scanner, options)
    if (failure === null) continue
    if (!whole) throw failure
    unread.push(failure.message)
  }
  const { archives, notInspected } = scanner.loose
  const [loose, ...inner] = archives
  // Of a single archive the directory around it says nothing.
  const told = loose !== undefined && (whole || loose.classes > 0 || loose.references.length > 0) ? [loose, ...inner] : inner
  return {
    files: files.length,
    archives: told.map((archive) => findingsOf(archive, base)),
    omitted: [...unread, ...notInspected.map((item) => lineOf(item, base))],
    counters: { ...scanner.counters },
  }
}

/** Why a file could not be scanned; null when it was. Throws once there is no time left. */
async function scanned(path: string, relative: string, scanner: ArchiveScanner, { roots, signal }: ArchiveScanOptions): Promise<FactError | null> {
  assertGoing(signal, path)
  try {
    const place = await placeOf(path, roots)
    if (place === null) return new FactError('changed', `${path} was there a moment ago and is gone`)
    const file = await SafeFile.open(place, signal)
    try {
      await scanner.file(relative, {
        size: file.size,
        read: (offset, length) => file.read(offset, length),
        readInto: (target, offset) => file.readInto(target, offset),
      })
      await file.assertUnchanged()
    } finally {
      await file.close()
    }
    return null
  } catch (error) {
    assertGoing(signal, path)
    return factErrorOf(error, path)
  }
}

/** Escapes make a name up to ten times as long. */
const NAME_MAX = 400

/** The outermost name of a chain is the file below the base. */
function findingsOf({ chain, entries, classes, newest, references }: ArchiveScan['archives'][number], base: string): ArchiveFindings {
  const [file, ...inner] = chain
  return {
    path: file === undefined ? base : join(base, file),
    chain: inner.map((name) => printable(name, NAME_MAX)),
    entries,
    classes,
    newest: newest === null ? null : { major: newest.major, entry: printable(newest.entry, NAME_MAX) },
    references: references.map((reference) => ({ ...reference, entry: printable(reference.entry, NAME_MAX) })),
  }
}

function lineOf({ chain, entry, code, text }: ArchiveScan['notInspected'][number], base: string): string {
  const [file, ...inner] = entry === null ? chain : [...chain, entry]
  const place = [file === undefined ? base : join(base, file), ...inner].map((name) => printable(name, NAME_MAX)).join('!/')
  return `${place}: not inspected (${code}): ${printable(text)}`
}
