import type { Evidence } from '../../src/core/fact.ts'
import type { JsonValue } from '../../src/core/json.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'

/** A snapshot with only what matters said: two instances, nothing collected of them. */
export const snapshotOf = (more: Partial<Snapshot> = {}): Snapshot => ({
  schemaVersion: 1,
  kind: 'iam-preflight-snapshot',
  tool: { name: 'iam-preflight', version: '0' },
  run: { id: 'r', startedAt: '2026-01-01T00:00:00.000Z', collectedAt: '2026-01-01T00:00:01.000Z' },
  planDigest: `sha256:${'0'.repeat(64)}`,
  profile: 'laws',
  phase: 'pre-upgrade',
  step: null,
  options: {},
  parameters: {},
  gaps: {},
  attestations: {},
  saltId: 's',
  targets: ['am-1', 'am-2'].map((name, index) => ({ name, type: 'pingam', role: 'instance', line: index + 1, collectedAt: null })),
  evidence: [],
  interrupted: null,
  tainted: [],
  transcript: { digest: `sha256:${'0'.repeat(64)}`, operations: { files: 0, sql: 0, ldap: 0, http: 0 } },
  ...more,
})

/** A fact without parameters as recorded, whole. */
export const valueEvidence = (target: string, fact: string, value: JsonValue): Evidence => {
  return { target, fact, params: {}, state: 'value', value, complete: true, omitted: [], sources: [] }
}
