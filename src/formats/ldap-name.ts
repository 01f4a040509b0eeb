import { TextCursor } from './text-cursor.ts'

/**
 * A distinguished name made comparable: types and values without regard to case, to the number of blanks within and to blanks around, the parts of a
 * multi-valued RDN in any order, the OIDs of RFC 4514's short names as those names.
 */
export interface LdapName {
  /** Equal for equal names, itself a DN, and readable: `uid=am-config,ou=admins,ou=am-config`; '' is the root of the tree. */
  readonly key: string
  /** From the entry up. */
  readonly rdns: readonly Rdn[]
  /** Some value is given as its encoding (`#0403…`): a name with another key may be the same all the same. */
  readonly encoded: boolean
}

export interface Rdn {
  readonly key: string
  readonly encoded: boolean
  /** Types in lower case; values as written, unescaped (`#…` as it is). */
  readonly parts: readonly { readonly type: string; readonly value: string }[]
}

const LONGEST_NAME = 16 * 1024

/** Sources: RFC 4514 section 3, RFC 4519. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'cn'],
  ['commonname', 'cn'],
  ['2.5.4.6', 'c'],
  ['countryname', 'c'],
  ['2.5.4.7', 'l'],
  ['localityname', 'l'],
  ['2.5.4.8', 'st'],
  ['stateorprovincename', 'st'],
  ['2.5.4.9', 'street'],
  ['streetaddress', 'street'],
  ['2.5.4.10', 'o'],
  ['organizationname', 'o'],
  ['2.5.4.11', 'ou'],
  ['organizationalunitname', 'ou'],
  ['0.9.2342.19200300.100.1.25', 'dc'],
  ['domaincomponent', 'dc'],
  ['0.9.2342.19200300.100.1.1', 'uid'],
  ['userid', 'uid'],
])

const TYPE = /\s*(?:oid\.)?([a-z][\w-]*|\d+(?:\.\d+)*)\s*=\s*/iy
const ENCODED = /(#(?:[0-9a-f]{2})+)\s*(?=[,;+]|$)/iy
const QUOTED = /"((?:[^"\\]|\\[^])*)"\s*(?=[,;+]|$)/y
const PLAIN = /(?:[^\\,;+"\0]|\\[^])*/y
const SEPARATOR = /[,;+]/y

/**
 * Reads a DN as RFC 4514 writes it, and as RFC 2253 asks to accept it: values in quotation marks, semicolons between RDNs, blanks around separators.
 * Throws FormatError `parse-failed` with the offset, and `limit` above 16 KiB.
 */
export const ldapNameOf = (text: string): LdapName => {
  const cursor = new TextCursor(text, 'a DN', LONGEST_NAME)
  if (text.trim() === '') return nameOf([])
  const rdns: Rdn[] = []
  let parts: ReadPart[] = []
  for (;;) {
    parts.push(partAt(cursor))
    const separator = cursor.take(SEPARATOR)?.[0]
    if (separator === '+') continue
    rdns.push(rdnOf(parts))
    parts = []
    if (separator !== undefined) continue
    if (cursor.at < text.length) cursor.refuse('parse-failed', 'a character that must be escaped')
    return nameOf(rdns)
  }
}

/** A DN of names and values in which nothing is escaped, quoted or encoded. */
const SIMPLE_NAME = /^[a-z][\w-]*=[^\\,;+"#\0]*(?:,[a-z][\w-]*=[^\\,;+"#\0]*)*$/i

/** The first value of each RDN of a DN, from the entry up, as ldapNameOf reads it; a configuration has thousands, nearly all of them simple. */
export const ldapValuesOf = (text: string): readonly string[] =>
  text.length <= LONGEST_NAME && SIMPLE_NAME.test(text)
    ? text.split(',').map((rdn) => rdn.slice(rdn.indexOf('=') + 1).trim())
    : ldapNameOf(text).rdns.map(({ parts }) => parts[0]?.value ?? '')

interface ReadPart {
  readonly type: string
  readonly value: string
  readonly encoded: boolean
}

const partAt = (cursor: TextCursor): ReadPart => {
  const written = (cursor.need(TYPE, 'an attribute type with its equals sign')[1] ?? '').toLowerCase()
  const type = SHORT_NAMES.get(written) ?? written
  const encoded = cursor.take(ENCODED)?.[1]
  if (encoded !== undefined) return { type, value: encoded, encoded: true }
  const at = cursor.at
  const value = cursor.take(QUOTED)?.[1] ?? plainAt(cursor)
  return { type, value: unescaped(value, cursor, at), encoded: false }
}

const plainAt = (cursor: TextCursor): string => {
  const at = cursor.at
  const value = cursor.take(PLAIN)?.[0] ?? ''
  return value.startsWith('#') ? cursor.refuse('parse-failed', 'hexadecimal digits are missing', at) : withoutBlanksAfter(value)
}

/** A blank that is escaped belongs to the value. */
const withoutBlanksAfter = (value: string): string => {
  const trimmed = value.trimEnd()
  const slashes = trimmed.length - trimmed.replace(/\\+$/, '').length
  return slashes % 2 === 0 ? trimmed : value.slice(0, trimmed.length + 1)
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Pairs of hexadecimal digits are bytes of UTF-8; those that are none become a replacement character with their digits. */
const unescaped = (value: string, cursor: TextCursor, at: number): string =>
  value.includes('\\')
    ? value.replaceAll(/((?:\\[0-9a-f]{2})+)|\\([^])/gi, (_whole, bytes: string | undefined, one: string | undefined) => {
        if (bytes !== undefined) return decoded(bytes)
        return one === undefined || /[0-9a-f]/i.test(one) ? cursor.refuse('parse-failed', 'half an escaped byte', at) : one
      })
    : value

const decoded = (bytes: string): string => {
  const digits = bytes.replaceAll('\\', '').toLowerCase()
  try {
    return UTF8.decode(Buffer.from(digits, 'hex'))
  } catch {
    return `\uFFFD${digits}`
  }
}

const rdnOf = (parts: readonly ReadPart[]): Rdn => ({
  key: parts.map(keyOf).sort().join('+'),
  encoded: parts.some(({ encoded }) => encoded),
  parts: parts.map(({ type, value }) => ({ type, value })),
})

const PREPARED = /^[\w.:/@-]*$/

/** Preparation as for caseIgnoreMatch (RFC 4518), as far as names of entries go; what would read as a separator is escaped. */
const keyOf = ({ type, value, encoded }: ReadPart): string => {
  // Most values have nothing to prepare, and a configuration has thousands.
  if (encoded || PREPARED.test(value)) return `${type}=${value.toLowerCase()}`
  const prepared = value.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim()
  return `${type}=${prepared.replaceAll(/[\\,;+"]|^#/g, String.raw`\$&`).replaceAll('\0', String.raw`\00`)}`
}

const nameOf = (rdns: readonly Rdn[]): LdapName => ({
  key: rdns.map(({ key }) => key).join(','),
  rdns,
  encoded: rdns.some(({ encoded }) => encoded),
})

/** The name of the entry above; null for the root of the tree. */
export const parentOf = (name: LdapName): LdapName | null => (name.rdns.length === 0 ? null : nameOf(name.rdns.slice(1)))

/** The name itself and those of all entries above it, from the entry up, without the root of the tree. */
export const chainOf = (name: LdapName): readonly LdapName[] => name.rdns.map((_rdn, index) => nameOf(name.rdns.slice(index)))

/** Whether an entry is the other one or stands anywhere below it. */
export const isAtOrBelow = (name: LdapName, other: LdapName): boolean => {
  const above = name.rdns.length - other.rdns.length
  return above >= 0 && other.rdns.every(({ key }, index) => key === name.rdns[above + index]?.key)
}
