import { FormatError } from './format-error.ts'
import { rawDefinitionOf, type FieldForms, type RawDefinition } from './ldap-definition.ts'

/** A value of `attributeTypes`. Names, OIDs and rules as written; null for what is not stated, even where a superior type says it. */
export interface AttributeType {
  readonly oid: string
  readonly names: readonly string[]
  readonly description: string | null
  readonly obsolete: boolean
  readonly sup: string | null
  readonly equality: string | null
  readonly ordering: string | null
  readonly substring: string | null
  readonly syntax: string | null
  /** Characters or bytes a value may be expected to have at most; the server need not enforce it. */
  readonly syntaxLength: number | null
  readonly singleValue: boolean
  readonly usage: AttributeUsage
}

/** A value of `objectClasses`. Lists as written, without what superior classes add. */
export interface ObjectClass {
  readonly oid: string
  readonly names: readonly string[]
  readonly description: string | null
  readonly obsolete: boolean
  readonly sup: readonly string[]
  readonly kind: ObjectClassKind
  readonly must: readonly string[]
  readonly may: readonly string[]
}

const USAGES = ['userApplications', 'directoryOperation', 'distributedOperation', 'dSAOperation'] as const
export type AttributeUsage = (typeof USAGES)[number]

const KINDS = ['abstract', 'structural', 'auxiliary'] as const
export type ObjectClassKind = (typeof KINDS)[number]

const ATTRIBUTE_FIELDS: FieldForms = {
  NAME: 'list',
  DESC: 'text',
  OBSOLETE: 'flag',
  SUP: 'item',
  EQUALITY: 'item',
  ORDERING: 'item',
  SUBSTR: 'item',
  SYNTAX: 'syntax',
  'SINGLE-VALUE': 'flag',
  COLLECTIVE: 'flag',
  'NO-USER-MODIFICATION': 'flag',
  USAGE: 'item',
}

const CLASS_FIELDS: FieldForms = {
  NAME: 'list',
  DESC: 'text',
  OBSOLETE: 'flag',
  SUP: 'list',
  ABSTRACT: 'flag',
  STRUCTURAL: 'flag',
  AUXILIARY: 'flag',
  MUST: 'list',
  MAY: 'list',
}

/** Throws FormatError as rawDefinitionOf does. */
export const attributeTypeOf = (text: string): AttributeType => {
  const definition = rawDefinitionOf(text, ATTRIBUTE_FIELDS)
  const [syntax = null, length] = definition.fields.get('SYNTAX') ?? []
  return {
    ...commonOf(definition),
    sup: one(definition, 'SUP'),
    equality: one(definition, 'EQUALITY'),
    ordering: one(definition, 'ORDERING'),
    substring: one(definition, 'SUBSTR'),
    syntax,
    syntaxLength: length === undefined ? null : Number(length),
    singleValue: definition.fields.has('SINGLE-VALUE'),
    usage: usageOf(one(definition, 'USAGE')),
  }
}

/** Throws FormatError as rawDefinitionOf does. */
export const objectClassOf = (text: string): ObjectClass => {
  const definition = rawDefinitionOf(text, CLASS_FIELDS)
  const kinds = KINDS.filter((kind) => definition.fields.has(kind.toUpperCase()))
  if (kinds.length > 1) throw new FormatError('ambiguous', `a schema definition: both ${kinds.join(' and ')}`)
  return {
    ...commonOf(definition),
    sup: definition.fields.get('SUP') ?? [],
    kind: kinds[0] ?? 'structural',
    must: definition.fields.get('MUST') ?? [],
    may: definition.fields.get('MAY') ?? [],
  }
}

const commonOf = (definition: RawDefinition): Pick<AttributeType, 'oid' | 'names' | 'description' | 'obsolete'> => ({
  oid: definition.oid,
  names: definition.fields.get('NAME') ?? [],
  description: one(definition, 'DESC'),
  obsolete: definition.fields.has('OBSOLETE'),
})

const one = ({ fields }: RawDefinition, keyword: string): string | null => fields.get(keyword)?.[0] ?? null

const usageOf = (text: string | null): AttributeUsage => {
  if (text === null) return 'userApplications'
  const usage = USAGES.find((known) => known.toLowerCase() === text.toLowerCase())
  if (usage === undefined) throw new FormatError('parse-failed', 'a schema definition: a usage that RFC 4512 does not know')
  return usage
}

/** A definition that could not be read, whole: it may be the one that is looked for. */
export interface UnreadDefinition {
  readonly text: string
  readonly why: string
}

/** The values of `attributeTypes` or of `objectClasses`, as far as they could be read. */
export interface Definitions<T> {
  readonly definitions: readonly T[]
  readonly unread: readonly UnreadDefinition[]
}

/** Reads each value by itself: one damaged definition does not hide the others. */
export const definitionsOf = <T>(values: readonly string[], read: (text: string) => T): Definitions<T> => {
  const definitions: T[] = []
  const unread: UnreadDefinition[] = []
  for (const text of values) {
    try {
      definitions.push(read(text))
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      unread.push({ text, why: error.message })
    }
  }
  return { definitions, unread }
}
