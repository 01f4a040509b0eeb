import { textOf as textOfBytes } from '../text-decoding.ts'
import type { AmEntity } from './entity.ts'
import { flagOf, membersOf, textOf, textsOf, unwrapped } from './json-value.ts'

/** Where the text of a script is. */
export type ScriptSource =
  | { readonly is: 'bytes'; readonly bytes: Uint8Array }
  /** Another file, whose content is the text, or is base64 of it. The path is as written: relative to the document, or an expression. */
  | { readonly is: 'file'; readonly path: string; readonly base64: boolean }
  | { readonly is: 'none' }
  | { readonly is: 'expression'; readonly text: string }
  | { readonly is: 'bad'; readonly why: string }

/** A script of AM's configuration (facts/pingam 2.3, 2.4). */
export interface AmScript {
  readonly id: string
  readonly name: string
  readonly context: string
  readonly language: string | null
  /** The vendor's own, as far as the document says. */
  readonly isDefault: boolean | null
  readonly evaluatorVersion: string | null
  readonly source: ScriptSource
}

/** A word that every document with a script holds. */
export const SCRIPT_MENTIONS = ['"script"'] as const

/** Null for a document about something else: only a script has both its text and a context it runs in. */
export const scriptOf = ({ data, id, names }: AmEntity): AmScript | null => {
  const context = textOf(data['context'])
  if (data['script'] === undefined || context === null) return null
  return {
    id: names[0] ?? id,
    name: textOf(data['name']) ?? names[0] ?? id,
    context,
    language: textOf(data['language']),
    isDefault: flagOf(data['default']),
    evaluatorVersion: textOf(data['evaluatorVersion']),
    source: sourceOf(data['script']),
  }
}

const sourceOf = (value: AmEntity['data'][string] | undefined): ScriptSource => {
  const members = membersOf(value)
  if (members !== null) {
    const encoded = members['$base64:encode']
    if (encoded !== undefined) return plainSourceOf(encoded)
    const path = textOf(members['$inline'])
    if (path !== null) return { is: 'file', path, base64: true }
  }
  const inner = unwrapped(value)
  if (inner === null || inner === undefined) return { is: 'none' }
  if (typeof inner === 'string') return base64SourceOf(inner)
  const lines = textsOf(inner)
  if (lines === null) return { is: 'bad', why: 'the script is neither a text nor a list of texts' }
  // A list is base64 cut into pieces, or the plain lines of the script; plain lines hold what base64 never does.
  const joined = lines.join('')
  return isBase64(joined) && isText(Buffer.from(joined, 'base64')) ? base64SourceOf(joined) : { is: 'bytes', bytes: Buffer.from(lines.join('\n')) }
}

/** What AM encodes itself when it reads the file: the text as it is, or the content of another file. */
const plainSourceOf = (value: AmEntity['data'][string]): ScriptSource => {
  const path = textOf(membersOf(value)?.['$inline'])
  if (path !== null) return { is: 'file', path, base64: false }
  const text = textOf(value)
  if (text === null) return { is: 'bad', why: 'what the script is encoded from is not understood' }
  return isExpression(text) ? { is: 'expression', text } : { is: 'bytes', bytes: Buffer.from(text) }
}

const base64SourceOf = (text: string): ScriptSource => {
  if (text.trim() === '' || text === '[Empty]') return { is: 'none' }
  if (isExpression(text)) return { is: 'expression', text }
  return isBase64(text) ? { is: 'bytes', bytes: Buffer.from(text, 'base64') } : { is: 'bad', why: 'the script is not base64' }
}

/** Bytes of a text in base64; null when it is none. */
export const base64BytesOf = (text: string): Uint8Array | null => (isBase64(text) ? Buffer.from(text, 'base64') : null)

/** Node decodes whatever it is given, leaving out what it does not know: that would hide a script, so the form is asked for first. */
const isBase64 = (text: string): boolean => {
  const packed = text.replaceAll(/\s/g, '')
  return packed.length > 0 && packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed)
}

const isExpression = (text: string): boolean => /[&$]\{/.test(text)

const isText = (bytes: Uint8Array): boolean => {
  try {
    return !textOfBytes(bytes).includes('\0')
  } catch {
    return false
  }
}
