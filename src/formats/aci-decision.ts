import { aciOf, type Aci } from './aci.ts'
import { governs } from './aci-scope.ts'
import { concerns, type AccessQuestion } from './aci-subject.ts'
import { FormatError } from './format-error.ts'
import { chainOf, ldapNameOf, type LdapName } from './ldap-name.ts'
import { NO, allOf, unknownFor, type Truth } from './ternary.ts'

/** ACIs of one place. */
export interface AciSource {
  /** DN of the entry whose `aci` it is, or `global` for those of the server's configuration. */
  readonly on: string
  /** `unreadable`: it cannot be told whether there are none or whether the account may not see them. `no-entry`: the entry does not exist. */
  readonly acis: readonly string[] | 'unreadable' | 'no-entry'
}

export interface ControlQuestion {
  /** DN of the account that sends the control. That it holds no privilege to pass over ACIs is for the caller to know. */
  readonly subject: string
  /** DN of the entry the request is for: the base of a search. */
  readonly target: string
  /** OID of the control. */
  readonly control: string
  /** One for `global`, for the target and for every entry above it; a place left out counts as unreadable, other places are passed over. */
  readonly sources: readonly AciSource[]
}

export interface ControlDecision {
  readonly verdict: 'allowed' | 'denied' | 'unknown'
  /** What decided, or what stands in the way of a decision, in the order of the sources; none for a denial because no ACI allows. */
  readonly reasons: readonly DecisionReason[]
}

/** `acl`: the name of the ACI. `because`: keywords of the ACI that cannot be judged from outside, or `allow and deny`. */
export type DecisionReason =
  | { readonly is: 'allows' | 'denies'; readonly on: string; readonly acl: string }
  | { readonly is: 'may-allow' | 'may-deny'; readonly on: string; readonly acl: string; readonly because: readonly string[] }
  | { readonly is: 'not-read'; readonly on: string }
  | { readonly is: 'not-understood'; readonly on: string; readonly why: string }

/**
 * Whether ACIs let an account send a control, as OpenDJ and PingDS decide (facts/pingam 1.4): the ACIs of the entry, of all above it and the global ones
 * count; `read` or `all` is the right it takes; one that denies beats all that allow; without one that allows it is denied. Never `allowed` while
 * anything that could deny was not read or not understood.
 */
export const controlDecisionOf = ({ subject, target, control, sources }: ControlQuestion): ControlDecision => {
  const who = nameOr(subject)
  const entry = nameOr(target)
  if (typeof who === 'string') return unknownSubject(subject, who)
  if (typeof entry === 'string') return unknownSubject(target, entry)
  const reasons = [...reasonsIn(sources, { subject: who, target: entry }, control), ...missingIn(sources, entry)]
  const having = (...kinds: readonly DecisionReason['is'][]): readonly DecisionReason[] => reasons.filter(({ is }) => kinds.includes(is))
  const denies = having('denies')
  if (denies.length > 0) return { verdict: 'denied', reasons: denies }
  const allows = having('allows')
  const blind = having('not-read', 'not-understood')
  if (blind.length > 0 || having(allows.length > 0 ? 'may-deny' : 'may-allow').length > 0) return { verdict: 'unknown', reasons }
  return { verdict: allows.length > 0 ? 'allowed' : 'denied', reasons: allows }
}

const nameOr = (text: string): LdapName | string => {
  try {
    return ldapNameOf(text)
  } catch (error) {
    if (error instanceof FormatError) return error.message
    throw error
  }
}

const unknownSubject = (on: string, why: string): ControlDecision => ({ verdict: 'unknown', reasons: [{ is: 'not-understood', on, why }] })

const placeOf = (on: string): LdapName | string => (on === 'global' ? ldapNameOf('') : nameOr(on))

const reasonsIn = (sources: readonly AciSource[], question: AccessQuestion, control: string): readonly DecisionReason[] => {
  const counting = new Set(['', ...chainOf(question.target).map(({ key }) => key)])
  return sources.flatMap(({ on, acis }): readonly DecisionReason[] => {
    const place = placeOf(on)
    if (typeof place === 'string') return [{ is: 'not-understood', on, why: place }]
    if (!counting.has(place.key) || acis === 'no-entry') return []
    if (acis === 'unreadable') return [{ is: 'not-read', on }]
    return acis.flatMap((text) => reasonsOf(text, on, place, question, control))
  })
}

const missingIn = (sources: readonly AciSource[], target: LdapName): readonly DecisionReason[] => {
  const given = new Set(sources.map(({ on }) => (on === 'global' ? on : keyOf(on))))
  return ['global', ...chainOf(target).map(({ key }) => key)].flatMap((on) => (given.has(on) ? [] : [{ is: 'not-read', on } as const]))
}

const keyOf = (on: string): string | null => {
  const name = nameOr(on)
  return typeof name === 'string' ? null : name.key
}

/** An ACI is about controls only by the word `targetcontrol`: one without it does not count, even where it is not understood. */
const reasonsOf = (text: string, on: string, place: LdapName, question: AccessQuestion, control: string): readonly DecisionReason[] => {
  if (!/targetcontrol/i.test(text)) return []
  try {
    const aci = aciOf(text)
    return effectsOf(aci, governs(aci, place, question.target, control), question).flatMap((effect) => reasonFor(effect, on, aci.name))
  } catch (error) {
    if (error instanceof FormatError) return [{ is: 'not-understood', on, why: error.message }]
    throw error
  }
}

interface Effect {
  readonly allows: Truth
  readonly denies: Truth
}

/** OpenDJ takes a pair that allows for one that denies when the ACI has both kinds (AciBody.evaluate, AciHandler.testApplicableLists). */
const effectsOf = (aci: Aci, governed: Truth, question: AccessQuestion): readonly Effect[] => {
  const isMixed = new Set(aci.pairs.map(({ effect }) => effect)).size > 1
  return aci.pairs
    .filter(({ rights }) => rights.includes('read') || rights.includes('all'))
    .map(({ effect, rule }) => {
      const truth = allOf([governed, concerns(rule, question)])
      if (effect === 'deny') return { allows: NO, denies: truth }
      const doubtful = isMixed ? allOf([truth, unknownFor('allow and deny')]) : truth
      return { allows: doubtful, denies: isMixed ? doubtful : NO }
    })
}

const reasonFor = ({ allows, denies }: Effect, on: string, acl: string): readonly DecisionReason[] => [
  ...(denies.is === 'yes' ? [{ is: 'denies', on, acl } as const] : []),
  ...(denies.is === 'unknown' ? [{ is: 'may-deny', on, acl, because: denies.because } as const] : []),
  ...(allows.is === 'yes' ? [{ is: 'allows', on, acl } as const] : []),
  ...(allows.is === 'unknown' ? [{ is: 'may-allow', on, acl, because: allows.because } as const] : []),
]
