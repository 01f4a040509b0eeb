import { ALLOWED_BEFORE_PARENTHESIS, REFUSED_PAIRS, REFUSED_WORDS } from './sql-words.ts'

/**
 * What is wrong with the text of a statement that must only read: empty when it is one SELECT, SHOW, or WITH … SELECT that calls nothing but functions known
 * to read (facts/reliability.md §6.1 layer 2, FAULTS D25). No parser of five dialects: it refuses whatever it is not sure of, so that a statement may have to be
 * written in a plainer way, and never the other way round.
 */
export const sqlProblems = (text: string): readonly string[] => {
  const lexed = tokensOf(text)
  if (typeof lexed === 'string') return [lexed]
  const words = lexed.map(({ kind, text: written }) => (kind === 'word' ? written.toUpperCase() : kind === 'name' ? '' : written))
  const problems = new Set<string>()
  const [first] = words
  if (first !== 'SELECT' && first !== 'SHOW' && first !== 'WITH') problems.add(`it begins with ${first ?? 'nothing'}`)
  if (first === 'WITH' && !words.includes('SELECT')) problems.add('it selects nothing')
  words.forEach((word, at) => {
    const problem = problemAt(words, at)
    if (problem !== null) problems.add(problem)
    else if (lexed[at]?.kind !== 'word' && word === ';') problems.add('it holds a semicolon')
    else if (word === ':=') problems.add('it assigns to a variable')
    if (lexed[at]?.kind === 'name' && words[at + 1] === '(' && !isList(words, at)) problems.add('it calls a function by a quoted name')
  })
  return [...problems]
}

const problemAt = (words: readonly string[], at: number): string | null => {
  const word = words[at] ?? ''
  if (!/^[A-Z_]/.test(word)) return null
  const [before, next] = [words[at - 1], words[at + 1] ?? '']
  if (REFUSED_WORDS.has(word) && !isHarmless(word, before, next)) return `it holds ${word}`
  if (REFUSED_PAIRS.has(`${word} ${next}`)) return `it holds ${word} ${next}`
  if (next !== '(' || isList(words, at)) return null
  const owner = before === '.' ? `${words[at - 2] ?? ''}.` : ''
  return ALLOWED_BEFORE_PARENTHESIS.has(ENGINE_SCHEMAS.has(owner) ? word : owner + word) ? null : `it calls ${owner}${word}`
}

/** What is in them nobody else can put there. */
const ENGINE_SCHEMAS: ReadonlySet<string> = new Set(['PG_CATALOG.', 'SYSIBM.'])

/** A name with its columns: `) AS q (a, b)`, `WITH q (a, b) AS (`. */
const isList = (words: readonly string[], at: number): boolean => {
  const before = words[at - 1]
  if (before === 'AS' || before === ')') return true
  if (before !== 'WITH' && before !== 'RECURSIVE' && before !== ',') return false
  const close = words.indexOf(')', at)
  const [as, open, begins = ''] = words.slice(close + 1)
  // A function of PostgreSQL may stand before columns and their types: `FROM t, dblink(a, b) AS (c int)`.
  return close > 0 && as === 'AS' && open === '(' && /^(?:SELECT|VALUES)$/.test(begins) && !words.slice(at + 2, close).includes('(')
}

/** Words that change something elsewhere, where they mean something else. */
const isHarmless = (word: string, before: string | undefined, next: string): boolean =>
  (word === 'REPLACE' && next === '(') || (word === 'FETCH' && (next === 'FIRST' || next === 'NEXT')) || (word === 'SET' && before === 'CHARACTER')

interface Token {
  /** `name`: quoted. */
  readonly kind: 'word' | 'name' | 'text' | 'sign'
  readonly text: string
}

/** In the order of the alternatives: what is recognised first wins. */
const TOKEN =
  /(?<space>\s+)|(?<comment>--|\/\*|#)|(?<string>[nN]?'(?:[^'\\]|'')*')|(?<quoted>"(?:[^"\\]|"")+"|`[^`\\]+`|\[[A-Za-z_][\w ]*\])|(?<word>[A-Za-z_][\w$]*)|(?<variable>@@[A-Za-z_][\w.]*|@p\d+|[$:]\d+)|(?<number>\d+(?:\.\d+)?)|(?<sign>:=|::|<>|<=|>=|!=|\|\||[-+*/%=<>(),.;?~!^&|[\]:])/y

/** The tokens of a text, or why it cannot be told what they are. */
const tokensOf = (text: string): readonly Token[] | string => {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const groups = TOKEN.exec(text)?.groups
    if (groups === undefined) return `it holds ${JSON.stringify(text.slice(at, at + 12))}, which is not understood`
    // What an engine skips in one mode it runs in another: /*! … */ of MySQL.
    if (groups['comment'] !== undefined) return 'it holds a comment'
    if (groups['space'] !== undefined) continue
    if (groups['word'] !== undefined) tokens.push({ kind: 'word', text: groups['word'] })
    else if (groups['quoted'] !== undefined) tokens.push({ kind: 'name', text: groups['quoted'] })
    else if (groups['sign'] !== undefined) tokens.push({ kind: 'sign', text: groups['sign'] })
    else tokens.push({ kind: 'text', text: '' })
  }
  return tokens
}
