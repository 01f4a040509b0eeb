/**
 * How OpenDJ decides about controls, as its source does it and not as its documentation says, for rules of a small world: a second opinion for
 * src/formats/aci-decision.ts. Written after BindRule.java, AciBody.java, AciHandler.java and EnumEvalResult.java of its dseecompat package.
 */
export interface ModelAci {
  readonly pairs: readonly { readonly effect: 'allow' | 'deny'; readonly rights: string; readonly rule: string }[]
  /** Its targets leave the control and the entry in. */
  readonly isApplicable: boolean
}

/** What holds of the connection: a test of a bind rule, as `keyword operator value` in lower case, to its outcome. */
export type Circumstances = (test: string) => boolean

interface Rule {
  negated: boolean
  readonly holds: (now: Circumstances) => boolean
}

/** Whether OpenDJ would take the bind rule at all. */
export const isRule = (text: string): boolean => {
  try {
    ruleOf(text)
    return true
  } catch {
    return false
  }
}

export const isAllowed = (acis: readonly ModelAci[], now: Circumstances): boolean => {
  const applicable = acis.filter((aci) => aci.isApplicable)
  const having = (effect: 'allow' | 'deny'): readonly ModelAci[] => applicable.filter(({ pairs }) => pairs.some((pair) => pair.effect === effect))
  if (having('allow').length === 0 || having('deny').some((aci) => isTrue(aci, now))) return false
  return having('allow').some((aci) => isTrue(aci, now))
}

/** Any pair with the right, be it for allowing or for denying: that is what its loop comes to. */
const isTrue = ({ pairs }: ModelAci, now: Circumstances): boolean =>
  pairs.some(({ rights, rule }) => /\b(?:read|all)\b/.test(rights) && outcome(ruleOf(rule), now))

const outcome = (rule: Rule, now: Circumstances): boolean => rule.negated !== rule.holds(now)

const ruleOf = (text: string): Rule => {
  const trimmed = text.trim()
  if (trimmed.startsWith('(')) {
    const end = closingOf(trimmed)
    const inner = ruleOf(trimmed.slice(1, end))
    return end < trimmed.length - 1 ? joined(inner, trimmed.slice(end + 1)) : inner
  }
  const { negated, rest } = withoutNot(trimmed)
  const match = /^(\w+)\s*([!=<>]+)\s*"([^"]+)"\s*/.exec(rest)
  if (match === null) throw new Error('no bind rule')
  const [whole, keyword, operator, value] = match
  const rule = { negated, holds: (now: Circumstances) => now(`${keyword} ${operator} ${value}`.toLowerCase()) }
  return whole.length < rest.length ? joined(rule, rest.slice(whole.length)) : rule
}

/** All that follows is the other side, and whatever negation the other side had of its own is overwritten. */
const joined = (left: Rule, text: string): Rule => {
  const [, word = '', remainder = ''] = /^\s*(\w+)\s*([^]*)$/.exec(text) ?? []
  if (!/^(?:and|or)$/i.test(word)) throw new Error('no boolean operator')
  const { negated, rest } = withoutNot(remainder)
  const right = ruleOf(rest)
  right.negated = negated
  const isAnd = word.toLowerCase() === 'and'
  return { negated: false, holds: (now) => (isAnd ? outcome(left, now) && outcome(right, now) : outcome(left, now) || outcome(right, now)) }
}

const withoutNot = (text: string): { readonly negated: boolean; readonly rest: string } => {
  const nots = /^(?:not )*/i.exec(text)?.[0] ?? ''
  return { negated: (nots.length / 4) % 2 === 1, rest: text.slice(nots.length) }
}

const closingOf = (text: string): number => {
  let open = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') open++
    else if (text[at] === ')' && --open === 0) return at
  }
  throw new Error('a parenthesis that is not closed')
}
