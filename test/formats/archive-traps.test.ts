import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { classOf, type ClassInput } from '../../fixtures/archives/class-writer.ts'
import { zipOf, type ZipInput, type ZipOverrides } from '../../fixtures/archives/zip-writer.ts'
import { omittedLines, referenceLines, scanOf } from '../support/archive-scans.ts'

/** The archives that no tool of the field reads right in all cases (facts/performance 1.5), and what must come of each. */
const MB = 1024 * 1024
const acme = (more: Partial<ClassInput>): Buffer => classOf({ name: 'com/acme/A', ...more })
const FILTER = acme({ classes: ['javax/servlet/Filter'] })
const HIT = 'A.class class javax.servlet.Filter'
const jar = (entries: readonly ZipInput[] | Readonly<Record<string, string | Uint8Array>>, overrides?: ZipOverrides): Buffer =>
  zipOf(entries, overrides)
const SCRIPT = Buffer.from('// javax.servlet.Old\nvar cookie = new Packages.javax.servlet.http.Cookie("a", "b")\n')
const folded = `Manifest-Version: 1.0\r\nImport-Package: org.osgi.framework;version="[1.6,2)",org.foo.bar;a=b,jav\r\n ax.servlet;version="[3.1,5)"\r\n\r\n`

interface Trap {
  readonly name: string
  readonly archive: Buffer
  readonly hits: readonly string[]
  readonly omitted?: readonly string[]
}

