import {
  amIdentityStores,
  defineCheck,
  directorySchemaOf,
  judged,
  ldapRoot,
  ldapSchema,
  notApplicable,
  ofRole,
  ofRoleIfNamed,
  undetermined,
  type CheckFinding,
  type Judgement,
} from '../../src/api.ts'
import { judgedOf, unseenPartOf } from './data/configuration-tree.ts'
import { SCHEMA_PAGE } from './data/directory-definitions.ts'
import { isDirectoryOf, isOpen, planLinesFor, type IdentityStore } from './data/identity-store-match.ts'
import { VIRTUAL_ATTRIBUTES } from './data/virtual-attributes.ts'

type Unknown = Extract<Judgement, { outcome: 'error' }>

export default defineCheck({
  id: 'pingam/identity-classes',
  title: 'Every object class that AM gives to users is known to their directory',
  why: 'AM writes each class of the list to the entry of a user; the directory refuses an entry with a class it does not know, so users can be neither created nor changed',
  remedy:
    'Load the LDIF file that defines the class into the directory (WEB-INF/template/ldif/opendj), or remove the class from "LDAP User Object Class" of the identity store, in each realm that uses it',
  references: [{ title: SCHEMA_PAGE, section: 'Update the schema, Identity store' }],
  scope: 'deployment',
  type: ['pingam', 'ldap'],
  roles: ['instance', 'identity-store'],
  phases: { 'pre-upgrade': 'blocker', staged: 'blocker', 'post-upgrade': 'blocker', compliance: 'blocker' },
  facts: {
    current: ofRole('instance', amIdentityStores, { which: 'current' }),
    upgraded: ofRoleIfNamed('instance', amIdentityStores, { which: 'upgraded' }),
    roots: ofRole('identity-store', ldapRoot),
    schemas: ofRole('identity-store', ldapSchema),
  },
  messages: {
    classMissing: 'the identity store "{store}" of realm {realm} gives users the class {class}, which {directory} does not know',
    attributeMissing: 'the identity store "{store}" of realm {realm} lists the attribute {attribute}, which {directory} does not know',
    notLookedAt: 'the identity store "{store}" of realm {realm} is in no directory of the plan, so its classes were not looked at',
  },
  traps: {
    'other-case': 'classes are compared without regard to case',
    'virtual-attributes': 'memberOf, dn and others are in no schema and are listed all the same',
    'removed-class': 'webauthnDeviceProfilesContainer was taken off the list, and the schema lacks it',
    'store-not-in-plan': 'a store whose directory no target of the plan is: never passed over',
    'store-not-in-plan-beside-failure': 'a store is not in the plan, and another one lacks a class: the failure stands, the other is told of',
    'served-store': 'the plan says that a directory serves the store, under another name than AM knows it by',
    'served-realm': 'the plan says it for a realm',
    'other-store-served': 'what the plan says is about another store, and the address is not the same',
    'server-ids': 'a server is written with ids of server and site',
    'second-server': 'the second of the servers of a store is the one in the plan',
    'two-realms': 'two realms use one directory, and only one of them lists the class',
    'two-directories': 'a store lies in two directories of the plan, and one of them lacks the class',
    'classes-not-understood': 'which classes a store gives is not known',
    'class-is-expression': 'a class is an expression that nothing resolves',
    'definition-not-understood': 'a definition that mentions the class is not understood',
    'no-stores': 'no realm has an identity store of this kind',
    'classic-configuration': 'the configuration is kept in a directory server',
    'same-on-all': 'all instances have the same stores: one finding, not one each',
    'upgraded-configuration': 'before the start what amupgrade wrote is judged',
  },
  evaluate: ({ facts: { current, upgraded, roots, schemas }, phase, finding }) => {
    const trees = current.map(({ target, value }) => judgedOf(value, upgraded.find((row) => row.target === target)?.value ?? null, phase).judged)
    const stores = distinct(trees.flatMap(({ stores: list }) => list))
    const directories = roots.flatMap(({ target, value: root }) => {
      const schema = schemas.find((row) => row.target === target)?.value
      return schema === undefined ? [] : [{ target, root, index: directorySchemaOf(schema) }]
    })
    const missing: CheckFinding[] = []
    const lesser: CheckFinding[] = []
    const uncovered: CheckFinding[] = []
    const unknown: Unknown[] = trees.flatMap(({ tree }) => {
      const unseen = unseenPartOf(tree, 'identity stores')
      return unseen?.outcome === 'error' ? [unseen] : []
    })
    for (const store of stores) {
      const { realm, name, userClasses, userAttributes, declaredIn } = store
      const where = `the identity store "${name}" of realm ${realm}`
      const data = { store: name, realm }
      const own = directories.filter(({ root }) => isDirectoryOf(root, store))
      if (own.length === 0) {
        unknown.push(
          errorOf('missing-evidence', `${where} (${store.servers.join(', ')}) is in no directory of the plan; add: ${planLinesFor(store)}`),
        )
        uncovered.push(finding('notLookedAt', data, { subject: `${realm} ${name}`, severity: 'info', location: { path: declaredIn } }))
      }
      if (userClasses === null) unknown.push(errorOf('parse-failed', `${where}: the classes it gives users are not understood (${declaredIn})`))
      for (const { target: directory, index } of own) {
        for (const one of userClasses ?? []) {
          const lookup = index.objectClass(one)
          const subject = `${realm} ${name} ${one} @ ${directory}`
          if (isOpen(one)) unknown.push(errorOf('unresolved', `${where}: the class "${one}" is an expression that nothing in the plan resolves`))
          else if (lookup.is === 'unknown') unknown.push(errorOf('parse-failed', `${directory}: ${lookup.why}`))
          else if (lookup.is === 'absent')
            missing.push(finding('classMissing', { ...data, class: one, directory }, { subject, location: { path: declaredIn } }))
        }
        for (const one of userAttributes ?? []) {
          if (VIRTUAL_ATTRIBUTES.has(one.toLowerCase()) || isOpen(one) || index.attributeType(one).is !== 'absent') continue
          const subject = `${realm} ${name} ${one} (attribute) @ ${directory}`
          lesser.push(
            finding('attributeMissing', { ...data, attribute: one, directory }, { subject, severity: 'low', location: { path: declaredIn } }),
          )
        }
      }
    }
    const observed = `${stores.length} identity stores in ${directories.length} directories, ${new Set(stores.flatMap(({ userClasses }) => userClasses ?? [])).size} classes known`
    if (missing.length > 0) return judged(observed, [...missing, ...lesser, ...uncovered], 'blocker')
    const [first] = unknown
    if (first !== undefined) return undetermined(first.code, [...new Set(unknown.map(({ text }) => text))].join('; '))
    return stores.length === 0 ? notApplicable('no realm has an LDAP identity store') : judged(observed, lesser, 'blocker')
  },
})

const errorOf = (code: Unknown['code'], text: string): Unknown => ({ outcome: 'error', code, text })

/** Instances share their configuration: the same store is told of once. */
const distinct = (stores: readonly IdentityStore[]): readonly IdentityStore[] => {
  const known = new Map<string, IdentityStore>()
  for (const store of stores) {
    const { realm, name, servers, userClasses, userAttributes } = store
    const key = JSON.stringify([realm, name, servers, userClasses, userAttributes])
    if (!known.has(key)) known.set(key, store)
  }
  return [...known.values()]
}
