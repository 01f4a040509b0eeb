import { randomBytes } from 'node:crypto'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type ZipInput, type ZipOverrides, zipOf } from '../../fixtures/archives/zip-writer.ts'
import { byteSourceOf } from '../../src/formats/byte-source.ts'
import { FormatError } from '../../src/formats/format-error.ts'
import { type ZipDirectory, zipDirectoryOf } from '../../src/formats/zip-directory.ts'
import { zipEntryContent } from '../../src/formats/zip-entry.ts'

const MB = 1024 * 1024

const directoryOf = (archive: Uint8Array): Promise<ZipDirectory> => zipDirectoryOf(byteSourceOf(archive))

/** Content of the first entry of a name, as text. */
async function contentOf(archive: Uint8Array, name: string): Promise<string> {
  const entry = (await directoryOf(archive)).entries.find((candidate) => candidate.name === name)
  if (entry === undefined) throw new Error(`no entry ${name}`)
  return Buffer.from(await zipEntryContent(byteSourceOf(archive), entry)).toString()
}

/** How reading everything ends: the kind of the error, or `read`. Anything but a FormatError is a defect and passes through. */
async function endOf(archive: Uint8Array): Promise<string> {
  try {
    const { entries } = await directoryOf(archive)
    for (const entry of entries) await zipEntryContent(byteSourceOf(archive), entry)
    return 'read'
  } catch (error) {
    if (error instanceof FormatError) return error.kind
    throw error
  }
}

const text = 'all work and no play '.repeat(100)

describe('healthy archives', () => {
  test.each<[string, readonly ZipInput[], ZipOverrides]>([
    ['deflated', [{ name: 'a', content: text }], {}],
    ['stored', [{ name: 'a', content: text, stored: true }], {}],
    ['with a data descriptor', [{ name: 'a', content: text, descriptor: true }, { name: 'b' }], {}],
    ['ZIP64', [{ name: 'a', content: text }], { zip64: true }],
    ['with a comment', [{ name: 'a', content: text }], { comment: 'signed PK\x05\x06 by nobody' }],
    ['A19 behind a self-extractor', [{ name: 'a', content: text }], { prepend: Buffer.from('#!/bin/sh\nexit 0\n') }],
    ['A19 ZIP64 behind a self-extractor', [{ name: 'a', content: text }], { zip64: true, prepend: Buffer.from('#!/bin/sh\nexit 0\n') }],
  ])('%s', async (_name, entries, overrides) => {
    const archive = zipOf(entries, overrides)
    expect(await contentOf(archive, 'a')).toBe(text)
    expect((await directoryOf(archive)).prependedBytes).toBe(overrides.prepend?.length ?? 0)
  })

  test('an archive without entries', async () => {
    expect(await directoryOf(zipOf([]))).toEqual({ entries: [], prependedBytes: 0 })
  })

  test('an empty entry, stored and deflated', async () => {
    expect(await endOf(zipOf([{ name: 'a', stored: true }, { name: 'b' }]))).toBe('read')
  })

  test('an archive within an archive', async () => {
    const inner = zipOf({ 'A.class': 'x' })
    const outer = byteSourceOf(zipOf([{ name: 'lib/inner.jar', content: inner, stored: true }]))
    const [entry] = (await zipDirectoryOf(outer)).entries
    if (entry === undefined) throw new Error('no entry')
    expect(await contentOf(await zipEntryContent(outer, entry), 'A.class')).toBe('x')
  })

  test('names in CP437 and in UTF-8', async () => {
    const archive = zipOf([
      { name: 'x', local: { name: Buffer.from([0x81]), flags: 0 }, central: { name: Buffer.from([0x81]), flags: 0 } },
      { name: '\u00fc/' },
    ])
    const { entries } = await directoryOf(archive)
    expect(entries.map(({ name, directory }) => [name, directory])).toEqual([
      ['\u00fc', false],
      ['\u00fc/', true],
    ])
    expect(await endOf(archive)).toBe('read')
  })

  test('the directory of a large archive is found without reading the entries', async () => {
    const archive = zipOf([
      { name: 'big', content: randomBytes(20 * MB), stored: true },
      { name: 'a', content: text },
    ])
    let read = 0
    const source = byteSourceOf(archive)
    const counted = { size: source.size, read: (offset: number, length: number) => ((read += length), source.read(offset, length)) }
    const entry = (await zipDirectoryOf(counted)).entries[1]
    if (entry === undefined) throw new Error('no entry')
    await zipEntryContent(counted, entry)
    expect(read).toBeLessThan(200_000)
  })
})

