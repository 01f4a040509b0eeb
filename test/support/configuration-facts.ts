import type { AmAuthentication, AmFeatures, AmServers, ConfigurationTree } from '../../src/api.ts'

/** Facts about AM's configuration for tables of checks. */
export const WHOLE: ConfigurationTree = { form: 'file-based', root: '/opt/am/config/services', layer: 'whole' }
export const OVERLAY: ConfigurationTree = { ...WHOLE, layer: 'overlay' }
export const OF_UNKNOWN_VERSION: ConfigurationTree = { ...WHOLE, layer: 'unknown' }
export const CLASSIC: ConfigurationTree = { form: 'classic', root: null, layer: 'unknown' }
export const ABSENT: ConfigurationTree = { form: 'absent', root: null, layer: 'unknown' }
export const EXPORT: ConfigurationTree = { form: 'amster', root: '/srv/export', layer: 'whole' }

/** One realm that logs in through a tree. */
export const authentication = (more: Partial<AmAuthentication> = {}): AmAuthentication => ({
  tree: WHOLE,
  trees: [{ realm: '/', name: 'Login' }],
  chains: [],
  modules: [],
  settings: [{ realm: '/', users: 'Login', administrators: 'Login', declaredIn: '/opt/am/auth.json' }],
  moduleClasses: [],
  retryLimitNodes: [],
  ...more,
})

export const servers = (more: Partial<AmServers> = {}): AmServers => ({ tree: WHOLE, servers: [], sites: [], properties: [], ...more })

export const features = (more: Partial<AmFeatures> = {}): AmFeatures => ({
  tree: WHOLE,
  soapSts: [],
  snmp: [],
  moduleConditions: [],
  embeddedDirectory: null,
  ...more,
})
