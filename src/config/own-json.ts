import { LIMITS } from '../limits.ts'
import type { Read } from './own-file.ts'

/**
 * A text of one of the tool's own files as JSON. Refused, in a sentence without contents: what is no JSON, what is nested deeper than LIMITS.jsonDepth
 * (found before anything is parsed), and an object with a member twice, since two readers could read two things.
 */
export const ownJsonOf = (text: string): Read<unknown> => {
  const flaw = structureFlaw(text)
  if (flaw !== null) return { ok: false, problem: flaw }
  try {
    const value: unknown = JSON.parse(text)
    return { ok: true, value }
  } catch {
    return { ok: false, problem: 'it is not valid JSON' }
  }
}

interface Frame {
  /** Null for an array. */
  readonly keys: Set<string> | null
  awaitsKey: boolean
}

/** One pass over the text, without recursion; what is no JSON is left to the parser. */
const structureFlaw = (text: string): string | null => {
  const open: Frame[] = []
  for (let at = 0; at < text.length; at += 1) {
    const frame = open.at(-1)
    switch (text.charAt(at)) {
      case '"': {
        const end = endOfString(text, at)
        if (frame !== undefined && frame.keys !== null && frame.awaitsKey) {
          const key = keyOf(text.slice(at, end + 1))
          if (key !== null && frame.keys.has(key)) return `an object has the member ${/^[\w-]{1,60}$/.test(key) ? `"${key}"` : 'of one name'} twice`
          if (key !== null) frame.keys.add(key)
          frame.awaitsKey = false
        }
        at = end
        break
      }
      case '{':
      case '[':
        open.push({ keys: text[at] === '{' ? new Set() : null, awaitsKey: true })
        if (open.length > LIMITS.jsonDepth.value) return `its values are nested deeper than ${LIMITS.jsonDepth.value} levels`
        break
      case '}':
      case ']':
        open.pop()
        break
      case ',':
        if (frame !== undefined) frame.awaitsKey = true
        break
      default:
        break
    }
  }
  return null
}

const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at
  }
  return text.length
}

const keyOf = (literal: string): string | null => {
  try {
    const key: unknown = JSON.parse(literal)
    return typeof key === 'string' ? key : null
  } catch {
    return null
  }
}
