import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Der } from './der.ts'
import { TAG, countOf, octetsOf, oidOf, partAt, partsOf } from './der.ts'
import { FormatError } from './format-error.ts'
import { decrypted, iteratedHash, pbkdf2Key } from './pbe.ts'
import type { RoundBudget } from './pbe.ts'
import { rc2Decrypted } from './rc2.ts'
import { utf16be } from './sealed-key.ts'

/** What a PKCS#12 file says about one derivation: salt and rounds. */
interface Derivation {
  readonly salt: Uint8Array
  readonly rounds: number
}

interface Digest {
  readonly name: string
  readonly length: number
  readonly block: number
}

const DIGESTS: Readonly<Record<string, Digest>> = {
  '1.2.840.113549.2.5': { name: 'md5', length: 16, block: 64 },
  '1.3.14.3.2.26': { name: 'sha1', length: 20, block: 64 },
  '2.16.840.1.101.3.4.2.4': { name: 'sha224', length: 28, block: 64 },
  '2.16.840.1.101.3.4.2.1': { name: 'sha256', length: 32, block: 64 },
  '2.16.840.1.101.3.4.2.2': { name: 'sha384', length: 48, block: 128 },
  '2.16.840.1.101.3.4.2.3': { name: 'sha512', length: 64, block: 128 },
  '2.16.840.1.101.3.4.2.5': { name: 'sha512-224', length: 28, block: 128 },
  '2.16.840.1.101.3.4.2.6': { name: 'sha512-256', length: 32, block: 128 },
}
const SHA1: Digest = { name: 'sha1', length: 20, block: 64 }

/** HMAC by identifier, for PBKDF2 and PBMAC1. */
const HMACS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
  '1.2.840.113549.2.12': 'sha512-224',
  '1.2.840.113549.2.13': 'sha512-256',
}

const CBC_CIPHERS: Readonly<Record<string, { readonly name: string; readonly key: number; readonly iv: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', key: 16, iv: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', key: 24, iv: 16 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', key: 32, iv: 16 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', key: 24, iv: 8 },
}

/** The password-based schemes of RFC 7292 appendix C that are still read; RC4 is not. */
const LEGACY_CIPHERS: Readonly<Record<string, { readonly name: 'des-ede3-cbc' | 'des-ede-cbc' | 'rc2'; readonly key: number }>> = {
  '1.2.840.113549.1.12.1.3': { name: 'des-ede3-cbc', key: 24 },
  '1.2.840.113549.1.12.1.4': { name: 'des-ede-cbc', key: 16 },
  '1.2.840.113549.1.12.1.5': { name: 'rc2', key: 16 },
  '1.2.840.113549.1.12.1.6': { name: 'rc2', key: 5 },
}

const OID = { pbes2: '1.2.840.113549.1.5.13', pbkdf2: '1.2.840.113549.1.5.12', pbmac1: '1.2.840.113549.1.5.14' } as const
const PURPOSE = { key: 1, iv: 2, mac: 3 } as const

/** Parts of an AlgorithmIdentifier: the dotted identifier, and the parameters where there are any. */
export function algorithmOf(value: Der, what: string): { readonly oid: string; readonly parameters: Der | null } {
  const parts = partsOf(value, what)
  return { oid: oidOf(partAt(parts, 0, what), what), parameters: parts[1] ?? null }
}

/**
 * Plain bytes of what an AlgorithmIdentifier says how to decrypt; null when the password does not open it. Throws `unsupported` for a scheme this
 * tool does not know, `limit` for too many rounds (before any is run). The caller wipes the answer. Sources: RFC 8018 (PBES2), RFC 7292 appendix B, C.
 */