const TRAPS: readonly Trap[] = [
  {
    name: 'a shaded package is clean',
    archive: jar({
      'A.class': acme({
        classes: ['org/foo/shaded/javax/servlet/Filter', '[Lorg/foo/javax/servlet/Filter;'],
        strings: ['org.foo.javax.servlet.Filter', 'https://docs.example.com/javax/servlet/Filter.html', 'META-INF/maven/javax.servlet/pom.xml'],
        descriptors: ['(Lorg/foo/javax/servlet/Filter;)V'],
      }),
    }),
    hits: [],
  },
  {
    name: 'near misses are clean',
    archive: jar({
      'A.class': acme({
        classes: ['javax/servletfoo/X', 'xjavax/servlet/Y', 'javax/xml/parsers/Z'],
        strings: ['javax.servlet_x', 'my-javax.servlet', 'javax.naming.Context'],
      }),
      'a.properties': 'a=javax.servletfoo\nb=xjavax.servlet.Y\njavax.servlets=1\n',
    }),
    hits: [],
  },
  {
    name: 'Class.forName("javax.servlet.Filter") is a string',
    archive: jar({ 'A.class': acme({ strings: ['javax.servlet.Filter'] }) }),
    hits: ['A.class string javax.servlet.Filter'],
  },
  {
    name: 'a generic signature only',
    archive: jar({ 'A.class': acme({ texts: ['Ljava/util/List<Ljavax/servlet/Filter;>;'] }) }),
    hits: ['A.class descriptor javax.servlet.Filter'],
  },
  {
    name: 'a descriptor behind a primitive type',
    archive: jar({ 'A.class': acme({ descriptors: ['(ILjavax/servlet/http/Cookie;J)I'] }) }),
    hits: ['A.class descriptor javax.servlet.http.Cookie'],
  },
  {
    name: 'a string in an annotation',
    archive: jar({ 'A.class': acme({ texts: ['javax.servlet.context.tempdir'] }) }),
    hits: ['A.class string javax.servlet.context.tempdir'],
  },
  {
    name: 'the path of a resource',
    archive: jar({ 'A.class': acme({ strings: ['/javax/servlet/resources/web-app_2_3.xsd'] }) }),
    hits: ['A.class string javax.servlet.resources.web'],
  },
  {
    name: 'a manifest folded within the name',
    archive: jar({ 'META-INF/MANIFEST.MF': folded }),
    hits: ['META-INF/MANIFEST.MF manifest javax.servlet'],
  },
  {
    name: 'the name of a service',
    archive: jar({ 'META-INF/services/javax.servlet.ServletContainerInitializer': 'com.acme.Init\n' }),
    hits: ['META-INF/services/javax.servlet.ServletContainerInitializer service-name javax.servlet.ServletContainerInitializer'],
  },
  {
    name: 'a shell stub in front of stored JARs (Boot)',
    archive: jar([{ name: 'BOOT-INF/lib/x.jar', content: jar({ 'A.class': FILTER }), stored: true }], {
      prepend: Buffer.from('#!/bin/bash\nexit 0\n'),
    }),
    hits: [`BOOT-INF/lib/x.jar!/${HIT}`],
  },
  {
    name: 'EAR, WAR, JAR',
    archive: jar({ 'web.war': jar({ 'WEB-INF/lib/x.jar': jar({ 'A.class': FILTER }) }) }),
    hits: [`web.war!/WEB-INF/lib/x.jar!/${HIT}`],
  },
  { name: 'a JAR of an odd extension', archive: jar({ 'plugin.bin': jar({ 'A.class': FILTER }) }), hits: [`plugin.bin!/${HIT}`] },
  {
    name: 'a JAR of an odd extension behind a stub',
    archive: jar({ 'setup.run': jar({ 'A.class': FILTER }, { prepend: Buffer.from('#!/bin/sh\n') }) }),
    hits: [`setup.run!/${HIT}`],
  },
  { name: 'a truncated archive', archive: jar({ 'A.class': FILTER }).subarray(0, -30), hits: [], omitted: [' parse-failed'] },
  {
    name: 'a truncated JAR in a WAR, beside a healthy one',
    archive: jar({ 'a.jar': jar({ 'A.class': FILTER }).subarray(0, 60), 'b.jar': jar({ 'A.class': FILTER }) }),
    hits: [`b.jar!/${HIT}`],
    omitted: ['a.jar parse-failed'],
  },
  {
    name: 'an encrypted entry',
    archive: jar([{ name: 'A.class', content: FILTER, local: { flags: 1 }, central: { flags: 1 } }]),
    hits: [],
    omitted: ['A.class parse-failed'],
  },
  {
    name: 'a wrong CRC: found and told',
    archive: jar([
      { name: 'A.class', content: FILTER, local: { crc32: 1 }, central: { crc32: 1 } },
      { name: 'B.class', content: FILTER },
    ]),
    hits: [HIT, HIT.replace('A.', 'B.')],
    omitted: ['A.class parse-failed'],
  },
  {
    name: 'a wrong CRC of a stored entry',
    archive: jar([{ name: 'A.class', content: FILTER, stored: true, local: { crc32: 1 }, central: { crc32: 1 } }]),
    hits: [HIT],
    omitted: ['A.class parse-failed'],
  },
  {
    name: '200 MB of zeros: told as a bomb, the rest found',
    archive: jar([
      { name: 'zeros', data: deflateRawSync(Buffer.alloc(200 * MB)), local: { size: 200 * MB }, central: { size: 200 * MB } },
      { name: 'A.class', content: FILTER },
    ]),
    hits: [HIT],
    omitted: ['zeros limit'],
  },
  {
    name: 'a bomb that states to be small',
    archive: jar([
      { name: 'zeros', data: deflateRawSync(Buffer.alloc(8 * MB)), local: { size: 9 }, central: { size: 9 } },
      { name: 'A.class', content: FILTER },
    ]),
    hits: [HIT],
    omitted: ['zeros parse-failed'],
  },
  {
    name: 'a multi-release JAR',
    archive: jar({ 'META-INF/versions/11/A.class': FILTER }),
    hits: [`META-INF/versions/11/${HIT}`],
  },
  {
    name: 'two entries of one name',
    archive: jar([
      { name: 'A.class', content: acme({}) },
      { name: 'A.class', content: FILTER },
    ]),
    hits: [HIT],
  },
  { name: 'a data descriptor', archive: jar([{ name: 'A.class', content: FILTER, descriptor: true }]), hits: [HIT] },
  {
    name: 'a data descriptor, and a local header that leaves its sizes to a field of ZIP64, as javax2jakarta writes it',
    archive: jar([{ name: 'A.class', content: FILTER, descriptor: true, local: { size: 0xffffffff, compressedSize: 0xffffffff } }]),
    hits: [HIT],
  },
  {
    name: 'the same of a stored entry, whose end then depends on who reads it',
    archive: jar([{ name: 'A.class', content: FILTER, stored: true, descriptor: true, local: { size: 0xffffffff, compressedSize: 0xffffffff } }]),
    hits: [],
    omitted: ['A.class parse-failed'],
  },
  { name: 'ZIP64', archive: jar({ 'A.class': FILTER }, { zip64: true }), hits: [HIT] },
  {
    name: '65 601 entries',
    archive: jar([...Array.from({ length: 65_600 }, (_, index) => ({ name: `e${index}`, stored: true })), { name: 'A.class', content: FILTER }], {
      zip64: true,
    }),
    hits: [HIT],
  },
  {
    name: 'the mark of an end record in the comment',
    archive: jar({ 'A.class': FILTER }, { comment: 'PK\x05\x06 and more than twenty-two bytes' }),
    hits: [HIT],
  },
  {
    name: 'UTF-16 text, with a mark and without',
    archive: jar({
      'a.groovy': Buffer.from('\ufeffimport javax.servlet.Filter', 'utf16le'),
      'b.txt': Buffer.from('import javax.servlet.Filter', 'utf16le'),
      'c.txt': Buffer.from('import javax.servlet.Filter', 'utf16le').swap16(),
    }),
    hits: ['a.groovy code javax.servlet.Filter', 'b.txt text javax.servlet.Filter', 'c.txt text javax.servlet.Filter'],
  },
  {
    name: "a script in base64, in a zipped export of AM's configuration",
    archive: jar({
      'realms/root/Scripts/login.json': JSON.stringify({ data: { name: 'login', language: 'JAVASCRIPT', script: SCRIPT.toString('base64') } }),
      'realms/root/Scripts/list.json': JSON.stringify({ script: [SCRIPT.toString('base64').slice(0, 8), SCRIPT.toString('base64').slice(8)] }),
      'realms/root/Scripts/utf-16.json': Buffer.from(`\ufeff${JSON.stringify({ script: SCRIPT.toString('base64') })}`, 'utf16le'),
      'deep.json': `${'['.repeat(100_000)}{"script":"${SCRIPT.toString('base64')}"`,
      'not-base64.json': JSON.stringify({ script: `${SCRIPT.toString('base64')}!`, name: 'javax.servlet.Plain' }),
      'plain.json': JSON.stringify({ script: 'new javax.servlet.Plain()' }),
    }),
    hits: [
      'realms/root/Scripts/login.json code javax.servlet.http.Cookie',
      'realms/root/Scripts/login.json comment javax.servlet.Old',
      ...['realms/root/Scripts/list.json', 'realms/root/Scripts/utf-16.json', 'deep.json'].flatMap((file) =>
        ['javax.servlet.http.Cookie', 'javax.servlet.Old'].map((name) => `${file} text ${name}`),
      ),
      'not-base64.json text javax.servlet.Plain',
      'plain.json text javax.servlet.Plain',
    ],
  },
  {
    name: 'Latin-1 text',
    archive: jar({ 'a.properties': Buffer.from('author=Jos\xe9\nfilter=javax.servlet.Filter\n', 'latin1') }),
    hits: ['a.properties text javax.servlet.Filter'],
  },
  {
    name: 'a class file cut in its pool',
    archive: jar({
      'A.class': acme({ classes: ['javax/servlet/Filter'], strings: ['x'.repeat(50)] }).subarray(0, -40),
      'B.class': FILTER.subarray(0, -10),
    }),
    hits: [],
    omitted: ['A.class parse-failed', 'B.class parse-failed'],
  },
  {
    name: 'no class file, whatever its name',
    archive: jar({ 'A.class': 'encrypted by a class loader' }),
    hits: [],
    omitted: ['A.class parse-failed'],
  },
  { name: 'a class file whatever its name', archive: jar({ 'A.dat': FILTER }), hits: ['A.dat class javax.servlet.Filter'] },
  {
    name: 'overlapping entries',
    archive: jar([
      { name: 'A.class', content: FILTER },
      { name: 'B.class', content: FILTER, central: { offset: 0, name: Buffer.from('A.class') } },
    ]),
    hits: [],
    omitted: [' ambiguous'],
  },
  { name: 'names that leave the archive are names', archive: jar({ '../../etc/A.class': FILTER }), hits: [`../../etc/${HIT}`] },
  {
    name: 'a symbolic link named like a JAR is not followed',
    archive: jar([{ name: 'x.jar', content: '/opt/x.jar', mode: 0o120777 }]),
    hits: [],
    omitted: ['x.jar unsupported'],
  },
]

