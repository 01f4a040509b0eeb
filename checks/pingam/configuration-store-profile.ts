import {
  defineCheck,
  directorySchemaOf,
  fail,
  fromType,
  ldapConfigurationBase,
  ldapRoot,
  ldapSchema,
  ofRole,
  own,
  pass,
  undetermined,
  type CheckFinding,
  type LdapConfigurationBase,
  type LdapRoot,
} from '../../src/api.ts'
import { PROFILE_ACCOUNT, PROFILE_ATTRIBUTES, PROFILE_CLASSES } from './data/configuration-profile.ts'

const SETUP = 'Set up a new PingDS: setup --profile am-config --set am-config/amConfigAdminPassword:…, and give AM 8.1 that one'

export default defineCheck({
  id: 'pingam/configuration-store-profile',
  title: 'The new configuration store is a new PingDS with the profile am-config',
  why: 'By this route AM 8.1 is installed anew and the configuration imported; a store that holds the old configuration, or none of its schema, makes the installation or the import fail',
  remedy: SETUP,
  references: [
    { title: 'PingAM 8.1, Upgrade AM instances', section: 'Upgrade using Amster and a configuration upgrader, set up a new configuration store' },
  ],
  scope: 'target',
  type: 'ldap',
  roles: ['new-config-store'],
  when: { option: 'route', in: ['amster'] },
  phases: { staged: 'high' },
  facts: {
    root: own(ldapRoot),
    base: own(ldapConfigurationBase),
    schema: own(ldapSchema),
    oldRoots: fromType('ldap', ofRole('config-store', ldapRoot)),
    oldBases: fromType('ldap', ofRole('config-store', ldapConfigurationBase)),
  },
  messages: {
    sameAddress: '{directory} is the old configuration store {old} itself ({address})',
    sameData: '{directory} holds the {entry} of the old configuration store {old}: its entryUUID and the time it was made are the same',
    noBackend: '{directory} holds nothing at {baseDn}: its naming contexts are {contexts}',
    notPrepared: '{directory} does not know {name}, with which AM keeps its configuration: it was set up without the profile am-config',
  },
  traps: {
    'upgraded-in-place': 'the old store was upgraded: old and new are one address',
    'other-case': 'host names are compared without regard to case',
    'other-port': 'two directories on one host',
    'copied-data': 'the new store is a replica of the old one, or was restored from it',
    'made-at-setup': 'entries that a profile brings have the same entryUUID everywhere, and no time they were made at',
    'schema-of-the-old': 'the directory has another profile: the classes are missing',
    'other-base': 'the directory holds another base',
    'account-not-shown': "the profile's own account is not shown: the profile, or only the right to see it, is missing",
    'old-store-silent': 'the old store does not show what a copy of it would be recognised by',
    'definition-not-understood': 'a definition that mentions a class is not understood',
  },
  evaluate: ({ facts: { root, base, schema, oldRoots, oldBases }, target, finding }) => {
    const directory = target?.name ?? ''
    const { baseDn, namingContexts } = root
    const findings: CheckFinding[] = oldRoots
      .filter(({ value }) => addressOf(value) === addressOf(root))
      .map(({ target: old }) =>
        finding('sameAddress', { directory, old, address: addressOf(root) }, { subject: `${directory} ${old}`, actual: addressOf(root) }),
      )
    for (const { target: old, value } of oldBases)
      for (const entry of entriesShared(base, value))
        findings.push(
          finding(
            'sameData',
            { directory, old, entry: entry === '' ? 'base entry' : `entry ${entry}` },
            { subject: `${directory} ${old} ${entry}`.trim() + ' data', location: { dn: entry === '' ? baseDn : `${entry},${baseDn}` } },
          ),
        )
    if (namingContexts !== null && !base.entries.some(({ shown }) => shown) && !namingContexts.some((context) => isAbove(context, baseDn)))
      findings.push(
        finding('noBackend', { directory, baseDn, contexts: namingContexts.join(', ') }, { subject: `${directory} base`, location: { dn: baseDn } }),
      )

    const index = directorySchemaOf(schema)
    const lookups = [
      ...PROFILE_CLASSES.map((name) => ({ name, lookup: index.objectClass(name) })),
      ...PROFILE_ATTRIBUTES.map((name) => ({ name, lookup: index.attributeType(name) })),
    ]
    for (const { name, lookup } of lookups)
      if (lookup.is === 'absent') findings.push(finding('notPrepared', { directory, name }, { subject: `${directory} ${name}` }))
    if (findings.length > 0) return fail(findings)

    const [doubtful] = lookups.flatMap(({ lookup }) => (lookup.is === 'unknown' ? [lookup.why] : []))
    if (doubtful !== undefined) return undetermined('parse-failed', `${directory}: ${doubtful}`)
    const silent = oldBases.find(({ value }) => !isRecognisable(value))
    if (silent !== undefined)
      return undetermined(
        'missing-evidence',
        `${silent.target} does not show when its ${CONFIGURATION} was made (createTimestamp, entryUUID), so a copy of it would not be recognised: let the auditor see it`,
      )
    if (!base.entries.some(({ entry, shown }) => entry === PROFILE_ACCOUNT && shown))
      return undetermined(
        'missing-evidence',
        `${directory} does not show ${PROFILE_ACCOUNT},${baseDn}, which the profile am-config makes: let ${root.boundAs ?? 'the auditor'} see it, or ${SETUP.charAt(0).toLowerCase()}${SETUP.slice(1)}`,
      )
    return pass(
      `${directory} (${addressOf(root)}) has the classes and the account of the profile am-config, and is none of ${oldRoots.map(({ target: old }) => old).join(', ')}`,
    )
  },
})

const addressOf = ({ host, port }: LdapRoot): string => `${host.toLowerCase()}:${port}`

/** The entry below which AM keeps its configuration: a store in use has it. */
const CONFIGURATION = 'ou=services'

const isRecognisable = ({ entries }: LdapConfigurationBase): boolean =>
  entries.some(({ entry, createTimestamp, entryUuid }) => entry === CONFIGURATION && createTimestamp !== null && entryUuid !== null)

/** Entries that are the same in both: made at the same second under the same id. */
const entriesShared = (one: LdapConfigurationBase, other: LdapConfigurationBase): readonly string[] =>
  one.entries.flatMap(({ entry, createTimestamp, entryUuid }) =>
    createTimestamp !== null &&
    entryUuid !== null &&
    other.entries.some((old) => old.entry === entry && old.createTimestamp === createTimestamp && old.entryUuid === entryUuid)
      ? [entry]
      : [],
  )

const isAbove = (context: string, baseDn: string): boolean => {
  const plain = (dn: string): string => dn.toLowerCase().replaceAll(/\s*([,=])\s*/g, '$1')
  return plain(baseDn) === plain(context) || plain(baseDn).endsWith(`,${plain(context)}`)
}
