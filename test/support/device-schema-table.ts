import { describe, it } from 'vitest'
import type { deviceSchemaCheck } from '../../checks/pingam/data/device-schema-check.ts'
import type { DirectoryDefinitions } from '../../checks/pingam/data/directory-definitions.ts'
import type { AmAuthentication, AmIdentityStores, LdapSchema } from '../../src/api.ts'
import { testCheck } from '../../src/testing/test-check.ts'
import { authentication, CLASSIC } from './configuration-facts.ts'
import { attributeType, identityStores, notUnderstood, objectClass, schemaOf, storeOf } from './directory-facts.ts'

/** The table that the three checks of what AM keeps of devices share. `other`: a node of another feature. */
export const testDeviceSchema = (
  check: ReturnType<typeof deviceSchemaCheck>,
  definitions: DirectoryDefinitions,
  node: string,
  other: string,
): void => {
  const { attribute, objectClass: holder, file } = definitions
  const known = attributeType(attribute.name, attribute.oid)
  const lists = (may: readonly string[], oid = holder.oid) => objectClass(holder.name, may, { oid })
  const whole = schemaOf([known], [lists([attribute.name])])
  const nothing = schemaOf([], [])
  const nodeOf = (type: string) => authentication({ deviceNodes: [{ realm: '/', id: 'n-1', type, declaredIn: '/opt/am/n-1.json' }] })
  const used = nodeOf(node)

  const facts = (schema: LdapSchema, nodes: AmAuthentication | null = used, stores: AmIdentityStores | null = identityStores([storeOf()])) => ({
    schema,
    authentication: [{ target: 'am-1', value: nodes }],
    stores: [{ target: 'am-1', value: stores }],
  })
  const listing = (...userClasses: readonly string[]) => identityStores([storeOf({ userClasses })])
  const target = { name: 'users', type: 'ldap', role: 'identity-store' } as const
  const rows = <T extends object>(list: readonly T[]) => list.map((row) => ({ target, ...row }))
  const unused = authentication()

  testCheck({ describe, it }, check, {
    pass: rows([
      { name: 'both are known', facts: facts(whole), observed: `users knows ${attribute.name}` },
      {
        name: 'in another case',
        trap: 'other-case',
        facts: facts(
          schemaOf(
            [attributeType(attribute.name.toUpperCase(), attribute.oid)],
            [objectClass(holder.name.toLowerCase(), [attribute.name.toLowerCase()], { oid: holder.oid })],
          ),
        ),
        observed: 'users',
      },
      { name: 'the class lists the OID', trap: 'listed-by-oid', facts: facts(schemaOf([known], [lists([attribute.oid])])), observed: 'users' },
      {
        name: 'a class above lists it',
        trap: 'listed-above',
        facts: facts(
          schemaOf([known], [objectClass(holder.name, [], { oid: holder.oid, sup: ['devices'] }), objectClass('devices', [attribute.name])]),
        ),
        observed: 'users',
      },
      { name: 'no configuration is seen', trap: 'usage-irrelevant', facts: facts(whole, null, null), observed: 'users' },
    ]),
    fail: rows([
      {
        name: 'nothing is loaded, and a node needs it',
        facts: facts(nothing),
        messages: ['attributeMissing', 'classMissing'],
        subjects: [`users ${attribute.name}`, `users ${holder.name}`],
        says: [attribute.oid, holder.oid, file],
      },
      {
        name: 'only the class is loaded',
        trap: 'half-loaded',
        facts: facts(schemaOf([], [lists([attribute.name])])),
        messages: ['attributeMissing'],
        subjects: [`users ${attribute.name}`],
      },
      { name: 'only the attribute is loaded', facts: facts(schemaOf([known], [])), messages: ['classMissing'], subjects: [`users ${holder.name}`] },
      { name: 'the class does not list it', trap: 'not-listed', facts: facts(schemaOf([known], [lists([])])), messages: ['notListed'] },
      {
        name: 'a class is listed for users',
        trap: 'class-listed',
        facts: facts(nothing, unused, listing(holder.name.toLowerCase())),
        messages: ['attributeMissing', 'classMissing'],
      },
      {
        name: 'nothing needs it',
        trap: 'feature-unused',
        facts: facts(nothing, unused),
        messages: ['attributeMissing', 'classMissing'],
        severity: 'low',
      },
      {
        name: 'a node of another feature',
        trap: 'other-feature',
        facts: facts(nothing, nodeOf(other)),
        messages: ['attributeMissing', 'classMissing'],
        severity: 'low',
      },
      {
        name: 'other OIDs',
        trap: 'other-oid',
        facts: facts(schemaOf([attributeType(attribute.name)], [lists([attribute.name], '1.3.6.1.4.1.64165.1')])),
        messages: ['otherOid', 'otherOid'],
        severity: 'low',
        says: [`${attribute.name}-oid`, '1.3.6.1.4.1.64165.1'],
      },
      { name: 'a node needs it, and the stores are not seen', facts: facts(nothing, used, null), messages: ['attributeMissing', 'classMissing'] },
    ]),
    error: rows([
      {
        name: 'a definition is not understood',
        trap: 'not-understood',
        facts: facts({ ...nothing, ...notUnderstood(attribute.name) }),
        code: 'parse-failed' as const,
        says: attribute.name,
      },
      { name: 'some are not even kept', facts: facts({ ...nothing, unreadBeyond: 3 }), code: 'parse-failed' as const, says: '3 definitions' },
      {
        name: 'two definitions of a name',
        trap: 'defined-twice',
        facts: facts(schemaOf([known, attributeType(attribute.name, '1.2.3')], [lists([attribute.name])])),
        code: 'parse-failed' as const,
      },
      {
        name: 'the class above is not known',
        facts: facts(schemaOf([known], [objectClass(holder.name, [], { sup: ['elsewhere'] })])),
        code: 'parse-failed' as const,
        says: 'elsewhere',
      },
      {
        name: 'missing, and no configuration',
        trap: 'usage-unknown',
        facts: facts(nothing, null, null),
        code: 'missing-evidence' as const,
        says: 'am-1',
      },
      {
        name: 'missing, and the configuration is in a directory',
        facts: facts(nothing, authentication({ tree: CLASSIC })),
        code: 'missing-evidence' as const,
        says: 'amsterExport',
      },
      {
        name: 'missing, and the classes are not understood',
        trap: 'classes-not-understood',
        facts: facts(nothing, unused, identityStores([storeOf({ userClasses: null })])),
        code: 'parse-failed' as const,
        says: 'OpenDJ',
      },
      {
        name: 'missing, and a class is an expression',
        trap: 'class-is-expression',
        facts: facts(nothing, unused, identityStores([storeOf({ userClasses: ['&{acme.class}'], unresolved: ['acme.class'] })])),
        code: 'unresolved' as const,
        says: 'acme.class',
      },
    ]),
  })
}
