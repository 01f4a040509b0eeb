import { createHash, timingSafeEqual } from 'node:crypto'
import { LIMITS } from '../limits.ts'
import { ByteReader } from './byte-reader.ts'
import { FormatError } from './format-error.ts'
import { javaObjectAt } from './java-serialization.ts'
import { dateOrNull } from './stored-entry.ts'
import type { StoredEntry } from './stored-entry.ts'
import { modifiedUtf8 } from './modified-utf8.ts'
import type { RoundBudget } from './pbe.ts'
import { printable } from './printable.ts'
import { privateKeyIn, secretKeyIn, utf16be } from './sealed-key.ts'

export const JKS_MAGIC = 0xfeedfeed
export const JCEKS_MAGIC = 0xcececece

const TAG = { privateKey: 1, certificate: 2, secretKey: 3 } as const
const DIGEST_LENGTH = 20
const SMALLEST_ENTRY = 4 + 2 + 8 + 4

export interface JavaKeystore {
  readonly format: 'JKS' | 'JCEKS'
  readonly entries: readonly StoredEntry[]
  /** False when an entry holds something no keystore holds: where it ends cannot be known, so neither it nor what follows is listed. */
  readonly complete: boolean
  readonly omitted: readonly string[]
  /** Whether the digest at the end is that of the content under this password. A wrong password and a damaged file look the same. */
  readonly digestMatches: (password: string) => boolean
}

/**
 * Contents of a JKS or JCEKS file; listing them needs no password. Throws FormatError `parse-failed` for anything malformed, bytes after the digest
 * included, and `limit`. Source: facts 6.1; JDK sun.security.provider.JavaKeyStore, com.sun.crypto.provider.JceKeyStore.
 */
export function javaKeystoreOf(bytes: Uint8Array, budget: RoundBudget): JavaKeystore {
  if (bytes.length < 12 + DIGEST_LENGTH) throw new FormatError('parse-failed', `ends too early: ${bytes.length} bytes cannot hold a Java keystore`)
  const content = bytes.subarray(0, bytes.length - DIGEST_LENGTH)
  const reader = new ByteReader(content)
  const format = reader.u4('magic number') === JKS_MAGIC ? 'JKS' : 'JCEKS'
  const version = reader.u4('version')
  if (version !== 1 && version !== 2) throw new FormatError('unsupported', `${format} version ${version} is not known; 1 and 2 are`)
  const context: Context = { reader, format, version, budget, certificates: 0 }
  const digestMatches = (password: string): boolean => timingSafeEqual(digestOf(content, password), bytes.subarray(content.length))
  return { format, digestMatches, ...entriesIn(context, entryCount(reader)) }
}

interface Context {
  readonly reader: ByteReader
  readonly format: 'JKS' | 'JCEKS'
  readonly version: number
  readonly budget: RoundBudget
  certificates: number
}

/** The digest proves who wrote the file as little as any keyless one; it is SHA-1 with a fixed phrase. */
function digestOf(content: Uint8Array, password: string): Buffer {
  const secret = utf16be(password)
  const digest = createHash('sha1').update(secret).update('Mighty Aphrodite', 'utf8').update(content).digest()
  secret.fill(0)
  return digest
}

function entryCount(reader: ByteReader): number {
  const count = reader.u4('entry count')
  if (count * SMALLEST_ENTRY > reader.remaining) throw new FormatError('parse-failed', `claims ${count} entries, more than its size has room for`)
  if (count > LIMITS.keystoreEntries.value) throw new FormatError('limit', `has ${count} entries, more than ${LIMITS.keystoreEntries.value}`)
  return count
}

function entriesIn(context: Context, count: number): Pick<JavaKeystore, 'entries' | 'complete' | 'omitted'> {
  const entries: StoredEntry[] = []
  for (let index = 1; index <= count; index++) {
    const head = headOf(context, index)
    try {
      entries.push(entryAfter(head, context))
    } catch (error) {
      if (head.tag !== TAG.secretKey || !(error instanceof FormatError) || error.kind !== 'unsupported') throw error
      const lost = `entry ${index} of ${count}, "${printable(head.alias, 100)}", cannot be read, nor can what follows it: ${error.message}`
      return { entries, complete: false, omitted: [lost] }
    }
  }
  const { remaining } = context.reader
  if (remaining > 0) throw new FormatError('parse-failed', `has ${remaining} bytes too many between its last entry and its digest`)
  return { entries, complete: true, omitted: [] }
}

interface EntryHead {
  readonly tag: number
  readonly alias: string
  readonly createdAt: number | null
}

function headOf({ reader, format }: Context, index: number): EntryHead {
  const tag = reader.u4('entry tag')
  const known = tag === TAG.privateKey || tag === TAG.certificate || (tag === TAG.secretKey && format === 'JCEKS')
  if (!known) throw new FormatError('parse-failed', `entry ${index} is of a kind (${tag}) that ${format} does not have`)
  const length = reader.u2('alias length')
  const aliasBytes = reader.take(length, 'alias')
  if (length > LIMITS.keystoreAlias.value)
    throw new FormatError('limit', `the alias of entry ${index} takes ${length} bytes, more than ${LIMITS.keystoreAlias.value}`)
  return { tag, alias: modifiedUtf8(aliasBytes, 'an alias'), createdAt: dateOrNull(Number(reader.i8('creation date'))) }
}

function entryAfter({ tag, alias, createdAt }: EntryHead, context: Context): StoredEntry {
  const { reader, budget } = context
  if (tag === TAG.secretKey) {
    const sealed = javaObjectAt(reader)
    return { alias, kind: 'secret-key', createdAt, certificates: [], open: (password) => secretKeyIn(sealed, password, budget) }
  }
  if (tag === TAG.certificate) return { alias, kind: 'certificate', createdAt, certificates: [certificateIn(context)], open: null }
  const encrypted = reader.take(reader.u4('private key length'), 'private key')
  const chain = chainIn(context)
  return { alias, kind: 'private-key', createdAt, certificates: chain, open: (password) => privateKeyIn(encrypted, password, budget) }
}

function chainIn(context: Context): readonly Uint8Array[] {
  const length = context.reader.u4('certificate count')
  if (length * 4 > context.reader.remaining)
    throw new FormatError('parse-failed', `a chain claims ${length} certificates, more than the file has room for`)
  return Array.from({ length }, () => certificateIn(context))
}

function certificateIn(context: Context): Uint8Array {
  const { reader, version } = context
  if (++context.certificates > LIMITS.keystoreEntries.value) {
    throw new FormatError('limit', `has more than ${LIMITS.keystoreEntries.value} certificates`)
  }
  if (version === 2) {
    const type = modifiedUtf8(reader.take(reader.u2('certificate type length'), 'certificate type'), 'a certificate type')
    if (type !== 'X.509') throw new FormatError('unsupported', `holds a certificate of type "${printable(type, 40)}"; X.509 is known`)
  }
  return reader.take(reader.u4('certificate length'), 'certificate')
}
