/** The text of a script of AM, as an export of its configuration holds it. */
export interface EncodedScript {
  readonly bytes: Uint8Array
  /** As written, for example GROOVY; null: nothing near it says. */
  readonly language: string | null
}

/** Files that such exports are. */
export const isNamedJson = (name: string): boolean => /\.json$/i.test(name)

/** What a member says, and where it begins and ends. */
interface Member {
  readonly is: 'script' | 'language'
  readonly value: string
  readonly start: number
  readonly end: number
}

/**
 * Scripts that stand in base64 as the member `script`, in one string or a list of strings, in a text that is JSON or nearly so: an export that is cut or
 * otherwise damaged is looked through as far as it goes. What is not base64 is none: it can be read as it is. Of several languages the nearest counts.
 */
export const encodedScriptsIn = (text: string): readonly EncodedScript[] => {
  const members = [...text.matchAll(/"(script|language)"\s*:\s*(\[\s*)?"/g)].map((match) => memberAt(text, match))
  return members.flatMap((member, index) => {
    const bytes = member.is === 'script' ? decoded(member.value) : null
    return bytes === null ? [] : [{ bytes, language: languageNear(member, members[index - 1], members[index + 1]) }]
  })
}

const memberAt = (text: string, { 0: head, 1: is, 2: list, index: start }: RegExpExecArray): Member => {
  const pieces: string[] = []
  let at = start + head.length
  for (;;) {
    // Neither base64 nor the name of a language holds a quote.
    const quote = text.indexOf('"', at)
    const end = quote === -1 ? text.length : quote
    pieces.push(text.slice(at, end))
    const more = /\s*,\s*"/y
    more.lastIndex = end + 1
    if (list === undefined || !more.test(text)) return { is: is === 'script' ? 'script' : 'language', value: pieces.join(''), start, end }
    at = more.lastIndex
  }
}

/** JSON may escape a slash, and some writers escape what HTML knows too. */
const ESCAPES = /\\(?:[nrt]|u000[9ad]|(\/|u002f)|(u002b)|(u003d))/gi

/** Bytes of a text in base64, padded or not; null when it is none. */
const decoded = (value: string): Uint8Array | null => {
  const packed = value
    .replaceAll(ESCAPES, (_, slash?: string, plus?: string, equals?: string) =>
      slash !== undefined ? '/' : plus !== undefined ? '+' : equals !== undefined ? '=' : '',
    )
    .replaceAll(/\s/g, '')
  return packed.length > 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed) ? Buffer.from(packed, 'base64') : null
}

const languageNear = (script: Member, ...others: readonly (Member | undefined)[]): string | null => {
  const away = (other: Member): number => (other.start < script.start ? script.start - other.end : other.start - script.end)
  const languages = others.filter((other) => other?.is === 'language').filter((other) => other !== undefined)
  return languages.toSorted((a, b) => away(a) - away(b))[0]?.value ?? null
}
