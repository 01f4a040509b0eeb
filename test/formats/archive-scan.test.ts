import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classOf } from '../../fixtures/archives/class-writer.ts'
import { zipOf, type ZipInput } from '../../fixtures/archives/zip-writer.ts'
import { agreementOn } from '../support/archive-agreement.ts'
import { JAVAX, omittedLines, referenceLines, scanOf } from '../support/archive-scans.ts'

/** The scanner against a second reading that takes no short cut, on generated archives; scenarios/archive-oracle.test.ts does so on real ones. */

const NAMES = (
  'javax/servlet/Filter javax/servlet/http/Cookie javax/websocket/Session javax/servlet javax/servletx/No javax/xml/X ' +
  'org/shaded/javax/servlet/Filter com/acme/B xjavax/servlet/Filter javax/servlet/A$B a-javax/servlet/X'
).split(' ')
const name = fc.constantFrom(...NAMES)
const text = fc
  .tuple(
    fc.constantFrom('', '"', ' ', '/', '.', '$', 'x', '-', '(', 'http://h/', 'Packages.'),
    name,
    fc.constantFrom('', ';', '.class', ' x', '$y', '.*', '_'),
    fc.boolean(),
  )
  .map(([before, middle, after, dotted]) => `${before}${dotted ? middle.replaceAll('/', '.') : middle}${after}`)
const descriptor = fc
  .tuple(fc.constantFrom('(', '(I', '<T:', '[[', '<-', 'x', ''), name, fc.constantFrom(';)V', '<TT;>;', '.Inner;', ';>;', ''))
  .map(([before, middle, after]) => `${before}L${middle}${after}`)

const classFile = fc
  .record({
    name,
    superName: name,
    classes: fc.array(fc.oneof(name, descriptor), { maxLength: 4 }),
    strings: fc.array(fc.oneof(text, descriptor), { maxLength: 4 }),
    descriptors: fc.array(descriptor, { maxLength: 3 }),
    texts: fc.array(fc.oneof(text, descriptor), { maxLength: 3 }),
    long: fc.boolean(),
    major: fc.integer({ min: 45, max: 69 }),
  })
  .map((input) => ({ path: 'A.class', content: classOf(input) }))

const textFile = fc
  .tuple(
    fc.constantFrom(
      'a.txt',
      'web.xml',
      'x.jsp',
      'a.js',
      'b.groovy',
      'm.properties',
      'META-INF/services/javax.servlet.X',
      'javax.servlet.y',
      'blob.bin',
    ),
    fc.array(text, { maxLength: 6 }),
  )
  .map(([path, lines]) => ({ path, content: Buffer.from(`${path === 'blob.bin' ? 'blob\0' : ''}${lines.join('\n')}\n`) }))

const manifest = fc.array(text, { maxLength: 5 }).map((names) => {
  const line = `Import-Package: ${names.join(',')}`
  const folds = line.match(/[^]{1,70}/g) ?? []
  return { path: 'META-INF/MANIFEST.MF', content: Buffer.from(`Manifest-Version: 1.0\r\n${folds.join('\r\n ')}\r\n\r\n`) }
})

const exported = fc.tuple(fc.array(text, { maxLength: 4 }), fc.boolean(), fc.boolean()).map(([lines, encoded, inPieces]) => {
  const script = Buffer.from(lines.join('\n')).toString(encoded ? 'base64' : 'utf8')
  const value = inPieces ? [script.slice(0, 10), script.slice(10)] : script
  return { path: 'script.json', content: Buffer.from(JSON.stringify({ data: { language: 'UNKNOWN', script: value, name: lines[0] } })) }
})

const file = fc.oneof(
  { weight: 3, arbitrary: classFile },
  { weight: 2, arbitrary: textFile },
  { weight: 1, arbitrary: manifest },
  { weight: 1, arbitrary: exported },
)
type Item = { readonly path: string; readonly content: Buffer; readonly stored: boolean; readonly descriptor: boolean }

