import type { BindRule } from './aci-bind-rule.ts'
import { FormatError } from './format-error.ts'
import { isAtOrBelow, ldapNameOf, parentOf, type LdapName } from './ldap-name.ts'
import { NO, YES, allOf, anyOf, not, truthOf, unknownFor, type Truth } from './ternary.ts'

/** Who asks, and for which entry. */
export interface AccessQuestion {
  /** The root of the tree stands for a connection without a login. */
  readonly subject: LdapName
  readonly target: LdapName
}

/**
 * Whether a bind rule is about the one who asks. Only `userdn` can be told from names; what depends on memberships, attributes, addresses, times or the
 * connection is unknown, for the keyword's reason.
 */
export const concerns = (rule: BindRule, question: AccessQuestion): Truth => {
  if (rule.is === 'not') return not(concerns(rule.of, question))
  if (rule.is !== 'test') {
    const truths = rule.of.map((one) => concerns(one, question))
    return rule.is === 'and' ? allOf(truths) : anyOf(truths)
  }
  if (rule.keyword !== 'userdn' || (rule.operator !== '=' && rule.operator !== '!=')) return unknownFor(rule.keyword)
  const truth = anyOf(rule.values.map((url) => isMeant(url, question)))
  return rule.operator === '=' ? truth : not(truth)
}

const UNTOLD = unknownFor('userdn')

/** One URL of a `userdn` rule. Source: OpenDJ, UserDN.java. */
const isMeant = (url: string, { subject, target }: AccessQuestion): Truth => {
  const written = /^ldap:\/\/\/(.*)$/is.exec(url)?.[1]
  if (written === undefined) return UNTOLD
  const word = written.trim().toLowerCase()
  if (word === 'anyone') return YES
  if (subject.rdns.length === 0) return written.includes('?') ? UNTOLD : NO
  if (word === 'all') return YES
  if (word === 'self') return truthOf(subject.key === target.key)
  if (word === 'parent') return truthOf(subject.key === parentOf(target)?.key)
  // A variable of 389-ds, which stands for a part of the entry's own name.
  if (/[([]\$/.test(written)) return UNTOLD
  if (written.includes('?')) return withinSearch(written.slice(0, written.indexOf('?')), subject)
  if (written.includes('*')) return withinPattern(written, subject)
  const named = nameIn(written)
  if (named === null) return UNTOLD
  if (named.key === subject.key) return YES
  return named.encoded || subject.encoded ? UNTOLD : NO
}

/** Who is not below the base of a search is not found by it; who is depends on the filter. */
const withinSearch = (base: string, subject: LdapName): Truth => {
  const named = nameIn(base)
  return named === null || named.encoded || subject.encoded || isAtOrBelow(subject, named) ? UNTOLD : NO
}

/**
 * Servers read patterns differently (OpenDJ by RDN, 389-ds over the whole text). They agree on `type=*,suffix` for an entry right below the suffix, and
 * that nothing outside of what follows the last asterisk is meant.
 */
const withinPattern = (pattern: string, subject: LdapName): Truth => {
  const suffix = nameIn(/^[^,;]*[,;](.*)$/s.exec(pattern.slice(pattern.lastIndexOf('*') + 1))?.[1] ?? '')
  if (suffix === null || suffix.rdns.length === 0 || suffix.encoded || subject.encoded || pattern.includes('\\')) return UNTOLD
  if (!isAtOrBelow(subject, suffix)) return NO
  const type = /^\s*([a-z][\w-]*)\s*=\s*\*\s*[,;][^*]*$/i.exec(pattern)?.[1]?.toLowerCase()
  const parts = subject.rdns[0]?.parts ?? []
  return subject.rdns.length === suffix.rdns.length + 1 && parts.length === 1 && parts[0]?.type === type ? YES : UNTOLD
}

/** The name in a URL, in which characters may be written as percent signs with digits; null for what is no name. */
const nameIn = (written: string): LdapName | null => {
  try {
    return ldapNameOf(decodeURIComponent(written))
  } catch (error) {
    if (error instanceof FormatError || error instanceof URIError) return null
    throw error
  }
}
