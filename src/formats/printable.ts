/**
 * Text of foreign origin, safe for a terminal, a log line and JSON: control and format characters (terminal escapes, newlines, bidirectional
 * overrides) and lone surrogates are written as \xNN or \u{NNNN}, and text beyond `max` characters is cut with a note of how much is missing.
 */
export function printable(text: string, max = 1024): string {
  const shown = text.length > max ? `${text.slice(0, max)}... (${text.length - max} more characters)` : text
  return shown.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped)
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}
