import { createHash, timingSafeEqual } from 'node:crypto'
import { ByteReader } from './byte-reader.ts'
import { countOf, derOf, octetsOf, oidOf, partAt, partsOf } from './der.ts'
import { FormatError } from './format-error.ts'
import { bytesField, javaObjectAt, looksSerialized, textField } from './java-serialization.ts'
import type { JavaObject } from './java-serialization.ts'
import { privateKeyMaterial } from './key-material.ts'
import type { KeyMaterial } from './key-material.ts'
import { decrypted, iteratedHash, joined } from './pbe.ts'
import type { RoundBudget } from './pbe.ts'

const SEAL_ALGORITHM = 'PBEWithMD5AndTripleDES'
const JCEKS_PROTECTION = '1.3.6.1.4.1.42.2.19.1'
const JKS_PROTECTION = '1.3.6.1.4.1.42.2.17.1.1'
const SHA1_LENGTH = 20

interface PbeParameters {
  readonly salt: Uint8Array
  readonly iterations: number
}

/**
 * The secret key of a JCEKS entry, from its SealedObject; null when the password does not open it. Throws `unsupported` for another seal or another
 * kind of key, `limit` for too many rounds (before any is run), `parse-failed`. Source: facts 6.2, 6.3; JDK SealedObjectForKeyProtector.
 */
export async function secretKeyIn(sealed: JavaObject, password: string, budget: RoundBudget): Promise<KeyMaterial | null> {
  const algorithm = textField(sealed, 'sealAlg')
  if (algorithm !== SEAL_ALGORITHM) throw new FormatError('unsupported', 'the key is sealed by an algorithm this tool does not know')
  const parameters = pbeParameters(bytesField(sealed, 'encodedParams'))
  const plain = await withTripleDes(bytesField(sealed, 'encryptedContent'), parameters, password, budget)
  if (plain === null) return null
  try {
    return looksSerialized(plain) ? keyOf(javaObjectAt(new ByteReader(plain))) : null
  } finally {
    plain.fill(0)
  }
}

/**
 * The private key of a JKS or JCEKS entry (both protections may stand in both), from its EncryptedPrivateKeyInfo; null when the password does not
 * open it. Errors as for secretKeyIn.
 */
export async function privateKeyIn(encrypted: Uint8Array, password: string, budget: RoundBudget): Promise<KeyMaterial | null> {
  const parts = partsOf(derOf(encrypted, 'encrypted private key'), 'encrypted private key')
  const algorithm = partsOf(partAt(parts, 0, 'encrypted private key'), 'key protection')
  const oid = oidOf(partAt(algorithm, 0, 'key protection'), 'key protection')
  const content = octetsOf(partAt(parts, 1, 'encrypted private key'), 'encrypted private key')
  if (oid === JKS_PROTECTION) return keyOrWiped(withJksKeystream(content, password))
  if (oid !== JCEKS_PROTECTION) throw new FormatError('unsupported', `the private key is protected by an algorithm this tool does not know (${oid})`)
  const parameters = pbeParameters(partAt(algorithm, 1, 'key protection').whole)
  return keyOrWiped(await withTripleDes(content, parameters, password, budget))
}

function keyOrWiped(plain: Buffer | null): KeyMaterial | null {
  if (plain === null) return null
  const material = privateKeyMaterial(plain)
  if (material === null) plain.fill(0)
  return material
}

/** Key bytes of SecretKeySpec or KeyRep, copied out of the stream. */
function keyOf(object: JavaObject): KeyMaterial {
  const field = KEY_FIELDS[object.className]
  if (field === undefined) throw new FormatError('unsupported', `the sealed object is a ${object.className}, not a key`)
  const bytes = Buffer.from(bytesField(object, field))
  return { bytes, algorithm: textField(object, 'algorithm'), bits: bytes.length * 8 }
}

const KEY_FIELDS: Readonly<Record<string, string>> = { 'javax.crypto.spec.SecretKeySpec': 'key', 'java.security.KeyRep': 'encoded' }

function pbeParameters(der: Uint8Array): PbeParameters {
  const parts = partsOf(derOf(der, 'seal parameters'), 'seal parameters')
  const salt = octetsOf(partAt(parts, 0, 'seal parameters'), 'salt')
  if (salt.length !== 8) throw new FormatError('parse-failed', `the salt of the seal has ${salt.length} bytes instead of 8`)
  return { salt, iterations: countOf(partAt(parts, 1, 'seal parameters'), 'iteration count') }
}

async function withTripleDes(content: Uint8Array, parameters: PbeParameters, password: string, budget: RoundBudget): Promise<Buffer | null> {
  budget.spend(parameters.iterations, 2, 'the seal of the key')
  // The JDK takes characters 0x20 to 0x7E only, so no entry can have been sealed with another one.
  if (!/^[\x20-\x7e]*$/.test(password)) return null
  const bytes = Buffer.from(password, 'latin1')
  const halves = saltHalves(parameters.salt)
  const first = await iteratedHash('md5', halves[0], bytes, parameters.iterations)
  const second = await iteratedHash('md5', halves[1], bytes, parameters.iterations)
  const derived = joined(first, second)
  try {
    return decrypted('des-ede3-cbc', derived.subarray(0, 24), derived.subarray(24), content)
  } finally {
    derived.fill(0)
    bytes.fill(0)
  }
}

/** Equal halves would give equal keys; the JDK then reverses the first (com.sun.crypto.provider.PBES1Core). */
function saltHalves(salt: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const first = Buffer.from(salt.subarray(0, 4))
  const second = Buffer.from(salt.subarray(4, 8))
  return [first.equals(second) ? first.reverse() : first, second]
}

/** JKS protection: salt, key bytes xor a chain of SHA-1(password, previous), SHA-1(password, key bytes). Source: JDK sun.security.provider.KeyProtector. */
function withJksKeystream(content: Uint8Array, password: string): Buffer | null {
  if (content.length < SHA1_LENGTH * 2) throw new FormatError('parse-failed', 'the protected private key is too short')
  const secret = utf16be(password)
  const plain = Buffer.from(content.subarray(SHA1_LENGTH, content.length - SHA1_LENGTH))
  let link: Uint8Array = content.subarray(0, SHA1_LENGTH)
  for (let at = 0; at < plain.length; at += SHA1_LENGTH) {
    link = sha1(secret, link)
    for (let index = at; index < Math.min(at + SHA1_LENGTH, plain.length); index++) plain[index] = (plain[index] ?? 0) ^ (link[index - at] ?? 0)
  }
  const opened = timingSafeEqual(sha1(secret, plain), content.subarray(content.length - SHA1_LENGTH))
  secret.fill(0)
  if (!opened) plain.fill(0)
  return opened ? plain : null
}

/** A password as JKS digests take it: two bytes per UTF-16 unit, high byte first. The caller wipes the answer. */
export const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()

const sha1 = (...pieces: readonly Uint8Array[]): Buffer => {
  const digest = createHash('sha1')
  for (const piece of pieces) digest.update(piece)
  return digest.digest()
}
