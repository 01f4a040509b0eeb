import { FormatError } from './format-error.ts'
import { MessageCutter } from './message-cutter.ts'

const HEAD = 4
/** A packet of this length goes on in the next one. */
const CONTINUED = 0xffffff

export interface MysqlPacket {
  readonly sequence: number
  readonly body: Buffer
  /** As it came, head and all. */
  readonly bytes: Buffer
}

/** Cuts what a MySQL or MariaDB server sends into whole packets; none may be as long as one that goes on in the next. */
export class MysqlPackets {
  readonly #cutter: MessageCutter

  /** `limit`: bytes of one packet. */
  constructor(limit: number) {
    const most = Math.min(limit, CONTINUED - 1)
    this.#cutter = new MessageCutter({
      head: HEAD,
      lengthOf: (bytes) => {
        if (bytes.length < HEAD) return null
        const length = bytes.readUIntLE(0, 3)
        if (length > most) throw new FormatError('limit', `a packet of ${length} bytes or more, more than ${most}; see explain limits`)
        return length + HEAD
      },
    })
  }

  /** Bytes of a packet that is not whole yet. */
  get waiting(): number {
    return this.#cutter.waiting
  }

  /** The packets that are whole by now. Throws FormatError `limit`; then nothing more is to be believed. */
  take(chunk: Buffer): readonly MysqlPacket[] {
    return Array.from(this.#cutter.take(chunk), (bytes) => ({ sequence: bytes[3] ?? 0, body: bytes.subarray(HEAD), bytes }))
  }
}

const TLS = 0x0800

/** Whether a server's greeting (HandshakeV10) offers TLS. Throws FormatError for what is none. */
export const offersTls = (greeting: Buffer): boolean => {
  const version = greeting.indexOf(0, 1)
  const flags = version + 1 + 4 + 8 + 1
  if (greeting[0] !== 10 || version < 0 || greeting.length < flags + 2)
    throw new FormatError('parse-failed', 'what answers there does not speak the protocol of MySQL')
  return (greeting.readUInt16LE(flags) & TLS) !== 0
}
