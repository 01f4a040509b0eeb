/**
 * Control and format characters (terminal escapes, newlines, bidirectional overrides), lone surrogates, characters that show as nothing, and code points
 * that are no characters (two of them XML forbids).
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u
const NOT_ASCII = /[^\x20-\x7e]/u

/**
 * Text of foreign origin, safe for a terminal, XML and one line of a log: what is unsafe is written as \xNN or \u{NNNN}. The result has at most `max`
 * characters, escapes counted, and then a note of how much is missing. With `ascii` everything beyond ASCII is escaped too.
 */
export const printable = (text: string, max = 1024, ascii = false): string => {
  const unsafe = ascii ? NOT_ASCII : UNSAFE
  const head = text.slice(0, text.length > max && HALVES.test(text.slice(max - 1, max + 1)) ? max - 1 : max)
  if (!unsafe.test(head)) return head.length === text.length ? text : `${head}${missing(text.length - head.length)}`
  let shown = ''
  let taken = 0
  for (const character of text) {
    const piece = unsafe.test(character) ? escaped(character) : character
    if (shown.length + piece.length > max) return `${shown}${missing(text.length - taken)}`
    shown += piece
    taken += character.length
  }
  return shown
}

const missing = (characters: number): string => `... (${characters} more characters)`

/** A character beyond the first plane, of which a cut between its two units would leave a half. */
const HALVES = /^[\ud800-\udbff][\udc00-\udfff]$/

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** Safe JSON text: the same value, with every character that printable would escape written as \uNNNN. */
export const printableJson = (json: string): string => json.replaceAll(UNSAFE_IN_JSON, unicodeEscaped)

/** As UNSAFE, but a newline is layout: within strings JSON has it escaped already. */
const UNSAFE_IN_JSON = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

const unicodeEscaped = (character: string): string =>
  [...Array(character.length).keys()].map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('')
