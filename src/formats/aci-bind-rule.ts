import type { TextCursor } from './text-cursor.ts'

/** Who an ACI is about: a test, or tests joined. */
export type BindRule =
  | { readonly is: 'test'; readonly keyword: BindKeyword; readonly operator: BindOperator; readonly values: readonly string[] }
  | { readonly is: 'and' | 'or'; readonly of: readonly BindRule[] }
  | { readonly is: 'not'; readonly of: BindRule }

/** Of OpenDJ and PingDS, and with `…attr` those that 389-ds has besides. */
const KEYWORDS = [
  'userdn',
  'groupdn',
  'roledn',
  'userattr',
  'userdnattr',
  'groupdnattr',
  'ip',
  'dns',
  'dayofweek',
  'timeofday',
  'authmethod',
  'ssf',
] as const
export type BindKeyword = (typeof KEYWORDS)[number]

const OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const
export type BindOperator = (typeof OPERATORS)[number]

/** Keywords whose value is a list of URLs joined by `||`. */
const LISTS: readonly BindKeyword[] = ['userdn', 'groupdn', 'roledn']

const DEEPEST = 50

const NOT = /\s*not\b/iy
const OPEN = /\s*\(/y
const CLOSE = /\s*\)/y
const JOIN = /\s*(and|or)\b/iy
const TEST = /\s*([a-z]\w*)\s*([!=<>]{1,2})\s*"([^"]+)"/iy
const WORD = /\s*([a-z]\w*)/iy

/**
 * Reads a bind rule where the cursor stands. Throws FormatError `parse-failed`, `unsupported` for an unknown keyword, `limit` for nesting deeper than 50,
 * and `ambiguous` where servers disagree: `and` beside `or` without parentheses (OpenDJ reads from the right, 389-ds from the left), and a `not` that
 * OpenDJ extends over all that follows, or drops before a parenthesis (its BindRule.java).
 */
export const bindRuleAt = (cursor: TextCursor, depth = 0): BindRule => {
  if (depth > DEEPEST) cursor.refuse('limit', `bind rules nested deeper than ${DEEPEST}`)
  const operands: BindRule[] = []
  const joins = new Set<'and' | 'or'>()
  for (;;) {
    const at = cursor.at
    const { rule, negated, inner } = operandAt(cursor, depth)
    if (operands.length > 0 && inner?.is === 'not') cursor.refuse('ambiguous', 'a negation in parentheses, which not every server heeds', at)
    operands.push(rule)
    const join = joinAt(cursor)
    if (join === null) break
    if (operands.length > 1 && negated) cursor.refuse('ambiguous', 'a negation of which servers disagree how far it reaches', at)
    joins.add(join)
    if (joins.size > 1) cursor.refuse('ambiguous', '"and" beside "or" without parentheses')
  }
  const [only] = operands
  const [join] = joins
  return only !== undefined && join === undefined ? only : { is: join ?? 'and', of: operands }
}

interface Operand {
  readonly rule: BindRule
  readonly negated: boolean
  /** What stood in parentheses, if it did. */
  readonly inner: BindRule | null
}

const operandAt = (cursor: TextCursor, depth: number): Operand => {
  let odd = false
  let negated = false
  while (cursor.take(NOT) !== null) {
    odd = !odd
    negated = true
  }
  const inner = cursor.take(OPEN) === null ? null : bindRuleAt(cursor, depth + 1)
  if (inner !== null) cursor.need(CLOSE, 'a closing parenthesis')
  const rule = inner ?? testAt(cursor)
  return { rule: odd ? { is: 'not', of: rule } : rule, negated, inner }
}

const joinAt = (cursor: TextCursor): 'and' | 'or' | null => {
  const word = cursor.take(JOIN)?.[1]?.toLowerCase()
  return word === 'and' || word === 'or' ? word : null
}

const testAt = (cursor: TextCursor): BindRule => {
  const at = cursor.at
  const match = cursor.take(TEST)
  const word = (match?.[1] ?? cursor.take(WORD)?.[1] ?? cursor.refuse('parse-failed', 'a bind rule is missing')).toLowerCase()
  const keyword = KEYWORDS.find((known) => known === word) ?? cursor.refuse('unsupported', 'an unknown keyword of a bind rule', at)
  const operator =
    OPERATORS.find((known) => known === match?.[2]) ?? cursor.refuse('parse-failed', 'no comparison with a value in quotation marks', at)
  const value = match?.[3] ?? ''
  const values = LISTS.includes(keyword) ? value.split('||').map((one) => one.trim()) : [value.trim()]
  return { is: 'test', keyword, operator, values }
}
