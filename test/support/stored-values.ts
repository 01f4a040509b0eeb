import { constants, createCipheriv, createHash, generateKeyPairSync, publicEncrypt, randomBytes, type KeyObject } from 'node:crypto'

/** Values as the product stores them (facts/wso2.md §5.4): made with real keys, so that what is told of them is told of real ciphertext. */
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const AES_KEY = randomBytes(32)

export const THUMBPRINT = '57FF38D97664C792FF8801171F04191DED88778D'
export const OAEP = 'RSA/ECB/OAEPwithSHA1andMGF1Padding'
export const GCM = 'AES/GCM/NoPadding'
export const KEY_ID = createHash('sha256').update(AES_KEY).digest('base64')

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64')
const encrypted = (clear: string, padding: number, key: KeyObject = publicKey): string =>
  publicEncrypt({ key, padding, oaepHash: 'sha1' }, Buffer.from(clear)).toString('base64')

export const plainRsa = (clear: string): string => encrypted(clear, constants.RSA_PKCS1_PADDING)
/** As the kernel writes it: lines of 76 characters. */
export const plainRsaInLines = (clear: string): string => plainRsa(clear).replace(/.{76}/g, '$&\r\n')
export const selfContained = (clear: string, thumbprint = THUMBPRINT): string =>
  base64({ c: encrypted(clear, constants.RSA_PKCS1_OAEP_PADDING), t: OAEP, tp: thumbprint, tpd: 'SHA-1' })
export const aesGcm = (clear: string, keyId: string | null = KEY_ID): string => {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-gcm', AES_KEY, iv)
  const bytes = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final(), cipher.getAuthTag()])
  const inner = { cipher: bytes.toString('base64'), initializationVector: iv.toString('base64'), ...(keyId === null ? {} : { keyId }) }
  return base64({ c: base64(inner), t: GCM })
}
export const plainAes = (): string => base64({ c: randomBytes(32).toString('base64'), t: 'AES' })
export const hashed = (clear: string): string => JSON.stringify({ algorithm: 'SHA-256', hash: createHash('sha256').update(clear).digest('hex') })
export const holder = base64
