import {
  amAuthentication,
  defineCheck,
  fail,
  fromType,
  ldapSchema,
  ofRoleIfNamed,
  own,
  pass,
  undetermined,
  type AmAuthentication,
  type Judgement,
  type Severity,
} from '../../src/api.ts'
import { unseenPartOf } from './data/configuration-tree.ts'
import { DEFINITION_MESSAGES, DEFINITION_TRAPS, definitionsIn, isJudgement } from './data/definitions-found.ts'
import { loadingOf, RETRY_LIMIT_DEFINITIONS, SCHEMA_PAGE } from './data/directory-definitions.ts'

const { attribute, objectClass } = RETRY_LIMIT_DEFINITIONS

export default defineCheck({
  id: 'pingam/retry-limit-schema',
  title: 'The identity store can keep the retry counts of users',
  why: 'A Retry Limit Decision node saves its count in the entry of the user unless it is told not to; where the entry may not hold it, the journey fails',
  remedy: `${loadingOf(RETRY_LIMIT_DEFINITIONS)}. Where the schema cannot be changed, switch off "Save Retry Limit to User" in each Retry Limit Decision node`,
  references: [{ title: SCHEMA_PAGE, section: 'Update the schema, Identity store' }],
  scope: 'target',
  type: 'ldap',
  roles: ['identity-store'],
  phases: { 'pre-upgrade': 'high', 'post-upgrade': 'blocker' },
  // A configuration that was read in part may hold the one node that makes the difference.
  quantifier: 'whole',
  facts: {
    schema: own(ldapSchema),
    authentication: fromType('pingam', ofRoleIfNamed('instance', amAuthentication, { which: 'current' })),
  },
  messages: {
    ...DEFINITION_MESSAGES,
    switchedOff: '{directory} lacks {lacking}; every Retry Limit Decision node is set not to save to the user ({nodes})',
  },
  traps: {
    ...DEFINITION_TRAPS,
    'nodes-switched-off': 'the schema lacks it, and every node is set not to save to the user: noted',
    'one-node-saves': 'of several nodes one saves to the user',
    'no-node': 'the schema lacks it, and no node needs it: medium',
    'node-is-expression': 'whether a node saves to the user is an expression',
    'expression-beside-saving': 'one node is an expression, and another one saves',
    'nodes-unknown': 'the configuration is not seen: how much it matters is not known',
    'nodes-irrelevant': 'the configuration is not seen, and the schema has it',
  },
  evaluate: ({ facts: { schema, authentication }, target, phase, finding }) => {
    const directory = target?.name ?? ''
    const found = (severity: Severity) => definitionsIn(schema, RETRY_LIMIT_DEFINITIONS, { directory, severity, finding })
    const first = found(phase === 'post-upgrade' ? 'blocker' : 'high')
    if (isJudgement(first)) return first
    if (first.missing.length === 0)
      return first.otherOids.length > 0 ? fail(first.otherOids) : pass(`${directory} knows ${attribute.name}, and ${objectClass.name} lists it`)

    const nodes = nodesIn(authentication)
    if (nodes.is === 'unknown') return nodes.judgement
    if (nodes.is === 'saving') return fail([...first.missing, ...first.otherOids])
    if (nodes.is === 'switched-off') {
      const lacking = first.missing.map(({ subject }) => subject.slice(directory.length + 1)).join(' and ')
      const note = finding('switchedOff', { directory, lacking, nodes: nodes.ids.join(', ') }, { subject: `${directory} nodes`, severity: 'info' })
      return first.otherOids.length > 0
        ? fail([note, ...first.otherOids])
        : pass(`${nodes.ids.length} Retry Limit Decision nodes, none of which saves to the user`, [note])
    }
    const lesser = found('medium')
    return isJudgement(lesser) ? lesser : fail([...lesser.missing, ...lesser.otherOids])
  },
})

type Nodes =
  | { readonly is: 'saving' | 'none' }
  | { readonly is: 'switched-off'; readonly ids: readonly string[] }
  | { readonly is: 'unknown'; readonly judgement: Judgement }

/** What the Retry Limit Decision nodes of all instances do. */
const nodesIn = (instances: readonly { readonly target: string; readonly value: AmAuthentication | null }[]): Nodes => {
  const nodes = instances.flatMap(({ value }) => value?.retryLimitNodes ?? [])
  if (nodes.some(({ savesToUser }) => savesToUser === true)) return { is: 'saving' }
  const what = `the identity store lacks ${attribute.name}, and how much that matters depends on the Retry Limit Decision nodes`
  const unknown = (judgement: Judgement): Nodes => ({ is: 'unknown', judgement })
  const open = nodes.find(({ savesToUser }) => savesToUser === null)
  if (open !== undefined)
    return unknown(
      undetermined('unresolved', `${what}: whether ${open.id} of realm ${open.realm} saves to the user is an expression (${open.declaredIn})`),
    )
  for (const { target, value } of instances) {
    if (value === null) return unknown(undetermined('missing-evidence', `${what}: name config or amsterExport of ${target}`))
    const unseen = unseenPartOf(value.tree, what)
    if (unseen !== null) return unknown(unseen)
  }
  return nodes.length === 0 ? { is: 'none' } : { is: 'switched-off', ids: [...new Set(nodes.map(({ id }) => id))].sort() }
}
