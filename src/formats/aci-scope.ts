import type { Aci, AciTarget, TargetKeyword } from './aci.ts'
import { FormatError } from './format-error.ts'
import { CONTROL_NAMES } from './ldap-control-names.ts'
import { isAtOrBelow, ldapNameOf, parentOf, type LdapName } from './ldap-name.ts'
import { NO, YES, allOf, anyOf, not, truthOf, unknownFor, type Truth } from './ternary.ts'

/** Targets that have nothing to do with controls: OpenDJ passes over them, PingDS says that all targets must match. */
const OTHERS: readonly TargetKeyword[] = ['targetattr', 'targetfilter', 'targattrfilters', 'extop']

/**
 * Whether an ACI is about a control in a request for an entry. `on` is where it stands: the entry itself or one above it, the root of the tree for a
 * global one. Sources: OpenDJ, AciTargets.java and TargetControl.java; PingDS 8.1, security guide, "ACI targets".
 */
export const governs = (aci: Aci, on: LdapName, target: LdapName, control: string): Truth => {
  const controls = aci.targets.find(({ keyword }) => keyword === 'targetcontrol')
  if (controls === undefined) return NO
  const others = aci.targets.flatMap(({ keyword }) => (OTHERS.includes(keyword) ? [unknownFor(keyword)] : []))
  return allOf([isListed(controls, control), reaches(aci, on, target), ...others])
}

const isListed = ({ value, negated }: AciTarget, control: string): Truth => {
  const truth = anyOf(value.split('||').map((name) => isNamed(name.replaceAll(/\s+/g, ''), control)))
  return negated ? not(truth) : truth
}

/** `*` is any control. OpenDJ refuses an asterisk within an OID; what another server makes of it is not known. */
const isNamed = (name: string, control: string): Truth => {
  if (name === '*') return YES
  if (name.includes('*')) return control.startsWith(name.slice(0, name.indexOf('*'))) ? unknownFor('targetcontrol') : NO
  if (/^[\d.]*$/.test(name)) return truthOf(name === control)
  const oid = CONTROL_NAMES.get(name.toLowerCase())
  return oid === undefined ? unknownFor('targetcontrol') : truthOf(oid === control)
}

/**
 * Whether `target` and `targetscope` leave the entry in. For one that they leave out the answer is unknown: PingDS says that an ACI for controls cannot
 * be restricted to a subtree, OpenDJ restricts it.
 */
const reaches = (aci: Aci, on: LdapName, target: LdapName): Truth => {
  const url = aci.targets.find(({ keyword }) => keyword === 'target')
  const scope = aci.targets.find(({ keyword }) => keyword === 'targetscope')
  const truth = withinTarget(url, scope, on, target)
  return truth.is === 'yes' ? YES : unknownFor(...[url, scope].flatMap((one) => (one === undefined ? [] : [one.keyword])))
}

const withinTarget = (url: AciTarget | undefined, scope: AciTarget | undefined, on: LdapName, target: LdapName): Truth => {
  if (url === undefined) return inScope(scope, on, target)
  const named = url.value.includes('*') ? null : targetNameIn(url.value)
  if (named === null || named.encoded || target.encoded) return unknownFor('target')
  if (url.negated) return allOf([inScope(scope, on, target), truthOf(!isAtOrBelow(target, named))])
  return inScope(scope, named, target)
}

const targetNameIn = (url: string): LdapName | null => {
  try {
    const written = /^ldap:\/\/\/([^?]*)$/is.exec(url)?.[1]
    return written === undefined ? null : ldapNameOf(decodeURIComponent(written))
  } catch (error) {
    if (error instanceof FormatError || error instanceof URIError) return null
    throw error
  }
}

const inScope = (scope: AciTarget | undefined, base: LdapName, target: LdapName): Truth => {
  switch (scope?.value.toLowerCase() ?? 'subtree') {
    case 'base':
      return truthOf(target.key === base.key)
    case 'onelevel':
      return truthOf(parentOf(target)?.key === base.key)
    case 'subtree':
      return truthOf(isAtOrBelow(target, base))
    case 'subordinate':
      return truthOf(target.key !== base.key && isAtOrBelow(target, base))
    default:
      return unknownFor('targetscope')
  }
}
