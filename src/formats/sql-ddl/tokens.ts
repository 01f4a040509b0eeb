import { FormatError } from '../format-error.ts'
import type { SqlDialect } from '../sql-type.ts'
import { CLIENT_RULES, type SqlClient } from '../sql-script/clients.ts'
import { pieceAt } from '../sql-script/piece.ts'

export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'symbol'
  /** A word as written; what a quoted name or a text holds. */
  readonly text: string
}

const CLIENTS: Readonly<Record<SqlDialect, SqlClient>> = { postgres: 'psql', mysql: 'mysql', mssql: 'sqlcmd', oracle: 'sqlplus', db2: 'db2' }
export const clientOf = (dialect: SqlDialect): SqlClient => CLIENTS[dialect]

const WORD = /[\p{L}_][\p{L}\p{N}_$#]*/uy
const NUMBER = /\d+(?:\.\d+)?/y
const BLANK = /\s+/y

/** The words of a statement as the server reads them, comments left out. Throws FormatError for what has another meaning by settings. */
export const tokensOf = (text: string, dialect: SqlDialect): readonly Token[] => {
  const { lexicon } = CLIENT_RULES[clientOf(dialect)]
  const tokens: Token[] = []
  for (let at = 0; at < text.length;) {
    const piece = pieceAt(text, at, lexicon)
    if (piece !== null) {
      const whole = text.slice(at, piece.end)
      if (!piece.closed) throw new FormatError('unsupported', 'a quote or a comment that does not end')
      if (piece.kind === 'quoted') tokens.push(quotedToken(whole, dialect, tokens))
      else if (/^\/\*[!M+]/.test(whole)) throw new FormatError('unsupported', 'a comment that the server reads')
      at = piece.end
      continue
    }
    const [match, kind] = matched(text, at)
    if (kind !== null) tokens.push({ kind, text: match })
    at += match.length
  }
  return tokens
}

const matched = (text: string, at: number): readonly [string, Token['kind'] | null] => {
  for (const [pattern, kind] of [
    [BLANK, null],
    [WORD, 'word'],
    [NUMBER, 'number'],
  ] as const) {
    pattern.lastIndex = at
    const match = pattern.exec(text)?.[0]
    if (match !== undefined) return [match, kind]
  }
  return [text[at] ?? '', 'symbol']
}

/** What a quoted piece stands for. N'…' is the text itself; E'…' and MySQL's double quotes mean what settings say. */
const quotedToken = (whole: string, dialect: SqlDialect, before: Token[]): Token => {
  const open = whole[0] ?? ''
  const inner = whole.slice(1, -1)
  if (open === "'") {
    const prefix = before.at(-1)
    if (prefix?.kind === 'word' && /^[eu]$/i.test(prefix.text)) throw new FormatError('unsupported', 'a text with escapes')
    if (dialect === 'mssql' && prefix?.kind === 'word' && /^n$/i.test(prefix.text)) before.pop()
    if (dialect === 'mysql' && inner.includes('\\')) throw new FormatError('unsupported', 'a text with escapes')
    return { kind: 'text', text: inner.replaceAll("''", "'") }
  }
  if (open === '"' && dialect !== 'mysql') return { kind: 'name', text: inner.replaceAll('""', '"') }
  if (open === '`') return { kind: 'name', text: inner.replaceAll('``', '`') }
  if (open === '[') return { kind: 'name', text: inner.replaceAll(']]', ']') }
  throw new FormatError('unsupported', `something quoted with ${open}`)
}

/** A name without quotes as the engine stores it. */
export const foldedName = (dialect: SqlDialect, name: string): string => {
  if (dialect === 'postgres') return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  return dialect === 'oracle' || dialect === 'db2' ? name.toUpperCase() : name
}