export async function passwordDecrypted(scheme: Der, encrypted: Uint8Array, password: string, budget: RoundBudget): Promise<Buffer | null> {
  const { oid, parameters } = algorithmOf(scheme, 'encryption scheme')
  if (oid === OID.pbes2) return pbes2Decrypted(parameters, encrypted, password, budget)
  const cipher = LEGACY_CIPHERS[oid]
  if (cipher === undefined) throw new FormatError('unsupported', `is encrypted by a scheme this tool does not know (${oid})`)
  const parts = partsOf(present(parameters, 'encryption parameters'), 'encryption parameters')
  const derivation = {
    salt: octetsOf(partAt(parts, 0, 'encryption parameters'), 'salt'),
    rounds: countOf(partAt(parts, 1, 'encryption parameters'), 'iteration count'),
  }
  for (const secret of bmpPasswords(password)) {
    budget.spend(derivation.rounds, Math.ceil(cipher.key / SHA1.length) + 1, 'the encryption')
    const key = await pkcs12Derived(SHA1, PURPOSE.key, secret, derivation, cipher.key)
    const iv = await pkcs12Derived(SHA1, PURPOSE.iv, secret, derivation, 8)
    const plain = cipher.name === 'rc2' ? await rc2Decrypted(key, iv, encrypted) : decrypted(cipher.name, key, iv, encrypted)
    wipe(key, iv, secret)
    if (plain !== null) return plain
  }
  return null
}

async function pbes2Decrypted(parameters: Der | null, encrypted: Uint8Array, password: string, budget: RoundBudget): Promise<Buffer | null> {
  const parts = partsOf(present(parameters, 'PBES2 parameters'), 'PBES2 parameters')
  const encryption = algorithmOf(partAt(parts, 1, 'PBES2 parameters'), 'PBES2 cipher')
  const cipher = CBC_CIPHERS[encryption.oid]
  if (cipher === undefined) throw new FormatError('unsupported', `is encrypted by a cipher this tool does not know (${encryption.oid})`)
  const iv = octetsOf(present(encryption.parameters, 'initialization vector'), 'initialization vector')
  if (iv.length !== cipher.iv) throw new FormatError('parse-failed', `an initialization vector of ${iv.length} bytes for ${cipher.name}`)
  const key = await pbkdf2Derived(partAt(parts, 0, 'PBES2 parameters'), password, cipher.key, budget)
  try {
    return decrypted(cipher.name, key, iv, encrypted)
  } finally {
    key.fill(0)
  }
}

/** Key of PBKDF2 parameters. The password goes in as UTF-8, as the JDK and OpenSSL have it. */
async function pbkdf2Derived(function_: Der, password: string, length: number, budget: RoundBudget): Promise<Buffer> {
  const { oid, parameters } = algorithmOf(function_, 'key derivation')
  if (oid !== OID.pbkdf2) throw new FormatError('unsupported', `derives its key by a function this tool does not know (${oid})`)
  const [salt, rounds, ...options] = partsOf(present(parameters, 'PBKDF2 parameters'), 'PBKDF2 parameters')
  if (salt?.tag !== TAG.octetString) throw new FormatError('unsupported', 'takes the salt of its key derivation from elsewhere')
  const count = countOf(present(rounds, 'iteration count'), 'iteration count')
  const declared = options.find((each) => each.tag === TAG.integer)
  if (declared !== undefined && countOf(declared, 'key length') !== length)
    throw new FormatError('parse-failed', 'derives a key of another length than its cipher takes')
  const prf = options.find((each) => each.tag === TAG.sequence)
  const prfOid = prf === undefined ? '1.2.840.113549.2.7' : algorithmOf(prf, 'pseudo-random function').oid
  const digest = HMACS[prfOid]
  if (digest === undefined) throw new FormatError('unsupported', `derives its key by a pseudo-random function this tool does not know (${prfOid})`)
  budget.spend(count, 1, 'the encryption')
  const secret = Buffer.from(password, 'utf8')
  const key = await pbkdf2Key(secret, salt.content, count, length, digest)
  secret.fill(0)
  return key
}

/**
 * Whether the MacData of a PFX is that of its content under this password. Throws `unsupported` for an unknown MAC and `limit` for too many rounds.
 * Sources: RFC 7292 section 4 and appendix B; RFC 9579 (PBMAC1).
 */
export async function macMatches(macData: Der, content: Uint8Array, password: string, budget: RoundBudget): Promise<boolean> {
  const parts = partsOf(macData, 'MAC')
  const info = partsOf(partAt(parts, 0, 'MAC'), 'MAC')
  const algorithm = algorithmOf(partAt(info, 0, 'MAC'), 'MAC algorithm')
  const expected = octetsOf(partAt(info, 1, 'MAC'), 'MAC value')
  if (algorithm.oid === OID.pbmac1) return pbmac1Matches(present(algorithm.parameters, 'PBMAC1 parameters'), content, expected, password, budget)
  const digest = DIGESTS[algorithm.oid]
  if (digest === undefined) throw new FormatError('unsupported', `has a MAC by a digest this tool does not know (${algorithm.oid})`)
  const rounds = parts[2] === undefined ? 1 : countOf(parts[2], 'MAC iteration count')
  const derivation = { salt: octetsOf(partAt(parts, 1, 'MAC'), 'MAC salt'), rounds }
  for (const secret of bmpPasswords(password)) {
    budget.spend(rounds, 1, 'the MAC')
    const key = await pkcs12Derived(digest, PURPOSE.mac, secret, derivation, digest.length)
    const found = createHmac(digest.name, key).update(content).digest()
    wipe(key, secret)
    if (found.length === expected.length && timingSafeEqual(found, expected)) return true
  }
  return false
}

