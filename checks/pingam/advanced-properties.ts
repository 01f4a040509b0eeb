import { amServers, defineCheck, judged, oneLower, own, pass, undetermined, type CheckFinding } from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { unseenPartOf } from './data/configuration-tree.ts'
import { advancedProperties, isCustom, propertyName, sameValue, type ServerProperty } from './data/server-properties.ts'

const placed = (property: ServerProperty, { declaredIn, line }: ServerProperty = property) => ({
  subject: propertyName(property),
  location: { path: declaredIn, ...(line === null ? {} : { line }) },
})

/** The value where it is known to give nothing away. */
const shown = ({ value }: ServerProperty): string => value ?? 'a value that is not shown'

export default defineCheck({
  id: 'pingam/advanced-properties',
  title: 'Every advanced server property that was set by hand has kept its value',
  why: 'Custom advanced properties are lost in the upgrade, and AM falls back to its defaults without a word',
  remedy: 'Add the properties again, each with the value it had: Configure > Server Defaults (or the server) > Advanced',
  references: [{ title: UPGRADE_PAGE, section: 'Update tools, scripts, and components, step 3' }],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  quantifier: 'whole',
  phases: { 'pre-upgrade': 'info', 'post-upgrade': 'high' },
  facts: { servers: own(amServers, { which: 'current' }) },
  before: { servers: own(amServers, { which: 'current' }) },
  messages: {
    toAdd: '{name} is set to {value}: note it, since the upgrade loses it',
    lost: '{name} was {value} before the upgrade and is not there any more',
    inBaseline:
      '{count} properties of AM itself are no longer in {root}, where AM 8 has only what lies above its own values; those set by hand among them are lost: {names}',
    changed: '{name} was {before} before the upgrade and is {value}',
  },
  traps: {
    'of-the-vendor':
      'a property of AM may have had its default, which the upgrade may change: medium; one of the customer or of a single server: high',
    'values-of-the-new-release': 'below its own tree AM 8 has values in the web application: properties of AM that are not in the tree are a note',
    'release-properties': 'what AM says of its own release and build changes by right',
    'value-not-shown': 'a value that might be a secret is compared by its fingerprint',
    'another-salt': 'fingerprints of another salt say nothing: error',
    'not-seen': 'a configuration kept in a directory server shows no property, which is not that there is none',
    'moved-line': 'another file or line is no other value',
  },
  evaluate: ({ facts, before, phase, finding }) => {
    const unseen = [facts.servers, ...(before === null ? [] : [before.servers])].find(({ tree }) => tree.form === 'classic' || tree.form === 'absent')
    const unknown = unseen === undefined ? null : unseenPartOf(unseen.tree, 'the advanced properties')
    if (unknown !== null) return unknown
    const now = advancedProperties(facts.servers)
    if (phase === 'pre-upgrade' || before === null) {
      const custom = now.filter(isCustom)
      return pass(
        `${custom.length} advanced properties set by hand, of ${now.length}`,
        custom.map((property) =>
          finding('toAdd', { name: propertyName(property), value: shown(property) }, { ...placed(property), severity: 'info' }),
        ),
      )
    }

    const later = new Map(now.map((property) => [propertyName(property), property]))
    const earlier = advancedProperties(before.servers)
    const findings: CheckFinding[] = []
    const incomparable: string[] = []
    const inBaseline: string[] = []
    for (const property of earlier) {
      const name = propertyName(property)
      const found = later.get(name)
      const severity = isCustom(property) ? 'high' : oneLower('high')
      const same = found === undefined ? false : sameValue(property, found)
      if (same === null) incomparable.push(name)
      else if (found === undefined && !isCustom(property) && facts.servers.tree.layer !== 'whole') inBaseline.push(name)
      else if (found === undefined) findings.push(finding('lost', { name, value: shown(property) }, { ...placed(property), severity }))
      else if (!same)
        findings.push(
          finding(
            'changed',
            { name, before: shown(property), value: shown(found) },
            { ...placed(property, found), severity, expected: shown(property), actual: shown(found) },
          ),
        )
    }
    if (incomparable.length > 0 && findings.every(({ severity }) => severity !== 'high'))
      return undetermined(
        'missing-evidence',
        `${incomparable.join(', ')}: the values cannot be compared; give both plans one fingerprintSalt and collect both snapshots anew`,
      )
    const { root } = facts.servers.tree
    if (inBaseline.length > 0)
      findings.push(
        finding(
          'inBaseline',
          { count: inBaseline.length, root: root ?? '', names: inBaseline.join(', ') },
          { subject: root ?? 'the configuration', severity: 'info' },
        ),
      )
    const kept = earlier.length - inBaseline.length
    return judged(`${kept} of ${earlier.length} advanced properties as before the upgrade`, findings, 'high')
  },
})
