import { deflateRawSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { classOf } from '../../fixtures/archives/class-writer.ts'
import { zipOf, type ZipInput } from '../../fixtures/archives/zip-writer.ts'
import collector from '../../src/collectors/archive-references.ts'
import { digestManifest } from '../support/digest-manifest.ts'
import { sessionOver, temporaryTree } from '../support/files.ts'

/**
 * FAULTS A1 to A20 as the scanner meets them on disk, beside a healthy archive: what the faulty one hides is told by its name, so that the fact is not
 * complete and no check passes; the healthy one is found; nothing is written; no case takes long.
 */
const MB = 1024 * 1024
const FILTER = classOf({ name: 'com/acme/A', classes: ['javax/servlet/Filter'] })
const HEALTHY = zipOf({ 'A.class': FILTER })
const TEXT = 'javax.servlet.Filter\n'.repeat(20)

/** Bytes that are the same in every run and look like nothing. */
const noise = (length: number): Buffer => {
  const bytes = Buffer.alloc(length)
  let state = 0x2545f491
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

/** One entry that tells lies, and a healthy one behind it. */
const one = (lies: Partial<ZipInput>): Buffer =>
  zipOf([
    { name: 'a.txt', content: TEXT, ...lies },
    { name: 'B.class', content: FILTER },
  ])
const nested = (depth: number): Buffer => (depth === 0 ? HEALTHY : zipOf({ [`${depth}.jar`]: nested(depth - 1) }))

interface Fault {
  readonly name: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  /** Entries of the faulty archive that are told to refer, in chains joined by `!/`. */
  readonly found?: readonly string[]
  /** What is told as not inspected, in words; none: the archive is healthy after all. */
  readonly omitted?: RegExp
}

const bad = (content: Uint8Array): Fault['files'] => ({ 'bad.jar': content })

const FAULTS: readonly Fault[] = [
  {
    name: 'A1 1 GB of zeros',
    files: bad(one({ data: deflateRawSync(Buffer.alloc(MB)), local: { size: 1024 * MB }, central: { size: 1024 * MB } })),
    found: ['B.class'],
    omitted: /bad\.jar!\/a\.txt: not inspected \(parse-failed|limit\)/,
  },
  {
    name: 'A2 60 MB from 60 KB',
    files: bad(one({ content: Buffer.alloc(60 * MB) })),
    found: ['B.class'],
    omitted: /a\.txt: not inspected \(limit\)/,
  },
  {
    name: 'A2 a bomb that states to be small',
    files: bad(one({ data: deflateRawSync(Buffer.alloc(60 * MB)), local: { size: 100 }, central: { size: 100 } })),
    found: ['B.class'],
    omitted: /a\.txt: not inspected \(parse-failed\)/,
  },
  {
    name: 'A3 more entries than are read',
    files: bad(
      zipOf(
        Array.from({ length: 200_001 }, (_, index) => ({ name: String(index), stored: true })),
        { zip64: true },
      ),
    ),
    omitted: /bad\.jar: not inspected \(limit\)/,
  },
  { name: 'A4 thirty archives within one another', files: bad(nested(30)), omitted: /30\.jar!.*25\.jar: not inspected \(limit\)/ },
  {
    name: 'A5 a thousand entries over the same data',
    files: bad(
      zipOf([{ name: '0', content: TEXT }, ...Array.from({ length: 999 }, (_, index) => ({ name: String(index + 1), central: { offset: 0 } }))]),
    ),
    omitted: /bad\.jar: not inspected \(ambiguous\): entries overlap/,
  },
  {
    name: 'A6 names that lead elsewhere',
    files: bad(zipOf({ '../../etc/A.class': FILTER, '/etc/B.class': FILTER, '..\\C.class': FILTER, 'C:\\D.class': FILTER })),
    found: ['../../etc/A.class', '..\\C.class', '/etc/B.class', 'C:\\D.class'],
  },
  {
    name: 'A7 a name twice: both are inspected',
    files: bad(
      zipOf([
        { name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\n\r\n' },
        { name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\nImport-Package: javax.servlet\r\n\r\n' },
      ]),
    ),
    found: ['META-INF/MANIFEST.MF'],
  },
  { name: 'A8 less stated than there is', files: bad(one({ local: { size: 10 }, central: { size: 10 } })), found: ['B.class'], omitted: /a\.txt/ },
  { name: 'A8 stated in one header only', files: bad(one({ central: { size: 10 } })), found: ['B.class'], omitted: /a\.txt.*ambiguous/ },
  {
    name: 'A9 a wrong CRC: what is there is found and told',
    files: bad(one({ local: { crc32: 1 }, central: { crc32: 1 } })),
    found: ['B.class', 'a.txt'],
    omitted: /a\.txt: not inspected \(parse-failed\)/,
  },
  ...Array.from({ length: 15 }, (_, sixteenth): Fault => {
    const whole = zipOf({ 'A.class': FILTER, 'b.txt': TEXT, 'c.jar': HEALTHY })
    return {
      name: `A10 cut after ${sixteenth + 1} sixteenths`,
      files: bad(whole.subarray(0, Math.floor((whole.length * (sixteenth + 1)) / 16))),
      omitted: /bad\.jar: not inspected \(parse-failed\)/,
    }
  }),
  { name: 'A11 nothing', files: bad(Buffer.alloc(0)), omitted: /bad\.jar: not inspected \(parse-failed\)/ },
  { name: 'A12 a header and noise', files: bad(Buffer.concat([Buffer.from('PK\x03\x04'), noise(4096)])), omitted: /bad\.jar: not inspected/ },
  {
    name: 'A13 ZIP64 with 2^40 entries',
    files: bad(zipOf({ a: TEXT }, { zip64: true, entryCount: 2 ** 40 })),
    omitted: /bad\.jar: not inspected \(limit\)/,
  },
  { name: 'A14 two names', files: bad(one({ local: { name: Buffer.from('c.txt') } })), found: ['B.class'], omitted: /a\.txt.*\(ambiguous\)/ },
  { name: 'A15 encrypted', files: bad(one({ local: { flags: 1 }, central: { flags: 1 } })), found: ['B.class'], omitted: /a\.txt.*encrypted/ },
  {
    name: 'A16 a symbolic link named like a class',
    files: bad(zipOf([{ name: 'A.class', content: '/opt/A.class', mode: 0o120777 }])),
    omitted: /A\.class: not inspected \(unsupported\): it is a symbolic link/,
  },
  {
    name: 'A17 odd names',
    files: bad(
      zipOf([
        { name: 'a\0b\u202e.class', content: FILTER },
        { name: `${'x'.repeat(60_000)}.class`, content: FILTER },
      ]),
    ),
    found: [String.raw`a\x00b\u{202e}.class`, expect.stringMatching(/^x{400}\.\.\. \(59606 more characters\)$/) as string],
  },
  {
    name: 'A17 a name that is no UTF-8',
    files: bad(zipOf([{ name: 'x', content: FILTER, local: { name: Buffer.from([0xff, 0xfe]) }, central: { name: Buffer.from([0xff, 0xfe]) } }])),
    found: [expect.stringMatching(/^\S+$/) as string],
  },
  { name: 'A18 an unknown method', files: bad(one({ local: { method: 93 }, central: { method: 93 } })), found: ['B.class'], omitted: /a\.txt/ },
  {
    name: 'A19 behind a self-extractor',
    files: bad(zipOf({ 'A.class': FILTER }, { prepend: Buffer.from('#!/bin/sh\nexit 0\n') })),
    found: ['A.class'],
  },
  { name: 'A20 a WAR that is a directory', files: { 'bad.war/WEB-INF/classes/A.class': FILTER } },
  { name: 'A20 a WAR that is a gzip', files: { 'bad.war': gzipSync(TEXT) }, omitted: /bad\.war: not inspected \(unsupported\): the file is gzip/ },
  {
    name: 'A20 a WAR that is a tar',
    files: { 'bad.war': Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\x0000'), Buffer.alloc(1000)]) },
    omitted: /bad\.war: not inspected \(unsupported\): the file is a tar archive/,
  },
]

let remove = (): void => {}
afterEach(() => remove())

describe('faulty archives', () => {
  it.each(FAULTS)('$name', async ({ files: content, found = [], omitted }) => {
    const tree = temporaryTree({ ...content, 'good.jar': HEALTHY })
    remove = tree.remove
    const { root } = tree
    const before = digestManifest(root)
    const begun = process.cpuUsage()
    const { files } = sessionOver([root])
    const collected = await collector.collect({
      target: { name: 'x', type: 'directory', role: 'sources', fields: { path: root } },
      params: { place: 'path', prefixes: ['javax.servlet'] },
      plan: { variables: { env: {}, properties: {} }, options: {} },
      files,
      signal: new AbortController().signal,
    })
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(8)
    expect(digestManifest(root)).toEqual(before)

    const entries = collected.value.archives.flatMap(({ path, chain, references }) =>
      path.includes('good.jar') ? [] : references.map(({ entry }) => [...chain, entry].join('!/')),
    )
    const loose = Object.keys(content).filter((name) => name.startsWith('bad.war/'))
    expect([...new Set(entries)].sort()).toEqual(loose.length > 0 ? loose : found)
    expect(collected.value.archives.find(({ path }) => path === `${root}/good.jar`)?.referring).toMatchObject([{ kind: 'class', count: 1 }])
    if (omitted === undefined) expect(collected.omitted).toEqual([])
    else {
      expect(collected.omitted).toHaveLength(1)
      expect(collected.omitted[0]).toMatch(omitted)
    }
  })

  it('have a row for each number', () => {
    const numbers = new Set(FAULTS.map(({ name }) => name.split(' ')[0]))
    expect([...numbers]).toEqual(Array.from({ length: 20 }, (_, index) => `A${index + 1}`))
  })
})
