import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isEstateGap } from '../../fixtures/estate/plan.ts'
import profile from '../../checks/pingam/profile.ts'
import type { Result } from '../../src/core/report.ts'
import { checksOf } from '../support/estate-audit.ts'
import { CATALOG_TRAPS } from '../support/mutations/catalog-traps.ts'
import { MUTATIONS } from '../support/mutations/mutations.ts'
import { KNOWN_GAPS, World, type WorldName } from '../support/mutations/worlds.ts'

/**
 * One thing is changed in a healthy estate, and exactly the check that is about it answers otherwise, by the real collectors on real files: what a rule
 * promises, seen from end to end.
 */
const root = realpathSync(mkdtempSync(join(tmpdir(), 'mutations-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const checks = await checksOf(profile.checks)
const WORLDS: readonly WorldName[] = ['pre', 'staged', 'amster', 'post']

const subjectOf = ({ check, target }: Result): string => `${check} @ ${target ?? '-'}`
/** All that a result says, apart from what it was seen by. */
const wordsOf = ({ reason, findings }: Result): string => [reason?.text ?? '', ...findings.map(({ message }) => message)].join('\n')
const outcomesOf = (results: readonly Result[]): ReadonlyMap<string, string> => new Map(results.map((result) => [subjectOf(result), result.outcome]))

describe.each(WORLDS)('the world %s', (name) => {
  let world: World
  let healthy: readonly Result[]
  beforeAll(async () => {
    world = await World.at(root, name, checks)
    healthy = await world.with()
  })

  it('is healthy', () => {
    const odd = healthy.filter(
      (result) =>
        result.outcome !== 'pass' && result.outcome !== 'not-applicable' && !KNOWN_GAPS[name].includes(result.check) && !isEstateGap(result),
    )
    expect(odd.map((result) => `${subjectOf(result)} ${result.outcome} ${wordsOf(result)}`)).toEqual([])
  })

  it.each(MUTATIONS.filter((mutation) => mutation.world === name))(
    '$check: $name ($outcome)',
    async ({ check, outcome, severity, says, also = {}, change, before }) => {
      const changed = before === undefined ? await world.with(change) : await (await World.at(root, name, checks, before)).with(change)
      const usual = outcomesOf(healthy)
      const flipped = changed.filter((result) => result.outcome !== usual.get(subjectOf(result)))
      const told = flipped.map((result) => `${subjectOf(result)} ${result.outcome} ${wordsOf(result)}`).join('\n')
      const expected = { ...also, ...(outcome === 'pass' ? {} : { [check]: outcome }) }
      expect(Object.fromEntries(flipped.map((result) => [result.check, result.outcome])), told).toEqual(expected)

      const own = changed.filter((result) => result.check === check && result.target !== 'am-1')
      const words = own.map(wordsOf).join('\n')
      const usualWords = healthy
        .filter((result) => result.check === check && result.target !== 'am-1')
        .map(wordsOf)
        .join('\n')
      if (says === undefined) expect(words).toBe(usualWords)
      else {
        expect(usualWords).not.toContain(says)
        expect(words).toContain(says)
      }
      if (severity !== undefined) expect(own.flatMap(({ findings }) => findings.map((finding) => finding.severity))).toContain(severity)
    },
  )
})

describe('the table', () => {
  it('holds a row for every trap that CATALOG names, and no other traps', () => {
    const rows = MUTATIONS.flatMap(({ check, trap }) => (trap === undefined ? [] : [`${check} ${trap}`]))
    const traps = Object.entries(CATALOG_TRAPS).flatMap(([check, names]) => Object.keys(names).map((name) => `${check} ${name}`))
    expect([...new Set(rows)].sort()).toEqual(traps.sort())
  })

  it('makes every check fail', () => {
    const failing = new Set(MUTATIONS.filter(({ outcome }) => outcome === 'fail').map(({ check }) => check))
    expect(Object.keys(CATALOG_TRAPS).filter((check) => !failing.has(check))).toEqual([])
  })

  it('has enough rows, no two of one name', () => {
    expect(MUTATIONS.filter(({ outcome }) => outcome !== 'pass').length).toBeGreaterThanOrEqual(60)
    const names = MUTATIONS.map(({ world, check, name }) => `${world} ${check} ${name}`)
    expect(names.length).toBe(new Set(names).size)
  })
})
