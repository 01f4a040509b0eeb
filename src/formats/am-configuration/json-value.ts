import type { JsonData } from '../json-document.ts'

/** Members of a JSON object. */
export type Members = { readonly [key: string]: JsonData }

export const membersOf = (value: JsonData | undefined): Members | null => (isMembers(value) ? value : null)
const isMembers = (value: JsonData | undefined): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Members by which AM's files wrap a value: types of the file-based tree (facts/pingam 2.3), `value` with `inherited` of Amster (2.4). */
const WRAPPERS = ['$string', '$list', '$bool', '$int', '$number', 'value'] as const

/** What is inside the wrappers; the value itself where there are none. */
export const unwrapped = (value: JsonData | undefined): JsonData | undefined => {
  let current = value
  for (let depth = 0; depth < WRAPPERS.length; depth++) {
    const members = membersOf(current)
    const key = members === null ? undefined : WRAPPERS.find((name) => members[name] !== undefined)
    if (members === null || key === undefined) return current
    current = members[key]
  }
  return current
}

/** A text, also where it is wrapped; null for anything else. An expression is a text too: it is not resolved here. */
export const textOf = (value: JsonData | undefined): string | null => {
  const inner = unwrapped(value)
  return typeof inner === 'string' ? inner : null
}

/** A truth value, also written as text; null for anything else, an expression above all. */
export const flagOf = (value: JsonData | undefined): boolean | null => {
  const inner = unwrapped(value)
  if (typeof inner === 'boolean') return inner
  return inner === 'true' ? true : inner === 'false' ? false : null
}

/** A list of texts; null when it is none, or when something else is in it. */
export const textsOf = (value: JsonData | undefined): readonly string[] | null => {
  const inner = unwrapped(value)
  if (!isList(inner)) return null
  const texts = inner.map(textOf)
  return texts.every((text) => text !== null) ? texts : null
}

export const isList = (value: JsonData | undefined): value is readonly JsonData[] => Array.isArray(value)

const DEEPEST = 4

/** The first member of that name in an object or the sections in it, with its JSON pointer: exports put settings into sections, the file-based tree may not. */
export const memberNamed = (
  members: Members,
  names: readonly string[],
  pointer = '',
  depth = 0,
): { readonly value: JsonData; readonly pointer: string } | null => {
  for (const name of names) {
    const value = members[name]
    if (value !== undefined) return { value, pointer: `${pointer}/${pointerToken(name)}` }
  }
  if (depth >= DEEPEST) return null
  for (const [key, value] of Object.entries(members)) {
    const section = membersOf(value)
    const found = section === null ? null : memberNamed(section, names, `${pointer}/${pointerToken(key)}`, depth + 1)
    if (found !== null) return found
  }
  return null
}

/** A key as a part of a JSON pointer (RFC 6901). */
export const pointerToken = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
