import type { Socket } from 'node:net'
import { FactError } from '../core/fact-error.ts'
import { signalError } from './dialer.ts'
import { networkErrorOf } from './network-error.ts'

/** ExtendedRequest with message id 1 and the OID of StartTLS, 1.3.6.1.4.1.1466.20037 (RFC 4511 §4.14.1), in BER. */
const REQUEST = Buffer.from('301d02010177188016312e332e362e312e342e312e313436362e3230303337', 'hex')

/** The answer to such a request is a few dozen bytes. */
const MOST = 16 * 1024

const RESULT_CODE = 0x0a

/**
 * Asks a directory, over a fresh connection in clear, to go on under TLS. Throws FactError unless it agrees in one whole message with nothing behind it: what
 * came after it would have come in clear, and be taken for protected. Nothing else is sent.
 */
export const agreeOnTls = async (socket: Socket, signal: AbortSignal, what: string): Promise<void> => {
  const answered = answer(socket, signal, what)
  socket.write(REQUEST)
  const code = resultCodeIn(await answered, what)
  if (code !== 0) throw new FactError('unreachable', `${what}: it refuses StartTLS (result code ${code}), so nothing was sent; use ldaps://`)
}

const answer = (socket: Socket, signal: AbortSignal, what: string): Promise<Buffer> => {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  let received = Buffer.alloc(0)
  const onData = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk])
    const length = messageLength(received)
    if (received.length > MOST) reject(new FactError('parse-failed', `${what}: what answers there does not speak LDAP`))
    else if (length !== null && received.length > length)
      reject(new FactError('parse-failed', `${what}: it sent more in clear behind its agreement to StartTLS, so nothing was believed`))
    else if (received.length === length) resolve(received)
  }
  const onClose = (): void => reject(new FactError('unreachable', `${what}: it closed the connection when asked for StartTLS`))
  const onError = (error: Error): void => reject(networkErrorOf(error, what))
  const onAbort = (): void => reject(signalError(signal, what))
  socket.on('data', onData).once('close', onClose).once('error', onError)
  signal.addEventListener('abort', onAbort, { once: true })
  return promise.finally(() => {
    socket.off('data', onData).off('close', onClose).off('error', onError)
    socket.pause()
    signal.removeEventListener('abort', onAbort)
  })
}

/** Length of a whole BER message from its first bytes; null while those are not there. */
const messageLength = (bytes: Buffer): number | null => {
  const first = bytes[1]
  if (first === undefined) return null
  if (first < 0x80) return 2 + first
  const count = first & 0x7f
  if (count === 0 || count > 4) return MOST + 1
  return bytes.length < 2 + count ? null : 2 + count + bytes.readUIntBE(2, count)
}

/** SEQUENCE { messageID, [APPLICATION 24] { resultCode ENUMERATED, … } } */
const resultCodeIn = (message: Buffer, what: string): number => {
  const notLdap = new FactError('parse-failed', `${what}: what answers there does not speak LDAP`)
  const headerLength = (at: number): number => ((message[at + 1] ?? 0) < 0x80 ? 2 : 2 + ((message[at + 1] ?? 0) & 0x7f))
  if (message[0] !== 0x30) throw notLdap
  const id = headerLength(0)
  if (message[id] !== 0x02 || message[id + 1] !== 1 || message[id + 2] !== 1) throw notLdap
  const response = id + 3
  if (message[response] !== 0x78) throw notLdap
  const result = response + headerLength(response)
  const code = message[result + 2]
  if (message[result] !== RESULT_CODE || message[result + 1] !== 1 || code === undefined) throw notLdap
  return code
}