const items = (depth: number): fc.Arbitrary<Item[]> => {
  const inner =
    depth === 0
      ? file
      : fc.oneof(
          { weight: 5, arbitrary: file },
          { weight: 2, arbitrary: items(depth - 1).map((list) => ({ path: 'in.jar', content: archiveOf(list) })) },
        )
  return fc.array(
    fc.tuple(inner, fc.boolean(), fc.boolean()).map(([{ path, content }, stored, descriptor]) => ({ path, content, stored, descriptor })),
    { maxLength: 8 },
  )
}

/** Each file in a directory of its own, so that names differ. */
const inputsOf = (list: readonly Item[]): readonly ZipInput[] =>
  list.map(({ path, content, stored, descriptor }, index) => ({ name: `${index}/${path}`, content, stored, descriptor }))
const archiveOf = (list: readonly Item[]): Buffer => zipOf(inputsOf(list))

describe('generated archives', () => {
  it('are read as the second reading reads them', async () => {
    let found = 0
    await fc.assert(
      fc.asyncProperty(items(2), async (list) => {
        found += (await agreementOn(archiveOf(list), JAVAX)).references
      }),
      { numRuns: 200 },
    )
    expect(found).toBeGreaterThan(300)
  })

  it('also for other sets of prefixes', async () => {
    for (const prefixes of [
      ['javax'],
      ['javax.servlet.http.Cookie', 'com.acme'],
      ['org.shaded.javax', 'javax.websocket'],
      ['javax.servlet', 'javax.servlet.http'],
    ])
      await fc.assert(
        fc.asyncProperty(items(1), async (list) => void (await agreementOn(archiveOf(list), prefixes))),
        { numRuns: 40 },
      )
  })

  it('give the same findings whatever the batch size and the size from which entries are streamed', async () => {
    await fc.assert(
      fc.asyncProperty(items(2), fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 3000 }), async (list, batchSize, streamFrom) => {
        const archive = archiveOf(list)
        const usual = await scanOf(archive)
        const other = await scanOf(archive, JAVAX, { batchSize, streamFrom })
        expect({ archives: other.archives, notInspected: other.notInspected }).toEqual({ archives: usual.archives, notInspected: usual.notInspected })
      }),
      { numRuns: 100 },
    )
  })

  it('give the same findings whatever the order of entries and the archive around', async () => {
    await fc.assert(
      fc.asyncProperty(items(1), fc.integer(), async (list, seed) => {
        const inputs = inputsOf(list)
        const shuffled = inputs.map((input, index) => ({ input, key: Math.imul(index + 1, seed | 1) })).sort((a, b) => a.key - b.key)
        const usual = await scanOf(zipOf(inputs))
        const other = await scanOf(zipOf(shuffled.map(({ input }) => input)))
        expect(other.archives).toEqual(usual.archives)
        const around = await scanOf(zipOf({ 'outer.war': zipOf(inputs) }))
        expect(referenceLines(around)).toEqual(referenceLines(usual).map((line) => `outer.war!/${line}`))
      }),
      { numRuns: 60 },
    )
  })

  it('cut or altered anywhere they end in what was left out, never in an unforeseen error', async () => {
    const archive = zipOf({
      'a.jar': zipOf({ 'A.class': classOf({ name: 'A', classes: ['javax/servlet/Filter'] }), 'b.txt': 'javax.servlet.X' }),
      'web.xml': '<x>javax.servlet.Y</x>',
    })
    const whole = await scanOf(archive)
    expect(whole.notInspected).toEqual([])
    for (let at = 0; at < archive.length; at++) {
      const altered = Buffer.from(archive)
      altered[at] = (altered[at] ?? 0) ^ 0x55
      const scan = await scanOf(altered)
      // Whatever the change hides is told; what it does not touch is found.
      if (referenceLines(scan).length < referenceLines(whole).length) expect(omittedLines(scan).length, `byte ${at}`).toBeGreaterThan(0)
      const cut = await scanOf(archive.subarray(0, at))
      expect(omittedLines(cut).length, `cut at ${at}`).toBeGreaterThan(0)
    }
  })
})
