import { createHash } from 'node:crypto'
import { FactError } from '../../../core/fact-error.ts'
import type { SqlRow, SqlStatement } from '../../../core/sql.ts'

/**
 * The lines by which the answers of a client are told apart in the one file it writes: `begin` with engine and number of statements, `ask` with number, id and
 * digest before each answer, `rows` with how many came and the code of an error where the client can say so, `end` behind it, `done` as the last line of all.
 */
export const MARK = '#iam-preflight'
/** Of the form of the file; a file of another form is not read. */
export const EXPORT_VERSION = 1

/** The question an answer belongs to, whatever version of the tool wrote the script: the text, and what is bound beside the schema. */
export const digestOf = ({ engine, text, parameters }: SqlStatement, values: readonly string[]): string => {
  const bound = parameters.map((parameter, index) => [parameter, parameter === 'schema' ? null : values[index]])
  return createHash('sha256')
    .update(JSON.stringify([engine, text, bound]))
    .digest('hex')
    .slice(0, 16)
}

/** What the client brought of one statement. */
export interface Answer {
  readonly id: string
  readonly digest: string
  readonly content: { readonly rows: readonly SqlRow[] } | { readonly error: string } | { readonly damage: FactError }
}

/** What lies between `ask` and `end`. */
export interface Segment {
  readonly number: number
  readonly id: string
  readonly digest: string
  readonly lines: readonly string[]
  /** Of the mark `rows`; null: there was none. */
  readonly said: { readonly rows: number; readonly code: string | null } | null
}

interface Mark {
  readonly kind: string
  readonly words: readonly string[]
}

/** Clients pad lines, and some indent them. */
export const markIn = (line: string): Mark | null => {
  const match = /^\s*#iam-preflight (?<kind>[a-z]+)(?<rest>(?: [^\s]+)*)\s*$/.exec(line)
  return match?.groups === undefined ? null : { kind: match.groups['kind'] ?? '', words: (match.groups['rest'] ?? '').trim().split(' ') }
}

/**
 * A file as the segments it is made of. Throws FactError: `parse-failed` when it is not such a file, `unsupported` when it is of another version, `truncated`
 * when its end is missing, `changed` when marks are missing or out of order.
 */
export const segmentsOf = (lines: readonly string[], engine: string): readonly Segment[] => {
  const segments: Segment[] = []
  let expected: number | null = null
  let open: { number: number; id: string; digest: string; lines: string[]; said: Segment['said'] } | null = null
  let done = false
  for (const line of lines) {
    const mark = markIn(line)
    if (mark === null) {
      if (done && line.trim() !== '') throw changed('there is something behind its last line')
      open?.lines.push(line)
      continue
    }
    const { kind, words } = mark
    if (kind === 'begin') {
      if (expected !== null) throw new FactError('ambiguous', 'it holds the answers of two runs: give them as two files')
      if (words[0] !== String(EXPORT_VERSION)) throw new FactError('unsupported', 'it was written by a script of another version: export again')
      if (words[1] !== engine) throw new FactError('ambiguous', `it holds answers of ${words[1] ?? 'nothing'}, and the plan says ${engine}`)
      expected = numberIn(words[2])
    } else if (expected === null || done) throw changed(`${kind} stands where it does not belong`)
    else if (kind === 'ask') {
      if (open !== null || words.length !== 3 || numberIn(words[0]) !== segments.length)
        throw changed(`an answer before ${words[1] ?? 'the end'} is missing`)
      open = { number: segments.length, id: words[1] ?? '', digest: words[2] ?? '', lines: [], said: null }
    } else if (kind === 'rows') {
      if (open === null || open.said !== null || numberIn(words[0]) !== open.number) throw changed('a count stands where it does not belong')
      open.said = { rows: numberIn(words[1]), code: words[2] ?? null }
    } else if (kind === 'end') {
      if (open === null || numberIn(words[0]) !== open.number) throw changed('an answer ends that did not begin')
      segments.push(open)
      open = null
    } else if (kind === 'done') {
      if (open !== null || numberIn(words[0]) !== expected || segments.length !== expected) throw changed('answers are missing')
      done = true
    } else throw changed(`${kind} is none of its marks`)
  }
  if (expected === null) throw new FactError('parse-failed', 'it is no file that a script of `queries --export` wrote')
  if (!done) throw new FactError('truncated', `its end is missing: ${segments.length} of ${expected} answers are there`)
  return segments
}

const changed = (what: string): FactError => new FactError('changed', `it is not as the client wrote it: ${what}`)

const numberIn = (word: string | undefined): number => {
  if (word === undefined || !/^\d{1,9}$/.test(word)) throw changed('a number is missing')
  return Number(word)
}

/** The answer of a segment whose rows are read by `rowsOf`: it gives the code of an error where it finds one in the lines, and throws for what is no row. */
export const answerOf = (segment: Segment, rowsOf: (segment: Segment) => readonly SqlRow[] | { readonly error: string }): Answer => {
  const { id, digest, said } = segment
  try {
    if (said !== null && said.code !== null && !/^0+$/.test(said.code)) return { id, digest, content: { error: said.code } }
    const read = rowsOf(segment)
    if ('error' in read) return { id, digest, content: { error: read.error } }
    if (said !== null && said.rows !== read.length) throw new FactError('changed', `${said.rows} rows came, and ${read.length} are there`)
    return { id, digest, content: { rows: read } }
  } catch (error) {
    return { id, digest, content: { damage: error instanceof FactError ? error : new FactError('parse-failed', 'it is not understood') } }
  }
}
