import { derOf, oidOf, partAt, partsOf, TAG } from './der.ts'
import { FormatError } from './format-error.ts'
import { printable } from './printable.ts'

/** Attribute types with a short name (RFC 4514 §3 and what Java adds). */
const SHORT: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '0.9.2342.19200300.100.1.1': 'UID',
  '1.2.840.113549.1.9.1': 'EMAILADDRESS',
}

/** A name in DER (RFC 5280 §4.1.2.4) as text, most specific first, made printable. Throws FormatError `parse-failed` for what is none. */
export const distinguishedNameOf = (der: Uint8Array): string =>
  partsOf(derOf(der, 'name'), 'name')
    .map((rdn) =>
      partsOf(rdn, 'name', TAG.set)
        .map((pair) => {
          const parts = partsOf(pair, 'name')
          const type = oidOf(partAt(parts, 0, 'name'), 'name')
          return `${SHORT[type] ?? type}=${valueIn(partAt(parts, 1, 'name'))}`
        })
        .join('+'),
    )
    .toReversed()
    .join(', ')

const BMP_STRING = 0x1e

const valueIn = ({ tag, content }: { readonly tag: number; readonly content: Uint8Array }): string => {
  const bytes = Buffer.from(content)
  if (tag === BMP_STRING && bytes.length % 2 !== 0) throw new FormatError('parse-failed', 'name: half a character')
  return printable(tag === BMP_STRING ? Buffer.from(bytes).swap16().toString('utf16le') : bytes.toString('utf8'), 256)
}
