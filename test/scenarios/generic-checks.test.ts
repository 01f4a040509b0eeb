import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeEstate } from '../../fixtures/estate/estate.ts'
import type { Report } from '../../src/core/report.ts'
import { preflight } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'

/** CATALOG: pack common is usable in any plan. */
let tree: ReturnType<typeof temporaryTree>
beforeEach(() => {
  tree = temporaryTree()
  makeEstate(tree.root, {})
  const plan = join(tree.root, 'preflight.yaml')
  const keystore = '  extra:\n    type: keystore\n    role: keystore\n    path: am-1/home/am/security/keystores/keystore.jceks\n'
  writeFileSync(plan, readFileSync(plan, 'utf8').replace(/^targets:\n/m, `targets:\n${keystore}`))
})
afterEach(() => tree.remove())

const asking = (parameters: string): void => {
  const plan = join(tree.root, 'preflight.yaml')
  writeFileSync(plan, readFileSync(plan, 'utf8').replace(/^parameters:\n/m, `parameters:\n${parameters}`))
}
const audit = (...more: readonly string[]) => preflight(['audit', '--plan', join(tree.root, 'preflight.yaml'), '--reporter', 'json', ...more])
const generic = (stdout: string): readonly string[] =>
  (JSON.parse(stdout) as Report).results
    .filter(({ check }) => check.startsWith('common/'))
    .map(({ check, target, outcome }) => `${check} ${target}: ${outcome}`)

describe('generic checks in the plan of an upgrade path', () => {
  test('are judged where the plan gives them parameters, live and from a snapshot, and compared', async () => {
    asking('  common/keystore-entry: { alias: directenctest, kind: secret-key }\n')
    const saved = join(tree.root, 'saved.json')
    const live = await audit('--save', saved)
    expect(generic(live.stdout)).toEqual(['common/keystore-entry extra: pass'])
    const again = await preflight(['audit', '--from', saved, '--reporter', 'json'])
    expect(generic(again.stdout)).toEqual(generic(live.stdout))
    expect(again.code).toBe(live.code)
    const drift = await preflight(['drift', saved, saved])
    expect({ code: drift.code, stderr: drift.stderr }).toEqual({ code: 0, stderr: '' })
  })

  test('a target that no check is asked of is refused, with what would help', async () => {
    const { code, stderr } = await audit()
    expect(code).toBe(2)
    expect(stderr).toContain('profile pingam-8.1 looks at no target of type keystore')
    expect(stderr).toContain('a check of pack common may be asked of it under parameters')
  })
})
