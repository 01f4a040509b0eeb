/** How a client reads quotes and comments; what differs between them, as data. */
export interface Lexicon {
  readonly nestedComments: boolean
  /** `#` begins a comment. */
  readonly hashComments: boolean
  /** `--` begins a comment only before a blank, a control character or the end. */
  readonly dashNeedsBlank: boolean
  /** In texts between these quotes a backslash takes the next character with it. */
  readonly backslashIn: string
  /** E'…' reads backslashes. */
  readonly eTexts: boolean
  /** $tag$…$tag$. */
  readonly dollarTexts: boolean
  /** q'[…]'. */
  readonly qTexts: boolean
  /** Characters that quote up to themselves, doubled to stand for themselves. */
  readonly quotes: string
  /** [name]. */
  readonly brackets: boolean
}

/** A comment or something quoted, whole; `closed` is false when the text ends first. */
export interface Piece {
  readonly end: number
  readonly kind: 'comment' | 'quoted'
  readonly closed: boolean
}

/** The comment or quoted piece that begins at an offset; null when none does. */
export const pieceAt = (text: string, at: number, lexicon: Lexicon): Piece | null => {
  const first = text[at] ?? ''
  const two = text.slice(at, at + 2)
  if (two === '--' && (!lexicon.dashNeedsBlank || /^[\s\p{Cc}]?$/u.test(text.slice(at + 2, at + 3)))) return toLineEnd(text, at)
  if (first === '#' && lexicon.hashComments) return toLineEnd(text, at)
  if (two === '/*') return comment(text, at, lexicon.nestedComments)
  if (lexicon.quotes.includes(first) && first !== '')
    return quoted(text, at, first, lexicon.backslashIn.includes(first) || isEText(text, at, lexicon))
  if (first === '[' && lexicon.brackets) return quoted(text, at, ']', false)
  if (first === '$' && lexicon.dollarTexts && !isWordBefore(text, at)) return dollar(text, at)
  if (/^q'/i.test(two) && lexicon.qTexts && !isWordBefore(text, at)) return qText(text, at)
  return null
}

const WORD = /[\p{L}\p{N}_$]/u
const isWordBefore = (text: string, at: number): boolean => at > 0 && WORD.test(text[at - 1] ?? '')
const isEText = (text: string, at: number, { eTexts }: Lexicon): boolean =>
  eTexts && text[at] === "'" && /^e$/i.test(text[at - 1] ?? '') && !isWordBefore(text, at - 1)

/** The end of the line stays outside: it is what the rules of lines begin at. */
const toLineEnd = (text: string, at: number): Piece => {
  const ends = /[\r\n]/g
  ends.lastIndex = at
  return { end: ends.exec(text)?.index ?? text.length, kind: 'comment', closed: true }
}

const comment = (text: string, at: number, nested: boolean): Piece => {
  const marks = /\/\*|\*\//g
  marks.lastIndex = at + 2
  let depth = 1
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    if (mark[0] === '*/') depth -= 1
    else if (nested) depth += 1
    else marks.lastIndex = mark.index + 1
    if (depth === 0) return { end: marks.lastIndex, kind: 'comment', closed: true }
  }
  return { end: text.length, kind: 'comment', closed: false }
}

const quoted = (text: string, at: number, close: string, backslash: boolean): Piece => {
  for (let here = at + 1; here < text.length; here++) {
    if (backslash && text[here] === '\\') here += 1
    else if (text[here] === close) {
      if (text[here + 1] !== close) return { end: here + 1, kind: 'quoted', closed: true }
      here += 1
    }
  }
  return { end: text.length, kind: 'quoted', closed: false }
}

const dollar = (text: string, at: number): Piece | null => {
  const tag = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy
  tag.lastIndex = at
  const open = tag.exec(text)?.[0]
  if (open === undefined) return null
  return upTo(text, at + open.length, open)
}

const PAIRS: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}', '<': '>' }
const qText = (text: string, at: number): Piece => {
  const open = text[at + 2] ?? ''
  return upTo(text, at + 3, `${PAIRS[open] ?? open}'`)
}

const upTo = (text: string, from: number, close: string): Piece => {
  const end = text.indexOf(close, from)
  return end === -1 ? { end: text.length, kind: 'quoted', closed: false } : { end: end + close.length, kind: 'quoted', closed: true }
}
