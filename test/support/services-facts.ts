import type { ValueOf, servicesComparison, servicesTree } from '../../src/api.ts'

type Tree = ValueOf<typeof servicesTree>
type Comparison = ValueOf<typeof servicesComparison>

const HOUR = 3_600_000
export const CONVERTED_AT = Date.parse('2026-06-01T10:00:00Z')
export const OLD_RULES = ['AME-23273', 'AME-21032']
const RECORD = 'realm/root/configurationversionservice/1.0/globalconfig/default.json'

/** A tree of configuration files as a fact; by default that of amupgrade for 8.1. */
export const tree = (path: string, more: Partial<Tree> = {}): Tree => ({
  path,
  resolved: path,
  state: 'present',
  documents: 40,
  damaged: { count: 0, examples: [] },
  realms: ['root', 'root-alpha'],
  nested: [],
  amsterVersions: [],
  configuration: record('9.0.0.0', [...OLD_RULES, 'AME-30001']),
  oldest: [{ path: RECORD, modifiedAt: CONVERTED_AT }],
  installProperties: { path: `${path}/noninteractive-install.properties`, modifiedAt: CONVERTED_AT },
  ...more,
})

export const record = (version: string | null, appliedRules: readonly string[]): Tree['configuration'] => ({
  path: RECORD,
  version,
  appliedRules,
  modifiedAt: CONVERTED_AT,
})

/** A document that was there some hours before the conversion. */
export const earlier = (hours: number): Tree['oldest'] => [
  { path: 'realm/root/old.json', modifiedAt: CONVERTED_AT - hours * HOUR },
  { path: RECORD, modifiedAt: CONVERTED_AT },
]

export const gone = (path: string, state: 'absent' | 'empty'): Tree =>
  tree(path, { state, documents: 0, realms: [], configuration: null, oldest: [], installProperties: null })

const none = { count: 0, examples: [] }
export const files = (...examples: readonly string[]) => ({ count: examples.length, examples })

export const comparison = (more: Partial<Comparison> = {}): Comparison => ({
  live: '/srv/am/config/services',
  upgraded: '/srv/upgraded',
  same: 42,
  missing: none,
  different: none,
  stillOld: none,
  leftOver: none,
  further: none,
  ...more,
})
