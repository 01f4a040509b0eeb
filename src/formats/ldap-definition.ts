import { TextCursor } from './text-cursor.ts'

/** How the value after a keyword of a schema definition is written. */
export type FieldForm = 'flag' | 'text' | 'item' | 'list' | 'syntax'

/** Keywords of a kind of definition, in upper case, with the form of what follows. */
export type FieldForms = { readonly [keyword: string]: FieldForm }

/** A definition as its fields: nothing for a flag, one text, the items of a list, or a syntax with its length. */
export interface RawDefinition {
  readonly oid: string
  readonly fields: ReadonlyMap<string, readonly string[]>
}

const LONGEST_DEFINITION = 256 * 1024
const MOST_ITEMS = 10_000

/** OpenLDAP numbers the values of its own configuration: `{4}( 2.5.…`. */
const BEGIN = /\s*(?:\{\d+\})?\s*\(/y
const OPEN = /\s*\(/y
const CLOSE = /\s*\)/y
const DOLLAR = /\s*\$/y
const QUOTED = /\s*'([^']*)'/y
const WORD = /\s*([^\s()$'{}]+)/y
const LENGTH = /\s*\{(\d{0,9})\}/y
const END = /\s*$/y

/**
 * Reads a value of `attributeTypes` or `objectClasses` (RFC 4512 section 4.1). Taken as well, because servers write it (facts/pingam 1.3): any order and
 * spacing, keywords in lower case, names and OIDs with or without apostrophes, one item with or without parentheses, lists with or without dollar
 * signs, a length within or behind the apostrophes of a syntax. Extensions (`X-…`) are passed over. Throws FormatError `parse-failed` with the offset,
 * `ambiguous` for a keyword given twice, `limit` above 256 KiB or 10,000 items of a list.
 */
export const rawDefinitionOf = (text: string, forms: FieldForms): RawDefinition => {
  const cursor = new TextCursor(text, 'a schema definition', LONGEST_DEFINITION)
  cursor.need(BEGIN, 'the opening parenthesis')
  const oid = itemAt(cursor)
  const fields = new Map<string, readonly string[]>()
  while (cursor.take(CLOSE) === null) {
    const at = cursor.at
    const keyword = (cursor.need(WORD, 'a keyword or the closing parenthesis')[1] ?? '').toUpperCase()
    const form = Object.hasOwn(forms, keyword) ? forms[keyword] : undefined
    if (form === undefined) {
      if (!keyword.startsWith('X-')) cursor.refuse('parse-failed', 'no keyword of this kind of definition', at)
      listAt(cursor, textAt)
      continue
    }
    if (fields.has(keyword)) cursor.refuse('ambiguous', `${keyword} a second time`, at)
    fields.set(keyword, valueAt(cursor, form))
  }
  cursor.need(END, 'the end')
  return { oid, fields }
}

const valueAt = (cursor: TextCursor, form: FieldForm): readonly string[] => {
  if (form === 'flag') return []
  if (form === 'text') return [textAt(cursor)]
  if (form === 'item') return [itemAt(cursor)]
  if (form === 'list') return listAt(cursor, itemAt)
  return syntaxAt(cursor)
}

/** What stands between apostrophes; an apostrophe in it is written \27, a backslash \5C. */
const textAt = (cursor: TextCursor): string => unescaped(cursor.need(QUOTED, 'a text in apostrophes')[1] ?? '')

const unescaped = (text: string): string =>
  text.includes('\\') ? text.replaceAll(/\\(?:(27)|5c)/gi, (_whole, apostrophe) => (apostrophe ? "'" : '\\')) : text

const itemAt = (cursor: TextCursor): string => {
  const at = cursor.at
  const item = cursor.take(WORD)?.[1] ?? textAt(cursor)
  return item === '' ? cursor.refuse('parse-failed', 'an empty name', at) : item
}

const listAt = (cursor: TextCursor, item: (cursor: TextCursor) => string): readonly string[] => {
  if (cursor.take(OPEN) === null) return [item(cursor)]
  const items: string[] = []
  while (cursor.take(CLOSE) === null) {
    items.push(item(cursor))
    if (items.length > MOST_ITEMS) cursor.refuse('limit', `more than ${MOST_ITEMS} items`)
    cursor.take(DOLLAR)
  }
  return items
}

const syntaxAt = (cursor: TextCursor): readonly string[] => {
  const at = cursor.at
  const item = itemAt(cursor)
  const within = /^([^{]+)\{(\d{0,9})\}$/.exec(item)
  if (within === null && item.includes('{')) cursor.refuse('parse-failed', 'a length that is none', at)
  const length = cursor.take(LENGTH)?.[1] ?? within?.[2] ?? ''
  return [within?.[1] ?? item, ...(length === '' ? [] : [length])]
}
