import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import profile from '../../checks/pingam/profile.ts'
import { DEFECTS, makeEstate, type EstateOptions } from '../../fixtures/estate/estate.ts'
import { isEstateGap } from '../../fixtures/estate/plan.ts'
import type { Result } from '../../src/core/report.ts'
import { auditedEstate, checksOf } from '../support/estate-audit.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'estate-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const checks = await checksOf(profile.checks)
const audit = async (options: EstateOptions) => auditedEstate(makeEstate(mkdtempSync(join(root, 'e-')), options), checks)
/** Checks that did not come out well, a line each: what a reader of a failing test wants to see. */
const isTrouble = (result: Result): boolean => result.outcome !== 'pass' && result.outcome !== 'not-applicable' && !isEstateGap(result)
const troubles = (results: readonly Result[]): readonly string[] =>
  results
    .filter(isTrouble)
    .map(
      ({ check, target, outcome, reason, findings }) =>
        `${check} ${target ?? '-'} ${outcome} ${reason?.text ?? findings.map(({ message }) => message).join('; ')}`,
    )

describe('the sample estate', () => {
  for (const options of [
    { phase: 'pre-upgrade', route: 'file-based' },
    { phase: 'pre-upgrade', route: 'wizard' },
    { phase: 'staged', route: 'file-based' },
    { phase: 'staged', route: 'wizard' },
    { phase: 'staged', route: 'rest' },
  ] as const)
    it(`is healthy: ${options.phase}, ${options.route}`, async () => {
      const { results } = await audit(options)
      expect(troubles(results)).toEqual([])
      expect(results.filter(({ outcome }) => outcome === 'pass').length).toBeGreaterThan(10)
    })

  for (const [id, { what, phase, route, flips }] of Object.entries(DEFECTS))
    it(`shows ${id} (${what}) by ${flips.join(', ')} alone`, async () => {
      const { results } = await audit({ defects: [id], phase, ...(route === undefined ? {} : { route }) })
      const wrong = results.filter(isTrouble)
      expect([...new Set(wrong.map(({ check }) => check))].sort(), troubles(results).join('\n')).toEqual([...flips].sort())
      if (id !== 'no-backup')
        expect(
          wrong.every(({ outcome }) => outcome === 'fail'),
          troubles(results).join('\n'),
        ).toBe(true)
    })

  it('keeps every password out of the facts', async () => {
    const { snapshot } = await audit({ phase: 'staged' })
    const text = JSON.stringify(snapshot)
    for (const canary of ['Canary-', 'Estate-store-password', 'Estate-entry-password']) expect(text).not.toContain(canary)
    expect(text).toContain('am.encryption.key')
  })

  it('refuses a defect it does not know', () => {
    expect(() => makeEstate(root, { defects: ['tomcat-8'] })).toThrow('no such defect: tomcat-8')
  })
})
