import { FormatError } from './format-error.ts'

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
  readonly #limit: number
  #waiting: Buffer[] = []
  #length = 0

  /** `limit`: bytes of one packet. */
  constructor(limit: number) {
    this.#limit = Math.min(limit, CONTINUED - 1)
  }

  /** Bytes of a packet that is not whole yet. */
  get waiting(): number {
    return this.#length
  }

  /** The packets that are whole by now. Throws FormatError `limit`; then nothing more is to be believed. */
  take(chunk: Buffer): readonly MysqlPacket[] {
    this.#waiting.push(chunk)
    this.#length += chunk.length
    const packets: MysqlPacket[] = []
    if (this.#length < (this.#wanted() ?? Infinity)) return packets
    let rest = this.#joined()
    for (let wanted = this.#wantedOf(rest); wanted !== null && rest.length >= wanted; wanted = this.#wantedOf(rest)) {
      const bytes = rest.subarray(0, wanted)
      packets.push({ sequence: bytes[3] ?? 0, body: bytes.subarray(HEAD), bytes })
      rest = rest.subarray(wanted)
    }
    this.#waiting = [rest]
    this.#length = rest.length
    return packets
  }

  #wanted(): number | null {
    const [first = Buffer.alloc(0)] = this.#waiting
    return this.#wantedOf(first.length < HEAD ? this.#joined() : first)
  }

  /** Length of the packet that begins here; null while its head is not whole. */
  #wantedOf(bytes: Buffer): number | null {
    if (bytes.length < HEAD) return null
    const length = bytes.readUIntLE(0, 3)
    if (length > this.#limit) throw new FormatError('limit', `a packet of ${length} bytes or more, more than ${this.#limit}; see explain limits`)
    return length + HEAD
  }

  #joined(): Buffer {
    const [first = Buffer.alloc(0)] = this.#waiting
    if (this.#waiting.length <= 1) return first
    const all = Buffer.concat(this.#waiting, this.#length)
    this.#waiting = [all]
    return all
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
