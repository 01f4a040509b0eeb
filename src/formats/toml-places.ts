import { LIMITS } from '../limits.ts'
import { FormatError } from './format-error.ts'
import { lineIndexOf } from './line-index.ts'

/** Where one key, table or item of a TOML text is. */
export interface TomlPlace {
  /** Offset of the key, of the header in brackets, or of the item; of a table that only dotted names imply, where the first of them stands. */
  readonly at: number
  /** From where to where the value is written; both are `at` where that is not in one piece: in tables with a header, and in implied ones. */
  readonly from: number
  readonly to: number
  /** What is in it, lists by index. */
  readonly inside: ReadonlyMap<string, TomlPlace>
}

export interface TomlPlaces {
  readonly root: TomlPlace
  /** Where something is named that was named before, and where that was: the place nearest to it. Whether this is an error the parser decides. */
  readonly again: ReadonlyMap<number, number>
}

/**
 * Finds every key, table and item of a TOML text, which the parser used does not tell. Tells nothing of what follows a mistake: the parser refuses it. Throws
 * FormatError `limit` with line and column above LIMITS.tomlDepth and LIMITS.tomlKeys.
 */
export const tomlPlacesOf = (text: string): TomlPlaces => {
  const scanner = new Scanner(text)
  try {
    scanner.document()
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
  }
  return scanner
}

/** The text is no TOML from here on. */
class Mistake extends Error {}

class Place implements TomlPlace {
  readonly at: number
  from: number
  to: number
  readonly inside = new Map<string, Place>()
  /** A list of tables with headers; only a part of names so far; or anything else. */
  is: 'tables' | 'implied' | 'defined' = 'implied'

  constructor(at: number) {
    this.at = at
    this.from = at
    this.to = at
  }
}

const BARE = /[\w-]+/y
const SCALAR = /[\w+\-.:]+(?: \d\d:[\d:.]*(?:[Zz]|[+-]\d\d:\d\d)?)?/y
const BLANKS = /[ \t]*/y
const SPACE = /[ \t\r\n]*/y
const COMMENT = /#[^\n]*/y

class Scanner implements TomlPlaces {
  readonly root = new Place(0)
  readonly again = new Map<number, number>()
  readonly #text: string
  #at = 0
  #places = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): void {
    let table = this.root
    let depth = 0
    for (this.#skipNothing(); this.#at < this.#text.length; this.#skipNothing()) {
      if (this.#text[this.#at] === '[') {
        const header = this.#header()
        table = header.table
        depth = header.depth
      } else this.#pair(table, depth)
      this.#skip(BLANKS)
      if (!/[\n\r#]/.test(this.#text[this.#at] ?? '\n')) throw new Mistake()
    }
  }

  /** `[a.b]` or `[[a.b]]`; where a name on the way is a list of tables, its last one is meant. */
  #header(): { readonly table: Place; readonly depth: number } {
    const start = this.#at
    const many = this.#text.startsWith('[[', start)
    this.#at += many ? 2 : 1
    // Where the parser says that a table is there already.
    const named = this.#at
    const names = this.#names(0)
    this.#need(many ? ']]' : ']')
    let place = this.root
    let depth = 0
    for (const [index, name] of names.entries()) {
      const last = index === names.length - 1
      let next = place.inside.get(name)
      if (next !== undefined) this.again.set(named, next.at)
      if (next === undefined || (last && next.is === 'implied')) next = this.#placed(place, name, start, next)
      depth++
      if (last) next.is = many ? 'tables' : 'defined'
      if (many && last) this.#placed(next, String(next.inside.size), start).is = 'defined'
      if (next.is === 'tables') {
        next = next.inside.get(String(next.inside.size - 1)) ?? next
        depth++
      }
      place = next
    }
    this.#assertDepth(depth)
    return { table: place, depth }
  }