describe('the traps', () => {
  it.for(TRAPS)('$name', async ({ archive, hits, omitted = [] }) => {
    const scan = await scanOf(archive)
    expect(referenceLines(scan)).toEqual(hits.toSorted())
    expect(omittedLines(scan)).toEqual(omitted)
  })
})

describe('bounds', () => {
  const nested = (depth: number): Buffer => (depth === 0 ? jar({ 'A.class': FILTER }) : jar({ [`${depth}.jar`]: nested(depth - 1) }))

  it('five archives within an archive are scanned, a sixth is told', async () => {
    expect(referenceLines(await scanOf(nested(5)))).toEqual([`5.jar!/4.jar!/3.jar!/2.jar!/1.jar!/${HIT}`])
    const scan = await scanOf(nested(6))
    expect(referenceLines(scan)).toEqual([])
    expect(omittedLines(scan)).toEqual(['6.jar!/5.jar!/4.jar!/3.jar!/2.jar!/1.jar limit'])
  })

  it('thirty levels cost no more than five', async () => {
    expect(omittedLines(await scanOf(nested(30)))).toEqual(['30.jar!/29.jar!/28.jar!/27.jar!/26.jar!/25.jar limit'])
  })

  it('an archive met twice is scanned once, and told twice', async () => {
    const inner = jar({ 'A.class': FILTER, 'b.txt': 'x'.repeat(1000) })
    const scan = await scanOf(jar({ 'a.jar': inner, 'b.jar': inner, 'in.war': jar({ 'c.jar': inner }) }))
    expect(referenceLines(scan)).toEqual([`a.jar!/${HIT}`, `b.jar!/${HIT}`, `in.war!/c.jar!/${HIT}`])
    expect(scan.counters.repeated).toBe(2)
  })

  it('what is left out does not depend on where an archive was met first', async () => {
    const deep = nested(2)
    const inFour = jar({ 'w.jar': jar({ 'x.jar': jar({ 'y.jar': jar({ 'z.jar': deep }) }) }) })
    const lines = async (archive: Buffer): Promise<readonly string[]> => [
      ...referenceLines(await scanOf(archive)),
      ...omittedLines(await scanOf(archive)),
    ]
    const shallowFirst = await lines(
      jar([
        { name: 'a.jar', content: deep },
        { name: 'b.jar', content: inFour },
      ]),
    )
    const deepFirst = await lines(
      jar([
        { name: 'b.jar', content: inFour },
        { name: 'a.jar', content: deep },
      ]),
    )
    expect(deepFirst).toEqual(shallowFirst)
    expect(shallowFirst.join()).toContain('limit')
  })

  it('a quine-like archive ends at the depth limit', async () => {
    const scan = await scanOf(jar({ 'r.zip': jar({ 'r.zip': jar({ 'r.zip': jar({ 'r.zip': nested(4) }) }) }) }))
    expect(omittedLines(scan).every((line) => line.endsWith(' limit'))).toBe(true)
    expect(scan.notInspected.length).toBeGreaterThan(0)
  })

  it('counters: a directory, the entries, one call for many entries', async () => {
    const classes = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`C${index}.class`, acme({ strings: [`constant ${index}`] })]))
    const { counters, archives } = await scanOf(jar(classes))
    expect(archives[0]).toMatchObject({ entries: 500, classes: 500, references: [] })
    expect(counters.gunzipCalls).toBe(1)
    expect(counters.reads).toBeLessThanOrEqual(4)
    expect(counters.bytesInflated).toBe(Object.values(classes).reduce((sum, { length }) => sum + length, 0))
  })
})

