import {
  amConfigurationStores,
  controlDecisionOf,
  defineCheck,
  fail,
  fromType,
  ldapAccessControl,
  ldapRoot,
  ldapSortProbe,
  object,
  ofRoleIfNamed,
  own,
  ownIfNamed,
  pass,
  text,
  undetermined,
  type AmConfigurationStores,
  type DecisionReason,
  type LdapAccessControl,
  type LdapRoot,
} from '../../src/api.ts'
import { SCHEMA_PAGE } from './data/directory-definitions.ts'
import { aciFor, isAdministrator, SORT_CONTROL } from './data/sort-control.ts'

const REFUSED = 12

export default defineCheck({
  id: 'pingam/server-side-sort',
  title: "AM's own account may let the configuration store sort",
  why: 'AM marks the control for server-side sorting critical: without the right to use it, its searches of the configuration are refused',
  remedy: 'Add an ACI that lets the account AM binds with use the control to the base entry of the configuration store',
  references: [{ title: SCHEMA_PAGE, section: 'Update the schema, Configuration store' }],
  scope: 'target',
  type: 'ldap',
  roles: ['config-store', 'new-config-store'],
  phases: { 'post-upgrade': 'high', compliance: 'high' },
  parameters: object({}, { account: text("DN of AM's own account, where the plan gives no productAccount: ACIs are judged for it") }),
  defaults: {},
  facts: {
    root: own(ldapRoot),
    access: own(ldapAccessControl),
    probe: ownIfNamed(ldapSortProbe),
    stores: fromType('pingam', ofRoleIfNamed('instance', amConfigurationStores)),
  },
  messages: {
    notOffered: '{directory} does not offer the control for server-side sorting (it is not among supportedControl)',
    refused: '{directory} refuses {account} a sorted search of {baseDn}: unavailableCriticalExtension (12)',
    denied: 'the ACI "{acl}" of {on} denies {account} the control for server-side sorting',
    notAllowed: 'no ACI of {baseDn}, of an entry above it or of the server lets {account} use the control for server-side sorting',
  },
  traps: {
    'global-aci': 'the default global ACI lets every account use the control, and the base entry has none of its own',
    wildcard: 'an ACI for all controls (*)',
    'deny-beats-allow': 'one ACI allows, another denies',
    'empty-answer': 'no aci was shown: that is unknown, not absent',
    'ancestor-hidden': 'the entry above shows no aci, and might deny',
    'group-rule': 'an ACI for a group: who is in it is not known',
    'other-spelling': 'the DN in the ACI is spelt with blanks and in another case',
    'other-account': 'an ACI for another account',
    'probe-refused': 'the probe is refused, whatever the ACIs say',
    'probe-allowed': 'the probe is allowed, and ACIs are not shown',
    'probe-inconclusive': 'the probe ends in another way',
    'not-offered': 'the directory does not have the control',
    'offer-not-shown': 'what the directory offers is not shown, and only ACIs were read',
    'no-account': "neither the password nor the name of AM's account is given",
    'account-of-boot-json': 'boot.json of an instance names the account for this directory',
    'other-directory-in-boot-json': 'boot.json names an account for another directory',
    'two-accounts': 'instances bind with different accounts',
    administrator: 'an administrator whom ACIs do not concern',
  },
  evaluate: ({ facts: { root, access, probe, stores }, target, parameters, finding }) => {
    const directory = target?.name ?? ''
    const { baseDn, supportedControl } = root
    const place = { subject: directory, location: { dn: baseDn } }
    if (supportedControl !== null && !supportedControl.includes(SORT_CONTROL))
      return fail(
        [finding('notOffered', { directory }, { ...place, expected: SORT_CONTROL })],
        'Use a PingDS that AM 8.1 supports, and leave its control for server-side sorting enabled',
      )
    if (probe !== null && probe.resultCode === 0) return pass(`${directory} sorted a search of ${probe.baseDn} for ${probe.account}`)
    if (probe !== null && probe.resultCode === REFUSED)
      return fail([finding('refused', { directory, account: probe.account, baseDn }, place)], `Add to ${baseDn}: ${aciFor(probe.account)}`)
    if (probe !== null)
      return undetermined(
        'missing-evidence',
        `${directory} ended the sorted search of ${probe.account} with result code ${probe.resultCode}, which says nothing about the right to sort; if the right is missing, add to ${baseDn}: ${aciFor(probe.account)}`,
      )
    const named = parameters.account ?? root.productAccount
    const accounts = named === null ? accountsIn(stores, root) : [named]
    const [account] = accounts
    if (account === undefined || accounts.length > 1)
      return undetermined(
        'secret-unavailable',
        `${accounts.length > 1 ? `AM binds with several accounts (${accounts.join(' and ')})` : 'whose right to sort is to be judged is not known'}; add to ${directory} in the plan: productAccount: { bindDn: "DN AM binds with", password: { env: NAME } }, or for a judgement of the ACIs alone: parameters: { pingam/server-side-sort: { account: "DN AM binds with" } }`,
      )
    if (isAdministrator(account))
      return undetermined(
        'missing-evidence',
        `${account} is an administrator of the directory, whom ACIs do not concern: give productAccount with its password`,
      )
    const decision = controlDecisionOf({ subject: account, target: baseDn, control: SORT_CONTROL, sources: sourcesIn(access) })
    if (decision.verdict === 'denied') {
      const denials = decision.reasons.flatMap((reason) =>
        reason.is === 'denies'
          ? [
              finding(
                'denied',
                { acl: reason.acl, on: reason.on, account },
                { subject: `${directory} ${reason.on} ${reason.acl}`, location: { dn: reason.on } },
              ),
            ]
          : [],
      )
      return fail(denials.length > 0 ? denials : [finding('notAllowed', { baseDn, account }, place)], `Add to ${baseDn}: ${aciFor(account)}`)
    }
    if (decision.verdict === 'unknown')
      return undetermined(
        'missing-evidence',
        `whether ${account} may use the control is not known: ${decision.reasons.map(wordsOf).join('; ')}. Give productAccount with its password; if the right is missing, add to ${baseDn}: ${aciFor(account)}`,
      )
    if (supportedControl === null)
      return undetermined('permission-denied', `ACIs let ${account} use the control; whether ${directory} has it (supportedControl) is not shown`)
    return pass(`ACIs let ${account} use the control: ${decision.reasons.map(wordsOf).join('; ')}`)
  },
})

