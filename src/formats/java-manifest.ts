import { LIMITS } from '../limits.ts'
import { FormatError } from './format-error.ts'
import { textOf } from './text-decoding.ts'

/**
 * Main attributes of a MANIFEST.MF, by name in lower case (names are compared without regard to case), values unfolded. Source: JAR File
 * Specification, "Name-Value pairs and Sections": lines are at most 72 bytes, so that a character can be cut in two; hence bytes, not text. Throws
 * FormatError `parse-failed` with the line, `ambiguous` for a name given twice, and `limit` above LIMITS.configFile.
 */
export function manifestAttributesOf(bytes: Uint8Array): ReadonlyMap<string, string> {
  if (bytes.length > LIMITS.configFile.value)
    throw new FormatError('limit', `a manifest of ${bytes.length} bytes is larger than ${LIMITS.configFile.value}`)
  const attributes = new Map<string, string>()
  for (const { content, line } of unfoldedMainSection(bytes)) {
    const match = /^([A-Za-z0-9][A-Za-z0-9_-]*): ([^]*)$/.exec(decoded(content, line))
    if (match?.[1] === undefined || match[2] === undefined) throw new FormatError('parse-failed', `line ${line} of the manifest is not "name: value"`)
    const name = match[1].toLowerCase()
    if (attributes.has(name)) throw new FormatError('ambiguous', `line ${line} of the manifest gives ${match[1]} a second time`)
    attributes.set(name, match[2])
  }
  return attributes
}

function decoded(content: Uint8Array, line: number): string {
  try {
    return textOf(content)
  } catch (error) {
    if (error instanceof FormatError) throw new FormatError(error.kind, `line ${line} of the manifest: ${error.message}`)
    throw error
  }
}

interface UnfoldedLine {
  readonly content: Uint8Array
  readonly line: number
}

/** Lines up to the first empty one, each with its continuations (which begin with one space) appended. */
function unfoldedMainSection(bytes: Uint8Array): readonly UnfoldedLine[] {
  const folded: { parts: Uint8Array[]; line: number }[] = []
  let number = 0
  for (const line of byteLines(bytes)) {
    number++
    if (line.length === 0) break
    if (line[0] !== 0x20) folded.push({ parts: [line], line: number })
    else if (folded.length === 0) throw new FormatError('parse-failed', 'the manifest begins with a continuation line')
    else folded.at(-1)?.parts.push(line.subarray(1))
  }
  return folded.map(({ parts, line }) => ({ content: Buffer.concat(parts), line }))
}

function* byteLines(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 0x0a && bytes[at] !== 0x0d) continue
    yield bytes.subarray(start, at)
    if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) at++
    start = at + 1
  }
  if (start < bytes.length) yield bytes.subarray(start)
}