async function pbmac1Matches(parameters: Der, content: Uint8Array, expected: Uint8Array, password: string, budget: RoundBudget): Promise<boolean> {
  const parts = partsOf(parameters, 'PBMAC1 parameters')
  const scheme = algorithmOf(partAt(parts, 1, 'PBMAC1 parameters'), 'PBMAC1 scheme')
  const digest = HMACS[scheme.oid]
  if (digest === undefined) throw new FormatError('unsupported', `has a MAC by a scheme this tool does not know (${scheme.oid})`)
  const derivation = partAt(parts, 0, 'PBMAC1 parameters')
  const key = await pbkdf2Derived(derivation, password, pbmac1KeyLength(derivation), budget)
  const found = createHmac(digest, key).update(content).digest()
  key.fill(0)
  return found.length === expected.length && timingSafeEqual(found, expected)
}

/** RFC 9579 section 4 demands that the derivation states its key length. */
function pbmac1KeyLength(derivation: Der): number {
  const { parameters } = algorithmOf(derivation, 'key derivation')
  const stated = partsOf(present(parameters, 'PBKDF2 parameters'), 'PBKDF2 parameters')[2]
  const length = stated?.tag === TAG.integer ? countOf(stated, 'key length') : 0
  if (length < 1 || length > 1024) throw new FormatError('parse-failed', 'has a MAC whose derivation states no usable key length')
  return length
}

/** Key bytes by the derivation of RFC 7292 appendix B.2. Rounds have been granted. */
async function pkcs12Derived(digest: Digest, purpose: number, secret: Uint8Array, { salt, rounds }: Derivation, length: number): Promise<Buffer> {
  const diversifier = Buffer.alloc(digest.block, purpose)
  const input = Buffer.concat([filled(salt, digest.block), filled(secret, digest.block)])
  const pieces: Buffer[] = []
  for (let have = 0; have < length; have += digest.length) {
    const piece = await iteratedHash(digest.name, Buffer.concat([diversifier, input]), Buffer.alloc(0), rounds)
    pieces.push(piece)
    const addend = filled(piece, digest.block)
    for (let at = 0; at < input.length; at += digest.block) addPlusOne(input.subarray(at, at + digest.block), addend)
  }
  const key = Buffer.from(Buffer.concat(pieces).subarray(0, length))
  wipe(input, ...pieces)
  return key
}

/** The bytes repeated up to a multiple of the block; nothing stays nothing. */
function filled(bytes: Uint8Array, block: number): Buffer {
  const whole = Buffer.alloc(Math.ceil(bytes.length / block) * block)
  for (let at = 0; at < whole.length; at++) whole[at] = bytes[at % bytes.length] ?? 0
  return whole
}

/** number := number + addend + 1, big-endian, carry out dropped. */
function addPlusOne(number: Uint8Array, addend: Uint8Array): void {
  let carry = 1
  for (let at = number.length - 1; at >= 0; at--) {
    carry += (number[at] ?? 0) + (addend[at] ?? 0)
    number[at] = carry & 0xff
    carry >>= 8
  }
}

/** The password as PKCS#12 derivations take it: UTF-16, high byte first, two zero bytes behind. An empty one is written both as that and as nothing at all. */
function bmpPasswords(password: string): readonly Buffer[] {
  const terminated = utf16be(`${password}\0`)
  return password === '' ? [terminated, Buffer.alloc(0)] : [terminated]
}

function present(value: Der | null | undefined, what: string): Der {
  if (value === null || value === undefined) throw new FormatError('parse-failed', `${what}: missing`)
  return value
}

function wipe(...buffers: readonly Buffer[]): void {
  for (const buffer of buffers) buffer.fill(0)
}
