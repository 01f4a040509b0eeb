import { describe, expect, it } from 'vitest'
import { type HeaderFields, zipOf, type ZipInput } from '../../fixtures/archives/zip-writer.ts'
import { omittedLines, referenceLines, scanOf } from '../support/archive-scans.ts'

/** Small entries take a short way through the scanner (formats/plain-entry); none that lies may. */
const TEXT = 'javax.servlet.Filter, and as much again to deflate: javax.servlet.Filter'
const between = (odd: Partial<ZipInput>): Buffer =>
  zipOf([
    { name: 'a.txt', content: TEXT },
    { name: 'b.txt', content: TEXT, ...odd },
    { name: 'c.txt', content: TEXT },
  ])
const hits = (...names: readonly string[]): readonly string[] => names.map((name) => `${name} text javax.servlet.Filter`)

const LIES: readonly { readonly lie: string; readonly local: HeaderFields; readonly code: string }[] = [
  { lie: 'name', local: { name: Buffer.from('x.txt') }, code: 'ambiguous' },
  { lie: 'method', local: { method: 0 }, code: 'ambiguous' },
  { lie: 'encryption', local: { flags: 0x0801 }, code: 'ambiguous' },
  { lie: 'CRC', local: { crc32: 7 }, code: 'ambiguous' },
  { lie: 'size', local: { size: 7 }, code: 'ambiguous' },
  { lie: 'compressed size', local: { compressedSize: 7 }, code: 'ambiguous' },
]

describe('a small entry', () => {
  it('whose headers agree is read, deferred sizes or not', async () => {
    for (const descriptor of [false, true]) expect(referenceLines(await scanOf(between({ descriptor })))).toEqual(hits('a.txt', 'b.txt', 'c.txt'))
  })

  it.for(LIES)('whose headers do not agree on the $lie is left out, its neighbours are read', async ({ local, code }) => {
    const scan = await scanOf(between({ local }))
    expect(omittedLines(scan)).toEqual([`b.txt ${code}`])
    expect(referenceLines(scan)).toEqual(hits('a.txt', 'c.txt'))
  })

  it('that is encrypted, patch data or of a method not known is left out', async () => {
    for (const [flags, method] of [
      [0x0801, 8],
      [0x0820, 8],
      [0x0800, 12],
    ] as const)
      expect(omittedLines(await scanOf(between({ local: { flags, method }, central: { flags, method } })))).toEqual(['b.txt parse-failed'])
  })

  it('whose data would begin further on, in the next entry, is left out', async () => {
    const archive = between({})
    const local = archive.indexOf('b.txt') - 30
    // The data of the next, which is the same: were it taken, nothing would look amiss.
    archive.writeUInt16LE(archive.indexOf('c.txt') - archive.indexOf('b.txt'), local + 28)
    const scan = await scanOf(archive)
    expect(omittedLines(scan)).toEqual(['b.txt parse-failed'])
    expect(referenceLines(scan)).toEqual(hits('a.txt', 'c.txt'))
  })

  it('that is not where the directory says is left out', async () => {
    const archive = between({})
    archive.writeUInt8(0, archive.indexOf('b.txt') - 30)
    expect(omittedLines(await scanOf(archive))).toEqual(['b.txt parse-failed'])
  })

  it('of a later class file version than the others is the newest, the first by name of several', async () => {
    const classOf = (major: number): Buffer => Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, major, 0, 1, 0, 0, 0, 0, 0, 0])
    const names = ['b/B.class', 'a/\u00e9.class', 'a/Z.class', 'a/Zz.class', 'c/A.class', 'a/\u{1f600}.class', 'a/\uffee.class']
    for (let turn = 0; turn < names.length; turn++) {
      const turned = [...names.slice(turn), ...names.slice(0, turn)]
      const { archives } = await scanOf(
        zipOf([{ name: 'old.class', content: classOf(52) }, ...turned.map((name) => ({ name, content: classOf(61) }))]),
      )
      expect(archives[0]?.newest).toEqual({ major: 61, entry: 'a/Z.class' })
      const odd = await scanOf(
        zipOf(turned.filter((name) => name.length < 10 && name > 'a/a' && name < 'b').map((name) => ({ name, content: classOf(61) }))),
      )
      expect(odd.archives[0]?.newest?.entry).toBe('a/\u00e9.class')
    }
  })
})
