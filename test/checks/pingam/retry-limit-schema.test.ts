import { describe, it } from 'vitest'
import { RETRY_LIMIT_DEFINITIONS } from '../../../checks/pingam/data/directory-definitions.ts'
import check from '../../../checks/pingam/retry-limit-schema.ts'
import type { AmAuthentication, LdapSchema } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { authentication, CLASSIC, OVERLAY } from '../../support/configuration-facts.ts'
import { attributeType, notUnderstood, objectClass, schemaOf } from '../../support/directory-facts.ts'

const { attribute, objectClass: holder } = RETRY_LIMIT_DEFINITIONS
const known = attributeType(attribute.name, attribute.oid)
const service = (may: readonly string[], more = {}) => objectClass(holder.name, may, { oid: holder.oid, ...more })
const whole = schemaOf([known], [service(['oath2faEnabled', 'retryLimitNodeCount'])])
const old = schemaOf([], [service(['oath2faEnabled'])])

const node = (id: string, savesToUser: boolean | null) => ({ realm: '/alpha', id, savesToUser, declaredIn: `/opt/am/${id}.json` })
const nodes = (...list: readonly (boolean | null)[]) => authentication({ retryLimitNodes: list.map((saves, index) => node(`n-${index + 1}`, saves)) })
const target = { name: 'users', type: 'ldap', role: 'identity-store' } as const
const saving = nodes(true)
const facts = (schema: LdapSchema, value: AmAuthentication | null = saving) => ({ schema, authentication: [{ target: 'am-1', value }] })

testCheck({ describe, it }, check, {
  pass: [
    { name: 'both halves are there', target, facts: facts(whole), observed: 'users knows retryLimitNodeCount' },
    {
      name: 'in another case',
      trap: 'other-case',
      target,
      facts: facts(schemaOf([attributeType('RETRYLIMITNODECOUNT', attribute.oid)], [service(['RetryLimitNodeCount'])])),
      observed: 'lists it',
    },
    { name: 'listed by its OID', trap: 'listed-by-oid', target, facts: facts(schemaOf([known], [service([attribute.oid])])), observed: 'lists it' },
    {
      name: 'a class above lists it',
      trap: 'listed-above',
      target,
      facts: facts(schemaOf([known], [service([], { sup: ['counts'] }), objectClass('counts', ['retryLimitNodeCount'])])),
      observed: 'lists it',
    },
    { name: 'no configuration is seen', trap: 'nodes-irrelevant', target, facts: facts(whole, null), observed: 'users' },
    {
      name: 'lacking, and no node saves',
      trap: 'nodes-switched-off',
      target,
      facts: facts(old, nodes(false, false)),
      observed: '2 Retry Limit Decision nodes',
      messages: ['switchedOff'],
    },
  ],
  fail: [
    {
      name: 'lacking, after the upgrade',
      target,
      phase: 'post-upgrade',
      facts: facts(old),
      messages: ['attributeMissing', 'notListed'],
      subjects: ['users retryLimitNodeCount', 'users iplanet-am-auth-configuration-service'],
      severity: 'blocker',
      says: [attribute.oid, 'opendj_retry_limit_node_count.ldif'],
    },
    { name: 'lacking, before the upgrade', target, facts: facts(old), messages: ['attributeMissing', 'notListed'], severity: 'high' },
    {
      name: 'only the attribute type was added',
      trap: 'half-loaded',
      target,
      facts: facts(schemaOf([known], [service(['oath2faEnabled'])])),
      messages: ['notListed'],
      subjects: ['users iplanet-am-auth-configuration-service'],
    },
    {
      name: 'listed, and not defined',
      trap: 'not-listed',
      target,
      facts: facts(schemaOf([], [service(['retryLimitNodeCount'])])),
      messages: ['attributeMissing'],
    },
    { name: 'the class is not there', target, facts: facts(schemaOf([known], [])), messages: ['classMissing'], says: [holder.oid] },
    {
      name: 'one of three nodes saves',
      trap: 'one-node-saves',
      target,
      facts: facts(old, nodes(false, true, false)),
      messages: ['attributeMissing', 'notListed'],
    },
    { name: 'no node', trap: 'no-node', target, facts: facts(old, nodes()), messages: ['attributeMissing', 'notListed'], severity: 'medium' },
    {
      name: 'no node, after the upgrade',
      target,
      phase: 'post-upgrade',
      facts: facts(old, nodes()),
      messages: ['attributeMissing', 'notListed'],
      severity: 'medium',
    },
    {
      name: 'an expression beside one that saves',
      trap: 'expression-beside-saving',
      target,
      facts: facts(old, nodes(null, true)),
      messages: ['attributeMissing', 'notListed'],
    },
    {
      name: 'other OIDs',
      trap: 'other-oid',
      target,
      facts: facts(schemaOf([attributeType('retryLimitNodeCount')], [service(['retryLimitNodeCount'])])),
      messages: ['otherOid'],
      severity: 'low',
    },
    {
      name: 'another OID, and the class does not list it, which no node minds',
      target,
      facts: facts(schemaOf([attributeType('retryLimitNodeCount')], [service([])]), nodes(false)),
      messages: ['switchedOff', 'otherOid'],
      severity: 'low',
    },
  ],
  error: [
    {
      name: 'a definition is not understood',
      trap: 'not-understood',
      target,
      facts: facts({ ...old, ...notUnderstood('retryLimitNodeCount') }),
      code: 'parse-failed',
    },
    {
      name: 'two definitions',
      trap: 'defined-twice',
      target,
      facts: facts(schemaOf([known, attributeType('retryLimitNodeCount', '1.2.3')], [service(['retryLimitNodeCount'])])),
      code: 'parse-failed',
    },
    { name: 'an expression', trap: 'node-is-expression', target, facts: facts(old, nodes(null, false)), code: 'unresolved', says: 'n-1' },
    { name: 'the plan names no configuration', trap: 'nodes-unknown', target, facts: facts(old, null), code: 'missing-evidence', says: 'am-1' },
    { name: 'the configuration is in a directory', target, facts: facts(old, authentication({ tree: CLASSIC })), code: 'missing-evidence' },
    {
      name: 'what is not seen may save',
      target,
      facts: facts(old, authentication({ tree: OVERLAY, retryLimitNodes: [node('n-1', false)] })),
      code: 'missing-evidence',
      says: 'amsterExport',
    },
  ],
})