describe('a script in base64', () => {
  const encoded = JSON.stringify({ language: 'JAVASCRIPT', script: SCRIPT.toString('base64') })

  it('is told with its line, which is one of the script', async () => {
    const [archive] = (await scanOf(jar({ 'login.json': encoded }))).archives
    expect(archive?.references).toEqual([
      { entry: 'login.json', kind: 'code', name: 'javax.servlet.http.Cookie', line: 2, member: 'script' },
      { entry: 'login.json', kind: 'comment', name: 'javax.servlet.Old', line: 1, member: 'script' },
    ])
  })

  it('is found in a large file too', async () => {
    const scan = await scanOf(jar([{ name: 'all.json', content: `{"padding":"${' '.repeat(5 * MB)}",${encoded.slice(1)}`, stored: true }]))
    expect(referenceLines(scan)).toEqual(['all.json code javax.servlet.http.Cookie', 'all.json comment javax.servlet.Old'])
  })
})

describe('large entries', () => {
  const filler = Buffer.from(Array.from({ length: 5 * MB }, (_, index) => 32 + ((index * 7919) % 90) + ((index >> 7) % 5)))

  it.for([true, false])('are streamed (stored: %s), and read whole only where they refer', async (stored) => {
    const clean = await scanOf(jar([{ name: 'big.txt', content: filler, stored }]))
    expect([referenceLines(clean), omittedLines(clean)]).toEqual([[], []])
    const across = Buffer.concat([filler.subarray(0, MB - 4), Buffer.from('\njavax.servlet.Filter\n'), filler])
    expect(referenceLines(await scanOf(jar([{ name: 'big.txt', content: across, stored }])))).toEqual(['big.txt text javax.servlet.Filter'])
  })

  it('between what is batched and what is streamed are read, and what is behind them', async () => {
    // Bytes that deflate does not make smaller, the same in every run.
    let state = 1
    const content = Buffer.from(Array.from({ length: 2 * MB }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24))
    const entries = ['a', 'b'].flatMap((name) => [
      { name: `${name}.bin`, content },
      { name: `${name}.class`, content: FILTER },
    ])
    const scan = await scanOf(jar(entries))
    expect(referenceLines(scan)).toEqual(['a.class class javax.servlet.Filter', 'b.class class javax.servlet.Filter'])
    expect(omittedLines(scan)).toEqual([])
  })

  it.for([true, false])('are told when they are damaged (stored: %s)', async (stored) => {
    const scan = await scanOf(jar([{ name: 'big.txt', content: filler, stored, local: { crc32: 7 }, central: { crc32: 7 } }]))
    expect(omittedLines(scan)).toEqual(['big.txt parse-failed'])
  })

  it.for([true, false])('are scanned when they are archives, whatever their name (stored: %s)', async (stored) => {
    const inner = jar([
      { name: 'filler.bin', content: filler, stored: true },
      { name: 'A.class', content: FILTER },
    ])
    const scan = await scanOf(
      jar([
        { name: 'lib.dat', content: inner, stored },
        { name: 'lib.jar', content: inner, stored },
      ]),
    )
    expect(referenceLines(scan)).toEqual([`lib.dat!/${HIT}`, `lib.jar!/${HIT}`])
    expect(omittedLines(scan)).toEqual([])
  })

  it('that are damaged in the middle are told', async () => {
    const packed = deflateRawSync(filler)
    packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 100)
    expect(omittedLines(await scanOf(jar([{ name: 'big.txt', content: filler, data: packed }])))).toEqual(['big.txt parse-failed'])
  })
})
