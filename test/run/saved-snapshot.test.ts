import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { prettyJson } from '../../src/core/json.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { auditSaved } from '../../src/run/audit.ts'
import type { SelectionFlags } from '../../src/run/selection-of-flags.ts'
import { savedSnapshot } from '../../src/run/saved-snapshot.ts'
import { sampleSnapshot } from '../config/snapshot-harness.ts'
import { temporaryTree } from '../support/files.ts'

const tree = temporaryTree()
afterAll(tree.remove)

const NO_FLAGS: SelectionFlags = { targets: [], checks: [], exclude: [] }
let files = 0
const saved = (over: Partial<Snapshot>): string => {
  const file = `${tree.root}/${(files += 1)}.json`
  writeFileSync(file, prettyJson(sampleSnapshot({ parameters: {}, ...over })))
  return file
}

describe('a snapshot read back', () => {
  it.for<[string, Partial<Snapshot>, Partial<SelectionFlags>, RegExp]>([
    ['without the checks of the user it was collected for', { ownChecks: ['own/a', 'own/b'] }, {}, /not here: own\/a, own\/b/],
    ['for a target it does not name', {}, { targets: ['am-7'] }, /--target am-7/],
    ['for a step there is none of', { phase: 'staged' }, { step: 'land' }, /no step "land"/],
    [
      'for a check that does not hold in the phase',
      {},
      { checks: ['pingam/tomcat-version', 'pingam/wizard-residue'] },
      /"pingam\/wizard-residue" holds in phase/,
    ],
    [
      'with parameters of a check that is not run',
      { parameters: { 'pingam/none-such': { sha256: 'x' } } },
      {},
      /"pingam\/none-such": the profile does not run/,
    ],
  ])('is refused %s', async ([, over, flags, message]) => {
    await expect(savedSnapshot([saved(over)], false, null, { ...NO_FLAGS, ...flags })).rejects.toThrow(message)
  })

  it('reports the profile it is judged by', async () => {
    const targets = [{ name: 'ks', type: 'keystore', role: 'keystore', line: 1, collectedAt: null }]
    const { report } = await auditSaved([saved({ targets, evidence: [] })], false, null, { ...NO_FLAGS, profile: 'common' }, 'high')
    expect(report.run.profile).toBe('common')
    expect([...new Set(report.checks.map(({ id }) => id.split('/')[0]))]).toEqual(['common'])
  })
})
