import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { encryptionIn, ENCRYPTION_WORDS, preloginOf, TDS_ANSWER, TDS_PRELOGIN, tdsMessage, TdsPackets } from '../../src/formats/tds-packets.ts'

const payload = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))

describe('packets of SQL Server', () => {
  it('are the same however they are cut', () => {
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), (payloads, size) => {
        const bytes = Buffer.concat(payloads.map((one) => tdsMessage(TDS_ANSWER, one)))
        const packets = new TdsPackets()
        const found = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          packets.take(bytes.subarray(at * size, (at + 1) * size)),
        ).flat()
        expect(found.map((one) => one.payload)).toEqual(payloads)
        expect(found.every(({ last, type }) => last && type === TDS_ANSWER)).toBe(true)
        expect(packets.pending).toBe(0)
      }),
    )
  })

  it.each([
    ['of another kind', '0301001000000100'],
    ['shorter than their header', '0401000700000100'],
    ['longer than any may be', '0401ffff00000100'],
    ['of another protocol', Buffer.from('HTTP/1.1 200 OK').toString('hex')],
  ])('are none: %s', (_what, hex) => expect(() => new TdsPackets().take(Buffer.from(hex, 'hex'))).toThrow(FormatError))

  it('say what they say of encryption', () => {
    for (const word of Object.values(ENCRYPTION_WORDS)) expect(encryptionIn(preloginOf(word))).toBe(word)
    expect(tdsMessage(TDS_PRELOGIN, Buffer.from([1])).toString('hex')).toBe('120100090000010001')
  })

  it.each([
    ['nothing', ''],
    ['no end', '00000b000601001100'],
    ['no word', '00000600060000000000000000ff'],
    ['a word beyond their end', '0100ff0001ff'],
    ['a word of two bytes', '0100060002ff0101'],
    ['two words', '01000b000101000c0001ff0103'],
  ])('that say %s of it are refused', (_what, hex) => expect(() => encryptionIn(Buffer.from(hex, 'hex'))).toThrow(FormatError))

  it('never throw anything else', () => {
    fc.assert(
      fc.property(payload, (bytes) => {
        for (const read of [() => encryptionIn(bytes), () => new TdsPackets().take(bytes)])
          try {
            read()
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError)
          }
      }),
    )
  })
})
