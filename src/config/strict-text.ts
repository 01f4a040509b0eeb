export type StrictText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly line: number; readonly message: string; readonly hint: string | null }

/**
 * The text of a file: strict UTF-8, a byte-order mark removed, without control characters (tab, CR and LF aside). Otherwise the line (1-based; 0: the whole
 * file) and a message that quotes nothing.
 */
export const textOf = (bytes: Uint8Array): StrictText => {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { ok: false, line: 0, message: 'the file is UTF-16, not UTF-8', hint: 'save it as UTF-8 (in PowerShell: Set-Content -Encoding utf8)' }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const control = CONTROL.exec(text)
    if (control === null) return { ok: true, text }
    return {
      ok: false,
      line: text.slice(0, control.index).split('\n').length,
      message: 'the line holds a control character',
      hint: 'remove it, or save the file as UTF-8 text',
    }
  } catch {
    return { ok: false, line: lineNotUtf8(bytes), message: 'the line is not UTF-8 text', hint: 'save the file as UTF-8' }
  }
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

const lineNotUtf8 = (bytes: Uint8Array): number => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for (let line = 1, start = 0; start <= bytes.length; line += 1) {
    const newline = bytes.indexOf(0x0a, start)
    const end = newline < 0 ? bytes.length : newline
    try {
      decoder.decode(bytes.subarray(start, end))
    } catch {
      return line
    }
    start = end + 1
  }
  return 0
}
