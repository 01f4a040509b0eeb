/**
 * RC2 in CBC mode, effective key bits = key length * 8, PKCS#5 padding: what older PKCS#12 files encrypt certificates with, and what OpenSSL 3 left out
 * of its default provider. Null when length or padding is wrong. node-forge is loaded only when such a file is met. Source: RFC 2268.
 */
export async function rc2Decrypted(key: Uint8Array, iv: Uint8Array, encrypted: Uint8Array): Promise<Buffer | null> {
  if (encrypted.length === 0 || encrypted.length % BLOCK !== 0) return null
  const { default: forge } = await import('node-forge')
  const decryptedRun = (start: Uint8Array, run: Uint8Array): Buffer => {
    const cipher = forge.rc2.createDecryptionCipher(binary(key), key.length * 8)
    cipher.start(binary(start))
    cipher.update(forge.util.createBuffer(binary(run)))
    // node-forge accepts any padding whose last byte fits, so a wrong password would pass: the padding is left on here and checked below.
    cipher.finish(() => true)
    return Buffer.from(cipher.output.getBytes(), 'latin1')
  }
  const runs: Buffer[] = []
  for (let at = 0; at < encrypted.length; at += RUN) {
    runs.push(decryptedRun(at === 0 ? iv : encrypted.subarray(at - BLOCK, at), encrypted.subarray(at, at + RUN)))
  }
  return withoutPadding(Buffer.concat(runs))
}

const BLOCK = 8

/** node-forge's time grows with the square of the length (minutes for 4 MB); in CBC each run can be decrypted alone, from the block before it. */
const RUN = 1024

function withoutPadding(padded: Buffer): Buffer | null {
  const count = padded.at(-1) ?? 0
  const right = count >= 1 && count <= BLOCK && padded.subarray(-count).every((byte) => byte === count)
  if (right) return padded.subarray(0, padded.length - count)
  padded.fill(0)
  return null
}

/** node-forge takes bytes as text of one character each. */
const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
