import type { Snapshot } from '../../src/core/snapshot.ts'

/** A small snapshot: one target, collected, with one piece of evidence of each state. */
export const sampleSnapshot = (over: Partial<Snapshot> = {}): Snapshot => ({
  schemaVersion: 1,
  kind: 'iam-preflight-snapshot',
  tool: { name: 'iam-preflight', version: '0.1.0' },
  run: { id: 'run-1', startedAt: '2026-06-01T10:00:00.000Z', collectedAt: '2026-06-01T10:00:09.000Z' },
  planDigest: `sha256:${'0'.repeat(64)}`,
  profile: 'pingam-8.1',
  phase: 'pre-upgrade',
  step: null,
  options: { route: 'wizard' },
  parameters: { 'pingam/version': { newest: 3 } },
  gaps: {},
  attestations: { 'pingam/backup-taken': { by: 'me', on: '2026-05-31', note: null } },
  saltId: 'plan:abc',
  targets: [{ name: 'am-1', type: 'pingam', role: 'instance', line: 5, collectedAt: '2026-06-01T10:00:08.000Z' }],
  evidence: [
    {
      target: 'am-1',
      fact: 'am/version',
      params: {},
      state: 'value',
      value: { version: '7.3.0' },
      complete: true,
      omitted: [],
      sources: ['/am/version'],
    },
    { target: 'am-1', fact: 'tomcat/version', params: {}, state: 'error', reason: { code: 'permission-denied', text: 'may not be read' } },
    { target: 'am-1', fact: 'keystore/listing', params: { path: '/a' }, state: 'not-in-plan', needs: 'keystores' },
  ],
  interrupted: null,
  tainted: [],
  transcript: { digest: `sha256:${'1'.repeat(64)}`, operations: { files: 3, sql: 0, ldap: 0, http: 0 } },
  ...over,
})
