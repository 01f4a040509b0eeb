import { createHash, generateKeyPairSync } from 'node:crypto'
import { Secret } from '../../src/core/secret.ts'
import type { KeystoreOptions } from '../../src/core/session.ts'
import type { FingerprintSalt } from '../../src/sessions/keystore-session.ts'

/** Keys of tests are made from their name, so that a leak of one can be searched for. */
export const keyBytes = (name: string, length: number): Buffer => {
  const blocks = [0, 1, 2, 3].map((index) => createHash('sha256').update(`${name}/${index}`).digest())
  return Buffer.concat(blocks).subarray(0, length)
}

export const SALT: FingerprintSalt = { saltId: 'salt-1', key: Secret.of('salt of the tests') }

export const passwords = (storepass: string | null, keypass: string | null, ...unseal: readonly string[]): KeystoreOptions => ({
  storepass: storepass === null ? null : Secret.of(storepass),
  keypass: keypass === null ? null : Secret.of(keypass),
  unseal,
})

/** PKCS#8 bytes of a fresh elliptic-curve key: small, quick to make. */
export const pkcs8Bytes = (): Buffer => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' })
