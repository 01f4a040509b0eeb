import { amSecretStores, defineCheck, flag, judged as verdict, list, object, own, text, type CheckFinding } from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { REQUIRED_LABELS } from './data/secret-labels.ts'
import { unseenStoresOf } from './data/secret-stores-seen.ts'

export default defineCheck({
  id: 'pingam/required-secret-mappings',
  title: 'The secret labels that amupgrade requires are mapped in a globally configured secret store',
  why: 'amupgrade stops when a mapping it requires is missing, and what it writes when it is told not to stop does not start',
  remedy:
    'Map each label to an alias: Configure > Secret Stores > STORE > Mappings, and export the configuration again for the Amster route. Where the mapping is made afterwards, run amupgrade with --ignoreRequiredSecretMapping and say so in the plan (parameters: ignored: true)',
  references: [
    { title: 'PingAM 8.1, amupgrade', section: '--ignoreRequiredSecretMapping' },
    { title: UPGRADE_PAGE, section: 'Before you upgrade, step 5' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'high', staged: 'high' },
  steps: ['convert'],
  when: { option: 'route', in: ['amster', 'file-based'] },
  parameters: object({
    labels: list(text('a secret label', 1024), 'labels that must be mapped'),
    ignored: flag('amupgrade is to be run with --ignoreRequiredSecretMapping'),
  }),
  defaults: { labels: REQUIRED_LABELS, ignored: false },
  facts: { stores: own(amSecretStores) },
  messages: {
    unmapped: 'no globally configured secret store maps {label}: amupgrade stops, unless it is run with --ignoreRequiredSecretMapping',
    noAlias: 'the global store "{store}" maps {label} to no alias: amupgrade stops, unless it is run with --ignoreRequiredSecretMapping',
    realmOnly: '{label} is mapped for realm {realms} only, and not globally: amupgrade stops, unless it is run with --ignoreRequiredSecretMapping',
  },
  traps: {
    'empty-mapping': 'a mapping without an alias maps nothing',
    'realm-only': 'a mapping of a realm does not stand in for a global one',
    'label-case': 'labels are compared as they are written',
    'file-name': 'the label is what the document says, not what its file is called',
    ignored: 'amupgrade is to be told to ignore it: still to be done, and no stop',
    'more-labels': 'the plan names further labels',
    'other-store': 'a store that needs no mapping, or is not read, may hold the secret',
    'classic-configuration': 'the secret stores are kept in the directory server',
    'layered-configuration': 'AM 8 keeps a layer of its configuration in the web application',
  },
  evaluate: ({ facts: { stores }, parameters: { labels, ignored }, finding }) => {
    const findings: CheckFinding[] = []
    const missing: string[] = []
    for (const label of labels) {
      const mappings = stores.mappings.filter((mapping) => mapping.label === label)
      const global = mappings.filter(({ scope }) => scope === 'global')
      if (global.some(({ aliases }) => aliases.length > 0)) continue
      const severity = ignored ? { severity: 'low' as const } : {}
      const [empty] = global
      if (empty !== undefined)
        findings.push(finding('noAlias', { label, store: empty.store }, { subject: label, location: { path: empty.declaredIn }, ...severity }))
      else {
        missing.push(label)
        const realms = [...new Set(mappings.map(({ scope }) => scope))].sort().join(', ')
        findings.push(finding(realms === '' ? 'unmapped' : 'realmOnly', { label, realms }, { subject: label, ...severity }))
      }
    }
    const unseen = missing.length === 0 ? null : unseenStoresOf(stores, missing.join(', '))
    return unseen ?? verdict(`${labels.length} of ${labels.length} labels are mapped: ${labels.join(', ')}`, findings, 'high')
  },
})
