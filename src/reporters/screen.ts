import { printable } from './printable.ts'
import type { RenderOptions } from './reporter.ts'

/** Codes that switch a style on and off again, as node:util's styleText uses them. */
const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], magenta: [35, 39], cyan: [36, 39] } as const
export type Style = keyof typeof STYLES

/** Signs beside the words: they help the eye, and nothing is said by a sign or a colour alone. */
const SIGNS = {
  fail: ['\u2717', 'x'],
  error: ['?', '?'],
  unchecked: ['\u25cb', 'o'],
  pass: ['\u2713', '+'],
  info: ['i', 'i'],
  moot: ['-', '-'],
} as const
export type Sign = keyof typeof SIGNS

const MINIMUM_WIDTH = 40
/** Where the text of a labelled line begins. */
const INDENT = 14

/** The terminal to write for: everything that depends on the options, so that the sections of the report need not ask. */
export interface Screen {
  readonly verbose: boolean
  readonly width: number
  readonly sign: (sign: Sign) => string
  readonly paint: (text: string, ...styles: readonly Style[]) => string
  /** Foreign text on one line: escaped and shortened, to `max` characters where the place is narrow. */
  readonly text: (text: string, max?: number) => string
  /** Safe text as lines of at most the screen's width, broken between words only; lines after the first are indented by `hanging`. */
  readonly wrap: (text: string, hanging: number) => readonly string[]
  /** A line that begins with a short painted word of ours, then safe text. */
  readonly item: (word: string, text: string, ...styles: readonly Style[]) => readonly string[]
  /** A labelled line: foreign text beside a word of ours, broken between words. Newlines in it start a new line only with `paragraphs`. */
  readonly field: (label: string, text: string, paragraphs?: 'paragraphs') => readonly string[]
}

export const screenFor = (options: RenderOptions): Screen => {
  const width = Number.isFinite(options.width) ? Math.max(MINIMUM_WIDTH, Math.floor(options.width)) : 100
  const longest = options.verbose ? 4096 : 600
  const text = (foreign: string, max = longest): string => printable(foreign, max, options.ascii)
  const paint = (shown: string, ...styles: readonly Style[]): string =>
    options.color && shown !== '' ? styles.reduce((inner, style) => `\x1b[${STYLES[style][0]}m${inner}\x1b[${STYLES[style][1]}m`, shown) : shown
  const wrap = (safe: string, hanging: number): readonly string[] => wrapped(safe, width, hanging)
  return {
    verbose: options.verbose,
    width,
    sign: (sign) => SIGNS[sign][options.ascii ? 1 : 0],
    paint,
    text,
    wrap,
    item: (word, safe, ...styles) => {
      const [first = '', ...more] = wrap(`${word} ${safe}`, 2)
      return [`${paint(first.slice(0, word.length), ...styles)}${first.slice(word.length)}`, ...more]
    },
    field: (label, foreign, paragraphs) => {
      const parts = paragraphs === undefined ? [foreign] : foreign.split(/\r?\n/)
      return parts.flatMap((part, index) => {
        const [first = '', ...more] = wrap(`${' '.repeat(INDENT)}${text(part)}`, INDENT)
        const name = index === 0 ? label : ''
        const rest = first.slice(INDENT)
        return [`    ${rest === '' ? paint(name, 'dim') : `${paint(name.padEnd(INDENT - 5), 'dim')} ${rest}`}`.trimEnd(), ...more]
      })
    },
  }
}

/** Lines of at most `width` columns, broken at spaces; a word that is longer stays whole, since a path that is cut cannot be copied. */
const wrapped = (text: string, width: number, hanging: number): readonly string[] => {
  const lines: string[] = []
  const indent = ' '.repeat(hanging)
  const leading = /^ */.exec(text)?.[0] ?? ''
  let line = leading
  let used = leading.length
  let empty = true
  for (const word of text.slice(leading.length).split(' ')) {
    const columns = columnsOf(word)
    if (!empty && used + 1 + columns > width) {
      lines.push(line.trimEnd())
      line = indent
      used = hanging
      empty = true
    }
    line += empty ? word : ` ${word}`
    used += columns + (empty ? 0 : 1)
    empty = false
  }
  return [...lines, line.trimEnd()]
}

const ASCII_ONLY = /^[\x20-\x7e]*$/
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** Columns of a terminal that a text takes: two for East Asian wide characters, none for combining marks. */
export const columnsOf = (text: string): number => {
  if (ASCII_ONLY.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return columns
}
