import { FormatError } from './format-error.ts'

/**
 * Text in Java's modified UTF-8: NUL as two bytes, characters beyond the BMP as two surrogates of three bytes each. Throws `parse-failed` on bytes
 * that are not. Source: DataInput.readUTF.
 */
export function modifiedUtf8(bytes: Uint8Array, what: string): string {
  const units: number[] = []
  let at = 0
  const continuation = (): number => {
    const byte = bytes[at++]
    if (byte === undefined || (byte & 0xc0) !== 0x80) throw new FormatError('parse-failed', `${what} is not modified UTF-8`)
    return byte & 0x3f
  }
  while (at < bytes.length) {
    const first = bytes[at++] ?? 0
    if (first < 0x80) units.push(first)
    else if ((first & 0xe0) === 0xc0) units.push(((first & 0x1f) << 6) | continuation())
    else if ((first & 0xf0) === 0xe0) units.push(((first & 0x0f) << 12) | (continuation() << 6) | continuation())
    else throw new FormatError('parse-failed', `${what} is not modified UTF-8`)
  }
  return textOfUnits(units)
}

/** Text of UTF-16 code units, in runs short enough to be passed as arguments. */
function textOfUnits(units: readonly number[]): string {
  const runs: string[] = []
  for (let at = 0; at < units.length; at += 4096) runs.push(String.fromCharCode(...units.slice(at, at + 4096)))
  return runs.join('')
}
