import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classOf } from '../../fixtures/archives/class-writer.ts'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import { type ArchiveScan, ArchiveScanner } from '../../src/formats/archive-scan.ts'
import { shareOf } from '../../src/formats/archive-shares.ts'
import { byteSourceOf } from '../../src/formats/byte-source.ts'
import { mergedScans } from '../../src/formats/merged-scans.ts'
import { PackageMatcher } from '../../src/formats/package-references.ts'
import { JAVAX } from '../support/archive-scans.ts'

interface Item {
  readonly relative: string
  readonly content: Buffer
}

const small = fc.oneof(
  fc
    .constantFrom('javax/servlet/Filter', 'a/B', 'javax/websocket/Session')
    .chain((refers) =>
      fc.integer({ min: 52, max: 61 }).map((major) => ({ path: 'A.class', content: classOf({ name: 'A', classes: [refers], major }) })),
    ),
  fc
    .constantFrom('x = javax.servlet.Y', 'nothing', '', 'javax.websocket.Z\njavax.servlet.Y')
    .map((text) => ({ path: 'a.txt', content: Buffer.from(text) })),
  fc.constant({ path: 'META-INF/services/javax.servlet.Filter', content: Buffer.from('x.Y\n') }),
  fc.constant({ path: 'broken.jar', content: Buffer.from('no archive') }),
)

/** Names may be there twice, as entries and as archives within. */
const archiveOf = (depth: number): fc.Arbitrary<Buffer> =>
  fc
    .array(fc.tuple(depth === 0 ? small : fc.oneof({ weight: 3, arbitrary: small }, { weight: 2, arbitrary: nested(depth) }), fc.boolean()), {
      maxLength: 7,
    })
    .map((list) => zipOf(list.map(([{ path, content }, stored], index) => ({ name: `${index % 3}/${path}`, content, stored }))))
const nested = (depth: number): fc.Arbitrary<{ readonly path: string; readonly content: Buffer }> =>
  archiveOf(depth - 1).map((content) => ({ path: 'in.jar', content }))

const files: fc.Arbitrary<readonly Item[]> = fc
  .array(
    fc.oneof(
      archiveOf(2).map((content) => ({ name: 'a.war', content })),
      small.map(({ path, content }) => ({ name: path, content })),
      fc.constant({ name: 'cut.jar', content: Buffer.from('PK\x03\x04 and no more') }),
    ),
    { maxLength: 6 },
  )
  .map((list) => list.map(({ name, content }, index) => ({ relative: `${index}/${name}`, content })))

const scanned = async (items: readonly Item[], share: { readonly index: number; readonly of: number }, batchSize?: number): Promise<ArchiveScan> => {
  const scanner = new ArchiveScanner(new PackageMatcher(JAVAX), batchSize === undefined ? {} : { batchSize })
  const shared = items.map(({ relative, content }) => ({ relative, content, size: content.length, divisible: /\.(?:jar|war)$/.test(relative) }))
  for (const { file, part } of shareOf(shared, share.index, share.of)) await scanner.file(file.relative, byteSourceOf(file.content), part)
  return scanner.loose
}

describe('a scan that several processes share', () => {
  it('finds what one finds alone, whatever their number, the size of batches and the order in which entries lie', { timeout: 120_000 }, async () => {
    let found = 0
    let omitted = 0
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3000 }), async (items, of, batchSize) => {
        const alone = await scanned(items, { index: 0, of: 1 })
        const parts = await Promise.all(Array.from({ length: of }, (_, index) => scanned(items, { index, of }, batchSize)))
        expect(mergedScans(parts)).toEqual(alone)
        found += alone.archives.reduce((sum, { references }) => sum + references.length, 0)
        omitted += alone.notInspected.length
      }),
      { numRuns: 400 },
    )
    expect(found).toBeGreaterThan(500)
    expect(omitted).toBeGreaterThan(50)
  })

  it('cuts what is large into equal pieces, and only archives', () => {
    const file = (relative: string, size: number, divisible = true) => ({ relative, size, divisible })
    const shares = (list: readonly ReturnType<typeof file>[], of: number): readonly (readonly string[])[] =>
      Array.from({ length: of }, (_, index) =>
        shareOf(list, index, of).map(({ file: { relative }, part }) => (part === null ? relative : `${relative} ${part.from}-${part.end}`)),
      )
    expect(shares([file('a', 100)], 2)).toEqual([['a 0-50'], ['a 50-Infinity']])
    expect(shares([file('a', 10), file('b', 80), file('c', 10)], 2)).toEqual([
      ['a', 'b 0-40'],
      ['b 40-Infinity', 'c'],
    ])
    expect(shares([file('a', 80, false), file('b', 20, false), file('empty', 0, false)], 3)).toEqual([['a'], [], ['b', 'empty']])
    expect(shares([], 2)).toEqual([[], []])
  })
})
