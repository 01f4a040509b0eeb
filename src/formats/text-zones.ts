/** A stretch of a text that is not plain code: a comment or a string, quotes included. */
export interface Zone {
  readonly start: number
  readonly end: number
  readonly kind: 'comment' | 'literal'
}

export type ScriptLanguage = 'java' | 'groovy' | 'javascript'

/**
 * Comments and strings of a script, in ascending order; what lies between is code. A small tokeniser, not a parser: where two readings are possible it
 * takes the one that leaves more code, since a comment is believed to be harmless. A comment or a string that never ends is therefore none. Takes time
 * in proportion to the text, whatever it holds.
 */
export const scriptZones = (text: string, language: ScriptLanguage): readonly Zone[] => new Tokeniser(text, language).zones()

/** Comments of markup: those of XML and HTML, or of JSP, in which an HTML comment may hold code that runs. */
export function markupZones(text: string, jsp: boolean): readonly Zone[] {
  const [open, close] = jsp ? ['<%--', '--%>'] : ['<!--', '-->']
  const zones: Zone[] = []
  let data = jsp ? -1 : text.indexOf('<![CDATA[')
  for (let at = 0; ;) {
    const start = text.indexOf(open, at)
    if (start === -1) return zones
    if (data !== -1 && data < at) data = text.indexOf('<![CDATA[', at)
    const inData = data !== -1 && data < start
    const end = inData ? text.indexOf(']]>', data) : text.indexOf(close, start + open.length)
    if (end === -1) return zones
    at = end + close.length
    if (!inData) zones.push({ start, end: at, kind: 'comment' })
  }
}

/** Comment lines of a properties file; a line that continues another is none, whatever it begins with. */
export function propertiesZones(text: string): readonly Zone[] {
  const zones: Zone[] = []
  let continued = false
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const line = match[0]
    const comment: boolean = !continued && /^[ \t\f]*[#!]/.test(line)
    if (comment) zones.push({ start: match.index, end: match.index + line.length, kind: 'comment' })
    continued = !comment && backslashesEnding(line) % 2 === 1
  }
  return zones
}

function backslashesEnding(line: string): number {
  let count = 0
  while (line[line.length - 1 - count] === '\\') count++
  return count
}

/** What a place of a text lies in; null for none of the zones. Places must be asked for in ascending order. */
export function zoneFinder(zones: readonly Zone[]): (place: number) => Zone['kind'] | null {
  let next = 0
  return (place) => {
    while (next < zones.length && (zones[next]?.end ?? 0) <= place) next++
    const zone = zones[next]
    return zone !== undefined && zone.start <= place ? zone.kind : null
  }
}

const LINE_END = /[\r\n\u2028\u2029]/g
const STARTERS = /["'`/$]/g

class Tokeniser {
  readonly #text: string
  readonly #language: ScriptLanguage
  /** Up to where it is known that something opened would not be closed, by what opens it. */
  readonly #hopeless = new Map<string, number>()

  constructor(text: string, language: ScriptLanguage) {
    this.#text = text
    this.#language = language
  }

  zones(): readonly Zone[] {
    const text = this.#text
    const zones: Zone[] = []
    /** Last character that was neither blank nor comment: it decides what a slash means. */
    let last = ''
    for (let at = 0; at < text.length;) {
      const next = firstOf(STARTERS, text, at)
      last = lastVisible(text, at, next) ?? last
      if (next === text.length) break
      const zone = this.#zoneAt(next, last)
      if (zone === null) last = text[next] ?? ''
      else {
        zones.push(zone)
        if (zone.kind === 'literal') last = '"'
      }
      at = zone?.end ?? next + 1
    }
    return zones
  }

  #zoneAt(at: number, last: string): Zone | null {
    const mark = this.#text[at] ?? ''
    if (mark === '/') return this.#slash(at, last)
    if (mark === '$') return this.#language === 'groovy' && this.#text.startsWith('$/', at) ? this.#upTo(at, '$/', '/$', 'literal') : null
    if (mark === '`') return this.#language === 'javascript' ? this.#quoted(at, mark, true) : null
    const triple = mark.repeat(3)
    if (this.#language !== 'javascript' && this.#text.startsWith(triple, at)) return this.#quoted(at, triple, true)
    return this.#quoted(at, mark, false)
  }

  #slash(at: number, last: string): Zone | null {
    const text = this.#text
    if (text.startsWith('//', at)) return { start: at, end: firstOf(LINE_END, text, at), kind: 'comment' }
    if (text.startsWith('/*', at)) return this.#upTo(at, '/*', '*/', 'comment')
    // Behind a value a slash divides; elsewhere it opens a regular expression (JavaScript) or a slashy string (Groovy).
    if (this.#language === 'java' || /[\w$)\]}"]/.test(last)) return null
    return this.#pattern(at)
  }

  #upTo(at: number, open: string, close: string, kind: Zone['kind']): Zone | null {
    if (this.#isHopeless(open, at)) return null
    const end = this.#text.indexOf(close, at + open.length)
    return end === -1 ? this.#giveUp(open, this.#text.length) : { start: at, end: end + close.length, kind }
  }

  /** A quoted string; without its closing quote (on the same line, unless it may span lines) it is none. */
  #quoted(at: number, quote: string, spansLines: boolean): Zone | null {
    if (this.#isHopeless(quote, at)) return null
    const text = this.#text
    for (let place = at + quote.length; place < text.length; place++) {
      const unit = text[place]
      if (unit === '\\') place++
      else if (text.startsWith(quote, place)) return { start: at, end: place + quote.length, kind: 'literal' }
      else if (!spansLines && (unit === '\n' || unit === '\r')) return this.#giveUp(quote, place)
    }
    return this.#giveUp(quote, text.length)
  }

  /** A regular expression literal: ends at a slash outside brackets, on the same line. */
  #pattern(at: number): Zone | null {
    if (this.#isHopeless('/', at)) return null
    const text = this.#text
    let inClass = false
    for (let place = at + 1; place < text.length; place++) {
      const unit = text[place]
      if (unit === '\n' || unit === '\r') return this.#giveUp('/', place)
      if (unit === '\\') place++
      else if (unit === '[') inClass = true
      else if (unit === ']') inClass = false
      else if (unit === '/' && !inClass) return { start: at, end: place + 1, kind: 'literal' }
    }
    return this.#giveUp('/', text.length)
  }

  #isHopeless(open: string, at: number): boolean {
    return at < (this.#hopeless.get(open) ?? 0)
  }

  #giveUp(open: string, until: number): null {
    this.#hopeless.set(open, until)
    return null
  }
}

/** Where a pattern first matches from a place on; the length of the text when it does not. */
function firstOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.exec(text)?.index ?? text.length
}

function lastVisible(text: string, start: number, end: number): string | null {
  for (let at = end - 1; at >= start; at--) if (!/\s/.test(text[at] ?? '')) return text[at] ?? null
  return null
}
