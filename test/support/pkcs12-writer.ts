import { der, derInteger, derOid } from '../../fixtures/keystores/java-bytes.ts'

/** PKCS#12 files that no program writes: bags in the open, any MAC or none. Real ones are made by keytool and openssl. */
export function pkcs12(bags: readonly Buffer[], mac: (content: Buffer) => readonly Buffer[] = () => []): Buffer {
  const content = der(0x30, data(der(0x30, ...bags)))
  return pfx(content, ...mac(content))
}

/** A PFX around the bytes of its content. */
export const pfx = (content: Buffer, ...mac: readonly Buffer[]): Buffer => der(0x30, derInteger(3), data(content), ...mac)

export const data = (content: Buffer): Buffer => der(0x30, derOid('1.2.840.113549.1.7.1'), der(0xa0, der(0x04, content)))

/** An encrypted part: scheme (AlgorithmIdentifier) and content. */
export const encryptedData = (scheme: Buffer, content: Buffer): Buffer =>
  der(
    0x30,
    derOid('1.2.840.113549.1.7.6'),
    der(0xa0, der(0x30, derInteger(0), der(0x30, derOid('1.2.840.113549.1.7.1'), scheme, der(0x80, content)))),
  )

export interface BagAttributes {
  readonly alias?: string
  readonly keyId?: string
  readonly trusted?: boolean
}

/** `type` is the last arc of 1.2.840.113549.1.12.10.1. */
export const bag = (type: number, value: Buffer, attributes: BagAttributes = {}): Buffer =>
  der(0x30, derOid(`1.2.840.113549.1.12.10.1.${type}`), der(0xa0, value), der(0x31, ...attributesOf(attributes)))

export const keyBag = (pkcs8: Buffer, attributes?: BagAttributes): Buffer => bag(1, pkcs8, attributes)

export const shroudedKeyBag = (scheme: Buffer, encrypted: Buffer, attributes?: BagAttributes): Buffer =>
  bag(2, der(0x30, scheme, der(0x04, encrypted)), attributes)

export const certificateBag = (certificate: Buffer, attributes?: BagAttributes): Buffer =>
  bag(3, der(0x30, derOid('1.2.840.113549.1.9.22.1'), der(0xa0, der(0x04, certificate))), attributes)

export const secretBag = (scheme: Buffer, encrypted: Buffer, attributes?: BagAttributes): Buffer =>
  bag(5, der(0x30, derOid('1.2.840.113549.1.12.10.1.2'), der(0xa0, der(0x04, der(0x30, scheme, der(0x04, encrypted))))), attributes)

/** AlgorithmIdentifier of PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC. */
export const pbes2 = (iterations: number, options: { readonly cipher?: string; readonly prf?: string } = {}): Buffer =>
  der(
    0x30,
    derOid('1.2.840.113549.1.5.13'),
    der(
      0x30,
      der(
        0x30,
        derOid('1.2.840.113549.1.5.12'),
        der(0x30, der(0x04, Buffer.alloc(16, 7)), derInteger(iterations), prfOf(options.prf ?? '1.2.840.113549.2.9')),
      ),
      der(0x30, derOid(options.cipher ?? '2.16.840.1.101.3.4.1.42'), der(0x04, Buffer.alloc(16, 9))),
    ),
  )

const prfOf = (oid: string): Buffer => der(0x30, derOid(oid), der(0x05))

const attributesOf = ({ alias, keyId, trusted }: BagAttributes): readonly Buffer[] => [
  ...(alias === undefined ? [] : [attribute('1.2.840.113549.1.9.20', der(0x1e, Buffer.from(alias, 'utf16le').swap16()))]),
  ...(keyId === undefined ? [] : [attribute('1.2.840.113549.1.9.21', der(0x04, Buffer.from(keyId)))]),
  ...(trusted === true ? [attribute('2.16.840.1.113894.746875.1.1', derOid('2.5.29.37.0'))] : []),
]

const attribute = (oid: string, value: Buffer): Buffer => der(0x30, derOid(oid), der(0x31, value))
