import { parse, TomlDate, TomlError, type TomlTable, type TomlValue } from 'smol-toml'
import { LIMITS } from '../limits.ts'
import { FormatError } from './format-error.ts'
import { lineIndexOf, type LinePlace } from './line-index.ts'
import { tomlPlacesOf, type TomlPlace, type TomlPlaces } from './toml-places.ts'

/**
 * A TOML value; tables have no prototype, so that a key like `constructor` is there only when the file has it. An integer that no double holds exactly is a
 * bigint; dates and times are texts as they are written.
 */
export type TomlData = boolean | number | bigint | string | readonly TomlData[] | TomlTableData
export interface TomlTableData {
  readonly [key: string]: TomlData
}

export interface TomlDocument {
  readonly value: TomlTableData
  /**
   * Where a JSON pointer (RFC 6901; "" is the whole) leads: the key of a value, the header of a table (of the first that names it, where none is its own), an
   * item of a list; the tables of `[[x]]` are /x/0, /x/1. Null when there is nothing.
   */
  positionOf(pointer: string): LinePlace | null
}

/**
 * A text as TOML 1.1; a byte-order mark is skipped. Throws FormatError with line and column: `parse-failed` (an integer beyond 64 bits, a float too large for
 * a double and a day that no calendar has included), `ambiguous` when a table or key is defined twice, `limit` above LIMITS.tomlFile (characters), tomlDepth
 * and tomlKeys, all looked at before anything is parsed.
 */
export function tomlDocumentOf(source: string): TomlDocument {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source
  if (text.length > LIMITS.tomlFile.value) throw new FormatError('limit', `${text.length} characters of TOML, more than ${LIMITS.tomlFile.value}`)
  const places = tomlPlacesOf(text)
  const reader = new Reader(text)
  const value = reader.table(parsed(text, places), places.root)
  return {
    value,
    positionOf: (pointer) => {
      const found = placeAt(places.root, pointer)
      return found === null ? null : reader.placeOf(found.at)
    },
  }
}

function parsed(text: string, places: TomlPlaces): TomlTable {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded', maxDepth: LIMITS.tomlDepth.value })
  } catch (error) {
    if (error instanceof TomlError) throw refusal(text, places, error)
    throw error
  }
}

/** The parser's message without its picture of the lines around: they may hold a secret. */
function refusal(text: string, { again }: TomlPlaces, { message, line, column }: TomlError): FormatError {
  const reason = (message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '')
  const where = `${line}:${column}`
  if (!reason.includes('redefine')) return new FormatError('parse-failed', `${where}: ${reason}${quotationIn(text.split('\n')[line - 1] ?? '')}`)
  const placeOf = lineIndexOf(text)
  const first = [...again].find(([at]) => {
    const place = placeOf(at)
    return place.line === line && place.column === column
  })?.[1]
  const before = first === undefined ? 'before' : `in line ${placeOf(first).line}`
  return new FormatError('ambiguous', `${where}: this table or key is defined ${before} already; make one of the two`)
}

/** Quotation marks of a word processor, also where their UTF-8 was taken for Mac Roman (which begins with one of them) or Windows-1252. */
const TYPOGRAPHIC = /[\u2018-\u201f]|\u00e2\u20ac./

const quotationIn = (line: string): string => {
  const at = line.search(TYPOGRAPHIC)
  return at === -1 ? '' : `; column ${at + 1} has a typographic or mis-encoded quotation mark: type a straight one (") in its place`
}

const LEAST_INTEGER = -(2n ** 63n)
const LARGEST_INTEGER = 2n ** 63n - 1n

/** Makes the values of the parser ours, and refuses what it lets pass. */
class Reader {
  readonly #text: string
  readonly placeOf: (offset: number) => LinePlace

  constructor(text: string) {
    this.#text = text
    this.placeOf = lineIndexOf(text)
  }

  table(table: TomlTable, place: TomlPlace): TomlTableData {
    const members: Record<string, TomlData> = Object.create(null)
    for (const [key, value] of Object.entries(table)) members[key] = this.#value(value, this.#inside(place, key))
    return members
  }

  #value(value: TomlValue, place: TomlPlace): TomlData {
    if (typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'bigint')
      return value >= LEAST_INTEGER && value <= LARGEST_INTEGER ? value : this.#refuse(place, 'the integer has more than 64 bits')
    if (typeof value === 'number') return this.#number(value, place)
    if (value instanceof TomlDate) return this.#date(place)
    return Array.isArray(value) ? value.map((item, index) => this.#value(item, this.#inside(place, String(index)))) : this.table(value, place)
  }

  #number(value: number, place: TomlPlace): number {
    const written = Number.isFinite(value) || /inf|nan/.test(this.#written(place))
    return written ? value : this.#refuse(place, 'the number is too large to be read')
  }

  /** The parser takes a 30th of February for the 2nd of March. */
  #date(place: TomlPlace): string {
    const written = this.#written(place)
    const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d\d)-(\d\d)/.exec(written) ?? []).map(Number)
    if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) this.#refuse(place, 'there is no such day')
    return written
  }

  #written({ from, to }: TomlPlace): string {
    return this.#text.slice(from, to)
  }

  #inside(place: TomlPlace, key: string): TomlPlace {
    const inside = place.inside.get(key)
    if (inside === undefined) throw new TypeError('the parser of TOML and the scanner do not agree')
    return inside
  }

  #refuse({ from }: TomlPlace, reason: string): never {
    const { line, column } = this.placeOf(from)
    throw new FormatError('parse-failed', `${line}:${column}: ${reason}`)
  }
}

const placeAt = (root: TomlPlace, pointer: string): TomlPlace | null => {
  if (pointer !== '' && !pointer.startsWith('/')) return null
  let place: TomlPlace | undefined = root
  for (const token of pointer.split('/').slice(1)) place = place?.inside.get(token.replaceAll('~1', '/').replaceAll('~0', '~'))
  return place ?? null
}
