import { describe, it } from 'vitest'
import check from '../../../checks/pingam/file-based-sites.ts'
import type { AmServers } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { CLASSIC, EXPORT, OVERLAY, servers } from '../../support/configuration-facts.ts'

const facts = (more: Partial<AmServers> = {}) => ({ servers: servers(more) })
const server = (name: string, site: string | null = null) => ({ name, site, declaredIn: '/opt/am/server.json' })
const site = (name: string) => ({ name, declaredIn: '/opt/am/site.json' })
const FILE_BASED = { options: { route: 'file-based' } }

testCheck({ describe, it }, check, {
  pass: [{ name: 'no site', facts: facts({ servers: [server('http://a'), server('http://b')] }), observed: '2 servers' }],
  fail: [
    {
      name: 'a site',
      facts: facts({ servers: [server('http://a', 'site1'), server('http://b')], sites: [site('site1')] }),
      messages: ['site'],
      subjects: ['site1'],
      severity: 'medium',
      says: ['http://a'],
    },
    { name: 'a site without servers', trap: 'site-without-servers', facts: facts({ sites: [site('site1')] }), messages: ['site'], says: ['none'] },
    { name: 'a site that is not configured', trap: 'site-elsewhere', facts: facts({ servers: [server('http://a', 'site1')] }), messages: ['member'] },
    {
      name: 'an export, for the file-based route',
      trap: 'export-for-file-based',
      ...FILE_BASED,
      facts: facts({ tree: EXPORT, sites: [site('site1')] }),
      messages: ['site'],
    },
    { name: 'in a layer', facts: facts({ tree: OVERLAY, sites: [site('site1')] }), messages: ['site'] },
  ],
  error: [
    { name: 'a layer', trap: 'layered-configuration', facts: facts({ tree: OVERLAY }), code: 'missing-evidence' },
    {
      name: 'a directory server',
      trap: 'classic-for-file-based',
      ...FILE_BASED,
      facts: facts({ tree: CLASSIC }),
      code: 'missing-evidence',
      says: 'Amster',
    },
  ],
  notApplicable: [
    {
      name: 'an export, by the Amster route',
      trap: 'not-file-based',
      options: { route: 'amster' },
      facts: facts({ tree: EXPORT, sites: [site('site1')] }),
    },
    { name: 'a directory server, by the wizard', facts: facts({ tree: CLASSIC }), options: { route: 'wizard' } },
  ],
  trapsElsewhere: { 'container-node': 'collectors/am-servers.test.ts' },
})
