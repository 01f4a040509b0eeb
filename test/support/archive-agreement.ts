import { expect } from 'vitest'
import { omittedLines, referenceLines, scanOf } from './archive-scans.ts'
import { exhaustiveScan } from './exhaustive-scan.ts'

/** The second reading does not tell kinds of text apart. */
const plainKinds = (lines: readonly string[]): readonly string[] =>
  [...new Set(lines.map((line) => line.replace(/ (?:code|literal|text|comment|manifest|service) (\S+)$/, ' text $1')))].sort()

/** Fails unless the scanner and the second reading find the same references and classes in an archive; answers with how many. */
export const agreementOn = async (
  archive: Buffer,
  prefixes: readonly string[],
): Promise<{ readonly references: number; readonly classes: number }> => {
  const scan = await scanOf(archive, prefixes)
  const second = exhaustiveScan(archive, prefixes)
  expect(omittedLines(scan)).toEqual([])
  expect(plainKinds(referenceLines(scan))).toEqual(plainKinds(second.references))
  expect(scan.archives.reduce((sum, { classes }) => sum + classes, 0)).toBe(second.classes)
  return { references: second.references.length, classes: second.classes }
}
