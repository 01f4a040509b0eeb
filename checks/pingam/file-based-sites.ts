import { amServers, defineCheck, judged as verdict, notApplicable, own, type CheckFinding } from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { unseenPartOf } from './data/configuration-tree.ts'

export default defineCheck({
  id: 'pingam/file-based-sites',
  title: 'A file-based configuration has no sites',
  why: 'With a file-based configuration there is no longer the concept of sites: each server has its own id and its own configuration, and what a site was for (a common URL behind a load balancer, sessions found by any server) must be set up otherwise',
  remedy:
    'Give each server the URL of the load balancer as its base URL, keep sessions in a core token store that all servers share, and remove the site from the configuration',
  references: [
    { title: UPGRADE_PAGE, section: 'Introduction, note on file-based configuration' },
    { title: 'PingAM 8.1: Installation guide', section: 'FBC and AM sites' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'medium' },
  facts: { servers: own(amServers, { which: 'current' }) },
  messages: {
    site: 'the site "{site}" is configured, and a file-based configuration has no sites; its servers: {servers}',
    member: 'the server {server} belongs to a site "{site}", which is not among the sites configured',
  },
  traps: {
    'container-node': 'the node above the sites, which every configuration has, is no site',
    'site-without-servers': 'a site that no server belongs to',
    'site-elsewhere': 'a server names a site that is not configured',
    'not-file-based': 'sites of a configuration that is not file-based, and is not to be, are fine',
    'export-for-file-based': 'the route is file-based, and the export of the configuration shows a site',
    'classic-for-file-based': 'the route is file-based, and the configuration is kept in a directory server',
    'layered-configuration': 'AM 8 keeps a layer of its configuration in the web application',
  },
  evaluate: ({ facts: { servers: value }, options, finding }) => {
    const { tree, servers, sites } = value
    if (tree.form !== 'file-based' && options['route'] !== 'file-based')
      return notApplicable('the configuration is not file-based, and is not to be by the route chosen')
    const findings: CheckFinding[] = sites.map(({ name, declaredIn }) => {
      const members = servers.filter(({ site }) => site === name).map((server) => server.name)
      return finding(
        'site',
        { site: name, servers: members.length === 0 ? 'none' : members.join(', ') },
        { subject: name, location: { path: declaredIn } },
      )
    })
    for (const { name, site, declaredIn } of servers)
      if (site !== null && !sites.some((one) => one.name === site))
        findings.push(finding('member', { server: name, site }, { subject: name, location: { path: declaredIn } }))
    const answer = verdict(`no site in ${tree.root ?? ''}; ${servers.length} servers`, findings, 'medium')
    return answer.outcome === 'fail' ? answer : (unseenPartOf(tree, 'whether sites are configured is not known') ?? answer)
  },
})
