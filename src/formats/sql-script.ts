import { LIMITS } from '../limits.ts'
import { FormatError } from './format-error.ts'
import { lineIndexOf } from './line-index.ts'
import { CLIENT_RULES, type ClientRules, type SqlClient } from './sql-script/clients.ts'
import { pieceAt } from './sql-script/piece.ts'

/** What a client would send to the server as one statement, or what it would do instead. */
export interface ScriptStatement {
  /**
   * `sql` is sent as it stands. `command` is one of the client's own, which is not modelled. `unclear`: what would be sent is not known (a quote that is not
   * closed, no terminator at the end, a variable that the client replaces).
   */
  readonly kind: 'sql' | 'command' | 'unclear'
  /** Without its terminator. */
  readonly text: string
  readonly line: number
  readonly column: number
  /** SQL Server: statements between two GO are one batch. 1 for all elsewhere. */
  readonly batch: number
}

/**
 * A script as its client would send it, statement by statement, comments before a statement left out. The byte-order mark is no part of a text here. Throws
 * FormatError `limit`. Sources: psql, mysql and sqlcmd by their manuals and, the first two, their behaviour; SQL*Plus and the Db2 command line by theirs.
 */
export const statementsOf = (script: string, client: SqlClient): readonly ScriptStatement[] => {
  if (script.length > LIMITS.sqlScript.value) throw new FormatError('limit', `a script of more than ${LIMITS.sqlScript.value} characters`)
  return split(script.replace(/^\uFEFF/, ' '), rulesOf(script, client))
}

/** Db2's scripts do not say how the command line is to be called: a line that is nothing but `/` or `@` is its terminator. */
const rulesOf = (script: string, client: SqlClient): ClientRules => {
  const rules = CLIENT_RULES[client]
  const own = client === 'db2' ? /^[ \t]*([/@])[ \t]*\r?$/m.exec(script)?.[1] : undefined
  return own === undefined ? rules : { ...rules, terminator: own }
}

const split = (script: string, rules: ClientRules): readonly ScriptStatement[] => {
  const placeOf = lineIndexOf(script)
  const statements: ScriptStatement[] = []
  let { terminator } = rules
  let start = -1
  let depth = 0
  let batch = 1
  let open = false
  const add = (kind: ScriptStatement['kind'], from: number, end: number, text = script.slice(from, end).trim()): void => {
    if (statements.length === LIMITS.sqlStatements.value)
      throw new FormatError('limit', `a script of more than ${LIMITS.sqlStatements.value} statements; see explain limits`)
    const unclear = kind === 'sql' && rules.replaced?.test(text) === true
    statements.push({ kind: unclear ? 'unclear' : kind, text, ...placeOf(from), batch })
  }
  const finish = (kind: ScriptStatement['kind'], end: number): void => {
    if (start !== -1) add(kind, start, end)
    start = -1
    depth = 0
  }

  for (let at = 0, lineStart = true; at < script.length;) {
    const block = start !== -1 && rules.block?.test(script.slice(start, start + 200)) === true
    if (lineStart) {
      lineStart = false
      const end = lineEnd(script, at)
      const verdict = rules.line({ line: script.slice(at, end), empty: start === -1, block, terminator })
      if (verdict !== null) {
        if (typeof verdict === 'object') ({ terminator } = verdict)
        else if (verdict === 'command') add('command', at, end)
        else if (verdict === 'again') {
          const last = statements.at(-1)
          add(last?.kind === 'sql' ? 'sql' : 'unclear', at, end, last?.text)
        } else if (verdict !== 'ignored') finish(verdict === 'lost' ? 'unclear' : 'sql', at)
        if (verdict === 'batch') batch += 1
        at = end
        continue
      }
    }
    const piece = pieceAt(script, at, rules.lexicon)
    if (piece !== null) {
      // What the server runs although it looks like a comment, and hints, are part of the statement.
      const matters = piece.kind === 'quoted' || /^\/\*[!M+]/.test(script.slice(at, at + 3))
      if (matters && start === -1) start = at
      open = !piece.closed
      // SQL*Plus, at least, takes a terminator at the end of a comment for one.
      const ends = rules.atLineEnd && !block && piece.kind === 'comment' && script.slice(at, piece.end).trimEnd().endsWith(terminator)
      if (open && start === -1) start = at
      at = piece.end
      if (ends) finish('unclear', at)
      continue
    }
    const char = script[at] ?? ''
    if (char === '\n' || (char === '\r' && script[at + 1] !== '\n')) lineStart = true
    if (char === rules.command) {
      const end = lineEnd(script, at)
      add('command', at, end)
      at = end
      continue
    }
    if (!block && (depth === 0 || !rules.outsideBrackets) && endsAt(script, at, terminator, rules)) {
      finish('sql', at)
      at += terminator.length
      continue
    }
    if (char === '(') depth += 1
    if (char === ')') depth = Math.max(0, depth - 1)
    if (start === -1 && /\S/.test(char)) start = at
    at += 1
  }
  finish(open || !rules.sendsRest ? 'unclear' : 'sql', script.length)
  return statements
}

const lineEnd = (script: string, at: number): number => {
  const found = /[\r\n]/g
  found.lastIndex = at
  return found.exec(script)?.index ?? script.length
}

const BLANKS = /[^\S\r\n]*(?=[\r\n]|$)/y

const endsAt = (script: string, at: number, terminator: string, { atLineEnd }: ClientRules): boolean => {
  if (!script.startsWith(terminator, at)) return false
  BLANKS.lastIndex = at + terminator.length
  return !atLineEnd || BLANKS.test(script)
}
