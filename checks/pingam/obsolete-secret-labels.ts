import { amSecretStores, defineCheck, judged as verdict, own, undetermined, type CheckFinding } from '../../src/api.ts'
import { OBSOLETE_LABELS } from './data/secret-labels.ts'
import { unseenStoresOf } from './data/secret-stores-seen.ts'

export default defineCheck({
  id: 'pingam/obsolete-secret-labels',
  title: 'No secret label is mapped that AM 8 has renamed or dropped',
  why: 'AM 8.1 does not look at a label it no longer knows: what the secret was for falls back to a default, or fails',
  remedy:
    'Map the new label to the same alias, in the same store, when AM 8.1 runs, and remove the old mapping; check whether the upgrade has done so already',
  references: [
    { title: 'PingAM: Release notes, 7.5', section: 'Changed functionality: persistent cookie and client-side session secret labels' },
    { title: 'PingAM 8.1: Security guide', section: 'Secret label default mappings' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'medium' },
  facts: { stores: own(amSecretStores) },
  messages: {
    renamed: '{whose} store "{store}" maps {label}, which is called {successor} since {since}, and nothing maps that',
    dropped: '{whose} store "{store}" maps {label}, which AM no longer has since {since}',
    deprecated: '{whose} store "{store}" maps {label}, deprecated since {since} in favour of {successor}, which nothing maps',
    leftOver: '{whose} store "{store}" maps {label} beside its successor {successor}; it is left over',
  },
  traps: {
    'successor-mapped': 'the successor is mapped too: the old mapping does no harm',
    'successor-elsewhere': 'the successor is mapped for another realm only',
    deprecated: 'a deprecated label is still read by 8.1',
    'longer-label': 'the algorithm-specific labels of client-side sessions begin like the deprecated ones',
    'realm-mapping': 'a realm maps the old label',
    'classic-configuration': 'the secret stores are kept in the directory server',
    'layered-configuration': 'AM 8 keeps a layer of its configuration in the web application',
    'no-mapping': 'no mapping at all was seen',
  },
  evaluate: ({ facts: { stores }, finding }) => {
    const findings: CheckFinding[] = []
    for (const { label, scope, store, declaredIn } of stores.mappings) {
      const obsolete = OBSOLETE_LABELS.find((one) => one.label.test(label))
      if (obsolete === undefined) continue
      const { since, standing, successor } = obsolete
      // A global mapping serves every realm.
      const served = stores.mappings.some(
        (one) => one.label === successor && (one.scope === scope || one.scope === 'global') && one.aliases.length > 0,
      )
      const data = { whose: scope === 'global' ? 'the global' : `realm ${scope}'s`, store, label, since, successor: successor ?? '' }
      const place = { subject: `${scope} ${store} ${label}`, location: { path: declaredIn } }
      if (served) findings.push(finding('leftOver', data, { ...place, severity: 'info' }))
      else findings.push(finding(standing, data, standing === 'deprecated' ? { ...place, severity: 'low' } : place))
    }
    const answer = verdict(`none of ${stores.mappings.length} mappings is of a label that AM 8 does not have`, findings, 'medium')
    if (answer.outcome === 'fail') return answer
    return (
      unseenStoresOf({ ...stores, otherStores: [] }, 'obsolete labels') ??
      (stores.mappings.length === 0 ? undetermined('missing-evidence', 'no mapping of a secret label was seen in these files') : answer)
    )
  },
})