describe('hostile archives', () => {
  const one = (lies: Partial<ZipInput>): Buffer =>
    zipOf([
      { name: 'a', content: text, ...lies },
      { name: 'b', content: 'next' },
    ])

  test.each<[string, Buffer, string]>([
    [
      'A1 1 GB of zeros, by what it states',
      one({ data: deflateRawSync(Buffer.alloc(MB)), local: { size: 1024 * MB }, central: { size: 1024 * MB } }),
      'limit',
    ],
    ['A2 60 MB from 60 KB', zipOf({ bomb: Buffer.alloc(60 * MB) }), 'limit'],
    [
      'A2 a bomb that states to be small',
      one({ data: deflateRawSync(Buffer.alloc(60 * MB)), local: { size: 100 }, central: { size: 100 } }),
      'parse-failed',
    ],
    [
      'A3 more entries than are read',
      zipOf(
        Array.from({ length: 200_001 }, (_, n) => ({ name: String(n) })),
        { zip64: true },
      ),
      'limit',
    ],
    ['A8 states less than there is', one({ local: { size: 10 }, central: { size: 10 } }), 'parse-failed'],
    ['A8 states more than there is', one({ local: { size: text.length + 1 }, central: { size: text.length + 1 } }), 'parse-failed'],
    ['A8 states it in one header only', one({ central: { size: 10 } }), 'ambiguous'],
    ['A8 stored, two sizes', one({ stored: true, local: { size: 10 }, central: { size: 10 } }), 'parse-failed'],
    ['A8 compressed size too small', one({ local: { compressedSize: 10 }, central: { compressedSize: 10 } }), 'parse-failed'],
    ['A8 compressed size into the next entry', one({ local: { compressedSize: 500 }, central: { compressedSize: 500 } }), 'ambiguous'],
    ['bytes behind the deflated data', one({ data: Buffer.concat([deflateRawSync(Buffer.from(text)), Buffer.from('PK hidden')]) }), 'parse-failed'],
    ['A9 wrong CRC', one({ local: { crc32: 1 }, central: { crc32: 1 } }), 'parse-failed'],
    ['A9 wrong CRC, stored', one({ stored: true, local: { crc32: 1 }, central: { crc32: 1 } }), 'parse-failed'],
    ['A9 two CRCs', one({ central: { crc32: 1 } }), 'ambiguous'],
    ['A9 damaged data', one({ data: randomBytes(200) }), 'parse-failed'],
    ['A11 nothing', Buffer.alloc(0), 'parse-failed'],
    ['A12 a header and noise', Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(4096)]), 'parse-failed'],
    ['A12 noise', Buffer.concat([Buffer.from('noise'), randomBytes(4096)]), 'parse-failed'],
    ['A13 ZIP64 with 2^40 entries', zipOf({ a: 'x' }, { zip64: true, entryCount: 2 ** 40 }), 'limit'],
    ['fewer entries than stated', zipOf({ a: 'x' }, { entryCount: 2 }), 'parse-failed'],
    ['more entries than stated', zipOf({ a: 'x', b: 'y' }, { entryCount: 1 }), 'parse-failed'],
    ['A14 two names', one({ local: { name: Buffer.from('c') } }), 'ambiguous'],
    ['A14 two names of different length', one({ local: { name: Buffer.from('abc') } }), 'ambiguous'],
    ['two methods', one({ local: { method: 0 } }), 'ambiguous'],
    ['A15 encrypted', one({ local: { flags: 1 }, central: { flags: 1 } }), 'parse-failed'],
    ['A15 encrypted, says one header', one({ local: { flags: 0x801 } }), 'ambiguous'],
    ['A15 with a hidden directory', one({ central: { flags: 0x2800 } }), 'parse-failed'],
    ['A18 unknown method', one({ local: { method: 93 }, central: { method: 93 } }), 'parse-failed'],
    ['no local header there', one({ descriptor: true, central: { offset: 1 } }), 'parse-failed'],
    ['an offset beyond the end', one({ central: { offset: 0xfffffff0 } }), 'ambiguous'],
    ['a size above 4 GB without its field', one({ central: { size: 0xffffffff } }), 'parse-failed'],
    ['A20 gzip', gzipSync(text), 'unsupported'],
    ['A20 tar', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\x0000'), Buffer.alloc(1000)]), 'unsupported'],
    ['bytes behind the archive', Buffer.concat([zipOf({ a: 'x' }), Buffer.from('appended')]), 'parse-failed'],
    ['two end records', zipOf({ a: 'x' }, { comment: zipOf({ evil: 'y' }).toString('latin1') }), 'ambiguous'],
    ['bytes taken out of the middle', Buffer.concat([zipOf({ a: 'x' }).subarray(0, 10), zipOf({ a: 'x' }).subarray(20)]), 'parse-failed'],
  ])('%s', async (_name, archive, kind) => {
    expect(await endOf(archive)).toBe(kind)
  })

  test('A5 a thousand entries over the same data are refused before any is inflated', async () => {
    const shared = zipOf([{ name: '0', content: text }, ...Array.from({ length: 999 }, (_, n) => ({ name: String(n + 1), central: { offset: 0 } }))])
    await expect(directoryOf(shared)).rejects.toMatchObject({ kind: 'ambiguous', message: expect.stringContaining('overlap') })
  })

  test('A6 names that lead elsewhere are listed as they are', async () => {
    const names = ['../../etc/x', '/etc/x', '..\\..\\x', 'C:\\x', 'C:/x']
    expect((await directoryOf(zipOf(names.map((name) => ({ name }))))).entries.map((entry) => entry.name)).toEqual(names)
  })

  test('A7 a name that is there twice is listed twice and not read, its neighbours are', async () => {
    const archive = zipOf([
      { name: 'META-INF/MANIFEST.MF', content: '1' },
      { name: 'a', content: 'x' },
      { name: 'META-INF/MANIFEST.MF', content: '2' },
    ])
    expect((await directoryOf(archive)).entries.map(({ name, duplicate }) => [name, duplicate])).toEqual([
      ['META-INF/MANIFEST.MF', true],
      ['a', false],
      ['META-INF/MANIFEST.MF', true],
    ])
    expect(await contentOf(archive, 'a')).toBe('x')
    await expect(contentOf(archive, 'META-INF/MANIFEST.MF')).rejects.toMatchObject({ kind: 'ambiguous' })
  })

  test.each<[string, readonly ZipInput[], ZipOverrides]>([
    [
      'plain',
      [
        { name: 'a', content: text },
        { name: 'b', content: text, stored: true },
      ],
      {},
    ],
    ['ZIP64 with descriptors', [{ name: 'a', content: text, descriptor: true }], { zip64: true }],
  ])('A10 cut anywhere, an archive (%s) is never read', async (_name, entries, overrides) => {
    const archive = zipOf(entries, overrides)
    for (let length = 0; length < archive.length; length++) expect(await endOf(archive.subarray(0, length)), String(length)).not.toBe('read')
  })

  test('every single byte that is changed gives an error or the same content', async () => {
    const archive = zipOf([
      { name: 'a', content: text },
      { name: 'b', content: 'next', stored: true, descriptor: true },
    ])
    for (let at = 0; at < archive.length; at++) {
      const changed = Buffer.from(archive)
      changed.writeUInt8(changed.readUInt8(at) ^ 0x41, at)
      if ((await endOf(changed)) !== 'read') continue
      const { entries } = await directoryOf(changed)
      expect(
        entries.map((entry) => entry.name),
        `offset ${at}`,
      ).toEqual(['a', 'b'])
      expect([await contentOf(changed, 'a'), await contentOf(changed, 'b')], `offset ${at}`).toEqual([text, 'next'])
    }
  })

  test('A16 a symbolic link is marked, and its content is where it leads', async () => {
    const archive = zipOf([{ name: 'link', content: '/etc/passwd', mode: 0o120777 }])
    expect((await directoryOf(archive)).entries).toMatchObject([{ symbolicLink: true }])
    expect(await contentOf(archive, 'link')).toBe('/etc/passwd')
  })

  test('A17 odd names are listed, bytes that are not UTF-8 escaped', async () => {
    const long = 'x'.repeat(0xffff)
    const bad = { name: Buffer.from([0x61, 0xff]) }
    const archive = zipOf([{ name: 'a\0b' }, { name: '\u202egnp.exe' }, { name: long }, { name: 'bad', local: bad, central: bad }])
    expect((await directoryOf(archive)).entries.map((entry) => entry.name)).toEqual(['a\0b', '\u202egnp.exe', long, 'a\\xFF'])
    expect(await endOf(archive)).toBe('read')
  })

  test('a long name is cut in messages', async () => {
    await expect(contentOf(zipOf([{ name: 'x'.repeat(0xffff), central: { crc32: 1 } }]), 'x'.repeat(0xffff))).rejects.toMatchObject({
      message: expect.stringMatching(/^.{0,400}$/),
    })
  })
})
