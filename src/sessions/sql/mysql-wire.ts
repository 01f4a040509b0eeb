import { FactError } from '../../core/fact-error.ts'
import { MysqlPackets, offersTls, type MysqlPacket } from '../../formats/mysql-packets.ts'
import { LIMITS } from '../../limits.ts'
import type { WireGuard } from './driver-stream.ts'
import { mysqlNumberOf } from './mysql-error.ts'

const OK = 0x00
const MORE = 0x01
const FILE = 0xfb
const SWITCH = 0xfe
const ERROR = 0xff

/** Commands that are not answered: COM_QUIT, COM_STMT_CLOSE. */
const UNANSWERED = new Set([0x01, 0x19])

const MOST_GREETING = 4096

/** Answers of caching_sha2_password: what the server remembers suffices, or the whole password is wanted. */
const REMEMBERED = 3
const WANTED = 4

/** Ways to log in that show nobody the password who does not know it. */
const PLUGINS = ['mysql_native_password', 'caching_sha2_password']

export interface MysqlGuard extends WireGuard {
  /** Told when TLS has begun. */
  readonly protectedNow: () => void
}

/**
 * Lets through what a server may send to one who reads: packets in turn; of the ways to log in, those that keep the password to whoever knows it, and the
 * password itself under TLS only; no request for a file (LOAD DATA LOCAL), whatever was asked.
 */
export const mysqlGuard = (what: string, tlsWanted: boolean): MysqlGuard => {
  const packets = new MysqlPackets(LIMITS.connectionBytes.value)
  let phase: 'greeting' | 'agreeing' | 'login' | 'ready' = 'greeting'
  let last = -1
  let asked = 0
  let first = false

  const assertGreeting = ({ body }: MysqlPacket): void => {
    if (body[0] === ERROR) return
    const offered = offersTls(body)
    if (!tlsWanted) phase = 'login'
    else if (offered) phase = 'agreeing'
    else throw new FactError('unreachable', `${what}: the server offers no TLS, which the plan asks for (tls), so nothing was sent`)
  }

  const assertLogin = ({ body }: MysqlPacket): void => {
    if (body[0] === OK) phase = 'ready'
    else if (body[0] === SWITCH) assertPlugin(body.subarray(1, Math.max(1, body.indexOf(0, 1))).toString('latin1'))
    else if (body[0] === MORE) assertMore(body)
    else if (body[0] !== ERROR) throw new FactError('unsupported', `${what}: the server asks for a login of a kind that is not supported`)
  }

  const assertPlugin = (name: string): void => {
    if (PLUGINS.includes(name)) return
    const kind = /^[a-z0-9_]{1,40}$/.test(name) ? name : 'unknown'
    throw new FactError('unsupported', `${what}: the server asks for a login of a kind that is not supported (${kind})`)
  }

  const assertMore = (body: Buffer): void => {
    if (body.length === 2 && (body[1] === REMEMBERED || (body[1] === WANTED && tlsWanted))) return
    if (body[1] === WANTED)
      throw new FactError(
        'auth-failed',
        `${what}: the server wants the password itself (caching_sha2_password), which is sent under TLS only; add tls to the target`,
      )
    throw new FactError('unsupported', `${what}: the server asks for a login of a kind that is not supported`)
  }

  const assertPasses = (packet: MysqlPacket): void => {
    const { body, sequence } = packet
    if (phase === 'agreeing') throw new FactError('parse-failed', `${what}: it sent more in clear where TLS was to begin, so nothing was believed`)
    if (sequence !== ((last + 1) & 0xff)) {
      // What a server says when it hangs up is an answer to nothing.
      if (body[0] === ERROR && body.length >= 3) throw mysqlNumberOf(body.readUInt16LE(1), what)
      throw new FactError('parse-failed', `${what}: the answer is damaged: its packets are out of order`)
    }
    last = sequence
    if (phase === 'greeting') assertGreeting(packet)
    else if (phase === 'login') assertLogin(packet)
    else if (asked === 0) {
      if (body[0] === ERROR && body.length >= 3) throw mysqlNumberOf(body.readUInt16LE(1), what)
      throw new FactError('parse-failed', `${what}: the server answers what was not asked`)
    } else if (first && body[0] === FILE)
      throw new FactError('auth-failed', `${what}: the server asks for a file of this host, so nothing it says is believed`)
    first = false
  }

  return {
    received: (chunk) => {
      const passed: Buffer[] = []
      // Other protocols begin with what would be packets of megabytes.
      if (phase === 'greeting' && packets.waiting === 0 && chunk.length > 3 && chunk.readUIntLE(0, 3) > MOST_GREETING)
        throw new FactError('parse-failed', `${what}: what answers there does not speak the protocol of MySQL`)
      for (const packet of packets.take(chunk)) {
        assertPasses(packet)
        passed.push(packet.bytes)
      }
      if (phase === 'agreeing' && packets.waiting > 0)
        throw new FactError('parse-failed', `${what}: it sent more in clear where TLS was to begin, so nothing was believed`)
      return passed
    },
    sent: (chunk) => {
      last = chunk[3] ?? 0
      if (phase !== 'ready' || last !== 0) return
      if (!UNANSWERED.has(chunk[4] ?? 0)) asked++
      first = true
    },
    protectedNow: () => void (phase = 'login'),
  }
}
