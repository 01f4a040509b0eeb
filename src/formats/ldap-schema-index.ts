import type { AttributeType, Definitions, ObjectClass } from './ldap-schema.ts'

/** `unknown`: two different definitions bear the name, or one that could not be read mentions it. */
export type Lookup<T> =
  | { readonly is: 'found'; readonly definition: T }
  | { readonly is: 'absent' }
  | { readonly is: 'unknown'; readonly why: string }

/** What entries of a class may hold. */
export interface EffectiveAttributes {
  /** MUST and MAY of the class and of all above it, as written there but in lower case: names or OIDs. */
  readonly listed: ReadonlySet<string>
  /** Classes above it whose definition was not found, or not for certain; what they list is not in `listed`. */
  readonly unknownSuperiors: readonly string[]
}

/** Whether entries of a class may hold an attribute; `unknown` when the class or one above it is not known. */
export type Allowance = { readonly is: 'yes' | 'no' } | { readonly is: 'unknown'; readonly why: string }

export interface SchemaIndex {
  /** By name or OID, without regard to case. */
  readonly attributeType: (nameOrOid: string) => Lookup<AttributeType>
  readonly objectClass: (nameOrOid: string) => Lookup<ObjectClass>
  readonly effectiveAttributes: (of: ObjectClass) => EffectiveAttributes
  /** An attribute counts under any of its names and its OID. */
  readonly allows: (objectClass: string, attribute: string) => Allowance
}

/** Looks names up in a directory's schema, as far as it was read. */
export const schemaIndexOf = (attributeTypes: Definitions<AttributeType>, objectClasses: Definitions<ObjectClass>): SchemaIndex => {
  const attributeType = lookupIn(attributeTypes)
  const objectClass = lookupIn(objectClasses)

  const effectiveAttributes = (of: ObjectClass): EffectiveAttributes => {
    const seen = new Set([of])
    const listed = new Set<string>()
    const unknownSuperiors = new Set<string>()
    for (const one of seen) {
      for (const name of [...one.must, ...one.may]) listed.add(name.toLowerCase())
      for (const superior of one.sup) {
        const found = objectClass(superior)
        if (found.is === 'found') seen.add(found.definition)
        else unknownSuperiors.add(superior)
      }
    }
    return { listed, unknownSuperiors: [...unknownSuperiors] }
  }

  const allows = (className: string, attributeName: string): Allowance => {
    const holder = objectClass(className)
    if (holder.is === 'absent') return { is: 'unknown', why: `no object class ${className}` }
    if (holder.is === 'unknown') return holder
    const attribute = attributeType(attributeName)
    if (attribute.is === 'unknown') return attribute
    const names = attribute.is === 'found' ? [attributeName, ...namesOf(attribute.definition)] : [attributeName]
    const { listed, unknownSuperiors } = effectiveAttributes(holder.definition)
    if (names.some((name) => listed.has(name.toLowerCase()))) return { is: 'yes' }
    return unknownSuperiors.length === 0
      ? { is: 'no' }
      : { is: 'unknown', why: `no definition of ${unknownSuperiors.join(', ')}, which ${className} builds upon` }
  }

  return { attributeType, objectClass, effectiveAttributes, allows }
}

interface Named {
  readonly oid: string
  readonly names: readonly string[]
}

const namesOf = ({ oid, names }: Named): readonly string[] => [oid, ...names]

const lookupIn = <T extends Named>({ definitions, unread }: Definitions<T>): ((nameOrOid: string) => Lookup<T>) => {
  const byName = new Map<string, T>()
  const claimedTwice = new Set<string>()
  for (const definition of definitions)
    for (const name of namesOf(definition)) {
      const key = name.toLowerCase()
      const other = byName.get(key)
      if (other === undefined) byName.set(key, definition)
      else if (other !== definition && JSON.stringify(other) !== JSON.stringify(definition)) claimedTwice.add(key)
    }
  return (nameOrOid) => {
    const key = nameOrOid.toLowerCase()
    if (claimedTwice.has(key)) return { is: 'unknown', why: `two different definitions of ${nameOrOid}` }
    const definition = byName.get(key)
    if (definition !== undefined) return { is: 'found', definition }
    const hiding = unread.find(({ text }) => text.toLowerCase().includes(key))
    return hiding === undefined
      ? { is: 'absent' }
      : { is: 'unknown', why: `a definition that mentions ${nameOrOid} could not be read: ${hiding.why}` }
  }
}
