import { LIMITS } from '../limits.ts'
import { FormatError } from './format-error.ts'

export interface JavaProperty {
  readonly key: string
  readonly value: string
  /** Line on which the key begins, from 1. */
  readonly line: number
}

/**
 * Every property of a .properties text in file order, duplicates included (Java keeps the last). The grammar is that of java.util.Properties.load
 * (Java SE API): comments, continuation lines, escapes, three separators. Throws FormatError `parse-failed` with the line on a `\u` that is not followed by
 * four hexadecimal digits, as Java does, and `limit` on a logical line above LIMITS.textLine.
 */
export function propertiesOf(text: string): readonly JavaProperty[] {
  const properties: JavaProperty[] = []
  for (const { content, line } of logicalLines(text)) {
    const keyEnd = endOfKey(content)
    properties.push({ key: unescaped(content.slice(0, keyEnd), line), value: unescaped(content.slice(startOfValue(content, keyEnd)), line), line })
  }
  return properties
}

interface LogicalLine {
  readonly content: string
  readonly line: number
}

/** Natural lines joined where one ends in an odd number of backslashes; without comments, blank lines and leading white space. */
function* logicalLines(text: string): Generator<LogicalLine> {
  let parts: string[] = []
  let length = 0
  let first = 0
  let joining = false
  for (const { content, line } of naturalLines(text)) {
    // As in LineReader of the JDK: a continuation may look like a comment only while nothing stands before it.
    if ((content.startsWith('#') || content.startsWith('!')) && parts.every((part) => part === '')) {
      parts = []
      length = 0
      joining = false
      continue
    }
    if (!joining && content === '') continue
    if (!joining) first = line
    joining = endsInBackslash(content)
    parts.push(joining ? content.slice(0, -1) : content)
    length += content.length
    if (length > LIMITS.textLine.value) throw new FormatError('limit', `line ${first} is longer than ${LIMITS.textLine.value} characters`)
    if (joining) continue
    const whole = parts.join('')
    if (whole !== '') yield { content: whole, line: first }
    parts = []
    length = 0
  }
  // Java drops a backslash at the very end, and sees a property with an empty key when nothing else is left of its line.
  const rest = parts.join('')
  if (rest !== '' || joining) yield { content: rest, line: first }
}

/** Lines without their leading white space, one at a time: a file of sixteen million empty lines must not become an array of them. */
function* naturalLines(text: string): Generator<LogicalLine> {
  const line = /[ \t\f]*([^\r\n]*)(?:\r\n|\r|\n|$)/y
  for (let number = 1; line.lastIndex < text.length; number++) yield { content: line.exec(text)?.[1] ?? '', line: number }
}

function endsInBackslash(line: string): boolean {
  let count = 0
  while (line.charAt(line.length - 1 - count) === '\\') count++
  return count % 2 === 1
}

/** Offset of the first unescaped "=", ":" or white space. */
function endOfKey(line: string): number {
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at)
    if (character === '\\') at++
    else if (character === '=' || character === ':' || isBlank(character)) return at
  }
  return line.length
}

/** White space, at most one "=" or ":", white space. */
function startOfValue(line: string, keyEnd: number): number {
  let at = afterBlanks(line, keyEnd)
  if (line.charAt(at) === '=' || line.charAt(at) === ':') at = afterBlanks(line, at + 1)
  return at
}

function afterBlanks(line: string, from: number): number {
  let at = from
  while (at < line.length && isBlank(line.charAt(at))) at++
  return at
}

const isBlank = (character: string): boolean => character === ' ' || character === '\t' || character === '\f'

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }

function unescaped(text: string, line: number): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(u[0-9A-Fa-f]{4}|[^]|$)/g, (_whole, escape: string) => {
    if (escape.length === 5) return String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    if (escape === 'u') throw new FormatError('parse-failed', `line ${line}: \\u must be followed by four hexadecimal digits`)
    return Object.hasOwn(ESCAPES, escape) ? (ESCAPES[escape] ?? escape) : escape
  })
}
