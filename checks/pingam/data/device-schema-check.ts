import {
  amAuthentication,
  amIdentityStores,
  defineCheck,
  fail,
  fromType,
  ldapSchema,
  ofRoleIfNamed,
  own,
  pass,
  undetermined,
  type AmAuthentication,
  type AmIdentityStores,
  type Judgement,
} from '../../../src/api.ts'
import { unseenPartOf } from './configuration-tree.ts'
import { DEFINITION_MESSAGES, DEFINITION_TRAPS, definitionsIn, isJudgement } from './definitions-found.ts'
import { isOpen } from './identity-store-match.ts'
import { loadingOf, SCHEMA_PAGE, type DirectoryDefinitions } from './directory-definitions.ts'

/** What one of the three says; everything else about them is alike. */
export interface DeviceSchemaText {
  readonly id: string
  readonly title: string
  readonly why: string
  readonly definitions: DirectoryDefinitions
  /** Types of the nodes that keep such devices in the entry of the user. */
  readonly nodes: readonly string[]
}

const CURRENT = { which: 'current' } as const

/**
 * A check that an identity store knows what AM keeps of devices there. What is missing weighs `high` while a journey keeps such devices or an identity store
 * gives users the class, and `low` when nothing does.
 */
export const deviceSchemaCheck = ({ id, title, why, definitions, nodes }: DeviceSchemaText) =>
  defineCheck({
    id,
    title,
    why,
    remedy: `${loadingOf(definitions)}. Where the schema cannot be changed, remove ${definitions.objectClass.name} from "LDAP User Object Class" of each identity store, in each realm`,
    references: [{ title: SCHEMA_PAGE, section: 'Update the schema, Identity store' }],
    scope: 'target',
    type: 'ldap',
    roles: ['identity-store'],
    phases: { 'pre-upgrade': 'high', 'post-upgrade': 'high' },
    // A configuration that was read in part may hold the one node that makes the difference.
    quantifier: 'whole',
    facts: {
      schema: own(ldapSchema),
      authentication: fromType('pingam', ofRoleIfNamed('instance', amAuthentication, CURRENT)),
      stores: fromType('pingam', ofRoleIfNamed('instance', amIdentityStores, CURRENT)),
    },
    messages: DEFINITION_MESSAGES,
    traps: {
      ...DEFINITION_TRAPS,
      'feature-unused': 'no node keeps such devices and no identity store lists the class: low',
      'class-listed': 'no node keeps such devices, and an identity store gives users the class',
      'usage-unknown': 'whether the feature is used is not known, and the schema lacks it',
      'usage-irrelevant': 'whether the feature is used is not known, and the schema has it',
      'other-feature': 'nodes of another feature say nothing about this one',
      'classes-not-understood': 'which classes an identity store gives users is not known',
      'class-is-expression': 'a listed class is an expression that nothing resolves',
    },
    evaluate: ({ facts: { schema, authentication, stores }, target, finding }) => {
      const directory = target?.name ?? ''
      const found = (severity: 'high' | 'low') => definitionsIn(schema, definitions, { directory, severity, finding })
      const first = found('high')
      if (isJudgement(first)) return first
      const usage = first.missing.length === 0 ? null : usageOf(definitions.objectClass.name, nodes, authentication, stores)
      if (typeof usage === 'object' && usage !== null) return usage
      const judged = usage === 'unused' ? found('low') : first
      if (isJudgement(judged)) return judged
      const findings = [...judged.missing, ...judged.otherOids]
      return findings.length > 0
        ? fail(findings)
        : pass(`${directory} knows ${definitions.attribute.name}, and entries of ${definitions.objectClass.name} may hold it`)
    },
  })

type Rows<T> = readonly { readonly target: string; readonly value: T | null }[]

/** Whether anything of the configuration needs the class. */
const usageOf = (
  objectClass: string,
  nodes: readonly string[],
  authentication: Rows<AmAuthentication>,
  stores: Rows<AmIdentityStores>,
): 'used' | 'unused' | Judgement => {
  const known = <T>(rows: Rows<T>): readonly T[] => rows.flatMap(({ value }) => value ?? [])
  const all = known(stores).flatMap(({ stores: list }) => list)
  const lists = all.flatMap(({ userClasses }) => userClasses ?? [])
  if (known(authentication).some(({ deviceNodes }) => deviceNodes.some(({ type }) => nodes.includes(type)))) return 'used'
  if (lists.some((name) => name.toLowerCase() === objectClass.toLowerCase())) return 'used'
  const what = `${objectClass} is missing, and how much that matters depends on whether journeys or identity stores use it`
  const unnamed = [...authentication, ...stores].find(({ value }) => value === null)
  if (unnamed !== undefined) return undetermined('missing-evidence', `${what}: name config or amsterExport of ${unnamed.target}`)
  for (const { tree } of [...known(authentication), ...known(stores)]) {
    const unseen = unseenPartOf(tree, what)
    if (unseen !== null) return unseen
  }
  const open = all.find(({ userClasses }) => userClasses === null || userClasses.some(isOpen))
  if (open === undefined) return 'unused'
  return undetermined(
    open.userClasses === null ? 'parse-failed' : 'unresolved',
    `${what}: the object classes that users of the identity store "${open.name}" of realm ${open.realm} get are not known${open.unresolved.length === 0 ? '' : ` (${open.unresolved.join(', ')})`}`,
  )
}