/** Accounts that boot.json of the instances has for this directory, each once. */
const accountsIn = (instances: readonly { readonly value: AmConfigurationStores | null }[], { host, port }: LdapRoot): readonly string[] => [
  ...new Set(
    instances
      .flatMap(({ value }) => value?.stores ?? [])
      .flatMap((store) => (store.host === host.toLowerCase() && store.port === port && store.bindDn !== null ? [store.bindDn] : [])),
  ),
]

const sourcesIn = ({ places }: LdapAccessControl) =>
  places.map(({ on, state, acis }) => ({
    on,
    acis: state === 'read' ? acis : state === 'no-entry' ? ('no-entry' as const) : ('unreadable' as const),
  }))

const wordsOf = (reason: DecisionReason): string => {
  switch (reason.is) {
    case 'allows':
    case 'denies':
      return `"${reason.acl}" of ${reason.on} ${reason.is}`
    case 'may-allow':
    case 'may-deny':
      return `"${reason.acl}" of ${reason.on} ${reason.is === 'may-allow' ? 'may allow' : 'may deny'} (${reason.because.join(', ')})`
    case 'not-read':
      return `the ACIs of ${reason.on} are not shown`
    case 'not-understood':
      return `an ACI of ${reason.on} is not understood: ${reason.why}`
  }
}
