import forge from 'node-forge'
import { describe, expect, test } from 'vitest'
import { rc2Decrypted } from '../../src/formats/rc2.ts'
import { keyBytes } from '../support/keystore-samples.ts'

const iv = keyBytes('iv', 8)

function encrypted(key: Uint8Array, plain: Uint8Array, pad = true): Buffer {
  const cipher = forge.rc2.createEncryptionCipher(Buffer.from(key).toString('latin1'), key.length * 8)
  cipher.start(iv.toString('latin1'))
  cipher.update(forge.util.createBuffer(Buffer.from(plain).toString('latin1')))
  cipher.finish(pad ? undefined : () => true)
  return Buffer.from(cipher.output.getBytes(), 'latin1')
}

describe.each([5, 16])('key of %i bytes', (length) => {
  const key = keyBytes('rc2', length)
  test.each([0, 1, 7, 8, 1015, 1016, 1023, 1024, 1025, 5000])('%i bytes come back', async (size) => {
    const plain = Buffer.alloc(size, keyBytes('plain', 31))
    expect(await rc2Decrypted(key, iv, encrypted(key, plain))).toEqual(plain)
  })

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['half a block', Buffer.alloc(12)],
    ['padding of 9', encrypted(key, Buffer.alloc(16, 9), false)],
    ['padding of 0', encrypted(key, Buffer.alloc(16), false)],
    ['uneven padding', encrypted(key, Buffer.from([1, 2, 3, 4, 5, 6, 9, 3]), false)],
  ])('%s is refused', async (_, bytes) => expect(await rc2Decrypted(key, iv, bytes)).toBeNull())
})

test('the example of RFC 2268 section 5 with 64 effective bits', async () => {
  const key = Buffer.from('88bca90e90875a', 'hex')
  // 7-byte key, 64 bits there; the container uses key length * 8, so this proves the cipher by way of node-forge alone.
  const cipher = forge.rc2.createDecryptionCipher(key.toString('latin1'), 64)
  cipher.start(null)
  cipher.update(forge.util.createBuffer(Buffer.from('6ccf4308974c267f', 'hex').toString('latin1')))
  cipher.finish(() => true)
  expect(Buffer.from(cipher.output.getBytes(), 'latin1').toString('hex')).toBe('0000000000000000')
})