  /** `a.b = value`. */
  #pair(table: Place, above: number): void {
    const start = this.#at
    const names = this.#names(above)
    this.#need('=')
    this.#skip(BLANKS)
    let place = table
    for (const name of names) {
      const next = place.inside.get(name)
      if (next !== undefined) this.again.set(start, next.at)
      place = next ?? this.#placed(place, name, start)
    }
    this.#value(place, above + names.length)
  }

  /** The names of a dotted key, at least one; blanks around them are skipped. */
  #names(above: number): readonly string[] {
    const names: string[] = []
    do {
      this.#skip(BLANKS)
      names.push(this.#name())
      this.#assertDepth(above + names.length)
      this.#skip(BLANKS)
    } while (this.#taken('.'))
    return names
  }

  #name(): string {
    const start = this.#at
    const quote = this.#text[start]
    if (quote === '"' || quote === "'") {
      this.#string(quote)
      const inner = this.#text.slice(start + 1, this.#at - 1)
      return quote === '"' && inner.includes('\\') ? unescaped(inner) : inner
    }
    const end = this.#skip(BARE)
    return end === start ? mistaken() : this.#text.slice(start, end)
  }

  #value(place: Place, depth: number): void {
    place.is = 'defined'
    place.from = this.#at
    const first = this.#text[this.#at]
    if (first === '"' || first === "'") this.#string(first)
    else if (first === '[') this.#list(place, depth + 1)
    else if (first === '{') this.#inlineTable(place, depth + 1)
    else if (this.#skip(SCALAR) === place.from) throw new Mistake()
    place.to = this.#at
  }

  #list(place: Place, depth: number): void {
    this.#items(']', depth, () => this.#value(this.#placed(place, String(place.inside.size), this.#at), depth))
  }

  #inlineTable(place: Place, depth: number): void {
    this.#items('}', depth, () => this.#pair(place, depth - 1))
  }

  #items(end: ']' | '}', depth: number, item: () => void): void {
    this.#assertDepth(depth)
    this.#at++
    for (;;) {
      this.#skipNothing()
      if (this.#taken(end)) return
      item()
      this.#skipNothing()
      if (this.#taken(end)) return
      this.#need(',')
    }
  }

  #string(quote: '"' | "'"): void {
    const long = this.#text.startsWith(quote.repeat(3), this.#at)
    const close = long ? quote.repeat(3) : quote
    for (let at = this.#at + close.length; at < this.#text.length; at++) {
      const unit = this.#text[at]
      if (unit === '\\' && quote === '"') at++
      else if (unit === '\n' && !long) break
      else if (unit === quote && this.#text.startsWith(close, at)) {
        this.#at = at + close.length
        // One or two quotation marks may stand before the three that close.
        if (long && this.#taken(quote)) this.#taken(quote)
        return
      }
    }
    throw new Mistake()
  }

  /** The place of a name in another place; where there was one, what is in that stays. */
  #placed(above: Place, name: string, at: number, before?: Place): Place {
    if (before === undefined && ++this.#places > LIMITS.tomlKeys.value)
      throw new FormatError('limit', `${this.#line(at)}: more than ${LIMITS.tomlKeys.value} keys, tables and items; see explain limits`)
    const place = new Place(at)
    for (const [key, inside] of before?.inside ?? []) place.inside.set(key, inside)
    above.inside.set(name, place)
    return place
  }

  #assertDepth(depth: number): void {
    if (depth > LIMITS.tomlDepth.value)
      throw new FormatError('limit', `${this.#line(this.#at)}: values are nested deeper than ${LIMITS.tomlDepth.value}; see explain limits`)
  }

  #line(at: number): string {
    const { line, column } = lineIndexOf(this.#text)(at)
    return `${line}:${column}`
  }

  #skip(pattern: RegExp): number {
    pattern.lastIndex = this.#at
    if (pattern.test(this.#text)) this.#at = pattern.lastIndex
    return this.#at
  }

  /** Blanks, line ends and comments. */
  #skipNothing(): void {
    this.#skip(SPACE)
    while (this.#text[this.#at] === '#') {
      this.#skip(COMMENT)
      this.#skip(SPACE)
    }
  }

  #taken(what: string): boolean {
    const there = this.#text.startsWith(what, this.#at)
    if (there) this.#at += what.length
    return there
  }

  #need(what: string): void {
    if (!this.#taken(what)) throw new Mistake()
  }
}

const mistaken = (): never => {
  throw new Mistake()
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\u001b'],
])

/** A code beyond Unicode the parser refuses; it must only not end in anything else here. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([^]))/gi, (_whole, two?: string, four?: string, eight?: string, one = '') => {
    const code = two ?? four ?? eight
    if (code === undefined) return ESCAPES.get(one) ?? one
    const point = Number.parseInt(code, 16)
    return point <= 0x10_ff_ff ? String.fromCodePoint(point) : mistaken()
  })
