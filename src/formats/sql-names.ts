/** Literals, comments and quoted names; the last are kept. */
const QUIET = /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g
const NAME = String.raw`(?:\[[^\]]+\]|"[^"]+"|[A-Za-z_#][\w$#]*)`
const SOURCE = new RegExp(
  String.raw`\b(?:from|join)\s+((?:${NAME}(?:\s*\.\s*${NAME})*(?:\s+(?:as\s+)?(?!(?:where|join|inner|left|right|full|cross|on|order|group|union|with|having|option|fetch|for)\b)${NAME})?\s*,\s*)*${NAME}(?:\s*\.\s*${NAME})*)`,
  'gi',
)
const COMMON = new RegExp(String.raw`(?:\bwith|,)\s+(${NAME})\s*(?:\([^)]*\)\s*)?as\s*\(`, 'gi')

/** Names of tables that a SELECT reads without saying in which schema they are, without their quotation marks; not those it defines itself (WITH). */
export const unqualifiedTables = (text: string): readonly string[] => {
  const quiet = text.replace(QUIET, ' ')
  const defined = new Set([...quiet.matchAll(COMMON)].map(([, name = '']) => bare(name).toLowerCase()))
  const sources = [...quiet.matchAll(SOURCE)].flatMap(([, list = '']) => list.split(',').map((one) => one.trim()))
  const names = sources.filter((source) => !source.includes('.')).map((source) => bare(source.split(/\s+/)[0] ?? ''))
  return [...new Set(names.filter((name) => !defined.has(name.toLowerCase())))].sort()
}

const bare = (name: string): string => name.replaceAll(/^["[]|["\]]$/g, '')
