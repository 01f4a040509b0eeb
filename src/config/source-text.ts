import { basename } from 'node:path'
import type { Problem } from './problem.ts'

/** A part of the text: offsets in UTF-16 code units, the end excluded. */
export type Range = readonly [start: number, end: number]

/** The text of a file with what is needed to point into it. */
export interface SourceText {
  readonly file: string
  readonly text: string
  readonly lineOf: (offset: number) => number
  /** A problem at an offset. `hidden` are the ranges that must not be shown; null means that nothing is known about the line, and it is masked by its words. */
  readonly problemAt: (offset: number, message: string, hint?: string | null, hidden?: readonly Range[] | null) => Problem
  /** `preflight.yaml:12:7`: without folders, since it goes into snapshots and reports. */
  readonly placeOf: (offset: number) => string
}

const MASK = '***'
const LONGEST_EXCERPT = 120

/** Names of the plan whose values are never secrets: what follows any other name may be one. */
export type PlainNames = ReadonlySet<string>

export const sourceText = (file: string, text: string, plain: PlainNames): SourceText => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)

  const positionOf = (offset: number): { readonly line: number; readonly start: number; readonly end: number } => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    const start = starts[low] ?? 0
    const end = (starts[low + 1] ?? text.length + 1) - 1
    return { line: low + 1, start, end: text[end - 1] === '\r' ? end - 1 : end }
  }

  const problemAt: SourceText['problemAt'] = (offset, message, hint = null, hidden = null) => {
    // A problem at the very end of the file belongs to the last line that says something.
    const last = text.trimEnd().length
    const at = Math.min(offset, last)
    const { line, start, end } = positionOf(at)
    const content = text.slice(start, end)
    const cut = hidden === null ? cutByWords(content, plain) : cutByRanges(hidden, start, end)
    return { file, line, column: at - start + 1, message, hint, ...excerptOf(content, Math.min(cut, cutByComment(content)), at - start) }
  }

  return {
    file,
    text,
    lineOf: (offset) => positionOf(offset).line,
    problemAt,
    placeOf: (offset) => {
      const { line, start } = positionOf(offset)
      return `${basename(file)}:${line}:${offset - start + 1}`
    },
  }
}

/** The line up to `cut`, the rest masked, shortened around `at`, every control or format character shown as "?". */
const excerptOf = (content: string, cut: number, at: number): { readonly excerpt: string | null; readonly mark: number } => {
  const masked = cut < content.trimEnd().length
  const kept = content.slice(0, cut).trimEnd()
  const indent = content.slice(0, content.length - content.trimStart().length)
  const open = masked ? (kept === '' ? indent : `${kept} `) : kept
  if (open === '' && !masked) return { excerpt: null, mark: 0 }
  const mark = Math.min(at, open.length)
  const from = Math.max(0, mark - LONGEST_EXCERPT + 20)
  const window = open.slice(from, from + LONGEST_EXCERPT)
  const shown = window.replaceAll(/\t/g, ' ').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?')
  const front = from > 0 ? '...' : ''
  const rest = from + LONGEST_EXCERPT < open.length ? '...' : masked ? MASK : ''
  return { excerpt: `${front}${shown}${rest}`, mark: mark - from + front.length + 1 }
}

/** Where the first hidden range begins on a line; a range from an earlier line hides it all. */
const cutByRanges = (hidden: readonly Range[], start: number, end: number): number =>
  hidden.reduce((cut, [from, to]) => (from < end && to > start ? Math.min(cut, Math.max(0, from - start)) : cut), end - start)

/** Comments may hold anything, an old password too. */
const cutByComment = (content: string): number => {
  const comment = /(?:^|\s)#/.exec(content)
  return comment === null ? content.length : comment.index
}

/** Beyond this the patterns below, which are quadratic at worst, would take too long. */
const LONGEST_SEARCHED = 1_000

const SECRETIVE = /[\w.-]*(?:pass|pwd|secret|token|credential|salt|insecure|exec|keypass)[\w.-]*["']?\s*:?/i
const NAME = /["']?([^\s"'{}[\],:#]+)["']?\s*:(?=\s|$)/g

/**
 * How much of a line may be shown when its structure is not known (the YAML is broken): up to the first name that is not known to be harmless, or that
 * sounds like a secret. A line without any name may be the middle of a secret and is not shown.
 */
const cutByWords = (content: string, plain: PlainNames): number => {
  if (content.length > LONGEST_SEARCHED) return 0
  const secretive = SECRETIVE.exec(content)
  let cut = secretive === null ? content.length : secretive.index + secretive[0].length
  let names = 0
  for (const match of content.matchAll(NAME)) {
    names += 1
    const end = match.index + match[0].length
    const opens = /^\s*(?:\{|$)/.test(content.slice(end))
    if (!plain.has(match[1] ?? '') && !opens) cut = Math.min(cut, end)
  }
  return names === 0 ? 0 : cut
}
