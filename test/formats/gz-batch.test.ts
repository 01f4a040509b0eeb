import { constants, crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { zipOf, type ZipInput } from '../../fixtures/archives/zip-writer.ts'
import { omittedLines, referenceLines, scanOf } from '../support/archive-scans.ts'

/** Archives made so that one entry, seen among others, hides what the next one holds. */

const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
const SCRIPT = Buffer.from(`import javax.servlet.Filter\n${'// nothing to see here\n'.repeat(40)}`)

const trailerOf = (content: Uint8Array): Buffer => {
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(content), 0)
  trailer.writeUInt32LE(content.length, 4)
  return trailer
}

/** The data of the first ends, is followed by a member of as many bytes as the second has, and by a zero byte, behind which zlib looks at nothing. */
const padded = (): readonly ZipInput[] => {
  const own = Buffer.from('hello')
  const harmless = Buffer.alloc(SCRIPT.length, 'x')
  const data = Buffer.concat([deflateRawSync(own), trailerOf(own), HEADER, deflateRawSync(harmless), trailerOf(harmless), Buffer.from([0])])
  return [
    { name: 'a.txt', content: own, data, local: { compressedSize: data.length }, central: { compressedSize: data.length } },
    { name: 'b.groovy', content: SCRIPT },
  ]
}

/** The first is a stored block with no end: it takes the trailer, the next header and the data of the second as its content, up to an end in there. */
const swallowing = (): readonly ZipInput[] => {
  const final = Buffer.from([1, 0, 0, 0xff, 0xff])
  const empty = Buffer.from([0, 0, 0, 0xff, 0xff])
  for (let more = 0; ; more++) {
    const content = Buffer.concat([SCRIPT, Buffer.alloc(more, '\n')])
    const deflated = deflateRawSync(content, { finishFlush: constants.Z_FULL_FLUSH })
    const room = content.length - deflated.length - 8 - HEADER.length
    if (room % empty.length !== 0) continue
    const swallowed = Buffer.concat([deflated, ...Array<Buffer>(room / empty.length).fill(empty)])
    const data = Buffer.concat([swallowed, final])
    const open = Buffer.alloc(5)
    open.writeUInt16LE(8 + HEADER.length + swallowed.length, 1)
    open.writeUInt16LE(0xffff & ~(8 + HEADER.length + swallowed.length), 3)
    const seen = crc32(Buffer.concat([Buffer.alloc(8), HEADER, swallowed]))
    const lies = { compressedSize: data.length, crc32: seen }
    return [
      { name: 'a.txt', content: '', data: open, local: { compressedSize: 5 }, central: { compressedSize: 5 } },
      { name: 'b.groovy', content, data, local: lies, central: lies },
    ]
  }
}

describe('an entry that is made to hide the next', () => {
  it.each([
    ['by bytes behind its data', padded(), 'a.txt'],
    ['by data that does not end', swallowing(), 'a.txt'],
  ])('%s is told, and the next is looked through', async (_, entries, told) => {
    const scan = await scanOf(zipOf(entries))
    expect(referenceLines(scan)).toEqual([expect.stringContaining('javax.servlet.Filter')])
    expect(omittedLines(scan).join()).toContain(told)
  })
})
