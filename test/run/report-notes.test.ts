import { expect, test } from 'vitest'
import type { Judging } from '../../src/run/prepare.ts'
import { reportOf } from '../../src/run/report-of.ts'
import { snapshotOf, valueEvidence } from '../support/snapshot-samples.ts'

const judging = {
  profile: { id: 'laws' },
  checks: { builtIn: [], own: [] },
  selection: { phase: 'pre-upgrade', step: null, only: [], targets: null },
} as unknown as Judging

const notesOn = (...transports: readonly string[]): readonly string[] => {
  const evidence = transports.map((transport, index) => valueEvidence('ds-1', `fact-${index}`, { transport }))
  return reportOf(snapshotOf({ evidence }), judging, { results: [], gaps: [] }, 'high').notes
}

test('the report says once of each target that nobody vouched for what it read', () => {
  expect(notesOn('unverified', 'unverified')).toEqual(['ds-1: whoever answered was believed, since the plan says so (tls.insecure)'])
  expect(notesOn('verified', 'pinned', 'clear')).toEqual([])
})
