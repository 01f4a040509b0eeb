/**
 * What a stored value of WSO2 looks like, told without any key and without keeping anything of it but names and public fingerprints
 * (facts/wso2.md §5.4; carbon-kernel CryptoUtil and CipherHolder, the providers of carbon-crypto-service).
 *
 * `self-contained`: Base64 of JSON that names its transformation; `plain-rsa`: Base64 of as many bytes as an RSA modulus has; `hashed`: JSON of a digest;
 * `clear`: none of these. `unknown`: of the outer shape of ciphertext, and not understood: cut, for one.
 */
export const CIPHER_FORMS = ['self-contained', 'plain-rsa', 'hashed', 'clear', 'unknown'] as const

export interface StoredCipher {
  readonly form: (typeof CIPHER_FORMS)[number]
  /** `t`: RSA/ECB/OAEPwithSHA1andMGF1Padding, AES/GCM/NoPadding, AES. */
  readonly transformation: string | null
  /** `tp`: thumbprint of the certificate it was encrypted for, upper-case hex. */
  readonly thumbprint: string | null
  /** Of AES: names the key it was encrypted with, where the product was told to write it. */
  readonly keyId: string | null
}

/** Bytes of RSA moduli of 1024 to 4096 bits, as keytool makes them. */
const MODULUS_BYTES = [128, 256, 384, 512]
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const TRANSFORMATION = /^(?:RSA|AES)(?:\/[A-Za-z0-9]{1,20}\/[A-Za-z0-9]{1,40})?$/i
const THUMBPRINT = /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/
/** What Base64 makes of `{"`: the beginning of a holder, also of one that was cut. A JWT has dots. */
const PACKED_JSON = /^eyJ[A-Za-z0-9+/=_-]*$/
const KEY_ID = /^[A-Za-z0-9+/]{43}=$/

const of = (form: StoredCipher['form'], more: Partial<StoredCipher> = {}): StoredCipher => ({
  form,
  transformation: null,
  thumbprint: null,
  keyId: null,
  ...more,
})

export const storedCipherOf = (value: string): StoredCipher => {
  const plain = membersOf(value.trim())
  if (plain !== null) {
    if (typeof plain['hash'] === 'string' && typeof plain['algorithm'] === 'string') return of('hashed')
    return typeof plain['c'] === 'string' && typeof plain['t'] === 'string' ? of('unknown') : of('clear')
  }
  // The kernel breaks its Base64 into lines; others do not. A column of fixed width adds blanks.
  const packed = value.trim().replace(/[\r\n]/g, '')
  const bytes = bytesOf(packed)
  const holder = membersOf(bytes?.toString('utf8').trim() ?? '')
  if (holder === null && PACKED_JSON.test(packed)) return of('unknown')
  if (bytes === null) return of('clear')
  if (holder === null) return MODULUS_BYTES.includes(bytes.length) ? of('plain-rsa') : of('clear')
  return selfContainedOf(holder)
}

const selfContainedOf = (holder: Members): StoredCipher => {
  const { c, t, tp } = holder
  if (typeof c !== 'string' || typeof t !== 'string' || !TRANSFORMATION.test(t)) return of('unknown')
  const thumbprint = typeof tp === 'string' ? tp.replaceAll(':', '').toUpperCase() : null
  if (thumbprint !== null && !THUMBPRINT.test(thumbprint)) return of('unknown')
  const inner = membersOf(bytesOf(c.replace(/[\r\n]/g, ''))?.toString('utf8') ?? '')
  const keyId = inner?.['keyId']
  return of('self-contained', { transformation: t, thumbprint, keyId: typeof keyId === 'string' && KEY_ID.test(keyId) ? keyId : null })
}

type Members = Readonly<Record<string, unknown>>

const membersOf = (text: string): Members | null => {
  if (!text.startsWith('{')) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

const bytesOf = (text: string): Buffer | null => (text !== '' && BASE64.test(text) ? Buffer.from(text, 'base64') : null)
