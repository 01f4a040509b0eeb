import { FormatError } from './format-error.ts'

/**
 * Items of values as MySQL's QUOTE writes them (`'it\\'s',3,NULL;`): a comma between values, a semicolon behind each item. Throws FormatError for a list that
 * is cut, or is none.
 */
export const mysqlListOf = (text: string): readonly (readonly (string | null)[])[] => {
  const items: (string | null)[][] = []
  let item: (string | null)[] = []
  for (let at = 0; at < text.length;) {
    const quoted = text[at] === "'"
    const end = quoted ? endOfQuoted(text, at) : endOfBare(text, at)
    const raw = text.slice(quoted ? at + 1 : at, quoted ? end - 1 : end)
    item.push(quoted ? unescaped(raw) : raw === 'NULL' ? null : raw)
    if (text[end] === ';') {
      items.push(item)
      item = []
    } else if (text[end] !== ',') throw new FormatError('parse-failed', `a list is cut or misshapen at character ${end}`)
    at = end + 1
  }
  if (item.length > 0) throw new FormatError('parse-failed', 'a list is cut')
  return items
}

/** Behind the quotation mark that ends the value; one with a backslash in front does not. */
const endOfQuoted = (text: string, from: number): number => {
  for (let at = text.indexOf("'", from + 1); at !== -1; at = text.indexOf("'", at + 1)) {
    let backslashes = 0
    while (text[at - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return at + 1
  }
  throw new FormatError('parse-failed', 'a list is cut within a value')
}

const endOfBare = (text: string, from: number): number => {
  const match = /[,;]/g
  match.lastIndex = from
  const found = match.exec(text)
  if (found === null || !/^(?:NULL|\d+)$/.test(text.slice(from, found.index)))
    throw new FormatError('parse-failed', `a list is cut or misshapen at character ${from}`)
  return found.index
}

const ESCAPES: Readonly<Record<string, string>> = { '0': '\0', Z: '\u001a' }

const unescaped = (raw: string): string =>
  raw.includes('\\') ? raw.replaceAll(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character) : raw
