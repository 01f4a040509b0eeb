import { directorySchemaOf, undetermined, type CheckFinding, type Judgement, type LdapSchema, type Severity } from '../../../src/api.ts'
import type { DirectoryDefinitions } from './directory-definitions.ts'

/** Sentences of the checks of an LDIF, one for each definition that may be missing: half of a file is a state that occurs (`--continueOnError`). */
export const DEFINITION_MESSAGES = {
  attributeMissing: '{directory} does not know the attribute {attribute} ({oid}), which {file} defines',
  classMissing: '{directory} does not know the object class {class} ({oid}), which {file} needs',
  notListed: 'entries of the class {class} may not hold {attribute} in {directory}: {file} was loaded in part, or not at all',
  otherOid: '{directory} knows {name} as {actual}, and AM as {oid}: the definition is of another origin',
} as const

export const DEFINITION_TRAPS = {
  'other-case': 'names of definitions are compared without regard to case',
  'other-oid': 'a definition under another OID, or one that is not numeric, works: low',
  'half-loaded': 'of the two definitions only one is there: that half is named',
  'not-listed': 'both definitions are there, and the class does not list the attribute',
  'listed-by-oid': 'the class lists the attribute by its OID',
  'listed-above': 'a class above lists the attribute',
  'not-understood': 'a definition that is not understood mentions the name: it may be the one',
  'defined-twice': 'two different definitions bear the name',
} as const

type MessageId = keyof typeof DEFINITION_MESSAGES
type FindingOf = (id: MessageId, data: Readonly<Record<string, string>>, more: Omit<CheckFinding, 'messageId' | 'message'>) => CheckFinding

export interface DefinitionsFound {
  readonly missing: readonly CheckFinding[]
  readonly otherOids: readonly CheckFinding[]
}

/** What a directory lacks of the definitions, with the severity given; `undetermined` where its schema does not tell. */
export const definitionsIn = (
  schema: LdapSchema,
  definitions: DirectoryDefinitions,
  { directory, severity, finding }: { readonly directory: string; readonly severity: Severity; readonly finding: FindingOf },
): DefinitionsFound | Judgement => {
  const { attribute, objectClass, file } = definitions
  const index = directorySchemaOf(schema)
  const type = index.attributeType(attribute.name)
  const holder = index.objectClass(objectClass.name)
  const allowance = index.allows(objectClass.name, attribute.name)
  const unknown = [type, holder, ...(holder.is === 'found' ? [allowance] : [])].flatMap((one) => (one.is === 'unknown' ? [one.why] : []))
  if (unknown.length > 0) return undetermined('parse-failed', `${directory}: ${[...new Set(unknown)].join('; ')}`)

  const data = { directory, file, attribute: attribute.name, class: objectClass.name }
  const more = (name: string) => ({ subject: `${directory} ${name}`, severity, location: { dn: schema.subschema } })
  return {
    missing: [
      ...(type.is === 'absent' ? [finding('attributeMissing', { ...data, oid: attribute.oid }, more(attribute.name))] : []),
      ...(holder.is === 'absent' ? [finding('classMissing', { ...data, oid: objectClass.oid }, more(objectClass.name))] : []),
      ...(holder.is === 'found' && allowance.is === 'no' ? [finding('notListed', data, more(objectClass.name))] : []),
    ],
    otherOids: [
      { ...attribute, lookup: type },
      { ...objectClass, lookup: holder },
    ].flatMap(({ name, oid, lookup }) =>
      lookup.is === 'found' && lookup.definition.oid.toLowerCase() !== oid
        ? [
            finding(
              'otherOid',
              { ...data, name, oid, actual: lookup.definition.oid },
              { ...more(`${name} OID`), severity: 'low', expected: oid, actual: lookup.definition.oid },
            ),
          ]
        : [],
    ),
  }
}

export const isJudgement = (found: DefinitionsFound | Judgement): found is Judgement => 'outcome' in found
