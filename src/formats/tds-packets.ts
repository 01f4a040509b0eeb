import { FormatError } from './format-error.ts'
import { MessageCutter } from './message-cutter.ts'

/** Types of packets (MS-TDS §2.2.3.1.1) that are told apart here. */
export const TDS_PRELOGIN = 0x12
export const TDS_ANSWER = 0x04

const HEADER = 8
const END_OF_MESSAGE = 0x01
/** Most a server may negotiate is 32,767; the packets before the login hold 4,096. */
const MOST = 32_767

/** Options of a PRELOGIN (MS-TDS §2.2.6.5). */
const VERSION = 0x00
const ENCRYPTION = 0x01
const TERMINATOR = 0xff

/** What a side of a PRELOGIN says of encryption. */
export const ENCRYPTION_WORDS = { off: 0x00, on: 0x01, notSupported: 0x02, required: 0x03 } as const

export interface TdsPacket {
  readonly type: number
  readonly last: boolean
  readonly payload: Buffer
  /** With its header. */
  readonly bytes: Buffer
}

/** Cuts a stream into packets. Throws FormatError for what is none. */
export class TdsPackets {
  readonly #cutter = new MessageCutter({ head: HEADER, lengthOf: packetLength })

  take(chunk: Buffer): readonly TdsPacket[] {
    return Array.from(this.#cutter.take(chunk), (bytes) => {
      const [type = 0, status = 0] = bytes
      return { type, last: (status & END_OF_MESSAGE) !== 0, payload: bytes.subarray(HEADER), bytes }
    })
  }

  /** Bytes of a packet that is not whole yet. */
  get pending(): number {
    return this.#cutter.waiting
  }
}

const packetLength = (bytes: Buffer): number | null => {
  if (bytes.length < HEADER) return null
  const length = bytes.readUInt16BE(2)
  if (length < HEADER || length > MOST || (bytes[0] !== TDS_ANSWER && bytes[0] !== TDS_PRELOGIN))
    throw new FormatError('parse-failed', 'what answers there does not speak the protocol of SQL Server')
  return length
}

/** One message in one packet. */
export const tdsMessage = (type: number, payload: Buffer): Buffer => {
  const header = Buffer.from([type, END_OF_MESSAGE, 0, 0, 0, 0, 1, 0])
  header.writeUInt16BE(HEADER + payload.length, 2)
  return Buffer.concat([header, payload])
}

/** A PRELOGIN that says a version and a word on encryption, and nothing else. */
export const preloginOf = (encryption: number): Buffer => {
  const options = 11
  const table = Buffer.from([VERSION, 0, options, 0, 6, ENCRYPTION, 0, options + 6, 0, 1, TERMINATOR])
  return Buffer.concat([table, Buffer.from([0, 0, 0, 0, 0, 0, encryption])])
}

/** What a PRELOGIN says of encryption. Throws FormatError when it does not say, or says it twice. */
export const encryptionIn = (prelogin: Buffer): number => {
  const said: number[] = []
  for (let at = 0; prelogin[at] !== TERMINATOR; at += 5) {
    if (at + 5 > prelogin.length) throw new FormatError('parse-failed', 'the PRELOGIN answer is damaged')
    if (prelogin[at] !== ENCRYPTION) continue
    const word = prelogin[prelogin.readUInt16BE(at + 1)]
    if (prelogin.readUInt16BE(at + 3) !== 1 || word === undefined) throw new FormatError('parse-failed', 'the PRELOGIN answer is damaged')
    said.push(word)
  }
  const [word] = said
  if (word === undefined || said.length > 1) throw new FormatError('parse-failed', 'the PRELOGIN answer does not say whether it encrypts')
  return word
}
