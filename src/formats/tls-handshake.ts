import { asBuffer } from './byte-source.ts'
import { FormatError } from './format-error.ts'

/** Content types and handshake types of RFC 5246 §6.2.1 and §7.4. */
const HANDSHAKE = 22
const CERTIFICATE_REQUEST = 13
const SERVER_HELLO_DONE = 14

/**
 * Whether a server's side of a TLS 1.2 handshake, as it came over the wire, asks for a client certificate, and the DER names of the authorities it takes
 * (RFC 5246 §7.4.4). In TLS 1.3 all of that is encrypted. Null when the server's first flight is not whole. Throws FormatError `parse-failed`.
 */
export const certificateRequestIn = (bytes: Uint8Array): { readonly requested: boolean; readonly authorities: readonly Uint8Array[] } | null => {
  const messages = handshakeIn(asBuffer(bytes))
  let request: Buffer | null = null
  for (let at = 0; at + 4 <= messages.length;) {
    const end = at + 4 + messages.readUIntBE(at + 1, 3)
    if (end > messages.length) return null
    const type = messages[at]
    if (type === CERTIFICATE_REQUEST) request = messages.subarray(at + 4, end)
    if (type === SERVER_HELLO_DONE) return { requested: request !== null, authorities: request === null ? [] : authoritiesIn(request) }
    at = end
  }
  return null
}

/** Contents of the handshake records in front of the first record of another kind, together. */
const handshakeIn = (bytes: Buffer): Buffer => {
  const pieces: Buffer[] = []
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === HANDSHAKE;) {
    const end = at + 5 + bytes.readUInt16BE(at + 3)
    pieces.push(bytes.subarray(at + 5, end))
    at = end
  }
  return Buffer.concat(pieces)
}

const authoritiesIn = (request: Buffer): readonly Uint8Array[] => {
  const take = (at: number, size: 1 | 2): { readonly start: number; readonly end: number } => {
    if (at + size > request.length) throw new FormatError('parse-failed', 'the request for a client certificate is cut off')
    const start = at + size
    const end = start + request.readUIntBE(at, size)
    if (end > request.length) throw new FormatError('parse-failed', 'the request for a client certificate is cut off')
    return { start, end }
  }
  const types = take(0, 1)
  const algorithms = take(types.end, 2)
  const names = take(algorithms.end, 2)
  const authorities: Uint8Array[] = []
  for (let at = names.start; at < names.end;) {
    const name = take(at, 2)
    authorities.push(request.subarray(name.start, name.end))
    at = name.end
  }
  return authorities
}
