import type { AmAuthentication, AmFeatures, AmScripts, AmServers, ConfigurationTree } from '../../src/api.ts'

type Script = AmScripts['scripts'][number]

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
  deviceNodes: [],
  ...more,
})

export const servers = (more: Partial<AmServers> = {}): AmServers => ({ tree: WHOLE, servers: [], sites: [], properties: [], ...more })

/** A script of a realm, in a file of its own. */
export const script = (references: Script['references'], more: Partial<Script> = {}): Script => ({
  id: '248b8a56',
  name: 'Login',
  scope: '/alpha',
  context: 'AUTHENTICATION_TREE_DECISION_NODE',
  language: 'JAVASCRIPT',
  isDefault: false,
  evaluatorVersion: '1.0',
  sha256: '0'.repeat(64),
  size: 100,
  references,
  moreReferences: 0,
  textIn: '/opt/am/login.js',
  declaredIn: '/opt/am/248b8a56.json',
  ...more,
})

export const features = (more: Partial<AmFeatures> = {}): AmFeatures => ({
  tree: WHOLE,
  soapSts: [],
  snmp: [],
  moduleConditions: [],
  embeddedDirectory: null,
  ...more,
})
