import { ArchiveScanner, type ArchiveScan, type ScanCounters } from '../../src/formats/archive-scan.ts'
import { byteSourceOf } from '../../src/formats/byte-source.ts'
import { PackageMatcher } from '../../src/formats/package-references.ts'

export const JAVAX = ['javax.servlet', 'javax.websocket'] as const

export interface ScanUnderTest extends ArchiveScan {
  readonly counters: Readonly<ScanCounters>
}

/** Scans an archive in memory. */
export async function scanOf(
  archive: Uint8Array,
  prefixes: readonly string[] = JAVAX,
  options: { readonly batchSize?: number; readonly streamFrom?: number } = {},
): Promise<ScanUnderTest> {
  const scanner = new ArchiveScanner(new PackageMatcher(prefixes), options)
  const scan = await scanner.archive(byteSourceOf(archive))
  return { ...scan, counters: scanner.counters }
}

/** References as `chain!/entry kind name`, sorted, each once. */
export const referenceLines = ({ archives }: ArchiveScan): readonly string[] =>
  [
    ...new Set(
      archives.flatMap(({ chain, references }) => references.map(({ entry, kind, name }) => `${[...chain, entry].join('!/')} ${kind} ${name}`)),
    ),
  ].sort()

/** What was left out as `chain!/entry code`. */
export const omittedLines = ({ notInspected }: ArchiveScan): readonly string[] =>
  notInspected.map(({ chain, entry, code }) => `${[...chain, ...(entry === null ? [] : [entry])].join('!/')} ${code}`)
