import { amResourceNames, defineCheck, judged as verdict, own, undetermined } from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { unseenPartOf } from './data/configuration-tree.ts'

export default defineCheck({
  id: 'pingam/resource-names',
  title: 'No configured resource has a forward slash in its name',
  why: 'A request for it must encode the slash, which the Connector of Tomcat 10 rejects unless encodedSolidusHandling lets it through; the vendor advises against such names in production',
  remedy:
    'Rename the resource. Where that cannot be, set encodedSolidusHandling="decode" (or passthrough) on the Connector: see pingam/encoded-slash',
  references: [{ title: UPGRADE_PAGE, section: 'Upgrade Tomcat, note on resource names' }],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'low' },
  facts: { names: own(amResourceNames, { which: 'current' }) },
  messages: { slash: '{type} "{name}" ({realm}) has a forward slash in its name' },
  traps: {
    'path-of-names': 'the file-based tree joins the names of nodes by slashes: default/Login is named Login',
    'named-by-url': 'servers, sites, realms and SAML entities are named by URLs or paths',
    'classic-configuration': 'the configuration is kept in a directory server',
    'layered-configuration': 'AM 8 keeps a layer of its configuration in the web application',
    'nothing-seen': 'no resource at all was seen',
  },
  evaluate: ({ facts: { names }, finding }) => {
    const { tree, resources, slashed } = names
    const findings = slashed.map(({ type, realm, name, declaredIn }) =>
      finding(
        'slash',
        { type, name, realm: realm === 'global' ? 'global' : `realm ${realm}` },
        { subject: `${realm} ${type} ${name}`, location: { path: declaredIn } },
      ),
    )
    const answer = verdict(`none of ${resources} named resources in ${tree.root ?? ''} has a slash in its name`, findings, 'low')
    if (answer.outcome === 'fail') return answer
    return (
      unseenPartOf(tree, 'whether names of resources hold slashes is not known') ??
      (resources === 0 ? undetermined('missing-evidence', `no named resource was seen in ${tree.root ?? ''}`) : answer)
    )
  },
})
